"""Save options beside TensorFlow: the same model and options, the same marks in the files."""

from __future__ import annotations

import re

import options_cases as cases
import pytest

import savedmodel_lite as ours
from message_text import SAVER_ONLY_OPS

pytestmark = pytest.mark.oracle

NUMBER = re.compile(r"_\d+$")


def save_both(tensorflow, tmp_path, build, options):
    """Saves what `build` makes with both libraries; returns both meta graphs."""
    graphs = []
    for name, tf in (("ours", ours), ("theirs", tensorflow)):
        model = build(tf)
        values = options(model)
        tf.saved_model.save(model, tmp_path / name, options=tf.saved_model.SaveOptions(**values))
        tensorflow.saved_model.load(tmp_path / name)
        graphs.append(cases.meta_graph(tmp_path / name))
    return graphs


MARKS = {
    "tags": lambda graph: list(graph.meta_info_def.tags),
    # TensorFlow also names traces that are not in the file, and traces polymorphic functions again
    # while saving, so how often a name occurs says nothing.
    "aliases": lambda graph: {
        (NUMBER.sub("", entry.key), entry.value) for entry in graph.meta_info_def.function_aliases
    },
    "saver": lambda graph: graph.HasField("saver_def"),
    "top-level operations": lambda graph: sorted(node.op for node in graph.graph_def.node),
    "functions": lambda graph: {
        NUMBER.sub("", function.signature.name) for function in graph.graph_def.library.function
    },
    "op list": lambda graph: sorted(
        op.name for op in graph.meta_info_def.stripped_op_list.op if op.name not in SAVER_ONLY_OPS
    ),
}
OPTIONS = {
    "none": lambda model: {},
    "extra tags": lambda model: {"extra_tags": ["gpu", "a"]},
    "alias of traces": lambda model: {"function_aliases": {"double": model.twice}},
    "skip saver": lambda model: {"experimental_skip_saver": True},
    "io device": lambda model: {"experimental_io_device": "/job:localhost"},
    "no custom gradients": lambda model: {"experimental_custom_gradients": False},
    "namespaces": lambda model: {"namespace_whitelist": []},
    "several": lambda model: {
        "extra_tags": ["x"],
        "function_aliases": {"d": model.twice, "a": model.add},
        "save_debug_info": True,
        "experimental_debug_stripper": True,
    },
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_leave_tensorflows_marks(tensorflow, tmp_path, name):
    mine, theirs = save_both(tensorflow, tmp_path, cases.counter, OPTIONS[name])
    for mark, read in MARKS.items():
        expected = read(theirs)
        if mark == "op list":
            # Two copies that TensorFlow's saver makes of every variable are left out in ours.
            expected = [op for op in expected if op != "Identity" or "Identity" in read(mine)]
        if mark in {"top-level operations", "op list"} and name == "skip saver":
            # TensorFlow keeps the object graph's constant, which nothing reads then.
            expected.remove("Const")
        assert read(mine) == expected, mark


def speak(graph):
    """(op, attributes, number of inputs) of the nodes of `speak`; TensorFlow repeats inputs."""
    for function in graph.graph_def.library.function:
        if function.signature.name.startswith("__inference_speak_"):
            return sorted(
                (node.op, sorted(entry.key for entry in node.attr), len(set(node.input)))
                for node in function.node_def
            )
    raise AssertionError("no function speak")


@pytest.mark.parametrize("strips", [False, True])
def test_debug_stripper_is_tensorflows(tensorflow, tmp_path, strips):
    options = {"experimental_debug_stripper": strips}
    mine, theirs = save_both(tensorflow, tmp_path, cases.talker, lambda model: options)
    assert speak(mine) == speak(theirs)
    assert MARKS["op list"](mine) == MARKS["op list"](theirs)


def test_debug_info_has_tensorflows_frames(tensorflow, tmp_path):
    save_both(tensorflow, tmp_path, cases.counter, lambda model: {"save_debug_info": True})
    found = []
    for name in ("ours", "theirs"):
        stacks = cases.stacks(cases.read_debug_info(tmp_path / name))
        found.append(
            {
                NUMBER.sub("", key): [frame for frame in stack if "options_cases" in frame[0]]
                for key, stack in stacks.items()
                if "_add_" in key or "_add_twice_" in key
            }
        )
    mine, theirs = found
    common = mine.keys() & theirs.keys()
    assert len(common) >= 6
    for key in common:
        assert [frame[1:] for frame in mine[key]] == [frame[1:] for frame in theirs[key]], key

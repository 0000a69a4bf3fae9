"""What each save option does to the files."""

from __future__ import annotations

import inspect
import logging
from pathlib import Path

import options_cases as cases
import pytest

import savedmodel_lite as tf
from savedmodel_lite._ops.custom_op import register_op_def
from savedmodel_lite._saved_model.options import VariablePolicy

SaveOptions = tf.saved_model.SaveOptions

TENSORFLOW_FIELDS = [
    "namespace_whitelist",
    "save_debug_info",
    "function_aliases",
    "experimental_debug_stripper",
    "experimental_io_device",
    "experimental_variable_policy",
    "experimental_custom_gradients",
    "experimental_image_format",
    "experimental_skip_saver",
    "experimental_sharding_callback",
    "extra_tags",
]


def test_names_and_order_are_tensorflows():
    parameters = inspect.signature(SaveOptions).parameters.values()
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert positional == TENSORFLOW_FIELDS


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"namespace_whitelist": "Acme"}, TypeError, "must be a list of strings"),
        ({"namespace_whitelist": ("Acme",)}, TypeError, "must be a list of strings"),
        ({"namespace_whitelist": [1]}, ValueError, "must be a string"),
        ({"experimental_variable_policy": "some"}, ValueError, "invalid VariablePolicy"),
        ({"experimental_image_format": True}, ValueError, "disabled in OSS"),
        ({"extra_tags": "gpu"}, TypeError, "list of strings"),
        ({"experimental_io_device": "/somewhere"}, ValueError, "device"),
    ],
)
def test_wrong_values_are_refused(options, error, text):
    with pytest.raises(error, match=text):
        SaveOptions(**options)


@pytest.mark.parametrize(
    ("value", "policy"),
    [
        (None, VariablePolicy.NONE),
        ("save_variable_devices", VariablePolicy.SAVE_VARIABLE_DEVICES),
        ("Expand_Distributed_Variables", VariablePolicy.EXPAND_DISTRIBUTED_VARIABLES),
        (VariablePolicy.SAVE_VARIABLE_DEVICES, VariablePolicy.SAVE_VARIABLE_DEVICES),
    ],
)
def test_variable_policy_reads_members_and_values(value, policy):
    assert SaveOptions(experimental_variable_policy=value).experimental_variable_policy is policy


def test_extra_tags_follow_serve(tmp_path):
    tf.saved_model.save(cases.counter(tf), tmp_path, options=SaveOptions(extra_tags=["b", "a"]))
    assert list(cases.meta_graph(tmp_path).meta_info_def.tags) == ["serve", "b", "a"]


def test_skipping_the_saver_leaves_out_all_of_it(tmp_path):
    options = SaveOptions(experimental_skip_saver=True)
    tf.saved_model.save(cases.counter(tf), tmp_path, options=options)
    meta_graph = cases.meta_graph(tmp_path)
    assert not meta_graph.HasField("saver_def")
    names = {node.name for node in meta_graph.graph_def.node}
    assert "saver_filename" not in names
    functions = {f.signature.name for f in meta_graph.graph_def.library.function}
    assert not any("traced_" in name for name in functions)
    assert (tmp_path / "variables" / "variables.index").is_file()


def aliases_of(tmp_path: Path, model, aliases) -> dict[str, str]:
    tf.saved_model.save(model, tmp_path, options=SaveOptions(function_aliases=aliases))
    meta_graph = cases.meta_graph(tmp_path)
    entries = meta_graph.meta_info_def.function_aliases
    library = {f.signature.name for f in meta_graph.graph_def.library.function}
    assert {entry.key for entry in entries} <= library
    return {entry.key: entry.value for entry in entries}


def test_aliases_name_all_traces(tmp_path):
    model = cases.counter(tf)
    aliases = aliases_of(tmp_path, model, {"double": model.twice})
    assert set(aliases.values()) == {"double"}
    assert len(aliases) == 2
    assert all(name.startswith("__inference_twice_") for name in aliases)


def test_aliases_take_concrete_functions_and_collections(tmp_path):
    model = cases.counter(tf)
    add = model.add.get_concrete_function()
    traces = model.twice.concrete_functions()
    aliases = aliases_of(tmp_path, model, {"a": add, "b": traces})
    assert sorted(aliases.values()) == ["a", "b", "b"]


def test_aliases_of_nothing_are_logged(tmp_path, caplog):
    @tf.function
    def stranger(x):
        return x

    with caplog.at_level(logging.WARNING, "savedmodel_lite"):
        assert aliases_of(tmp_path, cases.counter(tf), {"s": stranger}) == {}
    assert "names no function" in caplog.text


def test_aliases_of_other_things_are_refused(tmp_path):
    options = SaveOptions(function_aliases={"x": lambda: 0})
    with pytest.raises(TypeError, match=r"should be created by tf\.function"):
        tf.saved_model.save(cases.counter(tf), tmp_path / "m", options=options)
    assert not (tmp_path / "m").exists()


STRIPPED = {"PrintV2": "NoOp", "Assert": "NoOp", "CheckNumerics": "Identity", "Print": "Identity"}


def test_debug_stripper_replaces_nodes(tmp_path):
    for name, strips in (("kept", False), ("stripped", True)):
        options = SaveOptions(experimental_debug_stripper=strips)
        tf.saved_model.save(cases.talker(tf), tmp_path / name, options=options)
    kept, stripped = (speak_nodes(tmp_path / name) for name in ("kept", "stripped"))
    for old, new in STRIPPED.items():
        (node,) = (node for node in kept.values() if node.op == old)
        replaced = stripped[node.name]
        assert replaced.op == new
        data = [name for name in replaced.input if not name.startswith("^")]
        assert data == (list(node.input[:1]) if new == "Identity" else [])
        attrs = {entry.key for entry in replaced.attr if not entry.key.startswith("_")}
        assert attrs == ({"T"} if new == "Identity" else set())
    listed = {
        op.name for op in cases.meta_graph(tmp_path / "stripped").meta_info_def.stripped_op_list.op
    }
    assert not listed & set(STRIPPED)


def speak_nodes(directory):
    for function in cases.meta_graph(directory).graph_def.library.function:
        if function.signature.name.startswith("__inference_speak_"):
            return {node.name: node for node in function.node_def}
    raise AssertionError("no function speak")


@pytest.fixture(scope="module")
def namespaced():
    scale = register_op_def(
        "Acme>Scale",
        inputs=["x: T"],
        outputs=["y: T"],
        attrs=["T: {float, double}", "factor: float = 2.0"],
        shape_fn=lambda x: x._dims,
    )

    class Scaler(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None])])
        def scale(self, x):
            return scale(x, factor=3.0)

    return Scaler()


@pytest.mark.parametrize(
    ("whitelist", "allowed"), [(None, True), (["Acme"], True), ([], False), (["Other"], False)]
)
def test_namespaces_outside_the_whitelist_are_refused(namespaced, tmp_path, whitelist, allowed):
    options = SaveOptions(namespace_whitelist=whitelist)
    if allowed:
        tf.saved_model.save(namespaced, tmp_path / "m", options=options)
        ops = cases.meta_graph(tmp_path / "m").meta_info_def.stripped_op_list.op
        (definition,) = (op for op in ops if op.name == "Acme>Scale")
        assert [attr.name for attr in definition.attr] == ["T", "factor"]
        return
    with pytest.raises(ValueError, match=r"Acme>Scale.*add \['Acme'\]"):
        tf.saved_model.save(namespaced, tmp_path / "m", options=options)
    assert not (tmp_path / "m").exists()


def test_a_custom_op_without_kernel_does_not_run(namespaced):
    with pytest.raises(NotImplementedError, match="can be traced and saved but not run"):
        namespaced.scale([1.0, 2.0])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"name": "scale"}, "CamelCase"),
        ({"name": "AcmeA", "inputs": ["X y"]}, "an argument like"),
        ({"name": "AcmeB", "inputs": ["x: N * float"]}, "int attribute"),
        ({"name": "AcmeC", "inputs": ["x: nothing"]}, "a dtype or the name"),
        ({"name": "AcmeD", "attrs": ["T: thing"]}, "a type of attribute"),
        ({"name": "Add", "inputs": ["x: float"]}, "another definition"),
    ],
)
def test_definitions_that_cannot_be_read_are_refused(arguments, text):
    with pytest.raises(ValueError, match=text):
        register_op_def(**arguments)


def test_definitions_read_every_form_of_argument_and_attribute():
    op = register_op_def(
        "Acme>Everything",
        inputs=["x: T", "xs: N * T", "any: Ts", "flag: bool"],
        outputs=["y: T", "ys: N * T"],
        attrs=[
            "T: {float, int32} = DT_FLOAT",
            "N: int >= 1",
            "Ts: list(type)",
            "mode: {'fast', 'exact'} = 'fast'",
            "axes: list(int) = [0, 1]",
            "on: bool = true",
        ],
    )
    by_name = {attr.name: attr for attr in op.schema.attrs}
    assert by_name["T"].allowed == (tf.float32, tf.int32)
    assert by_name["T"].default is tf.float32
    assert by_name["N"].minimum == 1
    assert by_name["mode"].allowed == ("fast", "exact")
    assert by_name["axes"].default == (0, 1)
    assert by_name["on"].default is True
    assert [arg.number_attr for arg in op.schema.inputs] == ["", "N", "", ""]
    assert op.schema.inputs[2].type_list_attr == "Ts"


def test_debug_info_has_the_users_frames(tmp_path):
    options = SaveOptions(save_debug_info=True)
    tf.saved_model.save(cases.counter(tf), tmp_path, options=options)
    info = cases.read_debug_info(tmp_path)
    stacks = cases.stacks(info)
    functions = cases.meta_graph(tmp_path).graph_def.library.function
    nodes = {f"{n.name}@{f.signature.name}" for f in functions for n in f.node_def}
    assert nodes <= set(stacks)
    add = next(stack for name, stack in stacks.items() if name.startswith("add@__inference_twice_"))
    assert Path(add[-1][0]).name == "options_cases.py"
    assert add[-1][2] == "twice"
    assert not any("savedmodel_lite/_" in file for file in info.files)


def test_debug_info_can_be_relative_to_a_root(tmp_path):
    root = str(Path(cases.__file__).parent)
    options = SaveOptions(save_debug_info=True, debug_info_root=root)
    tf.saved_model.save(cases.counter(tf), tmp_path, options=options)
    files = list(cases.read_debug_info(tmp_path).files)
    assert "options_cases.py" in files
    assert not any(Path(file).is_absolute() for file in files)


def test_an_old_debug_file_does_not_outlive_its_model(tmp_path):
    tf.saved_model.save(
        cases.counter(tf), tmp_path / "m", options=SaveOptions(save_debug_info=True)
    )
    tf.saved_model.save(cases.counter(tf), tmp_path / "m")
    assert not (tmp_path / "m" / "debug").exists()

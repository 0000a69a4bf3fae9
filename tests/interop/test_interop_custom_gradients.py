"""TensorFlow differentiates what we saved with the gradients that were written."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest
import readers

import savedmodel_lite as ours
from custom_gradient_models import MODELS
from message_text import function_lines, lines_of, model_lines
from savedmodel_lite._proto import messages as pb

pytestmark = pytest.mark.oracle

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
_NUMBER = re.compile(r"((?:__inference|cond|while)_\S+?)_\d+\b|CustomGradient-(?:unsaved-)?\d+")
_NAMES_OF_GRADIENTS = re.compile(
    r"_gradient_op_type|__inference_internal_grad_fn|\.captured_tensor"
)


def save(tf, model, directory, **options):
    tf.saved_model.save(
        model.build(tf), str(directory), options=tf.saved_model.SaveOptions(**options)
    )
    return directory


def differentiate(tf, target, model, in_function=False):
    """The results of `f`, and the gradients of their weighted sum."""
    inputs = [tf.constant(value) for value in model.inputs]
    trained = [getattr(target, name) for name in model.trained]

    def run():
        with tf.GradientTape() as tape:
            for value in inputs:
                tape.watch(value)
            results = tf.nest.flatten(target.f(*inputs))
            loss = tf.add_n([tf.reduce_sum(r) * (n + 2.0) for n, r in enumerate(results)])
        return results, tape.gradient(loss, [*inputs, *trained])

    results, gradients = (tf.function(run) if in_function else run)()
    return [item if item is None else item.numpy() for item in [*results, *gradients]]


def assert_same(got, wanted):
    assert len(got) == len(wanted)
    for mine, theirs in zip(got, wanted, strict=True):
        assert (mine is None) == (theirs is None)
        np.testing.assert_array_equal(mine, theirs)


@each_model
@pytest.mark.parametrize("in_function", [False, True], ids=["tape", "tape in a function"])
def test_tensorflow_takes_the_gradient_that_was_written(tensorflow, tmp_path, model, in_function):
    tf = tensorflow
    loaded = tf.saved_model.load(str(save(ours, model, tmp_path / "ours")))
    if not model.is_differentiated_by_tensorflow:
        theirs = tf.saved_model.load(str(save(tf, model, tmp_path / "theirs")))
        for target in (loaded, theirs):
            with pytest.raises(AssertionError):
                differentiate(tf, target, model, in_function)
        return
    wanted = differentiate(tf, model.build(tf), model)
    assert_same(differentiate(tf, loaded, model, in_function), wanted)


@each_model
def test_tensorflow_saves_it_again_if_it_can(tensorflow, tmp_path, model):
    """TensorFlow cannot save again what captures tensors of two functions, not even its own."""
    tf = tensorflow
    if not model.is_differentiated_by_tensorflow:
        pytest.skip("nothing to compare")
    wanted = differentiate(tf, model.build(tf), model)
    saved_again = []
    for library in (ours, tf) if model.is_saved_by_tensorflow else (ours,):
        directory = save(library, model, tmp_path / library.__name__)
        again = directory.with_name(f"{library.__name__}_again")
        try:
            tf.saved_model.save(tf.saved_model.load(str(directory)), str(again))
        except ValueError:
            continue
        else:
            assert_same(differentiate(tf, tf.saved_model.load(str(again)), model), wanted)
            saved_again.append(library)
    assert saved_again in ([], [ours, tf] if model.is_saved_by_tensorflow else [ours])


@each_model
def test_messages_are_those_of_tensorflow(tensorflow, tmp_path, model):
    if not model.is_saved_by_tensorflow:
        with pytest.raises(ValueError, match="invalid capture"):
            save(tensorflow, model, tmp_path / "theirs")
        return
    texts = [
        [line for line in model_lines(directory) if not _NAMES_OF_GRADIENTS.search(line)]
        + gradient_lines(directory)
        for directory in (
            save(ours, model, tmp_path / "ours"),
            save(tensorflow, model, tmp_path / "theirs"),
        )
    ]
    assert texts[0] == texts[1]


def gradient_lines(directory):
    """The gradient functions of a model in order, and the nodes whose gradients they compute."""
    model = pb.SavedModel.FromString((directory / "saved_model.pb").read_bytes())
    (meta_graph,) = model.meta_graphs
    objects, library = meta_graph.object_graph_def, meta_graph.graph_def.library
    traces = {entry.key: entry.value for entry in objects.concrete_functions}
    functions = {function.signature.name: function for function in library.function}
    lines = []
    for number, gradient in enumerate(library.registered_gradients):
        nodes = [
            f"{name}: {node.op} {node.name}"
            for name, function in functions.items()
            for node in function.node_def
            for attr in node.attr
            if attr.key == "_gradient_op_type"
            and attr.value.s.decode() == gradient.registered_op_type
        ]
        trace = traces[gradient.gradient_func]
        bound = [objects.nodes[node_id] for node_id in trace.bound_inputs]
        trace.ClearField("bound_inputs")
        text = [
            *nodes,
            *(line for node in bound for line in lines_of(node, "bound to")),
            *lines_of(trace, "trace"),
            *function_lines(functions[gradient.gradient_func]),
        ]
        lines += [f"gradient {number}: {line}" for line in text]
    # Numbers in names belong to a process.
    return [_NUMBER.sub(r"\1", line) for line in lines]


@each_model
def test_sessions_run_the_signature(tensorflow, tmp_path, model):
    tf = tensorflow
    directory = save(ours, model, tmp_path / "ours")
    target = model.build(tf)
    names = input_names(directory)
    if len(names) != len(model.inputs):
        pytest.skip("a function that is no signature")
    served = {"serving_default": dict(zip(names, model.inputs, strict=True))}
    wanted = [leaf.numpy() for leaf in tf.nest.flatten(target.f(*map(tf.constant, model.inputs)))]
    for serve in (readers.serve_session, readers.serve_c):
        results = serve(tf, directory, SimpleNamespace(served=served))["serving_default"]
        for name, value in zip(sorted(results), wanted, strict=True):
            # Optimizers of graphs may change the last bit.
            np.testing.assert_allclose(results[name], value, rtol=1e-6)


def input_names(directory):
    """The inputs of the signature in order, none if there is no signature."""
    model = pb.SavedModel.FromString((directory / "saved_model.pb").read_bytes())
    return [
        item.key
        for entry in model.meta_graphs[0].signature_def
        if entry.key == "serving_default"
        for item in entry.value.inputs
    ]


def test_only_one_result_is_used(tensorflow, tmp_path):
    tf = tensorflow
    model = next(model for model in MODELS if model.name == "several results")
    loaded = tf.saved_model.load(str(save(ours, model, tmp_path / "ours")))
    x, y = (tf.constant(value) for value in model.inputs)
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        used = loaded.f(x, y)["b"]
    gradients = [gradient.numpy() for gradient in tape.gradient(used, [x, y])]
    assert_same(gradients, [np.zeros(3, np.float32), x.numpy()])


def test_without_gradients_the_functions_run_and_have_none(tensorflow, tmp_path):
    tf = tensorflow
    model = next(model for model in MODELS if model.name == "inner tensors")
    texts = []
    for library in (ours, tf):
        directory = save(
            library, model, tmp_path / library.__name__, experimental_custom_gradients=False
        )
        lines = model_lines(directory)
        texts.append([line for line in lines if "_gradient_op_type" not in line])
    assert texts[0] == texts[1]
    loaded = tf.saved_model.load(str(tmp_path / ours.__name__))
    x = tf.constant(model.inputs[0])
    assert_same([loaded.f(x).numpy()], [model.build(tf).f(x).numpy()])
    with pytest.raises(LookupError, match="No gradient defined"):
        differentiate(tf, loaded, model)

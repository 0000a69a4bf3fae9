"""`tf.custom_gradient`: eager numbers, nodes of functions, what a save writes, errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import savedmodel_lite as tf
from custom_gradient_models import MODELS, module
from savedmodel_lite._proto import messages as pb

TESTS = Path(__file__).parents[1]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
X = np.array([1.0, 2.0], np.float32)


def as_is(*gradients):
    return gradients


def call(function, *args):
    """The results of a call outside of functions and of one inside, flat."""

    @tf.function
    def inside(*args):
        return function(*args)

    return [
        [np.asarray(leaf).tolist() for leaf in tf.nest.flatten(run(*args))]
        for run in (function, inside)
    ]


class Holder:
    factor = 5.0

    @tf.custom_gradient
    def method(self, x):
        """Multiplies."""
        return x * self.factor, as_is

    @staticmethod
    @tf.custom_gradient
    def plain(x):
        return x * 2.0, as_is


CALLS = [
    ("a tensor", lambda x: (x * 2.0, as_is), [tf.constant(X)], [[2.0, 4.0]]),
    ("an array", lambda x: (x * 2.0, as_is), [X], [[2.0, 4.0]]),
    ("a number", lambda x: (tf.identity(x) * 2.0, as_is), [3.0], [6.0]),
    ("a number as result", lambda x: (2.0, as_is), [X], [2.0]),
    ("no result", lambda x: ((), as_is), [X], []),
    ("no argument", lambda: (tf.constant(1.0), as_is), [], [1.0]),
    ("a list as pair", lambda x: [x, as_is], [X], [[1.0, 2.0]]),
    (
        "nested",
        lambda x: ({"b": x["a"], "a": [x["b"][0], 3]}, as_is),
        [{"a": tf.constant(X), "b": [tf.constant(4.0)]}],
        [4.0, 3, [1.0, 2.0]],
    ),
    ("a variable as argument", lambda x, v: (x * v, as_is), [X, tf.Variable(3.0)], [[3.0, 6.0]]),
    ("strings", lambda x: (x + "a", as_is), [tf.constant(["b"])], [[b"ba"]]),
]


@pytest.mark.parametrize(
    ("function", "args", "wanted"), [row[1:] for row in CALLS], ids=[row[0] for row in CALLS]
)
def test_results_come_without_the_gradient(function, args, wanted):
    assert call(tf.custom_gradient(function), *args) == [wanted, wanted]


def test_results_keep_their_structure():
    def nested(x):
        return {"b": x, "a": (x, [x])}, as_is

    for run in (tf.custom_gradient(nested), tf.function(tf.custom_gradient(nested))):
        result = run(tf.constant(X))
        assert isinstance(result, dict)
        assert isinstance(result["a"], tuple)
        assert isinstance(result["a"][1], list)


def test_methods_are_bound():
    holder = Holder()
    assert call(holder.method, X) == [[[5.0, 10.0]]] * 2
    assert call(holder.plain, X) == [[[2.0, 4.0]]] * 2
    assert Holder.method.__doc__ == holder.method.__doc__ == "Multiplies."
    assert holder.method.__name__ == "method"


def test_decorator_forms():
    for decorate in (tf.custom_gradient, tf.custom_gradient()):
        assert call(decorate(lambda x: (x, as_is)), X) == [[[1.0, 2.0]]] * 2
    assert call(tf.custom_gradient(f=lambda x: (x, as_is)), X) == [[[1.0, 2.0]]] * 2


def test_keywords_outside_of_functions():
    scale = tf.custom_gradient(lambda x, factor=2.0: (x * factor, as_is))
    assert scale(X, factor=3.0).numpy().tolist() == [3.0, 6.0]


def test_function_with_a_signature():
    scale = tf.function(
        tf.custom_gradient(lambda x: (x * 2.0, as_is)), input_signature=[tf.TensorSpec([2])]
    )
    assert scale(X).numpy().tolist() == [2.0, 4.0]


def test_pass_through_has_the_values_of_the_function():
    assert call(tf.grad_pass_through(tf.round), np.float32(1.4)) == [[1.0]] * 2
    variable = tf.Variable(1.0)
    assert call(tf.grad_pass_through(variable.assign), np.float32(9.0)) == [[9.0]] * 2
    assert variable.numpy() == 9.0
    assert tf.grad_pass_through(tf.round).__name__ == "round"


# ---- nodes -------------------------------------------------------------------------------------


def identity_n_nodes(function):
    return [node for node in function.graph.operations if node.type == "IdentityN"]


def test_results_leave_with_arguments_and_variables_by_name():
    second, first = tf.Variable(2.0, name="second"), tf.Variable(3.0, name="first")
    fixed = tf.Variable(1, trainable=False)

    @tf.custom_gradient
    def function(x, y):
        result = x * second + first + tf.cast(fixed, tf.float32)
        return (result, y), lambda *upstream, variables: (upstream, [None, None])

    trace = tf.function(function).get_concrete_function(
        tf.TensorSpec([2]), tf.TensorSpec([], tf.int64)
    )
    (node,) = identity_n_nodes(trace)
    assert [tensor.op.type for tensor in node.inputs[-2:]] == ["ReadVariableOp"] * 2
    handles = [tensor.op.inputs[0] for tensor in node.inputs[-2:]]
    captured = {id(inside): outside for outside, inside in trace.graph.captures}
    assert [captured[id(handle)] for handle in handles] == [first.handle, second.handle]
    assert node.inputs[2].name == "x:0"
    assert node.get_attr("T") == (tf.float32, tf.int64, tf.float32, tf.int64, *[tf.float32] * 2)
    assert [tensor.name for tensor in trace.graph.operations[-1].inputs] != ["x:0"]


def test_each_call_has_a_gradient_of_its_own():
    double = tf.custom_gradient(lambda x: (x * 2.0, as_is))
    trace = tf.function(lambda x: double(double(x))).get_concrete_function(tf.TensorSpec([2]))
    names = [node.get_attr("_gradient_op_type") for node in identity_n_nodes(trace)]
    assert len(set(names)) == 2
    assert all(name.startswith("CustomGradient-") for name in names)


def test_variables_of_functions_that_are_called():
    variable = tf.Variable(2.0)
    inner = tf.function(lambda x: x * variable)

    @tf.custom_gradient
    def function(x):
        return inner(x), lambda dy, variables: (dy, variables)

    trace = tf.function(function).get_concrete_function(tf.TensorSpec([2]))
    (node,) = identity_n_nodes(trace)
    assert [tensor.op.type for tensor in node.inputs] == [
        "StatefulPartitionedCall",
        "Placeholder",
        "ReadVariableOp",
    ]


# ---- saving ------------------------------------------------------------------------------------


def saved_meta_graph(root, directory, **options):
    tf.saved_model.save(root, directory, options=tf.saved_model.SaveOptions(**options))
    return pb.SavedModel.FromString((directory / "saved_model.pb").read_bytes()).meta_graphs[0]


def gradient_types(meta_graph):
    """The names of gradients in the order of the nodes, function by function."""
    return [
        attr.value.s.decode()
        for function in meta_graph.graph_def.library.function
        for node in function.node_def
        for attr in node.attr
        if attr.key == "_gradient_op_type"
    ]


@each_model
def test_gradients_are_registered_and_bound(tmp_path, model):
    meta_graph = saved_meta_graph(model.build(tf), tmp_path / "model")
    library, objects = meta_graph.graph_def.library, meta_graph.object_graph_def
    registered = library.registered_gradients
    assert [item.registered_op_type for item in registered] == [
        f"CustomGradient-{number}" for number in range(len(model.bound))
    ]
    functions = {function.signature.name for function in library.function}
    traces = {entry.key: entry.value for entry in objects.concrete_functions}
    bound = []
    for item in registered:
        assert item.gradient_func in functions
        nodes = [objects.nodes[index] for index in traces[item.gradient_func].bound_inputs]
        bound.append(tuple(map(kind_of, nodes)))
    assert bound == list(model.bound)
    for node in objects.nodes:
        if node.WhichOneof("kind") == "captured_tensor":
            assert node.captured_tensor.concrete_function in functions


def kind_of(node):
    kind = node.WhichOneof("kind")
    return node.captured_tensor.name if kind == "captured_tensor" else kind


def test_nodes_of_captures_come_last(tmp_path):
    model = next(model for model in MODELS if model.name == "shared tensor")
    objects = saved_meta_graph(model.build(tf), tmp_path / "model").object_graph_def
    kinds = [node.WhichOneof("kind") for node in objects.nodes]
    assert kinds.count("captured_tensor") == 1
    assert kinds[-1] == "captured_tensor"


def test_gradient_function_of_two_results(tmp_path):
    model = next(model for model in MODELS if model.name == "no gradient")
    meta_graph = saved_meta_graph(model.build(tf), tmp_path / "model")
    (gradient,) = meta_graph.graph_def.library.registered_gradients
    (trace,) = [
        entry.value
        for entry in meta_graph.object_graph_def.concrete_functions
        if entry.key == gradient.gradient_func
    ]
    positional = trace.canonicalized_input_signature.tuple_value.values[0].tuple_value.values
    assert [item.WhichOneof("kind") for item in positional] == [
        "none_value",
        *["tensor_spec_value"] * 3,
    ]
    assert [item.tensor_spec_value.name for item in positional[1:]] == [
        f"result_grads_{number}" for number in range(3)
    ]
    outputs = trace.output_signature.list_value.values
    assert [item.WhichOneof("kind") for item in outputs] == [
        "none_value",
        "tensor_spec_value",
        "none_value",
    ]


@each_model
def test_without_the_option_nothing_is_written(tmp_path, model):
    meta_graph = saved_meta_graph(
        model.build(tf), tmp_path / "model", experimental_custom_gradients=False
    )
    assert not meta_graph.graph_def.library.registered_gradients
    kinds = [node.WhichOneof("kind") for node in meta_graph.object_graph_def.nodes]
    assert "captured_tensor" not in kinds
    # The names stay, as in TensorFlow, and follow from the model.
    names = gradient_types(meta_graph)
    assert set(names) == {f"CustomGradient-unsaved-{number}" for number in range(len(names))}


SAVE_ALL = """
import sys
import savedmodel_lite as tf
from custom_gradient_models import MODELS

double = tf.custom_gradient(lambda x: (x * 2.0, lambda dy: dy))
for _ in range(int(sys.argv[2])):
    tf.function(double).get_concrete_function(tf.TensorSpec([2]))
for model in MODELS:
    tf.saved_model.save(model.build(tf), f"{sys.argv[1]}/{model.name}")
"""


def test_bytes_are_the_same_in_every_process(tmp_path):
    for number in range(2):
        environment = {**os.environ, "PYTHONHASHSEED": str(number)}
        environment["PYTHONPATH"] = os.pathsep.join([str(TESTS), *sys.path])
        command = [sys.executable, "-c", SAVE_ALL, str(tmp_path / str(number)), str(number)]
        subprocess.run(command, env=environment, check=True)
    for model in MODELS:
        first, second = (
            (tmp_path / str(number) / model.name / "saved_model.pb").read_bytes()
            for number in range(2)
        )
        assert first == second, model.name


def test_saving_twice_gives_the_same(tmp_path):
    root = MODELS[2].build(tf)
    messages = [saved_meta_graph(root, tmp_path / name) for name in ("first", "second")]
    assert messages[0] == messages[1]


# ---- errors ------------------------------------------------------------------------------------

WEIGHT = tf.Variable([1.0, 2.0], name="weight")

REFUSED_CALLS = [
    ("no pair", lambda x: x, (), {}, TypeError, "expected the function to return its results and"),
    ("no function", lambda x: (x, 3), (), {}, TypeError, "got \\(<tf.Tensor"),
    ("three items", lambda x: (x, x, as_is), (), {}, ValueError, "Return `results, grad_fn`"),
    ("None as argument", lambda x, y: (x, as_is), (None,), {}, ValueError, "got None"),
    ("None as result", lambda x: (None, as_is), (), {}, ValueError, "got None"),
    (
        "a gradient without variables",
        lambda x: (x * WEIGHT, lambda dy: dy),
        (), {}, TypeError, r"take the keyword argument 'variables'.*'weight:0'",
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", REFUSED_CALLS, ids=lambda row: row[0])
@pytest.mark.parametrize("in_function", [False, True], ids=["eager", "function"])
def test_refused_calls(row, in_function):
    _, body, more, keywords, error, text = row
    function = tf.custom_gradient(body)
    run = tf.function(function) if in_function else function
    with pytest.raises(error, match=text) as raised:
        run(tf.constant(X), *more, **keywords)
    assert isinstance(raised.value, tf.errors.SavedModelLiteError)


def test_keywords_inside_of_functions_are_refused():
    scale = tf.custom_gradient(lambda x, factor=2.0: (x * factor, as_is))
    with pytest.raises(
        ValueError, match=r"expected positional arguments .*got the keywords factor"
    ):
        tf.function(lambda x: scale(x, factor=3.0))(X)


def broken(dy):
    raise KeyError("boom", dy)


def calls_itself(root):
    @tf.custom_gradient
    def double(x):
        return x * 2.0, root.f

    return double


UNTRACKED = tf.Variable([3.0, 4.0], name="elsewhere")
REFUSED_GRADIENTS = [
    ("fails", lambda x: (x, broken), ValueError, "got KeyError: .'boom'.*custom_gradients=False"),
    ("returns an object", lambda x: (x, lambda dy: object()), ValueError, "got ArgumentTypeError"),
    (
        "too few gradients of variables",
        lambda x: (x * WEIGHT, lambda dy, variables: (dy, [])),
        ValueError, "expected grad_fn to return 1 gradients of variables, got 0",
    ),
    ("untracked", lambda x: (x, lambda dy: dy * UNTRACKED), KeyError, "the variable 'elsewhere'"),
    ("untracked", lambda x: (x, lambda dy: dy * UNTRACKED), AssertionError, "It is not tracked"),
    ("a tape", lambda x: (x, lambda dy: tf.GradientTape()), NotImplementedError, "GradientTape: "),
    ("gradients", lambda x: (x, lambda dy: tf.gradients(x, x)), NotImplementedError, "gradients: "),
]  # fmt: skip


@pytest.mark.parametrize("row", REFUSED_GRADIENTS, ids=lambda row: row[0])
def test_refused_gradients(tmp_path, row):
    _, body, error, text = row
    root = module(tf, lambda root, x: tf.custom_gradient(body)(x), 2, weight=WEIGHT)
    with pytest.raises(error, match=text) as raised:
        tf.saved_model.save(root, tmp_path / "model")
    assert isinstance(raised.value, tf.errors.SavedModelLiteError)
    assert not (tmp_path / "model").exists()
    saved_meta_graph(root, tmp_path / "model", experimental_custom_gradients=False)


def test_gradient_that_calls_its_own_function_is_refused(tmp_path):
    root = module(tf, lambda root, x: calls_itself(root)(x), 2)
    with pytest.raises(ValueError, match="that does not call the tf"):
        tf.saved_model.save(root, tmp_path / "model")


def test_recomputing_says_what_to_do():
    with pytest.raises(NotImplementedError, match="Call the function itself"):
        tf.recompute_grad(tf.square)

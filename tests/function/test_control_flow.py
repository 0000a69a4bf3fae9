"""Branches, loops and arrays in functions: what is traced, what runs, what is refused."""

from __future__ import annotations

import re

import numpy as np
import pytest

import savedmodel_lite as tf
from savedmodel_lite._proto import messages as pb

X = [1.0, 2.0]


def functions_of(directory):
    model = pb.SavedModel.FromString((directory / "saved_model.pb").read_bytes())
    return {item.signature.name: item for item in model.meta_graphs[0].graph_def.library.function}


def traced(function, *specs):
    return tf.function(function).get_concrete_function(*specs)


def operation(trace, kind):
    (found,) = [item for item in trace.graph.operations if item.type == kind]
    return found


def test_functions_are_named_as_tensorflow_names_them_and_the_same_in_every_save(tmp_path):
    def build():
        root = tf.Module()

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def run(x):
            def body(i, y):
                return i + 1, tf.cond(y > 1.0, lambda: y, lambda: y + x)

            return tf.while_loop(lambda i, _: i < 3, body, (0, x))[1]

        root.run = run
        return root

    names = []
    for directory in (tmp_path / "one", tmp_path / "two"):
        tf.saved_model.save(build(), directory)
        names.append(sorted(functions_of(directory)))
    assert names[0] == names[1]
    kinds = {re.sub(r"_\d+$", "", name) for name in names[0]}
    assert {"while_body", "while_cond", "while_cond_true", "while_cond_false"} <= kinds
    one, two = ((tmp_path / name / "saved_model.pb").read_bytes() for name in ("one", "two"))
    assert one == two


def test_branches_share_the_union_of_what_they_capture():
    weight, y = tf.Variable(X), tf.constant([5.0] * 200)
    trace = traced(
        lambda p, x: tf.cond(p, lambda: x * weight, lambda: x + y[:2]),
        tf.TensorSpec([], tf.bool),
        tf.TensorSpec([2]),
    )
    node = operation(trace, "If")
    branches = [node.attrs["then_branch"], node.attrs["else_branch"]]
    assert [tensor.dtype for tensor in node.inputs[1:]] == [tf.resource, tf.float32, tf.float32]
    for branch in branches:
        assert [tensor.dtype for tensor in branch.inputs] == [
            item.dtype for item in node.inputs[1:]
        ]
    assert node.attrs["_read_only_resource_inputs"] == (1,)
    assert trace.variables == (weight,)


@pytest.mark.parametrize(("changes", "kind"), [(False, "StatelessWhile"), (True, "While")])
def test_a_loop_is_stateful_if_its_body_is(changes, kind):
    count = tf.Variable(0)

    def body(i):
        if changes:
            count.assign_add(i)
        return [i + 1]

    trace = traced(lambda: tf.while_loop(lambda i: i < 3, body, [0]))
    node = operation(trace, kind)
    assert node.attrs["_num_original_outputs"] == len(node.inputs) == len(node.outputs)
    assert trace.graph.control_outputs == ([node] if changes else [])
    trace()
    assert count.numpy() == (3 if changes else 0)


def test_effects_in_branches_keep_the_order_of_the_program():
    count = tf.Variable(1.0)

    @tf.function
    def run(p):
        count.assign_add(1.0)
        before = count + 0.0
        tf.cond(p, lambda: count.assign(count * 10.0), lambda: count.assign(0.0))
        return before, count + 0.0

    assert [item.numpy() for item in run(tf.constant(True))] == [2.0, 20.0]
    assert [item.numpy() for item in run(tf.constant(False))] == [21.0, 0.0]


def test_functions_in_branches_in_loops_in_functions():
    weight = tf.Variable(2.0)

    @tf.function
    def scaled(x):
        return x * weight

    @tf.function
    def run(x):
        def body(i, y):
            return i + 1, tf.cond(y < 10.0, lambda: scaled(y), lambda: tf.foldl(tf.add, [y, x]))

        return tf.while_loop(lambda i, _: i < 5, body, (0, x))[1]

    with pytest.raises(ValueError, match="elems of rank at least 1"):
        run(tf.constant(3.0))

    @tf.function
    def again(x):
        def body(i, y):
            return i + 1, tf.cond(
                y < 10.0, lambda: scaled(y), lambda: tf.foldl(tf.add, tf.stack([y, x]))
            )

        return tf.while_loop(lambda i, _: i < 5, body, (0, x))[1]

    assert again(tf.constant(3.0)).numpy() == 21.0


def test_loop_variables_keep_their_structure_and_shapes():
    trace = traced(
        lambda x: tf.while_loop(
            lambda state: state["i"] < 3,
            lambda state: [{"i": state["i"] + 1, "x": tf.concat([state["x"], [0.0]], 0)}],
            [{"i": 0, "x": x}],
            shape_invariants=[{"i": tf.TensorShape([]), "x": tf.TensorSpec([None])}],
        ),
        tf.TensorSpec([2]),
    )
    (state,) = trace.structured_outputs
    assert state["x"].shape == [None]
    assert state["i"].shape == []
    assert trace(tf.constant(X))[0]["x"].shape == [5]


def test_an_eager_loop_runs_python():
    seen = []

    def body(i, y):
        seen.append(i)
        return i + 1, y * 2.0

    result = tf.while_loop(lambda i, _: i < 5, body, (0, tf.constant(1.0)), maximum_iterations=3)
    assert seen == [0, 1, 2]
    assert [item.numpy() for item in result] == [3, 8.0]
    assert tf.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.constant(0)])[0].numpy() == 3


def test_an_array_shares_what_it_learns_of_its_elements_in_a_loop():
    def run(x):
        array = tf.TensorArray(tf.float32, size=3)
        _, array = tf.while_loop(
            lambda i, _: i < 3, lambda i, a: (i + 1, a.write(i, x)), (0, array)
        )
        return array.stack()

    trace = traced(run, tf.TensorSpec([2]))
    assert trace.structured_outputs.shape == [3, 2]
    np.testing.assert_array_equal(trace(tf.constant(X)).numpy(), [X] * 3)


def test_an_eager_array_is_cleared_when_it_is_read():
    array = tf.TensorArray(tf.float32, size=2).write(0, 1.0)
    assert array.read(0).numpy() == 1.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="clear_after_read=False"):
        array.read(0)
    kept = tf.TensorArray(tf.float32, size=2, clear_after_read=False).write(0, 1.0)
    assert [kept.read(0).numpy(), kept.read(0).numpy()] == [1.0, 1.0]
    with pytest.raises(tf.errors.OutOfRangeError, match="not resizeable"):
        kept.write(2, 1.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="dtype is float32"):
        kept.write(1, tf.constant(1))


@pytest.mark.parametrize(
    ("function", "error", "text"),
    [
        (lambda: tf.cond(True, lambda: 1, lambda: 2), TypeError, "must not be a Python bool"),
        (lambda: tf.cond(tf.constant(1), lambda: 1), TypeError, "'false_fn' argument required"),
        (
            lambda: tf.cond(tf.constant(1), lambda: 1, lambda: 2.0),
            TypeError,
            "same number, type and overall structure",
        ),
        (
            lambda: tf.cond(tf.constant(1), lambda: (1, 2), lambda: 2),
            ValueError,
            "same number, type and overall structure",
        ),
        (
            lambda: tf.cond(tf.constant(1), object, object),
            TypeError,
            "nested structures of tensors, operations or None",
        ),
        (
            lambda: tf.while_loop(lambda i: i < 3, lambda i: [tf.cast(i, tf.float32)], [0]),
            TypeError,
            "has type float32 after 1 iteration",
        ),
        (
            lambda: tf.while_loop(lambda x: True, lambda x: [tf.concat([x, x], 0)], [[1.0]]),
            ValueError,
            "same nested structure",
        ),
        (
            lambda: tf.while_loop(lambda x: True, lambda x: [x], [1], shape_invariants=[3]),
            ValueError,
            "shape_invariants",
        ),
        (
            lambda: tf.while_loop(lambda x: (x, x), lambda x: [x], [1]),
            TypeError,
            "one tensor from cond",
        ),
        (lambda: tf.while_loop(lambda x: True, lambda x: [x], [None]), ValueError, "not supported"),
        (lambda: tf.while_loop(lambda x: True, lambda x: [x], 3), TypeError, "list or tuple"),
        (
            lambda: tf.switch_case(tf.constant(1, tf.int64), [lambda: 1]),
            TypeError,
            "expected type of int32",
        ),
        (
            lambda: tf.vectorized_map(lambda x: x, [1.0], fallback_to_while_loop=False),
            NotImplementedError,
            "for whole batches",
        ),
    ],
)
def test_what_cannot_be_traced_is_refused(function, error, text):
    with pytest.raises(error, match=text):
        tf.function(function).get_concrete_function()


def test_a_case_without_default_fails_when_nothing_holds():
    @tf.function
    def run(x):
        return tf.case([(x < 1, lambda: 1), (x > 5, lambda: 2)])

    assert run(tf.constant(7)).numpy() == 2
    with pytest.raises(tf.errors.InvalidArgumentError, match="no default"):
        run(tf.constant(3))


def test_an_exclusive_case_fails_when_two_hold():
    @tf.function
    def run(x):
        pairs = [(x > 1, lambda: 1), (x > 5, lambda: 2)]
        return tf.case(pairs, default=lambda: 3, exclusive=True)

    assert run(tf.constant(0)).numpy() == 3
    with pytest.raises(tf.errors.InvalidArgumentError, match="exclusive"):
        run(tf.constant(7))


def test_a_long_loop_runs_in_time_that_grows_with_its_length():
    @tf.function
    def run(count):
        return tf.while_loop(lambda i, _: i < count, lambda i, y: (i + 1, y + 1.0), (0, 0.0))[1]

    assert run(tf.constant(2000)).numpy() == 2000.0

"""Rows for what cannot be traced, and for tensors that leave their function."""

from __future__ import annotations

import contextlib

import numpy as np

from library_rows import Row, caught


def traced(tf, function, *arguments):
    """What tracing a function raises; Python control flow is not converted by TensorFlow either."""
    return caught(lambda: tf.function(function, autograph=False)(*arguments))


def python_control_flow(tf):
    x, n = tf.constant([1.0, 2.0]), tf.constant(3)

    def branch(x):
        return x if tf.reduce_sum(x) > 0 else -x

    def loop(n):
        while n > 0:
            n = n - 1
        return n

    def iterate(x):
        return [item for item in x]  # noqa: C416

    def unknown(x):
        return [item for item in x]  # noqa: C416

    return {
        "if": traced(tf, branch, x),
        "while": traced(tf, loop, n),
        "not": traced(tf, lambda n: not n, n),
        "and": traced(tf, lambda n: (n > 0) and (n < 5), n),
        "in": traced(tf, lambda n: n in [1, 2], n),
        "for": traced(tf, iterate, x),
        "unknown": traced(tf, lambda x: list(tf.reshape(x, n)), x),
        "range": traced(tf, lambda n: list(range(n)), n),
    }


def conversions(tf):
    x, n = tf.constant([1.0, 2.0]), tf.constant(3)
    return {
        "int": traced(tf, lambda n: int(n), n),  # noqa: PLW0108
        "float": traced(tf, lambda n: float(n), n),  # noqa: PLW0108
        "array": traced(tf, lambda x: np.asarray(x), x),  # noqa: PLW0108
        "numpy": traced(tf, lambda x: x.numpy(), x),
        "len": traced(tf, lambda x: len(x), x),  # noqa: PLW0108
        "index": traced(tf, lambda n: [1, 2, 3, 4][n], n),
        "hash": traced(tf, lambda x: {x: 1}, x),
        "set": caught(lambda: {x}),
        "np.sum": traced(tf, lambda x: np.sum(x), x),  # noqa: PLW0108
    }


def leaked_tensors(tf):
    leaked = []

    @tf.function
    def leak(x):
        leaked.append(x + 1.0)
        return x

    leak(tf.constant(1.0))

    @tf.function
    def use(x):
        return x + leaked[0]

    @tf.function
    def give():
        return leaked[0]

    return {
        "in another function": caught(lambda: use(tf.constant(1.0))),
        "returned": caught(give),
        "eagerly": caught(lambda: leaked[0] + 1.0),
        "value": caught(lambda: leaked[0].numpy()),  # noqa: PLW0108 the attribute is what fails
        "as argument": caught(lambda: leak(leaked[0])),
        "as variable": caught(lambda: tf.Variable(leaked[0])),
    }


def inner_leak(tf):
    leaked = []

    @tf.function
    def outer(x):
        @tf.function
        def inner(y):
            leaked.append(y * 2.0)
            return y

        inner(x)
        return x + leaked[0]

    return caught(lambda: outer(tf.constant(1.0)))


def results(tf):
    x = tf.constant(1.0)
    v = tf.Variable(1.0)
    return {
        "object": traced(tf, lambda x: object(), x),
        "function": traced(tf, lambda x: print, x),
        "operation": traced(tf, lambda x: v.assign(x, read_value=False), x),
        "set": traced(tf, lambda x: {1, 2}, x),
        "spec": traced(tf, lambda x: tf.TensorSpec([1], tf.float32), x),
    }


def errors_of_python_code(tf):
    def raise_key_error(x):
        return {}["missing"]

    def own(x):
        raise ZeroDivisionError("own")

    x = tf.constant(1.0)
    seen = {}
    for name, function in (("key", raise_key_error), ("own", own)):
        try:
            tf.function(function, autograph=False)(x)
        except Exception as error:  # noqa: BLE001
            seen[name] = type(error).__name__
    function = tf.function(own, autograph=False)
    for _ in range(2):
        with contextlib.suppress(ZeroDivisionError):
            function(x)
    seen["count"] = function.experimental_get_tracing_count()
    seen["eager afterwards"] = tf.executing_eagerly()
    return seen


def shapes_while_tracing(tf):
    x = tf.constant([[1.0, 2.0]])
    return {
        "add": traced(tf, lambda x: x + tf.zeros([3]), x),
        "matmul": traced(tf, lambda x: tf.matmul(x, x), x),
        "dtype": traced(tf, lambda x: x + tf.constant(1), x),
        "reshape": traced(tf, lambda x: tf.reshape(x, [3]), x),
        "cast": traced(tf, lambda x: tf.add(x, "a"), x),
    }


def while_running(tf):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def reshape(x):
        return tf.reshape(x, [2, 2])

    @tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
    def look_up(i):
        return tf.gather(tf.constant([1.0, 2.0]), i)

    return [
        reshape(tf.ones([4])),
        caught(lambda: reshape(tf.ones([5]))),
        look_up(tf.constant(1)),
        caught(lambda: look_up(tf.constant(7))),
    ]


def arguments(tf):
    @tf.function
    def f(x, y=1, *, z=2):
        return x

    x = tf.constant(1.0)
    return {
        "none": caught(f),
        "too many": caught(lambda: f(x, 1, 2)),
        "unknown": caught(lambda: f(x, q=1)),
        "twice": caught(lambda: f(x, x=x)),
        "unhashable": f(x, [1, 2]),
    }


def class_methods(tf):
    class Model(tf.Module):
        @tf.function
        def run(self, x):
            return x

    return {
        "without self": caught(lambda: Model.run()),  # noqa: PLW0108
        "with self": Model.run(Model(), tf.constant(1)),
    }


def variables_inside(tf):
    v = tf.Variable(1.0)
    made = []

    @tf.function
    def twice(x):
        if len(made) < 2:
            made.append(tf.Variable(x))
        return made[-1] + x

    def from_argument(x):
        if not made:
            made.append(tf.Variable(x * 2.0))
        return made[0]

    return {
        "second trace": caught(lambda: [twice(tf.constant(1.0)), twice(tf.constant([1.0]))]),
        "numpy": traced(tf, lambda x: v.numpy(), tf.constant(1.0)),
        "shape": traced(tf, lambda x: v.assign([1.0, 2.0]), tf.constant(1.0)),
        "dtype": traced(tf, lambda x: v.assign(tf.constant(1)), tf.constant(1.0)),
        "bool": traced(tf, lambda x: 1 if v > 0 else 2, tf.constant(1.0)),
    }


def saving_inside(tf):
    return traced(tf, lambda x: tf.saved_model.save(tf.Module(), "never_written"), tf.constant(1.0))


ROWS = [
    Row("Python control flow", python_control_flow),
    Row("conversions to Python", conversions),
    Row("leaked tensors", leaked_tensors),
    Row("tensors leaked by an inner function", inner_leak),
    Row("results that are no tensors", results),
    Row("exceptions of the traced code", errors_of_python_code),
    Row("shapes and dtypes while tracing", shapes_while_tracing),
    Row("errors while running", while_running),
    Row("arguments", arguments),
    Row("methods of classes", class_methods),
    Row("variables in functions", variables_inside),
    Row("saving in a function", saving_inside),
]

"""Models with custom gradients: each a function of the module `tf`, used with both libraries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class GradientModel:
    """One row. The object has a function `f` of float32 vectors.

    Args:
      name: What it shows.
      build: Called with `tf`; returns the object.
      bound: For each gradient function, in order, what its captures are bound to: a node's kind
        and, for a tensor, its name in the function.
      sizes: The size of each argument of `f`.
      trained: Names of trainable variables on the object.
      is_saved_by_tensorflow: Whether TensorFlow can save it.
      is_differentiated_by_tensorflow: Whether TensorFlow can differentiate what it loads, from
        whichever library.
    """

    name: str
    build: Callable[[Any], Any]
    bound: Sequence[tuple[str, ...]]
    sizes: Sequence[int] = (3,)
    trained: Sequence[str] = ()
    is_saved_by_tensorflow: bool = True
    is_differentiated_by_tensorflow: bool = True

    @property
    def inputs(self) -> list[Any]:
        """A value for each argument of `f`."""
        return [
            np.linspace(0.3 + number, 1.7, size).astype(np.float32)
            for number, size in enumerate(self.sizes)
        ]


def vectors(tf, *sizes):
    return [tf.TensorSpec([size], tf.float32) for size in sizes]


def module(tf, body, *sizes, **attributes):
    """A module whose `f(*vectors)` is `body(module, *vectors)`."""
    root = tf.Module()
    for name, value in attributes.items():
        setattr(root, name, value)
    specs = vectors(tf, *(sizes or (None,)))

    def f(*args):
        return body(root, *args)

    if len(specs) == 1:
        root.f = tf.function(lambda x: body(root, x), input_signature=specs)
    else:
        root.f = tf.function(lambda x, y: body(root, x, y), input_signature=specs)
    return root


def clipped(tf):
    @tf.custom_gradient
    def clip(x):
        return tf.identity(x), lambda dy: tf.clip_by_value(dy, -0.5, 0.5)

    return module(tf, lambda m, x: clip(x) * tf.constant(0.2))


def scaled(tf):
    @tf.custom_gradient
    def scale(x):
        return x + 1.0, lambda dy: dy * 10.0

    return module(tf, lambda m, x: tf.sin(scale(x)))


def inner_tensors(tf):
    @tf.custom_gradient
    def log1pexp(x):
        e = tf.exp(x)
        return tf.math.log(1.0 + e), lambda dy: dy * (1.0 - 1.0 / (1.0 + e)) * x

    return module(tf, lambda m, x: log1pexp(x))


def clashing_names(tf):
    """Nodes called like an output or an argument have other names in the file."""

    @tf.custom_gradient
    def named(x):
        first = tf.identity(x * 2.0, name="identity")
        second = tf.identity(first * 2.0, name="X")
        return second + 1.0, lambda dy: dy * first * second * x

    root = tf.Module()
    root.f = tf.function(named, input_signature=[tf.TensorSpec([None], tf.float32, name="My.X")])
    return root


def variables(tf):
    def body(root, x):
        @tf.custom_gradient
        def linear(x):
            y = root.w * x + root.b

            def grad(dy, variables=None):
                assert [variable.name for variable in variables] == ["b:0", "w:0"]
                return dy * root.w * 10.0, [dy * 7.0, dy * x]

            return y, grad

        return linear(x)

    w, b = tf.Variable([2.0, 3.0, 4.0], name="w"), tf.Variable([1.0, 1.0, 0.0], name="b")
    return module(tf, body, 3, w=w, b=b)


def variable_of_the_gradient(tf):
    def body(root, x):
        @tf.custom_gradient
        def shift(x):
            return x + 1.0, lambda dy: dy * root.w

        return shift(x)

    return module(tf, body, 3, w=tf.Variable([2.0, 3.0, 4.0], name="w"))


def variable_argument(tf):
    def body(root, x):
        @tf.custom_gradient
        def multiply(y, w):
            return y * w, lambda dy: (dy * w, dy * y * 5.0)

        return multiply(x, root.w)

    return module(tf, body, 3, w=tf.Variable([2.0, 3.0, 4.0], name="w"))


def large_constant(tf):
    large = tf.constant(np.arange(200, dtype=np.float32))

    @tf.custom_gradient
    def multiply(x):
        return x * large, lambda dy: dy * large * large

    return module(tf, lambda m, x: multiply(x), 200)


def constants_of_the_gradient(tf):
    large, small = tf.constant(np.arange(200, dtype=np.float32)), tf.constant(3.0)

    @tf.custom_gradient
    def double(x):
        return x * 2.0, lambda dy: dy * large * small + large

    return module(tf, lambda m, x: double(x), 200)


def several_results(tf):
    @tf.custom_gradient
    def two(x, y):
        return {"b": x + y, "a": (x * y,)}, lambda da, db: (da * y * 3.0, db * x)

    return module(tf, lambda m, x, y: two(x, y), 3, 3)


def no_gradient(tf):
    @tf.custom_gradient
    def first(x, y):
        return x * y, lambda dy: (dy * 2.0, None)

    return module(tf, lambda m, x, y: first(x, y), 3, 3)


def nested_functions(tf):
    @tf.custom_gradient
    def sine(x):
        t = tf.sin(x)
        return t + x, lambda dy: dy * t

    root = tf.Module()
    root.g = tf.function(lambda x: sine(x) * 2.0, input_signature=vectors(tf, None))
    root.f = tf.function(lambda x: root.g(x + 1.0) + sine(x), input_signature=vectors(tf, None))
    return root


def tensor_of_the_outer_function(tf):
    def body(_, x):
        outer = tf.sin(x)

        @tf.function
        def g(y):
            @tf.custom_gradient
            def add(y):
                return y * 2.0 + outer, lambda dy: dy * outer

            return add(y)

        return g(x)

    return module(tf, body)


def nested_gradients(tf):
    @tf.custom_gradient
    def inside(x):
        t = tf.sin(x)
        return t, lambda dy: dy * t

    @tf.custom_gradient
    def outside(x):
        t = inside(x)
        return t * 2.0, lambda dy: dy * t * 3.0

    return module(tf, lambda m, x: outside(x) + inside(x))


def gradient_with_a_gradient(tf):
    @tf.custom_gradient
    def double(x):
        @tf.custom_gradient
        def grad(dy):
            return dy * 5.0, lambda ddy: ddy * 7.0

        return x * 2.0, grad

    return module(tf, lambda m, x: double(x))


def function_inside(tf):
    def body(root, x):
        @tf.custom_gradient
        def call(x):
            def grad(dy, variables):
                return root.g(dy), [tf.reduce_sum(dy * x) for _ in variables]

            return root.g(x), grad

        return call(x)

    root = module(tf, body, 3, w=tf.Variable(2.0, name="w"))
    root.g = tf.function(lambda x: x * root.w, input_signature=vectors(tf, 3))
    return root


def branch_and_loop(tf, captures=False):
    @tf.custom_gradient
    def double(x):
        t = tf.sin(x)
        return x * 2.0, lambda dy: dy * (t if captures else 3.0)

    def body(_, x):
        y = tf.cond(tf.reduce_sum(x) > 0.0, lambda: double(x), lambda: x)
        return tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, double(y)), [0, y])[1]

    return module(tf, body)


def table_of_the_gradient(tf):
    def body(root, x):
        @tf.custom_gradient
        def double(x):
            keys = tf.constant([1, 2, 3], tf.int64)
            return x * 2.0, lambda dy: dy * root.table.lookup(keys)

        return double(x)

    keys, values = tf.constant([1, 2], tf.int64), tf.constant([10.0, 20.0])
    initializer = tf.lookup.KeyValueTensorInitializer(keys, values)
    return module(tf, body, 3, table=tf.lookup.StaticHashTable(initializer, -1.0))


def shared_tensor(tf):
    @tf.custom_gradient
    def double(x):
        return x * 2.0, lambda dy: dy * x

    return module(tf, lambda m, x: double(x) + double(x) * 2.0)


def pass_through(tf):
    def body(root, x):
        rounded = tf.grad_pass_through(tf.round)(x)
        return rounded + tf.grad_pass_through(lambda x: x * root.w)(x)

    return module(tf, body, 3, w=tf.Variable([2.0, 3.0, 4.0], name="w"))


def pass_through_assignment(tf):
    return module(
        tf,
        lambda root, x: tf.grad_pass_through(root.w.assign)(x) * x,
        3,
        w=tf.Variable([2.0, 3.0, 4.0], name="w"),
    )


def stopped(tf):
    @tf.custom_gradient
    def triple(x):
        return x * 3.0, lambda dy: dy * tf.stop_gradient(x)

    return module(tf, lambda m, x: triple(x) + tf.stop_gradient(x * x))


MODELS = [
    GradientModel("clipped", clipped, [()]),
    GradientModel("scaled", scaled, [()]),
    GradientModel("inner tensors", inner_tensors, [("Exp:0", "x:0")]),
    GradientModel("clashing names", clashing_names, [("identity:0", "X:0", "my_x:0")]),
    GradientModel("variables", variables, [("variable", "x:0")], trained=["w", "b"]),
    GradientModel("variable of the gradient", variable_of_the_gradient, [("variable",)]),
    GradientModel(
        "variable argument", variable_argument, [("ReadVariableOp:0", "x:0")], trained=["w"]
    ),
    GradientModel("large constant", large_constant, [("constant",)], sizes=[200]),
    GradientModel(
        "constants of the gradient",
        constants_of_the_gradient,
        [("constant", "constant")],
        sizes=[200],
        is_saved_by_tensorflow=False,
    ),
    GradientModel("several results", several_results, [("y:0", "x:0")], sizes=[3, 3]),
    GradientModel("no gradient", no_gradient, [()], sizes=[3, 3]),
    GradientModel("nested functions", nested_functions, [("Sin:0",), ("Sin:0",)]),
    GradientModel("tensor of the outer function", tensor_of_the_outer_function, [("Sin:0",)]),
    GradientModel(
        "nested gradients", nested_gradients, [("Sin:0",), ("IdentityN:0",), ("Sin_1:0",)]
    ),
    GradientModel("gradient with a gradient", gradient_with_a_gradient, [()]),
    GradientModel("function inside", function_inside, [("variable", "x:0")], trained=["w"]),
    GradientModel("branch and loop", branch_and_loop, [(), ()]),
    GradientModel(
        "tensors of a branch and a loop",
        lambda tf: branch_and_loop(tf, captures=True),
        [("cond/Sin:0",), ("while/Sin:0",)],
        is_differentiated_by_tensorflow=False,
    ),
    GradientModel(
        "table of the gradient",
        table_of_the_gradient,
        [("resource", "Const:0", "constant")],
        # The default value of the table is captured by the gradient only.
        is_saved_by_tensorflow=False,
    ),
    GradientModel("shared tensor", shared_tensor, [("x:0",), ("x:0",)]),
    GradientModel("pass through", pass_through, [(), ()], trained=["w"]),
    GradientModel("pass through an assignment", pass_through_assignment, [()]),
    GradientModel("stopped", stopped, [("x:0",)]),
]

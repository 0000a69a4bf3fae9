"""Rows for side effects: their order, the control edges that keep it, and captures."""

from __future__ import annotations

import numpy as np

from library_rows import Row, caught


def graph(tf, function, *arguments):
    """The body of a traced function without results that matter."""
    return tf.function(function).get_concrete_function(*arguments)


X = np.array([1.0, 2.0], np.float32)


def assign_then_read(tf):
    v = tf.Variable([1.0, 2.0])

    def f(x):
        before = v * 1.0
        v.assign(x)
        middle = v + x
        v.assign_add(x)
        v.assign_sub(x / 2.0)
        return before, middle, v.read_value()

    return [graph(tf, f, tf.constant(X)), tf.function(f)(tf.constant(X)), v]


def unused_reads(tf):
    v, w = tf.Variable(1.0), tf.Variable(2.0)

    def f():
        v.read_value()
        w.value()
        v.assign(3.0)
        return w + 0.0

    return [graph(tf, f), tf.function(f)(), v]


def two_variables(tf):
    v, w = tf.Variable(1.0), tf.Variable(2.0)

    def f(x):
        v.assign_add(x)
        w.assign_add(v)
        v.assign(w)
        return v * w

    return [graph(tf, f, tf.constant(1.0)), tf.function(f)(tf.constant(1.0)), v, w]


def only_effects(tf):
    v = tf.Variable(1.0)

    def f(x):
        v.assign_add(x)

    return [graph(tf, f, tf.constant(1.0)), tf.function(f)(tf.constant(1.0)), v]


def result_of_assign(tf):
    v = tf.Variable(1.0)

    def f(x):
        return v.assign_add(x), v.assign(5.0) + 1.0

    return [graph(tf, f, tf.constant(1.0)), tf.function(f)(tf.constant(1.0)), v]


def reads_in_between(tf):
    v = tf.Variable([1.0, 2.0, 3.0])

    def f(i):
        a = v.sparse_read(i)
        b = tf.gather(v, i)
        c = v[0]
        v.scatter_nd_update([[0]], [9.0])
        return a, b, c, v[0], v.gather_nd([[0]]), tf.shape(v)

    return [graph(tf, f, tf.constant([1])), tf.function(f)(tf.constant([1])), v]


def calls_with_effects(tf):
    v = tf.Variable(1.0)

    @tf.function
    def add(x):
        v.assign_add(x)
        return v.read_value()

    @tf.function
    def read():
        return v * 2.0

    def f(x):
        a = read()
        b = add(x)
        c = read()
        d = add(b)
        return a + b, c, d, v + 0.0

    return [graph(tf, f, tf.constant(1.0)), tf.function(f)(tf.constant(1.0)), v]


def read_only_call(tf):
    v = tf.Variable(1.0)

    @tf.function
    def read(x):
        return v * x

    @tf.function
    def twice(x):
        return read(read(x))

    return [twice.get_concrete_function(tf.constant(1.0)), twice(tf.constant(2.0))]


def explicit_dependencies(tf):
    v = tf.Variable(1.0)

    def f(x):
        a = x * 2.0
        with tf.control_dependencies([a]):
            b = x + 1.0
            c = tf.constant(3.0)
            with tf.control_dependencies([b, c]):
                d = tf.identity(x)
            with tf.control_dependencies(None):
                e = tf.identity(x)
        with tf.control_dependencies([v.assign_add(1.0)]):
            g = tf.no_op()
        with tf.control_dependencies([g]):
            h = v + 0.0
        return d, e, h

    return [graph(tf, f, tf.constant(1.0)), tf.function(f)(tf.constant(1.0)), v]


def dependencies_outside(tf):
    log = []
    with tf.control_dependencies([tf.constant(1.0)]):
        log.append(tf.constant(2.0))
    with tf.control_dependencies(None):
        log.append(tf.constant(3.0))
    with tf.control_dependencies([lambda: log.append("called")]):
        pass

    def f(x):
        with tf.control_dependencies([None]):
            return x

    return [log, caught(lambda: graph(tf, f, tf.constant(1.0)))]


def variable_as_dependency(tf):
    v = tf.Variable(1.0)
    outer = tf.constant(2.0)

    def f(x):
        with tf.control_dependencies([v, x]):
            return tf.identity(x)

    return [graph(tf, f, tf.constant(1.0)), outer]


def assertions(tf):
    def f(x):
        tf.debugging.Assert(tf.reduce_all(x > 0.0), [x])
        return x

    return graph(tf, f, tf.constant(X))


def captured_values(tf):
    small, large = tf.constant([1.0, 2.0]), tf.constant(np.arange(200, dtype=np.float32))
    text = tf.constant(["a", "b"])
    array = np.array([3.0, 4.0], np.float32)

    def f(x):
        y = x + small + small * 2.0 + array + array
        return y, tf.reduce_sum(large) + large[0], tf.strings.join([text, "c"])

    concrete = graph(tf, f, tf.constant(X))
    return [
        concrete,
        [value.dtype for value in concrete.captured_inputs],
        [value.shape for value in concrete.captured_inputs],
        tf.function(f)(tf.constant(X)),
    ]


def captured_shapes(tf):
    size, axis = tf.constant([2, 3]), tf.constant(0)

    def f(x):
        return tf.reshape(x, size), tf.reduce_sum(x, axis), tf.zeros(size)

    concrete = graph(tf, f, tf.TensorSpec([6], tf.float32))
    return [concrete.output_shapes, concrete]


def captured_by_nested(tf):
    value, v = tf.constant([1.0, 2.0]), tf.Variable(3.0)

    @tf.function
    def inner(x):
        return x * v + value

    def outer(x):
        return inner(x) + value

    concrete = graph(tf, outer, tf.constant(X))
    return [concrete, len(concrete.captured_inputs), len(concrete.variables)]


def captured_from_outer_function(tf):
    @tf.function
    def outer(x):
        y = x * 2.0

        @tf.function
        def inner(z):
            return z + y + x

        return inner(y) + inner(x)

    return [outer.get_concrete_function(tf.constant(X)), outer(tf.constant(X))]


def order_of_variables(tf):
    v, w = tf.Variable(1.0, name="v"), tf.Variable(2.0, name="w", trainable=False)

    def f(x):
        return w * x + v * w

    concrete = graph(tf, f, tf.constant(1.0))
    return [
        concrete,
        [variable.name for variable in concrete.variables],
        [variable.name for variable in concrete.trainable_variables],
    ]


def names_and_scopes(tf):
    def f(x):
        with tf.name_scope("outer"):
            a = tf.add(x, 1.0, name="first")
            with tf.name_scope("inner") as scope:
                b = tf.multiply(a, 2.0)
            with tf.name_scope(scope):
                c = tf.negative(b)
            with tf.name_scope("inner"):
                d = tf.negative(c)
        with tf.name_scope("outer"):
            e = tf.add(d, 1.0, name="first")
        with tf.name_scope(""):
            return tf.negative(e, name="top")

    concrete = graph(tf, f, tf.constant(1.0))
    return [operation.name for operation in concrete.graph.get_operations()]


def names_of_reads(tf):
    v = tf.Variable([[1.0, 2.0]], name="v")

    def f(x):
        return x * v + v - 1.0 + (2.0 / v) + v * v

    concrete = graph(tf, f, tf.constant(1.0))
    return [operation.name for operation in concrete.graph.get_operations()]


ROWS = [
    Row("assignments and reads", assign_then_read),
    Row("reads that nothing uses", unused_reads),
    Row("two variables", two_variables),
    Row("effects without results", only_effects),
    Row("results of assignments", result_of_assign),
    Row("gathers and slices", reads_in_between),
    Row("calls with effects", calls_with_effects),
    Row("calls that only read", read_only_call),
    Row("control_dependencies", explicit_dependencies),
    Row("control_dependencies outside", dependencies_outside),
    Row("control_dependencies on variables", variable_as_dependency),
    Row("captured values", captured_values),
    Row("captured values give shapes", captured_shapes),
    Row("captures of nested functions", captured_by_nested),
    Row("captures of an outer function", captured_from_outer_function),
    Row("variables in order of use", order_of_variables),
    Row("name scopes", names_and_scopes),
    Row("names of reads", names_of_reads),
]

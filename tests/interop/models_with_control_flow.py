"""Models with branches, loops, tensor arrays and checks, for the writer x reader matrix."""

from __future__ import annotations

import numpy as np
from models import Model, f32

X = f32(3)
CHECKS = {
    r": string \(\) ": "the texts of assertions are our own",
    r"\._class\.list": "checks are not bound to the device of what they check",
}


def branches(tf):
    spec = tf.TensorSpec([None], tf.float32)

    class Branches(tf.Module):
        def __init__(self):
            super().__init__()
            self.weight = tf.Variable(2.0)
            self.offset = tf.Variable([1.0])

        @tf.function(input_signature=[spec])
        def plain(self, x):
            return tf.cond(tf.reduce_sum(x) > 0.0, lambda: x * 2.0, lambda: x[:1])

        @tf.function(input_signature=[spec])
        def reads(self, x):
            return tf.cond(x[0] > 0.0, lambda: x * self.weight, lambda: x + self.offset)

        @tf.function(input_signature=[spec])
        def nested(self, x):
            def inner():
                return tf.cond(x[1] > 0.0, lambda: (x, self.weight + 0.0), lambda: (-x, 1.0))

            return tf.cond(x[0] > 0.0, inner, lambda: (x * 3.0, 0.0))

    model = Branches()
    return model, {"serving_default": model.reads}


def branch_effects(tf):
    class Effects(tf.Module):
        def __init__(self):
            super().__init__()
            self.count = tf.Variable(0.0)

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def step(self, x):
            def add():
                self.count.assign_add(x)
                return self.count * 10.0

            return tf.cond(x > 0.0, add, lambda: self.count + 0.0)

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def silent(self, x):
            def reset():
                self.count.assign(x)

            def nothing():
                return None

            tf.cond(x > 5.0, reset, nothing)
            return self.count + 0.0

    model = Effects()
    return model, {"serving_default": model.step}


def switches(tf):
    class Switches(tf.Module):
        def __init__(self):
            super().__init__()
            self.weight = tf.Variable(3.0)

        @tf.function(
            input_signature=[tf.TensorSpec([], tf.int32), tf.TensorSpec([None], tf.float32)]
        )
        def stateless(self, index, x):
            return tf.switch_case(index, [lambda: x, lambda: x * 2.0], default=lambda: x[:1])

        @tf.function(
            input_signature=[tf.TensorSpec([], tf.int32), tf.TensorSpec([None], tf.float32)]
        )
        def stateful(self, index, x):
            return tf.switch_case(index, {1: lambda: x * self.weight, 0: lambda: x})

    model = Switches()
    return model, {"serving_default": model.stateful}


def cases(tf):
    class Cases(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def run(self, x):
            pairs = [(x < 0.0, lambda: x - 1.0), (x > 2.0, lambda: x * 2.0)]
            return tf.case(pairs, default=lambda: x * 1.0)

    return Cases()


def loops(tf):
    class Loops(tf.Module):
        def __init__(self):
            super().__init__()
            self.weight = tf.Variable(1.5)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def plain(self, x):
            return tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), (0, x))

        @tf.function(input_signature=[tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.float32)])
        def reads(self, count, x):
            _, result = tf.while_loop(
                lambda i, y: i < count,
                lambda i, y: [i + 1, y * self.weight],
                [0, x],
                maximum_iterations=4,
                parallel_iterations=2,
            )
            return result

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def grows(self, x):
            return tf.while_loop(
                lambda y: tf.shape(y)[0] < 10,
                lambda y: [tf.concat([y, y], 0)],
                [x],
                shape_invariants=[tf.TensorShape([None])],
                back_prop=False,
                name="grow",
            )

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def chooses(self, x):
            def body(i, y):
                return i + 1, tf.cond(y > 10.0, lambda: y - x, lambda: y * x)

            return tf.while_loop(lambda i, y: i < 6, body, (tf.constant(0), x + 1.0))

    model = Loops()
    return model, {"serving_default": model.reads}


def loop_effects(tf):
    class Effects(tf.Module):
        def __init__(self):
            super().__init__()
            self.count = tf.Variable(0)

        @tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
        def run(self, count):
            def body(i):
                self.count.assign_add(i)
                return [i + 1]

            tf.while_loop(lambda i: i < count, body, [0])
            return self.count + 0

    return Effects()


def arrays(tf):
    class Arrays(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([3], tf.float32)])
        def written(self, x):
            def body(i, array):
                return i + 1, array.write(i, x * tf.cast(i, tf.float32))

            start = tf.TensorArray(tf.float32, size=4)
            _, array = tf.while_loop(lambda i, _: i < 4, body, (0, start))
            return array.stack()

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
        def rows(self, x):
            array = tf.TensorArray(tf.float32, size=tf.shape(x)[0]).unstack(x)
            return array.read(0), array.size(), array.stack()

    model = Arrays()
    return model, {"serving_default": model.written}


def more_arrays(tf):
    class Arrays(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
        def run(self, x):
            array = tf.TensorArray(tf.float32, size=0, dynamic_size=True, infer_shape=False)
            array = array.write(1, x[0]).scatter([0, 2], x[:2])
            split = tf.TensorArray(tf.float32, size=2, infer_shape=False).split(x, [1, 2])
            return array.gather([2, 0]), array.concat(), array.size(), split.read(1)

    return Arrays()


def mapped(tf):
    class Mapped(tf.Module):
        def __init__(self):
            super().__init__()
            self.weight = tf.Variable([1.0, 2.0])

        @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
        def map(self, x):
            return tf.map_fn(lambda row: row * self.weight, x)

        @tf.function(input_signature=[tf.TensorSpec([3, 2], tf.float32)])
        def several(self, x):
            return tf.map_fn(
                lambda pair: {"sum": pair[0] + pair[1], "whole": tf.cast(pair[0], tf.int32)},
                (x, x * 2.0),
                fn_output_signature={"sum": tf.float32, "whole": tf.TensorSpec([2], tf.int32)},
            )

        @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
        def scan(self, x):
            first = tf.scan(lambda total, row: total + row, x)
            last = tf.scan(
                lambda total, row: total * 0.5 + row, x, initializer=tf.zeros([2]), reverse=True
            )
            return first, last

        @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
        def fold(self, x):
            left = tf.foldl(lambda total, row: total - row, x)
            right = tf.foldr(lambda total, row: total - row, x, initializer=tf.constant([1.0, 2.0]))
            return left, right

    model = Mapped()
    return model, {"serving_default": model.map}


def checks(tf):
    class Checks(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def run(self, x):
            tf.debugging.assert_less(x, 10.0, message="small")
            tf.debugging.assert_equal(tf.shape(x)[0], 3)
            tf.debugging.assert_positive(tf.reduce_sum(x) + 10.0)
            tf.debugging.assert_near(x, x)
            tf.debugging.Assert(x[0] < 5.0, [x, "text", 1], summarize=2)
            return tf.debugging.check_numerics(x * 2.0, "numbers")

        @tf.function(input_signature=[tf.TensorSpec(None, tf.float32)])
        def ranks(self, x):
            tf.debugging.assert_rank(x, 1)
            tf.debugging.assert_rank_at_least(x, 1)
            tf.debugging.assert_rank_in(x, [1, 2])
            return tf.debugging.assert_all_finite(x, "finite")

    model = Checks()
    return model, {"serving_default": model.run}


def printed(tf):
    class Printed(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def run(self, x):
            tf.print("x is", x, [x[0], "a"], {"key": (x, 1)}, sep=" | ", summarize=2)
            return x + 1.0

    return Printed()


I2 = np.int32(2)

MODELS = [
    Model(
        "branches",
        branches,
        [
            lambda m, tf: m.reads(tf.constant([1.0, 2.0])),
            lambda m, tf: m.reads(tf.constant([-1.0, 2.0])),
            lambda m, tf: m.plain(tf.constant([1.0, 2.0])),
            lambda m, tf: m.plain(tf.constant([-1.0, -2.0])),
            lambda m, tf: m.nested(tf.constant([1.0, 2.0])),
            lambda m, tf: m.nested(tf.constant([1.0, -2.0])),
            lambda m, tf: m.nested(tf.constant([-1.0, 2.0])),
        ],
        {"serving_default": {"x": X}},
        trained=["weight"],
    ),
    Model(
        "branch effects",
        branch_effects,
        [
            lambda m, tf: m.step(tf.constant(2.0)),
            lambda m, tf: m.step(tf.constant(-2.0)),
            lambda m, tf: m.silent(tf.constant(1.0)),
            lambda m, tf: m.silent(tf.constant(7.0)),
            lambda m, tf: m.step(tf.constant(3.0)),
        ],
        {"serving_default": {"x": np.float32(2.0)}},
    ),
    Model(
        "switches",
        switches,
        [
            lambda m, tf: m.stateful(tf.constant(1), tf.constant([1.0, 2.0])),
            lambda m, tf: m.stateful(tf.constant(0), tf.constant([1.0, 2.0])),
            *[
                lambda m, tf, i=i: m.stateless(tf.constant(i), tf.constant([1.0, 2.0]))
                for i in (-1, 0, 1, 2)
            ],
        ],
        {"serving_default": {"index": np.int32(1), "x": X}},
        trained=["weight"],
        lite=False,
    ),
    Model(
        "cases",
        cases,
        [lambda m, tf, x=x: m.run(tf.constant(x)) for x in (-1.0, 1.0, 3.0)],
        {"serving_default": {"x": np.float32(3.0)}},
    ),
    Model(
        "loops",
        loops,
        [
            lambda m, tf: m.reads(tf.constant(3), tf.constant(2.0)),
            lambda m, tf: m.reads(tf.constant(9), tf.constant(2.0)),
            lambda m, tf: m.plain(tf.constant([1.0, 2.0])),
            lambda m, tf: m.grows(tf.constant([1.0, 2.0, 3.0])),
            lambda m, tf: m.chooses(tf.constant(3.0)),
        ],
        {"serving_default": {"count": I2, "x": np.float32(2.0)}},
        trained=["weight"],
    ),
    Model(
        "loop effects",
        loop_effects,
        [lambda m, tf: m.run(tf.constant(4)), lambda m, tf: m.run(tf.constant(2))],
        {"serving_default": {"count": I2}},
    ),
    Model(
        "arrays",
        arrays,
        [
            lambda m, tf: m.written(tf.constant([1.0, 2.0, 3.0])),
            lambda m, tf: m.rows(tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])),
        ],
        {"serving_default": {"x": X}},
    ),
    Model(
        "more arrays",
        more_arrays,
        [lambda m, tf: m.run(tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))],
        {"serving_default": {"x": f32(3, 2)}},
        lite=False,
    ),
    Model(
        "mapped",
        mapped,
        [
            lambda m, tf: m.map(tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])),
            lambda m, tf: m.several(tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])),
            lambda m, tf: m.scan(tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])),
            lambda m, tf: m.fold(tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])),
        ],
        {"serving_default": {"x": f32(3, 2)}},
        trained=["weight"],
    ),
    Model(
        "checks",
        checks,
        [
            lambda m, tf: m.run(tf.constant([1.0, 2.0, 3.0])),
            lambda m, tf: m.ranks(tf.constant([1.0, 2.0])),
        ],
        {"serving_default": {"x": X}},
        lite=False,
        differs=CHECKS,
    ),
    Model(
        "printed",
        printed,
        [lambda m, tf: m.run(tf.constant([1.0, 2.0, 3.0]))],
        {"serving_default": {"x": X}},
        lite=False,
    ),
]

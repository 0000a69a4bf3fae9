"""The models of the writer x reader matrix: each a function of the module `tf`.

A `Model` builds an object with either library. `calls` are made on the object and on what a loader
gives back; `served` has inputs for each signature.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Pair = collections.namedtuple("Pair", ["left", "right"])  # noqa: PYI024


@dataclass(frozen=True)
class Model:
    """One row.

    Args:
      name: What it shows.
      build: Called with `tf`; returns the object, or the object and its signatures.
      calls: Each is called with an object and `tf` and returns tensors in any nesting.
      served: Inputs by name for each signature key, to be served.
      trained: Names of trainable variables on the object for which gradients of the first call
        are taken.
      lite: Whether TFLite's built-in operations can run its signatures.
      differs: Patterns of lines in which our message is meant to differ, with the reason.
    """

    name: str
    build: Callable[[Any], Any]
    calls: Sequence[Callable[[Any, Any], Any]] = ()
    served: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    trained: Sequence[str] = ()
    lite: bool = True
    differs: Mapping[str, str] = field(default_factory=dict)

    def make(self, tf: Any) -> tuple[Any, Any]:
        """The object and its signatures."""
        made = self.build(tf)
        return made if isinstance(made, tuple) else (made, None)


def f32(*shape: int) -> Any:
    """Numbers from 0 upwards in small steps: float32."""
    return (np.arange(np.prod(shape), dtype=np.float32).reshape(shape) - 2.0) / 4.0


X = f32(2, 3)


def adder(tf):
    class Adder(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec(shape=None, dtype=tf.float32)])
        def add(self, x):
            return x + x + 1.0

    return Adder()


def dense(tf):
    class Dense(tf.Module):
        def __init__(self):
            super().__init__(name="dense")
            with self.name_scope:
                self.kernel = tf.Variable(f32(3, 4), name="kernel")
                self.bias = tf.Variable(f32(4), name="bias")

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, name="pixels")])
        def __call__(self, x):
            return tf.nn.relu(tf.matmul(x, self.kernel) + self.bias)

    return Dense()


def two_signatures(tf):
    class Scorer(tf.Module):
        def __init__(self):
            super().__init__()
            self.scale = tf.Variable(2.0)
            self.labels = tf.constant(["low", "middle", "high"])

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
        def scores(self, x):
            return {"scores": tf.nn.softmax(x * self.scale), "raw": x}

        @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
        def label(self, x):
            return tf.gather(self.labels, tf.argmax(x, axis=1))

    model = Scorer()
    return model, {"serving_default": model.scores, "label": model.label}


def structured_outputs(tf):
    class Structured(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def nested(self, x):
            return {"b": [x, x + 1.0], "a": Pair(x * 2.0, (x, None))}

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def pair(self, x):
            return Pair(x * 2.0, x * 3.0)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def listed(self, x):
            return [x * 2.0, x * 3.0]

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def nothing(self, x):
            return None

    model = Structured()
    return model, {"pair": model.pair, "listed": model.listed}


def python_values(tf):
    class Options(tf.Module):
        @tf.function
        def scale(self, x, factor=2.0, *, negate=False, mode="plain", axis=None):
            y = x * factor
            if mode == "sum":
                y = tf.reduce_sum(y, axis=axis)
            return -y if negate else y

        @tf.function
        def total(self, *args, **kwargs):
            result = args[0]
            for item in args[1:]:
                result = result + item
            for name in sorted(kwargs):
                result = result * kwargs[name]
            return result

        @tf.function
        def nested(self, items, table, pair):
            return items[0] + items[1] * table["a"] - table["b"] + pair.left * pair.right

    model = Options()
    x = tf.constant([1.0, 2.0])
    model.scale(x)
    model.scale(x, 3.0)
    model.scale(x, negate=True)
    model.scale(x, mode="sum", axis=0)
    model.total(x, x)
    model.total(x, x, x, b=x, a=tf.constant(2.0))
    model.nested([x, x], {"b": x, "a": tf.constant(2.0)}, Pair(x, x))
    return model


def text(tf):
    class Text(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="words")])
        def shout(self, words):
            upper = tf.strings.upper(words)
            joined = tf.strings.join([upper, "!"])
            return {"joined": joined, "length": tf.strings.length(words)}

    return Text()


def large_constants(tf):
    table = np.arange(300, dtype=np.float32)
    equal = np.full([20, 20], 3.0, np.float32)

    class Table(tf.Module):
        def __init__(self):
            super().__init__()
            self.table = tf.constant(table)
            self.equal = tf.constant(equal)
            self.small = tf.constant([1.0, 2.0])

        @tf.function(input_signature=[tf.TensorSpec([None], tf.int32)])
        def look_up(self, ids):
            return tf.gather(self.table, ids) + self.small[0] + self.equal[0, 0]

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def scaled(self, x):
            return self.table * x

    model = Table()
    return model, {"look_up": model.look_up, "scaled": model.scaled}


def shared_objects(tf):
    root, child = tf.Module(name="root"), tf.Module(name="child")
    child.weight = tf.Variable([1.0, 2.0], name="weight")
    child.parent = root
    root.first = child
    root.second = child
    root.again = child.weight

    @tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
    def run(x):
        return x * root.first.weight + root.again

    root.run = run
    root.first.run = run
    return root


def containers(tf):
    root = tf.Module()
    root.layers = [tf.Variable(1.0, name="a"), 5, [tf.Variable(2.0, name="b")], "text"]
    root.table = {"x": tf.Variable(3.0, name="c"), "y": {"z": tf.Variable(4.0, name="d")}, "n": 1}
    root.both = (tf.Variable(5.0, name="e"), tf.Variable(6.0, name="f"))
    root.pair = Pair(tf.Variable(7.0, name="g"), 8.0)
    root.empty = []
    root.none = {}
    root.plain = (1, 2)

    @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
    def run(x):
        total = x * root.layers[0] + root.layers[2][0] * root.table["x"] - root.table["y"]["z"]
        return total + root.both[0] * root.both[1] + root.pair.left

    root.run = run
    return root


def counter(tf):
    class Counter(tf.Module):
        def __init__(self):
            super().__init__()
            self.count = tf.Variable(0, dtype=tf.int64, trainable=False)
            self.total = tf.Variable(np.zeros(2, np.float32))

        @tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
        def add(self, x):
            before = self.count + 0
            self.count.assign_add(1)
            self.total.assign(self.total + x)
            self.count.assign_add(1)
            return {"before": before, "count": self.count.read_value(), "total": self.total * 1.0}

        @tf.function(input_signature=[])
        def reset(self):
            self.count.assign(0)
            self.total.assign(tf.zeros([2]))

    model = Counter()
    return model, {"serving_default": model.add}


def nested_functions(tf):
    root = tf.Module()
    root.weight = tf.Variable(3.0)

    @tf.function
    def inner(x):
        return x * root.weight

    @tf.function
    def count(x):
        root.weight.assign_add(1.0)
        return inner(x) + inner(x + 1.0)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def outer(x):
        return inner(x) + count(x) + inner(tf.reduce_sum(x))

    root.outer = outer
    return root


def all_types(tf):
    root = tf.Module()
    for name in ("float16", "bfloat16", "float64", "int8", "int64", "uint8", "uint32"):
        value = tf.cast(tf.constant([1.0, 2.0, 3.0]), getattr(tf, name))
        setattr(root, f"v_{name}", tf.Variable(value, name=name))
    root.v_bool = tf.Variable([True, False, True], name="bool")
    root.v_complex = tf.Variable(np.array([1 + 2j, 3, 4j], np.complex64), name="complex")
    root.v_text = tf.Variable(["a", "bc", ""], name="text")

    @tf.function(input_signature=[tf.TensorSpec([3], tf.float32)])
    def run(x):
        result = {"text": tf.strings.join([root.v_text, "?"]), "complex": root.v_complex * 2.0}
        for name in ("float16", "bfloat16", "float64", "int64", "uint8", "bool"):
            result[name] = x + tf.cast(getattr(root, f"v_{name}"), tf.float32)
        return result

    root.run = run
    return root


def unknown_shapes(tf):
    root = tf.Module()
    root.rows = tf.Variable(f32(2, 3), shape=[None, 3], name="rows")
    root.free = tf.Variable(f32(2), shape=tf.TensorShape(None), name="free")

    @tf.function(
        input_signature=[
            tf.TensorSpec(None, tf.float32, name="any"),
            tf.TensorSpec([None, 3], tf.float32, name="rows"),
        ]
    )
    def run(x, y):
        return {
            "x": x + 1.0,
            "y": tf.matmul(root.rows, tf.transpose(y)),
            "free": root.free * 2.0,
            "shape": tf.shape(x),
        }

    root.run = run
    return root


def tensor_default(tf):
    class Default(tf.Module):
        @tf.function(
            input_signature=[
                tf.TensorSpec([], tf.float32, name="x"),
                tf.TensorSpec([2], tf.float32, name="offset"),
            ]
        )
        def run(self, x, offset=tf.constant([1.0, 2.0])):  # noqa: B008
            return x + offset

    return Default()


def no_signatures(tf):
    root = tf.Module()
    root.weight = tf.Variable(2.0, trainable=False)
    root.child = tf.Module()
    root.child.run = tf.function(lambda x: x * root.weight)
    root.child.run(tf.constant([1.0, 2.0]))
    root.child.run(tf.constant(3.0))
    root.never = tf.function(lambda x: x)
    return root


def several_inputs(tf):
    class Names(tf.Module):
        @tf.function(
            input_signature=[
                tf.TensorSpec([2], tf.float32),
                [tf.TensorSpec([2], tf.float32), tf.TensorSpec([2], tf.float32)],
                {"y": tf.TensorSpec([2], tf.float32), "z": tf.TensorSpec([2], tf.float32)},
            ]
        )
        def run(self, b, a, d):
            return b - a[0] * a[1] + d["z"] / d["y"]

    return Names()


def variable_argument(tf):
    root = tf.Module()
    root.weight = tf.Variable([1.0, 2.0])
    root.other = tf.Variable([3.0, 4.0])

    @tf.function
    def scaled(x, variable):
        return x * variable

    scaled(tf.constant(2.0), root.weight)
    root.scaled = scaled
    root.step = tf.function(lambda: root.weight.assign_add([1.0, 1.0]))
    root.step.get_concrete_function()
    return root


def concrete_functions(tf):
    root = tf.Module()
    root.weight = tf.Variable([1.0, 2.0])

    @tf.function
    def run(x, y, flag=True):
        return (x + y) * root.weight if flag else x

    spec = tf.TensorSpec([2], tf.float32)
    root.concrete = run.get_concrete_function(spec, y=tf.TensorSpec([2], tf.float32, name="why"))
    other = run.get_concrete_function(spec, tf.TensorSpec([], tf.float32), False)
    return root, {"one": root.concrete, "two": other}


def compiled(tf):
    root = tf.Module()
    root.weight = tf.Variable(2.0)
    spec = tf.TensorSpec([], tf.float32)

    @tf.function(jit_compile=True)
    def inner(x):
        return x * root.weight

    @tf.function(input_signature=[spec], jit_compile=False)
    def outer(x):
        return inner(x) + 1.0

    @tf.function(
        input_signature=[spec],
        experimental_implements="my.function",
        experimental_attributes={"_noinline": True},
    )
    def marked(x):
        return x + 1.0

    root.inner, root.outer, root.marked = inner, outer, marked
    return root, {"serving_default": outer}


def checkpoint_root(tf):
    module = tf.Module()
    module.weight = tf.Variable([1.0, 2.0])
    root = tf.train.Checkpoint(model=module, step=tf.Variable(3, dtype=tf.int64))
    root.run = tf.function(
        lambda x: x * module.weight, input_signature=[tf.TensorSpec([2], tf.float32)]
    )
    return root


MODELS = [
    Model(
        "checkpoint",
        checkpoint_root,
        [lambda m, tf: m.run(tf.constant([1.0, 2.0]))],
        {"serving_default": {"x": f32(2)}},
    ),
    Model("adder", adder, [lambda m, tf: m.add(tf.constant(X))], {"serving_default": {"x": X}}),
    Model(
        "dense",
        dense,
        [lambda m, tf: m(tf.constant(X))],
        {"serving_default": {"pixels": X}},
        trained=["kernel", "bias"],
    ),
    Model(
        "two signatures",
        two_signatures,
        [lambda m, tf: m.scores(tf.constant(X)), lambda m, tf: m.label(tf.constant(X))],
        {"serving_default": {"x": X}, "label": {"x": X}},
        trained=["scale"],
    ),
    Model(
        "structured outputs",
        structured_outputs,
        [
            lambda m, tf: m.nested(tf.constant([1.0, 2.0])),
            lambda m, tf: m.pair(tf.constant([1.0, 2.0])),
            lambda m, tf: m.listed(tf.constant([1.0, 2.0])),
        ],
        {"pair": {"x": f32(3)}, "listed": {"x": f32(3)}},
    ),
    Model(
        "python values",
        python_values,
        [
            lambda m, tf: m.scale(tf.constant([1.0, 2.0])),
            lambda m, tf: m.scale(tf.constant([1.0, 2.0]), 3.0),
            lambda m, tf: m.scale(tf.constant([1.0, 2.0]), factor=3.0),
            lambda m, tf: m.scale(tf.constant([1.0, 2.0]), negate=True),
            lambda m, tf: m.scale(tf.constant([1.0, 2.0]), mode="sum", axis=0),
            lambda m, tf: m.total(tf.constant([1.0, 2.0]), tf.constant([1.0, 2.0])),
            lambda m, tf: m.nested(
                [tf.constant([1.0, 2.0]), tf.constant([1.0, 5.0])],
                {"b": tf.constant([1.0, 2.0]), "a": tf.constant(2.0)},
                Pair(tf.constant([1.0, 2.0]), tf.constant([3.0, 2.0])),
            ),
        ],
    ),
    Model(
        "text",
        text,
        [lambda m, tf: m.shout(tf.constant(["a", "bc"]))],
        {"serving_default": {"words": np.array([b"a", b"bc"], object)}},
        lite=False,
    ),
    Model(
        "large constants",
        large_constants,
        [lambda m, tf: m.look_up(tf.constant([1, 299])), lambda m, tf: m.scaled(tf.constant(2.0))],
        {"look_up": {"ids": np.array([3, 4], np.int32)}, "scaled": {"x": np.float32(3.0)}},
    ),
    Model(
        "shared objects",
        shared_objects,
        [
            lambda m, tf: m.run(tf.constant([1.0, 2.0])),
            lambda m, tf: m.second.parent.first.run(tf.constant([1.0, 2.0])),
        ],
        {"serving_default": {"x": f32(2)}},
        trained=["again"],
    ),
    Model(
        "containers",
        containers,
        [lambda m, tf: m.run(tf.constant(2.0))],
        {"serving_default": {"x": np.float32(4.0)}},
    ),
    Model(
        "counter",
        counter,
        [
            lambda m, tf: m.add(tf.constant([1.0, 2.0])),
            lambda m, tf: m.add(tf.constant([1.0, 2.0])),
            lambda m, tf: m.reset(),
            lambda m, tf: m.add(tf.constant([1.0, 3.0])),
        ],
        {"serving_default": {"x": f32(2)}},
    ),
    Model(
        "nested functions",
        nested_functions,
        [
            lambda m, tf: m.outer(tf.constant([1.0, 2.0])),
            lambda m, tf: m.outer(tf.constant([1.0, 2.0])),
        ],
        {"serving_default": {"x": f32(2)}},
        trained=["weight"],
    ),
    Model(
        "all types",
        all_types,
        [lambda m, tf: m.run(tf.constant([1.0, 2.0, 3.0]))],
        {"serving_default": {"x": f32(3)}},
        lite=False,
    ),
    Model(
        "unknown shapes",
        unknown_shapes,
        [lambda m, tf: m.run(tf.constant(2.0), tf.constant(X))],
        {"serving_default": {"any": f32(2), "rows": X}},
    ),
    Model(
        "tensor default",
        tensor_default,
        [
            lambda m, tf: m.run(tf.constant(2.0)),
            lambda m, tf: m.run(tf.constant(2.0), tf.constant([3.0, 4.0])),
        ],
        {"serving_default": {"x": np.float32(1.0), "offset": f32(2)}},
    ),
    Model(
        "no signatures",
        no_signatures,
        [
            lambda m, tf: m.child.run(tf.constant([1.0, 2.0])),
            lambda m, tf: m.child.run(tf.constant(3.0)),
        ],
    ),
    Model(
        "several inputs",
        several_inputs,
        [
            lambda m, tf: m.run(
                tf.constant([1.0, 2.0]),
                [tf.constant([1.0, 2.0]), tf.constant([3.0, 2.0])],
                {"z": tf.constant([1.0, 2.0]), "y": tf.constant([4.0, 2.0])},
            )
        ],
    ),
    Model(
        "variable argument",
        variable_argument,
        [
            # TensorFlow's loader finds no trace for a variable as argument, its own files included.
            lambda m, tf: m.step(),
            lambda m, tf: m.weight + 0.0,
        ],
    ),
    Model(
        "concrete functions",
        concrete_functions,
        [lambda m, tf: m.concrete(tf.constant([1.0, 2.0]), why=tf.constant([4.0, 2.0]))],
        {
            "one": {"x": f32(2), "why": f32(2)},
            "two": {"x": f32(2), "y": np.float32(1.0)},
        },
    ),
    Model(
        "compiled",
        compiled,
        [lambda m, tf: m.outer(tf.constant(2.0)), lambda m, tf: m.marked(tf.constant(2.0))],
        {"serving_default": {"x": np.float32(4.0)}},
    ),
]

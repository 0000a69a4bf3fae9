"""Objects to save, each a function of the library `tf`, which is ours or TensorFlow."""

from types import SimpleNamespace

import ml_dtypes
import numpy as np

from savedmodel_lite import train
from savedmodel_lite._track.module import Module
from savedmodel_lite._track.variable import Variable

OURS = SimpleNamespace(Module=Module, Variable=Variable, train=train)
OURS_NAME = "savedmodel_lite"

ARRAYS = {
    "float32": np.array([[1.5, -2.0], [0.0, 3.25]], np.float32),
    "float64": np.array(2.5),
    "float16": np.array([1, 2], np.float16),
    "bfloat16": np.array([1.5, -2.0], ml_dtypes.bfloat16),
    "int64": np.array([[1], [2]], np.int64),
    "uint8": np.array([0, 255], np.uint8),
    "bool": np.array([True, False]),
    "complex64": np.array([1 + 2j], np.complex64),
    "empty": np.zeros([0, 3], np.float32),
    "string": np.array(["a", "longer text", ""], object),
}


def module(tf, **attributes):
    made = tf.Module()
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


def plain(tf):
    return {"v": tf.Variable(2.0), "step": tf.Variable(3, name="step")}


def dtypes(tf):
    return {name: tf.Variable(value, name=name) for name, value in ARRAYS.items()}


def nested(tf):
    items = [tf.Variable(1.0), {"a": tf.Variable([2])}, (tf.Variable(3.0), [tf.Variable(4.0)])]
    return {"model": module(tf, items=items, table={"x": [tf.Variable("s")], "n": 3})}


def shared(tf):
    inner = module(tf, kernel=tf.Variable([1.0, 2.0], name="kernel"))
    return {"a": module(tf, inner=inner), "b": module(tf, inner=inner, kernel=inner.kernel)}


def cyclic(tf):
    left, right = module(tf), module(tf, v=tf.Variable(7.0))
    left.right, right.left, left.self = right, left, left
    return {"left": left}


def odd_names(tf):
    return {
        "m": module(tf, d={"a/b.c": tf.Variable(1.0), "..": tf.Variable(2.0), "": [tf.Variable(3)]})
    }


def nothing(tf):
    return {"m": module(tf, child=module(tf), items=[])}


def with_root(tf):
    return {"root": module(tf, v=tf.Variable(1.0)), "extra": tf.Variable([5])}


CASES = [plain, dtypes, nested, shared, cyclic, odd_names, nothing, with_root]


def variables_of(parts):
    """Every variable that is reached from the parts of a case, by one path to it."""
    found, seen = {}, set()

    def walk(path, item):
        if id(item) in seen:
            return
        seen.add(id(item))
        if hasattr(item, "assign"):
            found[path] = item
            return
        if isinstance(item, dict):
            children = item.items()
        elif isinstance(item, (list, tuple)):
            children = enumerate(item)
        else:
            children = [(k, v) for k, v in vars(item).items() if not k.startswith("_")]
        for name, child in children:
            if hasattr(child, "assign") or hasattr(child, "_trackable_children"):
                walk(f"{path}/{name}", child)

    for name, part in parts.items():
        walk(name, part)
    return found


def values_of(parts):
    return {path: np.asarray(variable.numpy()) for path, variable in variables_of(parts).items()}


def clear(parts):
    for variable in variables_of(parts).values():
        value = np.asarray(variable.numpy())
        empty = np.full(value.shape, b"", object) if value.dtype.kind in "OS" else value * 0
        variable.assign(empty.astype(bool) if value.dtype == bool else empty)


def assert_same_values(got, expected):
    assert got.keys() == expected.keys()
    for path, value in expected.items():
        np.testing.assert_array_equal(got[path], value, strict=True)

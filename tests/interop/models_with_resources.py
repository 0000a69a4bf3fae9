"""Rows of the writer x reader matrix: assets, tables, resources, objects that save themselves."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from models import Model

_FOLDER = Path(tempfile.mkdtemp(prefix="assets"))
_WORDS = np.array([b"a", b"zz", b"c"], object)


def file_of(name: str, content: str) -> str:
    """A file to make an asset of."""
    path = _FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return str(path)


def vocabulary_file() -> str:
    return file_of("one/vocabulary.txt", "a\nb\nc\n")


def text_spec(tf: Any) -> Any:
    return tf.TensorSpec([None], tf.string)


def assets(tf):
    class Assets(tf.Module):
        def __init__(self):
            super().__init__()
            self.first = tf.saved_model.Asset(vocabulary_file())
            self.other = tf.saved_model.Asset(file_of("two/vocabulary.txt", "x\n"))
            self.equal = tf.saved_model.Asset(file_of("three/vocabulary.txt", "a\nb\nc\n"))
            self.offset = tf.Variable(1.0)

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def names(self, x):
            return {
                "first": tf.strings.substr(self.first.asset_path, -14, 10),
                "other": tf.strings.length(self.other.asset_path) > 0,
                "sum": x + self.offset,
            }

    return Assets()


def table_of_tensors(tf):
    class Lookup(tf.Module):
        def __init__(self):
            super().__init__()
            filled = tf.lookup.KeyValueTensorInitializer(["a", "b", "c"], [1, 2, 3])
            self.table = tf.lookup.StaticHashTable(filled, default_value=-1)
            names = tf.lookup.KeyValueTensorInitializer(
                tf.constant([1, 2], tf.int64), tf.constant(["one", "two"])
            )
            self.names = tf.lookup.StaticHashTable(names, default_value="?", name="names")

        @tf.function(input_signature=[text_spec(tf)])
        def find(self, keys):
            return {"numbers": self.table.lookup(keys), "size": self.table.size()}

        @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int64)])
        def name(self, numbers):
            return self.names[numbers]

    model = Lookup()
    return model, {"serving_default": model.find, "name": model.name}


def table_of_file(tf):
    class Lookup(tf.Module):
        def __init__(self):
            super().__init__()
            index = tf.lookup.TextFileIndex
            by_word = tf.lookup.TextFileInitializer(
                vocabulary_file(), tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER
            )
            columns = tf.lookup.TextFileInitializer(
                file_of("columns.csv", "a,1.5\nc,2.5\n"), tf.string, 0, tf.float32, 1, delimiter=","
            )
            self.words = tf.lookup.StaticVocabularyTable(by_word, 3)
            self.weights = tf.lookup.StaticHashTable(columns, default_value=0.0)

        @tf.function(input_signature=[text_spec(tf)])
        def find(self, keys):
            return {"ids": self.words.lookup(keys), "weights": self.weights.lookup(keys)}

    return Lookup()


def mutable_tables(tf):
    class Tables(tf.Module):
        def __init__(self):
            super().__init__()
            make = tf.lookup.experimental.MutableHashTable
            self.before = tf.Variable([1.0, 2.0])
            self.counts = make(tf.string, tf.int64, -1)
            self.counts.insert(tf.constant(["a"]), tf.constant([5], tf.int64))
            self.vectors = make(tf.int64, tf.float32, [0.0, 0.5])
            self.vectors.insert(tf.constant([7], tf.int64), tf.constant([[1.0, 2.0]]))
            self.after = tf.Variable(3.0)

        @tf.function(input_signature=[text_spec(tf)])
        def find(self, keys):
            return self.counts.lookup(keys)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.int64)])
        def vector(self, numbers):
            return self.vectors.lookup(numbers) * self.after

        @tf.function(input_signature=[text_spec(tf), tf.TensorSpec([None], tf.int64)])
        def insert(self, keys, values):
            self.counts.insert(keys, values)
            return self.counts.size()

        @tf.function(input_signature=[text_spec(tf)])
        def remove(self, keys):
            self.counts.remove(keys)
            return self.counts.size()

    model = Tables()
    return model, {"serving_default": model.find, "vector": model.vector}


def dense_table(tf):
    class Tables(tf.Module):
        def __init__(self):
            super().__init__()
            make = tf.lookup.experimental.DenseHashTable
            self.table = make(tf.string, tf.int64, -1, "", "$", initial_num_buckets=8)
            self.table.insert(tf.constant(["a", "b"]), tf.constant([1, 2], tf.int64))
            self.pairs = make(tf.int64, tf.int64, [-1, -2], [0, 0], [1, 1], initial_num_buckets=4)
            self.pairs.insert(
                tf.constant([[3, 4], [5, 6]], tf.int64), tf.constant([[1, 2], [3, 4]], tf.int64)
            )

        @tf.function(input_signature=[text_spec(tf)])
        def find(self, keys):
            return self.table.lookup(keys)

        @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.int64)])
        def pair(self, keys):
            return self.pairs.lookup(keys)

    model = Tables()
    return model, {"serving_default": model.find, "pair": model.pair}


def own_resource(tf):
    class Numbers(tf.saved_model.experimental.TrackableResource):
        def __init__(self):
            super().__init__()
            self._initialize()

        def _create_resource(self):
            return tf.raw_ops.VarHandleOp(dtype=tf.float32, shape=[2], shared_name="numbers")

        def _initialize(self):
            tf.raw_ops.AssignVariableOp(
                resource=self.resource_handle, value=tf.constant([1.0, 2.0])
            )

        def _destroy_resource(self):
            tf.raw_ops.DestroyResourceOp(resource=self.resource_handle)

        def numbers(self):
            return tf.raw_ops.ReadVariableOp(resource=self.resource_handle, dtype=tf.float32)

    class Holder(tf.Module):
        def __init__(self):
            super().__init__()
            self.held = Numbers()

        @tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
        def run(self, x):
            return tf.ensure_shape(self.held.numbers(), [2]) + x

    return Holder()


def own_tensors(tf):
    class Numbers(tf.Module):
        def _serialize_to_tensors(self):
            return {"count": tf.constant(3), "pair": tf.constant([1.0, 2.0])}

        def _restore_from_tensors(self, restored_tensors):
            del restored_tensors

    class Holder(tf.Module):
        def __init__(self):
            super().__init__()
            self.numbers = Numbers()
            self.scale = tf.Variable(2.0)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def run(self, x):
            return x * self.scale

    return Holder()


@functools.cache
def halved_class(tf: Any) -> Any:
    """A class that is registered, and whose values a registered saver writes, halved."""
    if tf.__name__ == "tensorflow":
        from tensorflow.python.saved_model import registration
    else:
        registration = tf.saved_model.registration

    @registration.register_serializable("Interop", "Halved")
    class Halved(tf.Module):
        def __init__(self):
            super().__init__()
            self.weights = tf.Variable([2.0, 4.0])

    def save_fn(trackables, file_prefix):
        for name, item in trackables.items():
            tf.raw_ops.SaveV2(
                prefix=tf.strings.join([file_prefix, f"-{name}"]),
                tensor_names=[f"{name}/half"],
                shape_and_slices=[""],
                tensors=[item.weights / 2.0],
            )
        return [tf.strings.join([file_prefix, f"-{name}"]) for name in trackables]

    def restore_fn(trackables, merged_prefix):
        for name, item in trackables.items():
            (half,) = tf.raw_ops.RestoreV2(
                prefix=merged_prefix,
                tensor_names=[f"{name}/half"],
                shape_and_slices=[""],
                dtypes=[tf.float32],
            )
            item.weights.assign(half * 2.0)

    registration.register_checkpoint_saver(
        "Interop",
        "HalvedSaver",
        predicate=lambda item: isinstance(item, Halved),
        save_fn=save_fn,
        restore_fn=restore_fn,
    )
    return Halved


def registered(tf):
    root = tf.Module()
    root.first = halved_class(tf)()
    root.second = halved_class(tf)()
    root.second.weights.assign([6.0, 8.0])
    root.scale = tf.Variable(2.0)

    @tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
    def run(x):
        return x * root.scale + root.first.weights - root.second.weights

    root.run = run
    return root


def python_state(tf):
    class State(tf.train.experimental.PythonState):
        def serialize(self):
            return "state"

        def deserialize(self, string_value):
            del string_value

    root = tf.Module()
    root.state = State()
    root.scale = tf.Variable(2.0)
    return root


_SHAPES = {
    r"_output_shapes|trace\.output_signature": "TensorFlow's functions do not know the shapes of "
    "what is looked up in tables that change"
}

MODELS = [
    Model(
        "assets",
        assets,
        # Where the files are is part of `names`; tests/saved_model/test_assets.py reads them.
        [lambda m, tf: m.names(tf.constant(2.0))["sum"]],
        {"serving_default": {"x": np.float32(2.0)}},
        lite=False,
        differs={
            r"^asset_file_def\[2\]\.filename": "equal files are one; TensorFlow compares with the "
            "first file of a name only",
        },
    ),
    Model(
        "table of tensors",
        table_of_tensors,
        [
            lambda m, tf: m.find(tf.constant(["a", "zz", "c"])),
            lambda m, tf: m.name(tf.constant([[1, 2], [3, 1]], tf.int64)),
        ],
        {"serving_default": {"keys": _WORDS}, "name": {"numbers": np.array([[2, 5]])}},
        lite=False,
    ),
    Model(
        "table of a file",
        table_of_file,
        [lambda m, tf: m.find(tf.constant(["a", "zz", "c", "other words"]))],
        {"serving_default": {"keys": _WORDS}},
        lite=False,
    ),
    Model(
        "mutable tables",
        mutable_tables,
        [
            lambda m, tf: m.find(tf.constant(["a", "zz"])),
            lambda m, tf: m.vector(tf.constant([7, 8], tf.int64)),
            lambda m, tf: m.insert(tf.constant(["zz", "a"]), tf.constant([8, 9], tf.int64)),
            lambda m, tf: m.find(tf.constant(["a", "zz"])),
            lambda m, tf: m.remove(tf.constant(["a", "b"])),
            lambda m, tf: m.find(tf.constant(["a", "zz"])),
        ],
        {"serving_default": {"keys": _WORDS}, "vector": {"numbers": np.array([7, 9])}},
        lite=False,
        differs=_SHAPES,
    ),
    Model(
        "dense table",
        dense_table,
        [
            lambda m, tf: m.find(tf.constant(["a", "zz"])),
            lambda m, tf: m.pair(tf.constant([[5, 6], [7, 8]], tf.int64)),
        ],
        {"serving_default": {"keys": _WORDS}, "pair": {"keys": np.array([[3, 4], [6, 5]])}},
        lite=False,
        differs=_SHAPES,
    ),
    Model(
        "own resource",
        own_resource,
        [lambda m, tf: m.run(tf.constant([1.0, 2.0]))],
        {"serving_default": {"x": np.array([3.0, 4.0], np.float32)}},
        lite=False,
        differs={r"creator#0: output 0\.handle_data": "nobody reads it"},
    ),
    Model(
        "registered",
        registered,
        [lambda m, tf: m.run(tf.constant([1.0, 2.0]))],
        {"serving_default": {"x": np.array([3.0, 4.0], np.float32)}},
    ),
    Model(
        "python state",
        python_state,
        [lambda m, tf: m.scale + 0.0],
        differs={
            r"^(graph|saver_def)": "TensorFlow leaves an empty string that nothing uses",
        },
    ),
    Model(
        "own tensors",
        own_tensors,
        # TensorFlow cannot save it again, its own files included.
        [lambda m, tf: m.run(tf.constant([1.0, 2.0]))],
    ),
]

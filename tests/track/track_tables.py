"""Rows for lookup tables: values, changes, files, errors, and functions that use them."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from library_rows import Row, caught, tried

_FOLDER = Path(tempfile.mkdtemp(prefix="tables"))
_NUMBERS = itertools.count()


def file_of(content):
    """A new file: TensorFlow has one table for all that are made of one file in one way."""
    path = _FOLDER / f"words_{next(_NUMBERS)}.txt"
    path.write_bytes(content)
    return str(path)


def static(tf, keys, values, default=-1):
    filled = tf.lookup.KeyValueTensorInitializer(tf.constant(keys), tf.constant(values))
    return tf.lookup.StaticHashTable(filled, default)


def entries(table):
    """Keys and values, in the order of the keys; TensorFlow's order is another every time."""
    keys, values = table.export()
    return sorted(zip(keys.numpy().tolist(), values.numpy().tolist(), strict=True))


def i64(tf, *values):
    return tf.constant(list(values), tf.int64)


def static_lookup(tf):
    table = static(tf, ["a", "b"], [1, 2])
    return [
        table.lookup(tf.constant(["a", "z"])),
        table[tf.constant([["b", "z"], ["a", "a"]])],
        table.lookup(tf.constant("b")),
        table.lookup(tf.Variable(["a"])),
        table.size(),
        entries(table),
        [table.key_dtype, table.value_dtype, table.default_value, table.name],
    ]


def static_types(tf):
    return [
        static(tf, ["a"], ["x"], "?").lookup(tf.constant(["a", "z"])),
        static(tf, ["a"], [True], False).lookup(tf.constant(["a", "z"])),
        static(tf, ["a"], [1.5], 0.0).lookup(tf.constant(["a", "z"])),
        static(tf, [1, 2], ["x", "y"], "?").lookup(tf.constant([2, 3])),
        static(tf, [1, 2], [0.5, 1.5], 0.0).lookup(tf.constant([2, 3])),
        entries(static(tf, [["a"], ["b"]], [[1], [2]])),
        entries(static(tf, "a", 1)),
        entries(static(tf, ["a", "a"], [1, 1])),
    ]


def static_errors(tf):
    table = static(tf, ["a"], [1])
    pairs = tf.lookup.KeyValueTensorInitializer
    return [
        caught(lambda: static(tf, ["a", "a"], [1, 2])),
        caught(lambda: static(tf, ["a", "b"], [1])),
        caught(lambda: static(tf, [1.5], [1])),
        caught(lambda: static(tf, ["a"], [1], [1, 2])),
        caught(lambda: static(tf, ["a"], [1], 1.5)),
        caught(lambda: table.lookup(tf.constant([1]))),
        caught(lambda: pairs(tf.constant([1]), [1], key_dtype=tf.int64)),
        caught(lambda: pairs(["a"], tf.constant([1.5])).initialize(table)),
    ]


def filled_again(tf):
    table = static(tf, ["a"], [1])
    table._initialize()
    return entries(table)


def initializer_types(tf):
    made = tf.lookup.KeyValueTensorInitializer(["a"], [1], tf.string, tf.int64)
    table = tf.lookup.StaticHashTable(made, -1, name="given", experimental_is_anonymous=True)
    return [made.key_dtype, made.value_dtype, table.lookup(tf.constant(["a", "b"]))]


def vocabulary(tf):
    words = tf.lookup.KeyValueTensorInitializer(["a", "b"], i64(tf, 0, 1))
    numbers = tf.lookup.KeyValueTensorInitializer(i64(tf, 10, 20), i64(tf, 0, 1))
    make = tf.lookup.StaticVocabularyTable
    table = make(words, 3)
    small = make(numbers, 3, lookup_key_dtype=tf.int32)
    buckets = make(None, 5)
    return [
        table.lookup(tf.constant([["a", "b"], ["q", "words that are long"]])),
        [table.size(), table.name, table.key_dtype, table.value_dtype],
        small.lookup(tf.constant([10, 5, 20])),
        [buckets.lookup(tf.constant(["a", ""])), buckets.size(), buckets.name],
        buckets.resource_handle,
    ]


def vocabulary_errors(tf):
    def pairs(keys, values):
        return tf.lookup.KeyValueTensorInitializer(keys, values)

    make = tf.lookup.StaticVocabularyTable
    return [
        caught(lambda: make(pairs(["a"], i64(tf, 0)), 0)),
        caught(lambda: make(pairs(["a"], [0]), 1)),
        caught(lambda: make(pairs([1.5], i64(tf, 0)), 1)),
        caught(lambda: make(pairs(i64(tf, 1), i64(tf, 0)), 1, lookup_key_dtype=tf.string)),
        caught(lambda: make(pairs(["a"], i64(tf, 0)), 1).lookup(tf.constant([1]))),
    ]


def mutable(tf):
    table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
    results = [table.insert(tf.constant(["a", "b"]), i64(tf, 1, 2)), table.size()]
    table.insert(["c", "d", "d"], [3, 4, 5])
    table.insert(tf.constant([["x"], ["y"]]), tf.constant([[7], [8]], tf.int64))
    results += [entries(table), table.lookup(["a", "q"])]
    given = i64(tf, 7, 8, 9)
    results.append(table.lookup(tf.constant(["d", "q", "z"]), dynamic_default_values=given))
    results.append(table.remove(tf.constant(["a", "not there"])))
    return [*results, entries(table), table[tf.constant(["a", "b"])], table.name]


def mutable_vectors(tf):
    table = tf.lookup.experimental.MutableHashTable(tf.int64, tf.float32, [0.0, 0.5])
    table.insert(i64(tf, 1, 2), tf.constant([[1.0, 2.0], [3.0, 4.0]]))
    return [table.lookup(tf.constant([[1], [5]], tf.int64)), entries(table), table.size()]


def mutable_errors(tf):
    make = tf.lookup.experimental.MutableHashTable
    table = make(tf.string, tf.int64, -1)
    vectors = make(tf.int64, tf.float32, [0.0, 0.0])
    return [
        caught(lambda: table.insert(tf.constant(["a", "b"]), i64(tf, 1))),
        caught(lambda: table.insert(tf.constant([1]), i64(tf, 1))),
        caught(lambda: table.insert(tf.constant(["a"]), tf.constant([1.5]))),
        caught(lambda: table.remove(tf.constant([1]))),
        caught(lambda: table.lookup(tf.constant([1]))),
        caught(lambda: table.lookup(["a"], dynamic_default_values=i64(tf, 1, 2))),
        caught(lambda: vectors.insert(i64(tf, 1), tf.constant([[1.0, 2.0, 3.0]]))),
        caught(lambda: make(tf.int64, tf.float32, [[0.0]])),
        caught(lambda: make(tf.float32, tf.int32, 0)),
        caught(lambda: make(tf.string, tf.complex64, 0)),
    ]


def dense(tf):
    make = tf.lookup.experimental.DenseHashTable
    table = make(tf.string, tf.int64, -1, "", "$", initial_num_buckets=8)
    table.insert(tf.constant(["a", "b"]), i64(tf, 1, 2))
    table.insert_or_assign(["c"], [3])
    # Copies: what TensorFlow exports changes with the table.
    results = [table.lookup(["a", "q"]), table.size(), [item.numpy() for item in table.export()]]
    table.remove(tf.constant(["a"]))
    table.erase(tf.constant(["b"]))
    results += [table.lookup(tf.constant(["a", "b", "c"])), table.size()]
    pairs = make(tf.int64, tf.int64, [-1, -2], [0, 0], [1, 1], initial_num_buckets=4)
    pairs.insert(
        tf.constant([[3, 4], [5, 6], [7, 8]], tf.int64), tf.constant([[1, 1]] * 3, tf.int64)
    )
    return [*results, pairs.lookup(tf.constant([[3, 4], [8, 8]], tf.int64)), pairs.export()]


def dense_grows(tf):
    table = tf.lookup.experimental.DenseHashTable(
        tf.int64, tf.int64, 0, -1, -2, initial_num_buckets=4
    )
    table.insert(i64(tf, -5, 12, 8, 4, 0, 3, 17), i64(tf, 1, 2, 3, 4, 5, 6, 7))
    return [table.export(), table.size()]


def dense_errors(tf):
    make = tf.lookup.experimental.DenseHashTable
    table = make(tf.string, tf.int64, -1, "", "$")
    return [
        caught(lambda: table.insert(tf.constant([""]), i64(tf, 1))),
        caught(lambda: table.insert(tf.constant(["$"]), i64(tf, 1))),
        caught(lambda: table.lookup(tf.constant([""]))),
        caught(lambda: table.remove(tf.constant(["$"]))),
        caught(lambda: make(tf.string, tf.int64, -1, "$", "$")),
        caught(lambda: make(tf.string, tf.int64, -1, "", "$", initial_num_buckets=3)),
    ]


def columns(tf, content, key=(None, -2), value=(None, -1), default=-1, **kwargs):
    """The entries of a table that a file fills; the types are strings and int64 by default."""
    made = tf.lookup.TextFileInitializer(
        file_of(content), key[0] or tf.string, key[1], value[0] or tf.int64, value[1], **kwargs
    )
    return entries(tf.lookup.StaticHashTable(made, default))


def files(tf):
    index = tf.lookup.TextFileIndex
    assert (index.WHOLE_LINE, index.LINE_NUMBER) == (-2, -1)
    fields = {"key": (None, 0), "value": (None, 1)}
    return [
        columns(tf, b"a\nb\nc\n"),
        columns(tf, b"a\r\nb"),
        columns(tf, b"x\ry\r\r\n\xff\n"),
        columns(tf, b"a\t5\nb\t 6 \nc\t+7\n", **fields),
        columns(tf, b"a\t5\n", **fields, value_index_offset=9),
        columns(tf, b"a 5\na 5\n", **fields, delimiter=" "),
        columns(tf, b"a\t5\t6\n", key=(None, 2), value=(None, 1)),
        columns(tf, b"a\nb\n", vocab_size=1),
        columns(tf, b"a\nb\n", value_index_offset=9),
        columns(tf, b"a\nb\n", key=(tf.int64, -1), value=(tf.string, -2), default="?"),
        columns(tf, b"5\n6\n", key=(tf.int64, -2)),
        columns(tf, b"4\t7\n", key=(tf.int32, 0), value=(tf.int32, 1)),
        columns(tf, b"a\t1.5\nb\t1e3\n", key=(None, 0), value=(tf.float32, 1), default=0.0),
    ]


FILE_ERRORS = {
    "empty": {"content": b""},
    "empty line": {"content": b"a\n\nb\n"},
    "two values": {"content": b"a\na\n"},
    "missing field": {"content": b"a\t5\nb\n", "key": (None, 0), "value": (None, 1)},
    "no number": {"content": b"a\tx\n", "key": (None, 0), "value": (None, 1)},
    "hexadecimal": {"content": b"a\t0x5\n", "key": (None, 0), "value": (None, 1)},
    "too large": {"content": b"a\t99999999999999999999\n", "key": (None, 0), "value": (None, 1)},
    "long delimiter": {"content": b"a\t5\n", "delimiter": "::"},
    "no delimiter": {"content": b"a\t5\n", "delimiter": ""},
    "few lines": {"content": b"a\n", "vocab_size": 2},
    "no lines": {"content": b"a\n", "vocab_size": 0},
    "index": {"content": b"a\n", "key": (None, -3)},
}


def file_errors(tf):
    seen = {name: caught(lambda row=row: columns(tf, **row)) for name, row in FILE_ERRORS.items()}
    make = tf.lookup.TextFileInitializer
    for name, arguments in {
        "number type": ("f", tf.string, -2, tf.int32, -1),
        "line type": ("f", tf.float32, -2, tf.int64, -1),
        "no name": ("", tf.string, -2, tf.int64, -1),
    }.items():
        seen[name] = caught(lambda arguments=arguments: make(*arguments))
    for name, path in {"missing": str(_FOLDER / "none"), "directory": str(_FOLDER)}.items():
        made = make(path, tf.string, -2, tf.int64, -1)
        seen[name] = caught(lambda made=made: tf.lookup.StaticHashTable(made, -1))
    return seen


def in_functions(tf):
    table = static(tf, ["a", "b"], [1, 2])
    counts = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, 0)
    words = tf.lookup.StaticVocabularyTable(
        tf.lookup.KeyValueTensorInitializer(["a", "b"], i64(tf, 0, 1)), 2
    )

    @tf.function
    def find(keys):
        return table.lookup(keys), table.size(), words.lookup(keys)

    @tf.function
    def count(keys):
        counts.insert(keys, counts.lookup(keys) + 1)
        counts.remove(tf.constant(["gone"]))
        return counts.size()

    keys = tf.constant(["a", "gone"])
    results = [find(keys), count(keys), count(tf.constant(["a"])), entries(counts)]
    traced = find.get_concrete_function(tf.TensorSpec([None], tf.string))
    return [*results, traced, traced.output_shapes]


def mutable_traced(tf):
    counts = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, 0)

    @tf.function
    def find(keys):
        return counts.lookup(keys)

    return find.get_concrete_function(tf.TensorSpec([3], tf.string)).output_shapes


def forgiving(tf):
    table = static(tf, ["a", "b"], [1, 2])
    return [tried(lambda: table.lookup(["a", "z"])), tried(lambda: table[["b"]])]


def assets(tf):
    asset = tf.saved_model.Asset("a/file.txt")
    path = tf.saved_model.Asset(Path("a") / "file.txt")
    return [
        asset.asset_path,
        path.asset_path,
        tf.saved_model.Asset(tf.constant("x")).asset_path,
        tf.strings.length(asset),
        tf.function(lambda: tf.strings.length(asset))(),
        caught(lambda: tf.saved_model.Asset(5)),
    ]


def own_resources(tf):
    class Numbers(tf.saved_model.experimental.TrackableResource):
        def _create_resource(self):
            return tf.raw_ops.VarHandleOp(dtype=tf.float32, shape=[2])

        def _initialize(self):
            value = tf.constant([1.0, 2.0])
            tf.raw_ops.AssignVariableOp(resource=self.resource_handle, value=value)

        def read(self):
            return tf.raw_ops.ReadVariableOp(resource=self.resource_handle, dtype=tf.float32)

    numbers = Numbers()
    numbers._initialize()
    handle = numbers.resource_handle
    plain = tf.saved_model.experimental.TrackableResource()
    return [
        numbers.read(),
        tf.function(numbers.read)(),
        numbers.resource_handle is handle,
        [*numbers._trackable_children()],
        [*numbers._trackable_children("savedmodel")],
        caught(lambda: plain.resource_handle),
    ]


ROWS = [
    Row("static lookup", static_lookup),
    Row("static types", static_types),
    Row("static errors", static_errors),
    Row("filled again", filled_again),
    Row("initializer types", initializer_types),
    Row("vocabulary", vocabulary),
    Row("vocabulary errors", vocabulary_errors),
    Row("mutable", mutable),
    Row("mutable vectors", mutable_vectors),
    Row("mutable errors", mutable_errors),
    Row("dense", dense),
    Row("dense grows", dense_grows),
    Row("dense errors", dense_errors),
    Row("files", files),
    Row("file errors", file_errors),
    Row("in functions", in_functions),
    Row(
        "mutable traced",
        mutable_traced,
        "shape [3]",
        differs="TensorFlow does not know shapes of what is looked up in tables that change",
    ),
    Row(
        "forgiving",
        forgiving,
        [["int32", [1, -1]], ["int32", [2]]],
        differs="lists as keys of static tables, of which TensorFlow takes tensors only",
    ),
    Row("assets", assets),
    Row("own resources", own_resources),
]

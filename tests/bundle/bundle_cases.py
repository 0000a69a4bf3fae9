"""Bundles that every check runs on: rows of tensors, written by us and by TensorFlow."""

from dataclasses import dataclass

import ml_dtypes
import numpy as np

from savedmodel_lite._bundle import BundleWriter, merge_bundles, parse_shape_and_slice
from savedmodel_lite._core.dtype import as_dtype


@dataclass(frozen=True, slots=True)
class Row:
    """One tensor, or one slice of it; `dtype` where NumPy does not tell it."""

    key: str
    value: np.ndarray
    dtype: str | None = None
    shape_and_slice: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One bundle: the rows of each shard; `is_large` ones are checked in as digests."""

    name: str
    shards: tuple[tuple[Row, ...], ...]
    is_large: bool = False


def strings(*values):
    return np.array(values, object)


def ramp(*shape, dtype=np.float32):
    return np.arange(np.prod(shape, dtype=int)).astype(dtype).reshape(shape)


FLOATS = [1.5, -2.0, 0.0, 0.5]
INTEGERS = [1, 0, 3, 2]
SIGNED = [-1, 0, -8, 7]

# (type, values)
FIXED_SIZE = [
    *[
        (dtype, FLOATS)
        for dtype in (
            np.float32,
            np.float64,
            np.float16,
            ml_dtypes.bfloat16,
            ml_dtypes.float8_e5m2,
            ml_dtypes.float8_e4m3fn,
            ml_dtypes.float8_e4m3fnuz,
            ml_dtypes.float8_e4m3b11fnuz,
            ml_dtypes.float8_e5m2fnuz,
            ml_dtypes.float4_e2m1fn,
        )
    ],
    *[(dtype, SIGNED) for dtype in (np.int8, np.int16, np.int32, np.int64, ml_dtypes.int4)],
    *[
        (dtype, INTEGERS)
        for dtype in (np.uint8, np.uint16, np.uint32, np.uint64, ml_dtypes.uint4, ml_dtypes.uint2)
    ],
    (ml_dtypes.int2, [-1, 0, -2, 1]),
    (np.bool_, [True, False, True, True]),
    (np.complex64, [1 + 2j, -1j, 0, 3]),
    (np.complex128, [1 + 2j, -1j, 0, 3]),
]
QUANTIZED = {
    "qint8": np.int8,
    "quint8": np.uint8,
    "qint16": np.int16,
    "quint16": np.uint16,
    "qint32": np.int32,
}

DTYPES = Case(
    "dtypes",
    (
        (
            *[
                Row(f"fixed/{np.dtype(dtype).name}", np.array(values).astype(dtype).reshape(2, 2))
                for dtype, values in FIXED_SIZE
            ],
            *[
                Row(f"quantized/{name}", np.array([1, 0, 77], dtype), name)
                for name, dtype in QUANTIZED.items()
            ],
        ),
    ),
)

SHAPES = Case(
    "shapes",
    (
        (
            Row("z/scalar", np.array(2.0, np.float32)),
            Row("a/empty", np.zeros((0,), np.int64)),
            Row("a/empty_middle", np.zeros((2, 0, 300), np.float64)),
            Row("m/rank_6", ramp(1, 2, 1, 3, 1, 2)),
            Row("m/long", ramp(1000)),
            Row("é/unicode key", ramp(2)),
            Row("k" * 300, ramp(1)),
        ),
    ),
)

STRINGS = Case(
    "strings",
    (
        (
            Row("scalar", np.array(b"x", object)),
            Row("empty_string", np.array(b"", object)),
            Row("none", np.zeros((0,), object)),
            Row("none_of_rank_2", np.zeros((3, 0), object)),
            Row("bytes", strings(b"\0\xff\0", b"trailing\0", b"")),
            Row("matrix", strings(b"a", "é中".encode(), b"c" * 127, b"d" * 128).reshape(2, 2)),
            Row("long", strings(b"e" * 20000)),
            Row("many", strings(*[b"%d" % (i * i) for i in range(3000)])),
        ),
    ),
)

PARTITIONED = Case(
    "partitioned",
    (
        (
            Row("rows", ramp(4, 3)[:2], None, "4 3 0,2:-"),
            Row("rows", ramp(4, 3)[2:], None, "4 3 2,2:0,3"),
            Row("whole", ramp(4, 3), None, "4 3 -:-"),
            Row("whole_in_numbers", ramp(4, 3), None, "4 3 0,4:0,3"),
            Row("grid", ramp(5, 9000, dtype=np.int8)[:2, :8200], None, "5 9000 0,2:0,8200"),
            Row("grid", ramp(5, 9000, dtype=np.int8)[:2, 8200:], None, "5 9000 0,2:8200,800"),
            Row("grid", ramp(5, 9000, dtype=np.int8)[2:, :64], None, "5 9000 2,3:0,64"),
            Row("grid", ramp(5, 9000, dtype=np.int8)[2:, 64:], None, "5 9000 2,3:64,8936"),
            Row("plain", ramp(2)),
            Row("strings", strings(b"a", b"b"), None, "3 0,2"),
            Row("strings", strings(b"cd"), None, "3 2,1"),
        ),
    ),
)

SHARDS = Case(
    "shards",
    (
        (Row("b", ramp(3)), Row("v", ramp(4, 3)[:1], None, "4 3 0,1:-")),
        (Row("v", ramp(4, 3)[1:3], None, "4 3 1,2:-"), Row("c", strings(b"text"))),
        (Row("a", np.array(1, np.int32)), Row("v", ramp(4, 3)[3:], None, "4 3 3,1:-")),
    ),
)

MANY_KEYS = Case(
    "many_keys",
    (
        tuple(
            Row(f"layer/{i // 7}/kernel_{i % 7}/.ATTRIBUTES/VARIABLE_VALUE", np.float32([i, i]))
            for i in range(20000)
        ),
    ),
    is_large=True,
)
# The entry of the tensor alone is more than two blocks.
MANY_SLICES = Case(
    "many_slices",
    (
        (
            *[Row("table", np.array([i], np.int32), None, f"60000 {i},1") for i in range(60000)],
            Row("tail", np.array(1, np.int32)),
        ),
    ),
    is_large=True,
)

CASES = [DTYPES, SHAPES, STRINGS, PARTITIONED, SHARDS, MANY_KEYS, MANY_SLICES]
SMALL_CASES = [case for case in CASES if not case.is_large]


def write_case(case, prefix):
    """Writes a case with our writer; several shards are merged."""
    if len(case.shards) == 1:
        _write_shard(case.shards[0], prefix)
        return
    parts = [f"{prefix}_part{number}" for number in range(len(case.shards))]
    for part, rows in zip(parts, case.shards, strict=True):
        _write_shard(rows, part)
    merge_bundles(parts, prefix)


def _write_shard(rows, prefix):
    with BundleWriter(prefix) as writer:
        for row in rows:
            dtype = as_dtype(row.dtype) if row.dtype else None
            if row.shape_and_slice:
                shape, tensor_slice = parse_shape_and_slice(row.shape_and_slice)
                writer.add_slice(row.key, shape, tensor_slice, row.value, dtype)
            else:
                writer.add(row.key, row.value, dtype)


def expected_tensors(case):
    """Maps the key of every tensor to its value, slices put together."""
    tensors = {}
    for row in (row for shard in case.shards for row in shard):
        if not row.shape_and_slice:
            tensors[row.key] = row.value
            continue
        shape, tensor_slice = parse_shape_and_slice(row.shape_and_slice)
        whole = tensors.setdefault(row.key, np.zeros(shape, row.value.dtype))
        whole[tensor_slice.resolve(shape)] = row.value
    return tensors


def bundle_files(prefix):
    """Maps the extension of every file of a bundle to its bytes."""
    return {
        path.name.removeprefix(prefix.name): path.read_bytes()
        for path in sorted(prefix.parent.glob(f"{prefix.name}.*"))
    }

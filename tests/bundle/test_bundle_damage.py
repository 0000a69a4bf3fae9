"""Damaged, truncated and foreign files: always one of our errors, which says where and what."""

import struct
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from bundle_cases import SMALL_CASES, bundle_files, write_case
from hypothesis import HealthCheck, given, settings, strategies as st

from savedmodel_lite._bundle import BundleReader, TensorSlice, merge_bundles
from savedmodel_lite._bundle.block import BlockBuilder
from savedmodel_lite._bundle.checksum import crc32c, mask_checksum, pack_checksum
from savedmodel_lite._bundle.entry import BundleHeader, encode_header
from savedmodel_lite._bundle.ordered_code import slice_key
from savedmodel_lite._bundle.table_writer import MAGIC, encode_table
from savedmodel_lite._bundle.varint import encode_varint
from savedmodel_lite._core.errors import (
    DataLossError,
    NotFoundError,
    SavedModelLiteError,
    UnimplementedError,
)
from savedmodel_lite._proto import messages as pb

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "bundle"
NAMES = [*(case.name for case in SMALL_CASES), "variants"]
SHAPE_OF_ERRORS = r"(?s)^\S.*: expected .+, got .+\. [A-Z].+\.$"

# Function-scoped folders are fine: every example overwrites its files.
FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def copy_bundle(name, prefix):
    files = bundle_files(GOLDEN / name)
    for extension, data in files.items():
        Path(f"{prefix}{extension}").write_bytes(data)
    return files


def read_everything(prefix):
    with BundleReader(prefix) as reader:
        reader.verify()
        for key in reader.keys():  # noqa: SIM118 - a reader is no mapping
            reader.read(key)


def damage(draw_data, data):
    kind = draw_data.draw(st.sampled_from(["flip", "cut", "insert", "zero"]))
    position = draw_data.draw(st.integers(0, len(data) - 1))
    if kind == "cut":
        return data[:position]
    if kind == "insert":
        return data[:position] + draw_data.draw(st.binary(min_size=1, max_size=4)) + data[position:]
    if kind == "zero":
        return data[:position] + b"\0" + data[position + 1 :]
    flipped = data[position] ^ draw_data.draw(st.integers(1, 255))
    return data[:position] + bytes([flipped]) + data[position + 1 :]


@FOLDER
@given(st.data(), st.sampled_from(NAMES))
def test_damage_raises_only_our_errors(tmp_path, drawn, name):
    prefix = tmp_path / name
    files = copy_bundle(name, prefix)
    extension = drawn.draw(st.sampled_from([key for key, data in files.items() if data]))
    damaged = damage(drawn, files[extension])
    Path(f"{prefix}{extension}").write_bytes(damaged)
    with suppress(SavedModelLiteError):
        read_everything(prefix)
    if extension != ".index" and not damaged.startswith(files[extension]):
        # Every byte of a data file is covered by a checksum.
        with pytest.raises(DataLossError, match=SHAPE_OF_ERRORS):
            read_everything(prefix)


def write_crafted(prefix, entries, data=b"", header=None):
    """Writes a bundle with a sound table around any entries."""
    header = encode_header(BundleHeader(1)) if header is None else header
    items = {b"": header, **entries}
    Path(f"{prefix}.index").write_bytes(encode_table(sorted(items.items())))
    Path(f"{prefix}.data-00000-of-00001").write_bytes(data)


SMALL = st.integers(-1, 40)
ANY = st.sampled_from([-1, 0, 1, 2**31, 2**62, 2**63 - 1])


@st.composite
def crafted_entries(draw):
    dims = draw(st.lists(SMALL | ANY, max_size=4))
    slices = draw(st.lists(st.lists(st.tuples(SMALL | ANY, SMALL | ANY), max_size=4), max_size=3))
    return pb.BundleEntryProto(
        dtype=draw(st.integers(0, 40)),
        shape={"dim": [{"size": size} for size in dims], "unknown_rank": draw(st.booleans())},
        shard_id=draw(st.integers(-1, 2)),
        offset=draw(SMALL | ANY),
        size=draw(SMALL | ANY),
        crc32c=draw(st.integers(0, 2**32 - 1)),
        slices=[
            {"extent": [{"start": start, "length": length} for start, length in extents]}
            for extents in slices
        ],
    ).SerializeToString()


@FOLDER
@given(crafted_entries() | st.binary(max_size=30), st.binary(max_size=60))
def test_crafted_entries_raise_only_our_errors(tmp_path, entry, data):
    write_crafted(tmp_path / "crafted", {b"key": entry}, data)
    with suppress(SavedModelLiteError):
        read_everything(tmp_path / "crafted")
    with suppress(SavedModelLiteError):
        BundleReader(tmp_path / "crafted").read_slice("key", TensorSlice(((0, 1),)))
    with suppress(SavedModelLiteError):
        merge_bundles([tmp_path / "crafted"], tmp_path / "merged")


@FOLDER
@given(st.binary(max_size=60), st.integers(0, 9), st.sampled_from([pb.DT_STRING, pb.DT_VARIANT]))
def test_crafted_payloads_raise_only_our_errors(tmp_path, data, count, dtype):
    entry = pb.BundleEntryProto(dtype=dtype, shape={"dim": [{"size": count}]}, size=len(data))
    write_crafted(tmp_path / "crafted", {b"key": entry.SerializeToString()}, data)
    with suppress(SavedModelLiteError):
        read_everything(tmp_path / "crafted")


def entry_bytes(**fields):
    return pb.BundleEntryProto(**fields).SerializeToString()


def shape(*sizes):
    return {"dim": [{"size": size} for size in sizes]}


CHECKSUM = mask_checksum(crc32c(bytes(8)))
FLOATS = {"dtype": pb.DT_FLOAT, "shape": shape(2), "size": 8, "crc32c": CHECKSUM}
ROWS = {"dtype": pb.DT_FLOAT, "shape": shape(4)}
ROW_0 = {"extent": [{"start": 0, "length": 2}]}
ROW_1 = {"extent": [{"start": 1, "length": 2}]}
ROW_2 = {"extent": [{"start": 2, "length": 2}]}
PIECES = {slice_key(b"key", [(start, 2)]): entry_bytes(**FLOATS) for start in (0, 1, 2)}

# (what is wrong, entries of the index, what the message says)
DAMAGES = [
    ("checksum", {b"key": entry_bytes(**{**FLOATS, "crc32c": 1})}, "checksum 00000001, got"),
    ("end", {b"key": entry_bytes(**FLOATS, offset=1)}, "at least 9 bytes, got 8"),
    ("size", {b"key": entry_bytes(**{**FLOATS, "size": 4})}, r"8 bytes of float32 \(2,\), got 4"),
    ("offset", {b"key": entry_bytes(**FLOATS, offset=-1)}, "a place in a data file"),
    ("shard", {b"key": entry_bytes(**FLOATS, shard_id=1)}, "one of 1 shards, got 1"),
    ("dtype", {b"key": entry_bytes(**{**FLOATS, "dtype": 99})}, "a known dtype, got 99"),
    ("resource", {b"key": entry_bytes(dtype=20, shape=shape(8), size=8)}, "that can be stored"),
    ("entry", {b"key": b"\xff"}, "a BundleEntryProto, got ff"),
    ("shape", {b"key": entry_bytes(**{**FLOATS, "shape": shape(-1)})}, "a shape with known sizes"),
    ("strings", {b"key": entry_bytes(dtype=7, shape=shape(9), size=8)}, "9 strings, got 8 bytes"),
    (
        "missing slice",
        {b"key": entry_bytes(**ROWS, slices=[ROW_0, ROW_2])},
        "an entry for slice 0,2, got none",
    ),
    ("gap", {b"key": entry_bytes(**ROWS, slices=[ROW_0]), **PIECES}, "covered 0 times"),
    (
        "overlap",
        {b"key": entry_bytes(**ROWS, slices=[ROW_0, ROW_1, ROW_2]), **PIECES},
        "overlapping slices",
    ),
    (
        "slice outside",
        {b"key": entry_bytes(**{**ROWS, "shape": shape(3)}, slices=[ROW_0, ROW_2]), **PIECES},
        r"slices of shape \(3,\)",
    ),
    (
        "slice of another type",
        {b"key": entry_bytes(**{**ROWS, "dtype": 3}, slices=[ROW_0, ROW_2]), **PIECES},
        "a slice of int32, got float32",
    ),
]


@pytest.mark.parametrize(
    ("entries", "message"), [row[1:] for row in DAMAGES], ids=[r[0] for r in DAMAGES]
)
def test_damage_is_named(entries, message, tmp_path):
    write_crafted(tmp_path / "crafted", entries, bytes(8))
    with pytest.raises(DataLossError, match=message) as caught:
        BundleReader(tmp_path / "crafted").read("key")
    assert str(tmp_path / "crafted") in str(caught.value)
    with pytest.raises(DataLossError, match=SHAPE_OF_ERRORS):
        BundleReader(tmp_path / "crafted").verify()


def header(**fields):
    return pb.BundleHeaderProto(**fields).SerializeToString()


HEADERS = [
    (header(num_shards=1, endianness=1), UnimplementedError, "a little-endian bundle"),
    (header(num_shards=1, version={"min_consumer": 2}), UnimplementedError, "version 1, got one"),
    (header(num_shards=-1), DataLossError, "a number of shards, got -1"),
    (b"\xff", DataLossError, "a BundleHeaderProto, got ff"),
]


@pytest.mark.parametrize(("header", "error", "message"), HEADERS)
def test_headers(header, error, message, tmp_path):
    write_crafted(tmp_path / "crafted", {}, header=header)
    with pytest.raises(error, match=message) as caught:
        BundleReader(tmp_path / "crafted")
    assert caught.match(SHAPE_OF_ERRORS)


def test_no_header(tmp_path):
    (tmp_path / "x.index").write_bytes(encode_table([(b"a", b"1")]))
    with pytest.raises(DataLossError, match="a header under the empty key, got none"):
        BundleReader(tmp_path / "x")


def test_missing_files(tmp_path):
    with pytest.raises(NotFoundError, match=r"x\.index: expected a bundle's index, got no file"):
        BundleReader(tmp_path / "x")
    write_case(SMALL_CASES[0], tmp_path / "x")
    (tmp_path / "x.data-00000-of-00001").unlink()
    reader = BundleReader(tmp_path / "x")
    with pytest.raises(NotFoundError, match="expected data file 0 of 1, got no file"):
        reader.read("fixed/float32")
    with pytest.raises(NotFoundError, match="expected key 'nothing', got"):
        reader.read("nothing")


def test_foreign_file(tmp_path):
    (tmp_path / "x.index").write_bytes(b"PK" * 100)
    with pytest.raises(DataLossError, match="expected the magic db4775248b80fb57, got"):
        BundleReader(tmp_path / "x")


def write_snappy_index(path):
    """Writes an index of one data block, compressed by hand: one Snappy literal."""
    builder = BlockBuilder()
    for key, value in [(b"", encode_header(BundleHeader(1))), (b"key", entry_bytes(**FLOATS))]:
        builder.add(key, value)
    block = builder.finish()
    packed = bytes([len(block), 60 << 2, len(block) - 1]) + block
    data = packed + b"\1" + pack_checksum(crc32c(b"\1", crc32c(packed)))
    index = BlockBuilder()
    index.add(b"l", bytes([0, len(packed)]))
    handles = b""
    for part in (BlockBuilder().finish(), index.finish()):
        handles += encode_varint(len(data)) + encode_varint(len(part))
        data += part + b"\0" + pack_checksum(crc32c(b"\0", crc32c(part)))
    path.write_bytes(data + handles.ljust(40, b"\0") + struct.pack("<Q", MAGIC))


def test_snappy_without_cramjam(tmp_path, monkeypatch):
    write_snappy_index(tmp_path / "x.index")
    monkeypatch.setitem(sys.modules, "cramjam", None)
    with pytest.raises(UnimplementedError, match=r"savedmodel-lite\[snappy\]") as caught:
        BundleReader(tmp_path / "x")
    assert caught.match(SHAPE_OF_ERRORS)


@pytest.mark.oracle  # where cramjam is
def test_snappy(tmp_path):
    write_snappy_index(tmp_path / "x.index")
    (tmp_path / "x.data-00000-of-00001").write_bytes(bytes(8))
    np.testing.assert_array_equal(BundleReader(tmp_path / "x").read("key"), np.zeros(2, np.float32))

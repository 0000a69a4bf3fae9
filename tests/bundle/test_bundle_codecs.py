"""The small codecs: vectors of the format description, and properties of all values."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from savedmodel_lite._bundle.block import BlockBuilder, decode_block, shared_prefix_bytes
from savedmodel_lite._bundle.checksum import crc32c, mask_checksum, unmask_checksum
from savedmodel_lite._bundle.ordered_code import (
    encode_number,
    encode_signed,
    encode_string,
    slice_key,
)
from savedmodel_lite._bundle.table_reader import decode_table
from savedmodel_lite._bundle.table_writer import encode_table, separator, successor
from savedmodel_lite._bundle.tensor_slice import TensorSlice, parse_shape_and_slice
from savedmodel_lite._bundle.varint import TruncatedVarintError, decode_varint, encode_varint
from savedmodel_lite._core.errors import InvalidArgumentError, SavedModelLiteError

# format.md, 2.4 and B.1: (function, argument, bytes in hexadecimal or number)
VECTORS = [
    (encode_varint, 0, "00"),
    (encode_varint, 127, "7f"),
    (encode_varint, 128, "8001"),
    (encode_varint, 2**64 - 1, "ffffffffffffffffff01"),
    (encode_number, 0, "00"),
    (encode_number, 1, "0101"),
    (encode_number, 256, "020100"),
    (encode_string, b"", "0001"),
    (encode_string, b"a\0b\xff", "6100ff62ff000001"),
    (encode_signed, 0, "80"),
    (encode_signed, 2, "82"),
    (encode_signed, -1, "7f"),
    (encode_signed, 63, "bf"),
    (encode_signed, 64, "c040"),
    (encode_signed, -64, "40"),
    (encode_signed, -65, "3fbf"),
    (encode_signed, 1000, "c3e8"),
    (encode_signed, 70000, "e11170"),
    (crc32c, b"", 0x00000000),
    (crc32c, b"123456789", 0xE3069283),
    (mask_checksum, 0x00000000, 0xA282EAD8),
    (mask_checksum, 0xE3069283, 0xC78AB0E5),
    (successor, b"v/x", b"w".hex()),
    (successor, b"\xff\xffa", b"\xff\xffb".hex()),
    (successor, b"\xff\xff", "ffff"),
    (successor, b"", ""),
]


@pytest.mark.parametrize(("function", "argument", "expected"), VECTORS)
def test_vector(function, argument, expected):
    result = function(argument)
    assert (result.hex() if isinstance(result, bytes) else result) == expected


def test_slice_key():
    name = b"v/.ATTRIBUTES/VARIABLE_VALUE"
    key = slice_key(name, [(0, 2), (0, 3)])
    assert key == b"\0" + name + bytes.fromhex("000101028082 8083")
    assert slice_key(name, [(2, 2), (0, -1)])[-4:].hex() == "8282807f"


SEPARATORS = [(b"abc", b"abz", b"abd"), (b"abc", b"abd", b"abc"), (b"ab", b"abc", b"ab")]
SEPARATORS += [(b"a\xff", b"b", b"a\xff"), (b"a\xfe", b"c", b"b")]


@pytest.mark.parametrize(("a", "b", "expected"), SEPARATORS)
def test_separator(a, b, expected):
    assert separator(a, b) == expected


@given(st.integers(0, 2**64 - 1), st.binary(max_size=3))
def test_varint_round_trip(value, tail):
    encoded = encode_varint(value)
    assert decode_varint(encoded + tail, 0, len(encoded + tail)) == (value, len(encoded))
    with pytest.raises(TruncatedVarintError):
        decode_varint(encoded, 0, len(encoded) - 1)


@given(st.integers(0, 2**32 - 1))
def test_mask_round_trip(checksum):
    assert unmask_checksum(mask_checksum(checksum)) == checksum


numbers = st.integers(-(2**63), 2**63 - 1) | st.integers(-70000, 70000)


@given(numbers, numbers)
def test_signed_order(a, b):
    assert (encode_signed(a) < encode_signed(b)) == (a < b)


@given(st.binary(), st.binary())
def test_string_order(a, b):
    assert (encode_string(a) < encode_string(b)) == (a < b)


@given(st.binary(), st.binary())
def test_shared_prefix(a, b):
    length = shared_prefix_bytes(a, b)
    assert a[:length] == b[:length]
    assert length == min(len(a), len(b)) or a[length] != b[length]


tables = st.dictionaries(st.binary(max_size=20), st.binary(max_size=200), max_size=60)


@given(tables)
def test_table_round_trip(items):
    ordered = dict(sorted(items.items()))
    assert decode_table(encode_table(ordered.items()), "table") == ordered


@given(tables, st.integers(1, 20))
def test_block_round_trip(items, interval):
    builder = BlockBuilder(interval)
    for key, value in sorted(items.items()):
        builder.add(key, value)
    block = builder.finish()
    assert len(block) == builder.size_bytes()
    assert dict(decode_block(block, "block")) == items
    (restarts,) = struct.unpack("<I", block[-4:])
    assert restarts == max(1, -(-len(items) // interval))


@pytest.mark.parametrize("size", [262144 - 40, 2 * 262144, 3 * 262144])
def test_blocks_of_large_values(size):
    items = {b"a": b"1", b"b": bytes(size), b"c": bytes(size), b"d": b"2"}
    assert decode_table(encode_table(items.items()), "table") == items


@given(st.binary(max_size=80))
def test_any_bytes_as_a_block(data):
    with suppress(SavedModelLiteError):
        list(decode_block(data, "block"))


SLICES = [
    ("4 3 0,2:-", (4, 3), ((0, 2), (0, -1)), (2, 3)),
    ("4 3 0,2:1,2", (4, 3), ((0, 2), (1, 2)), (2, 2)),
    ("5 -", (5,), ((0, -1),), (5,)),
]


@pytest.mark.parametrize(("text", "shape", "extents", "slice_shape"), SLICES)
def test_parse_shape_and_slice(text, shape, extents, slice_shape):
    full_shape, tensor_slice = parse_shape_and_slice(text)
    assert (full_shape, tensor_slice.extents) == (shape, extents)
    assert tensor_slice.shape_in(full_shape) == slice_shape
    assert str(tensor_slice) == text.rsplit(" ", maxsplit=1)[1]


BAD_SLICES = ["4", "4 x", "4 0,2:-", "4 3,2", "4 -1,2", "x 0,2", "4 0,0", "4 0,1,2", "-4 -"]


@pytest.mark.parametrize("text", BAD_SLICES)
def test_bad_shape_and_slice(text):
    with pytest.raises(InvalidArgumentError, match=r"expected .*, got .*\. \w+"):
        parse_shape_and_slice(text)


def test_scalar_slice():
    assert TensorSlice.parse("") == TensorSlice(())
    assert TensorSlice(()).shape_in(()) == ()

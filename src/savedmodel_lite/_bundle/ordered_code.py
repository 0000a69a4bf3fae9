"""Ordered code: bytes whose order is the order of the values; the keys of slices are made of it.

    number n        : u8 count | count big-endian bytes without leading zeros
    string s        : s with 00 -> 00 ff and ff -> ff 00 | 00 01
    signed number v : big-endian two's complement in n bytes, n the least with
                      -2**(7n-1) <= v < 2**(7n-1), the top n bits inverted (-1 -> 7f, 0 -> 80)

(docs/format.md, section 2.4.)
"""

from collections.abc import Iterable


def encode_number(value: int) -> bytes:
    """Encodes an integer of 0 to 2**64 - 1."""
    size = (value.bit_length() + 7) // 8
    return bytes([size]) + value.to_bytes(size, "big")


def encode_string(text: bytes) -> bytes:
    """Encodes bytes of any length and content."""
    return _escape(text) + b"\0\1"


def encode_signed(value: int) -> bytes:
    """Encodes an integer of -2**63 to 2**63 - 1."""
    magnitude = value if value >= 0 else ~value
    size = magnitude.bit_length() // 7 + 1
    header = (1 << size) - 1 << 7 * size
    return (value % (1 << 8 * size) ^ header).to_bytes(size, "big")


def slice_key(name: bytes, extents: Iterable[tuple[int, int]]) -> bytes:
    """Returns the key of one slice of a tensor.

    Args:
      name: Key of the whole tensor.
      extents: Start and length along each dimension; length -1 for a dimension taken whole.
    """
    numbers = [number for extent in extents for number in extent]
    head = encode_number(0) + encode_string(name) + encode_number(len(numbers) // 2)
    return head + b"".join(map(encode_signed, numbers))


def _escape(text: bytes) -> bytes:
    # One pass: the replacement of either byte contains the other.
    if b"\0" not in text and b"\xff" not in text:
        return text
    pieces = {0x00: b"\x00\xff", 0xFF: b"\xff\x00"}
    return b"".join(pieces.get(byte, bytes([byte])) for byte in text)

"""Base-128 varints: seven bits a byte, the least significant first.

The top bit of a byte tells that another byte follows.
"""


class TruncatedVarintError(ValueError):
    """The bytes end inside a varint, or it has more than 64 bits."""


def encode_varint(value: int) -> bytes:
    """Encodes an integer of 0 to 2**64 - 1."""
    if value < 0x80:
        return _ONE_BYTE[value]
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def decode_varint(data: bytes | memoryview, position: int, limit: int) -> tuple[int, int]:
    """Decodes the varint at `position`.

    Args:
      data: The bytes to read.
      position: Where the varint begins.
      limit: Where the readable bytes end; at most `len(data)`.

    Returns:
      The value and the position behind it.

    Raises:
      TruncatedVarintError: If the varint does not end before `limit` or within 64 bits.
    """
    value = shift = 0
    while position < limit and shift < 64:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise TruncatedVarintError(f"no varint ends before {limit}")


_ONE_BYTE = [bytes([value]) for value in range(0x80)]

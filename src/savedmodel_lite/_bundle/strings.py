"""String tensors as bytes.

    varint length of each string | u32 masked checksum of the lengths | bytes of each string

The checksum of the lengths is taken of them as u32, or u64 beyond 32 bits, not of the varints. The
entry's checksum covers the lengths in the same form, the stored checksum, and the strings.
(docs/format.md, section 2.3.)
"""

import struct
from collections.abc import Iterator, Sequence

from savedmodel_lite._bundle.checksum import crc32c, mask_checksum, pack_checksum
from savedmodel_lite._bundle.damage import data_loss
from savedmodel_lite._bundle.varint import TruncatedVarintError, decode_varint, encode_varint

_U32_MAX = 0xFFFFFFFF
_GROUP_BYTES = 1 << 20


def encode_string_lengths(strings: Sequence[bytes]) -> tuple[bytes, int]:
    """Encodes the lengths and their checksum.

    Returns:
      The bytes, and the checksum that the checksum of the strings continues.
    """
    lengths = [len(string) for string in strings]
    checksum = _checksum_lengths(lengths)
    stored = pack_checksum(checksum)
    return b"".join(map(encode_varint, lengths)) + stored, crc32c(stored, checksum)


def group_strings(strings: Sequence[bytes]) -> Iterator[bytes]:
    """Yields the strings joined in pieces of about a mebibyte."""
    group: list[bytes] = []
    group_bytes = 0
    for string in strings:
        group.append(string)
        group_bytes += len(string)
        if group_bytes >= _GROUP_BYTES:
            yield group[0] if len(group) == 1 else b"".join(group)
            group, group_bytes = [], 0
    yield b"".join(group)


def decode_strings(data: memoryview, count: int, checksum: int, where: str) -> list[bytes]:
    """Decodes the strings of one tensor.

    Args:
      data: All bytes of the tensor.
      count: Number of strings.
      checksum: Masked checksum in the tensor's entry.
      where: Names of file, key and offset for error messages.

    Raises:
      DataLossError: If the bytes are not `count` strings, or a checksum is wrong.
    """
    if count > len(data):  # each needs a byte at least for its length
        raise data_loss(where, f"{count} strings", f"{len(data)} bytes")
    lengths, position = _decode_lengths(data, count, where)
    start = position + 4
    if start + sum(lengths) != len(data):
        raise data_loss(where, f"{start + sum(lengths)} bytes", f"{len(data)}")
    computed = _checksum_lengths(lengths)
    (stored,) = struct.unpack_from("<I", data, position)
    if stored != mask_checksum(computed):
        expected = f"checksum {stored:08x} of the lengths"
        raise data_loss(where, expected, f"{mask_checksum(computed):08x}")
    total = mask_checksum(crc32c(data[position:], computed))
    if total != checksum:
        raise data_loss(where, f"checksum {checksum:08x}", f"{total:08x}")
    strings = []
    for length in lengths:
        strings.append(bytes(data[start : start + length]))
        start += length
    return strings


def _decode_lengths(data: memoryview, count: int, where: str) -> tuple[list[int], int]:
    lengths = []
    position = 0
    try:
        for _ in range(count):
            length, position = decode_varint(data, position, len(data) - 4)
            lengths.append(length)
    except TruncatedVarintError as error:
        raise data_loss(where, f"{count} lengths of strings", str(error)) from error
    if position + 4 > len(data):
        raise data_loss(where, "a checksum of the lengths", f"{len(data)} bytes in all")
    return lengths, position


def _checksum_lengths(lengths: list[int]) -> int:
    if max(lengths, default=0) <= _U32_MAX:
        return crc32c(struct.pack(f"<{len(lengths)}I", *lengths))
    sized = (struct.pack("<I" if length <= _U32_MAX else "<Q", length) for length in lengths)
    return crc32c(b"".join(sized))

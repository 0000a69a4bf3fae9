"""Variant tensors as bytes: a serialised VariantTensorDataProto for each element.

    for each element: varint n | n bytes of the message | u32 masked checksum

The checksum runs over u64 n, the message and the stored checksum, and on over the next element; the
entry's checksum is where it ends. (docs/format.md, section 2.3.)
"""

import struct
from collections.abc import Iterable, Iterator

from savedmodel_lite._bundle.checksum import crc32c, mask_checksum, pack_checksum
from savedmodel_lite._bundle.damage import data_loss
from savedmodel_lite._bundle.varint import TruncatedVarintError, decode_varint, encode_varint


def encode_variants(elements: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yields the bytes of each element with the checksum up to its end.

    Args:
      elements: Serialised VariantTensorDataProto messages.
    """
    checksum = 0
    for element in elements:
        checksum = crc32c(element, crc32c(struct.pack("<Q", len(element)), checksum))
        stored = pack_checksum(checksum)
        checksum = crc32c(stored, checksum)
        yield encode_varint(len(element)) + element + stored, checksum


def decode_variants(data: memoryview, count: int, checksum: int, where: str) -> list[bytes]:
    """Decodes the elements of one tensor.

    Args:
      data: All bytes of the tensor.
      count: Number of elements.
      checksum: Masked checksum in the tensor's entry.
      where: Names of file, key and offset for error messages.

    Returns:
      Serialised VariantTensorDataProto messages.

    Raises:
      DataLossError: If the bytes are not `count` elements, or a checksum is wrong.
    """
    if count > len(data):  # each needs five bytes at least
        raise data_loss(where, f"{count} variants", f"{len(data)} bytes")
    elements = []
    running = position = 0
    for _ in range(count):
        try:
            size, start = decode_varint(data, position, len(data))
        except TruncatedVarintError as error:
            raise data_loss(where, f"{count} variants", str(error)) from error
        position = start + size + 4
        if position > len(data):
            raise data_loss(where, f"{size} bytes of a variant", f"{len(data) - start}")
        element = bytes(data[start : start + size])
        running = crc32c(element, crc32c(struct.pack("<Q", size), running))
        (stored,) = struct.unpack_from("<I", data, start + size)
        if stored != mask_checksum(running):
            raise data_loss(where, f"checksum {stored:08x}", f"{mask_checksum(running):08x}")
        running = crc32c(pack_checksum(running), running)
        elements.append(element)
    if position != len(data):
        raise data_loss(where, f"{position} bytes of variants", f"{len(data)}")
    if mask_checksum(running) != checksum:
        raise data_loss(where, f"checksum {checksum:08x}", f"{mask_checksum(running):08x}")
    return elements

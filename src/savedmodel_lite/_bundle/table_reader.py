"""Reading a sorted table, every block checked (see `table_writer` for the layout)."""

import struct

from savedmodel_lite._bundle.block import decode_block
from savedmodel_lite._bundle.checksum import crc32c, mask_checksum
from savedmodel_lite._bundle.damage import data_loss
from savedmodel_lite._bundle.table_writer import FOOTER_BYTES, MAGIC
from savedmodel_lite._bundle.varint import TruncatedVarintError, decode_varint
from savedmodel_lite._core.errors import UnimplementedError

_STORED, _SNAPPY = 0, 1
_TRAILER_BYTES = 5
# Snappy's densest element makes 64 bytes of 3, so no block of it grows more than this.
_SNAPPY_MAX_GROWTH = 22


def decode_table(data: bytes, where: str) -> dict[bytes, bytes]:
    """Decodes a table.

    Args:
      data: The bytes of the whole file.
      where: Name of the file for error messages.

    Returns:
      All pairs of key and value, in ascending order of keys.

    Raises:
      DataLossError: If the bytes are not a table, a checksum is wrong, or keys do not ascend.
      UnimplementedError: If a block is Snappy-compressed and cramjam is not installed.
    """
    index_handle = _decode_footer(data, where)
    items: dict[bytes, bytes] = {}
    last_key: bytes | None = None
    for _, handle in _read_block(data, index_handle, f"{where}, index block"):
        for key, value in _read_block(data, handle, f"{where}, data block"):
            if last_key is not None and key <= last_key:
                raise data_loss(where, f"a key greater than {last_key!r}", repr(key))
            items[key] = value
            last_key = key
    return items


def _decode_footer(data: bytes, where: str) -> bytes:
    """Checks the footer and returns the bytes that begin with the handle of the index block."""
    if len(data) < FOOTER_BYTES:
        raise data_loss(where, f"at least {FOOTER_BYTES} bytes", f"{len(data)}")
    footer = data[-FOOTER_BYTES:]
    (magic,) = struct.unpack_from("<Q", footer, FOOTER_BYTES - 8)
    if magic != MAGIC:
        offset = len(data) - 8
        raise data_loss(f"{where}, offset {offset}", f"the magic {MAGIC:016x}", f"{magic:016x}")
    try:
        position = 0
        for _ in range(2):
            _, position = decode_varint(footer, position, FOOTER_BYTES - 8)
    except TruncatedVarintError as error:
        raise data_loss(f"{where}, footer", "a block handle", str(error)) from error
    return footer[position:]


def _read_block(data: bytes, handle: bytes, where: str) -> list[tuple[bytes, bytes]]:
    try:
        offset, position = decode_varint(handle, 0, len(handle))
        size, _ = decode_varint(handle, position, len(handle))
    except TruncatedVarintError as error:
        raise data_loss(where, "a block handle", str(error)) from error
    where = f"{where} at offset {offset}"
    if offset + size + _TRAILER_BYTES > len(data) - FOOTER_BYTES:
        raise data_loss(where, f"{size} bytes and a trailer", f"a file of {len(data)} bytes")
    end = offset + size
    compression, stored = struct.unpack_from("<BI", data, end)
    computed = mask_checksum(crc32c(memoryview(data)[offset : end + 1]))
    if stored != computed:
        raise data_loss(where, f"checksum {stored:08x}", f"{computed:08x}")
    block = data[offset:end]
    if compression == _SNAPPY:
        block = _decompress_snappy(block, where)
    elif compression != _STORED:
        raise data_loss(where, "compression 0 or 1", f"{compression}")
    return list(decode_block(block, where))


def _decompress_snappy(block: bytes, where: str) -> bytes:
    try:
        # Optional: TensorFlow itself writes no such blocks.
        from cramjam import snappy  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise UnimplementedError(
            None,
            None,
            f"{where}: expected a stored block, got a Snappy-compressed one. Install the extra "
            "savedmodel-lite[snappy] to read it.",
        ) from error
    try:
        size, _ = decode_varint(block, 0, len(block))
    except TruncatedVarintError as error:
        raise data_loss(where, "a Snappy length", str(error)) from error
    if size > _SNAPPY_MAX_GROWTH * len(block):
        raise data_loss(where, "a plausible Snappy length", f"{size} from {len(block)} bytes")
    try:
        return bytes(snappy.decompress_raw(block))
    except Exception as error:  # cramjam's error classes differ between its releases
        raise data_loss(where, "a Snappy block", str(error)) from error

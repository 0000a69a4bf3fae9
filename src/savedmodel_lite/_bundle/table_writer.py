"""Writing a sorted table: data blocks, metaindex block, index block, footer.

    block trailer : u8 compression (0: none) | u32 masked CRC-32C of block and compression byte
    block handle  : varint offset | varint size, without the trailer
    footer        : metaindex handle | index handle | zeros up to byte 40 | u64 magic

(docs/format.md, section 2.1.)
"""

import struct
from collections.abc import Iterable

from savedmodel_lite._bundle.block import BlockBuilder, shared_prefix_bytes
from savedmodel_lite._bundle.checksum import crc32c, pack_checksum
from savedmodel_lite._bundle.varint import encode_varint

BLOCK_BYTES = 262144
FOOTER_BYTES = 48
MAGIC = 0xDB4775248B80FB57


def encode_table(items: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Encodes a table.

    Args:
      items: Pairs of key and value, by strictly ascending key.

    Returns:
      The bytes of the whole file.
    """
    table = _Table()
    for key, value in items:
        table.add(key, value)
    return table.finish()


class _Table:
    def __init__(self) -> None:
        self._file = bytearray()
        self._block = BlockBuilder()
        # In the index every key is written in full.
        self._index = BlockBuilder(restart_interval=1)
        # Last key and handle of a closed block, whose separator needs the key that follows.
        self._closed: tuple[bytes, bytes] | None = None

    def add(self, key: bytes, value: bytes) -> None:
        if not self._block.is_empty() and len(key) + len(value) >= 2 * BLOCK_BYTES:
            self._close_block()
        if self._closed:
            last_key, handle = self._closed
            self._index.add(separator(last_key, key), handle)
            self._closed = None
        self._block.add(key, value)
        if self._block.size_bytes() >= BLOCK_BYTES:
            self._close_block()

    def finish(self) -> bytes:
        if not self._block.is_empty():
            self._close_block()
        metaindex = self._append_block(BlockBuilder().finish())
        if self._closed:
            last_key, handle = self._closed
            self._index.add(successor(last_key), handle)
        index = self._append_block(self._index.finish())
        footer = (metaindex + index).ljust(FOOTER_BYTES - 8, b"\0") + struct.pack("<Q", MAGIC)
        return bytes(self._file + footer)

    def _close_block(self) -> None:
        handle = self._append_block(self._block.finish())
        self._closed = (self._block.last_key, handle)
        self._block.clear()

    def _append_block(self, block: bytes) -> bytes:
        handle = encode_varint(len(self._file)) + encode_varint(len(block))
        self._file += block + b"\0" + pack_checksum(crc32c(b"\0", crc32c(block)))
        return handle


def separator(a: bytes, b: bytes) -> bytes:
    """Returns a short key that is at least `a` and less than `b`."""
    shared = shared_prefix_bytes(a, b)
    if shared < min(len(a), len(b)) and a[shared] + 1 < b[shared]:
        return a[:shared] + bytes([a[shared] + 1])
    return a


def successor(key: bytes) -> bytes:
    """Returns a short key that is at least `key`."""
    head = key.lstrip(b"\xff")
    if not head:
        return key
    position = len(key) - len(head)
    return key[:position] + bytes([key[position] + 1])

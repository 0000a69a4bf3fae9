"""Blocks of a sorted table: entries with shared key prefixes, and restart points.

    entry    : varint shared | varint unshared | varint value_bytes | key[shared:] | value
    restarts : u32 offset of an entry with shared = 0, for every restart point
    count    : u32 number of restart points

All integers are little-endian (docs/format.md, section 2.1).
"""

import struct
from collections.abc import Iterator

from savedmodel_lite._bundle.damage import data_loss
from savedmodel_lite._bundle.varint import TruncatedVarintError, decode_varint, encode_varint

RESTART_INTERVAL = 16


class BlockBuilder:
    """Collects entries, in ascending order of their keys, into one block.

    Args:
      restart_interval: Every how many entries a key is written in full.
    """

    __slots__ = ("_buffer", "_interval", "_restarts", "_since_restart", "last_key")

    def __init__(self, restart_interval: int = RESTART_INTERVAL) -> None:
        self._interval = restart_interval
        self.clear()

    def clear(self) -> None:
        """Starts an empty block."""
        self._buffer = bytearray()
        self._restarts = [0]
        self._since_restart = 0
        self.last_key = b""

    def add(self, key: bytes, value: bytes) -> None:
        """Appends an entry; `key` must be greater than `last_key`."""
        shared = 0
        if self._since_restart == self._interval:
            self._restarts.append(len(self._buffer))
            self._since_restart = 0
        elif self._since_restart:
            shared = shared_prefix_bytes(self.last_key, key)
        self._since_restart += 1
        self._buffer += (
            encode_varint(shared) + encode_varint(len(key) - shared) + encode_varint(len(value))
        )
        self._buffer += key[shared:] + value
        self.last_key = key

    def is_empty(self) -> bool:
        """Tells whether no entry was added since the block was started."""
        return not self._buffer

    def size_bytes(self) -> int:
        """Returns the size that the finished block would have now."""
        return len(self._buffer) + 4 * len(self._restarts) + 4

    def finish(self) -> bytes:
        """Returns the block."""
        trailer = [*self._restarts, len(self._restarts)]
        return bytes(self._buffer) + struct.pack(f"<{len(trailer)}I", *trailer)


def shared_prefix_bytes(a: bytes, b: bytes) -> int:
    """Returns the length of the longest common prefix."""
    length = min(len(a), len(b))
    # The lowest bit that differs lies in the first byte that differs; far faster than a loop.
    difference = int.from_bytes(a[:length], "little") ^ int.from_bytes(b[:length], "little")
    if not difference:
        return length
    return ((difference & -difference).bit_length() - 1) >> 3


def decode_block(block: bytes, where: str) -> Iterator[tuple[bytes, bytes]]:
    """Yields the (key, value) pairs of a block.

    Args:
      block: The block without its trailer, uncompressed.
      where: Name of the block for error messages.

    Raises:
      DataLossError: If the bytes are not a block.
    """
    end = _entries_end(block, where)
    position = 0
    key = b""
    while position < end:
        start = position
        try:
            shared, position = decode_varint(block, position, end)
            unshared, position = decode_varint(block, position, end)
            value_bytes, position = decode_varint(block, position, end)
        except TruncatedVarintError as error:
            raise data_loss(f"{where}, entry at {start}", "three varints", str(error)) from error
        value_start = position + unshared
        if shared > len(key) or value_start + value_bytes > end:
            raise data_loss(
                f"{where}, entry at {start}",
                f"at most {len(key)} shared bytes and {end - position} bytes of key and value",
                f"{shared} and {unshared + value_bytes}",
            )
        key = key[:shared] + block[position:value_start]
        position = value_start + value_bytes
        yield key, block[value_start:position]


def _entries_end(block: bytes, where: str) -> int:
    if len(block) < 4:
        raise data_loss(where, "a block of at least 4 bytes", f"{len(block)}")
    (restarts,) = struct.unpack_from("<I", block, len(block) - 4)
    end = len(block) - 4 - 4 * int(restarts)
    if end < 0:
        raise data_loss(where, f"room for {restarts} restart points", f"{len(block)} bytes")
    return end

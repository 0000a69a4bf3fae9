"""CRC-32C (Castagnoli), and the mask under which checksums are stored.

A checksum stored beside its data is masked, so that the checksum of bytes which contain checksums
stays meaningful (docs/format.md, section 2.1).
"""

import struct
from collections.abc import Callable

_MASK_DELTA = 0xA282EAD8
_LOW_32 = 0xFFFFFFFF

_compute: Callable[[bytes | memoryview, int], int] | None = None


def crc32c(data: bytes | memoryview, value: int = 0) -> int:
    """Returns the CRC-32C of `data`, going on from the checksum `value` of what came before it."""
    global _compute  # noqa: PLW0603 set once
    if _compute is None:
        # The package reads its own version from the installed metadata, which takes longer than
        # the rest of our import; nobody pays for it who writes and reads no bundle.
        from crc32c import crc32c as compute

        _compute = compute
    return _compute(data, value)


def mask_checksum(checksum: int) -> int:
    """Returns the masked form of a checksum: rotated right by 15 bits, plus a constant."""
    return ((checksum >> 15 | checksum << 17) + _MASK_DELTA) & _LOW_32


def unmask_checksum(masked: int) -> int:
    """Returns the checksum whose masked form is `masked`."""
    rotated = (masked - _MASK_DELTA) & _LOW_32
    return (rotated << 15 | rotated >> 17) & _LOW_32


def pack_checksum(checksum: int) -> bytes:
    """Returns the four bytes under which a checksum is stored: masked, little-endian."""
    return struct.pack("<I", mask_checksum(checksum))

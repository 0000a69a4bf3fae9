"""Philox4x32-10: random words from a key and a counter.

The algorithm is of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011). A block of
four 32-bit words depends on nothing but the key and the number of the block, so that any part of
the stream can be computed by itself, and all blocks at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

_ROUNDS = 10
_MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL = 0x9E3779B9, 0xBB67AE85
_MASK_32 = 0xFFFFFFFF
_MASK_64 = 0xFFFFFFFFFFFFFFFF
_LOW = np.uint64(_MASK_32)
_SHIFT = np.uint64(32)
# Blocks that are computed together: their numbers stay in the processor's cache.
_CHUNK = 1 << 14


@dataclass(frozen=True, slots=True)
class Philox:
    """A place in the stream of a key.

    Args:
      key: 64 bits.
      counter: Number of the next block: 128 bits.
    """

    key: int
    counter: int

    def skip(self, blocks: int) -> Philox:
        """The place that many blocks further on."""
        return Philox(self.key, self.counter + blocks & (1 << 128) - 1)

    def blocks_at(self, offsets: Any) -> Any:
        """The blocks at distances from here.

        Args:
          offsets: Shape `[count]`; uint64.

        Returns:
          Shape `[count, 4]`; uint32.
        """
        result = np.empty((len(offsets), 4), np.uint32)
        for start in range(0, len(offsets), _CHUNK):
            part = slice(start, start + _CHUNK)
            for column, words in enumerate(self._columns(offsets[part])):
                result[part, column] = words
        return result

    def words(self, count: int) -> Any:
        """The next `count` words: uint32."""
        offsets = np.arange(-(-count // 4), dtype=np.uint64)
        return self.blocks_at(offsets).reshape(-1)[:count]

    def _columns(self, offsets: Any) -> tuple[Any, Any, Any, Any]:
        low = offsets + np.uint64(self.counter & _MASK_64)
        high = (low < offsets) + np.uint64(self.counter >> 64)
        first, second = low & _LOW, low >> _SHIFT
        third, fourth = high & _LOW, high >> _SHIFT
        keys = [self.key & _MASK_32, self.key >> 32]
        for _ in range(_ROUNDS):
            one, two = first * _MULTIPLIERS[0], third * _MULTIPLIERS[1]
            first = two >> _SHIFT ^ second ^ np.uint64(keys[0])
            third = one >> _SHIFT ^ fourth ^ np.uint64(keys[1])
            second, fourth = two & _LOW, one & _LOW
            keys = [key + step & _MASK_32 for key, step in zip(keys, _WEYL, strict=True)]
        return first, second, third, fourth


# The seed of a stateless operation is itself encrypted with this key.
SEED_KEY = 0x02461E293EC8F720


def from_op_seeds(seed: int, seed2: int) -> Philox:
    """The stream of a stateful operation with these attributes."""
    return Philox(seed & _MASK_64, (seed2 & _MASK_64) << 64)


def from_seed_pair(first: int, second: int) -> Philox:
    """The stream of a stateless operation with this seed."""
    counter = first & _MASK_64 | (second & _MASK_64) << 64
    mixed = Philox(SEED_KEY, counter).words(4).tolist()
    return Philox(mixed[0] | mixed[1] << 32, (mixed[2] | mixed[3] << 32) << 64)

"""A table in buckets, as `DenseHashTable` keeps it and as a checkpoint holds it.

A checkpoint has the buckets themselves, empty ones included, and whoever reads it looks for a key
where its hash says. So the order of buckets is part of the format:

    bucket of key = hash(key) mod n, then 1, 3, 6, 10, ... buckets further until one is free

n is a power of two, at most 80 % full. Strings have TensorFlow's `Hash64`, integers are their own
hash, and the hashes of a vector's elements are joined by `Hash64Combine`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import InvalidArgumentError
from savedmodel_lite._core.table_storage import TableStorage

_MASK = (1 << 64) - 1
_MULTIPLIER = 0xC6A4A7935BD1E995
_SEED = 0xDECAFCAFFE
_GOLDEN = 0x9E3779B97F4A7800


class DenseTableStorage(TableStorage):
    """A table in buckets.

    Args:
      empty_key: The key that marks a bucket that was never used.
      deleted_key: The key that marks a bucket whose key was removed.
      key_dtype: Element type of the keys.
      value_dtype: Element type of the values.
      value_shape: Shape of one value.
      bucket_count: How many buckets there are at first.
      max_load_factor: How full the buckets may become.

    Raises:
      InvalidArgumentError: If the two keys are equal or of other shapes, or the count is no power
        of two of at least 4.
    """

    __slots__ = ("_bucket_count", "_deleted", "_empty", "_empty_array", "_max_load_factor")

    def __init__(
        self,
        empty_key: Any,
        deleted_key: Any,
        key_dtype: DType,
        value_dtype: DType,
        value_shape: tuple[int, ...],
        bucket_count: int,
        max_load_factor: float,
    ) -> None:
        super().__init__(key_dtype, value_dtype, value_shape)
        self._empty_array = empty_key
        (self._empty,) = self._key_list(empty_key)
        (self._deleted,) = self._key_list(deleted_key)
        if empty_key.shape != deleted_key.shape or self._empty == self._deleted:
            raise InvalidArgumentError(
                None,
                None,
                f"expected an empty and a deleted key of one shape, got {self._empty!r} and "
                f"{self._deleted!r}. Empty and deleted keys cannot be equal; choose two keys that "
                "are never used.",
            )
        _check_bucket_count(bucket_count)
        self._bucket_count = bucket_count
        self._max_load_factor = max_load_factor

    def _key_list(self, keys: Any) -> list[Any]:
        if not self._empty_array.ndim:
            return super()._key_list(keys)
        return [tuple(key) for key in keys.reshape(-1, self._empty_array.size).tolist()]

    def _batch_shape(self, keys: Any) -> tuple[int, ...]:
        rank = self._empty_array.ndim
        return keys.shape[: keys.ndim - rank]  # type: ignore[no-any-return]

    # ---- operations ----------------------------------------------------------------------------

    def find(self, keys: Any, default: Any) -> Any:
        """As for other tables.

        Raises:
          InvalidArgumentError: If one of the two reserved keys is looked for.
        """
        self._check_keys(keys)
        return super().find(keys, default)

    def insert(self, keys: Any, values: Any) -> None:
        """As for other tables.

        Raises:
          InvalidArgumentError: If one of the two reserved keys is put in.
        """
        self._check_keys(keys)
        # As TensorFlow counts: all keys of a call as if they were new.
        wanted = len(self) + len(self._key_list(keys))
        super().insert(keys, values)
        while wanted > self._bucket_count * self._max_load_factor:
            self._bucket_count *= 2

    def remove(self, keys: Any) -> None:
        """As for other tables.

        Raises:
          InvalidArgumentError: If one of the two reserved keys is taken out.
        """
        self._check_keys(keys)
        super().remove(keys)

    def _check_keys(self, keys: Any) -> None:
        if keys.shape[keys.ndim - self._empty_array.ndim :] != self._empty_array.shape:
            raise InvalidArgumentError(
                None,
                None,
                f"expected keys of shape [..., {self._empty_array.shape}], got {keys.shape}. Give "
                "keys of the shape of empty_key.",
            )
        found = set(self._key_list(keys))
        for name, key in (("empty_key", self._empty), ("deleted_key", self._deleted)):
            if key in found:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"expected other keys than the {name}, got {key!r}. Using the {name} as a "
                    "table key is not allowed; choose another one for the table.",
                )

    # ---- buckets -------------------------------------------------------------------------------

    def export_entries(self) -> tuple[Any, Any]:
        """The buckets: keys `[n, key elements]` and values `[n, value elements]`."""
        keys = np.empty((self._bucket_count, self._empty_array.size), self._empty_array.dtype)
        keys[:] = self._empty_array.reshape(1, -1)
        values = np.zeros(
            (self._bucket_count, int(np.prod(self.value_shape))), self.value_dtype.as_numpy_dtype
        )
        if values.dtype == object:
            values[:] = b""
        used: set[int] = set()
        for key, value in self._entries.items():
            bucket = self._free_bucket(key, used)
            used.add(bucket)
            keys[bucket] = key
            values[bucket] = np.reshape(value, -1)
        return keys, values

    def _free_bucket(self, key: Any, used: set[int]) -> int:
        mask = self._bucket_count - 1
        bucket = _hash_key(key) & mask
        step = 0
        while bucket in used:
            step += 1
            bucket = (bucket + step) & mask
        return bucket

    def import_entries(self, keys: Any, values: Any) -> None:
        """Takes over buckets as `export_entries` gives them.

        Raises:
          InvalidArgumentError: If they have other shapes.
        """
        count = keys.shape[0] if keys.ndim else 0
        _check_bucket_count(count)
        key_array = keys.reshape(count, *self._empty_array.shape)
        pairs = self._pairs(key_array, values.reshape(count, *self.value_shape))
        reserved = {self._empty, self._deleted}
        self._entries = {key: value for key, value in pairs if key not in reserved}
        self._bucket_count = count


def _check_bucket_count(count: int) -> None:
    if count < 4 or count & (count - 1):
        raise InvalidArgumentError(
            None,
            None,
            f"expected a power of two of at least 4 as number of buckets, got {count}. Number of "
            f"buckets must be at least 4 and a power of 2, got: {count}; round it up.",
        )


def _hash_key(key: Any) -> int:
    if not isinstance(key, tuple):
        return _hash_scalar(key)
    if len(key) == 1:
        return _hash_scalar(key[0])
    result = 0
    for item in key:
        result ^= (_hash_scalar(item) + _GOLDEN + (result << 10) + (result >> 4)) & _MASK
    return result


def _hash_scalar(value: Any) -> int:
    return _hash_bytes(value) if isinstance(value, bytes) else int(value) & _MASK


def _hash_bytes(data: bytes) -> int:
    """TensorFlow's `Hash64` with its default seed."""
    result = _SEED ^ (len(data) * _MULTIPLIER & _MASK)
    whole = len(data) & ~7
    for start in range(0, whole, 8):
        word = int.from_bytes(data[start : start + 8], "little") * _MULTIPLIER & _MASK
        word = (word ^ (word >> 47)) * _MULTIPLIER & _MASK
        result = (result ^ word) * _MULTIPLIER & _MASK
    if whole < len(data):
        result = (result ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    result = (result ^ (result >> 47)) * _MULTIPLIER & _MASK
    return result ^ (result >> 47)

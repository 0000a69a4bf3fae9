"""The objects that resource tensors of lookup tables hold.

Keys and values are kept as Python values in the order in which they came in, so that what is
exported, and with it a checkpoint, is the same in every process.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import FailedPreconditionError, InvalidArgumentError


class TableStorage:
    """A table that can change.

    Args:
      key_dtype: Element type of the keys, which are scalars.
      value_dtype: Element type of the values.
      value_shape: Shape of one value.
    """

    __slots__ = ("__weakref__", "_entries", "key_dtype", "value_dtype", "value_shape")

    def __init__(
        self, key_dtype: DType, value_dtype: DType, value_shape: tuple[int, ...] = ()
    ) -> None:
        self.key_dtype = key_dtype
        self.value_dtype = value_dtype
        self.value_shape = value_shape
        self._entries: dict[Any, Any] = {}

    # ---- the shape of keys ---------------------------------------------------------------------

    def _key_list(self, keys: Any) -> list[Any]:
        """One hashable value for each key."""
        return keys.ravel().tolist()  # type: ignore[no-any-return]

    def _batch_shape(self, keys: Any) -> tuple[int, ...]:
        """The shape that keys are arranged in."""
        return keys.shape  # type: ignore[no-any-return]

    # ---- operations ----------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, keys: Any, default: Any) -> Any:
        """The values of `keys`.

        Args:
          keys: An array of keys.
          default: What to give for keys that are not there: one value, or one for each key.

        Returns:
          An array of the keys' shape and then that of a value.

        Raises:
          InvalidArgumentError: If `default` has another shape.
        """
        wanted = self._key_list(keys)
        shape = (*self._batch_shape(keys), *self.value_shape)
        if default.shape == self.value_shape:
            defaults = self._value_list(default) * len(wanted)
        elif default.shape == shape:
            defaults = self._value_list(default)
        else:
            raise InvalidArgumentError(
                None,
                None,
                f"expected a default value of shape {self.value_shape} or {shape}, got "
                f"{default.shape}. Give one value, or one for each key.",
            )
        get = self._entries.get
        found = [get(key, other) for key, other in zip(wanted, defaults, strict=True)]
        return self._value_array(found).reshape(shape)

    def insert(self, keys: Any, values: Any) -> None:
        """Puts values in; of a key that comes twice the last counts.

        Raises:
          InvalidArgumentError: If there is not one value for each key.
        """
        self._entries.update(self._pairs(keys, values))

    def remove(self, keys: Any) -> None:
        """Takes keys out; those that are not there are ignored."""
        for key in self._key_list(keys):
            self._entries.pop(key, None)

    def export_entries(self) -> tuple[Any, Any]:
        """All keys and all values, in the order in which the keys came in."""
        keys = _filled(list(self._entries), self.key_dtype)
        return keys, self._value_array(list(self._entries.values()))

    def import_entries(self, keys: Any, values: Any) -> None:
        """Replaces everything.

        Raises:
          InvalidArgumentError: If there is not one value for each key.
        """
        self._entries = dict(self._pairs(keys, values))

    def _pairs(self, keys: Any, values: Any) -> list[tuple[Any, Any]]:
        expected = (*self._batch_shape(keys), *self.value_shape)
        if values.shape != expected:
            raise InvalidArgumentError(
                None,
                None,
                f"expected values of shape {expected}, got {values.shape}. Give one value for "
                "each key.",
            )
        return list(zip(self._key_list(keys), self._value_list(values), strict=True))

    def _value_list(self, values: Any) -> list[Any]:
        """One Python value or array for each value."""
        if self.value_shape:
            return list(values.reshape(-1, *self.value_shape).copy())
        return values.ravel().tolist()  # type: ignore[no-any-return]

    def _value_array(self, values: list[Any]) -> Any:
        array = np.empty((len(values), *self.value_shape), self.value_dtype.as_numpy_dtype)
        for index, value in enumerate(values):
            array[index] = value
        return array


class StaticTableStorage(TableStorage):
    """A table that is filled once."""

    __slots__ = ("is_initialized",)

    def __init__(self, key_dtype: DType, value_dtype: DType) -> None:
        super().__init__(key_dtype, value_dtype)
        self.is_initialized = False

    def find(self, keys: Any, default: Any) -> Any:
        """As for other tables.

        Raises:
          FailedPreconditionError: If the table was not filled.
        """
        if not self.is_initialized:
            raise FailedPreconditionError(
                None,
                None,
                "expected a table with entries, got none: Table not initialized. Initialize it "
                "first.",
            )
        return super().find(keys, default)

    def import_entries(self, keys: Any, values: Any) -> None:
        """Fills the table; does nothing if it is filled already.

        Raises:
          FailedPreconditionError: If a key comes twice with different values.
        """
        if self.is_initialized:
            return
        entries: dict[Any, Any] = {}
        for key, value in self._pairs(keys.ravel(), _one_for_each(keys, values)):
            if entries.setdefault(key, value) != value:
                raise FailedPreconditionError(
                    None,
                    None,
                    f"expected one value for each key, got two for {key!r}. HashTable has "
                    f"different value for same key. Key {_text(key)} has {_text(entries[key])} "
                    f"and trying to add value {_text(value)}; drop one.",
                )
        self._entries = entries
        self.is_initialized = True


def _one_for_each(keys: Any, values: Any) -> Any:
    if keys.shape != values.shape:
        raise InvalidArgumentError(
            None,
            None,
            f"expected values of shape {keys.shape}, got {values.shape}. Give one value for each "
            "key.",
        )
    return values.ravel()


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _filled(items: list[Any], dtype: DType) -> Any:
    array = np.empty(len(items), dtype.as_numpy_dtype)
    array[:] = items
    return array

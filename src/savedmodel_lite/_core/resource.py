"""The objects that eager tensors of dtype resource hold."""

from __future__ import annotations

from typing import Any

from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import FailedPreconditionError
from savedmodel_lite._core.shape import Dims


class VariableStorage:
    """Where a variable's value lives.

    The array is replaced, never written to, so whoever read it keeps what was read.

    Args:
      name: Name for messages.
      dtype: Element type of the values.
      dims: Static dimensions that every value satisfies.
    """

    __slots__ = ("__weakref__", "_array", "dims", "dtype", "name", "owner")

    def __init__(self, name: str, dtype: DType, dims: Dims) -> None:
        self.name = name
        self.dtype = dtype
        self.dims = dims
        self._array: Any = None
        # A weak reference to the variable object, for functions that capture the handle.
        self.owner: Any = None

    @property
    def is_initialized(self) -> bool:
        """Whether a value was assigned."""
        return self._array is not None

    def read(self) -> Any:
        """The value.

        Raises:
          FailedPreconditionError: If none was assigned.
        """
        if self._array is None:
            raise FailedPreconditionError(
                None,
                None,
                f"variable {self.name!r}: expected a value, got none: Could not find variable "
                f"{self.name}; the variable is uninitialized. Assign to it first.",
            )
        return self._array

    def assign(self, array: Any) -> None:
        """Replaces the value."""
        self._array = array

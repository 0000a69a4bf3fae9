"""`tf.IndexedSlices`: some slices of a tensor along its first dimension."""

from __future__ import annotations

from typing import Any

from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._core.static_value import static_value


class IndexedSlices:
    """Values for some rows of a tensor, as sparse updates of variables take them.

    Args:
      values: The slices, shape `[n, ...]`.
      indices: Which slices of the whole they are, integers of shape `[n]`.
      dense_shape: The shape of the whole; None if it is not known.
    """

    __slots__ = ("_dense_shape", "_indices", "_values")

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None) -> None:
        self._values = convert_to_tensor(values, name="values")
        self._indices = convert_to_tensor(indices, name="indices")
        self._dense_shape = None if dense_shape is None else convert_to_tensor(dense_shape)

    @property
    def values(self) -> Any:
        """The slices."""
        return self._values

    @property
    def indices(self) -> Any:
        """The index of each slice."""
        return self._indices

    @property
    def dense_shape(self) -> Any:
        """The shape of the whole, or None."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """The static shape of the whole."""
        known = None if self._dense_shape is None else static_value(self._dense_shape)
        return TensorShape(None if known is None else known.tolist())

    @property
    def dtype(self) -> DType:
        """The element type of the slices."""
        return self._values.dtype

    @property
    def name(self) -> str:
        """The name of the values; symbolic tensors have one."""
        return self._values.name

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self._values, self._indices, self._dense_shape)

    def __repr__(self) -> str:
        shown = f"indices={self._indices}, values={self._values}"
        if self._dense_shape is not None:
            shown += f", dense_shape={self._dense_shape}"
        return f"IndexedSlices({shown})"

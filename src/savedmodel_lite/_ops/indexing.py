"""`tensor[...]`: Python's index expressions as one StridedSlice (ops.md, trap 7)."""

from __future__ import annotations

import operator
import sys
from typing import Any

import numpy as np

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.convert import convert_to_tensor, eager_constant
from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import ArgumentTypeError
from savedmodel_lite._core.registry import find
from savedmodel_lite._core.tensor import Tensor, TensorLike
from savedmodel_lite._ops import array_slice
from savedmodel_lite._ops.array_join import stack
from savedmodel_lite._ops.array_mask import boolean_mask

_INDEX_TYPES = (dtypes.int16, dtypes.int32, dtypes.int64)
_strided_slice = array_slice._strided_slice


def install_getitem(cls: Any) -> None:
    """Gives a class of tensors or variables the `[]` operator."""
    cls.__getitem__ = getitem


def getitem(tensor: Any, key: Any) -> Tensor:
    """Takes a part of a tensor: the `[]` operator.

    Args:
      tensor: A tensor or variable.
      key: An integer, scalar integer tensor, slice, `...`, None (`tf.newaxis`), or a tuple of
        these; or a boolean tensor or array, as for `tf.boolean_mask`.

    Returns:
      A tensor of the same dtype.

    Raises:
      ArgumentTypeError: If an index is something else. It is a `TypeError`.
      ShapeError: If an index is out of range or there are too many. It is a `ValueError`.
    """
    if is_mask(key):
        return boolean_mask(tensor, key)
    begin, end, strides, masks = slice_arguments(key)
    return _strided_slice(tensor, begin, end, strides, name="strided_slice", **masks)


def slice_arguments(key: Any) -> tuple[Any, Any, Any, dict[str, int]]:
    """The vectors begin, end and strides, and the masks, of an index expression.

    Args:
      key: As for `getitem`, but for masks.

    Raises:
      ArgumentTypeError: If an index is something else. It is a `TypeError`.
    """
    entries = _Entries()
    for position, item in enumerate(key if isinstance(key, (tuple, list)) else (key,)):
        entries.add(item, 1 << position)
    begin, end, strides = entries.bounds()
    return begin, end, strides, entries.masks


def is_mask(key: Any) -> bool:
    """Whether an index expression is a boolean mask."""
    if isinstance(key, TensorLike):
        return key.dtype is dtypes.bool_
    if isinstance(key, (np.ndarray, np.generic)):
        return key.dtype == bool
    return isinstance(key, bool)


class _Entries:
    """The entries of a strided slice, collected from an index expression."""

    __slots__ = ("begin", "end", "has_tensors", "masks", "strides")

    def __init__(self) -> None:
        self.begin: list[Any] = []
        self.end: list[Any] = []
        self.strides: list[Any] = []
        self.has_tensors = False
        self.masks: dict[str, int] = {}

    def add(self, item: Any, bit: int) -> None:
        """Adds one index."""
        if isinstance(item, slice):
            self._add_range(item, bit)
        elif item is Ellipsis:
            self._append(0, 0, 1)
            self._set("ellipsis_mask", bit)
        elif item is None:
            self._append(0, 0, 1)
            self._set("new_axis_mask", bit)
        else:
            self._add_single(item, bit)

    def _append(self, begin: Any, end: Any, stride: Any) -> None:
        self.begin.append(begin)
        self.end.append(end)
        self.strides.append(stride)

    def _set(self, mask: str, bit: int) -> None:
        self.masks[mask] = self.masks.get(mask, 0) | bit

    def _add_single(self, item: Any, bit: int) -> None:
        index = self._checked(item)
        stride: Any = 1
        if isinstance(index, Tensor) and index.dtype is not dtypes.int32:
            stride = _constant(1, index.dtype)
        end = find("AddV2")(index, 1, name="add") if isinstance(index, Tensor) else index + 1
        self._append(index, end, stride)
        self._set("shrink_axis_mask", bit)

    def _add_range(self, item: slice, bit: int) -> None:
        start, stop, step = (
            None if bound is None else self._checked(bound)
            for bound in (item.start, item.stop, item.step)
        )
        if stop == sys.maxsize if isinstance(stop, int) else False:
            stop = None
        # A bound that is left out has the type of the bounds that are tensors.
        dtype = next((x.dtype for x in (start, stop) if isinstance(x, Tensor)), None)
        if start is None:
            self._set("begin_mask", bit)
        if stop is None:
            self._set("end_mask", bit)
        self._append(
            _or_default(start, 0, dtype), _or_default(stop, 0, dtype), _or_default(step, 1, dtype)
        )

    def _checked(self, item: Any) -> Any:
        """An index as a Python integer or scalar integer tensor."""
        if isinstance(item, TensorLike):
            tensor = item._dense_tensor()
            if tensor.dtype not in _INDEX_TYPES or tensor._dims not in {None, ()}:
                raise _bad_index(item)
            self.has_tensors = True
            return tensor
        if isinstance(item, (bool, np.bool_, float, np.floating)):
            raise _bad_index(item)
        try:
            return operator.index(item)
        except TypeError as error:
            raise _bad_index(item) from error

    def bounds(self) -> tuple[Any, Any, Any]:
        """The vectors begin, end and strides, of one type."""
        vectors = (self.begin, self.end, self.strides)
        if not self.has_tensors:
            begin, end, strides = (_python_vector(vector) for vector in vectors)
            return begin, end, strides
        packed = [stack(vector, name="strided_slice/stack") for vector in vectors]
        if all(vector.dtype is packed[0].dtype for vector in packed):
            return packed[0], packed[1], packed[2]
        wide = dtypes.int64
        cast = find("Cast")
        first, second, third = (
            vector if vector.dtype is wide else cast(vector, DstT=wide) for vector in packed
        )
        return first, second, third


def _constant(value: int, dtype: DType) -> Tensor:
    return convert_to_tensor(eager_constant(value, dtype)._array)


def _or_default(bound: Any, default: int, dtype: DType | None) -> Any:
    if bound is not None:
        return bound
    return default if dtype is None else _constant(default, dtype)


def _python_vector(values: list[int]) -> Any:
    try:
        return np.array(values, np.int32)
    except OverflowError:
        return np.array(values, np.int64)


def _bad_index(item: Any) -> ArgumentTypeError:
    return ArgumentTypeError(
        f"Tensor.__getitem__: expected integers, slices, ..., None or integer scalar tensors, got "
        f"{item!r}. Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar "
        "tf.int32/tf.int64 tensors are valid indices; use tf.gather for a list of indices."
    )

"""Tensor lists: the variant values behind `tf.TensorArray`, and their operations.

A list is a value: operations that change it give a new one. Symbolic lists carry the type and
static shape of their elements as `handle_data`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from savedmodel_lite._core.convert import eager_constant
from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import InvalidArgumentError, ShapeError
from savedmodel_lite._core.shape import Dims, TensorShape, are_compatible, merge_dims
from savedmodel_lite._core.static_value import static_dims, static_value
from savedmodel_lite._core.tensor import SymbolicTensor, Tensor
from savedmodel_lite._ops.registration import op
from savedmodel_lite._ops.shape_rules import scalar


@dataclass(frozen=True, slots=True)
class TensorList:
    """What a variant tensor with a list holds.

    Args:
      items: An array for each element; None where nothing was written.
      dtype: Type of all elements.
      dims: Static dimensions that every element satisfies.
    """

    items: tuple[Any, ...]
    dtype: DType
    dims: Dims


def _fail(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)


# ---- element shapes --------------------------------------------------------------------------


def encode_dims(dims: Dims) -> Any:
    """Element dimensions as operations take them: -1 for an unknown rank, else a vector."""
    if dims is None:
        return np.array(-1, np.int32)
    return np.array([-1 if dim is None else dim for dim in dims], np.int32)


def _decode(element_shape: Any) -> Dims:
    """Element dimensions from an array."""
    if element_shape.ndim == 0:
        return None
    return tuple(None if dim < 0 else dim for dim in element_shape.tolist())


def _static(element_shape: Any) -> Dims:
    """What is known while tracing of the dimensions in an element_shape input."""
    if element_shape._dims is None or element_shape._dims == ():
        return None
    return static_dims(element_shape)


def _known_of(handle: Any) -> Dims:
    return handle.handle_data[1] if handle.handle_data else None


def with_element(handle: Any, dtype: DType, dims: Dims) -> Any:
    """Notes type and static dimensions of the elements of a symbolic list; returns the list."""
    if isinstance(handle, SymbolicTensor):
        handle.handle_data = (dtype, dims)
    return handle


# ---- making lists ----------------------------------------------------------------------------


def _reserve_shape(element_shape, num_elements):
    return ()


@op("TensorListReserve", shape=_reserve_shape)
def reserve_node(element_shape, num_elements, *, element_dtype):
    if num_elements < 0:
        raise _fail(
            f"expected num_elements of at least 0, got {num_elements}. The num_elements to "
            "reserve must be a non negative number."
        )
    return TensorList((None,) * int(num_elements), element_dtype, _decode(element_shape))


def _empty_shape(element_shape, max_num_elements):
    return ()


@op("EmptyTensorList", shape=_empty_shape)
def empty_node(element_shape, max_num_elements, *, element_dtype):
    return TensorList((), element_dtype, _decode(element_shape))


def _from_tensor_shape(tensor, element_shape):
    if tensor._dims == ():
        raise ShapeError("expected a tensor of rank at least 1, got a scalar. Expand it first.")
    return ()


@op("TensorListFromTensor", shape=_from_tensor_shape)
def from_tensor_node(tensor, element_shape, *, element_dtype):
    dims = merge_dims(_decode(element_shape), tensor.shape[1:])
    return TensorList(
        tuple(tensor[index, ...] for index in range(len(tensor))), element_dtype, dims
    )


def _split_shape(tensor, element_shape, lengths):
    return ()


@op("TensorListSplit", shape=_split_shape)
def split_node(tensor, element_shape, lengths, *, element_dtype):
    if lengths.sum() != len(tensor):
        raise _fail(
            f"expected lengths that add up to {len(tensor)}, got {lengths.tolist()}. Split all of "
            "the tensor."
        )
    items = np.split(tensor, np.cumsum(lengths)[:-1]) if len(lengths) else []
    return TensorList(tuple(items), element_dtype, _decode(element_shape))


def _scatter_shape(tensor, indices, element_shape, num_elements):
    return ()


@op("TensorListScatterV2", shape=_scatter_shape)
def scatter_node(tensor, indices, element_shape, num_elements, *, element_dtype):
    size = max(int(num_elements), int(indices.max()) + 1 if indices.size else 0)
    items = [None] * size
    for index, item in zip(indices.tolist(), tensor, strict=True):
        items[index] = np.asarray(item)
    return TensorList(tuple(items), element_dtype, _decode(element_shape))


# ---- changing lists --------------------------------------------------------------------------


def _check_index(values: TensorList, index: int) -> None:
    if not 0 <= index < len(values.items):
        raise _fail(
            f"expected an index in [0, {len(values.items)}), got {index}. Trying to access element "
            f"{index} in a list with {len(values.items)} elements."
        )


def _check_fits(values: TensorList, item: Any) -> None:
    if not are_compatible(values.dims, item.shape):
        raise _fail(
            f"expected an element of shape {TensorShape._of(values.dims)}, got shape "
            f"{item.shape}. Tried to set a tensor with incompatible shape at a list index."
        )


def _set_item_shape(input_handle, index, item):
    return ()


@op("TensorListSetItem", shape=_set_item_shape)
def set_item_node(input_handle, index, item, *, resize_if_index_out_of_bounds):
    position = int(index)
    items = list(input_handle.items)
    if resize_if_index_out_of_bounds and position >= len(items):
        items += [None] * (position + 1 - len(items))
    else:
        _check_index(input_handle, position)
    _check_fits(input_handle, item)
    items[position] = item
    return replace(input_handle, items=tuple(items))


def _scatter_into_shape(input_handle, tensor, indices):
    return ()


@op("TensorListScatterIntoExistingList", shape=_scatter_into_shape)
def scatter_into_node(input_handle, tensor, indices):
    items = list(input_handle.items)
    items += [None] * (int(indices.max(initial=-1)) + 1 - len(items))
    for index, item in zip(indices.tolist(), tensor, strict=True):
        if index < 0:
            raise _fail(f"expected indices of at least 0, got {index}. Use positive indices.")
        _check_fits(input_handle, np.asarray(item))
        items[index] = np.asarray(item)
    return replace(input_handle, items=tuple(items))


def _resize_shape(input_handle, size):
    return ()


@op("TensorListResize", shape=_resize_shape)
def resize_node(input_handle, size):
    if size < 0:
        raise _fail(f"expected a size of at least 0, got {size}. Pass another.")
    items = input_handle.items[: int(size)]
    return replace(input_handle, items=items + (None,) * (int(size) - len(items)))


def _push_shape(input_handle, tensor):
    return ()


@op("TensorListPushBack", shape=_push_shape)
def push_back_node(input_handle, tensor):
    _check_fits(input_handle, tensor)
    return replace(input_handle, items=(*input_handle.items, tensor))


def _pop_shape(input_handle, element_shape):
    return [(), merge_dims(_known_of(input_handle), _static(element_shape))]


@op("TensorListPopBack", shape=_pop_shape)
def pop_back_node(input_handle, element_shape):
    if not input_handle.items:
        raise _fail("expected a list with elements, got an empty one. Push one first.")
    dims = merge_dims(input_handle.dims, _decode(element_shape))
    item = _item_or_zeros(input_handle, len(input_handle.items) - 1, dims)
    return replace(input_handle, items=input_handle.items[:-1]), item


# ---- reading lists ---------------------------------------------------------------------------


def _item_or_zeros(values: TensorList, index: int, dims: Dims) -> Any:
    """An element; zeros where nothing was written, if the shape is known."""
    item = values.items[index]
    if item is not None:
        if not are_compatible(dims, item.shape):
            raise _fail(
                f"expected an element of shape {TensorShape._of(dims)} at index {index}, got "
                f"shape {item.shape}. Read it with its own shape."
            )
        return item
    if dims is None or None in dims:
        others = [other.shape for other in values.items if other is not None]
        for other in others:
            dims = merge_dims(dims, other)
    if dims is None or None in dims:
        raise _fail(
            f"expected an element at index {index}, got none and the shape "
            f"{TensorShape._of(dims)}. Trying to read an uninitialized tensor but element_shape "
            "is not fully defined; write it first."
        )
    return np.zeros(dims, values.dtype.as_numpy_dtype)


def _get_item_shape(input_handle, index, element_shape):
    return merge_dims(_known_of(input_handle), _static(element_shape))


@op("TensorListGetItem", shape=_get_item_shape)
def get_item_node(input_handle, index, element_shape):
    position = int(index)
    _check_index(input_handle, position)
    dims = merge_dims(input_handle.dims, _decode(element_shape))
    return _item_or_zeros(input_handle, position, dims)


def _stacked(count: int | None, element: Dims) -> Dims:
    return None if element is None else (count, *element)


def _stack_shape(input_handle, element_shape, *, num_elements):
    element = merge_dims(_known_of(input_handle), _static(element_shape))
    return _stacked(None if num_elements < 0 else num_elements, element)


def _all_items(values: TensorList, indices: Any, element_shape: Any) -> Any:
    dims = merge_dims(values.dims, _decode(element_shape))
    for index in indices:
        _check_index(values, index)
        if values.items[index] is not None:
            if not are_compatible(dims, values.items[index].shape):
                raise _fail(
                    f"expected elements of one shape, got {values.items[index].shape} beside "
                    f"{TensorShape._of(dims)}. Tried to stack tensors with unequal shapes."
                )
            dims = merge_dims(dims, values.items[index].shape)
    items = [_item_or_zeros(values, index, dims) for index in indices]
    if items:
        return np.stack(items)
    if dims is None or None in dims:
        raise _fail(
            f"expected a known element shape for an empty list, got {TensorShape._of(dims)}. "
            "Tried to stack elements of an empty list with a non-fully-defined element_shape; "
            "give the element shape."
        )
    return np.zeros((0, *dims), values.dtype.as_numpy_dtype)


@op("TensorListStack", shape=_stack_shape)
def stack_node(input_handle, element_shape, *, num_elements):
    if num_elements not in {-1, len(input_handle.items)}:
        raise _fail(
            f"expected a list of {num_elements} elements, got {len(input_handle.items)}. Operation "
            "expected another number of elements; pass -1 for any."
        )
    return _all_items(input_handle, range(len(input_handle.items)), element_shape)


def _gather_shape(input_handle, indices, element_shape):
    element = merge_dims(_known_of(input_handle), _static(element_shape))
    count = indices._dims[0] if indices._dims else None
    return _stacked(count, element)


@op("TensorListGather", shape=_gather_shape)
def gather_node(input_handle, indices, element_shape):
    return _all_items(input_handle, indices.tolist(), element_shape)


def _concat_shape(input_handle, element_shape, leading_dims):
    element = merge_dims(_known_of(input_handle), _static(element_shape))
    return [None if not element else (None, *element[1:]), (None,)]


@op("TensorListConcatV2", shape=_concat_shape)
def concat_node(input_handle, element_shape, leading_dims):
    wanted = _decode(element_shape)
    items = []
    for index, item in enumerate(input_handle.items):
        if item is None:
            rest = (wanted or input_handle.dims or ())[1:]
            known = index < len(leading_dims) and None not in rest
            if not known:
                raise _fail(
                    f"expected an element at index {index}, got none. Concat saw an empty list "
                    "element of unknown shape; write it first."
                )
            item = np.zeros((leading_dims[index], *rest), input_handle.dtype.as_numpy_dtype)  # noqa: PLW2901
        if item.ndim == 0:
            raise _fail(
                "expected elements of rank at least 1, got a scalar. Concat requires elements to "
                "be at least vectors, found scalars instead; use stack."
            )
        items.append(item)
    if not items:
        rest = (wanted or input_handle.dims or (None, None))[1:]
        if None in rest:
            raise _fail(
                "expected a known element shape for an empty list, got an unknown one. All except "
                "the first dimension must be fully defined when concating an empty tensor list."
            )
        dtype = input_handle.dtype.as_numpy_dtype
        return np.zeros((0, *rest), dtype), np.zeros(0, np.int64)
    return np.concatenate(items), np.array([len(item) for item in items], np.int64)


@op("TensorListLength", shape=scalar)
def length_node(input_handle):
    return np.array(len(input_handle.items), np.int32)


def _element_shape_shape(input_handle):
    known = _known_of(input_handle)
    return None if known is None else (len(known),)


@op("TensorListElementShape", shape=_element_shape_shape)
def element_shape_node(input_handle, *, shape_type):
    return encode_dims(input_handle.dims).astype(shape_type.as_numpy_dtype)


# ---- typed entry points ----------------------------------------------------------------------


def reserve(dims: Dims, num_elements: Any, dtype: DType, name: str | None = None) -> Tensor:
    """A list of `num_elements` elements of which none is written."""
    shape = eager_constant(encode_dims(dims))
    handle = reserve_node(
        shape.numpy(), num_elements, element_dtype=dtype, shape_type="int32", name=name
    )
    return with_element(handle, dtype, dims)


def from_tensor(tensor: Tensor, dims: Dims, name: str | None = None) -> Tensor:
    """A list of the slices of `tensor` along its first axis."""
    known = tensor._dims[1:] if tensor._dims is not None else None
    handle = from_tensor_node(tensor, encode_dims(dims), name=name)
    return with_element(handle, tensor.dtype, merge_dims(dims, known))


def static_length(size: Any) -> int:
    """A size as far as it is known while tracing, else -1."""
    value = static_value(size)
    return -1 if value is None else int(value)

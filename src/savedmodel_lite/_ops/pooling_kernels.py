"""Pools as operations: shapes and kernels. Windows may lie along any axis but the batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._core.errors import ShapeError
from savedmodel_lite._core.shape import Dim
from savedmodel_lite._ops.registration import op
from savedmodel_lite._ops.shape_rules import require_rank
from savedmodel_lite._ops.spatial_windows import (
    channel_axis,
    check_windows,
    elements_of_windows,
    explicit_pairs,
    padded,
    place_windows,
    windowed_size,
)


def _pooled_dims(input, ksize, strides, padding, explicit, data_format):
    rank = len(data_format)
    channel_axis(data_format)
    dims = require_rank(input, rank, "input")
    check_windows(strides, padding, rank)
    check_windows(ksize, padding, rank)
    pairs = explicit_pairs(explicit, rank) if padding == "EXPLICIT" else [(0, 0)] * rank
    result: list[Dim] = [
        windowed_size(size, window, stride, 1, padding, pair)
        for size, window, stride, pair in zip(dims, ksize, strides, pairs, strict=True)
    ]
    return tuple(result)


def _pool_shape(input, *, ksize, strides, padding, data_format):
    return _pooled_dims(input, ksize, strides, padding, (), data_format)


def _max_pool_shape(input, *, ksize, strides, padding, explicit_paddings, data_format):
    return _pooled_dims(input, ksize, strides, padding, explicit_paddings, data_format)


def _argmax_shape(input, *, ksize, strides, padding):
    dims = _pooled_dims(input, ksize, strides, padding, (), "NHWC")
    return [dims, dims]


def _views(input, ksize, strides, padding, explicit, fill):
    """The number of windows, their paddings, and views of their elements."""
    if input.ndim != len(ksize):
        raise ShapeError(
            f"expected a tensor of rank {len(ksize)}, got shape {input.shape}. Input must be "
            f"{len(ksize)}-dimensional; reshape it."
        )
    check_windows(strides, padding, input.ndim)
    if ksize[0] != 1 or strides[0] != 1:
        raise ShapeError(
            f"expected windows and strides of 1 for the batch, got {ksize[0]} and {strides[0]}. "
            "Pooling is not supported on the batch dimension."
        )
    ones = [1] * input.ndim
    pairs, counts = place_windows(input.shape, ksize, strides, ones, padding, explicit)
    array = padded(input, pairs, fill)
    return pairs, counts, elements_of_windows(array, ksize, strides, ones, counts)


def _lowest(dtype: Any) -> Any:
    return np.iinfo(dtype).min if dtype.kind in "iu" else np.asarray(-np.inf, dtype)


def _maximum(input, ksize, strides, padding, explicit):
    _, counts, views = _views(input, ksize, strides, padding, explicit, _lowest(input.dtype))
    result = np.full(counts, _lowest(input.dtype), input.dtype)
    for _, view in views:
        np.maximum(result, view, out=result)
    return result


def _average(input, ksize, strides, padding):
    wide = input.astype(np.float32) if input.dtype.itemsize == 2 else input
    pairs, counts, views = _views(wide, ksize, strides, padding, (), 0)
    result = np.zeros(counts, wide.dtype)
    for _, view in views:
        result += view
    # Zeros of the padding do not count: a window has one number of elements along each axis.
    for axis, (window, stride, pair) in enumerate(zip(ksize, strides, pairs, strict=True)):
        first = np.arange(counts[axis]) * stride - pair[0]
        inside = np.minimum(first + window, input.shape[axis]) - np.maximum(first, 0)
        shape = [1] * input.ndim
        shape[axis] = -1
        result /= inside.astype(wide.dtype).reshape(shape)
    return result


@op("MaxPool", shape=_max_pool_shape)
def max_pool_node(input, *, ksize, strides, padding, explicit_paddings, data_format):
    """The operation `MaxPool`."""
    channel_axis(data_format)
    return _maximum(input, ksize, strides, padding, explicit_paddings)


@op("MaxPool3D", shape=_pool_shape)
def max_pool_3d_node(input, *, ksize, strides, padding, data_format):
    """The operation `MaxPool3D`."""
    channel_axis(data_format)
    return _maximum(input, ksize, strides, padding, ())


def _named_input(shape):
    """The rule for an operation that calls its input `value`."""

    def rule(value, *, ksize, strides, padding, data_format):
        return shape(value, ksize=ksize, strides=strides, padding=padding, data_format=data_format)

    return rule


@op("AvgPool", shape=_named_input(_pool_shape))
def avg_pool_node(value, *, ksize, strides, padding, data_format):
    """The operation `AvgPool`."""
    channel_axis(data_format)
    return _average(value, ksize, strides, padding)


@op("AvgPool3D", shape=_pool_shape)
def avg_pool_3d_node(input, *, ksize, strides, padding, data_format):
    """The operation `AvgPool3D`."""
    channel_axis(data_format)
    return _average(input, ksize, strides, padding)


@op("MaxPoolWithArgmax", shape=_argmax_shape)
def max_pool_with_argmax_node(input, *, ksize, strides, padding, include_batch_in_index):
    """The operation `MaxPoolWithArgmax`."""
    pairs, counts, views = _views(input, ksize, strides, padding, (), _lowest(input.dtype))
    result = np.full(counts, _lowest(input.dtype), input.dtype)
    places = np.zeros(counts, np.int64)
    sizes = input.shape
    for element, view in views:
        flat: Any = 0
        for axis in range(0 if include_batch_in_index else 1, input.ndim):
            shape = [1] * input.ndim
            shape[axis] = -1
            steps = np.arange(counts[axis]) * strides[axis] + element[axis] - pairs[axis][0]
            flat = flat * sizes[axis] + steps.reshape(shape)
        greater = view > result
        np.copyto(result, view, where=greater)
        np.copyto(places, np.broadcast_to(flat, counts), where=greater)
    return [result, places]

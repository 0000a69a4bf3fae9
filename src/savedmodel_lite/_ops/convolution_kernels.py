"""Convolutions and transposed convolutions as operations: shapes and kernels.

Kernels work on channels last; other layouts are transposed. A convolution is a product of the
windows, copied block by block as rows of a matrix, with the filter; no loop runs over pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._core.errors import ShapeError
from savedmodel_lite._core.shape import Dim, Dims, TensorShape, merge_dims
from savedmodel_lite._core.static_value import static_dims
from savedmodel_lite._ops.registration import op
from savedmodel_lite._ops.shape_rules import require_rank
from savedmodel_lite._ops.spatial_windows import (
    channel_axis,
    check_windows,
    elements_of_windows,
    explicit_pairs,
    padded,
    place_windows,
    spatial_axes,
    view_windows,
    windowed_size,
)

# Windows are copied into blocks of about this many elements, which fit a processor's cache.
_BLOCK = 1 << 19


# ---- shapes ------------------------------------------------------------------------------------


def _convolved_dims(input, filter, strides, padding, explicit, data_format, dilations, channels):
    """The static shape of a convolution whose result has `channels` channels."""
    rank = len(data_format)
    dims = require_rank(input, rank, "input")
    taps = require_rank(filter, rank, "filter")
    check_windows(strides, padding, rank)
    check_windows(dilations, padding, rank)
    pairs = explicit_pairs(explicit, rank) if padding == "EXPLICIT" else [(0, 0)] * rank
    result: list[Dim] = list(dims)
    for place, axis in enumerate(spatial_axes(data_format)):
        result[axis] = windowed_size(
            dims[axis], taps[place], strides[axis], dilations[axis], padding, pairs[axis]
        )
    fixed = [pairs[0], pairs[channel_axis(data_format)]]
    if fixed != [(0, 0)] * 2:
        raise ShapeError(
            f"expected explicit paddings of 0 for batch and channels, got {fixed}. Nonzero "
            "explicit padding in the batch or depth dimensions is not supported."
        )
    result[channel_axis(data_format)] = channels
    return tuple(result)


def _check_depths(depth: Dim, filter_depth: Dim, channels: Dim) -> None:
    """Checks that channels divide into groups of the filter's depth."""
    if depth is None or filter_depth is None:
        return
    if not filter_depth or depth % filter_depth:
        raise ShapeError(
            f"expected channels that the filter's depth divides, got {depth} and {filter_depth}. "
            f"Depth of input ({depth}) is not a multiple of input depth of filter "
            f"({filter_depth}); change the filter."
        )
    groups = depth // filter_depth
    if channels is not None and groups and channels % groups:
        raise ShapeError(
            f"expected a filter whose channels divide into {groups} groups, got {channels}. Change "
            "the filter."
        )


def _conv_dims(input, filter, strides, padding, explicit, data_format, dilations):
    rank = len(data_format)
    dims, taps = require_rank(input, rank, "input"), require_rank(filter, rank, "filter")
    _check_depths(dims[channel_axis(data_format)], taps[-2], taps[-1])
    return _convolved_dims(
        input, filter, strides, padding, explicit, data_format, dilations, taps[-1]
    )


def _conv2d_shape(input, filter, *, strides, padding, explicit_paddings, data_format, dilations):
    return _conv_dims(input, filter, strides, padding, explicit_paddings, data_format, dilations)


def _conv3d_shape(input, filter, *, strides, padding, data_format, dilations):
    return _conv_dims(input, filter, strides, padding, (), data_format, dilations)


def _depthwise_shape(input, filter, *, strides, padding, explicit_paddings, data_format, dilations):
    dims = require_rank(input, 4, "input")
    taps = require_rank(filter, 4, "filter")
    (depth,) = merge_dims((dims[channel_axis(data_format)],), (taps[2],)) or (None,)
    channels = None if depth is None or taps[3] is None else depth * taps[3]
    return _convolved_dims(
        input, filter, strides, padding, explicit_paddings, data_format, dilations, channels
    )


def _transposed_2d_shape(
    input_sizes,
    filter,
    out_backprop,
    *,
    strides,
    padding,
    explicit_paddings,
    data_format,
    dilations,
):
    gradient = require_rank(out_backprop, 4, "out_backprop")
    taps = require_rank(filter, 4, "filter")
    check_windows(strides, padding, 4)
    channels = channel_axis(data_format)
    merge_dims((gradient[channels],), (taps[3],))
    sizes = static_dims(input_sizes)
    if sizes is None:
        return (gradient[0], None, None, None)
    if len(sizes) == 2:
        spatial = (*sizes, taps[2]) if channels == 3 else (taps[2], *sizes)
        return (gradient[0], *spatial)
    if len(sizes) != 4:
        raise ShapeError(f"expected 4 or 2 sizes, got {TensorShape._of(sizes)}. Give one per axis.")
    (batch,) = merge_dims((gradient[0],), sizes[:1]) or (None,)
    # TensorFlow believes the batch of the gradient only.
    return (gradient[0] if gradient[0] is None else batch, *sizes[1:])


def _transposed_3d_shape(
    input_sizes, filter, out_backprop, *, strides, padding, data_format, dilations
) -> Dims:
    require_rank(filter, 5, "filter")
    require_rank(out_backprop, 5, "out_backprop")
    check_windows(strides, padding, 5)
    sizes = static_dims(input_sizes)
    if sizes is not None and len(sizes) != 5:
        raise ShapeError(f"expected 5 sizes, got {TensorShape._of(sizes)}. Give one per axis.")
    return (None,) * 5 if sizes is None else sizes


# ---- kernels -----------------------------------------------------------------------------------


def _spatial(values: Any, data_format: str) -> tuple[int, ...]:
    """The spatial entries of strides or dilations; the others must be 1."""
    axes = spatial_axes(data_format)
    if any(value != 1 for axis, value in enumerate(values) if axis not in axes):
        raise ShapeError(
            f"expected strides and dilations of 1 for batch and channels, got {list(values)}. The "
            "current implementation does not support others."
        )
    return tuple(values[axis] for axis in axes)


def _explicit(explicit: Any, data_format: str) -> list[int]:
    """Flat explicit paddings in the order batch, spatial axes, channels."""
    if not explicit:
        return []
    pairs = explicit_pairs(explicit, len(data_format))
    order = (0, *spatial_axes(data_format), channel_axis(data_format))
    return [number for axis in order for number in pairs[axis]]


def _channels_last(array: Any, data_format: str) -> Any:
    return np.moveaxis(array, channel_axis(data_format), -1)


def _original_layout(array: Any, data_format: str) -> Any:
    return np.moveaxis(array, -1, channel_axis(data_format))


def _working_type(dtype: Any) -> Any:
    """The type to add up products in: float32 for the short floating types."""
    return np.dtype(np.float32) if dtype.itemsize == 2 else dtype


class _Placement:
    """Windows of a filter in a channels-last array: spatial lists, and paddings of all axes."""

    def __init__(
        self,
        shape: tuple[int, ...],
        filter: Any,
        strides: Any,
        padding: str,
        explicit: Any,
        data_format: str,
        dilations: Any,
    ) -> None:
        check_windows(strides, padding, len(data_format))
        self.windows = filter.shape[:-2]
        self.strides = _spatial(strides, data_format)
        self.dilations = _spatial(dilations, data_format)
        self.pairs, counts = place_windows(
            shape,
            (1, *self.windows, 1),
            (1, *self.strides, 1),
            (1, *self.dilations, 1),
            padding,
            _explicit(explicit, data_format),
        )
        self.counts = counts[1:-1]

    def elements(self, array: Any) -> Any:
        """Each place of the window, and a view of that element of all windows."""
        for place, view in elements_of_windows(
            array,
            (1, *self.windows, 1),
            (1, *self.strides, 1),
            (1, *self.dilations, 1),
            (array.shape[0], *self.counts, array.shape[-1]),
        ):
            yield place[1:-1], view


def _convolve(input, filter, strides, padding, explicit, data_format, dilations):
    array = _channels_last(input, data_format)
    _check_depths(array.shape[-1], filter.shape[-2], filter.shape[-1])
    place = _Placement(array.shape, filter, strides, padding, explicit, data_format, dilations)
    dtype = _working_type(input.dtype)
    array = padded(np.ascontiguousarray(array, dtype), place.pairs, 0)
    views = view_windows(array, place.windows, place.strides, place.dilations, place.counts)
    channels, depth = filter.shape[-1], filter.shape[-2]
    result = np.empty((array.shape[0], *place.counts, channels), dtype)
    groups = array.shape[-1] // depth if depth else 0
    matrix = filter.astype(dtype, copy=False).reshape(-1, channels)
    if groups == 1:
        _multiply(views, matrix, result)
    for group in range(groups if groups > 1 else 0):
        own = slice(group * (channels // groups), (group + 1) * (channels // groups))
        part = np.empty((*result.shape[:-1], channels // groups), dtype)
        taken = views[..., group * depth : (group + 1) * depth]
        _multiply(taken, np.ascontiguousarray(matrix[:, own]), part)
        result[..., own] = part
    return _original_layout(result, data_format).astype(input.dtype, copy=False)


def _multiply(windows: Any, matrix: Any, result: Any) -> None:
    """Multiplies windows `[..., windows..., channels]` with a matrix, block by block."""
    count = len(windows)
    if not count or not windows.size:
        result[...] = 0
        return
    size = windows[0].size
    if size > _BLOCK and result.ndim > 2:
        for item, target in zip(windows, result, strict=True):
            _multiply(item, matrix, target)
        return
    step = max(1, _BLOCK // size)
    for start in range(0, count, step):
        rows = windows[start : start + step].reshape(-1, len(matrix))
        target = result[start : start + step]
        np.matmul(rows, matrix, out=target.reshape(-1, matrix.shape[1]))


@op("Conv2D", shape=_conv2d_shape)
def conv2d_node(input, filter, *, strides, padding, explicit_paddings, data_format, dilations):
    """The operation `Conv2D`."""
    return _convolve(input, filter, strides, padding, explicit_paddings, data_format, dilations)


@op("Conv3D", shape=_conv3d_shape)
def conv3d_node(input, filter, *, strides, padding, data_format, dilations):
    """The operation `Conv3D`."""
    return _convolve(input, filter, strides, padding, (), data_format, dilations)


@op("DepthwiseConv2dNative", shape=_depthwise_shape)
def depthwise_node(input, filter, *, strides, padding, explicit_paddings, data_format, dilations):
    """The operation `DepthwiseConv2dNative`: each channel has filters of its own."""
    array = _channels_last(input, data_format)
    if array.shape[-1] != filter.shape[2]:
        raise ShapeError(
            f"expected a filter for {array.shape[-1]} channels, got {filter.shape[2]}. input depth "
            "must be evenly divisible by filter depth; change the filter."
        )
    place = _Placement(
        array.shape, filter, strides, padding, explicit_paddings, data_format, dilations
    )
    dtype = _working_type(input.dtype)
    array = padded(np.ascontiguousarray(array, dtype), place.pairs, 0)
    weights = filter.astype(dtype, copy=False)
    shape = (array.shape[0], *place.counts, *filter.shape[2:])
    result = np.zeros(shape, dtype)
    product = np.empty(shape, dtype)
    for where, view in place.elements(array):
        np.multiply(view[..., None], weights[where], out=product)
        result += product
    flat = result.reshape(*shape[:-2], shape[-2] * shape[-1])
    return _original_layout(flat, data_format).astype(input.dtype, copy=False)


def _transposed(
    input_sizes, filter, out_backprop, strides, padding, explicit, data_format, dilations
):
    gradient = _channels_last(out_backprop, data_format)
    sizes = tuple(input_sizes.tolist())
    if len(sizes) == 2:
        shape = (len(gradient), *sizes, filter.shape[-2])
    else:
        order = (0, *spatial_axes(data_format), channel_axis(data_format))
        shape = tuple(sizes[axis] for axis in order)
    _check_depths(shape[-1], filter.shape[-2], filter.shape[-1])
    place = _Placement(shape, filter, strides, padding, explicit, data_format, dilations)
    expected = (shape[0], *place.counts, filter.shape[-1])
    if gradient.shape != expected:
        raise ShapeError(
            f"expected an input of shape {expected} for output_shape {list(sizes)} (channels "
            f"last), got {gradient.shape}. Change output_shape."
        )
    dtype = _working_type(out_backprop.dtype)
    gradient = np.ascontiguousarray(gradient, dtype)
    weights = filter.astype(dtype, copy=False)
    wide = [size + sum(pair) for size, pair in zip(shape, place.pairs, strict=True)]
    result = np.zeros(wide, dtype)
    for where, view in place.elements(result):
        _add_products(view, gradient, weights[where])
    inner = tuple(
        slice(before, before + size) for size, (before, _) in zip(shape, place.pairs, strict=True)
    )
    return _original_layout(result[inner], data_format).astype(out_backprop.dtype, copy=False)


def _add_products(target: Any, gradient: Any, weights: Any) -> None:
    """Adds the products of a gradient with the `[depth, channels]` weights of one element."""
    depth, channels = weights.shape
    groups = target.shape[-1] // depth if depth else 0
    share = channels // groups if groups else 0
    for group in range(groups):
        own = slice(group * share, (group + 1) * share)
        target[..., group * depth : (group + 1) * depth] += np.matmul(
            gradient[..., own], weights[:, own].T
        )


@op("Conv2DBackpropInput", shape=_transposed_2d_shape)
def transposed_2d_node(
    input_sizes,
    filter,
    out_backprop,
    *,
    strides,
    padding,
    explicit_paddings,
    data_format,
    dilations,
):
    """The operation `Conv2DBackpropInput`, which is a transposed convolution."""
    return _transposed(
        input_sizes,
        filter,
        out_backprop,
        strides,
        padding,
        explicit_paddings,
        data_format,
        dilations,
    )


@op("Conv3DBackpropInputV2", shape=_transposed_3d_shape)
def transposed_3d_node(
    input_sizes, filter, out_backprop, *, strides, padding, data_format, dilations
):
    """The operation `Conv3DBackpropInputV2`, which is a transposed convolution."""
    return _transposed(
        input_sizes, filter, out_backprop, strides, padding, (), data_format, dilations
    )

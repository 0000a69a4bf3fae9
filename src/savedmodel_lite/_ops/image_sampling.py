"""Resizing of images as operations: which pixels make a new one, with what weights.

Resizing is separable: along each axis a new pixel is a weighted sum of old ones. A kernel makes the
matrix of weights of each axis and multiplies; the rules of TensorFlow's samplers are followed in
float32, so that the numbers agree to its last bits.
"""

from __future__ import annotations

from math import ceil, pi
from typing import Any

import numpy as np

from savedmodel_lite._core.errors import ShapeError
from savedmodel_lite._core.static_value import static_dims
from savedmodel_lite._ops.registration import op
from savedmodel_lite._ops.shape_rules import require_rank

# Steps of the table of cubic weights, whose rounding is part of the numbers.
_CUBIC_STEPS = 1024


def _resize_shape(images, size):
    dims = require_rank(images, 4, "images")
    (count,) = require_rank(size, 1, "size")
    if count not in {None, 2}:
        raise ShapeError(f"expected 2 sizes, got shape {size.shape}. Give height and width.")
    height, width = static_dims(size) or (None, None)
    return (dims[0], height, width, dims[3])


def _new_sizes(images: Any, size: Any) -> tuple[int, int]:
    if images.ndim != 4 or size.shape != (2,):
        raise ShapeError(
            f"expected images of rank 4 and 2 sizes, got shapes {images.shape} and {size.shape}. "
            "input must be 4-dimensional and shape_t must have two elements."
        )
    if min(size.tolist()) < 1 or min(images.shape[1:]) < 1:
        raise ShapeError(
            f"expected sizes of at least 1, got {size.tolist()} for images of shape "
            f"{images.shape}. output dimensions must be positive."
        )
    return int(size[0]), int(size[1])


def _scale(old: int, new: int, align_corners: bool) -> Any:
    """How many old pixels one step between new ones is."""
    if align_corners and new > 1:
        return np.float32(old - 1) / np.float32(new - 1)
    return np.float32(old) / np.float32(new)


def _places(old: int, new: int, align_corners: bool, half_pixel_centers: bool) -> Any:
    """Where new pixels lie among old ones, float32."""
    steps = np.arange(new, dtype=np.float32)
    scale = _scale(old, new, align_corners)
    if half_pixel_centers:
        return (steps + np.float32(0.5)) * scale - np.float32(0.5)
    return steps * scale


# ---- ResizeBilinear, ResizeNearestNeighbor -----------------------------------------------------


def _between(places: Any, size: int) -> tuple[Any, Any, Any]:
    """The pixels before and after places, and how far after the first the places are."""
    floor = np.floor(places)
    lower = np.maximum(floor, 0).astype(np.int64)
    upper = np.minimum(np.ceil(places), size - 1).astype(np.int64)
    return np.minimum(lower, size - 1), np.maximum(upper, 0), places - floor


@op("ResizeBilinear", shape=_resize_shape)
def resize_bilinear_node(images, size, *, align_corners, half_pixel_centers):
    """The operation `ResizeBilinear`."""
    height, width = _new_sizes(images, size)
    old_height, old_width = images.shape[1:3]
    top, bottom, down = _between(
        _places(old_height, height, align_corners, half_pixel_centers), old_height
    )
    left, right, across = _between(
        _places(old_width, width, align_corners, half_pixel_centers), old_width
    )
    across = across[:, None]
    pixels = images.astype(np.float32, copy=False)
    rows = pixels[:, :, left] + (pixels[:, :, right] - pixels[:, :, left]) * across
    return rows[:, top] + (rows[:, bottom] - rows[:, top]) * down[:, None, None]


@op("ResizeNearestNeighbor", shape=_resize_shape)
def resize_nearest_node(images, size, *, align_corners, half_pixel_centers):
    """The operation `ResizeNearestNeighbor`."""
    sizes = _new_sizes(images, size)
    chosen: list[Any] = []
    for old, new in zip(images.shape[1:3], sizes, strict=True):
        steps = np.arange(new, dtype=np.float32)
        shift = np.float32(0.5 if half_pixel_centers else 0)
        places = (steps + shift) * _scale(old, new, align_corners)
        # Halves are rounded away from 0, unlike `np.rint` does.
        whole = np.floor(places + np.float32(0.5)) if align_corners else np.floor(places)
        chosen.append(np.clip(whole.astype(np.int64), 0, old - 1))
    return images[:, chosen[0]][:, :, chosen[1]]


# ---- by matrices of weights --------------------------------------------------------------------


def _weigh(images: Any, down: Any, across: Any) -> Any:
    """Multiplies `[batch, height, width, channels]` with the weights of rows and columns."""
    batch, height, width, channels = images.shape
    pixels = images.astype(np.float32, copy=False)
    rows = np.matmul(down, pixels.reshape(batch, height, width * channels))
    columns = np.matmul(across, rows.reshape(batch * len(down), width, channels))
    return columns.reshape(batch, len(down), len(across), channels)


def _cubic_weights(old: int, new: int, align_corners: bool, half_pixel_centers: bool) -> Any:
    """Weights `[new, old]` of Keys' cubic, a = -0.5 with half pixels and -0.75 without."""
    a = np.float32(-0.5 if half_pixel_centers else -0.75)
    near = np.arange(_CUBIC_STEPS + 1, dtype=np.float32) / np.float32(_CUBIC_STEPS)
    far = near + 1
    inner = ((a + 2) * near - (a + 3)) * near * near + 1
    outer = ((a * far - 5 * a) * far + 8 * a) * far - 4 * a
    places = _places(old, new, align_corners, half_pixel_centers)
    floor = np.floor(places).astype(np.int64)
    step = np.rint((places - floor) * _CUBIC_STEPS).astype(np.int64)
    taps = np.stack(
        [outer[step], inner[step], inner[_CUBIC_STEPS - step], outer[_CUBIC_STEPS - step]], axis=1
    )
    wanted = floor[:, None] + np.arange(-1, 3)
    if half_pixel_centers:
        taps = np.where((wanted >= 0) & (wanted < old), taps, np.float32(0))
        taps /= taps.sum(axis=1, keepdims=True)
    weights = np.zeros((new, old), np.float32)
    np.add.at(weights, (np.arange(new)[:, None], np.clip(wanted, 0, old - 1)), taps)
    return weights


@op("ResizeBicubic", shape=_resize_shape)
def resize_bicubic_node(images, size, *, align_corners, half_pixel_centers):
    """The operation `ResizeBicubic`."""
    down, across = (
        _cubic_weights(old, new, align_corners, half_pixel_centers)
        for old, new in zip(images.shape[1:3], _new_sizes(images, size), strict=True)
    )
    return _weigh(images, down, across)


def _area_weights(old: int, new: int, align_corners: bool) -> Any:
    """Weights `[new, old]`: the part of each new pixel that each old one covers."""
    scale = _scale(old, new, align_corners)
    start = (np.arange(new, dtype=np.float32) * scale)[:, None]
    end = (np.arange(1, new + 1, dtype=np.float32) * scale)[:, None]
    pixel = np.arange(old, dtype=np.float32)
    covered = np.minimum(end, pixel + 1) - np.maximum(start, pixel)
    covered = np.maximum(covered, 0)
    # What lies beyond the last pixel counts as that pixel.
    covered[:, -1:] += np.maximum(end - np.maximum(start, np.float32(old)), 0)
    return covered / scale


@op("ResizeArea", shape=_resize_shape)
def resize_area_node(images, size, *, align_corners):
    """The operation `ResizeArea`."""
    down, across = (
        _area_weights(old, new, align_corners)
        for old, new in zip(images.shape[1:3], _new_sizes(images, size), strict=True)
    )
    return _weigh(images, down, across)


# ---- ScaleAndTranslate -------------------------------------------------------------------------


def _lanczos(radius: float) -> Any:
    def weight(x):
        safe = np.where(x > 1e-3, x, 1)
        wave = radius * np.sin(pi * safe) * np.sin(pi * safe / radius) / (pi * pi * safe * safe)
        return np.where(x > radius, 0, np.where(x > 1e-3, wave, 1))

    return radius, weight


def _gaussian(x: Any) -> Any:
    # Three standard deviations fit into the radius of 1.5.
    return np.where(x >= 1.5, 0, np.exp(-x * x / (2 * 0.5 * 0.5)))


def _box(x: Any) -> Any:
    return np.where(x < 0.5, 1.0, np.where(x == 0.5, 0.5, 0.0))


def _triangle(x: Any) -> Any:
    return np.where(x < 1, 1 - x, 0)


def _keys_cubic(x: Any) -> Any:
    outer = ((-0.5 * x + 2.5) * x - 4) * x + 2
    inner = ((1.5 * x - 2.5) * x) * x + 1
    return np.where(x >= 2, 0, np.where(x >= 1, outer, inner))


def _mitchell_cubic(x: Any) -> Any:
    outer = (((-7 / 18) * x + 2) * x - 10 / 3) * x + 16 / 9
    inner = (((7 / 6) * x - 2) * x) * x + 8 / 9
    return np.where(x >= 2, 0, np.where(x >= 1, outer, inner))


# For each type of sampler: how far it reaches, and its weight at a distance.
_SAMPLERS: dict[str, Any] = {
    "lanczos1": _lanczos(1.0),
    "lanczos3": _lanczos(3.0),
    "lanczos5": _lanczos(5.0),
    "gaussian": (1.5, _gaussian),
    "box": (1.0, _box),
    "triangle": (1.0, _triangle),
    "keyscubic": (2.0, _keys_cubic),
    "mitchellcubic": (2.0, _mitchell_cubic),
}


def _sampled_weights(
    old: int, new: int, scale: Any, translation: Any, kernel_type: str, antialias: bool
) -> Any:
    """Weights `[new, old]` of a sampler; rows of zeros where it samples outside of the image."""
    radius, weight = _SAMPLERS[kernel_type]
    inverse = np.float32(1) / np.float32(scale)
    spread = np.maximum(inverse, np.float32(1)) if antialias else np.float32(1)
    places = (np.arange(new, dtype=np.float32) + np.float32(0.5)) * inverse
    places -= inverse * np.float32(translation)
    reach = np.float32(radius) * spread
    half = np.float32(0.5)
    first = np.clip(np.ceil(places - reach - half), 0, old - 1)[:, None]
    last = np.clip(np.floor(places + reach - half), 0, old - 1)[:, None]
    last = np.minimum(last, first + min(2 * ceil(float(reach)) + 1, old) - 1)
    pixel = np.arange(old, dtype=np.float32)
    distance = np.abs((pixel + half - places[:, None]) / spread)
    weights = np.where((pixel >= first) & (pixel <= last), weight(distance), 0).astype(np.float32)
    weights[(places < 0) | (places > old)] = 0
    total = weights.sum(axis=1, keepdims=True)
    is_some = np.abs(total) >= 1000 * np.finfo(np.float32).tiny
    return np.where(is_some, weights / np.where(is_some, total, 1), weights)


def _scale_and_translate_shape(images, size, scale, translation):
    require_rank(scale, 1, "scale")
    require_rank(translation, 1, "translation")
    return _resize_shape(images, size)


@op("ScaleAndTranslate", shape=_scale_and_translate_shape)
def scale_and_translate_node(images, size, scale, translation, *, kernel_type, antialias):
    """The operation `ScaleAndTranslate`."""
    sizes = _new_sizes(images, size)
    if kernel_type not in _SAMPLERS or scale.shape != (2,) or min(scale.tolist()) <= 0:
        raise ShapeError(
            f"expected a kernel among {sorted(_SAMPLERS)} and two positive scales, got "
            f"{kernel_type!r} and {scale.tolist()}."
        )
    down, across = (
        _sampled_weights(
            images.shape[axis + 1],
            sizes[axis],
            scale[axis],
            translation[axis],
            kernel_type,
            antialias,
        )
        for axis in (0, 1)
    )
    return _weigh(images, down, across)

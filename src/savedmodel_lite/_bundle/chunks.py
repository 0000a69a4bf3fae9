"""Arrays as little-endian bytes in row-major order, in pieces of bounded size."""

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

CHUNK_BYTES = 1 << 20
# Pieces of a transposed array must be large enough to use the cache lines they are gathered from.
_COPY_BYTES = 1 << 22


def array_chunks(array: npt.NDArray[Any]) -> Iterator[memoryview]:
    """Yields the bytes of an array of fixed-size elements.

    Nothing is copied from a contiguous little-endian array; of any other array, four mebibytes at a
    time.

    Args:
      array: Array of any strides and byte order.
    """
    if array.flags.c_contiguous and is_little_endian(array.dtype):
        image = array.reshape(-1).view(np.uint8).data
        for start in range(0, len(image), CHUNK_BYTES):
            yield image[start : start + CHUNK_BYTES]
        return
    for piece in _pieces(array):
        image = _little_endian(piece).reshape(-1).view(np.uint8).data
        for start in range(0, len(image), CHUNK_BYTES):
            yield image[start : start + CHUNK_BYTES]


def is_little_endian(dtype: np.dtype[Any]) -> bool:
    """Tells whether elements of `dtype` lie in memory as they lie in a bundle."""
    return dtype.byteorder != (">" if sys.byteorder == "little" else "=")


def _pieces(array: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    """Cuts an array along its leading dimension into pieces of at most `_COPY_BYTES`."""
    if array.nbytes <= _COPY_BYTES or array.ndim == 0:
        if array.size:
            yield array
        return
    row_bytes = array.nbytes // array.shape[0]
    if row_bytes > _COPY_BYTES:
        for row in array:
            yield from _pieces(row)
        return
    step = _COPY_BYTES // row_bytes
    for start in range(0, array.shape[0], step):
        yield array[start : start + step]


def _little_endian(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if is_little_endian(array.dtype):
        return np.ascontiguousarray(array)
    return array.astype(array.dtype.newbyteorder("<"), order="C")

"""Slices of tensors: a start and a length along each dimension."""

import math
from dataclasses import dataclass

from savedmodel_lite._core.errors import InvalidArgumentError

WHOLE = -1


@dataclass(frozen=True, slots=True)
class TensorSlice:
    """A box of a larger tensor.

    Attributes:
      extents: Start and length along each dimension; `(0, -1)` for a dimension taken whole.
    """

    extents: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, text: str) -> "TensorSlice":
        """Reads TensorFlow's notation: `start,length` or `-` per dimension, joined by colons.

        Args:
          text: For example `"0,2:-"`; empty for a scalar.

        Raises:
          InvalidArgumentError: If `text` is in another notation.
        """
        parts = text.split(":") if text else []
        try:
            return cls(tuple(_parse_extent(part) for part in parts))
        except ValueError as error:
            raise _invalid(
                f"TensorSlice {text!r}: expected `start,length` or `-` per dimension, got {error}. "
                'Write for example "0,2:-".'
            ) from error

    def resolve(self, full_shape: tuple[int, ...]) -> tuple[slice, ...]:
        """Returns the slice as Python slices of a tensor of shape `full_shape`.

        Raises:
          InvalidArgumentError: If the slice has another rank or reaches beyond the tensor.
        """
        if len(self.extents) != len(full_shape):
            raise _invalid(
                f"TensorSlice {self}: expected rank {len(full_shape)}, got {len(self.extents)}. "
                "Give an extent for every dimension of the tensor."
            )
        boxes = []
        for (start, length), size in zip(self.extents, full_shape, strict=True):
            stop = size if length == WHOLE else start + length
            if start < 0 or length < WHOLE or start > stop or stop > size:
                raise _invalid(
                    f"TensorSlice {self}: expected extents inside the shape {full_shape}, got "
                    f"start {start} and length {length}. Take a smaller slice."
                )
            boxes.append(slice(start, stop))
        return tuple(boxes)

    def shape_in(self, full_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Returns the shape of this slice of a tensor of shape `full_shape`.

        Raises:
          InvalidArgumentError: As for `resolve`.
        """
        return tuple(box.stop - box.start for box in self.resolve(full_shape))

    def __str__(self) -> str:
        return ":".join(
            "-" if length == WHOLE else f"{start},{length}" for start, length in self.extents
        )


def parse_shape_and_slice(text: str) -> tuple[tuple[int, ...], TensorSlice]:
    """Reads TensorFlow's `shape_and_slice` notation: the full shape, then the slice.

    Args:
      text: For example `"4 3 0,2:-"`: rows 0 and 1 of a tensor of shape (4, 3).

    Returns:
      The full shape and the slice.

    Raises:
      InvalidArgumentError: If `text` is in another notation or the slice is not in the shape.
    """
    *sizes, extents = text.split(" ")
    try:
        shape = tuple(_parse_size(size) for size in sizes)
    except ValueError as error:
        raise _invalid(
            f"shape_and_slice {text!r}: expected sizes and a slice with blanks between, got "
            f'{error}. Write for example "4 3 0,2:-".'
        ) from error
    tensor_slice = TensorSlice.parse(extents)
    tensor_slice.resolve(shape)
    return shape, tensor_slice


def element_count(shape: tuple[int, ...]) -> int:
    """Returns the number of elements of a tensor of shape `shape`."""
    return math.prod(shape)


def _parse_extent(text: str) -> tuple[int, int]:
    if text == "-":
        return 0, WHOLE
    start, length = text.split(",")
    if _parse_size(length) == 0:
        raise ValueError("a length of 0")
    return _parse_size(start), _parse_size(length)


def _parse_size(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(repr(text))
    return int(text)


def _invalid(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)

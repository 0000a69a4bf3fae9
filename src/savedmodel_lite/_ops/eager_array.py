"""What a `tf.TensorArray` is outside of a function: a Python list that changes in place."""

from __future__ import annotations

from typing import Any

from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import (
    ArgumentError,
    ArgumentTypeError,
    InvalidArgumentError,
    OutOfRangeError,
)
from savedmodel_lite._core.tensor import Tensor
from savedmodel_lite._ops.array_fill import zeros
from savedmodel_lite._ops.array_join import concat, stack, unstack


class EagerArray:
    """The elements of an array.

    Args:
      dtype: Their type.
      size: How many there are at first.
      dynamic: Whether writing past the end makes the array longer.
      keeps: Whether elements can be read more than once.
      element: What is known of their shape: an object with `shape` and `meet(shape)`.
    """

    def __init__(self, dtype: DType, size: Any, dynamic: bool, keeps: bool, element: Any) -> None:
        if size is None:
            raise ArgumentError(
                "TensorArray: expected a size, got None. Size must be declared for TensorArrays "
                "outside of a tf.function; pass size=0 for one that grows."
            )
        self.items: list[Tensor | None] = [None] * int(size)
        self._dtype = dtype
        self._dynamic = dynamic
        self._keeps = keeps
        self._element = element
        self._cleared: set[int] = set()

    def _position(self, index: Any) -> int:
        if isinstance(index, float) or not hasattr(index, "__index__"):
            raise ArgumentTypeError(
                f"TensorArray: expected an integer index, got {index!r}. Use tf.cast."
            )
        position = int(index)
        if position < 0:
            raise OutOfRangeError(
                None,
                None,
                f"TensorArray: expected an index of at least 0, got {position}. "
                "Negative indices are not allowed; add the size.",
            )
        return position

    def read(self, index: Any) -> Tensor:
        """One element."""
        position = self._position(index)
        if position >= len(self.items):
            raise OutOfRangeError(
                None,
                None,
                f"TensorArray.read: expected an index below {len(self.items)}, got {position}. "
                "Create a larger array.",
            )
        tensor = self.items[position]
        if tensor is None:
            if position in self._cleared:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"TensorArray.read: expected an element at index {position}, got one that was "
                    "cleared when it was read. Create the array with clear_after_read=False.",
                )
            tensor = self._zeros()
        if not self._keeps:
            self.items[position] = None
            self._cleared.add(position)
        return tensor

    def _zeros(self) -> Tensor:
        shape = self._element.shape
        if not shape.is_fully_defined():
            raise ArgumentError(
                f"TensorArray: expected an element that was written, got none and the shape "
                f"{shape}: Cannot convert a partially known TensorShape to a Tensor. Write it "
                "first, or give the element_shape."
            )
        return zeros(shape, self._dtype)

    def _converted(self, value: Any) -> Tensor:
        tensor = convert_to_tensor(value, dtype_hint=self._dtype)
        if tensor.dtype is not self._dtype:
            raise InvalidArgumentError(
                None,
                None,
                f"TensorArray: expected a {self._dtype.name} value, got {tensor.dtype.name}: "
                f"TensorArray dtype is {self._dtype.name} but Op is trying to write dtype "
                f"{tensor.dtype.name}. Use tf.cast.",
            )
        return tensor

    def write(self, index: Any, value: Any) -> None:
        """Writes one element."""
        position = self._position(index)
        if position >= len(self.items):
            if not self._dynamic:
                raise OutOfRangeError(
                    None,
                    None,
                    f"TensorArray.write: expected an index below {len(self.items)}, got "
                    f"{position}. The array is not resizeable; create it with dynamic_size=True.",
                )
            self.items += [None] * (position + 1 - len(self.items))
        tensor = self._converted(value)
        self._element.meet(tensor.shape)
        self.items[position] = tensor

    def stack(self) -> Tensor:
        """All elements along a new first axis."""
        if not self.items:
            shape = self._element.shape
            rest = [] if shape.rank is None else [dim or 0 for dim in shape.as_list()]
            return zeros([0, *rest], self._dtype)
        self.items = [self._zeros() if item is None else item for item in self.items]
        return stack(self.items)

    def gather(self, indices: Any) -> Tensor:
        """Some elements along a new first axis."""
        positions = [self._position(index) for index in unstack(indices)]
        for position in positions:
            if position >= len(self.items):
                raise OutOfRangeError(
                    None,
                    None,
                    f"TensorArray.gather: expected indices below {len(self.items)}, got "
                    f"{position}. Create a larger array.",
                )
        found = [self.items[position] for position in positions]
        return stack([self._zeros() if item is None else item for item in found])

    def concat(self) -> Tensor:
        """All elements, joined along their first axis."""
        items = [self._zeros() if item is None else item for item in self.items]
        for index, item in enumerate(items):
            if item.shape.rank == 0:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"TensorArray.concat: expected elements of rank at least 1, got a scalar at "
                    f"index {index}. Use stack.",
                )
        if not items:
            raise InvalidArgumentError(
                None, None, "TensorArray.concat: expected elements, got none. Write one first."
            )
        return concat(items, 0) if len(items) > 1 else items[0]

    def unstack(self, value: Any) -> None:
        """Replaces all elements by the slices of a tensor."""
        tensors = unstack(self._converted(value))
        if len(tensors) > len(self.items) and not self._dynamic:
            raise ArgumentError(
                f"TensorArray.unstack: expected at most {len(self.items)} slices, got "
                f"{len(tensors)}. Cannot unstack them into a TensorArray of static size; create "
                "a larger one."
            )
        self.items = list(tensors)

    def scatter(self, indices: Any, value: Any) -> None:
        """Writes the slices of a tensor at some indices."""
        slices = unstack(self._converted(value))
        for index, item in zip(unstack(indices), slices, strict=True):
            self.write(index, item)

    def split(self, value: Any, lengths: Any) -> None:
        """Replaces all elements by pieces of a tensor."""
        tensor: Any = self._converted(value)
        counts = [int(length) for length in unstack(lengths)]
        if sum(counts) != tensor.shape[0]:
            raise InvalidArgumentError(
                None,
                None,
                f"TensorArray.split: expected lengths that add up to {tensor.shape[0]}, got "
                f"{counts}. Expected sum of lengths to be equal to values.shape[0]; split all of "
                "the tensor.",
            )
        if len(counts) > len(self.items) and self._dynamic:
            self.items += [None] * (len(counts) - len(self.items))
        if len(counts) != len(self.items):
            raise InvalidArgumentError(
                None,
                None,
                f"TensorArray.split: expected {len(self.items)} lengths, got {len(counts)}. "
                "The TensorArray's size is not equal to the size of lengths and it is not "
                "dynamically resizeable; create it with another size.",
            )
        start = 0
        for index, length in enumerate(counts):
            self.items[index] = tensor[start : start + length]
            start += length

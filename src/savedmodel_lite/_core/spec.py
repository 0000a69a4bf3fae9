"""Descriptions of tensors without their values: `TypeSpec`, `TensorSpec`, `BoundedTensorSpec`."""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.dtype import DType, as_dtype
from savedmodel_lite._core.errors import ArgumentError, ArgumentTypeError
from savedmodel_lite._core.shape import TensorShape, as_shape


class TypeSpec:
    """Describes a kind of value that functions take and return; base of all specs."""

    __slots__ = ()

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether the value, or every value of the spec, satisfies this spec."""
        raise NotImplementedError

    def most_specific_common_supertype(self, others: Any) -> TypeSpec | None:
        """The most specific spec that all satisfy, or None."""
        return self if all(other == self for other in others) else None

    def is_subtype_of(self, other: Any) -> bool:
        """Whether every value that satisfies this spec satisfies `other`."""
        return bool(self == other)


class TensorSpec(TypeSpec):
    """Shape, dtype and name of a tensor.

    Args:
      shape: Anything that `tf.TensorShape` takes; None for an unknown rank.
      dtype: Anything that `tf.as_dtype` takes.
      name: Name of the tensor as an argument; None for none.

    Raises:
      ArgumentTypeError: If `shape` or `dtype` cannot be read. It is a `TypeError`.
    """

    __slots__ = ("_dtype", "_name", "_shape")

    def __init__(self, shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> None:
        self._shape = as_shape(shape)
        self._dtype = as_dtype(dtype)
        self._name = name

    @property
    def shape(self) -> TensorShape:
        """The static shape."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The element type."""
        return self._dtype

    @property
    def name(self) -> str | None:
        """The name, or None."""
        return self._name

    @property
    def value_type(self) -> Any:
        """The class of the described values."""
        from savedmodel_lite._core.tensor import Tensor

        return Tensor

    @classmethod
    def from_spec(cls, spec: Any, name: str | None = None) -> TensorSpec:
        """A spec with the shape and dtype of `spec`, named `name` or like `spec`."""
        return cls(spec.shape, spec.dtype, name or spec.name)

    @classmethod
    def from_tensor(cls, tensor: Any, name: str | None = None) -> TensorSpec:
        """The spec of a tensor, named `name` or like the operation that made a symbolic one."""
        if name is None and hasattr(tensor, "graph"):
            name = tensor.op.name
        return cls(tensor.shape, tensor.dtype, name)

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether dtypes are equal and shapes compatible."""
        return (
            hasattr(spec_or_value, "dtype")
            and self._dtype is spec_or_value.dtype
            and self._shape.is_compatible_with(spec_or_value.shape)
        )

    def is_subtype_of(self, other: Any) -> bool:
        """Whether `other` has this dtype, a shape that includes this one, and this name if any."""
        return (
            isinstance(other, TensorSpec)
            and other._dtype is self._dtype
            and self._shape.is_subtype_of(other._shape)
            and (not self._name or other._name == self._name)
        )

    def most_specific_common_supertype(self, others: Any) -> TensorSpec | None:
        """The spec with the dimensions that all agree on; None if dtypes or names differ."""
        shape = self._shape
        for other in others:
            if not isinstance(other, TensorSpec) or other._dtype is not self._dtype:
                return None
            if other._name != self._name:
                return None
            shape = shape.most_specific_compatible_shape(other._shape)
        return TensorSpec(shape, self._dtype, self._name)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, TensorSpec)
            and type(other) is type(self)
            and self._dtype is other._dtype
            and self._shape._dims == other._shape._dims
            and self._name == other._name
        )

    def __hash__(self) -> int:
        return hash((self._shape, self._dtype))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._shape, self._dtype, self._name)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(shape={self._shape}, dtype={self._dtype!r}, "
            f"name={self._name!r})"
        )


class BoundedTensorSpec(TensorSpec):
    """A `TensorSpec` with inclusive element-wise bounds.

    Args:
      shape: As for `TensorSpec`.
      dtype: As for `TensorSpec`.
      minimum: Least value, an array that broadcasts to the shape.
      maximum: Greatest value, likewise.
      name: As for `TensorSpec`.

    Raises:
      ArgumentError: If a bound is None. It is a `ValueError`.
    """

    __slots__ = ("_maximum", "_minimum")

    def __init__(
        self, shape: Any, dtype: Any, minimum: Any, maximum: Any, name: str | None = None
    ) -> None:
        super().__init__(shape, dtype, name)
        if minimum is None or maximum is None:
            raise ArgumentError(
                "BoundedTensorSpec: expected a minimum and a maximum, got None. Give both bounds."
            )
        numpy_type = self._dtype.as_numpy_dtype
        try:
            self._minimum = np.array(minimum, dtype=numpy_type)
            self._maximum = np.array(maximum, dtype=numpy_type)
        except (TypeError, ValueError) as error:
            raise ArgumentTypeError(
                f"BoundedTensorSpec: expected bounds of type {self._dtype.name}, got "
                f"{minimum!r} and {maximum!r}. Pass numbers of that type."
            ) from error

    @property
    def minimum(self) -> Any:
        """The lower bound, a NumPy array."""
        return self._minimum

    @property
    def maximum(self) -> Any:
        """The upper bound, a NumPy array."""
        return self._maximum

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, BoundedTensorSpec)
            and super().__eq__(other)
            and np.array_equal(self._minimum, other._minimum)
            and np.array_equal(self._maximum, other._maximum)
        )

    __hash__ = TensorSpec.__hash__

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._shape, self._dtype, self._minimum, self._maximum, self._name)

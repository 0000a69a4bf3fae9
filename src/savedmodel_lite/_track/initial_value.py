"""What a new variable holds: its initial value and static shape."""

from __future__ import annotations

from typing import Any

from savedmodel_lite._core.convert import convert_to_tensor, eager_constant
from savedmodel_lite._core.dtype import as_dtype
from savedmodel_lite._core.errors import ArgumentError
from savedmodel_lite._core.shape import Dims, TensorShape, are_compatible
from savedmodel_lite._core.tensor import EagerTensor, TensorLike


def initial_tensor(initial_value: Any, dtype: Any) -> EagerTensor:
    """The value that a variable starts with.

    Args:
      initial_value: A value, or a callable that returns one.
      dtype: The type that it must have, or None.

    Raises:
      ArgumentError: If it has another type, or is only symbolic. It is a `ValueError`.
    """
    value = initial_value() if callable(initial_value) else initial_value
    wanted = None if dtype is None else as_dtype(dtype)
    if isinstance(value, TensorLike):
        tensor = value._dense_tensor()
        if wanted is not None and tensor.dtype is not wanted:
            tensor = convert_to_tensor(tensor, wanted)
    else:
        tensor = (
            eager_constant(value, wanted)
            if not isinstance(value, (list, tuple))
            else convert_to_tensor(value, wanted)
        )
    if not isinstance(tensor, EagerTensor):
        raise ArgumentError(
            f"variable: expected an initial value that is known now, got {tensor!r}. Tensor-typed "
            "variable initializers must either be wrapped in an init_scope or callable."
        )
    return tensor


def static_dims(value: EagerTensor, shape: Any, name: str) -> Dims:
    """The static dimensions of a variable.

    Args:
      value: Its initial value.
      shape: The shape given by the user, or None for that of the value.
      name: The variable's name, for messages.

    Raises:
      ArgumentError: If the value does not have the shape. It is a `ValueError`.
    """
    if shape is None:
        return value._dims
    dims = TensorShape(shape)._dims
    if not are_compatible(dims, value._dims):
        raise ArgumentError(
            f"variable {name!r}: expected an initial value of shape {TensorShape._of(dims)}, got "
            f"shape {value.shape}. The initial value's shape is not compatible with the "
            "explicitly supplied `shape` argument."
        )
    return dims

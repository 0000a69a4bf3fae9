"""What random operations have in common: shape rules, and checks of their inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.dtype import DType, as_dtype
from savedmodel_lite._core.errors import (
    ArgumentError,
    ArgumentTypeError,
    InvalidArgumentError,
    NotFoundError,
    ShapeError,
)
from savedmodel_lite._core.shape import Dims
from savedmodel_lite._core.static_value import static_dims, static_value
from savedmodel_lite._core.tensor import Tensor
from savedmodel_lite._ops.shape_rules import require_rank


def shape_tensor(shape: Any) -> Tensor:
    """The argument `shape` as a tensor; int32 if it is empty.

    Raises:
      ArgumentTypeError: If a size is None. It is a `TypeError`.
    """
    if isinstance(shape, (list, tuple)) and any(size is None for size in shape):
        raise ArgumentTypeError(
            f"shape: expected sizes, got {shape!r}. Failed to convert elements to Tensor; use "
            "tf.shape(x)[i] for a size that is not known yet."
        )
    dtype = dtypes.int32 if isinstance(shape, (list, tuple)) and not shape else None
    return convert_to_tensor(shape, dtype, name="shape")


def drawn_dims(shape: Any) -> Dims:
    """The dimensions of what is drawn, by the vector `shape`."""
    require_rank(shape, 1, "shape")
    return static_dims(shape)


def sampled_dims(logits: Any, num_samples: Any) -> Dims:
    """The dimensions of classes drawn by the rows of `logits`."""
    batch, _ = require_rank(logits, 2, "logits")
    require_rank(num_samples, 0, "num_samples")
    count = static_value(num_samples)
    if count is not None and count < 0:
        raise ShapeError(
            f"expected at least 0 samples, got {count}. Dimension size, given by scalar input "
            "1, must be non-negative; pass another number."
        )
    return batch, None if count is None else int(count)


def sizes_of(shape: Any) -> tuple[int, ...]:
    """The value of the input `shape` of a running operation.

    Raises:
      InvalidArgumentError: If it is no vector of sizes.
    """
    if shape.ndim != 1 or (shape < 0).any():
        raise invalid(
            f"shape: expected a vector of sizes of at least 0, got {shape.tolist()!r}. "
            "Dimensions must be >= 0."
        )
    return tuple(shape.tolist())


def check_range(minval: Any, maxval: Any) -> None:
    """Refuses an empty range of whole numbers.

    Raises:
      InvalidArgumentError: If the bounds are no scalars, or leave nothing in between.
    """
    if minval.ndim or maxval.ndim:
        raise invalid(
            f"minval, maxval: expected scalars, got shapes {minval.shape} and {maxval.shape}. "
            "minval and maxval must be 0-D; scale the result instead."
        )
    if minval >= maxval:
        raise invalid(
            f"minval, maxval: expected minval < maxval, got {minval} and {maxval}. "
            "Need minval < maxval; make the range larger."
        )


def check_sampling(logits: Any, num_samples: Any) -> None:
    """Refuses what no classes can be drawn from.

    Raises:
      InvalidArgumentError: If shapes or the number of samples are wrong.
      NotFoundError: If the logits are whole numbers, for which TensorFlow has no kernel.
    """
    if logits.ndim != 2 or not logits.shape[1]:
        raise invalid(
            f"logits: expected shape [batch, classes] with at least 1 class, got {logits.shape}. "
            "logits should be a matrix and num_classes positive; reshape it."
        )
    if num_samples.ndim or num_samples < 0:
        raise invalid(
            f"num_samples: expected a scalar of at least 0, got {num_samples.tolist()!r}. "
            "num_samples should be non-negative; pass another number."
        )
    if np.issubdtype(logits.dtype, np.integer):
        raise NotFoundError(
            None,
            None,
            f"logits: expected a floating dtype, got {logits.dtype}. There is no kernel for whole "
            "numbers; use tf.cast.",
        )


def index_dtype(dtype: Any) -> DType:
    """The argument `dtype` of functions that draw classes; int64 by default.

    Raises:
      ArgumentError: If it is neither int32 nor int64. It is a `ValueError`.
    """
    return among(dtype or dtypes.int64, (dtypes.int32, dtypes.int64))


def among(dtype: Any, accepted: tuple[DType, ...]) -> DType:
    """The argument `dtype` if it is accepted.

    Raises:
      ArgumentError: If it is not. It is a `ValueError`.
    """
    result = as_dtype(dtype)
    if result not in accepted:
        raise ArgumentError(
            f"dtype: expected one of {', '.join(item.name for item in accepted)}, got "
            f"{result.name}. Argument `dtype` got invalid value; choose another."
        )
    return result


def invalid(message: str) -> InvalidArgumentError:
    """The error of an operation that cannot run with its inputs."""
    return InvalidArgumentError(None, None, message)

"""Element-wise functions of one argument: signs, rounding, exponentials, trigonometry."""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.tensor import Tensor, TensorLike
from savedmodel_lite._ops.complex_numbers import complex_abs
from savedmodel_lite._ops.registration import define, op
from savedmodel_lite._ops.shape_rules import same_as

_abs = define("Abs", np.abs, same_as("x"), folds=True)
_neg = define("Neg", np.negative, same_as("x"), folds=True)
_exp = define("Exp", np.exp, same_as("x"))


@op("Rsqrt", shape=same_as("x"))
def _rsqrt(x):
    return 1 / np.sqrt(x)


def abs(x: Any, name: str | None = None) -> Tensor:
    """Computes the absolute value.

    Args:
      x: Any shape; a numeric dtype.
      name: Name of the graph node.

    Returns:
      A tensor of the shape of `x`; real for a complex `x`, otherwise of the dtype of `x`.

    Raises:
      DtypeMismatchError: For other dtypes. It is a `TypeError`.
    """
    if not isinstance(x, TensorLike):
        x = convert_to_tensor(x)
    if x.dtype.is_complex:
        return complex_abs(x, Tout=x.dtype.real_dtype, name=name or "Abs")
    return _abs(x, name=name)


def negative(x: Any, name: str | None = None) -> Tensor:
    """Computes `-x`.

    Args:
      x: Any shape; a signed numeric dtype.
      name: Name of the graph node.

    Returns:
      A tensor of the shape and dtype of `x`.

    Raises:
      DtypeMismatchError: For unsigned types. It is a `TypeError`.
    """
    return _neg(x, name=name)

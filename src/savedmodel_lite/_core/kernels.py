"""What the registry needs to know of kernels: their parameters, and what they return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.tensor import OPAQUE


def as_value(result: Any, dtype: DType) -> Any:
    """A kernel's result as the array that a tensor of type `dtype` holds."""
    if dtype in OPAQUE:
        return result
    numpy_type = dtype.as_numpy_dtype
    if isinstance(result, np.ndarray):
        return result if result.dtype == numpy_type else result.astype(numpy_type)
    if numpy_type is object:
        array = np.empty((), object)
        array[()] = result
        return array
    return np.asarray(result, numpy_type)


def keyword_only(function: Callable[..., Any] | None) -> tuple[str, ...]:
    if function is None:
        return ()
    names: tuple[str, ...] | None = getattr(function, "keyword_only", None)
    if names is not None:
        return names
    code = getattr(function, "__code__", None)
    if code is None:  # a NumPy ufunc
        return ()
    start = code.co_argcount
    return tuple(code.co_varnames[start : start + code.co_kwonlyargcount])

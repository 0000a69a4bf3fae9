"""What can be stored, as an array and its type."""

from typing import Any

import numpy as np
import numpy.typing as npt

from savedmodel_lite._bundle.entry import RESOURCE, STRING, VARIANT
from savedmodel_lite._core.dtype import DType, as_dtype
from savedmodel_lite._core.errors import ArgumentTypeError, InvalidArgumentError

Array = npt.NDArray[Any]


def as_storable(key: str, value: Any, dtype: DType | None) -> tuple[Array, DType]:
    """Returns a value as an array and the type to store it under.

    Args:
      key: Key of the tensor, for error messages.
      value: See `BundleWriter.add`.
      dtype: Type asked for, or None.

    Raises:
      InvalidArgumentError: If the value cannot be stored, or not as `dtype`.
    """
    if dtype is RESOURCE:
        raise _refuse(key, "values", "resource handles, which mean nothing outside their process")
    array = value if isinstance(value, np.ndarray) else _as_array(key, value, dtype)
    if array.dtype.kind == "T":  # NumPy 2's strings of any length
        array = array.astype(object)
    try:
        found = as_dtype(array.dtype)
    except ArgumentTypeError as error:
        raise _refuse(key, "an array of a TensorFlow type", f"{array.dtype}") from error
    if dtype is None or dtype is found:
        dtype = found
    elif not (_is_plain_form(array, dtype) or (dtype is VARIANT and found is STRING)):
        raise _refuse(key, f"an array of {dtype.name}", f"one of {found.name}")
    return array, dtype


def as_strings(key: str, array: Array) -> list[bytes]:
    """Returns the elements of a string array in row-major order, text as UTF-8.

    Raises:
      InvalidArgumentError: If an element is neither bytes nor text.
    """
    elements: list[Any] = array.ravel().tolist()
    return [element if type(element) is bytes else _as_bytes(key, element) for element in elements]


def as_variants(key: str, array: Array) -> list[bytes]:
    """Returns the elements of a variant array in row-major order.

    Raises:
      InvalidArgumentError: If an element is not a serialised VariantTensorDataProto.
    """
    elements: list[Any] = array.ravel().tolist()
    for element in elements:
        if not isinstance(element, bytes):
            got = type(element).__name__
            raise _refuse(key, "variants as bytes of VariantTensorDataProto messages", got)
    return elements


def _as_array(key: str, value: Any, dtype: DType | None) -> Array:
    if isinstance(value, (bytes, str)) or dtype is VARIANT or dtype is STRING:
        # NumPy's own string types cut trailing zero bytes off.
        return np.array(value, object)
    try:
        if dtype is None:
            return _keep_bytes(value, np.asarray(value))
        if dtype.is_quantized:
            return np.asarray(value, next(iter(dtype.as_numpy_dtype.fields.values()))[0])
        return np.asarray(value, dtype.as_numpy_dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise _refuse(key, "an array or what NumPy makes one of", f"{error}") from error


def _keep_bytes(value: Any, array: Array) -> Array:
    return np.array(value, object) if array.dtype.kind in "SU" else array


def _is_plain_form(array: Array, dtype: DType) -> bool:
    """Tells whether `array` holds a quantised type as the integers it is made of."""
    if not dtype.is_quantized:
        return False
    (field,) = dtype.as_numpy_dtype.fields.values()
    return bool(array.dtype.newbyteorder("=") == field[0])


def _as_bytes(key: str, element: Any) -> bytes:
    if isinstance(element, str):
        return element.encode()
    if isinstance(element, bytes):
        return bytes(element)
    raise _refuse(key, "strings as bytes or str", type(element).__name__)


def _refuse(key: str, expected: str, got: str) -> InvalidArgumentError:
    message = f"Tensor {key!r}: expected {expected}, got {got}. Convert it before saving."
    return InvalidArgumentError(None, None, message)

"""Attribute values as users give them -> values of the types that the op table says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from savedmodel_lite._core.convert import eager_constant
from savedmodel_lite._core.dtype import as_dtype
from savedmodel_lite._core.shape import as_shape
from savedmodel_lite._core.tensor import EagerTensor

if TYPE_CHECKING:
    from savedmodel_lite._core.op_schema import AttrSchema


def _identity(value: Any) -> Any:
    return value


def _as_bool(value: Any) -> bool:
    return bool(value)


def _as_tensor_value(value: Any) -> EagerTensor:
    return value if isinstance(value, EagerTensor) else eager_constant(value)


_SCALAR_READERS: dict[str, Callable[[Any], Any]] = {
    "int": int,
    "float": float,
    "bool": _as_bool,
    "string": _identity,
    "type": as_dtype,
    "shape": as_shape,
    "tensor": _as_tensor_value,
    "func": _identity,
}


def attr_reader(attr: AttrSchema) -> Callable[[Any], Any]:
    """A function that turns Python values into values of the attribute."""
    if not attr.type.startswith("list("):
        return _SCALAR_READERS[attr.type]
    item = _SCALAR_READERS[attr.type[5:-1]]
    return lambda value: tuple(item(element) for element in value)

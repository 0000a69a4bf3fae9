"""Attribute values <-> `AttrValue`.

The op table says which type an attribute has; attributes that it does not know, which start with
an underscore, are written by the Python type of their value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from savedmodel_lite._core.dtype import DType, as_dtype
from savedmodel_lite._core.errors import ArgumentTypeError
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._core.tensor import EagerTensor
from savedmodel_lite._serde.tensor_proto import (
    dims_from_proto,
    dims_to_proto,
    tensor_from_proto,
    tensor_to_proto,
)

# From a function object to its name in the file.
FunctionNames = Callable[[Any], str]


def _as_bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def attr_to_proto(attr_type: str, value: Any, message: Any, names: FunctionNames) -> None:
    """Fills an `AttrValue`.

    Args:
      attr_type: Type in the op table, such as `"int"` or `"list(type)"`.
      value: The value, in our nouns.
      message: An empty `AttrValue`.
      names: Gives the name in the file of a function.
    """
    if attr_type == "type":
        message.type = value.as_datatype_enum
    elif attr_type == "int":
        message.i = value
    elif attr_type == "bool":
        message.b = value
    elif attr_type == "string":
        message.s = _as_bytes(value)
    elif attr_type == "float":
        message.f = value
    elif attr_type == "shape":
        message.shape.SetInParent()
        dims_to_proto(value._dims, message.shape)
    elif attr_type == "tensor":
        tensor_to_proto(value._array, value.dtype, message.tensor)
    elif attr_type == "func":
        message.func.name = names(value)
    else:
        message.list.SetInParent()
        _list_to_proto(attr_type[5:-1], value, message.list, names)


def _list_to_proto(item_type: str, values: Any, message: Any, names: FunctionNames) -> None:
    if item_type == "type":
        message.type.extend([item.as_datatype_enum for item in values])
    elif item_type == "int":
        message.i.extend(values)
    elif item_type == "string":
        message.s.extend([_as_bytes(item) for item in values])
    elif item_type == "float":
        message.f.extend(values)
    elif item_type == "bool":
        message.b.extend(values)
    elif item_type == "shape":
        for item in values:
            dims_to_proto(item._dims, message.shape.add())
    elif item_type == "tensor":
        for item in values:
            tensor_to_proto(item._array, item.dtype, message.tensor.add())
    else:
        for item in values:
            message.func.add(name=names(item))


def inferred_attr_type(name: str, value: Any) -> str:
    """The type of an attribute that the op table does not know.

    Raises:
      ArgumentTypeError: If the value has no type that attributes can have. It is a `TypeError`.
    """
    if isinstance(value, tuple):
        return f"list({inferred_attr_type(name, value[0]) if value else 'int'})"
    for kind, attr_type in _PYTHON_TYPES:
        if isinstance(value, kind):
            return attr_type
    if hasattr(value, "name") and hasattr(value, "graph"):
        return "func"
    raise ArgumentTypeError(
        f"attribute {name!r}: expected a bool, number, string, dtype, shape, tensor or function, "
        f"got {value!r}. Convert it."
    )


_PYTHON_TYPES: tuple[tuple[Any, str], ...] = (
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    ((str, bytes), "string"),
    (DType, "type"),
    (TensorShape, "shape"),
    (EagerTensor, "tensor"),
)


def attr_from_proto(message: Any) -> Any:
    """The value of an `AttrValue` in our nouns; functions as their names, strings as bytes."""
    kind = message.WhichOneof("value")
    if kind is None:
        return None
    value = getattr(message, kind)
    if kind == "list":
        return _list_from_proto(value)
    return _READERS[kind](value)


def _list_from_proto(message: Any) -> tuple[Any, ...]:
    for field, _ in message.ListFields():
        reader = _READERS[field.name]
        return tuple(reader(item) for item in getattr(message, field.name))
    return ()


def _same(value: Any) -> Any:
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "s": _same,
    "i": _same,
    "f": _same,
    "b": _same,
    "placeholder": _same,
    "type": as_dtype,
    "shape": lambda message: TensorShape._of(dims_from_proto(message)),
    "tensor": tensor_from_proto,
    "func": lambda message: message.name,
}

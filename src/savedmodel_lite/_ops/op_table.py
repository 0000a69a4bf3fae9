"""Reads TensorFlow's op table, which is data in this package.

`op_defs.pb` is an `OpList` of all registered operations of one TensorFlow release, without
descriptions; `op_table_version.txt` names the release and its GraphDef version. Both are written
by `tools/make_op_table.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from savedmodel_lite._core.dtype import DType, as_dtype
from savedmodel_lite._core.op_schema import ArgSchema, AttrSchema, OpSchema
from savedmodel_lite._core.registry import set_schema_source
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._core.tensor import EagerTensor
from savedmodel_lite._proto import messages as pb

_FOLDER = Path(__file__).parent
_custom: dict[str, Any] = {}


@cache
def _version() -> tuple[str, int]:
    name, producer = (_FOLDER / "op_table_version.txt").read_text(encoding="utf-8").split()
    return name, int(producer)


def tensorflow_version() -> str:
    """The TensorFlow release that the table was taken from, such as `"2.21.0"`."""
    return _version()[0]


def graph_def_version() -> int:
    """The GraphDef version (`producer`) of that release."""
    return _version()[1]


@cache
def _table() -> dict[str, Any]:
    op_list = pb.OpList.FromString((_FOLDER / "op_defs.pb").read_bytes())
    return {definition.name: definition for definition in op_list.op}


def op_names() -> list[str]:
    """The names of all operations of the table, sorted."""
    return [*_table(), *_custom]


def op_def(name: str) -> Any:
    """The `OpDef` message of an operation, or None."""
    found = _table().get(name)
    return _custom.get(name) if found is None else found


@cache
def schema(name: str) -> OpSchema | None:
    """The schema of an operation, or None if the table does not have it."""
    definition = op_def(name)
    return None if definition is None else _schema_from_op_def(definition)


def add_custom_op(definition: Any) -> OpSchema:
    """Adds the `OpDef` of an operation that the table does not have, and returns its schema."""
    _custom[definition.name] = definition
    schema.cache_clear()
    return _schema_from_op_def(definition)


def _schema_from_op_def(definition: Any) -> OpSchema:
    return OpSchema(
        name=definition.name,
        inputs=tuple(_arg(arg) for arg in definition.input_arg),
        outputs=tuple(_arg(arg) for arg in definition.output_arg),
        attrs=tuple(_attr(attr) for attr in definition.attr),
        is_stateful=definition.is_stateful,
        removed_in=definition.deprecation.version,
        removal_reason=definition.deprecation.explanation,
    )


def _arg(arg: Any) -> ArgSchema:
    return ArgSchema(
        arg.name,
        as_dtype(arg.type) if arg.type else None,
        arg.type_attr,
        arg.number_attr,
        arg.type_list_attr,
    )


def _attr(attr: Any) -> AttrSchema:
    has_default = attr.HasField("default_value")
    allowed: tuple[Any, ...] = ()
    if attr.HasField("allowed_values"):
        values = attr.allowed_values.list
        allowed = tuple(as_dtype(item) for item in values.type)
        allowed = allowed or tuple(item.decode() for item in values.s)
    return AttrSchema(
        attr.name,
        attr.type,
        _default(attr) if has_default else None,
        has_default,
        allowed,
        attr.minimum if attr.has_minimum else None,
    )


def _default(attr: Any) -> Any:
    value = attr.default_value
    if attr.type.startswith("list("):
        return tuple(_READERS[attr.type[5:-1]](item) for item in _items(attr.type, value.list))
    return _READERS[attr.type](getattr(value, _FIELDS[attr.type]))


def _items(attr_type: str, values: Any) -> Any:
    return getattr(values, _FIELDS[attr_type[5:-1]])


def _shape(message: Any) -> TensorShape:
    if message.unknown_rank:
        return TensorShape(None)
    return TensorShape([dim.size for dim in message.dim])


def _tensor(message: Any) -> EagerTensor:
    # The table's tensor defaults are empty or a few integers; others would need `_serde`.
    dtype: DType = as_dtype(message.dtype)
    dims = [dim or 0 for dim in _shape(message.tensor_shape).as_list()]
    values = list(message.int_val)
    array = (
        np.array(values, dtype.as_numpy_dtype) if values else np.zeros(dims, dtype.as_numpy_dtype)
    )
    return EagerTensor(array.reshape(dims), dtype)


_FIELDS = {
    "int": "i",
    "float": "f",
    "bool": "b",
    "string": "s",
    "type": "type",
    "shape": "shape",
    "tensor": "tensor",
    "func": "func",
}

_READERS: dict[str, Any] = {
    "int": int,
    "float": float,
    "bool": bool,
    "string": bytes.decode,
    "type": as_dtype,
    "shape": _shape,
    "tensor": _tensor,
    "func": lambda value: value.name,
}

set_schema_source(schema)

"""Graphs and functions -> `NodeDef`, `FunctionDef`, `GraphDef` (format.md 3.2, 3.3)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.naming import ArgumentNames
from savedmodel_lite._proto import messages as pb
from savedmodel_lite._serde.attr_value import FunctionNames, attr_to_proto, inferred_attr_type
from savedmodel_lite._serde.tensor_proto import dims_to_proto

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from savedmodel_lite._core.graph import Operation
    from savedmodel_lite._core.registry import Op
    from savedmodel_lite._core.tensor import SymbolicTensor
    from savedmodel_lite._function.concrete_function import ConcreteFunction

_CONSTRUCTION_CONTEXT = "kEagerRuntime"


def _fill_node(operation: Operation, message: Any, names: FunctionNames, outputs: bool) -> None:
    """Writes type, device and attributes; default attributes are left out.

    Args:
      operation: The node.
      message: A `NodeDef` with name and inputs.
      names: Gives the name in the file of a function.
      outputs: Whether to write the static shapes of the outputs.
    """
    message.op = operation.definition.name
    if operation.device:
        message.device = operation.device
    kinds = _attr_kinds(operation.definition)
    attrs = operation.attrs
    written = []
    for name, value in attrs.items():
        kind = kinds.get(name)
        if kind is None:
            written.append((name, inferred_attr_type(name, value), value))
        elif not _is_default(kind, value):
            written.append((name, kind[0], value))
    if outputs:
        written.append(("_output_shapes", "", operation.outputs))
    written.sort(key=_first)
    add = message.attr.add
    for name, kind_name, value in written:
        entry = add(key=name)
        if kind_name:
            attr_to_proto(kind_name, value, entry.value, names)
        else:
            _shapes_to_proto(value, entry.value)


def _first(item: tuple[str, str, Any]) -> str:
    return item[0]


def _shapes_to_proto(tensors: Iterable[SymbolicTensor], message: Any) -> None:
    message.list.SetInParent()
    add = message.list.shape.add
    for tensor in tensors:
        dims_to_proto(tensor._dims, add())


@cache
def _attr_kinds(definition: Op) -> dict[str, tuple[str, bool, Any]]:
    """(type, has a default, default) of each attribute of an operation type."""
    return {
        attr.name: (attr.type, attr.has_default, attr.default) for attr in definition.schema.attrs
    }


def _is_default(kind: tuple[str, bool, Any], value: Any) -> bool:
    attr_type, has_default, default = kind
    if not has_default:
        return False
    if attr_type == "string" and isinstance(value, bytes):
        return bool(value == default.encode())
    if attr_type in {"tensor", "func"}:
        return False
    return bool(value == default)


# ---- functions ---------------------------------------------------------------------------------


def function_to_proto(
    function: ConcreteFunction, name: str, names: FunctionNames, message: Any
) -> None:
    """Fills a `FunctionDef`.

    Args:
      function: The trace.
      name: Its name in the file.
      names: Gives the names in the file of the functions that it calls.
      message: An empty `FunctionDef`.
    """
    graph = function.graph
    unique = ArgumentNames()
    output_names = [unique.unique_argument(tensor.op.name) for tensor in graph.outputs]
    spelled: dict[tuple[Operation, int], str] = {}
    input_operations = {tensor.op for tensor in graph.inputs}
    for tensor in graph.inputs:
        spelled[tensor.op, 0] = unique.unique_argument(tensor.op.name)
    node_names = {
        operation: unique.unique_node(operation.name)
        for operation in graph.operations
        if operation not in input_operations
    }
    signature = message.signature
    signature.name = name
    signature.is_stateful = function.is_stateful
    _arguments_to_proto(function, spelled, message)
    for tensor, output_name in zip(graph.outputs, output_names, strict=True):
        argument = signature.output_arg.add(name=output_name, type=tensor.dtype.as_datatype_enum)
        _handle_data_to_proto(tensor, argument)
    add = message.node_def.add
    for operation, node_name in node_names.items():
        node = add(name=node_name)
        node.input.extend([_spell(tensor, spelled, node_names) for tensor in operation.inputs])
        if operation.control_inputs:
            node.input.extend(_control_inputs(operation, node_names))
        _fill_node(operation, node, names, outputs=True)
    returned = {
        output_name: _spell(tensor, spelled, node_names)
        for output_name, tensor in zip(output_names, graph.outputs, strict=True)
    }
    for key in sorted(returned):
        message.ret.add(key=key, value=returned[key])
    _function_attrs_to_proto(function, names, message)
    control_names = sorted(node_names[operation] for operation in graph.control_outputs)
    signature.control_output.extend(control_names)
    for control_name in control_names:
        message.control_ret.add(key=control_name, value=control_name)


def _control_inputs(operation: Operation, node_names: Mapping[Operation, str]) -> list[str]:
    return sorted(
        f"^{node_names[control]}" for control in operation.control_inputs if control in node_names
    )


def _spell(
    tensor: SymbolicTensor,
    spelled: dict[tuple[Operation, int], str],
    node_names: Mapping[Operation, str],
) -> str:
    """An input inside a body: an argument's name, or node:output argument:index in it."""
    key = (tensor.op, tensor.value_index)
    known = spelled.get(key)
    if known is None:
        output, index = output_position(tensor)
        known = spelled[key] = f"{node_names[tensor.op]}:{output}:{index}"
    return known


def output_position(tensor: SymbolicTensor) -> tuple[str, int]:
    """The output argument of an operation that a tensor belongs to, and its index in it."""
    definition = tensor.op.definition
    outputs = definition.schema.outputs
    if len(outputs) == 1:
        return outputs[0].name, tensor.value_index
    index = tensor.value_index
    for argument, group in zip(outputs, definition.output_types(tensor.op.attrs), strict=True):
        if index < len(group):
            return argument.name, index
        index -= len(group)
    raise AssertionError(f"{tensor!r} is no output of its operation")


def _arguments_to_proto(
    function: ConcreteFunction, spelled: Mapping[tuple[Operation, int], str], message: Any
) -> None:
    add = message.signature.input_arg.add
    for index, tensor in enumerate(function.graph.inputs):
        argument = add(name=spelled[tensor.op, 0], type=tensor.dtype.as_datatype_enum)
        _handle_data_to_proto(tensor, argument)
        entry = message.arg_attr.add(key=index)
        if tensor.dtype is not dtypes.resource:
            shapes = entry.value.attr.add(key="_output_shapes")
            _shapes_to_proto([tensor], shapes.value)
        user_name = tensor.op.attrs.get("_user_specified_name")
        if user_name is not None:
            attr = entry.value.attr.add(key="_user_specified_name")
            attr.value.s = user_name.encode()
        entry.value.SetInParent()


def _handle_data_to_proto(tensor: SymbolicTensor, argument: Any) -> None:
    if tensor.dtype is dtypes.resource and tensor.handle_data is not None:
        dtype, dims = tensor.handle_data
        data = argument.handle_data.add(dtype=dtype.as_datatype_enum)
        data.shape.SetInParent()
        dims_to_proto(dims, data.shape)


def _function_attrs_to_proto(
    function: ConcreteFunction, names: FunctionNames, message: Any
) -> None:
    attrs = {"_construction_context": _CONSTRUCTION_CONTEXT, **function.attributes}
    for name in sorted([*attrs, "_input_shapes"]):
        entry = message.attr.add(key=name)
        if name != "_input_shapes":
            attr_to_proto(inferred_attr_type(name, attrs[name]), attrs[name], entry.value, names)
        elif function.graph.inputs:
            _shapes_to_proto(function.graph.inputs, entry.value)
        else:
            entry.value.SetInParent()


# ---- graphs ------------------------------------------------------------------------------------


def graph_to_proto(operations: Iterable[Operation], names: FunctionNames, message: Any) -> None:
    """Adds the nodes of a top-level graph to a `GraphDef`."""
    add = message.node.add
    for operation in operations:
        node = add(name=operation.name)
        node.input.extend([flat_name(tensor) for tensor in operation.inputs])
        node.input.extend(sorted(f"^{control.name}" for control in operation.control_inputs))
        _fill_node(operation, node, names, outputs=bool(operation.outputs))


def flat_name(tensor: SymbolicTensor) -> str:
    """An input at top level: node, or node:flat output index."""
    if tensor.value_index == 0:
        return tensor.op.name
    return f"{tensor.op.name}:{tensor.value_index}"


def new_function_def(function: ConcreteFunction, name: str, names: FunctionNames) -> Any:
    """A new `FunctionDef` for a trace."""
    message = pb.FunctionDef()
    function_to_proto(function, name, names, message)
    return message

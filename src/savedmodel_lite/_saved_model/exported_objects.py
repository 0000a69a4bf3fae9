"""The top-level nodes of each kind of object: variables, constants, assets, resources.

One function a kind; `add_object` has the table. Each makes the nodes of format.md 3.2 and binds
what functions capture of the object.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.context import device
from savedmodel_lite._core.graph import Operation
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._core.tensor import SymbolicTensor
from savedmodel_lite._saved_model.exported_view import CapturedConstant
from savedmodel_lite._saved_model.mapped_graph import MappedGraph
from savedmodel_lite._track.asset import Asset
from savedmodel_lite._track.resource import TrackableResource
from savedmodel_lite._track.variable import Variable

_STRING_SCALAR = (dtypes.string, ())


def add_object(graph: MappedGraph, node_id: int, node: Any, shared_name: str) -> Operation | None:
    """Adds the nodes of an object.

    Args:
      graph: The top-level graph, which is being built.
      node_id: The id of the object.
      node: The object.
      shared_name: A name for its resource that no other resource has.

    Returns:
      The node that the object is found by, None for objects without nodes.
    """
    for kind, add in _KINDS:
        if isinstance(node, kind):
            return add(graph, node_id, node, shared_name)
    return None


def _add_variable(
    graph: MappedGraph, node_id: int, variable: Variable, _shared_name: str
) -> Operation:
    """A variable; of a distributed one the primary component, or all if the policy says so.

    Functions that capture another component get the primary one if that is all there is.
    """
    primary, *others = variable._components()
    added = handle = _add_handle(graph, primary)
    graph.bind(variable._handle, node_id, _same(handle.outputs[0]))
    for component in others:
        if graph.policy.expands_distributed_variables:
            added = _add_handle(graph, component)
        graph.bind(component._handle, node_id, _same(added.outputs[0]))
    return handle


def _add_handle(graph: MappedGraph, variable: Variable) -> Operation:
    name = graph.unique_name(variable._shared_name)
    if not graph.policy.saves_devices:
        return _add_placed_handle(graph, variable, name)
    with device(variable.device):
        return _add_placed_handle(graph, variable, name)


def _add_placed_handle(graph: MappedGraph, variable: Variable, name: str) -> Operation:
    handle = graph.add(
        "VarHandleOp",
        f"{name}/",
        outputs=[(dtypes.resource, ())],
        dtype=variable.dtype,
        shape=variable.shape,
        shared_name=name,
        debug_name=f"{name}/",
    )
    tensor = handle.outputs[0]
    tensor.handle_data = (variable.dtype, variable._dims)
    outputs = [(variable.dtype, variable._dims)]
    graph.add(
        "ReadVariableOp", f"{name}/Read/ReadVariableOp", [tensor], outputs, dtype=variable.dtype
    )
    return handle


def _add_constant(
    graph: MappedGraph, node_id: int, constant: CapturedConstant, _shared_name: str
) -> Operation:
    tensor = graph.constant(constant.tensor, "Const")
    graph.bind(constant.tensor, node_id, _same(tensor))
    return tensor.op


def _add_asset(graph: MappedGraph, node_id: int, asset: Asset, _shared_name: str) -> Operation:
    """A variable that loaders set to the path of the file; returns the node that sets it."""
    attrs: dict[str, Any] = {"dtype": dtypes.string, "shape": TensorShape([])}
    path = graph.add("Placeholder", "asset_path_initializer", outputs=[_STRING_SCALAR], **attrs)
    name = graph.unique_name("Variable")
    handle = graph.add(
        "VarHandleOp",
        f"{name}/",
        outputs=[(dtypes.resource, ())],
        shared_name=name,
        debug_name=f"{name}/",
        _class=(f"loc:@{name}",),
        **attrs,
    ).outputs[0]
    handle.handle_data = _STRING_SCALAR
    is_set = f"{name}/IsInitialized/VarIsInitializedOp"
    graph.add("VarIsInitializedOp", is_set, [handle], [(dtypes.bool_, ())])
    assign = graph.add(
        "AssignVariableOp", f"{name}/Assign", [handle, path.outputs[0]], dtype=dtypes.string
    )

    def read(name: str = "ReadVariableOp") -> SymbolicTensor:
        read = graph.add("ReadVariableOp", name, [handle], [_STRING_SCALAR], dtype=dtypes.string)
        return read.outputs[0]

    read(f"{name}/Read/ReadVariableOp")
    graph.bind(asset.asset_path, node_id, read)
    return assign


def _add_resource(
    graph: MappedGraph, node_id: int, resource: TrackableResource, shared_name: str
) -> Operation | None:
    if resource.resource_handle is None:
        return None
    with device(resource._resource_device):
        tensor = resource._create_shared(shared_name)
    graph.bind(resource.resource_handle, node_id, _same(tensor))
    return tensor.op  # type: ignore[no-any-return]


def _same(tensor: SymbolicTensor) -> Callable[[], SymbolicTensor]:
    return lambda: tensor


_KINDS: tuple[tuple[type, Callable[..., Operation | None]], ...] = (
    (Variable, _add_variable),
    (CapturedConstant, _add_constant),
    (Asset, _add_asset),
    (TrackableResource, _add_resource),
)

"""What a checkpoint of an object graph holds.

    view of objects ──plan_checkpoint──▶ entries + object graph ──▶ `shards`

A plan holds no copy of a value; each is read when it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from savedmodel_lite._checkpoint.keys import (
    OBJECT_GRAPH_KEY,
    VARIABLE_VALUE,
    attribute_key,
    checkpoint_path,
    escape_name,
)
from savedmodel_lite._checkpoint.registered_savers import (
    objects_by_saver,
    run_savers,
    saver_of,
)
from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.dtype import DType, string
from savedmodel_lite._core.errors import ArgumentError
from savedmodel_lite._core.tensor import EagerTensor
from savedmodel_lite._serde.trackable_object_graph import (
    SavedAttribute,
    SavedNode,
    SlotVariable,
    object_graph_to_proto,
)
from savedmodel_lite._track.python_state import PythonState
from savedmodel_lite._track.slots import slots_by_optimizer
from savedmodel_lite._track.trackable import Trackable
from savedmodel_lite._track.variable import Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from savedmodel_lite._proto import messages as pb
    from savedmodel_lite._track.object_graph import ObjectGraphView


@dataclass(frozen=True, slots=True)
class SaveEntry:
    """One tensor to write.

    Attributes:
      key: Its key in the bundle.
      dtype: Its element type.
      shape: Its shape; of a slice, that of the slice.
      read: Gives its value as an array; called when it is written.
      shape_and_slice: Which part of which shape it is (`"4 6 0,2:-"`), "" for a whole tensor.
      device: Device of its variable as the user gave it, "" for none.
      trackable: The object it belongs to, or None.
    """

    key: str
    dtype: DType
    shape: tuple[int, ...]
    read: Callable[[], Any]
    shape_and_slice: str = ""
    device: str = ""
    trackable: Any = None


@dataclass(frozen=True, slots=True)
class CheckpointPlan:
    """What a checkpoint will hold.

    Attributes:
      entries: The tensors in the order in which they are written. The last is the string scalar
        `_CHECKPOINTABLE_OBJECT_GRAPH`, the serialised `object_graph`.
      object_graph: The objects and their attributes.
    """

    entries: tuple[SaveEntry, ...]
    object_graph: pb.TrackableObjectGraph


def plan_checkpoint(
    view: ObjectGraphView,
    nodes_limit: int | None = None,
    full_names: Mapping[int, str] | None = None,
) -> CheckpointPlan:
    """Plans the checkpoint of the objects of a view.

    Objects that own no tensors, such as functions and constants, become nodes without attributes.

    Args:
      view: The objects.
      nodes_limit: How many nodes to take from the front, None for all; nodes behind them are left
        out together with the edges to them.
      full_names: Names of variables in name-based checkpoints by node id, where they are not the
        variables' own.

    Returns:
      The plan. What registered savers write comes first, then tensors in the order of their
      nodes, then Python state.

    Raises:
      ArgumentError: If an object gives its tensors in another form than a dict, or a registered
        saver returns something else than prefixes. It is a `ValueError`; the message has the
        object's path or the saver's name.
    """
    limit = len(view.nodes) if nodes_limit is None else nodes_limit
    full_names = full_names or {}
    entries = [
        SaveEntry(item.key, item.dtype, item.array.shape, partial(_identity, item.array), item.part)
        for item in run_savers(objects_by_saver(view, limit))
    ]
    state_entries: list[SaveEntry] = []
    attributes: list[tuple[SavedAttribute, ...]] = []
    savers = [saver_of(view, node_id) for node_id in range(limit)]
    for node_id, node in enumerate(view.nodes[:limit]):
        if savers[node_id] is not None:
            attributes.append(())
        elif isinstance(node, Variable):
            full_name = full_names.get(node_id, node._shared_name)
            path = checkpoint_path(view, node_id)
            attributes.append(_plan_variable(node, path, full_name, entries))
        elif isinstance(node, Trackable) and node._has_own_tensors():
            path = checkpoint_path(view, node_id)
            target = state_entries if isinstance(node, PythonState) else entries
            attributes.append(_plan_tensors(node, path, view.path_text(node_id), target))
        else:
            attributes.append(())
    children = view.children[:limit]
    if limit < len(view.nodes):
        children = tuple(tuple(edge for edge in edges if edge[1] < limit) for edges in children)
    slots = {
        optimizer: tuple(
            SlotVariable(slot.original, slot.name, slot.variable)
            for slot in kept
            if slot.variable < limit
        )
        for optimizer, kept in slots_by_optimizer(view).items()
    }
    own_values = [
        bool(items or slots.get(node_id) or savers[node_id])
        for node_id, items in enumerate(attributes)
    ]
    keeps_values = _mark_ancestors(children, own_values)
    object_graph = object_graph_to_proto(
        SavedNode(edges, items, slots.get(node_id, ()), savers[node_id], keeps)
        for node_id, (edges, items, keeps) in enumerate(
            zip(children, attributes, keeps_values, strict=True)
        )
    )
    entries += state_entries
    entries.append(_plan_object_graph(object_graph))
    return CheckpointPlan(tuple(entries), object_graph)


def _plan_variable(
    variable: Variable, path: str, full_name: str, entries: list[SaveEntry]
) -> tuple[SavedAttribute, ...]:
    """Adds the entry of a variable, if it has a value, and returns its attribute."""
    key = attribute_key(path, VARIABLE_VALUE)
    array = variable._saved_value()
    if array is not None:
        # Arrays are replaced by assignments, never written to: this one stays as it is.
        read = partial(_identity, array)
        entries.append(
            SaveEntry(key, variable.dtype, array.shape, read, "", variable._device, variable)
        )
    return (SavedAttribute(VARIABLE_VALUE, full_name, key),)


def _plan_tensors(
    node: Trackable, path: str, where: str, entries: list[SaveEntry]
) -> tuple[SavedAttribute, ...]:
    """Adds the entries of an object with tensors of its own, and returns its attributes."""
    tensors = node._serialize_to_tensors()
    if not isinstance(tensors, dict):
        raise ArgumentError(
            f"{where}: expected a dict of tensors from _serialize_to_tensors, got {tensors!r}. "
            "Return the tensors by name."
        )
    saveable_name = getattr(node, "_saveable_name", None)
    attributes = []
    for name, value in tensors.items():
        key = own_tensor_key(node, path, name)
        _plan_tensor(key, value, node, entries)
        attributes.append(SavedAttribute(escape_name(name), "", key))
    if saveable_name is not None:
        return (SavedAttribute(saveable_name, "", attribute_key(path, saveable_name)),)
    return tuple(attributes)


def own_tensor_key(node: Trackable, path: str, name: str) -> str:
    """The key of a tensor that an object gives by name.

    Args:
      node: The object.
      path: Its path from `encode_path`.
      name: The tensor's name.
    """
    # Tables had one attribute before they had two tensors; its name is the start of both keys.
    saveable_name = getattr(node, "_saveable_name", None)
    if saveable_name is not None:
        return f"{attribute_key(path, saveable_name)}{name}"
    # The second escaping is TensorFlow's; readers find the key in the attribute.
    return attribute_key(path, escape_name(escape_name(name)))


def _plan_tensor(key: str, value: Any, node: Trackable, entries: list[SaveEntry]) -> None:
    """Adds the entry of a tensor, or one for each slice of a dict of slices."""
    slices = value if isinstance(value, dict) else {"": value}
    for shape_and_slice, item in slices.items():
        tensor = convert_to_tensor(item)
        if not isinstance(tensor, EagerTensor):
            raise ArgumentError(
                f"tensor {key!r}: expected a value that is known now, got {tensor!r}. Save outside "
                "of functions."
            )
        array = tensor._array
        read = partial(_identity, array)
        entries.append(SaveEntry(key, tensor.dtype, array.shape, read, shape_and_slice, "", node))


def _identity(array: Any) -> Any:
    return array


def _mark_ancestors(
    children: Sequence[tuple[tuple[str, int], ...]], keeps_values: list[bool]
) -> list[bool]:
    """Marks the nodes above those that are marked, along every edge."""
    parents: list[list[int]] = [[] for _ in children]
    for node_id, edges in enumerate(children):
        for _, child in edges:
            parents[child].append(node_id)
    marked = list(keeps_values)
    pending = [node_id for node_id, keeps in enumerate(marked) if keeps]
    while pending:
        for parent in parents[pending.pop()]:
            if not marked[parent]:
                marked[parent] = True
                pending.append(parent)
    return marked


def _plan_object_graph(object_graph: pb.TrackableObjectGraph) -> SaveEntry:
    def read() -> Any:
        return object_graph.SerializeToString()

    return SaveEntry(OBJECT_GRAPH_KEY, string, (), read)

"""The object graph of a checkpoint <-> `TrackableObjectGraph` (docs/format.md, section 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from savedmodel_lite._proto import messages as pb

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class SavedAttribute:
    """One part of an object's state that a checkpoint keeps.

    Attributes:
      name: Name of the part, `VARIABLE_VALUE` for the value of a variable.
      full_name: Name of the variable in name-based checkpoints, "" for anything else.
      checkpoint_key: Key of the tensor in the bundle.
    """

    name: str
    full_name: str
    checkpoint_key: str


@dataclass(frozen=True, slots=True)
class SlotVariable:
    """A variable that an optimizer keeps for another variable.

    Attributes:
      original_variable: Node id of the variable it is kept for.
      slot_name: What it is, such as `"momentum"`.
      slot_variable: Node id of the variable kept.
    """

    original_variable: int
    slot_name: str
    slot_variable: int


@dataclass(frozen=True, slots=True)
class RegisteredSaver:
    """The saver, registered by name, that wrote the state of an object.

    Attributes:
      name: Name of the saver.
      object_name: Name of the object, by which the saver found its keys.
    """

    name: str
    object_name: str


@dataclass(frozen=True, slots=True)
class SavedNode:
    """One object of a checkpoint; its id is its position.

    Attributes:
      children: Name and node id of each child, in order.
      attributes: What is kept of the object itself.
      slot_variables: What an optimizer keeps for variables.
      registered_saver: The saver that wrote it, or None.
      has_checkpoint_values: Whether it or an object below it keeps values; None if the file, an
        old one, does not say.
    """

    children: tuple[tuple[str, int], ...] = ()
    attributes: tuple[SavedAttribute, ...] = ()
    slot_variables: tuple[SlotVariable, ...] = ()
    registered_saver: RegisteredSaver | None = None
    has_checkpoint_values: bool | None = None

    @property
    def keeps_values(self) -> bool:
        """Whether anything is kept of the object itself."""
        return bool(self.attributes or self.slot_variables or self.registered_saver)


def object_graph_to_proto(nodes: Iterable[SavedNode]) -> pb.TrackableObjectGraph:
    """Encodes the objects of a checkpoint.

    Args:
      nodes: The objects, by node id.
    """
    message = pb.TrackableObjectGraph()
    add_node = message.nodes.add
    for node in nodes:
        encoded = add_node()
        if node.children:
            add_child = encoded.children.add
            for name, child in node.children:
                add_child(node_id=child, local_name=name)
        for attribute in node.attributes:
            encoded.attributes.add(
                name=attribute.name,
                full_name=attribute.full_name,
                checkpoint_key=attribute.checkpoint_key,
            )
        for slot in node.slot_variables:
            encoded.slot_variables.add(
                original_variable_node_id=slot.original_variable,
                slot_name=slot.slot_name,
                slot_variable_node_id=slot.slot_variable,
            )
        if node.registered_saver is not None:
            encoded.registered_saver.name = node.registered_saver.name
            encoded.registered_saver.object_name = node.registered_saver.object_name
        if node.has_checkpoint_values is not None:
            encoded.has_checkpoint_values.value = node.has_checkpoint_values
    return message


def object_graph_from_proto(message: pb.TrackableObjectGraph) -> tuple[SavedNode, ...]:
    """Decodes the objects of a checkpoint, by node id."""
    return tuple(_node_from_proto(node) for node in message.nodes)


def _node_from_proto(node: pb.TrackableObjectGraph.TrackableObject) -> SavedNode:
    saver = node.registered_saver if node.HasField("registered_saver") else None
    return SavedNode(
        tuple((child.local_name, child.node_id) for child in node.children),
        tuple(
            SavedAttribute(item.name, item.full_name, item.checkpoint_key)
            for item in node.attributes
        ),
        tuple(
            SlotVariable(slot.original_variable_node_id, slot.slot_name, slot.slot_variable_node_id)
            for slot in node.slot_variables
        ),
        None if saver is None else RegisteredSaver(saver.name, saver.object_name),
        node.has_checkpoint_values.value if node.HasField("has_checkpoint_values") else None,
    )

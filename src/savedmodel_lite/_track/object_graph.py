"""The walk over tracked objects: nodes, named children and paths, as one frozen view."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from savedmodel_lite._core.errors import ArgumentError, ArgumentTypeError
from savedmodel_lite._track.slots import SlotReference, find_slots
from savedmodel_lite._track.trackable import CHECKPOINT, is_function, is_trackable

Children = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ObjectGraphView:
    """The objects that are reached from a root, breadth first.

    Args:
      nodes: The objects; a node's id is its index, the root's is 0.
      children: For each node its children as (name, id), in order.
      paths: For each node the child names that lead to it from the root, by the first way found.
      ids: Node id by `id()` of the object.
      slots: The slot variables of optimizers, which are the last nodes. No child name leads to
        them; their path is that of the optimizer and the slot's name and variable.
    """

    nodes: tuple[Any, ...]
    children: tuple[tuple[tuple[str, int], ...], ...]
    paths: tuple[tuple[str, ...], ...]
    ids: dict[int, int]
    slots: tuple[SlotReference, ...] = ()

    def id_of(self, value: Any) -> int | None:
        """The node id of an object, or None if it is not reached."""
        return self.ids.get(id(value))

    def path_text(self, node_id: int) -> str:
        """The path of a node for messages, such as `"root.layers.0.kernel"`."""
        return ".".join(("root", *self.paths[node_id]))


def checkpoint_children(value: Any) -> dict[str, Any]:
    """The children of an object in a checkpoint: functions have none."""
    if is_function(value):
        return {}
    return value._trackable_children(CHECKPOINT)  # type: ignore[no-any-return]


def view_objects(root: Any, children_of: Children = checkpoint_children) -> ObjectGraphView:
    """Walks over all objects that are reached from `root`.

    Args:
      root: A trackable object.
      children_of: Gives the named children of an object.

    Returns:
      The view.

    Raises:
      ArgumentError: If an object cannot be saved in its state, or a child is not trackable; the
        message has its path. It is a `ValueError`.
      UnsupportedError: If a slot variable is tracked by another object as well. It is a
        `NotImplementedError`.
    """
    ids: dict[int, int] = {id(root): 0}
    nodes: list[Any] = [root]
    paths: list[tuple[str, ...]] = [()]
    edges: list[tuple[tuple[str, int], ...]] = []
    pending = deque([root])
    while pending:
        node = pending.popleft()
        path = paths[len(edges)]
        named = []
        for name, child in _children(node, path, children_of).items():
            child_id = ids.get(id(child))
            if child_id is None:
                child_id = ids[id(child)] = len(nodes)
                nodes.append(child)
                paths.append((*path, name))
                pending.append(child)
            named.append((name, child_id))
        edges.append(tuple(named))
    variables, slots = find_slots(nodes, paths, ids)
    for variable, slot in zip(variables, slots, strict=True):
        ids[id(variable)] = slot.variable
        nodes.append(variable)
        edges.append(())
        original = ".".join(("root", *paths[slot.original]))
        paths.append((*paths[slot.optimizer], f"get_slot({original}, {slot.name!r})"))
    return ObjectGraphView(tuple(nodes), tuple(edges), tuple(paths), ids, tuple(slots))


def _children(node: Any, path: tuple[str, ...], children_of: Children) -> dict[str, Any]:
    where = ".".join(("root", *path))
    try:
        children = children_of(node)
    except ValueError as error:
        raise ArgumentError(f"{where}: {error}") from error
    except ArgumentTypeError as error:
        raise ArgumentTypeError(f"{where}: {error}") from error
    for name, child in children.items():
        if not isinstance(name, str):
            raise ArgumentError(
                f"{where}: expected strings as names of children, got {name!r}. Rename it."
            )
        if not is_trackable(child) and not hasattr(child, "_trackable_children"):
            raise ArgumentError(
                f"{where}.{name}: expected a trackable object, got {child!r} of type "
                f"{type(child).__name__}. Keep it out of _trackable_children."
            )
    return children

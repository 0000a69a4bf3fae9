"""Keys of tensors in an object-based checkpoint (docs/format.md, section 2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from savedmodel_lite._track.object_graph import ObjectGraphView

OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"
VARIABLE_VALUE = "VARIABLE_VALUE"
_ATTRIBUTES = "/.ATTRIBUTES/"
_SLOT = "/.OPTIMIZER_SLOT/"


def escape_name(name: str) -> str:
    """Escapes the name of a child or tensor, so that `/` and `.` can separate names."""
    return name.replace(".", "..").replace("/", ".S")


def unescape_name(name: str) -> str:
    """Undoes `escape_name`."""
    return ".".join(part.replace(".S", "/") for part in name.split(".."))


def encode_path(path: Iterable[str]) -> str:
    """Joins the names that lead from the root to an object."""
    return "/".join([escape_name(name) for name in path])


def checkpoint_path(view: ObjectGraphView, node_id: int) -> str:
    """The path of an object that keys begin with.

    For a slot variable that is the variable's path, then the optimizer's, then the slot's name:

        v/.OPTIMIZER_SLOT/opt/momentum

    Args:
      view: The objects.
      node_id: The object.
    """
    place = node_id - view.slots[0].variable if view.slots else -1
    if not 0 <= place < len(view.slots):
        return encode_path(view.paths[node_id])
    slot = view.slots[place]
    paths = encode_path(view.paths[slot.original]), encode_path(view.paths[slot.optimizer])
    return _SLOT.join(paths) + f"/{escape_name(slot.name)}"


def attribute_key(path: str, name: str) -> str:
    """The key of one attribute of an object.

    Args:
      path: The object's path from `encode_path`.
      name: The attribute, escaped if need be.
    """
    return f"{path}{_ATTRIBUTES}{name}"


def is_object_key(key: str) -> bool:
    """Whether `key` has the form that object-based checkpoints give to keys."""
    return _ATTRIBUTES in key

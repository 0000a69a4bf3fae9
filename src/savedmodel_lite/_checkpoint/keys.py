"""Keys of tensors in an object-based checkpoint (docs/format.md, section 2.6)."""

from collections.abc import Iterable

OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"
VARIABLE_VALUE = "VARIABLE_VALUE"
_ATTRIBUTES = "/.ATTRIBUTES/"


def escape_name(name: str) -> str:
    """Escapes the name of a child or tensor, so that `/` and `.` can separate names."""
    return name.replace(".", "..").replace("/", ".S")


def unescape_name(name: str) -> str:
    """Undoes `escape_name`."""
    return ".".join(part.replace(".S", "/") for part in name.split(".."))


def encode_path(path: Iterable[str]) -> str:
    """Joins the names that lead from the root to an object."""
    return "/".join([escape_name(name) for name in path])


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

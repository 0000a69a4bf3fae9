"""The canonical bytes of a message, which fingerprints are taken of.

They are those of C++ protobuf's deterministic serialisation: fields by number, the entries of a map
by ascending key, each key once, key and value both written (docs/format.md, section 8).
"""

from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message


def canonical_bytes(message: Message) -> bytes:
    """Encodes `message` with the entries of its maps sorted and without duplicates.

    Args:
      message: Any message of this room, possibly parsed from a file that another writer made. It is
        not changed.

    Returns:
      The bytes that C++ protobuf would write deterministically.

    Raises:
      google.protobuf.message.EncodeError: A required part cannot be encoded, or the message
        exceeds 2 GiB.
    """
    ordered = type(message)()
    ordered.CopyFrom(message)
    _order_maps(ordered)
    return ordered.SerializeToString()


def _order_maps(message: Message) -> None:
    for name, is_repeated, is_map in _branches(message.DESCRIPTOR):
        if not is_repeated:
            if message.HasField(name):
                _order_maps(getattr(message, name))
            continue
        children = getattr(message, name)
        if is_map:
            _order_entries(children)
        for child in children:
            _order_maps(child)


def _order_entries(entries: Any) -> None:
    # Sorting is stable, so of equal keys the last in the file stays last, and it is the one kept.
    # Python orders strings by code point, which is the bytewise order of their UTF-8 encodings.
    entries.sort(key=_entry_key)
    last = len(entries) - 1
    for position in range(last, -1, -1):
        entry = entries[position]
        if position < last and entries[position + 1].key == entry.key:
            del entries[position]
            last -= 1
            continue
        entry.key = entry.key  # sets presence where the file left an empty key out
        if isinstance(entry.value, Message):
            entry.value.SetInParent()
        else:
            entry.value = entry.value


def _entry_key(entry: Any) -> str | int:
    key: str | int = entry.key
    return key


@cache
def _branches(descriptor: Descriptor) -> tuple[tuple[str, bool, bool], ...]:
    """Lists (field name, is repeated, is map) of the fields through which a map can be reached."""
    return tuple(
        (field.name, _is_repeated(field), is_map_entry(field.message_type))
        for field in descriptor.fields
        if field.message_type is not None and _reaches_map(field.message_type)
    )


@cache
def _reaches_map(descriptor: Descriptor) -> bool:
    pending = [descriptor]
    seen = {descriptor.full_name}
    while pending:
        current = pending.pop()
        if is_map_entry(current):
            return True
        for field in current.fields:
            child = field.message_type
            if child is not None and child.full_name not in seen:
                seen.add(child.full_name)
                pending.append(child)
    return False


def is_map_entry(descriptor: Descriptor) -> bool:
    """Tells whether a message stands for the entries of a map (see `messages`)."""
    return (
        descriptor.containing_type is not None
        and descriptor.name.endswith("Entry")
        and [field.name for field in descriptor.fields] == ["key", "value"]
    )


def _is_repeated(field: Any) -> bool:
    # `is_repeated` appeared in protobuf 6; from 7 on `label` is gone from the stubs.
    if hasattr(field, "is_repeated"):
        return bool(field.is_repeated)
    return bool(field.label == FieldDescriptor.LABEL_REPEATED)

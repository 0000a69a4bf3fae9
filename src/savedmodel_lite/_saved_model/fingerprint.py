"""Fingerprints of SavedModels: five hashes of what a directory holds (format.md, section 8)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from savedmodel_lite._core.errors import ExportError
from savedmodel_lite._core.farmhash import fingerprint64, join_fingerprints
from savedmodel_lite._proto import messages as pb
from savedmodel_lite._proto.canonical import canonical_bytes

_PRODUCER = 4
_CALLS = frozenset({"PartitionedCall", "StatefulPartitionedCall"})
_NUMBER_SUFFIX = re.compile(r"(\d+)$")


@dataclass(frozen=True, slots=True)
class ContentHashes:
    """The hashes of one SavedModel; each is an unsigned integer of 64 bits.

    Args:
      saved_model_checksum: Of the whole `SavedModel` message.
      graph_def_program_hash: Of the top-level graph, without function bodies.
      signature_def_hash: Of the signatures.
      saved_object_graph_hash: Of the concrete functions' descriptions.
      checkpoint_hash: Of the bundle's index.
    """

    saved_model_checksum: int
    graph_def_program_hash: int
    signature_def_hash: int
    saved_object_graph_hash: int
    checkpoint_hash: int


def hash_contents(saved_model: Any, saved_model_bytes: bytes | None, index: bytes) -> ContentHashes:
    """Computes the hashes.

    Args:
      saved_model: The `SavedModel` message.
      saved_model_bytes: The bytes of a message whose maps are in ascending order, as this library
        writes it; None for a message of any origin, which is put in that order first.
      index: The bytes of `variables.index`, empty if there is none.

    Raises:
      ExportError: If a function's name does not end in a number. It is a `ValueError`.
    """
    if saved_model_bytes is None:
        saved_model_bytes = canonical_bytes(saved_model)
        saved_model = pb.SavedModel.FromString(saved_model_bytes)
    meta_graph = saved_model.meta_graphs[0]
    return ContentHashes(
        fingerprint64(saved_model_bytes),
        fingerprint64(_program_bytes(meta_graph.graph_def)),
        _signatures_hash(meta_graph.signature_def),
        _object_graph_hash(meta_graph.object_graph_def),
        fingerprint64(index) if index else 0,
    )


def _program_bytes(graph: Any) -> bytes:
    """The top-level nodes without what differs between equal programs."""
    program = pb.GraphDef()
    program.version = graph.version
    program.node.extend(graph.node)
    for node in program.node:
        if node.op in _CALLS:
            _regularize_call(node)
        elif node.op == "Const":
            _regularize_constant(node)
    program.library.SetInParent()
    program.versions.SetInParent()
    return program.SerializeToString()


def _regularize_call(node: Any) -> None:
    for entry in node.attr:
        if entry.key == "f":
            entry.value.func.name = _NUMBER_SUFFIX.sub("", entry.value.func.name)
        elif entry.key == "config_proto":
            entry.value.s = b""


def _regularize_constant(node: Any) -> None:
    attrs = {entry.key: entry.value for entry in node.attr}
    if attrs["dtype"].type == pb.DT_STRING:
        attrs["value"].Clear()


def _signatures_hash(entries: Any) -> int:
    result = 0
    for entry in entries:
        result = join_fingerprints(result, fingerprint64(entry.key.encode()))
        result = join_fingerprints(result, fingerprint64(entry.value.SerializeToString()))
    return result


def _object_graph_hash(object_graph: Any) -> int:
    numbered = []
    for entry in object_graph.concrete_functions:
        match = _NUMBER_SUFFIX.search(entry.key)
        if match is None:
            raise ExportError(
                f"fingerprint: expected function names that end in a number, got {entry.key!r}. "
                "The function name does not end in an integer; rename it."
            )
        numbered.append((int(match[1]), entry.key[: match.start()], entry.value))
    result = 0
    for _, name, function in sorted(numbered, key=lambda item: item[0]):
        result = join_fingerprints(result, fingerprint64(name.encode()))
        result = join_fingerprints(result, fingerprint64(function.SerializeToString()))
    return result


def fingerprint_to_proto(hashes: ContentHashes, data_checksum: bytes = b"") -> Any:
    """A new `FingerprintDef`; its uuid follows from the contents.

    Args:
      hashes: The hashes.
      data_checksum: Further content that the uuid is to depend on.
    """
    message = pb.FingerprintDef()
    values = [getattr(hashes, name) for name in hashes.__slots__]
    for name, value in zip(hashes.__slots__, values, strict=True):
        setattr(message, name, value)
    message.version.producer = _PRODUCER
    digest = hashlib.sha256(",".join(map(str, values)).encode() + data_checksum).digest()
    message.uuid = f"{int.from_bytes(digest[:16], 'big'):020d}"
    return message

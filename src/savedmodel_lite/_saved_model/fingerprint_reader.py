"""`tf.saved_model.experimental.Fingerprint` and reading it from a directory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError

from savedmodel_lite._core.errors import ArgumentError, FileMissingError, StateError
from savedmodel_lite._proto import messages as pb
from savedmodel_lite._saved_model.constants import FINGERPRINT_FILENAME

_HASHES = (
    "saved_model_checksum",
    "graph_def_program_hash",
    "signature_def_hash",
    "saved_object_graph_hash",
    "checkpoint_hash",
)


class Fingerprint:
    """The hashes of a SavedModel (docs/format.md, section 8); unsigned integers of 64 bits.

    Two are equal if all five hashes are.

    Args:
      saved_model_checksum: Of the whole message.
      graph_def_program_hash: Of the top-level graph.
      signature_def_hash: Of the signatures.
      saved_object_graph_hash: Of the functions' descriptions.
      checkpoint_hash: Of the index of the variables.
      version: A `VersionDef` message whose `producer` is the version of the hashes.
    """

    def __init__(
        self,
        saved_model_checksum: int | None = None,
        graph_def_program_hash: int | None = None,
        signature_def_hash: int | None = None,
        saved_object_graph_hash: int | None = None,
        checkpoint_hash: int | None = None,
        version: Any = None,
    ) -> None:
        self.saved_model_checksum = saved_model_checksum
        self.graph_def_program_hash = graph_def_program_hash
        self.signature_def_hash = signature_def_hash
        self.saved_object_graph_hash = saved_object_graph_hash
        self.checkpoint_hash = checkpoint_hash
        self.version = version

    @classmethod
    def from_proto(cls, proto: Any) -> Fingerprint:
        """Reads a `FingerprintDef` message.

        Args:
          proto: Its bytes, or a message of any library.

        Raises:
          ArgumentError: If it is neither. It is a `ValueError`.
          google.protobuf.message.DecodeError: If the bytes are no message.
        """
        message = pb.FingerprintDef.FromString(proto) if isinstance(proto, bytes) else proto
        try:
            return cls(*(getattr(message, name) for name in (*_HASHES, "version")))
        except AttributeError as error:
            raise ArgumentError(
                f"Fingerprint.from_proto: expected a FingerprintDef message or its bytes, got "
                f"{proto!r}. Given proto could not be deserialized as fingerprint; read the file "
                f"{FINGERPRINT_FILENAME}."
            ) from error

    def __eq__(self, other: object) -> bool:
        return all(
            hasattr(other, name) and getattr(other, name) == getattr(self, name) for name in _HASHES
        )

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        lines = [f"  {name}: {getattr(self, name)}" for name in _HASHES]
        return "\n".join(["SavedModel Fingerprint", *lines])

    def __repr__(self) -> str:
        return f"Fingerprint({', '.join(str(getattr(self, name)) for name in _HASHES)})"

    def singleprint(self) -> str:
        """The four hashes that do not depend on the process that wrote the model, joined by `/`.

        Raises:
          ArgumentError: If one is no unsigned integer of 64 bits. It is a `ValueError`.
        """
        values = [getattr(self, name) for name in _HASHES[1:]]
        for name, value in zip(_HASHES[1:], values, strict=True):
            if not isinstance(value, int) or not 0 <= value < 1 << 64:
                raise ArgumentError(
                    f"Fingerprint.{name}: expected an unsigned integer of 64 bits, got {value!r}. "
                    "Encountered invalid fingerprint values when constructing singleprint; read "
                    "the fingerprint of a model."
                )
        return "/".join(map(str, values))


def read_fingerprint(export_dir: str | os.PathLike[str]) -> Fingerprint:
    """Reads the fingerprint of a SavedModel.

    Args:
      export_dir: Directory of the SavedModel.

    Raises:
      FileMissingError: If there is none. It is a `FileNotFoundError`.
      StateError: If the file is damaged. It is a `RuntimeError`.
    """
    path = Path(export_dir) / FINGERPRINT_FILENAME
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileMissingError(
            f"{path}: expected a fingerprint, got no file. SavedModel Fingerprint Error: Could not "
            "find fingerprint in directory; save the model with TensorFlow 2.12 or later, or with "
            "this library."
        ) from error
    try:
        return Fingerprint.from_proto(data)
    except DecodeError as error:
        raise StateError(
            f"{path}: expected a FingerprintDef message, got {data[:40].hex()}. SavedModel "
            "Fingerprint Error: Could not read fingerprint; the file is damaged, use a good copy."
        ) from error

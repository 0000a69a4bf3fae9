"""Reading single tensors: `tf.train.load_checkpoint`, `load_variable`, `list_variables`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from savedmodel_lite._bundle.reader import BundleReader
from savedmodel_lite._checkpoint.checkpoint_state import latest_checkpoint
from savedmodel_lite._core.errors import ArgumentError
from savedmodel_lite._proto import messages as pb

if TYPE_CHECKING:
    from savedmodel_lite._core.dtype import DType


class CheckpointReader:
    """Reads the tensors of one checkpoint by key, without objects to restore into.

    Args:
      prefix: Path of the checkpoint without extension.

    Raises:
      NotFoundError: If there is no such checkpoint.
      DataLossError: If its index is damaged.
    """

    def __init__(self, prefix: str | os.PathLike[str]) -> None:
        self._bundle = BundleReader(prefix)

    def get_tensor(self, tensor_str: str | bytes) -> Any:
        """The value of a tensor.

        Args:
          tensor_str: Its key.

        Returns:
          A copy: an array, for a scalar a NumPy scalar or bytes.

        Raises:
          NotFoundError: If there is no such tensor.
          DataLossError: If its bytes are damaged.
        """
        array = self._bundle.read(_text(tensor_str), copy=True)
        return array[()] if array.ndim == 0 else array

    def has_tensor(self, tensor_str: str | bytes) -> bool:
        """Whether there is a tensor of that key."""
        return _text(tensor_str) in self._bundle

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """The shape of every tensor by key."""
        bundle = self._bundle
        return {key: list(bundle.entry(key).shape) for key in bundle.keys()}  # noqa: SIM118

    def get_variable_to_dtype_map(self) -> dict[str, DType]:
        """The dtype of every tensor by key."""
        bundle = self._bundle
        return {key: bundle.entry(key).dtype for key in bundle.keys()}  # noqa: SIM118

    def debug_string(self) -> bytes:
        """One line a tensor: its key, type and shape."""
        lines = []
        for key in self._bundle.keys():  # noqa: SIM118
            entry = self._bundle.entry(key)
            dtype = pb.DataType.Name(entry.dtype.as_datatype_enum)
            lines.append(f"{key} ({dtype}) [{','.join(map(str, entry.shape))}]\n")
        return "".join(lines).encode("utf-8", "surrogateescape")


def load_checkpoint(ckpt_dir_or_file: str | os.PathLike[str]) -> CheckpointReader:
    """Opens a checkpoint for reading single tensors.

    Args:
      ckpt_dir_or_file: Prefix of a checkpoint, or a directory, whose latest is taken.

    Raises:
      ArgumentError: If it is a directory without checkpoints. It is a `ValueError`.
      NotFoundError: If there is no such checkpoint.
    """
    path = os.fspath(ckpt_dir_or_file)
    prefix = latest_checkpoint(path) if os.path.isdir(path) else path  # noqa: PTH112
    if prefix is None:
        raise ArgumentError(
            f"load_checkpoint {path!r}: expected a directory with checkpoints, got one without. "
            "Couldn't find 'checkpoint' file or checkpoints in given directory; pass the prefix "
            "of a checkpoint."
        )
    return CheckpointReader(prefix)


def load_variable(ckpt_dir_or_file: str | os.PathLike[str], name: str) -> Any:
    """Reads one tensor of a checkpoint.

    Args:
      ckpt_dir_or_file: As for `load_checkpoint`.
      name: Key of the tensor; `":0"` at the end is left out.

    Returns:
      As `CheckpointReader.get_tensor`.

    Raises:
      ArgumentError: As for `load_checkpoint`. It is a `ValueError`.
      NotFoundError: If there is no such checkpoint or tensor.
    """
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


def list_variables(ckpt_dir_or_file: str | os.PathLike[str]) -> list[tuple[str, list[int]]]:
    """Lists key and shape of every tensor of a checkpoint, in ascending order.

    Args:
      ckpt_dir_or_file: As for `load_checkpoint`.

    Raises:
      ArgumentError: As for `load_checkpoint`. It is a `ValueError`.
      NotFoundError: If there is no such checkpoint.
    """
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())


def _text(key: str | bytes) -> str:
    return key.decode("utf-8", "surrogateescape") if isinstance(key, bytes) else key

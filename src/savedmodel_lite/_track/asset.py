"""`tf.saved_model.Asset`: a file that is saved with the model."""

from __future__ import annotations

import os
from typing import Any

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.context import current_scope, init_scope, state
from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.tensor import EagerTensor, Tensor
from savedmodel_lite._track.trackable import Trackable


class Asset(Trackable):
    """A file that belongs to a model, such as a vocabulary.

    Saving a model copies the files of all assets that are reached from it; the functions of the
    loaded model get the paths of the copies. The content is the one at the time of saving.

    Args:
      path: The file: a string, a path object, or a string scalar.

    Raises:
      ArgumentTypeError: If `path` is something else. It is a `TypeError`.

    Differs from TensorFlow: saving a model with an asset whose file is missing is refused.
    """

    def __init__(self, path: Any) -> None:
        if isinstance(path, os.PathLike):
            path = os.fspath(path)
        # Functions that make assets must not capture the path of this machine as a value.
        with init_scope():
            self._path = convert_to_tensor(path, dtypes.string)

    @property
    def asset_path(self) -> Tensor:
        """The path: a string scalar. Functions capture it."""
        return self._path

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Tensor:
        """Lets operations take the asset for its path, which functions capture at once."""
        path = convert_to_tensor(self._path, dtype)
        if state.graph is None:
            return path
        name = name or "asset_path"
        return state.graph.capture(path, f"{current_scope()}/{name}" if current_scope() else name)

    def _file_name(self) -> str:
        """The path as Python has it."""
        assert isinstance(self._path, EagerTensor)
        return os.fsdecode(self._path._array.item())

    def __repr__(self) -> str:
        return f"<Asset {self._path!r}>"

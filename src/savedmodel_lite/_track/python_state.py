"""`tf.train.experimental.PythonState`: an object whose state is one string."""

from __future__ import annotations

import abc
from typing import Any

import numpy as np

from savedmodel_lite._core.convert import eager_constant
from savedmodel_lite._core.dtype import string
from savedmodel_lite._track.trackable import Trackable

PYTHON_STATE = "py_state"


class PythonState(Trackable, abc.ABC):
    """Base of Python objects whose state is kept in checkpoints as one string."""

    @abc.abstractmethod
    def serialize(self) -> str | bytes:
        """The state, as one string."""

    @abc.abstractmethod
    def deserialize(self, string_value: bytes) -> None:
        """Takes the state back.

        Args:
          string_value: What `serialize` gave, as bytes.
        """

    def _serialize_to_tensors(self) -> dict[str, Any]:
        return {PYTHON_STATE: eager_constant(self.serialize(), string)}

    def _restore_from_tensors(self, restored_tensors: dict[str, Any]) -> None:
        self.deserialize(np.asarray(restored_tensors[PYTHON_STATE], object).item())

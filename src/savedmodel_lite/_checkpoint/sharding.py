"""Which tensors go into which data file: `tf.train.experimental.ShardingCallback` and policies."""

from __future__ import annotations

import abc
import inspect
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from savedmodel_lite._core.device import DeviceSpec
from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import ArgumentError
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._core.tensor import EagerTensor

# Tensors of one data file: by key, then by slice; "" is the whole tensor.
Shard = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class ShardableTensor:
    """A tensor to be saved, as callbacks get it.

    Attributes:
      tensor: Its value; nothing is copied for it.
      dtype: Its element type.
      device: Where its variable is.
      name: As `checkpoint_key`.
      shape: Its shape; of a slice, that of the slice.
      slice_spec: Which part of which shape it is (`"4 6 0,2:0,6"`), "" for a whole tensor.
      checkpoint_key: Its key in the checkpoint.
      trackable: The object it belongs to; None for the object graph.
    """

    _tensor_save_spec: Any
    tensor: EagerTensor
    dtype: DType
    device: DeviceSpec
    name: str
    shape: TensorShape
    slice_spec: str
    checkpoint_key: str
    trackable: Any

    def __hash__(self) -> int:
        return hash((self.name, self.dtype, str(self.device), self.checkpoint_key))


class ShardingCallback(abc.ABC):
    """Says how tensors are spread over data files; base of one's own policies.

    It is called with the tensors of one task (see `tf.DeviceSpec`) at a time, in the order in which
    they would be written, and returns for each data file a dict of tensors: by checkpoint key, then
    by slice (`"4 6 0,2:0,6"`, or "" for a whole tensor). A tensor may be cut into slices that cover
    it once; nothing else may be changed, added or left out.
    """

    @property
    @abc.abstractmethod
    def description(self) -> str:
        """What it does, in a sentence."""

    @abc.abstractmethod
    def __call__(self, shardable_tensors: Sequence[ShardableTensor]) -> Sequence[Shard]:
        """The data files for some tensors."""

    def __hash__(self) -> int:
        result = hash(self.description)
        for name, value in vars(self).items():
            if not (inspect.ismethod(value) or inspect.isfunction(value)):
                result ^= hash(name)
                if isinstance(value, Hashable):
                    result ^= hash(value)
        return result


class ShardByTaskPolicy(ShardingCallback):
    """One data file for each task; what is done without a callback."""

    @property
    def description(self) -> str:
        """What it does, in a sentence."""
        return "Split tensors into shards based on their device spec task."

    def __call__(self, shardable_tensors: Sequence[ShardableTensor]) -> Sequence[Shard]:
        """One data file with all tensors."""
        shard: Shard = {}
        for item in shardable_tensors:
            shard.setdefault(item.checkpoint_key, {})[item.slice_spec] = item.tensor
        return [shard]


def check_callback(option: str, callback: Any) -> None:
    """Refuses what is no `ShardingCallback`.

    Args:
      option: Name of the option, for the message.
      callback: What the user gave; may be None.

    Raises:
      ArgumentError: If it is something else. It is a `ValueError`.
    """
    if callback is not None and not isinstance(callback, ShardingCallback):
        raise ArgumentError(
            f"{option}: expected a tf.train.experimental.ShardingCallback or None, got "
            f"{callback!r}. The experimental_sharding_callback option must be of type "
            "ShardingCallback; derive a class from it."
        )

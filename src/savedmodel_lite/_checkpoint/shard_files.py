"""A checkpoint written by several processes: each writes its shard, one merges them.

Each process takes its part of `tensors_of(root)` and gives it to `write_shard`; one of them gives
all prefixes to `merge_shards`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from savedmodel_lite._bundle.merge import merge_bundles
from savedmodel_lite._checkpoint.checkpoint import Checkpoint
from savedmodel_lite._checkpoint.plan import plan_checkpoint
from savedmodel_lite._checkpoint.sharding import Shard
from savedmodel_lite._checkpoint.shards import shardable, tensors_to_entries, write_shards


def tensors_of(root: Any) -> Shard:
    """What a checkpoint of an object holds, the object graph included; nothing is copied.

    Args:
      root: A trackable object, or a `tf.train.Checkpoint`.

    Returns:
      Tensors by checkpoint key, then by slice; "" is the whole tensor. The last key is that of the
      object graph, which one of the processes must write.
    """
    checkpoint = root if isinstance(root, Checkpoint) else Checkpoint(root)
    found: Shard = {}
    for entry in plan_checkpoint(checkpoint._view()).entries:
        found.setdefault(entry.key, {})[entry.shape_and_slice] = shardable(entry).tensor
    return found


def write_shard(tensors: Mapping[str, Any], file_prefix: str | os.PathLike[str]) -> str:
    """Writes some tensors of a checkpoint as a bundle of one data file.

    All of it is written or, if an exception is raised, nothing.

    Args:
      tensors: By checkpoint key, a value, or values by slice (`"4 6 0,2:-"`: rows 0 and 1 of a
        tensor of shape [4, 6]). Slices of one tensor may be in several shards under one key.
      file_prefix: Path of the bundle without extension. Missing directories are made.

    Returns:
      The prefix.

    Raises:
      InvalidArgumentError: If a slice does not fit, or a value cannot be stored.
      OSError: If a file cannot be written.
    """
    prefix = os.fspath(file_prefix)
    Path(prefix).parent.mkdir(parents=True, exist_ok=True)
    write_shards([tensors_to_entries(tensors, f"write_shard {prefix!r}")], prefix)
    return prefix


def merge_shards(
    shard_prefixes: Sequence[str | os.PathLike[str]],
    file_prefix: str | os.PathLike[str],
    delete_shards: bool = True,
) -> str:
    """Makes one checkpoint of shards; no tensor is read or moved, data files are renamed.

    Args:
      shard_prefixes: Prefixes of the shards, in order, on the file system of the checkpoint.
      file_prefix: Path of the checkpoint without extension. Missing directories are made.
      delete_shards: Whether to remove the indexes of the shards, and their directories if they
        become empty.

    Returns:
      The prefix.

    Raises:
      InvalidArgumentError: If two shards have the same tensor or slice, or slices of one name but
        different tensors; or if there is no shard.
      NotFoundError: If a file is missing.
      DataLossError: If an index is damaged.
    """
    prefix = os.fspath(file_prefix)
    Path(prefix).parent.mkdir(parents=True, exist_ok=True)
    merge_bundles(shard_prefixes, prefix, delete_inputs=delete_shards)
    return prefix

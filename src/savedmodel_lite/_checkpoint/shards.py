"""From a plan to data files: the tensors of each, checked, and writing them.

plan ──split_plan──▶ entries of each data file ──write_shards──▶ one bundle of several shards
"""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from savedmodel_lite._bundle.merge import merge_bundles
from savedmodel_lite._bundle.partition import Box, count_covers, intersect_boxes
from savedmodel_lite._bundle.tensor_slice import parse_shape_and_slice
from savedmodel_lite._bundle.writer import BundleWriter
from savedmodel_lite._checkpoint.plan import CheckpointPlan, SaveEntry
from savedmodel_lite._checkpoint.sharding import ShardableTensor, ShardingCallback
from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.device import DeviceSpec, complete_device, task_of
from savedmodel_lite._core.errors import ArgumentTypeError, InvalidArgumentError, StateError
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._core.tensor import EagerTensor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Entries = tuple[SaveEntry, ...]


def split_plan(
    plan: CheckpointPlan, callback: ShardingCallback | None = None
) -> tuple[Entries, ...]:
    """Spreads the tensors of a plan over data files.

    Args:
      plan: What to write.
      callback: Says how; None for one file for each task (see `tf.DeviceSpec`).

    Returns:
      The tensors of each data file, at least one file.

    Raises:
      ArgumentTypeError: If the callback returns something of another form. It is a `TypeError`.
      StateError: If it leaves out, adds or changes a tensor. It is a `RuntimeError`.
    """
    by_task: dict[str, list[SaveEntry]] = {}
    for entry in plan.entries:
        by_task.setdefault(task_of(entry.device), []).append(entry)
    if callback is None:
        return tuple(tuple(entries) for entries in by_task.values())
    found: list[Entries] = []
    for entries in by_task.values():
        result = callback([shardable(entry) for entry in entries])
        where = f"sharding callback {type(callback).__name__}"
        shards = _as_entries(result, where)
        _check_complete(entries, [item for shard in shards for item in shard], where)
        found += [shard for shard in shards if shard]
    return tuple(found)


def shardable(entry: SaveEntry) -> ShardableTensor:
    if entry.dtype.is_numpy_compatible and entry.dtype.name != "string":
        tensor = EagerTensor(entry.read(), entry.dtype)
    else:
        tensor = EagerTensor(_object_array(entry), entry.dtype)
    return ShardableTensor(
        None,
        tensor,
        entry.dtype,
        DeviceSpec.from_string(complete_device(entry.device)),
        entry.key,
        TensorShape(entry.shape),
        entry.shape_and_slice.strip(),
        entry.key,
        entry.trackable,
    )


def _object_array(entry: SaveEntry) -> Any:
    value = entry.read()
    if isinstance(value, np.ndarray):
        return value
    array = np.empty((), object)
    array[()] = value
    return array


def tensors_to_entries(tensors: Mapping[str, Any], where: str) -> Entries:
    """The entries of one data file.

    Args:
      tensors: Tensors, or dicts of tensors by slice (`"4 6 0,2:0,6"`), by key.
      where: What gave them, for messages.

    Raises:
      ArgumentTypeError: If it is not such a dict. It is a `TypeError`.
      InvalidArgumentError: If a slice does not fit its tensor.
    """
    if not hasattr(tensors, "items"):
        raise ArgumentTypeError(
            f"{where}: expected a dict of tensors by key, got {tensors!r}. Return a list of dicts, "
            "one for each data file."
        )
    entries = []
    for key, value in tensors.items():
        slices = value if hasattr(value, "items") else {"": value}
        for spec, item in slices.items():
            if not isinstance(key, str) or not isinstance(spec, str):
                raise ArgumentTypeError(
                    f"{where}: expected strings as keys and slices, got {key!r} and {spec!r}. "
                    "Give a dict of dicts: by checkpoint key, then by slice."
                )
            entries.append(_entry(key, spec.strip(), item, where))
    return tuple(entries)


def _entry(key: str, spec: str, value: Any, where: str) -> SaveEntry:
    tensor = convert_to_tensor(value)
    if not isinstance(tensor, EagerTensor):
        raise ArgumentTypeError(
            f"{where}, tensor {key!r}: expected a value, got {tensor!r}. Call it outside of "
            "functions."
        )
    array = tensor._array
    shape = tuple(array.shape)
    if spec:
        full_shape, tensor_slice = parse_shape_and_slice(spec)
        if tensor_slice.shape_in(full_shape) != shape:
            raise InvalidArgumentError(
                None,
                None,
                f"{where}, tensor {key!r}, slice {spec!r}: expected shape "
                f"{tensor_slice.shape_in(full_shape)}, got {shape}. Give the values of the slice.",
            )
    return SaveEntry(key, tensor.dtype, shape, partial(_identity, array), spec)


def _identity(array: Any) -> Any:
    return array


def _as_entries(result: Any, where: str) -> list[Entries]:
    if isinstance(result, (dict, str)) or not hasattr(result, "__iter__"):
        raise ArgumentTypeError(
            f"{where}: expected a list of dicts of tensors, got {result!r}. Return one dict for "
            "each data file."
        )
    return [tensors_to_entries(shard, where) for shard in result]


def _check_complete(given: Iterable[SaveEntry], found: Iterable[SaveEntry], where: str) -> None:
    """Checks that `found` are the tensors `given`, cut up or not, each part once."""
    before, after = _by_key(given), _by_key(found)
    for key in after.keys() - before.keys():
        raise _changed(f"{where}, tensor {key!r}", "tensors of the object graph", "another one")
    for key, entries in before.items():
        _check_parts(entries, after.get(key, []), f"{where}, tensor {key!r}")


def _check_parts(given: Sequence[SaveEntry], found: Sequence[SaveEntry], where: str) -> None:
    """Checks what became of one tensor."""
    full_shape = _box(given[0])[0]
    for part in found:
        if part.dtype is not given[0].dtype:
            raise _changed(where, given[0].dtype.name, part.dtype.name)
        if _box(part)[0] != full_shape:
            raise _changed(where, f"shape {full_shape}", f"{_box(part)[0]}")
    wanted, boxes = [_box(entry)[1] for entry in given], [_box(part)[1] for part in found]
    same_size = bool(found) and _volume(boxes) == _volume(wanted)
    if not same_size or not all(_is_covered(box, boxes) for box in wanted):
        raise _changed(where, "every part of it once", f"{[p.shape_and_slice for p in found]}")


def _is_covered(wanted: Box, boxes: Sequence[Box]) -> bool:
    common = [intersect_boxes(box, wanted) for box in boxes]
    parts = [box for box in common if box is not None]
    return not _volume([wanted]) or count_covers(parts, wanted) == (1, 1)


def _by_key(entries: Iterable[SaveEntry]) -> dict[str, list[SaveEntry]]:
    found: dict[str, list[SaveEntry]] = {}
    for entry in entries:
        found.setdefault(entry.key, []).append(entry)
    return found


def _box(entry: SaveEntry) -> tuple[tuple[int, ...], Box]:
    """The full shape of a tensor, and which part of it an entry is."""
    if not entry.shape_and_slice:
        return entry.shape, tuple(slice(0, size) for size in entry.shape)
    full_shape, tensor_slice = parse_shape_and_slice(entry.shape_and_slice)
    return full_shape, tensor_slice.resolve(full_shape)


def _volume(boxes: Iterable[Box]) -> int:
    total = 0
    for box in boxes:
        volume = 1
        for side in box:
            volume *= side.stop - side.start
        total += volume
    return total


def _changed(where: str, expected: str, got: str) -> StateError:
    return StateError(
        f"{where}: expected {expected}, got {got}. After executing the checkpoint sharding "
        "callback, tensors must be those that it was given; only cut them into slices."
    )


def write_shards(
    shards: Sequence[Entries], prefix: str | os.PathLike[str], *, sync: bool = False
) -> None:
    """Writes data files and their common index.

    The files get their names when all bytes are written, the data files first, the index last.

    Args:
      shards: The tensors of each data file, in order.
      prefix: Path of the bundle without extension. Its directory must exist.
      sync: Whether to wait until all bytes are on the disk.

    Raises:
      InvalidArgumentError: If two tensors have one key, or a value cannot be stored.
      OSError: If a file cannot be written. No new file is left behind then, whatever was raised.
    """
    if len(shards) == 1:
        write_shard(shards[0], prefix, sync=sync)
        return
    # Where TensorFlow puts them, too.
    directory = Path(f"{os.fspath(prefix)}_temp")
    directory.mkdir()
    try:
        parts = [directory / f"part-{n:05d}-of-{len(shards):05d}" for n in range(len(shards))]
        for part, entries in zip(parts, shards, strict=True):
            write_shard(entries, part, sync=sync)
        merge_bundles(parts, prefix, sync=sync)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def write_shard(
    entries: Iterable[SaveEntry], prefix: str | os.PathLike[str], *, sync: bool = False
) -> None:
    """Writes a bundle of one data file; arguments and errors as for `write_shards`."""
    with BundleWriter(prefix, sync=sync) as writer:
        for entry in entries:
            if entry.shape_and_slice:
                full_shape, tensor_slice = parse_shape_and_slice(entry.shape_and_slice)
                writer.add_slice(entry.key, full_shape, tensor_slice, entry.read(), entry.dtype)
            else:
                writer.add(entry.key, entry.read(), entry.dtype)

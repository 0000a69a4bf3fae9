"""`tf.train.experimental.MaxShardSizePolicy`: data files of bounded size.

Files are filled in the order of the tensors. A tensor that does not fit is cut along the axis that
gives the fewest pieces, and the rest, again a box, goes on in the next file.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any

from savedmodel_lite._bundle.tensor_slice import parse_shape_and_slice
from savedmodel_lite._checkpoint.keys import OBJECT_GRAPH_KEY
from savedmodel_lite._checkpoint.sharding import Shard, ShardableTensor, ShardingCallback
from savedmodel_lite._core.dtype import string, variant
from savedmodel_lite._core.errors import ArgumentError
from savedmodel_lite._core.tensor import EagerTensor

_LOGGER = logging.getLogger("savedmodel_lite")


class MaxShardSizePolicy(ShardingCallback):
    """Data files of at most a number of bytes.

    A file may be larger if it holds a single scalar, string, or smallest slice of a tensor that is
    larger. The object graph counts as no bytes.

    Args:
      max_shard_size: The number of bytes; at least 1.

    Raises:
      ArgumentError: If `max_shard_size` is less than 1. It is a `ValueError`.

    Differs from TensorFlow, where a tensor without elements is left out of the checkpoint, a size
    below 1 or below the smallest slice of a tensor never comes to an end, and string tensors must
    have at most one dimension.
    """

    def __init__(self, max_shard_size: int) -> None:
        if not max_shard_size >= 1:
            raise ArgumentError(
                f"MaxShardSizePolicy: expected at least 1 byte, got {max_shard_size!r}. Choose a "
                "size that some tensors fit into."
            )
        self.max_shard_size = max_shard_size

    @property
    def description(self) -> str:
        """What it does, in a sentence."""
        return "Split tensors into shards with a max shard size."

    def __call__(self, shardable_tensors: Sequence[ShardableTensor]) -> Sequence[Shard]:
        """The data files; those that hold something too large come last."""
        filling = _Filling(self.max_shard_size)
        for item in shardable_tensors:
            filling.add(item)
        return filling.shards()


class _Filling:
    """Data files as far as they are filled.

    Args:
      most: How many bytes a file may have.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._room = most
        self._shards: list[Shard] = [{}]
        self._too_large: list[Shard] = []

    def shards(self) -> list[Shard]:
        return [shard for shard in (*self._shards, *self._too_large) if shard]

    def add(self, item: ShardableTensor) -> None:
        total, element = _sizes(item)
        if item.tensor.shape.rank == 0:
            self._add_whole(item, total)
            return
        rest = _Rest(item, element)
        size = total
        while size > self._room:
            axis, length = rest.next_piece(self._room)
            if length:
                self._put(item, rest.cut(axis, length), rest.piece_bytes)
            elif self._room < self._most:
                self._open_shard()
            else:
                self._add_smallest(item, rest)
            size = rest.size_bytes
        if size or not total:
            spec, tensor = rest.remaining() if total else (item.slice_spec, item.tensor)
            self._shards[-1].setdefault(item.checkpoint_key, {})[spec] = tensor
        self._room -= size

    def _add_whole(self, item: ShardableTensor, size: int) -> None:
        if size > self._most:
            self._warn(item, "", size)
            self._too_large.append({item.checkpoint_key: {item.slice_spec: item.tensor}})
            return
        if size > self._room:
            self._open_shard()
        self._put(item, (item.slice_spec, item.tensor), size, full=False)

    def _add_smallest(self, item: ShardableTensor, rest: _Rest) -> None:
        """Puts the smallest slice of a tensor into a file of its own; no file is large enough."""
        spec, tensor = rest.cut(rest.longest_axis(), 1)
        self._warn(item, spec, rest.piece_bytes)
        self._too_large.append({item.checkpoint_key: {spec: tensor}})

    def _put(
        self, item: ShardableTensor, piece: tuple[str, Any], size: int, full: bool = True
    ) -> None:
        spec, tensor = piece
        self._shards[-1].setdefault(item.checkpoint_key, {})[spec] = tensor
        self._room -= size
        if full and self._room == 0:
            self._open_shard()

    def _open_shard(self) -> None:
        self._shards.append({})
        self._room = self._most

    def _warn(self, item: ShardableTensor, spec: str, size: int) -> None:
        _LOGGER.warning(
            "Tensor %s %s has %s bytes and cannot be partitioned into a shard of max shard size "
            "%s bytes. It is written as an individual shard that exceeds the max shard size.",
            item.checkpoint_key,
            spec,
            size,
            self._most,
        )


class _Rest:
    """What is left of a tensor: a box that ends where the tensor ends.

    Args:
      item: The tensor, or a slice of one.
      element: Bytes of one element.
    """

    def __init__(self, item: ShardableTensor, element: int) -> None:
        self._array = item.tensor._array
        self._dtype = item.dtype
        self._element = element
        self._full_shape: tuple[int, ...] = self._array.shape
        self._origin = [0] * self._array.ndim
        if item.slice_spec:
            self._full_shape, tensor_slice = parse_shape_and_slice(item.slice_spec)
            self._origin = [box.start for box in tensor_slice.resolve(self._full_shape)]
        self._start = [0] * self._array.ndim
        # Bytes of the piece that was cut off last.
        self.piece_bytes = 0

    @property
    def _shape(self) -> list[int]:
        return [size - start for size, start in zip(self._array.shape, self._start, strict=True)]

    @property
    def size_bytes(self) -> int:
        return math.prod(self._shape) * self._element

    def longest_axis(self) -> int:
        shape = self._shape
        return shape.index(max(shape))

    def next_piece(self, room: int) -> tuple[int, int]:
        """The axis to cut along and how much fits into `room` bytes; 0 if nothing does."""
        shape = self._shape
        total = self.size_bytes
        best, fewest = 0, self._piece_count(0, room)
        for axis in range(1, len(shape)):
            count = self._piece_count(axis, room)
            if count < fewest and total / count <= room:
                best, fewest = axis, count
        return best, math.ceil(shape[best] / fewest)

    def _piece_count(self, axis: int, room: int) -> float:
        length = self._shape[axis]
        fitting = room // (math.prod(self._shape) // length * self._element)
        return math.ceil(length / fitting) if fitting else math.inf

    def cut(self, axis: int, length: int) -> tuple[str, EagerTensor]:
        """Takes a piece off the front; its slice and a view of it."""
        shape = self._shape
        shape[axis] = length
        piece = self._piece(shape)
        self.piece_bytes = math.prod(shape) * self._element
        self._start[axis] += length
        return piece

    def remaining(self) -> tuple[str, EagerTensor]:
        """All that is left; its slice and a view of it."""
        return self._piece(self._shape)

    def _piece(self, shape: list[int]) -> tuple[str, EagerTensor]:
        boxes = list(zip(self._start, shape, strict=True))
        extents = ":".join(
            f"{origin + start},{size}"
            for origin, (start, size) in zip(self._origin, boxes, strict=True)
        )
        sizes = " ".join(map(str, self._full_shape))
        part = self._array[tuple(slice(start, start + size) for start, size in boxes)]
        return f"{sizes} {extents}", EagerTensor(part, self._dtype)


def _sizes(item: ShardableTensor) -> tuple[int, int]:
    """The bytes of a tensor, and of one element; strings count as their bytes."""
    array = item.tensor._array
    if item.checkpoint_key == OBJECT_GRAPH_KEY or item.dtype is variant:
        return 0, 0
    if item.dtype is string:
        lengths = [len(text) for text in array.ravel().tolist()]
        return sum(lengths), max(lengths, default=0)
    return array.size * item.dtype.size, item.dtype.size

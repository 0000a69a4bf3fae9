"""Merging bundles into one of several shards: indexes are combined, data files renamed.

(docs/format.md, section 2.5.)
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError

from savedmodel_lite._bundle.damage import data_loss
from savedmodel_lite._bundle.entry import BundleHeader
from savedmodel_lite._bundle.file_names import data_file_name, index_file_name
from savedmodel_lite._bundle.index import read_index
from savedmodel_lite._bundle.writer import write_index
from savedmodel_lite._core.errors import InvalidArgumentError, NotFoundError
from savedmodel_lite._proto import messages as pb


def merge_bundles(
    input_prefixes: Sequence[str | os.PathLike[str]],
    output_prefix: str | os.PathLike[str],
    *,
    delete_inputs: bool = True,
    sync: bool = False,
) -> None:
    """Merges bundles into one. No tensor is read, copied or moved to another file.

    Nothing is changed before everything that can be refused has been refused.

    Args:
      input_prefixes: Prefixes of the bundles, in the order their shards are to have. They must be
        on the file system of the output; their data files are renamed.
      output_prefix: Prefix of the merged bundle. Its directory must exist.
      delete_inputs: Whether to remove the indexes of the inputs, and their directories if they
        become empty.
      sync: Whether to wait until the new index is on the disk.

    Raises:
      InvalidArgumentError: If two bundles have the same tensor other than in slices, have slices of
        one name but different tensors, or are of different versions; or if there is no input.
      NotFoundError: If an index or a data file is missing.
      DataLossError: If an index is damaged.
    """
    inputs = [os.fspath(prefix) for prefix in input_prefixes]
    output = os.fspath(output_prefix)
    merger = _Merger(inputs)
    header = BundleHeader(merger.num_shards, merger.producer)
    entries = {key: entry.SerializeToString() for key, entry in merger.entries.items()}
    for path, shard in merger.shards.items():
        path.replace(data_file_name(output, shard, merger.num_shards))
    staged = Path(f"{index_file_name(output)}.tempstate")
    write_index(staged, header, entries, sync=sync)
    staged.replace(index_file_name(output))
    if delete_inputs:
        _delete(inputs, output)


class _Merger:
    """The merged index, and the new number of each data file by its old path."""

    def __init__(self, prefixes: list[str]) -> None:
        if not prefixes:
            raise _invalid("merge_bundles: expected prefixes of bundles, got none. Name one.")
        self.num_shards = 0
        self.producer = -1
        self.entries: dict[bytes, Any] = {}
        self.shards: dict[Path, int] = {}
        for prefix in prefixes:
            self._add_bundle(prefix)
        for path in self.shards:
            if not path.exists():
                message = f"{path}: expected a data file, got none. Copy all files of a bundle."
                raise NotFoundError(None, None, message)

    def _add_bundle(self, prefix: str) -> None:
        header, items = read_index(prefix)
        if self.producer not in {-1, header.producer}:
            raise _invalid(
                f"{prefix}: expected a bundle of version {self.producer} as those before, got "
                f"{header.producer}. Write all shards with one release."
            )
        self.producer = header.producer
        self.num_shards += header.num_shards
        for key, encoded in items.items():
            where = f"{index_file_name(prefix)}, key {key.decode('utf-8', 'surrogateescape')!r}"
            try:
                entry = pb.BundleEntryProto.FromString(encoded)
            except DecodeError as error:
                raise data_loss(where, "a BundleEntryProto", encoded[:40].hex()) from error
            if key in self.entries:
                _merge_slices(self.entries[key], entry, where)
                continue
            path = data_file_name(prefix, entry.shard_id, header.num_shards)
            # A sliced tensor's own entry has no bytes; it takes a number like any other.
            entry.shard_id = self.shards.setdefault(path, len(self.shards))
            self.entries[key] = entry


def _merge_slices(known: pb.BundleEntryProto, entry: pb.BundleEntryProto, where: str) -> None:
    if not known.slices or not entry.slices:
        raise _invalid(f"{where}: expected a key once, got it twice. Give each tensor its own key.")
    if known.dtype != entry.dtype or known.shape != entry.shape:
        raise _invalid(
            f"{where}: expected slices of one tensor, got slices of two types or shapes. "
            "Give each tensor its own key."
        )
    known.slices.extend(entry.slices)


def _delete(inputs: list[str], output: str) -> None:
    kept = index_file_name(output).resolve()
    for path in (index_file_name(prefix).resolve() for prefix in inputs):
        if path == kept:
            continue
        path.unlink()
        if path.parent != kept.parent:
            with suppress(OSError):  # not empty: something else is there too, and stays
                path.parent.rmdir()


def _invalid(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)

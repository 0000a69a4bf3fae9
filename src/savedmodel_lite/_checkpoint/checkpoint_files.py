"""The files of a checkpoint as a whole: written, replaced, found, removed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from savedmodel_lite._bundle.file_names import data_file_name, index_file_name
from savedmodel_lite._checkpoint.shards import Entries, write_shards

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SAVED_MODEL_FILES = ("saved_model.pb", "saved_model.pbtxt")


def replace_checkpoint(shards: Sequence[Entries], prefix: str) -> None:
    """Writes a checkpoint in the place of one that may be there.

    All bytes are written under other names in the same directory first; then the data files are
    put in their place, then the index. Whatever is raised, the old checkpoint is whole afterwards.
    A process that is killed between these renames leaves the old data beside the new, under names
    with `_old.data-` in them.

    Args:
      shards: The tensors of each data file.
      prefix: Path of the checkpoint without extension. Missing directories are made.

    Raises:
      InvalidArgumentError: If two tensors have one key, or a value cannot be stored.
      OSError: If a file cannot be written.
    """
    Path(prefix).parent.mkdir(parents=True, exist_ok=True)
    staged = f"{prefix}_temp{os.urandom(8).hex()}"
    count = len(shards)
    moves = [
        _Move(*(data_file_name(name, n, count) for name in (staged, prefix, f"{staged}_old")))
        for n in range(count)
    ]
    try:
        write_shards(shards, staged)
        for move in moves:
            move.run()
        index_file_name(staged).replace(index_file_name(prefix))
    except BaseException:
        for move in moves:
            move.undo()
        raise
    else:
        for path in set(_data_files(Path(prefix))) - {move.target for move in moves}:
            path.unlink()
    finally:
        for path in (index_file_name(staged), *(file for move in moves for file in move.left())):
            path.unlink(missing_ok=True)


class _Move:
    """Putting one data file in the place of another that may be there.

    Args:
      staged: The new file.
      target: Where it goes.
      backup: Where the old one goes meanwhile.
    """

    def __init__(self, staged: Path, target: Path, backup: Path) -> None:
        self.target = target
        self._staged = staged
        self._backup = backup
        self._is_done = False

    def run(self) -> None:
        if self.target.exists():
            self.target.replace(self._backup)
        self._staged.replace(self.target)
        self._is_done = True

    def undo(self) -> None:
        if self._backup.exists():
            self._backup.replace(self.target)
        elif self._is_done:
            self.target.unlink(missing_ok=True)

    def left(self) -> tuple[Path, Path]:
        """Files that nobody needs at the end."""
        return self._staged, self._backup


def has_checkpoint(prefix: str) -> bool:
    """Whether there is a checkpoint of either format of TensorFlow under `prefix`."""
    return index_file_name(prefix).is_file() or Path(prefix).is_file()


def remove_checkpoint(prefix: str) -> None:
    """Removes the index and the data files of a checkpoint, as far as they are there."""
    for path in (index_file_name(prefix), *_data_files(Path(prefix))):
        path.unlink(missing_ok=True)


def resolve_saved_model(path: str) -> str:
    """The prefix of the variables if `path` is the directory of a SavedModel, else `path`."""
    directory = Path(path)
    if any((directory / name).is_file() for name in _SAVED_MODEL_FILES):
        return str(directory / "variables" / "variables")
    return path


def _data_files(prefix: Path) -> Iterator[Path]:
    if not prefix.parent.is_dir():
        return
    start = f"{prefix.name}.data-"
    for path in list(prefix.parent.iterdir()):
        shard, _, count = path.name.removeprefix(start).partition("-of-")
        if path.name.startswith(start) and _is_number(shard) and _is_number(count):
            yield path


def _is_number(text: str) -> bool:
    return len(text) == 5 and text.isdecimal()

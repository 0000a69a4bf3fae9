"""The files of a checkpoint as a whole: written, replaced, found, removed."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from savedmodel_lite._bundle.file_names import data_file_name, index_file_name
from savedmodel_lite._checkpoint.plan import CheckpointPlan, write_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAVED_MODEL_FILES = ("saved_model.pb", "saved_model.pbtxt")


def replace_checkpoint(plan: CheckpointPlan, prefix: str) -> None:
    """Writes a checkpoint in the place of one that may be there.

    All bytes are written under other names in the same directory first; then the data file is put
    in its place, then the index. Whatever is raised, the old checkpoint is whole afterwards. A
    process that is killed between these two renames leaves the old data beside the new, under a
    name that ends in `_old.data-00000-of-00001`.

    Args:
      plan: What to write.
      prefix: Path of the checkpoint without extension. Missing directories are made.

    Raises:
      InvalidArgumentError: If two tensors have one key, or a value cannot be stored.
      OSError: If a file cannot be written.
    """
    Path(prefix).parent.mkdir(parents=True, exist_ok=True)
    staged = f"{prefix}_temp{secrets.token_hex(8)}"
    backup = data_file_name(f"{staged}_old")
    data = data_file_name(prefix)
    try:
        write_checkpoint(plan, staged)
        if data.exists():
            data.replace(backup)
        data_file_name(staged).replace(data)
        index_file_name(staged).replace(index_file_name(prefix))
    except BaseException:
        if backup.exists():
            backup.replace(data)
        elif index_file_name(staged).exists() and not data_file_name(staged).exists():
            data.unlink(missing_ok=True)  # ours, without an index
        raise
    else:
        backup.unlink(missing_ok=True)
    finally:
        data_file_name(staged).unlink(missing_ok=True)
        index_file_name(staged).unlink(missing_ok=True)


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

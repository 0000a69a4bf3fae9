"""The file `checkpoint` of a directory, which says what checkpoints it holds and which is latest.

It is a CheckpointState message in text form (docs/format.md, appendix A).
"""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from google.protobuf import text_format

from savedmodel_lite._checkpoint.checkpoint_files import has_checkpoint
from savedmodel_lite._core.errors import ArgumentError, StateError
from savedmodel_lite._proto import messages as pb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LOGGER = logging.getLogger("savedmodel_lite")
_STATE_FILE = "checkpoint"
_POLL_SECONDS = 1.0


def update_checkpoint_state(
    save_dir: str | os.PathLike[str],
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Sequence[str] | None = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
    save_relative_paths: bool = False,
) -> None:
    """Writes the file `checkpoint` of a directory, all of it or nothing.

    Args:
      save_dir: The directory.
      model_checkpoint_path: Prefix of the latest checkpoint.
      all_model_checkpoint_paths: Prefixes of all checkpoints, oldest first; the latest is put at
        the end if it is not there.
      latest_filename: Another name of the file.
      all_model_checkpoint_timestamps: Times of these checkpoints, in seconds since 1970.
      last_preserved_timestamp: Time of the last checkpoint that is kept for ever.
      save_relative_paths: Whether absolute prefixes are written relative to the directory.

    Raises:
      ArgumentError: If there are not as many times as prefixes. It is a `ValueError`.
      StateError: If the latest checkpoint has the path of this file. It is a `RuntimeError`.
      OSError: If the file cannot be written.
    """
    directory = os.fspath(save_dir)
    paths = list(all_model_checkpoint_paths or ())
    if save_relative_paths:
        model_checkpoint_path = _relative_if_absolute(model_checkpoint_path, directory)
        paths = [_relative_if_absolute(path, directory) for path in paths]
    if not paths or paths[-1] != model_checkpoint_path:
        paths.append(model_checkpoint_path)
    if all_model_checkpoint_timestamps and len(all_model_checkpoint_timestamps) != len(paths):
        raise ArgumentError(
            f"{directory!r}: expected as many checkpoint timestamps as paths, got "
            f"{list(all_model_checkpoint_timestamps)} and {paths}. Checkpoint timestamps, if "
            "provided, must match checkpoint paths."
        )
    if not os.path.isabs(directory):  # noqa: PTH117
        # Text, not file system: a link in the path stays as it was written.
        model_checkpoint_path = _relative(model_checkpoint_path, directory)
        paths = [_relative(path, directory) for path in paths]
    state = pb.CheckpointState(
        model_checkpoint_path=model_checkpoint_path,
        all_model_checkpoint_paths=paths,
        all_model_checkpoint_timestamps=all_model_checkpoint_timestamps,
        last_preserved_timestamp=last_preserved_timestamp,
    )
    file = _state_file(directory, latest_filename)
    if str(file) == model_checkpoint_path:
        raise StateError(
            f"{file}: expected a checkpoint under another path, got one of that path. Save path "
            f"{model_checkpoint_path!r} conflicts with path used for checkpoint state; use a "
            "different save path."
        )
    _write_text(file, text_format.MessageToString(state))


def get_checkpoint_state(
    checkpoint_dir: str | os.PathLike[str], latest_filename: str | None = None
) -> pb.CheckpointState | None:
    """Reads the file `checkpoint` of a directory.

    Args:
      checkpoint_dir: The directory.
      latest_filename: Another name of the file.

    Returns:
      A CheckpointState message whose relative prefixes were joined to the directory; None if there
      is no such file or, after a warning in the log, it is not readable.

    Raises:
      ArgumentError: If the file does not say which checkpoint is the latest. It is a `ValueError`.
    """
    directory = os.fspath(checkpoint_dir)
    file = _state_file(directory, latest_filename)
    state = pb.CheckpointState()
    try:
        text_format.Parse(file.read_text("utf-8"), state)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError, text_format.ParseError) as error:
        _LOGGER.warning("%s: Checkpoint ignored: %s: %s", file, type(error).__name__, error)
        return None
    if not state.model_checkpoint_path:
        raise ArgumentError(
            f"{file}: expected a model_checkpoint_path, got none. Invalid checkpoint state loaded "
            f"from {directory}; remove the file."
        )
    state.model_checkpoint_path = os.path.join(directory, state.model_checkpoint_path)  # noqa: PTH118
    for position, path in enumerate(state.all_model_checkpoint_paths):
        state.all_model_checkpoint_paths[position] = os.path.join(directory, path)  # noqa: PTH118
    return state


def latest_checkpoint(
    checkpoint_dir: str | os.PathLike[str], latest_filename: str | None = None
) -> str | None:
    """The prefix of the latest checkpoint of a directory, None if it has none.

    Args:
      checkpoint_dir: The directory.
      latest_filename: Another name of the file `checkpoint`.

    Raises:
      ArgumentError: As for `get_checkpoint_state`. It is a `ValueError`.
    """
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    if has_checkpoint(state.model_checkpoint_path):
        return state.model_checkpoint_path
    _LOGGER.error("Couldn't match files for checkpoint %s", state.model_checkpoint_path)
    return None


def checkpoints_iterator(
    checkpoint_dir: str | os.PathLike[str],
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """Yields the prefix of each new checkpoint of a directory as it appears.

    Checkpoints that appear faster than they are asked for are skipped.

    Args:
      checkpoint_dir: The directory.
      min_interval_secs: Seconds between two checkpoints, at least.
      timeout: Seconds to wait for a checkpoint; None for ever.
      timeout_fn: Asked after each checkpoint and each timeout whether to end; by default a timeout
        ends the iteration.
    """
    latest: str | None = None
    while True:
        found = _wait_for_checkpoint(checkpoint_dir, latest, timeout)
        if found is not None:
            start = time.monotonic()
            latest = found
            yield found
            time.sleep(max(0.0, start + min_interval_secs - time.monotonic()))
        elif timeout_fn is None:
            _LOGGER.info("Timed-out waiting for a checkpoint (without timeout_fn).")
            return
        if timeout_fn is not None and timeout_fn():
            _LOGGER.info("Done. No new checkpoints will be generated.")
            return


def _wait_for_checkpoint(
    directory: str | os.PathLike[str], known: str | None, timeout: float | None
) -> str | None:
    stop = None if timeout is None else time.monotonic() + timeout
    while True:
        found = latest_checkpoint(directory)
        if found is not None and found != known:
            return found
        if stop is not None and time.monotonic() + _POLL_SECONDS > stop:
            return None
        time.sleep(_POLL_SECONDS)


def _state_file(directory: str, latest_filename: str | None) -> Path:
    return Path(directory) / (_STATE_FILE if latest_filename is None else latest_filename)


def _relative(path: str, directory: str) -> str:
    return path if os.path.isabs(path) else os.path.relpath(path, directory)  # noqa: PTH117


def _relative_if_absolute(path: str, directory: str) -> str:
    return os.path.relpath(path, directory) if os.path.isabs(path) else path  # noqa: PTH117


def _write_text(file: Path, text: str) -> None:
    staged = file.with_name(f"{file.name}.temp{os.urandom(8).hex()}")
    try:
        staged.write_text(text, "utf-8", newline="\n")
        staged.replace(file)
    finally:
        staged.unlink(missing_ok=True)

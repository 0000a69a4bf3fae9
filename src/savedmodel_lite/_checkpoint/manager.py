"""`tf.train.CheckpointManager`: keeps the latest checkpoints of a directory, deletes older ones."""

from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from savedmodel_lite._checkpoint.checkpoint_files import remove_checkpoint
from savedmodel_lite._checkpoint.checkpoint_state import (
    get_checkpoint_state,
    update_checkpoint_state,
)
from savedmodel_lite._checkpoint.options import CheckpointOptions, check_options
from savedmodel_lite._core.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from savedmodel_lite._checkpoint.checkpoint import Checkpoint

_LOGGER = logging.getLogger("savedmodel_lite")
_SECONDS_PER_HOUR = 3600.0


class CheckpointManager:
    """Saves numbered checkpoints to a directory and deletes the oldest.

    What it manages is recorded in the file `checkpoint` of the directory, from which another
    manager goes on.

    Args:
      checkpoint: What to save.
      directory: Where to.
      max_to_keep: How many checkpoints to keep; None for all.
      keep_checkpoint_every_n_hours: Keeps a checkpoint for ever that would be deleted, if it is
        this much younger than the last that was kept so.
      checkpoint_name: First part of the names of checkpoints.
      step_counter: A variable that counts steps.
      checkpoint_interval: How many steps lie between two checkpoints, at least.
      init_fn: Called by `restore_or_initialize` if there is no checkpoint.
      last_checkpoint_step: The step of the last checkpoint.

    Raises:
      ArgumentError: If `max_to_keep` is not positive, or there is an interval and no step counter.
        It is a `ValueError`.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        directory: str | os.PathLike[str],
        max_to_keep: int | None,
        keep_checkpoint_every_n_hours: float | None = None,
        checkpoint_name: str = "ckpt",
        step_counter: Any = None,
        checkpoint_interval: int | None = None,
        init_fn: Callable[[], Any] | None = None,
        last_checkpoint_step: int | None = None,
    ) -> None:
        if max_to_keep is not None and max_to_keep <= 0:
            raise ArgumentError(
                "CheckpointManager: expected a positive integer or None for max_to_keep, got "
                f"{max_to_keep}. Pass None to keep all."
            )
        if checkpoint_interval is not None and step_counter is None:
            raise ArgumentError(
                "CheckpointManager: expected a step_counter with checkpoint_interval, got None. "
                "`step_counter` should be passed if `checkpoint_interval` is not None."
            )
        self._checkpoint = checkpoint
        self._directory = os.fspath(directory)
        self._prefix = os.path.join(self._directory, checkpoint_name)  # noqa: PTH118
        self._max_to_keep = max_to_keep
        self._keep_every_hours = keep_checkpoint_every_n_hours
        self._step_counter = step_counter
        self._checkpoint_interval = checkpoint_interval
        self._init_fn = init_fn
        self._last_step = last_checkpoint_step
        self._latest_checkpoint: str | None = None
        # Prefix and time of each checkpoint that may be deleted, oldest first.
        self._deletable: dict[str, float] = {}
        self._recover(time.time())

    @property
    def checkpoint(self) -> Checkpoint:
        """What is saved."""
        return self._checkpoint

    @property
    def directory(self) -> str:
        """Where it is saved to."""
        return self._directory

    @property
    def checkpoint_interval(self) -> int | None:
        """How many steps lie between two checkpoints, at least."""
        return self._checkpoint_interval

    @property
    def latest_checkpoint(self) -> str | None:
        """Prefix of the latest checkpoint, None if there is none."""
        return self._latest_checkpoint

    @property
    def checkpoints(self) -> list[str]:
        """Prefixes of the checkpoints, oldest first, without those that are kept for ever."""
        return list(self._deletable)

    def save(
        self,
        checkpoint_number: Any = None,
        check_interval: bool = True,
        options: CheckpointOptions | None = None,
    ) -> str | None:
        """Saves a checkpoint and deletes those that are too many.

        Args:
          checkpoint_number: Its number, an integer or integer variable; by default the value of
            `checkpoint.save_counter`, which is counted up in any case.
          check_interval: Whether to save only if enough steps have passed. Two checkpoints of one
            step are never saved if there is an interval.
          options: How to write.

        Returns:
          Prefix of the checkpoint; None if none was saved because of the interval.

        Raises:
          ArgumentError: As for `Checkpoint.write`. It is a `ValueError`.
          UnsupportedError: As for `Checkpoint.write`. It is a `NotImplementedError`.
          OSError: As for `Checkpoint.write`.
        """
        options = check_options(options)
        if self._checkpoint_interval is not None:
            step = _as_int(self._step_counter)
            if not self._is_due(step, self._checkpoint_interval if check_interval else None):
                return None
            self._last_step = step
        counter = self._checkpoint.save_counter
        counter.assign_add(1)
        number = _as_int(counter if checkpoint_number is None else checkpoint_number)
        return self._checkpoint._write(f"{self._prefix}-{number}", options, self._record)

    def restore_or_initialize(self) -> str | None:
        """Restores the latest checkpoint; without one, calls `init_fn`.

        Returns:
          Prefix of the checkpoint that was restored, or None.

        Raises:
          NotFoundError: If the latest checkpoint is gone.
          InvalidArgumentError: As for `Checkpoint.read`.
          ArgumentError: As for `Checkpoint.read`. It is a `ValueError`.
          DataLossError: As for `Checkpoint.read`.
        """
        if self._latest_checkpoint is not None:
            self._checkpoint.restore(self._latest_checkpoint)
            if self._checkpoint_interval is not None:
                self._last_step = _as_int(self._step_counter)
            return self._latest_checkpoint
        if self._init_fn is not None:
            self._init_fn()
            _LOGGER.info("Customized initialization is done through the passed `init_fn`.")
        return None

    def sync(self) -> None:
        """Waits until the checkpoint that is written in the background is complete.

        Raises:
          Exception: What writing it raised.
        """
        self._checkpoint.sync()

    def _recover(self, now: float) -> None:
        """Goes on from what an earlier manager recorded."""
        state = get_checkpoint_state(self._directory)
        if state is None:
            # A manager that is made again at once must find its first checkpoint younger.
            self._last_preserved = now - 1.0
            return
        self._latest_checkpoint = state.model_checkpoint_path
        self._last_preserved = state.last_preserved_timestamp
        if now < self._last_preserved:
            _LOGGER.warning(
                "time.time() returned a value %f seconds behind the last preserved checkpoint "
                "timestamp.",
                self._last_preserved - now,
            )
            self._last_preserved = now
        paths = list(state.all_model_checkpoint_paths)
        times = list(state.all_model_checkpoint_timestamps) or [self._last_preserved] * len(paths)
        for path, saved in zip(paths, times, strict=False):
            if min(saved, now) > self._last_preserved:
                self._deletable[path] = min(saved, now)

    def _is_due(self, step: int, interval: int | None) -> bool:
        if self._last_step is None or step == self._last_step:
            return self._last_step is None
        return interval is None or step >= self._last_step + interval

    def _record(self, prefix: str) -> None:
        # A checkpoint that replaces one of the same name is the youngest.
        self._deletable.pop(prefix, None)
        self._deletable[prefix] = time.time()
        self._latest_checkpoint = prefix
        # Recorded before anything is deleted: whoever is interrupted finds the new checkpoint.
        self._write_state()
        if self._delete_oldest():
            self._write_state()

    def _delete_oldest(self) -> bool:
        """Deletes, or lets go of, what is too many; says whether there was anything."""
        surplus = 0 if self._max_to_keep is None else len(self._deletable) - self._max_to_keep
        for prefix in list(self._deletable)[: max(0, surplus)]:
            saved = self._deletable.pop(prefix)
            hours = self._keep_every_hours
            if hours and saved - hours * _SECONDS_PER_HOUR >= self._last_preserved:
                self._last_preserved = saved
            else:
                remove_checkpoint(prefix)
        return surplus > 0

    def _write_state(self) -> None:
        assert self._latest_checkpoint is not None
        update_checkpoint_state(
            self._directory,
            self._latest_checkpoint,
            all_model_checkpoint_paths=list(self._deletable),
            all_model_checkpoint_timestamps=list(self._deletable.values()),
            last_preserved_timestamp=self._last_preserved,
            save_relative_paths=True,
        )


def _as_int(value: Any) -> int:
    return int(np.asarray(value))

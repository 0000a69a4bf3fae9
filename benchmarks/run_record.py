"""What one run of one scenario measures, inside its own process."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from process_memory import forget_peak, peak_bytes

MEBIBYTE = 1 << 20
_FILES = ("saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001")


class RunRecord:
    """Collects the measures of a run, in the order in which they are taken.

    Args:
      directory: An empty directory for what the scenario writes.
      started: Reading of the system's monotonic clock when the process was asked for, in seconds.
      is_ours: Whether the library under test is ours.
    """

    def __init__(self, directory: Path, started: float, *, is_ours: bool) -> None:
        self.directory = directory
        self.is_ours = is_ours
        self.import_cpu = 0.0
        self.import_thread_cpu = 0.0
        self.measures: dict[str, float] = {}
        self._started = started

    def add(self, measure: str, value: float) -> None:
        """Records a number; the name ends in its unit, such as `"save, s"`."""
        self.measures[measure] = value

    def add_process(self) -> None:
        """Records time, CPU time and peak memory since the process was asked for."""
        self.add("wall, s", time.monotonic() - self._started)
        self.add("CPU, s", time.process_time())
        self.add("peak memory, MiB", peak_bytes() / MEBIBYTE)

    @contextmanager
    def step(self, name: str, *, memory: bool = False) -> Iterator[None]:
        """Records the time that the block takes, and what it adds to the memory at its peak.

        Args:
          name: What is done in the block.
          memory: Whether the memory is of interest.
        """
        gc.collect()
        before = forget_peak()
        start = time.perf_counter()
        yield
        self.add(f"{name}, s", time.perf_counter() - start)
        if memory:
            self.add(f"{name}, added MiB", max(0, peak_bytes() - before) / MEBIBYTE)

    def check_saved(self, path: Path, data_bytes: int = 0) -> None:
        """Makes sure that there is a whole SavedModel, so that no failure is measured.

        Args:
          path: Its directory.
          data_bytes: Bytes of the variables of the model.

        Raises:
          RuntimeError: If a file is missing, or too small to hold the variables.
        """
        for name in _FILES:
            file = path / name
            # A model without variables has the save counter's data file all the same.
            size = file.stat().st_size if file.is_file() else -1
            least = data_bytes if ".data-" in name else 1
            if size < least:
                raise RuntimeError(f"{name}: expected {least} bytes or more, got {size}.")

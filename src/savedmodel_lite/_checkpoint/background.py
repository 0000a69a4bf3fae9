"""Writing checkpoints while the program goes on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_LOGGER = logging.getLogger("savedmodel_lite")


class BackgroundWriter:
    """Runs one task at a time in a thread of its own.

    The process does not end before a task has ended.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def start(self, task: Callable[[], None]) -> None:
        """Starts a task when the one before has ended.

        Args:
          task: Takes no arguments.

        Raises:
          BaseException: What the task before raised; `task` is not started then.
        """
        self.wait()
        self._thread = threading.Thread(target=self._run, args=(task,), name="checkpoint")
        self._thread.start()

    def wait(self) -> None:
        """Waits until the task has ended.

        Raises:
          BaseException: What the task raised, once.
        """
        thread = self._thread
        if thread is None or thread is threading.current_thread():
            return
        thread.join()
        self._thread = None
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _run(self, task: Callable[[], None]) -> None:
        try:
            task()
        except BaseException as error:  # noqa: BLE001 it is raised by `wait`
            # For programs that end without waiting.
            _LOGGER.error("A checkpoint could not be written: %s", error)  # noqa: TRY400
            self._error = error

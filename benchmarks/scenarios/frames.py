"""What it costs to remember the user's frames of every node while tracing."""

import gc
import time
from statistics import median
from typing import Any
from unittest import mock

from run_record import RunRecord

from savedmodel_lite._core.source_frames import FrameRecorder
from scenarios.operations import make_long_function

_COUNT = 5_000
_TRIES = 7


def recorded_frames(tf: Any, run: RunRecord) -> None:
    """Tracing 5,000 operations with the frames remembered, as it is done, and without."""
    _trace(tf)  # what is made on first use belongs to neither
    kept, left_out = [], []
    for _ in range(_TRIES):
        kept.append(_trace(tf))
        with mock.patch.object(FrameRecorder, "record", _record_nothing):
            left_out.append(_trace(tf))
    run.add("trace, s CPU", median(kept))
    run.add("trace without frames, s CPU", median(left_out))
    run.add("with / without", median(kept) / median(left_out))


def _record_nothing(_recorder: FrameRecorder) -> None:
    """Takes the place of recording."""


def _trace(tf: Any) -> float:
    module = make_long_function(tf, _COUNT)
    gc.collect()
    start = time.process_time()
    module.run.get_concrete_function()
    return time.process_time() - start

"""Many small variables, and few large ones."""

from pathlib import Path
from typing import Any

import numpy as np
from run_record import RunRecord

_SMALL = 5_000
_LARGE = 16
_LARGE_SHAPE = (8192, 4096)
_PIECE_BYTES = 1 << 20


def make_small_variables(tf: Any, count: int) -> Any:
    """A module with `count` variables of four numbers."""
    module = tf.Module()
    module.weights = [tf.Variable(np.full(4, index, np.float32)) for index in range(count)]
    return module


def small_variables(tf: Any, run: RunRecord) -> None:
    """5,000 variables of four numbers in a list."""
    module = make_small_variables(tf, _SMALL)
    path = run.directory / "small"
    with run.step("save", memory=True):
        tf.saved_model.save(module, str(path))
    run.check_saved(path, _SMALL * 16)


def large_variables(tf: Any, run: RunRecord) -> None:
    """2 GiB in 16 variables, beside writing as many bytes to a file."""
    block = np.random.default_rng(0).random(_LARGE_SHAPE, np.float32)
    module = tf.Module()
    module.weights = [tf.Variable(block + np.float32(index)) for index in range(_LARGE)]
    path = run.directory / "large"
    # The first write also pays for pages that the system has not used before.
    for _ in range(2):
        with run.step("raw write of the same bytes"):
            _write_plainly(block, path.with_suffix(".raw"))
        # What is removed before it reached the disk does not slow the next step.
        path.with_suffix(".raw").unlink()
    with run.step("save", memory=True):
        tf.saved_model.save(module, str(path))
    run.check_saved(path, _LARGE * block.nbytes)
    run.add("save / raw write", run.measures["save, s"] / run.measures[_RAW])


_RAW = "raw write of the same bytes, s"


def _write_plainly(block: Any, path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for _ in range(_LARGE):
            view = memoryview(block).cast("B")
            for start in range(0, len(view), _PIECE_BYTES):
                file.write(view[start : start + _PIECE_BYTES])

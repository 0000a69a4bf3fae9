"""What a short process costs: importing the library, and the smallest model."""

import sys
from typing import Any

from run_record import RunRecord


def import_library(tf: Any, run: RunRecord) -> None:
    """Nothing but the import; h5py is for those who read or write HDF5."""
    assert tf.float32 is not None
    run.add("CPU, s", run.import_cpu)
    # Without the threads that NumPy's linear algebra starts, which spin until they have work.
    run.add("CPU of the importing thread, s", run.import_thread_cpu)
    if run.is_ours and "h5py" in sys.modules:
        raise RuntimeError("import: expected h5py not to be loaded, got it loaded.")


def cold_export(tf: Any, run: RunRecord) -> None:
    """From the start of the process to the directory of the Adder."""

    class Adder(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec(shape=None, dtype=tf.float32)])
        def add(self, x):
            return x + x + 1.0

    path = run.directory / "adder"
    tf.saved_model.save(Adder(), str(path))
    run.add_process()
    run.check_saved(path)

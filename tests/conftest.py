"""What every test may use: real TensorFlow, where it is installed."""

from __future__ import annotations

import importlib.util
import os
import warnings

import pytest
from hypothesis import settings

# The same examples in every run, and no deadline on a busy machine. `--hypothesis-profile=small`
# is for runs that only look for a difference between releases of protobuf.
settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("small", parent=settings.get_profile("suite"), max_examples=10)
settings.load_profile("suite")

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# oneDNN sums in another order; numbers are compared with the plain kernels.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


def pytest_collection_modifyitems(config, items):
    """Where TensorFlow is not installed, the oracle tests are not part of the suite."""
    if importlib.util.find_spec("tensorflow") is not None:
        return
    oracle = [item for item in items if item.get_closest_marker("oracle")]
    if oracle:
        config.hook.pytest_deselected(items=oracle)
        items[:] = [item for item in items if not item.get_closest_marker("oracle")]


@pytest.fixture(scope="session")
def tensorflow():
    """The module `tensorflow`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import tensorflow as tf
    return tf

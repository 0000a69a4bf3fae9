"""`tf.saved_model.load`: refused for now, with what to use instead."""

from __future__ import annotations

import os
from typing import Any, NoReturn

from savedmodel_lite._core.errors import UnsupportedError


def load(export_dir: str | os.PathLike[str], tags: Any = None, options: Any = None) -> NoReturn:
    """Not offered yet.

    Args:
      export_dir: As in TensorFlow.
      tags: Likewise.
      options: Likewise.

    Raises:
      UnsupportedError: Always. It is a `NotImplementedError`.
    """
    del tags, options
    raise UnsupportedError(
        f"saved_model.load: expected a model to show or check, got {os.fspath(export_dir)!r} to "
        "run. Models are not loaded yet; run it with TensorFlow, read its variables with "
        "tf.train.load_checkpoint, or look into it with tf.saved_model.summarize."
    )

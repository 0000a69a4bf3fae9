"""`tf.train.experimental`: Python state in checkpoints."""

from savedmodel_lite._track.python_state import PythonState

__all__ = ["PythonState"]

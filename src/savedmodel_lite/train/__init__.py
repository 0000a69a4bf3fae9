"""`tf.train`: checkpoints."""

from savedmodel_lite._checkpoint.checkpoint import Checkpoint
from savedmodel_lite._checkpoint.checkpoint_state import (
    checkpoints_iterator,
    get_checkpoint_state,
    latest_checkpoint,
    update_checkpoint_state,
)
from savedmodel_lite._checkpoint.manager import CheckpointManager
from savedmodel_lite._checkpoint.options import CheckpointOptions
from savedmodel_lite._checkpoint.reader import list_variables, load_checkpoint, load_variable
from savedmodel_lite.train import experimental

__all__ = [
    "Checkpoint",
    "CheckpointManager",
    "CheckpointOptions",
    "checkpoints_iterator",
    "experimental",
    "get_checkpoint_state",
    "latest_checkpoint",
    "list_variables",
    "load_checkpoint",
    "load_variable",
    "update_checkpoint_state",
]

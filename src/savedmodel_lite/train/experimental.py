"""`tf.train.experimental`: data files of checkpoints, Python state, slot variables."""

from savedmodel_lite._checkpoint.max_shard_size import MaxShardSizePolicy
from savedmodel_lite._checkpoint.shard_files import merge_shards, tensors_of, write_shard
from savedmodel_lite._checkpoint.sharding import (
    ShardableTensor,
    ShardByTaskPolicy,
    ShardingCallback,
)
from savedmodel_lite._track.python_state import PythonState
from savedmodel_lite._track.slots import SlotVariables

__all__ = [
    "MaxShardSizePolicy",
    "PythonState",
    "ShardByTaskPolicy",
    "ShardableTensor",
    "ShardingCallback",
    # Checkpoints written by several processes; not in TensorFlow
    "merge_shards",
    "tensors_of",
    "write_shard",
    # A base for optimizers; TensorFlow has it in `tf.compat.v1.train.Optimizer`
    "SlotVariables",
]

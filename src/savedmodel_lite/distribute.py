"""`tf.distribute`: strategies that make distributed variables."""

from savedmodel_lite._track.distributed import MirroredVariable, SyncOnReadVariable
from savedmodel_lite._track.strategy import (
    MirroredStrategy,
    ReplicaContext,
    Strategy,
    StrategyExtended,
    get_replica_context,
    get_strategy,
    has_strategy,
    in_cross_replica_context,
)

__all__ = [
    "MirroredStrategy",
    "ReplicaContext",
    "Strategy",
    "StrategyExtended",
    "get_replica_context",
    "get_strategy",
    "has_strategy",
    "in_cross_replica_context",
    # Variables built directly; TensorFlow has these classes inside
    "MirroredVariable",
    "SyncOnReadVariable",
]

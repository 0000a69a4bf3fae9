"""Random numbers: the functions of `tf.random`."""

from savedmodel_lite._core.random_seed import set_seed
from savedmodel_lite._ops.random_algorithm import Algorithm
from savedmodel_lite._ops.random_stateful import (
    categorical,
    normal,
    shuffle,
    truncated_normal,
    uniform,
)
from savedmodel_lite._ops.random_stateless import (
    fold_in,
    split,
    stateless_categorical,
    stateless_normal,
    stateless_truncated_normal,
    stateless_uniform,
)

__all__ = [
    "Algorithm",
    "categorical",
    "fold_in",
    "normal",
    "set_seed",
    "shuffle",
    "split",
    "stateless_categorical",
    "stateless_normal",
    "stateless_truncated_normal",
    "stateless_uniform",
    "truncated_normal",
    "uniform",
]

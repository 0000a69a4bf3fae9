"""Neural networks: the functions of `tf.nn`."""

from savedmodel_lite._ops.activation import (
    crelu,
    elu,
    gelu,
    leaky_relu,
    relu,
    relu6,
    selu,
    sigmoid,
    silu,
    softplus,
    softsign,
)
from savedmodel_lite._ops.normalization import (
    batch_normalization,
    bias_add,
    l2_loss,
    l2_normalize,
    moments,
)
from savedmodel_lite._ops.softmax import (
    log_softmax,
    sigmoid_cross_entropy_with_logits,
    softmax,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
    weighted_cross_entropy_with_logits,
)
from savedmodel_lite._ops.trigonometry import (
    tanh,
)

swish = silu

__all__ = [
    "batch_normalization",
    "bias_add",
    "crelu",
    "elu",
    "gelu",
    "l2_loss",
    "l2_normalize",
    "leaky_relu",
    "log_softmax",
    "moments",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "silu",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softplus",
    "softsign",
    "sparse_softmax_cross_entropy_with_logits",
    "swish",
    "tanh",
    "weighted_cross_entropy_with_logits",
]

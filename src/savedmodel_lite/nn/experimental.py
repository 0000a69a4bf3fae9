"""`tf.nn.experimental`: dropout that follows from a seed."""

from savedmodel_lite._ops.dropout import stateless_dropout

__all__ = ["stateless_dropout"]

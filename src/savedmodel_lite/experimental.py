"""`tf.experimental`: what is not in TensorFlow, or not settled there."""

from savedmodel_lite._ops.custom_op import register_op_def

__all__ = ["register_op_def"]

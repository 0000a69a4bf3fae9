"""Names in files for classes and savers of one's own.

TensorFlow has these functions in `tensorflow.python.saved_model.registration`, which is not public.
"""

from savedmodel_lite._track.registration import (
    get_registered_class,
    get_registered_class_name,
    get_registered_saver_name,
    register_checkpoint_saver,
    register_serializable,
)

__all__ = [
    "get_registered_class",
    "get_registered_class_name",
    "get_registered_saver_name",
    "register_checkpoint_saver",
    "register_serializable",
]

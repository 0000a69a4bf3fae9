"""`tf.saved_model.experimental`: resources of one's own."""

from savedmodel_lite._track.resource import TrackableResource

__all__ = ["TrackableResource"]

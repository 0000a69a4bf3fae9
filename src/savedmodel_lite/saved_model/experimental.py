"""`tf.saved_model.experimental`: fingerprints, devices of variables, resources of one's own."""

from savedmodel_lite._saved_model.fingerprint_reader import Fingerprint, read_fingerprint
from savedmodel_lite._saved_model.options import VariablePolicy
from savedmodel_lite._track.resource import TrackableResource

__all__ = [
    "Fingerprint",
    "TrackableResource",
    "VariablePolicy",
    "read_fingerprint",
]

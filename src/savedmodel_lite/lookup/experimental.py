"""`tf.lookup.experimental`: tables that change."""

from savedmodel_lite._track.mutable_tables import DenseHashTable, MutableHashTable

__all__ = ["DenseHashTable", "MutableHashTable"]

"""`tf.lookup`: tables from keys to values."""

from savedmodel_lite._track.table_initializers import (
    KeyValueTensorInitializer,
    TextFileIndex,
    TextFileInitializer,
)
from savedmodel_lite._track.tables import StaticHashTable, StaticVocabularyTable
from savedmodel_lite.lookup import experimental

__all__ = [
    "KeyValueTensorInitializer",
    "StaticHashTable",
    "StaticVocabularyTable",
    "TextFileIndex",
    "TextFileInitializer",
    "experimental",
]

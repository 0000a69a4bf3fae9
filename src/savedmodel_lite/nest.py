"""`tf.nest`: nested lists, tuples, dicts, named tuples and attrs classes."""

from savedmodel_lite._core.nest import (
    assert_same_structure,
    flatten,
    is_nested,
    map_structure,
    pack_sequence_as,
)

__all__ = [
    "assert_same_structure",
    "flatten",
    "is_nested",
    "map_structure",
    "pack_sequence_as",
]

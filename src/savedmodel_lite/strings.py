"""Operations on strings."""

from savedmodel_lite._ops.string_format import format
from savedmodel_lite._ops.string_hash import string_to_hash_bucket_fast as to_hash_bucket_fast
from savedmodel_lite._ops.string_ops import (
    as_string,
    join,
    length,
    lower,
    reduce_join,
    regex_full_match,
    regex_replace,
    strip,
    substr,
    to_number,
    upper,
)

__all__ = [
    "as_string",
    "format",
    "join",
    "length",
    "lower",
    "reduce_join",
    "regex_full_match",
    "regex_replace",
    "strip",
    "substr",
    "to_hash_bucket_fast",
    "to_number",
    "upper",
]

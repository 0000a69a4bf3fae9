"""Hashes of strings, for buckets of words that no vocabulary has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from savedmodel_lite._core.farmhash import fingerprint64
from savedmodel_lite._ops.registration import op
from savedmodel_lite._ops.shape_rules import same_as

if TYPE_CHECKING:
    from savedmodel_lite._core.tensor import Tensor


@op("StringToHashBucketFast", shape=same_as("input"))
def _string_to_hash_bucket_fast(input, *, num_buckets):
    flat = [fingerprint64(item) % num_buckets for item in input.ravel().tolist()]
    return np.array(flat, np.int64).reshape(input.shape)


def string_to_hash_bucket_fast(input: Any, num_buckets: int, name: str | None = None) -> Tensor:
    """Computes the FarmHash fingerprint of each string modulo `num_buckets`.

    The result is the same in every process and on every machine.

    Args:
      input: Strings of any shape.
      num_buckets: A number of at least 1.
      name: Name of the graph node.

    Returns:
      An int64 tensor of the shape of `input`, with numbers from 0 to `num_buckets - 1`.
    """
    return _string_to_hash_bucket_fast(input, num_buckets=num_buckets, name=name)

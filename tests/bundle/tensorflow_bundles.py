"""Writing and reading the cases with TensorFlow. Needs TensorFlow; imports it when first used."""

import numpy as np
from bundle_cases import QUANTIZED


def write_case(case, prefix):
    """Writes a case with SaveV2, and MergeV2Checkpoints for several shards."""
    import tensorflow as tf

    parts = [str(prefix)]
    if len(case.shards) > 1:
        parts = [f"{prefix}_part{number}" for number in range(len(case.shards))]
    for part, rows in zip(parts, case.shards, strict=True):
        tf.raw_ops.SaveV2(
            prefix=part,
            tensor_names=[row.key for row in rows],
            shape_and_slices=[row.shape_and_slice for row in rows],
            tensors=[_tensor(tf, row) for row in rows],
        )
    if len(parts) > 1:
        tf.raw_ops.MergeV2Checkpoints(
            checkpoint_prefixes=parts, destination_prefix=str(prefix), delete_old_dirs=False
        )


def _tensor(tf, row):
    if row.dtype in QUANTIZED:
        return tf.bitcast(tf.constant(row.value), tf.dtypes.as_dtype(row.dtype))
    if row.value.dtype == object:
        return tf.constant(row.value.tolist(), tf.string, row.value.shape)
    return tf.constant(row.value)


def write_variants(prefix):
    """Writes a scalar and a vector of tensor lists."""
    import tensorflow as tf

    lists = [
        tf.raw_ops.TensorListFromTensor(
            tensor=tf.range(size, dtype=tf.float32), element_shape=tf.constant([], tf.int32)
        )
        for size in (3, 0, 200)
    ]
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=["scalar", "vector", "after"],
        shape_and_slices=[""] * 3,
        tensors=[lists[0], tf.stack(lists), tf.constant(1.0)],
    )


def read_tensor(prefix, key, value, dtype_name):
    """Reads one tensor with RestoreV2 as NumPy holds it."""
    import tensorflow as tf

    dtype = tf.dtypes.as_dtype(dtype_name)
    (tensor,) = tf.raw_ops.RestoreV2(
        prefix=str(prefix), tensor_names=[key], shape_and_slices=[""], dtypes=[dtype]
    )
    if dtype_name in QUANTIZED:
        tensor = tf.bitcast(tensor, tf.dtypes.as_dtype(np.dtype(QUANTIZED[dtype_name])))
    return np.asarray(tensor.numpy(), value.dtype)

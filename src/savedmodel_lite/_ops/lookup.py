"""Operations on lookup tables: making, finding, changing, exporting and filling them.

The resource is a `TableStorage`. Tables of the same shared name are separate ones here; in a saved
model every table has a name of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.dense_table_storage import DenseTableStorage
from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import InvalidArgumentError, NotFoundError
from savedmodel_lite._core.table_storage import StaticTableStorage, TableStorage
from savedmodel_lite._ops.registration import op
from savedmodel_lite._ops.shape_rules import scalar, unknown
from savedmodel_lite._ops.vocabulary_file import read_columns

_NUMBERS = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64)
# Types of values by type of keys, for which TensorFlow has tables. Another table could be written,
# and nobody could load it.
_STATIC_TYPES = {
    dtypes.string: (dtypes.string, *_NUMBERS, dtypes.bool_),
    dtypes.int32: (dtypes.string, dtypes.int32, dtypes.float32, dtypes.float64),
    dtypes.int64: (dtypes.string, *_NUMBERS),
}
_MUTABLE_TYPES = {
    dtypes.string: (*_NUMBERS, dtypes.bool_),
    dtypes.int32: (dtypes.int32, dtypes.float32, dtypes.float64),
    dtypes.int64: (dtypes.string, *_NUMBERS),
}
_DENSE_TYPES = {
    dtypes.string: (*_NUMBERS, dtypes.bool_),
    dtypes.int32: (dtypes.int32, dtypes.float32, dtypes.float64),
    dtypes.int64: (*_NUMBERS, dtypes.bool_),
}


def _no_outputs(*inputs):
    return []


def _check_types(kind: str, types: dict[DType, Any], key_dtype: DType, value_dtype: DType) -> None:
    if value_dtype not in types.get(key_dtype, ()):
        known = "; ".join(
            f"{key.name} to {', '.join(value.name for value in values)}"
            for key, values in types.items()
        )
        raise NotFoundError(
            None,
            None,
            f"{kind}: expected a table from {known}, got {key_dtype.name} to {value_dtype.name}. "
            "TensorFlow could not load such a table; cast the keys or values.",
        )


# ---- making tables -----------------------------------------------------------------------------


def _make_static(key_dtype: DType, value_dtype: DType) -> StaticTableStorage:
    _check_types("HashTable", _STATIC_TYPES, key_dtype, value_dtype)
    return StaticTableStorage(key_dtype, value_dtype)


@op("HashTableV2", shape=scalar)
def hash_table(*, key_dtype, value_dtype):
    return _make_static(key_dtype, value_dtype)


@op("AnonymousHashTable", shape=scalar)
def anonymous_hash_table(*, key_dtype, value_dtype):
    return _make_static(key_dtype, value_dtype)


def _make_mutable(key_dtype: DType, value_dtype: DType, value_shape: Any = ()) -> TableStorage:
    _check_types("MutableHashTable", _MUTABLE_TYPES, key_dtype, value_dtype)
    shape = tuple(value_shape)
    if len(shape) > 1:
        raise InvalidArgumentError(
            None,
            None,
            f"MutableHashTable: expected a scalar or vector as default value, got shape {shape}. "
            f"Default value must be a vector, got shape {list(shape)}; flatten the values.",
        )
    return TableStorage(key_dtype, value_dtype, shape)


@op("MutableHashTableV2", shape=scalar)
def mutable_hash_table(*, key_dtype, value_dtype):
    return _make_mutable(key_dtype, value_dtype)


@op("AnonymousMutableHashTable", shape=scalar)
def anonymous_mutable_hash_table(*, key_dtype, value_dtype):
    return _make_mutable(key_dtype, value_dtype)


@op("MutableHashTableOfTensorsV2", shape=scalar)
def mutable_hash_table_of_tensors(*, key_dtype, value_dtype, value_shape):
    return _make_mutable(key_dtype, value_dtype, value_shape.as_list())


@op("AnonymousMutableHashTableOfTensors", shape=scalar)
def anonymous_mutable_hash_table_of_tensors(*, key_dtype, value_dtype, value_shape):
    return _make_mutable(key_dtype, value_dtype, value_shape.as_list())


def _make_dense(
    keys: tuple[Any, Any], value_dtype: DType, value_shape: Any, count: int, factor: float
) -> DenseTableStorage:
    empty_key, deleted_key = keys
    key_dtype = dtypes.string if empty_key.dtype == object else dtypes.as_dtype(empty_key.dtype)
    _check_types("DenseHashTable", _DENSE_TYPES, key_dtype, value_dtype)
    shape = tuple(value_shape.as_list())
    return DenseTableStorage(
        empty_key, deleted_key, key_dtype, value_dtype, shape, count, factor
    )  # fmt: skip


@op("MutableDenseHashTableV2", shape=scalar)
def mutable_dense_hash_table(
    empty_key, deleted_key, *, value_dtype, value_shape, initial_num_buckets, max_load_factor
):
    return _make_dense(
        (empty_key, deleted_key), value_dtype, value_shape, initial_num_buckets, max_load_factor
    )


@op("AnonymousMutableDenseHashTable", shape=scalar)
def anonymous_mutable_dense_hash_table(
    empty_key, deleted_key, *, value_dtype, value_shape, initial_num_buckets, max_load_factor
):
    return _make_dense(
        (empty_key, deleted_key), value_dtype, value_shape, initial_num_buckets, max_load_factor
    )


# ---- using tables ------------------------------------------------------------------------------


@op("LookupTableFindV2", shape=unknown)
def lookup_table_find(table_handle, keys, default_value):
    return table_handle.find(keys, default_value)


@op("LookupTableSizeV2", shape=scalar)
def lookup_table_size(table_handle):
    return np.array(len(table_handle), np.int64)


@op("LookupTableExportV2", shape=unknown)
def lookup_table_export(table_handle):
    return table_handle.export_entries()


@op("LookupTableInsertV2", shape=_no_outputs)
def lookup_table_insert(table_handle, keys, values):
    table_handle.insert(keys, values)
    return []


@op("LookupTableRemoveV2", shape=_no_outputs)
def lookup_table_remove(table_handle, keys):
    table_handle.remove(keys)
    return []


# ---- filling tables ----------------------------------------------------------------------------


@op("LookupTableImportV2", shape=_no_outputs)
def lookup_table_import(table_handle, keys, values):
    table_handle.import_entries(keys, values)
    return []


@op("InitializeTableV2", shape=_no_outputs)
def initialize_table(table_handle, keys, values):
    table_handle.import_entries(keys, values)
    return []


@op("InitializeTableFromTextFileV2", shape=_no_outputs)
def initialize_table_from_text_file(
    table_handle, filename, *, key_index, value_index, vocab_size, delimiter, offset
):
    path = filename.item().decode(errors="surrogateescape")
    columns = ((key_index, table_handle.key_dtype), (value_index, table_handle.value_dtype))
    keys, values = read_columns(path, columns, delimiter, vocab_size, offset)
    table_handle.import_entries(keys, values)
    return []

"""What fills a static lookup table: two tensors, or a text file."""

from __future__ import annotations

from typing import Any

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.context import init_scope, name_scope
from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.dtype import DType, as_dtype
from savedmodel_lite._core.errors import ArgumentError, ArgumentTypeError, UnsupportedError
from savedmodel_lite._core.tensor import Tensor
from savedmodel_lite._ops import lookup as ops
from savedmodel_lite._ops.vocabulary_file import (
    LINE_NUMBER as _LINE_NUMBER,
    WHOLE_LINE as _WHOLE_LINE,
)
from savedmodel_lite._track.asset import Asset
from savedmodel_lite._track.trackable import Trackable


class TableInitializerBase(Trackable):
    """Base of what fills a table.

    Args:
      key_dtype: Element type of the keys.
      value_dtype: Element type of the values.
    """

    def __init__(self, key_dtype: Any, value_dtype: Any) -> None:
        self._key_dtype = as_dtype(key_dtype)
        self._value_dtype = as_dtype(value_dtype)

    @property
    def key_dtype(self) -> DType:
        """Element type of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> DType:
        """Element type of the values."""
        return self._value_dtype

    def initialize(self, table: Any) -> Any:
        """Fills a table.

        Args:
          table: The table.

        Raises:
          UnsupportedError: Always; subclasses define it. It is a `NotImplementedError`.
        """
        raise UnsupportedError(
            f"{type(self).__name__}: expected a class that defines initialize, got one that does "
            "not. Define it."
        )

    def _check_types(self, table: Any) -> None:
        for what, expected, got in (
            ("key", table.key_dtype, self._key_dtype),
            ("value", table.value_dtype, self._value_dtype),
        ):
            if expected is not got:
                raise ArgumentTypeError(
                    f"{type(self).__name__}.initialize: expected the {what} dtype {expected.name} "
                    f"of the table, got {got.name}. Invalid {what} dtype for table, expected "
                    f"{expected.name} but got {got.name}; cast it."
                )


class KeyValueTensorInitializer(TableInitializerBase):
    """Fills a table from two tensors.

    Args:
      keys: The keys: a tensor, or what converts to one.
      values: The values, as many.
      key_dtype: Element type of the keys; by default that of `keys`.
      value_dtype: Element type of the values; by default that of `values`.
      name: Name of the name scope of the operation.

    Raises:
      ArgumentError: If a tensor has another dtype than given. It is a `ValueError`.
    """

    def __init__(
        self,
        keys: Any,
        values: Any,
        key_dtype: Any = None,
        value_dtype: Any = None,
        name: str | None = None,
    ) -> None:
        with init_scope():
            self._keys = convert_to_tensor(keys, key_dtype)
            self._values = convert_to_tensor(values, value_dtype)
        self._name = name if name is not None else "key_value_init"
        super().__init__(self._keys.dtype, self._values.dtype)

    def initialize(self, table: Any) -> Any:
        """Fills a table.

        Args:
          table: The table.

        Returns:
          The operation; None eagerly.

        Raises:
          ArgumentTypeError: If the table is of other types. It is a `TypeError`.
          FailedPreconditionError: If a key comes twice with different values.
          InvalidArgumentError: If there is not one value for each key.
        """
        self._check_types(table)
        with name_scope(self._name):
            return ops.lookup_table_import(table.resource_handle, self._keys, self._values)


class TextFileIndex:
    """What `TextFileInitializer` takes from a line; numbers from 0 are fields of the line."""

    WHOLE_LINE = _WHOLE_LINE
    LINE_NUMBER = _LINE_NUMBER


class TextFileInitializer(TableInitializerBase):
    r"""Fills a table from a text file, which is saved with the model as an asset.

    Each line is one entry. A column is a field of the line, counted from 0, or
    `TextFileIndex.WHOLE_LINE` (strings or integers), or `TextFileIndex.LINE_NUMBER` (int64).

    Args:
      filename: The file: a path or a string scalar.
      key_dtype: Element type of the keys.
      key_index: Column of the keys.
      value_dtype: Element type of the values.
      value_index: Column of the values.
      vocab_size: How many lines to read; None for all.
      delimiter: The byte between fields.
      name: Name of the name scope of the operation.
      value_index_offset: What to add to line numbers.

    Raises:
      ArgumentError: If the file name is empty, a column is below -2, a type does not go with its
        column, or `vocab_size` is not positive. It is a `ValueError`.
    """

    def __init__(
        self,
        filename: Any,
        key_dtype: Any,
        key_index: int,
        value_dtype: Any,
        value_index: int,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = None,
        value_index_offset: int = 0,
    ) -> None:
        if not isinstance(filename, Tensor) and not filename:
            raise ArgumentError(
                f"TextFileInitializer: expected a path, got {filename!r}. `filename` argument "
                "required for tf.lookup.TextFileInitializer; pass the file to read."
            )
        super().__init__(key_dtype, value_dtype)
        _check_column("key", key_index, self._key_dtype)
        _check_column("value", value_index, self._value_dtype)
        if vocab_size is not None and vocab_size <= 0:
            raise ArgumentError(
                f"TextFileInitializer: expected a positive number of lines, got {vocab_size}. "
                f"`vocab_size` should be > 0, received: {vocab_size}; leave it out for all lines."
            )
        self._key_index = key_index
        self._value_index = value_index
        self._vocab_size = vocab_size
        self._delimiter = delimiter
        self._name = name
        self._offset = value_index_offset
        self._filename = self._track_trackable(Asset(filename), "_filename")

    def initialize(self, table: Any) -> Any:
        """Fills a table.

        Args:
          table: The table.

        Returns:
          The operation; None eagerly.

        Raises:
          ArgumentTypeError: If the table is of other types. It is a `TypeError`.
          NotFoundError: If there is no such file.
          InvalidArgumentError: If a line does not have the fields and numbers expected.
          OutOfRangeError: If the file is empty.
        """
        self._check_types(table)
        with name_scope(self._name or "text_file_init"):
            return ops.initialize_table_from_text_file(
                table.resource_handle,
                convert_to_tensor(self._filename, dtypes.string, name="asset_filepath"),
                key_index=self._key_index,
                value_index=self._value_index,
                vocab_size=-1 if self._vocab_size is None else self._vocab_size,
                delimiter=self._delimiter,
                offset=self._offset,
            )


def _check_column(what: str, index: int, dtype: DType) -> None:
    if index < _WHOLE_LINE:
        raise ArgumentError(
            f"TextFileInitializer: expected a {what}_index of at least -2, got {index}. "
            f"`{what}_index` should be >= -2, received: {index}; use tf.lookup.TextFileIndex."
        )
    if index == _LINE_NUMBER and dtype is not dtypes.int64:
        raise ArgumentError(
            f"TextFileInitializer: expected {what}_dtype int64 for line numbers, got {dtype.name}. "
            f"`{what}_dtype` must be int64 if `{what}_index` is {index}; cast what is looked up."
        )
    if index == _WHOLE_LINE and not (dtype.is_integer or dtype is dtypes.string):
        raise ArgumentError(
            f"TextFileInitializer: expected an integer or string {what}_dtype for whole lines, got "
            f"{dtype.name}. `{what}_dtype` should be either integer or string for `{what}_index` "
            f"{index}; use a field of the line."
        )

"""Lookup tables that change: `tf.lookup.experimental.MutableHashTable` and `DenseHashTable`.

Their entries are part of checkpoints: two tensors, keys and values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from savedmodel_lite._core.context import init_scope, name_scope, state
from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._ops import lookup as ops
from savedmodel_lite._track.tables import LookupTable

if TYPE_CHECKING:
    from savedmodel_lite._core.tensor import Tensor


class _ChangingTable(LookupTable):
    """What both kinds of tables share.

    Args:
      key_dtype: Element type of the keys.
      value_dtype: Element type of the values.
      default_value: What `lookup` gives for keys that are not in the table.
      name: Name of the table's node.
      is_anonymous: Whether the table is found by its handle only, not by a name.
    """

    # Before objects had tensors by name, a table was one attribute of this name.
    _saveable_name = "table"

    def __init__(
        self, key_dtype: Any, value_dtype: Any, default_value: Any, name: str, is_anonymous: bool
    ) -> None:
        super().__init__(key_dtype, value_dtype)
        with init_scope():
            self._default_value = convert_to_tensor(default_value, self._value_dtype)
        self._key_shape = TensorShape([])
        self._value_shape = self._default_value.shape
        self._name = name
        self._is_anonymous = is_anonymous

    def _find(self, keys: Any, default: Any, name: str | None) -> Tensor:
        with name_scope(name or f"{self.name}_lookup_table_find"):
            tensor = convert_to_tensor(keys, self._key_dtype)
            values = ops.lookup_table_find(self.resource_handle, tensor, default)
        values.set_shape(self._batch_shape(tensor).concatenate(self._value_shape))
        return values  # type: ignore[no-any-return]

    def _batch_shape(self, keys: Tensor) -> Any:
        return keys.shape

    def insert(self, keys: Any, values: Any, name: str | None = None) -> Any:
        """Puts entries in; values of keys that are there are replaced.

        Args:
          keys: Keys of any shape.
          values: One value for each key.
          name: Name of the name scope of the operation.

        Returns:
          The operation; None eagerly.

        Raises:
          ArgumentError: If keys or values have another dtype. It is a `ValueError`.
          InvalidArgumentError: If there is not one value for each key.
        """
        with name_scope(name or f"{self.name}_lookup_table_insert"):
            key_tensor = convert_to_tensor(keys, self._key_dtype)
            value_tensor = convert_to_tensor(values, self._value_dtype)
            return ops.lookup_table_insert(self.resource_handle, key_tensor, value_tensor)

    def remove(self, keys: Any, name: str | None = None) -> Any:
        """Takes entries out; keys that are not there are ignored.

        Args:
          keys: Keys of any shape.
          name: Name of the name scope of the operation.

        Returns:
          The operation; None eagerly.

        Raises:
          ArgumentTypeError: If the keys have another dtype. It is a `TypeError`.
        """
        tensor = self._key_tensor(keys)
        with name_scope(name or f"{self.name}_lookup_table_remove"):
            return ops.lookup_table_remove(self.resource_handle, tensor)

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and all values.

        Args:
          name: Name of the name scope of the operation.
        """
        with name_scope(name or f"{self.name}_lookup_table_export_values"):
            keys, values = ops.lookup_table_export(
                self.resource_handle, Tkeys=self._key_dtype, Tvalues=self._value_dtype
            )
        return keys, values

    def _serialize_to_tensors(self) -> dict[str, Any]:
        keys, values = self.export(f"{self._node_name()}_lookup_table_export_values")
        return {"-keys": keys, "-values": values}

    def _node_name(self) -> str:
        """The name of the table's node in the graph that is built, if it has one there."""
        if state.graph is None:
            return self._name
        operation = state.graph.capture(self.resource_handle, "table_handle").op
        return self._name if operation.type == "Placeholder" else operation.name

    def _described(self, handle: Any) -> Any:
        """A handle; in graphs with the type and shape of a key, as runtimes keep them."""
        if state.graph is not None:
            handle.handle_data = (self._key_dtype, self._key_shape._dims)
        return handle

    def _restore_from_tensors(self, restored_tensors: dict[str, Any]) -> Any:
        with name_scope(f"{self._name}_table_restore"):
            return ops.lookup_table_import(
                self.resource_handle, restored_tensors["-keys"], restored_tensors["-values"]
            )


class MutableHashTable(_ChangingTable):
    """A table that functions and Python can change.

    Args:
      key_dtype: Element type of the keys.
      value_dtype: Element type of the values.
      default_value: What `lookup` gives for keys that are not in the table. Its shape, that of a
        scalar or vector, is the shape of every value.
      name: Name of the table's node.
      checkpoint: Without effect on object-based checkpoints, which have the table in any case.
      experimental_is_anonymous: Whether the table is found by its handle only, not by a name.

    Raises:
      NotFoundError: If TensorFlow has no tables of these types.
      InvalidArgumentError: If values are of more than one dimension.
    """

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        name: str = "MutableHashTable",
        checkpoint: bool = True,
        experimental_is_anonymous: bool = False,
    ) -> None:
        super().__init__(key_dtype, value_dtype, default_value, name, experimental_is_anonymous)
        self._checkpoint = checkpoint
        with init_scope():
            self._resource_handle = self._create_resource()

    def _create_shared(self, shared_name: str) -> Any:
        attrs: dict[str, Any] = {"key_dtype": self._key_dtype, "value_dtype": self._value_dtype}
        if not self._is_anonymous:
            attrs["shared_name"] = shared_name
        if self._value_shape.rank == 0:
            make = (
                ops.anonymous_mutable_hash_table if self._is_anonymous else ops.mutable_hash_table
            )
            return self._described(make(name=self._name, **attrs))
        make = (
            ops.anonymous_mutable_hash_table_of_tensors
            if self._is_anonymous
            else ops.mutable_hash_table_of_tensors
        )
        return self._described(make(name=self._name, value_shape=self._value_shape, **attrs))

    def lookup(  # type: ignore[override]
        self, keys: Any, dynamic_default_values: Any = None, name: str | None = None
    ) -> Tensor:
        """The values of keys.

        Args:
          keys: Keys of any shape.
          dynamic_default_values: What to give for each key that is not in the table; by default
            the table's default value for all.
          name: Name of the name scope of the operation.

        Returns:
          A tensor of the shape of `keys` and then that of a value.

        Raises:
          ArgumentError: If the keys have another dtype. It is a `ValueError`.
        """
        default = self._default_value if dynamic_default_values is None else dynamic_default_values
        return self._find(keys, default, name)


class DenseHashTable(_ChangingTable):
    """A table that functions and Python can change, kept in buckets.

    Args:
      key_dtype: Element type of the keys.
      value_dtype: Element type of the values.
      default_value: What `lookup` gives for keys that are not in the table. Its shape is the
        shape of every value.
      empty_key: A key that is never used; marks buckets that are free. Its shape is the shape of
        every key.
      deleted_key: Another key that is never used; marks buckets whose entry was removed.
      initial_num_buckets: Number of buckets at first, a power of two; 131072 by default, of which
        a checkpoint has every one.
      name: Name of the table's node.
      checkpoint: Without effect on object-based checkpoints, which have the table in any case.
      experimental_is_anonymous: Whether the table is found by its handle only, not by a name.

    Raises:
      NotFoundError: If TensorFlow has no tables of these types.
      InvalidArgumentError: If the two keys are equal, or the number of buckets is no power of two.
    """

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        empty_key: Any,
        deleted_key: Any,
        initial_num_buckets: int | None = None,
        name: str = "MutableDenseHashTable",
        checkpoint: bool = True,
        experimental_is_anonymous: bool = False,
    ) -> None:
        super().__init__(key_dtype, value_dtype, default_value, name, experimental_is_anonymous)
        self._initial_num_buckets = initial_num_buckets
        self._checkpoint = checkpoint
        self._empty_key = empty_key
        self._deleted_key = deleted_key
        with init_scope():
            self._key_shape = convert_to_tensor(empty_key, self._key_dtype).shape
            self._resource_handle = self._create_resource()

    def _create_shared(self, shared_name: str) -> Any:
        empty_key = convert_to_tensor(self._empty_key, self._key_dtype, name="empty_key")
        deleted_key = convert_to_tensor(self._deleted_key, self._key_dtype, name="deleted_key")
        attrs: dict[str, Any] = {
            "value_dtype": self._value_dtype,
            "value_shape": self._value_shape,
            "initial_num_buckets": self._initial_num_buckets,
        }
        if self._is_anonymous:
            make = ops.anonymous_mutable_dense_hash_table
        else:
            make, attrs["shared_name"] = ops.mutable_dense_hash_table, shared_name
        return self._described(make(empty_key, deleted_key, name=self._name, **attrs))

    def _batch_shape(self, keys: Tensor) -> Any:
        if keys.shape.rank is None or not self._key_shape.rank:
            return keys.shape
        return keys.shape[: keys.shape.rank - self._key_shape.rank]

    def lookup(self, keys: Any, name: str | None = None) -> Tensor:
        """The values of keys.

        Args:
          keys: Keys in any arrangement.
          name: Name of the name scope of the operation.

        Returns:
          A tensor of the arrangement of `keys` and then the shape of a value.

        Raises:
          ArgumentError: If the keys have another dtype. It is a `ValueError`.
          InvalidArgumentError: If one of the two reserved keys is looked up, when it runs.
        """
        return self._find(keys, self._default_value, name)

    def insert_or_assign(self, keys: Any, values: Any, name: str | None = None) -> Any:
        """Another name for `insert`."""
        return self.insert(keys, values, name)

    def erase(self, keys: Any, name: str | None = None) -> Any:
        """Another name for `remove`."""
        return self.remove(keys, name)

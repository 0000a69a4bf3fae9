"""Operations: what each one is, and the one place where a call is run or added to a graph.

An `Op` joins a schema from the op table with a NumPy kernel and a shape rule. Calling it with no
graph open runs the kernel on the values; inside a graph it resolves the dtype attributes, applies
the shape rule and appends a node.

Kernels take the op's inputs as positional arrays (lists of arrays for list inputs, the stored
object for resources and variants) and the attributes that change the numbers as keyword-only
arguments. They return one array, or a list with one item per output argument. Shape rules have the
same form with tensors in place of arrays, and return `Dims`, or a list of `Dims` per output.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from savedmodel_lite._core.attr_values import attr_reader
from savedmodel_lite._core.context import state
from savedmodel_lite._core.convert import (
    convert_to_tensor,
    eager_constant,
    eager_constant_with_hint,
    holds_tensor,
)
from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import (
    ArgumentError,
    ArgumentTypeError,
    InvalidArgumentError,
    OpError,
    ShapeError,
    UnimplementedError,
    UnsupportedError,
)
from savedmodel_lite._core.graph import Graph, inaccessible
from savedmodel_lite._core.kernels import as_value, keyword_only
from savedmodel_lite._core.op_schema import ArgSchema, OpSchema
from savedmodel_lite._core.shape import Dims
from savedmodel_lite._core.tensor import EagerTensor, SymbolicTensor, Tensor, TensorLike

Kernel = Callable[..., Any]
ShapeRule = Callable[..., Any]

_OPS: dict[str, Op] = {}
_find_schema: Callable[[str], OpSchema | None] = lambda _: None  # noqa: E731


_load_families: Callable[[], None] = lambda: None  # noqa: E731


def set_family_loader(loader: Callable[[], None]) -> None:
    """Registers the function that imports all families of operations."""
    global _load_families  # noqa: PLW0603 set once, at import
    _load_families = loader


def set_schema_source(source: Callable[[str], OpSchema | None]) -> None:
    """Registers the reader of the op table: from an op's name to its schema, or None."""
    global _find_schema  # noqa: PLW0603 set once, at import
    _find_schema = source


class DtypeMismatchError(ArgumentTypeError, InvalidArgumentError):
    """Inputs have types that the operation does not take together.

    TensorFlow raises TypeError in graphs and InvalidArgumentError eagerly; this is both.
    """

    def __init__(self, message: str) -> None:
        InvalidArgumentError.__init__(self, None, None, message)


def find(name: str) -> Op:
    """The operation of type `name`, with its kernel and shape rule where there are any.

    Raises:
      UnsupportedError: If the op table has no such operation. It is a `NotImplementedError`.
    """
    op = _OPS.get(name)
    if op is None:
        _load_families()
        op = _OPS.get(name)
    if op is None:
        schema = _find_schema(name)
        if schema is None:
            raise UnsupportedError(
                f"operation {name!r}: expected a name of the op table, got one that it does not "
                "have. Register the definition of a custom operation first."
            )
        op = register(Op(schema))
    return op


def register(op: Op) -> Op:
    """Makes `op` the operation of its name."""
    _OPS[op.name] = op
    return op


def registered_op(name: str) -> Op | None:
    """The operation `name` if it was registered or looked up before, else None."""
    return _OPS.get(name)


def registered() -> dict[str, Op]:
    """The operations of all families, and those that were looked up so far, by name."""
    _load_families()
    return dict(_OPS)


def schema_of(name: str) -> OpSchema:
    """The schema of the operation `name`; errors as for `find`."""
    schema = _find_schema(name)
    return schema if schema is not None else find(name).schema


class Op:
    """One type of operation: schema, kernel and shape rule. Call it to use it.

    Args:
      schema: Its entry in the op table.
      kernel: Computes the outputs from arrays; None if it can only be added to graphs.
      shape: Computes the static shapes; None leaves them unknown.
      folds: Whether its outputs may be computed while tracing when all inputs are known, so that
        later shape rules see them (ops.md, trap 23).
    """

    __slots__ = (
        "_allowed",
        "_complete",
        "_kernel_attrs",
        "_outputs",
        "_readers",
        "_shape_attrs",
        "folds",
        "kernel",
        "name",
        "schema",
        "shape",
    )

    _complete: Callable[[], tuple[OpSchema, ShapeRule | None]]

    def __init__(
        self,
        schema: OpSchema,
        kernel: Kernel | None = None,
        shape: ShapeRule | None = None,
        folds: bool = False,
    ) -> None:
        self.name = schema.name
        self.schema = schema
        self.kernel = kernel
        self.shape = shape
        self.folds = folds
        self._readers = {attr.name: attr_reader(attr) for attr in schema.attrs}
        self._kernel_attrs = keyword_only(kernel)
        self._shape_attrs = keyword_only(shape)
        self._allowed = {
            attr.name: frozenset(attr.allowed)
            for attr in schema.attrs
            if attr.type == "type" and attr.allowed
        }
        # The one output's (dtype, type_attr) where there is exactly one and it is no list.
        self._outputs: tuple[DType | None, str] | None = None
        if len(schema.outputs) == 1 and not schema.outputs[0].is_list:
            self._outputs = (schema.outputs[0].dtype, schema.outputs[0].type_attr)

    @classmethod
    def deferred(
        cls,
        name: str,
        kernel: Kernel | None,
        folds: bool,
        complete: Callable[[], tuple[OpSchema, ShapeRule | None]],
    ) -> Op:
        """An operation whose schema and shape rule are asked for when it is first used."""
        op = cls.__new__(cls)
        op.name, op.kernel, op.folds, op._complete = name, kernel, folds, complete
        return op

    def __getattr__(self, name: str) -> Any:
        # Called for slots only that have no value yet.
        if name not in Op.__slots__ or name == "_complete":
            raise AttributeError(name)
        schema, shape = self._complete()
        Op.__init__(self, schema, self.kernel, shape, self.folds)
        return getattr(self, name)

    def __repr__(self) -> str:
        return f"<Op {self.name}>"

    def __call__(self, *inputs: Any, name: str | None = None, **attrs: Any) -> Any:
        """Runs the operation, or adds it to the graph that is open.

        Args:
          *inputs: One value for each input argument; lists for list arguments.
          name: Name of the graph node; the operation's type by default.
          **attrs: Attributes; those that follow from the inputs may be left out.

        Returns:
          One tensor for one output, a list for a list output, a tuple for several outputs; for
          none the `Operation`, or None when run eagerly.

        Raises:
          DtypeMismatchError: If inputs have types that do not go together. It is a `TypeError`.
          ShapeError: If static shapes do not fit. It is a `ValueError`.
          UnimplementedError: If run eagerly without a kernel.
        """
        if len(inputs) != len(self.schema.inputs):
            raise ArgumentTypeError(
                f"{self.name}: expected {len(self.schema.inputs)} inputs "
                f"({', '.join(arg.name for arg in self.schema.inputs)}), got {len(inputs)}. "
                "Pass one value for each."
            )
        graph = state.graph
        if graph is None:
            return self._run_eagerly(inputs, self._read_attrs(attrs))
        return self._add_node(graph, inputs, name, self._read_attrs(attrs))

    def _read_attrs(self, attrs: dict[str, Any]) -> dict[str, Any]:
        readers = self._readers
        try:
            return {
                name: readers[name](value) for name, value in attrs.items() if value is not None
            }
        except KeyError as error:
            raise ArgumentTypeError(
                f"{self.name}: expected attributes among {sorted(readers)}, got {error}. "
                "Remove or rename it."
            ) from error
        except (TypeError, ValueError) as error:
            raise ArgumentTypeError(
                f"{self.name}: expected attribute values of the types in the op table, got "
                f"{attrs!r} ({error}). Convert them."
            ) from error

    # ---- graph ---------------------------------------------------------------------------------

    def _add_node(
        self, graph: Graph, inputs: Sequence[Any], name: str | None, attrs: dict[str, Any]
    ) -> Any:
        node_name = graph.unique_name(name or self.name)
        for value in inputs:
            if type(value) is not SymbolicTensor:
                # As in TensorFlow all variables are read before anything is captured.
                inputs = [_with_variables_read(graph, node_name, value) for value in inputs]
                break
        flat: list[SymbolicTensor] = []
        values: list[Any] = []
        for arg, value in zip(self.schema.inputs, inputs, strict=True):
            if arg.number_attr or arg.type_list_attr:
                items = self._list_input(graph, node_name, arg, value, inputs, attrs)
                values.append(items)
                flat.extend(items)
                continue
            dtype = arg.dtype or attrs.get(arg.type_attr)
            if type(value) is SymbolicTensor and value._graph is graph:
                tensor = value
                if dtype is None:
                    attrs[arg.type_attr] = tensor.dtype
                elif tensor.dtype is not dtype:
                    raise self._mismatch(arg, tensor.dtype, dtype)
            else:
                if dtype is None:
                    dtype = self._dtype_among(arg.type_attr, inputs)
                tensor = self._enter(graph, node_name, arg, value, dtype)
                if arg.type_attr:
                    attrs[arg.type_attr] = tensor.dtype
            values.append(tensor)
            flat.append(tensor)
        self._check_attrs(attrs)
        outputs = self._infer(values, attrs)
        operation = graph.add_operation(self, node_name, flat, attrs, outputs)
        if self._outputs is not None:
            return operation.outputs[0]
        if not self.schema.outputs:
            return operation
        return self._arrange(operation.outputs, attrs)

    def _enter(
        self,
        graph: Graph,
        node_name: str,
        arg: ArgSchema,
        value: Any,
        dtype: DType | None,
        suffix: str = "",
    ) -> SymbolicTensor:
        """Brings a value or a tensor from outside into the graph."""
        known = isinstance(value, Tensor)
        if known:
            tensor = value
        else:
            tensor = self._convert(arg, value, dtype, f"{node_name}/{arg.name}{suffix}/")
        if dtype is not None and tensor.dtype is not dtype:
            raise self._mismatch(arg, tensor.dtype, dtype)
        if type(tensor) is SymbolicTensor and tensor._graph is graph:
            return tensor
        name = f"{node_name}/{arg.name}{suffix}"
        if known:
            return graph.capture(tensor, name)
        return graph.constant(tensor, name)

    def _convert(
        self, arg: ArgSchema, value: Any, dtype: DType | None, name: str | None = None
    ) -> Tensor:
        try:
            is_list = isinstance(value, (list, tuple))
            if (is_list and holds_tensor(value)) or hasattr(value, "__tf_tensor__"):
                return convert_to_tensor(value, dtype, None, name)
            # TensorFlow prefers an attribute's default type for Python values, not for arrays.
            if dtype is None and not isinstance(value, (np.ndarray, np.generic)):
                hint = self._default_dtype(arg)
                if hint is not None and name is not None:
                    hint = self._own_dtype(arg, value) or hint
                if hint is not None:
                    return eager_constant_with_hint(value, hint)
            return eager_constant(value, dtype)
        except TypeError as error:
            raise DtypeMismatchError(
                f"{self.name}: expected a {dtype.name if dtype else 'tensor'} for input "
                f"{arg.name!r}, got {value!r}. {error}"
            ) from error

    def _own_dtype(self, arg: ArgSchema, value: Any) -> DType | None:
        """The type that a Python value has by itself, which graphs prefer where it is allowed."""
        allowed = self._allowed.get(arg.type_attr)
        if not allowed:
            return None
        try:
            dtype = eager_constant(value).dtype
        except (TypeError, ValueError):
            return None
        return dtype if dtype in allowed else None

    def _default_dtype(self, arg: ArgSchema) -> DType | None:
        attr = self.schema.attr(arg.type_attr) if arg.type_attr else None
        return attr.default if attr is not None and attr.has_default else None

    def _list_input(
        self,
        graph: Graph | None,
        node_name: str,
        arg: ArgSchema,
        value: Any,
        inputs: Sequence[Any],
        attrs: dict[str, Any],
    ) -> list[Any]:
        """The tensors of a list argument; sets its length and type attributes."""
        if not isinstance(value, (list, tuple)):
            raise ArgumentTypeError(
                f"{self.name}: expected a list of tensors for input {arg.name!r}, got {value!r}. "
                "Wrap it in a list."
            )
        dtype: DType | None = None
        declared: Sequence[DType | None] = ()
        if arg.number_attr:
            dtype = arg.dtype or attrs.get(arg.type_attr)
            if dtype is None and value:
                dtype = self._dtype_among(arg.type_attr, inputs)
            declared = [dtype] * len(value)
        else:
            declared = attrs.get(arg.type_list_attr) or [None] * len(value)
        if len(declared) != len(value):
            raise ArgumentError(
                f"{self.name}: expected {len(declared)} tensors for input {arg.name!r}, got "
                f"{len(value)}. Give as many tensors as types."
            )
        tensors: list[Any] = []
        for index, (item, wanted) in enumerate(zip(value, declared, strict=True)):
            known = wanted
            if known is None and arg.number_attr and tensors:
                known = tensors[0].dtype
            if graph is None:
                tensors.append(self._eager_input(arg, item, known))
            elif type(item) is SymbolicTensor and item._graph is graph and item.dtype is known:
                tensors.append(item)
            else:
                tensors.append(self._enter(graph, node_name, arg, item, known, f"_{index}"))
        if arg.number_attr:
            self._set_length(arg, attrs, len(tensors))
            if arg.type_attr and tensors:
                attrs[arg.type_attr] = tensors[0].dtype
        else:
            attrs[arg.type_list_attr] = tuple(tensor.dtype for tensor in tensors)
        return tensors

    def _set_length(self, arg: ArgSchema, attrs: dict[str, Any], length: int) -> None:
        if attrs.setdefault(arg.number_attr, length) != length:
            raise ArgumentError(
                f"{self.name}: expected {attrs[arg.number_attr]} tensors for input {arg.name!r}, "
                f"got {length}. List inputs that share {arg.number_attr!r} have one length."
            )
        attr = self.schema.attr(arg.number_attr)
        if attr is not None and attr.minimum is not None and length < attr.minimum:
            raise InvalidArgumentError(
                None,
                None,
                f"{self.name}: expected at least {attr.minimum} tensors for input {arg.name!r}, "
                f"got {length}. Pass more.",
            )

    def _dtype_among(self, type_attr: str, inputs: Sequence[Any]) -> DType | None:
        """The type of the first input that has one, among those that share a type attribute."""
        if not type_attr:
            return None
        for arg, value in zip(self.schema.inputs, inputs, strict=True):
            if arg.type_attr != type_attr:
                continue
            for item in value if arg.number_attr and isinstance(value, (list, tuple)) else (value,):
                if isinstance(item, TensorLike):
                    return item.dtype
        return None

    def _check_attrs(self, attrs: dict[str, Any]) -> None:
        for name, allowed in self._allowed.items():
            dtype = attrs.get(name)
            if dtype is not None and dtype not in allowed:
                raise DtypeMismatchError(
                    f"{self.name}: expected {name} to be one of "
                    f"{', '.join(sorted(item.name for item in allowed))}, got {dtype.name}. Value "
                    f"has DataType {dtype.name} not in list of allowed values; use tf.cast."
                )
        for attr in self.schema.attrs:
            if not attr.has_default and attr.name not in attrs:
                raise ArgumentTypeError(
                    f"{self.name}: expected the attribute {attr.name!r} ({attr.type}), got none. "
                    "Pass it by keyword."
                )

    def _mismatch(self, arg: ArgSchema, got: DType, expected: DType) -> DtypeMismatchError:
        return DtypeMismatchError(
            f"{self.name}: expected input {arg.name!r} to be a {expected.name} tensor, got "
            f"{got.name}. Input {arg.name!r} of {self.name!r} has type {got.name} that does not "
            f"match type {expected.name} of the other arguments; use tf.cast."
        )

    def _infer(self, values: list[Any], attrs: dict[str, Any]) -> list[tuple[DType, Dims]]:
        """Types and static dimensions of all outputs, lists flattened."""
        dims: Any = None
        rule = self.shape
        if rule is not None:
            try:
                if self._shape_attrs:
                    dims = rule(*values, **self._keywords(self._shape_attrs, attrs))
                else:
                    dims = rule(*values)
            except ShapeError as error:
                raise ShapeError(f"{self.name}: {error}") from error
        if self._outputs is not None:
            dtype, type_attr = self._outputs
            return [(dtype or self._attr(type_attr, attrs), dims)]
        types = self.output_types(attrs)
        flat = [dtype for group in types for dtype in group]
        if dims is None:
            return [(dtype, None) for dtype in flat]
        dims = dims if isinstance(dims, list) else [dims]
        return list(zip(flat, dims, strict=True))

    def output_types(self, attrs: dict[str, Any]) -> list[list[DType]]:
        """The types of the outputs, a list for each output argument."""
        groups: list[list[DType]] = []
        for arg in self.schema.outputs:
            if arg.type_list_attr:
                groups.append(list(self._attr(arg.type_list_attr, attrs)))
                continue
            dtype = arg.dtype or self._attr(arg.type_attr, attrs)
            count = self._attr(arg.number_attr, attrs) if arg.number_attr else 1
            groups.append([dtype] * count)
        return groups

    def _arrange(self, flat: Sequence[Any], attrs: dict[str, Any]) -> Any:
        """Groups flat outputs by output argument."""
        outputs = self.schema.outputs
        if len(outputs) == 1:
            return list(flat) if outputs[0].is_list else flat[0]
        iterator = iter(flat)
        return tuple(
            [next(iterator) for _ in group] if arg.is_list else next(iterator)
            for arg, group in zip(outputs, self.output_types(attrs), strict=True)
        )

    def _attr(self, name: str, attrs: dict[str, Any]) -> Any:
        value = attrs.get(name)
        if value is None:
            attr = self.schema.attr(name)
            value = attr.default if attr is not None else None
        return value

    def _keywords(self, names: tuple[str, ...], attrs: dict[str, Any]) -> dict[str, Any]:
        return {name: self._attr(name, attrs) for name in names}

    # ---- values --------------------------------------------------------------------------------

    def _run_eagerly(self, inputs: Sequence[Any], attrs: dict[str, Any]) -> Any:
        tensors: list[Any] = []
        for arg, value in zip(self.schema.inputs, inputs, strict=True):
            if arg.number_attr or arg.type_list_attr:
                tensors.append(self._list_input(None, "", arg, value, inputs, attrs))
                continue
            dtype = arg.dtype or attrs.get(arg.type_attr)
            if dtype is None:
                dtype = self._dtype_among(arg.type_attr, inputs)
            tensor = self._eager_input(arg, value, dtype)
            if arg.type_attr:
                attrs[arg.type_attr] = tensor.dtype
            tensors.append(tensor)
        self._check_attrs(attrs)
        arrays = [
            [item._array for item in tensor] if isinstance(tensor, list) else tensor._array
            for tensor in tensors
        ]
        outputs = [
            EagerTensor(array, dtype) for array, dtype in self.compute(arrays, attrs, self.name)
        ]
        return self._arrange(outputs, attrs) if self.schema.outputs else None

    def _eager_input(self, arg: ArgSchema, value: Any, dtype: DType | None) -> EagerTensor:
        if isinstance(value, TensorLike):
            tensor = value._dense_tensor()
        else:
            tensor = self._convert(arg, value, dtype)
        if not isinstance(tensor, EagerTensor):
            raise inaccessible(tensor)
        if dtype is not None and tensor.dtype is not dtype:
            raise self._mismatch(arg, tensor.dtype, dtype)
        return tensor

    def compute(
        self, arrays: list[Any], attrs: dict[str, Any], where: str
    ) -> list[tuple[Any, DType]]:
        """Runs the kernel.

        Args:
          arrays: One array for each input argument, lists of arrays for list arguments.
          attrs: Resolved attributes.
          where: Name of the node, for errors.

        Returns:
          (array, type) of each output, lists flattened.

        Raises:
          UnimplementedError: If the operation has no kernel.
        """
        if self.kernel is None:
            raise UnimplementedError(
                None,
                None,
                f"{where}: expected an operation with a NumPy kernel, got {self.name}, which can "
                "be traced and saved but not run here. Run the saved model with TensorFlow.",
            )
        try:
            with np.errstate(all="ignore"):
                result = self.kernel(*arrays, **self._keywords(self._kernel_attrs, attrs))
        except (ValueError, IndexError) as error:
            if isinstance(error, OpError):
                raise
            # NumPy's complaints and those of shape rules are the errors of a running operation.
            raise InvalidArgumentError(None, None, f"{where}: {error}") from error
        if self._outputs is not None:
            dtype, type_attr = self._outputs
            dtype = dtype or self._attr(type_attr, attrs)
            return [(as_value(result, dtype), dtype)]
        types = self.output_types(attrs)
        if not types:
            return []
        if len(self.schema.outputs) == 1:
            result = [result]
        pairs = []
        for arg, group, value in zip(self.schema.outputs, types, result, strict=True):
            items = value if arg.is_list else [value]
            pairs += [
                (as_value(item, dtype), dtype) for item, dtype in zip(items, group, strict=True)
            ]
        return pairs


def _is_variable(value: Any) -> bool:
    return isinstance(value, TensorLike) and not isinstance(value, Tensor)


def _with_variables_read(graph: Graph, node_name: str, value: Any) -> Any:
    """An input with the values of variables, read in the name scope of the node that needs them."""
    if isinstance(value, (list, tuple)) and any(_is_variable(item) for item in value):
        return [_with_variables_read(graph, node_name, item) for item in value]
    if not _is_variable(value):
        return value
    scope, graph.scope = graph.scope, node_name
    try:
        return value._dense_tensor()
    finally:
        graph.scope = scope

"""One row, two libraries: a case is a function of the module `tf`, and its inputs.

A `Case` is run with `savedmodel_lite` and, where it is installed, with TensorFlow. `test_cases.py`
has the checks; the rows are in `cases_<family>.py`, each with a list `CASES`.
"""

from __future__ import annotations

import importlib
import pkgutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np

import savedmodel_lite
from savedmodel_lite import _ops
from savedmodel_lite._core.context import building
from savedmodel_lite._core.convert import convert_to_tensor, eager_constant
from savedmodel_lite._core.dtype import DType, as_dtype
from savedmodel_lite._core.graph import Graph
from savedmodel_lite._core.graph_run import GraphProgram
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._core.tensor import EagerTensor, SymbolicTensor
from savedmodel_lite._ops.constant_nodes import placeholder


@dataclass(frozen=True)
class Case:
    """One row.

    Args:
      name: What it shows.
      function: Called with the module `tf` and the inputs; returns tensors, or lists of them.
      inputs: Arrays; each becomes a tensor.
      raises: Whether the call fails, eagerly and while traced.
      raises_when: Where it fails if not everywhere: "eager" or "graph".
      expect: The numbers of the first output, where they are cheap to write down.
      tolerance: Relative and absolute error allowed; None for the one of the dtype.
      differs: Why our graph is meant to be another than TensorFlow's; "" if it is the same.
      shapes_differ: Why our static shapes are meant to be others; "" if they are the same.
      shapes_guessed: Whether static shapes can be wrong where sizes are unknown, as TensorFlow's.
      only_ours: Why TensorFlow cannot trace it without static sizes and we can.
      graph_only: Why TensorFlow cannot run it here; "" if it can.
      unknown_dims: Whether it can be traced with unknown dimensions.
      unknown_rank: Whether it can be traced with unknown rank.
    """

    name: str
    function: Callable[..., Any]
    inputs: Sequence[Any] = ()
    raises: bool = False
    raises_when: str = ""
    expect: Any = None
    tolerance: float | None = None
    differs: str = ""
    shapes_differ: str = ""
    shapes_guessed: bool = False
    only_ours: str = ""
    graph_only: str = ""
    unknown_dims: bool = True
    unknown_rank: bool = True


VARIANTS = ("known", "unknown dims", "unknown rank")


def variants_of(case: Case) -> list[str]:
    """The ways in which a row is traced."""
    if not case.inputs:
        return ["known"]
    allowed = {"unknown dims": case.unknown_dims, "unknown rank": case.unknown_rank}
    return [variant for variant in VARIANTS if allowed.get(variant, True)]


def spec_shape(array: Any, variant: str) -> list[int | None] | None:
    """The static shape of an input in a variant."""
    if variant == "known":
        return list(array.shape)
    return [None] * array.ndim if variant == "unknown dims" else None


# ---- inputs ----------------------------------------------------------------------------------


def _numbers(shape: tuple[int, ...], low: float, high: float) -> Any:
    seed = zlib.crc32(repr((shape, low, high)).encode())
    return np.random.default_rng(seed).uniform(low, high, shape)


def f32(*shape: int, low: float = -2.0, high: float = 2.0) -> Any:
    """Numbers in [low, high): float32."""
    return _numbers(shape, low, high).astype(np.float32)


def f64(*shape: int, low: float = -2.0, high: float = 2.0) -> Any:
    """Numbers in [low, high): float64."""
    return _numbers(shape, low, high)


def f16(*shape: int, low: float = -2.0, high: float = 2.0) -> Any:
    """Numbers in [low, high): float16."""
    return _numbers(shape, low, high).astype(np.float16)


def bf16(*shape: int, low: float = -2.0, high: float = 2.0) -> Any:
    """Numbers in [low, high): bfloat16."""
    return _numbers(shape, low, high).astype(ml_dtypes.bfloat16)


def c64(*shape: int) -> Any:
    """Complex numbers in the square around 0: complex64."""
    return (_numbers(shape, -2.0, 2.0) + 1j * _numbers((*shape, 1), -1.0, 3.0)[..., 0]).astype(
        np.complex64
    )


def i32(*shape: int, low: int = -9, high: int = 10) -> Any:
    """Whole numbers in [low, high): int32."""
    return np.floor(_numbers(shape, low, high)).astype(np.int32)


def i64(*shape: int, low: int = -9, high: int = 10) -> Any:
    """Whole numbers in [low, high): int64."""
    return np.floor(_numbers(shape, low, high)).astype(np.int64)


def u8(*shape: int, low: int = 0, high: int = 256) -> Any:
    """Whole numbers in [low, high): uint8."""
    return np.floor(_numbers(shape, low, high)).astype(np.uint8)


def booleans(*shape: int) -> Any:
    """About half True: bool."""
    return _numbers(shape, -1.0, 1.0) > 0


def array(values: Any, dtype: Any = np.float32) -> Any:
    """The values as an array; float32 unless said otherwise."""
    return np.array(values, dtype)


def strings(*values: Any) -> Any:
    """A vector of byte strings, or a nested list given as one argument."""
    return np.array(values[0] if len(values) == 1 else values, object)


# ---- our side --------------------------------------------------------------------------------


class _Ours:
    """`savedmodel_lite` as the module `tf`, with names that no window shows yet."""

    def __getattr__(self, name: str) -> Any:
        if hasattr(savedmodel_lite, name):
            return getattr(savedmodel_lite, name)
        try:
            return importlib.import_module(f"savedmodel_lite.{name}")
        except ModuleNotFoundError:
            pass
        try:
            return as_dtype(name)
        except TypeError:
            pass
        for module in _op_modules():
            if callable(getattr(module, name, None)):
                return getattr(module, name)
        raise AttributeError(name)


def _op_modules() -> list[Any]:
    return [
        importlib.import_module(f"savedmodel_lite._ops.{info.name}")
        for info in pkgutil.iter_modules(_ops.__path__)
    ]


_op_modules()
ours = _Ours()


def flatten(outputs: Any) -> list[Any]:
    """The leaves of nested lists and tuples, in order."""
    if isinstance(outputs, (list, tuple)) and not isinstance(outputs, TensorShape):
        return [leaf for item in outputs for leaf in flatten(item)]
    return [outputs]


@dataclass(frozen=True)
class Traced:
    """Our graph of a row."""

    graph: Graph
    inputs: list[SymbolicTensor]
    outputs: list[Any]

    def run(self, arrays: Sequence[Any]) -> list[Any]:
        """The numbers of the outputs."""
        program = GraphProgram(self.inputs, self.outputs)
        return program.run([eager_constant(item)._array for item in arrays])


def run_ours(case: Case) -> list[Any]:
    """Runs a row eagerly: the leaves of what it returns."""
    return flatten(case.function(ours, *[eager_constant(item) for item in case.inputs]))


def trace_ours(case: Case, variant: str) -> Traced:
    """Adds a row to a fresh graph."""
    graph = Graph()
    with building(graph):
        inputs = [
            placeholder(eager_constant(item).dtype, spec_shape(item, variant), f"input_{index}")
            for index, item in enumerate(case.inputs)
        ]
        outputs = [
            convert_to_tensor(leaf)
            for leaf in flatten(case.function(ours, *inputs))
            if leaf is not None
        ]
    return Traced(graph, inputs, outputs)


def value_of(leaf: Any) -> Any:
    """The number behind an eager tensor of either library, or a Python value."""
    value = leaf.numpy() if hasattr(leaf, "numpy") else leaf
    return np.array(value, object) if isinstance(value, bytes) else value


def assert_close(got: Any, wanted: Any, tolerance: float | None = None) -> None:
    """Asserts equal shapes and types, and numbers equal up to the precision of the type."""
    got, wanted = np.asarray(got), np.asarray(wanted)
    assert got.shape == wanted.shape
    assert got.dtype == wanted.dtype
    if wanted.dtype == object or wanted.dtype.kind in "biu":
        np.testing.assert_array_equal(got, wanted)
        return
    if tolerance is None:
        tolerance = 4.0 * float(ml_dtypes.finfo(wanted.dtype).eps)
    kind = np.complex128 if wanted.dtype.kind == "c" else np.float64
    np.testing.assert_allclose(
        got.astype(kind), wanted.astype(kind), rtol=tolerance, atol=tolerance
    )


# ---- graphs as text --------------------------------------------------------------------------


def describe_ours(traced: Traced) -> list[str]:
    """The nodes that the outputs need, renamed in order of use."""
    positions = {tensor.op.name: index for index, tensor in enumerate(traced.inputs)}

    def node(operation: Any) -> tuple[str, dict[str, str], list[Any], list[Any]]:
        attrs = {}
        for attr in operation.definition.schema.attrs:
            value = operation.attrs.get(attr.name, attr.default)
            if not (attr.has_default and _same(value, attr.default, attr.type)):
                attrs[attr.name] = _attr_text(value, attr.type)
        inputs = [(tensor.op, tensor.value_index) for tensor in operation.inputs]
        return operation.type, attrs, inputs, list(operation.control_inputs)

    outputs = [(tensor.op, tensor.value_index) for tensor in traced.outputs]
    return _describe(outputs, node, lambda operation: positions.get(operation.name))


def _describe(
    outputs: list[Any], node: Callable[[Any], Any], position: Callable[[Any], int | None]
) -> list[str]:
    lines: list[str] = []
    names: dict[str, str] = {}

    def reference(operation: Any, index: int) -> str:
        name = visit(operation)
        return f"{name}:{index}" if index else name

    def visit(operation: Any) -> str:
        if operation.name in names:
            return names[operation.name]
        place = position(operation)
        if place is not None:
            names[operation.name] = f"input_{place}"
            return names[operation.name]
        kind, attrs, inputs, controls = node(operation)
        arguments = [reference(*item) for item in inputs]
        arguments += sorted(f"^{visit(item)}" for item in controls)
        settings = ", ".join(f"{key}={value}" for key, value in sorted(attrs.items()))
        if kind == "Const":
            # Constants are written out where they are used: which of them are shared is no matter.
            names[operation.name] = attrs["value"]
            return attrs["value"]
        names[operation.name] = f"n{len(lines)}"
        lines.append(f"n{len(lines)} = {kind}({', '.join(arguments)}) {{{settings}}}")
        return names[operation.name]

    results = [reference(*output) for output in outputs]
    return [*lines, f"return {', '.join(results)}"]


def _same(value: Any, default: Any, kind: str) -> bool:
    if isinstance(value, EagerTensor) or isinstance(default, EagerTensor):
        return False
    if kind == "float":
        return bool(np.float32(value) == np.float32(default))
    return bool(value == default)


def _attr_text(value: Any, kind: str) -> str:
    if kind.startswith("list("):
        return "[" + ", ".join(_attr_text(item, kind[5:-1]) for item in value) + "]"
    if kind == "float":
        return repr(float(np.float32(value)))
    if kind == "type":
        return value.name if isinstance(value, DType) else str(value)
    if kind == "shape":
        return "?" if value._dims is None else str(value._dims)
    if kind == "tensor":
        return tensor_text(value._array)
    if kind == "string":
        return repr(value.encode() if isinstance(value, str) else value)
    if kind == "func":
        return "function"
    return str(value)


def tensor_text(value: Any) -> str:
    """A constant: its type, shape and numbers."""
    value = np.asarray(value)
    if value.dtype.kind in "fc":
        numbers = [f"{item:.7g}" for item in value.ravel().tolist()]
    else:
        numbers = [str(item) for item in value.ravel().tolist()]
    return f"<{as_dtype(value.dtype).name}{list(value.shape)} {' '.join(numbers)}>"


# ---- TensorFlow's side -----------------------------------------------------------------------


def run_tensorflow(tf: Any, case: Case) -> list[Any]:
    """Runs a row eagerly with TensorFlow."""
    return flatten(case.function(tf, *[tf.constant(item) for item in case.inputs]))


def trace_tensorflow(tf: Any, case: Case, variant: str) -> tuple[list[Any], list[Any]]:
    """TensorFlow's graph of a row: its inputs and outputs."""
    from tensorflow.python.framework.func_graph import FuncGraph

    with FuncGraph("case").as_default():
        inputs = [
            tf.compat.v1.placeholder(
                tf.constant(item).dtype if item.dtype == object else item.dtype,
                spec_shape(item, variant),
            )
            for item in case.inputs
        ]
        outputs = [
            tf.convert_to_tensor(leaf)
            for leaf in flatten(case.function(tf, *inputs))
            if leaf is not None
        ]
    return inputs, outputs


def describe_tensorflow(tf: Any, inputs: list[Any], outputs: list[Any]) -> list[str]:
    """The nodes of TensorFlow's graph in the words of `describe_ours`."""
    from tensorflow.python.framework import op_def_registry

    positions = {tensor.op.name: index for index, tensor in enumerate(inputs)}

    def node(operation: Any) -> tuple[str, dict[str, str], list[Any], list[Any]]:
        definition = op_def_registry.get(operation.type)
        attrs = {}
        for attr in definition.attr:
            value = operation.node_def.attr[attr.name]
            if not (attr.HasField("default_value") and value == attr.default_value):
                attrs[attr.name] = _message_text(tf, value, attr.type)
        sources = [(tensor.op, tensor.value_index) for tensor in operation.inputs]
        return operation.type, attrs, sources, list(operation.control_inputs)

    return _describe(
        [(tensor.op, tensor.value_index) for tensor in outputs],
        node,
        lambda operation: positions.get(operation.name),
    )


_FIELDS = {"int": "i", "float": "f", "bool": "b", "string": "s"}


def _message_text(tf: Any, value: Any, kind: str) -> str:
    """An `AttrValue` in the words of `_attr_text`."""
    if kind.startswith("list("):
        kind = kind[5:-1]
        items = getattr(value.list, _FIELDS.get(kind, kind))
        return "[" + ", ".join(_item_text(tf, item, kind) for item in items) + "]"
    return _item_text(tf, getattr(value, _FIELDS.get(kind, kind)), kind)


def _item_text(tf: Any, item: Any, kind: str) -> str:
    if kind == "float":
        return repr(float(np.float32(item)))
    if kind == "type":
        return str(tf.as_dtype(item).name)
    if kind == "shape":
        if item.unknown_rank:
            return "?"
        return str(tuple(None if dim.size < 0 else dim.size for dim in item.dim))
    if kind == "tensor":
        return tensor_text(tf.make_ndarray(item))
    if kind == "func":
        return "function"
    return repr(item) if kind == "string" else str(item)


def shape_text(shape: Any) -> str:
    """A static shape of either library."""
    return "?" if shape.rank is None else str(tuple(shape.as_list()))


def is_same_error(got: BaseException, wanted: BaseException) -> bool:
    """Whether code that catches TensorFlow's error catches ours."""
    names = {kind.__name__ for kind in type(got).__mro__}
    return type(wanted).__name__ in names

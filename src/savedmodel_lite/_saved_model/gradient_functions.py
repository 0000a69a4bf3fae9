"""The functions that compute the gradients of `tf.custom_gradient` (format.md, section 6).

Each gradient that an operation of the model names is traced from Python. What it captures is bound
to nodes of the object graph: variables and constants to theirs, tensors that live in a function to
nodes of their own, which come last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from savedmodel_lite._core.context import building, device
from savedmodel_lite._core.errors import ExportError, UnsupportedError, UntrackedCaptureError
from savedmodel_lite._core.graph import Operation
from savedmodel_lite._core.spec import TensorSpec
from savedmodel_lite._core.tensor import EagerTensor, SymbolicTensor, Tensor
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._function.custom_gradient import GRADIENT_TYPE_ATTR, GradientType
from savedmodel_lite._function.func_graph import FuncGraph
from savedmodel_lite._function.graph_function import GraphFunction
from savedmodel_lite._function.polymorphic_function import function as polymorphic_function
from savedmodel_lite._saved_model.export_graph import ExportGraph, dependency_order
from savedmodel_lite._saved_model.function_library import FunctionLibrary, called_functions
from savedmodel_lite._serde.graph_def import TensorNames
from savedmodel_lite._serde.saved_object_graph import captured_tensor_to_proto, constant_to_proto
from savedmodel_lite._track.object_graph import ObjectGraphView

# What names a gradient that is not in the file. Readers that have no function under a name refuse
# to differentiate; TensorFlow would take one that its own process calls `CustomGradient-<number>`.
_UNSAVED_TYPE = "CustomGradient-unsaved-"
_REMEDY = (
    "Change the gradient, or leave out the gradients with "
    "SaveOptions(experimental_custom_gradients=False)."
)


class UntrackedGradientCaptureError(UntrackedCaptureError, KeyError):
    """A gradient captures a variable that the root does not reach. TensorFlow raises KeyError."""

    __str__ = Exception.__str__


@dataclass(frozen=True, slots=True)
class CapturedTensor:
    """A tensor in the body of a function, as a node of the object graph.

    Args:
      function: The function.
      tensor: The tensor.
    """

    function: GraphFunction
    tensor: SymbolicTensor


@dataclass(frozen=True, slots=True)
class CapturedValue:
    """A value that only gradients capture, as a node of the object graph.

    Args:
      operation: Name of the top-level node that holds it.
    """

    operation: str


class GradientFunctions:
    """Traces the gradients of a model.

    Args:
      view: The objects of the model; those that this adds come after them.
      graph: The top-level graph, which gets nodes for values that only gradients capture.
      is_saved: Whether to save gradients; otherwise only the names are made canonical.

    Attributes:
      types: From the name of a gradient in this process to that in the file.
      functions: The function that computes each gradient, by the gradient's name in the file.
      nodes: What they add to the object graph, in order.
      bound_inputs: The node id of each capture, by the `id` of the function.

    Raises:
      ExportError: If a gradient cannot be traced, or has a capture that cannot be saved. It is a
        `ValueError`.
      UntrackedGradientCaptureError: If a gradient captures what the root does not reach. It is a
        `KeyError`.
      UnsupportedError: If a gradient uses what is not supported. It is a `NotImplementedError`.
    """

    def __init__(self, view: ObjectGraphView, graph: ExportGraph, is_saved: bool = True) -> None:
        self.types: dict[str, str] = {}
        self.functions: dict[str, ConcreteFunction] = {}
        self.nodes: list[CapturedTensor | CapturedValue] = []
        self._graph = graph
        self._first_node_id = len(view.nodes)
        self._node_ids: dict[tuple[int, int], int] = {}
        self._kept: list[Tensor] = []
        shown = [view.nodes[node_id] for node_id in dependency_order(view)]
        forward = list(_with_callees(f for f in shown if isinstance(f, ConcreteFunction)))
        self._function_of: dict[int, GraphFunction] = {id(f.graph): f for f in forward}
        self._outside: dict[int, Tensor] = {
            id(inside): outside for f in forward for outside, inside in f.graph.captures
        }
        if is_saved:
            self._add_functions(forward)
        # Gradients of gradients are not saved: a gradient may be its own gradient.
        for _, _, gradient in _gradients_of([*forward, *self.functions.values()]):
            if gradient not in self.types:
                number = len(self.types) - len(self.functions)
                self.types[gradient] = f"{_UNSAVED_TYPE}{number}"
        self.bound_inputs: dict[int, list[int]] = {
            id(function): [self._node_of(function, tensor) for tensor in function.captured_inputs]
            for function in self.functions.values()
        }
        self._check_order()

    def _add_functions(self, forward: Iterable[GraphFunction]) -> None:
        for function, operation, gradient in _gradients_of(forward):
            if gradient not in self.types:
                name = self.types[gradient] = f"CustomGradient-{len(self.types)}"
                traced = _trace(function, operation, gradient)
                self.functions[name] = traced
                self._function_of[id(traced.graph)] = traced

    # ---- captures ------------------------------------------------------------------------------

    def _node_of(self, function: GraphFunction, tensor: Tensor) -> int:
        """The id of the node that a capture is bound to, captures of captures resolved."""
        outermost = tensor
        while id(outermost) in self._outside:
            outermost = self._outside[id(outermost)]
        known = self._graph.captured_node(outermost)
        if known is not None:
            return known
        if isinstance(outermost, SymbolicTensor):
            return self._node_of_symbolic(function, outermost)
        assert isinstance(outermost, EagerTensor)
        if not outermost.dtype.is_numpy_compatible:
            raise _untracked(function, outermost)
        key = (id(outermost), 0)
        if key not in self._node_ids:
            operation = self._graph.add_constant(outermost)
            self._add_node(key, CapturedValue(operation), outermost)
        return self._node_ids[key]

    def _node_of_symbolic(self, function: GraphFunction, tensor: SymbolicTensor) -> int:
        owner = self._function_of.get(id(tensor.graph))
        if owner is None or not tensor.dtype.is_numpy_compatible:
            raise ExportError(
                f"{_where(function)}: expected captures that a saved model can hold, got "
                f"{tensor!r}. Cannot save the custom gradient because the captured tensor belongs "
                f"to no function of the model, or is no value. {_REMEDY}"
            )
        key = (id(tensor.op), tensor.value_index)
        if key not in self._node_ids:
            self._add_node(key, CapturedTensor(owner, tensor), tensor)
        return self._node_ids[key]

    def _add_node(
        self, key: tuple[int, int], node: CapturedTensor | CapturedValue, tensor: Tensor
    ) -> None:
        self._node_ids[key] = self._first_node_id + len(self.nodes)
        self.nodes.append(node)
        self._kept.append(tensor)

    # ---- messages ------------------------------------------------------------------------------

    def registrations_to_proto(self, library: FunctionLibrary, message: Any) -> None:
        """Adds which function computes which gradient to a `FunctionDefLibrary`."""
        for name, function in self.functions.items():
            message.registered_gradients.add(
                gradient_func=library.name_of(function), registered_op_type=name
            )

    def nodes_to_proto(self, library: FunctionLibrary, field: Any) -> None:
        """Adds the nodes of captures to a repeated `SavedObject`."""
        names = TensorNames()
        for node in self.nodes:
            if isinstance(node, CapturedValue):
                constant_to_proto(node.operation, field.add())
            else:
                name = names.name_of(node.function, node.tensor)
                captured_tensor_to_proto(name, library.name_of(node.function), field.add())

    # ---- order ---------------------------------------------------------------------------------

    def _check_order(self) -> None:
        """Refuses gradients that call the function they belong to: no loader can order them."""
        done: set[GraphFunction] = set()
        for root in self.functions.values():
            path: dict[GraphFunction, Iterator[GraphFunction]] = {root: self._needed_by(root)}
            while path:
                function, needed = next(reversed(path.items()))
                following = next(needed, None)
                if following is None:
                    del path[function]
                    done.add(function)
                elif following in path:
                    raise ExportError(
                        f"{_where(root)}: expected a gradient that does not call the tf.function "
                        "it belongs to, got one that does: TensorFlow cannot load functions that "
                        f"need each other. Call the Python function instead. {_REMEDY}"
                    )
                elif following not in done:
                    path[following] = self._needed_by(following)

    def _needed_by(self, function: GraphFunction) -> Iterator[GraphFunction]:
        """The functions that are loaded before one: those it calls, and the gradients it names."""
        yield from called_functions(function.graph.operations)
        for _, _, gradient in _gradients_of([function]):
            if self.types[gradient] in self.functions:
                yield self.functions[self.types[gradient]]


def _with_callees(roots: Iterable[GraphFunction]) -> Iterator[GraphFunction]:
    """Functions, each before those that it calls."""
    seen: set[int] = set()
    pending = list(roots)[::-1]
    while pending:
        function = pending.pop()
        if id(function) not in seen:
            seen.add(id(function))
            yield function
            pending += called_functions(function.graph.operations)[::-1]


def _gradients_of(
    functions: Iterable[GraphFunction],
) -> Iterator[tuple[GraphFunction, Operation, GradientType]]:
    for function in functions:
        for operation in function.graph.operations:
            gradient: Any = operation.attrs.get(GRADIENT_TYPE_ATTR)
            if isinstance(gradient, GradientType):
                yield function, operation, gradient


def _trace(
    function: GraphFunction, operation: Operation, gradient: GradientType
) -> ConcreteFunction:
    """Traces a gradient as if inside the function, whose tensors it may capture."""
    specs = [TensorSpec(tensor.shape, tensor.dtype) for tensor in operation.inputs]
    assert isinstance(operation.graph, FuncGraph)
    where = f"{function.python_name}: gradient of node {operation.name!r}"
    try:
        with building(operation.graph), device(None):
            traced: ConcreteFunction = polymorphic_function(
                gradient.gradient
            ).get_concrete_function(None, *specs)
    except UnsupportedError as error:
        raise UnsupportedError(f"{where}: {error} {_REMEDY}") from error
    except Exception as error:
        raise ExportError(
            f"{where}: expected a gradient function that can be traced, got "
            f"{type(error).__name__}: {error} {_REMEDY}"
        ) from error
    return traced


def _where(function: GraphFunction) -> str:
    outer = getattr(function.graph.outer_graph, "name", "")
    return f"{outer}: custom gradient"


def _untracked(function: GraphFunction, tensor: EagerTensor) -> UntrackedGradientCaptureError:
    name = getattr(tensor._array, "name", None)
    what = f"the variable {name!r}" if name else repr(tensor)
    return UntrackedGradientCaptureError(
        f"{_where(function)}: expected everything that the gradient captures to be reached from "
        f"the exported object, got {what}. It is not tracked: assign it to an attribute of the "
        "exported object or of one of its children."
    )

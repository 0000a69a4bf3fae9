"""The top-level graph of a SavedModel: variables, constants, signature calls, initialiser, saver.

Nodes are made in the order of format.md 3.2, which gives them their names.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from savedmodel_lite._checkpoint.keys import (
    OBJECT_GRAPH_KEY,
    VARIABLE_VALUE,
    attribute_key,
    encode_path,
)
from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.context import building
from savedmodel_lite._core.errors import UntrackedCaptureError
from savedmodel_lite._core.graph import Graph, Operation
from savedmodel_lite._core.registry import find
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._core.tensor import EagerTensor, SymbolicTensor, Tensor
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._function.control_dependencies import READ_ONLY_ATTR
from savedmodel_lite._function.polymorphic_function import Function
from savedmodel_lite._saved_model.exported_view import CapturedConstant, ExportedChildren
from savedmodel_lite._saved_model.saver_functions import (
    SavedTensor,
    restore_function,
    save_function,
)
from savedmodel_lite._saved_model.signatures import Signature
from savedmodel_lite._track.object_graph import ObjectGraphView
from savedmodel_lite._track.variable import Variable

SAVER_FILENAME = "saver_filename"
_PLAIN_NAME = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\-]*$")


@dataclass(slots=True)
class SignatureNodes:
    """Where a signature is found in the graph.

    Args:
      inputs: The placeholder of each argument, by name.
      outputs: The result tensors, by name.
    """

    inputs: dict[str, SymbolicTensor] = field(default_factory=dict)
    outputs: dict[str, SymbolicTensor] = field(default_factory=dict)


class ExportGraph:
    """Builds the top-level graph.

    Args:
      view: The objects.
      children: What gave the view its children; knows the constants.

    Raises:
      UntrackedCaptureError: If a function captures something that the root does not reach. It is
        an `AssertionError`.
    """

    def __init__(self, view: ObjectGraphView, children: ExportedChildren) -> None:
        self.graph = Graph()
        self.variable_names: dict[int, str] = {}
        self.constant_names: dict[int, str] = {}
        self.bound_inputs: dict[int, list[int]] = {}
        self.init_op: Operation | None = None
        self.saver_calls: tuple[Operation, Operation] | None = None
        self._view = view
        self._children = children
        # From a captured tensor to its node id and to what stands for it in this graph.
        self._captured: dict[int, tuple[int, SymbolicTensor]] = {}
        with building(self.graph):
            for node_id in dependency_order(view):
                self._add_object(node_id)
        for node in view.nodes:
            if isinstance(node, ConcreteFunction):
                self.bound_inputs[id(node)] = [item[0] for item in self._captures_of(node)]

    # ---- objects -------------------------------------------------------------------------------

    def _add_object(self, node_id: int) -> None:
        node = self._view.nodes[node_id]
        if isinstance(node, Variable):
            self._add_variable(node_id, node)
        elif isinstance(node, CapturedConstant):
            tensor = self.graph.constant(node.tensor, "Const")
            self.constant_names[node_id] = tensor.op.name
            self._captured[id(node.tensor)] = (node_id, tensor)

    def captured_node(self, tensor: Tensor) -> int | None:
        """The id of the object behind a tensor that functions capture; None if there is none."""
        known = self._captured.get(id(tensor))
        return None if known is None else known[0]

    def add_constant(self, value: EagerTensor) -> str:
        """Adds a node that holds a value which no function of the view captures; its name."""
        return self.graph.constant(value, "Const").op.name

    def _add_variable(self, node_id: int, variable: Variable) -> None:
        graph = self.graph
        name = graph.unique_name(variable._shared_name)
        handle = graph.add_operation(
            find("VarHandleOp"),
            name,
            [],
            {
                "dtype": variable.dtype,
                "shape": variable.shape,
                "shared_name": name,
                "debug_name": f"{name}/",
            },
            [(dtypes.resource, ())],
        )
        tensor = handle.outputs[0]
        tensor.handle_data = (variable.dtype, variable._dims)
        graph.add_operation(
            find("ReadVariableOp"),
            graph.unique_name(f"{name}/Read/ReadVariableOp"),
            [tensor],
            {"dtype": variable.dtype},
            [(variable.dtype, variable._dims)],
        )
        self.variable_names[node_id] = name
        self._captured[id(variable._handle)] = (node_id, tensor)

    def _captures_of(self, function: ConcreteFunction) -> list[tuple[int, SymbolicTensor]]:
        found = []
        for tensor, inside in function.graph.captures:
            known = self._captured.get(id(tensor))
            if known is None:
                raise self._untracked(function, tensor, inside)
            found.append(known)
        return found

    def _untracked(
        self, function: ConcreteFunction, tensor: Tensor, inside: SymbolicTensor
    ) -> UntrackedCaptureError:
        node_id = self._view.id_of(function)
        where = self._view.path_text(node_id) if node_id is not None else function.python_name
        name = getattr(getattr(tensor, "_array", None), "name", None)
        what = f"the variable {name!r}" if name else repr(tensor)
        return UntrackedCaptureError(
            f"{where}: expected everything that the function captures to be reached from the "
            f"exported object, got {what} (as {inside.op.name!r}). Tried to export a function "
            "which references an 'untracked' resource. TensorFlow objects (e.g. tf.Variable) "
            "captured by functions must be tracked: assign it to an attribute of the exported "
            "object or of one of its children."
        )

    # ---- signatures ----------------------------------------------------------------------------

    def add_signatures(self, signatures: Sequence[Signature]) -> dict[str, SignatureNodes]:
        """Adds placeholders and one call for each signature, by sorted key."""
        nodes: dict[str, SignatureNodes] = {}
        with building(self.graph):
            for signature in sorted(signatures, key=_key):
                nodes[signature.key] = self._add_signature(signature)
        return nodes

    def _add_signature(self, signature: Signature) -> SignatureNodes:
        function = signature.function
        result = SignatureNodes()
        for name, tensor in zip(function.argument_names, function.inputs, strict=False):
            result.inputs[name] = self._add_input(
                _placeholder_name(signature.key, name), tensor, signature.defaults.get(name)
            )
        captures = [tensor for _, tensor in self._captures_of(function)]
        call = self._add_call(function, [*result.inputs.values(), *captures])
        for name, tensor in zip(sorted(function.structured_outputs), call.outputs, strict=True):
            result.outputs[name] = tensor
        return result

    def _add_input(
        self, name: str, tensor: SymbolicTensor, default: EagerTensor | None
    ) -> SymbolicTensor:
        graph = self.graph
        shape = TensorShape._of(tensor._dims)
        outputs = [(tensor.dtype, tensor._dims)]
        name = graph.unique_name(name)
        if default is None:
            attrs = {"dtype": tensor.dtype, "shape": shape}
            return graph.add_operation(find("Placeholder"), name, [], attrs, outputs).outputs[0]
        value = graph.constant(default, f"{name}/input")
        attrs = {"dtype": tensor.dtype, "shape": shape}
        operation = graph.add_operation(
            find("PlaceholderWithDefault"), name, [value], attrs, outputs
        )
        return operation.outputs[0]

    def _add_call(self, function: ConcreteFunction, inputs: list[SymbolicTensor]) -> Operation:
        op = "StatefulPartitionedCall" if function.is_stateful else "PartitionedCall"
        attrs: dict[str, Any] = {
            "Tin": tuple(tensor.dtype for tensor in inputs),
            "Tout": tuple(tensor.dtype for tensor in function.outputs),
            "f": function,
            READ_ONLY_ATTR: function.read_only_inputs,
        }
        if "_XlaMustCompile" in function.attributes:
            attrs["_XlaMustCompile"] = function.attributes["_XlaMustCompile"]
        outputs = [(tensor.dtype, tensor._dims) for tensor in function.outputs]
        return self.graph.add_operation(
            find(op), self.graph.unique_name(op), inputs, attrs, outputs
        )

    # ---- initialiser and saver -----------------------------------------------------------------

    def add_init_op(self) -> Operation:
        """Adds the operation that loaders run after restoring."""
        graph = self.graph
        self.init_op = graph.add_operation(find("NoOp"), graph.unique_name("NoOp"), [], {}, [])
        return self.init_op

    def add_saver(self, object_graph: bytes) -> None:
        """Adds the file name placeholder and the calls that save and restore.

        Args:
          object_graph: The serialised `TrackableObjectGraph`.
        """
        tensors = [
            SavedTensor(
                attribute_key(encode_path(self._view.paths[node_id]), VARIABLE_VALUE),
                self.variable_names[node_id],
                node.dtype,
                node._dims,
            )
            for node_id, node in enumerate(self._view.nodes)
            if isinstance(node, Variable)
        ]
        handles = [
            self._captured[id(node._handle)][1]
            for node in self._view.nodes
            if isinstance(node, Variable)
        ]
        graph = self.graph
        with building(graph):
            graph.device = "/device:CPU:0"
            value = np.empty((), object)
            value[()] = object_graph
            serialized = graph.constant(EagerTensor(value, dtypes.string), "Const")
            graph.device = ""
            attrs = {"dtype": dtypes.string, "shape": TensorShape([])}
            file_name = graph.add_operation(
                find("Placeholder"),
                graph.unique_name(SAVER_FILENAME),
                [],
                attrs,
                [(dtypes.string, ())],
            ).outputs[0]
            save = save_function(tensors, OBJECT_GRAPH_KEY)
            restore = restore_function(tensors, OBJECT_GRAPH_KEY)
            self.saver_calls = (
                self._add_call(save, [file_name, *handles, serialized]),
                self._add_call(restore, [file_name, *handles]),
            )


def _key(signature: Signature) -> str:
    return signature.key


def _placeholder_name(key: str, name: str) -> str:
    """Name of the placeholder of an argument; characters that no node may have are replaced."""
    full = f"{key}_{name}"
    if _PLAIN_NAME.match(full):
        return full
    full = re.sub(r"[^A-Za-z0-9_.\-]", "_", re.sub(r"^[^A-Za-z0-9.]+", "", full))
    return full or "unknown"


def dependency_order(view: ObjectGraphView) -> list[int]:
    """Node ids so that what a function depends on comes before it (format.md 3.2).

    Nodes that nobody depends on are taken in ascending order, then what became free; the result
    is that order reversed.
    """
    waiting = [0] * len(view.nodes)
    dependencies = [dependencies_of(view, node_id) for node_id in range(len(view.nodes))]
    for edges in dependencies:
        for _, child in edges:
            waiting[child] += 1
    queue = deque(node_id for node_id, count in enumerate(waiting) if not count)
    order: list[int] = []
    while queue:
        node_id = queue.popleft()
        order.append(node_id)
        for _, child in dependencies[node_id]:
            waiting[child] -= 1
            if not waiting[child]:
                queue.append(child)
    order.reverse()
    return order


def dependencies_of(view: ObjectGraphView, node_id: int) -> tuple[tuple[str, int], ...]:
    """The children that must be loaded before a node: traces and captures of functions."""
    node = view.nodes[node_id]
    return view.children[node_id] if isinstance(node, (Function, ConcreteFunction)) else ()

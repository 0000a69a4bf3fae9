"""The functions in a SavedModel that save and restore its variables from C++ (format.md 3.3).

They are TensorFlow's without the `Identity` nodes that it puts between variables and the file
operations, three for each variable, which no runtime needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.context import building
from savedmodel_lite._core.graph import Operation
from savedmodel_lite._core.registry import find
from savedmodel_lite._core.shape import Dims
from savedmodel_lite._core.tensor import EagerTensor, SymbolicTensor
from savedmodel_lite._function.argument_types import ArgumentTypes
from savedmodel_lite._function.call_signature import BoundArguments, CallSignature
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._function.control_dependencies import add_control_dependencies, return_after
from savedmodel_lite._function.func_graph import FuncGraph

_CPU = "/device:CPU:0"
_ANY_CPU = "/device:CPU:*"
_NO_CAPTURES = ArgumentTypes(None, ())


@dataclass(frozen=True, slots=True)
class SavedTensor:
    """A variable as the saver sees it.

    Args:
      key: Its key in the bundle.
      name: Its node in the exported graph.
      dtype: Its element type.
      dims: Its static dimensions.
    """

    key: str
    name: str
    dtype: dtypes.DType
    dims: Dims


def _strings(values: Sequence[str | bytes]) -> EagerTensor:
    array = np.empty(len(values), object)
    array[:] = [item.encode() if isinstance(item, str) else item for item in values]
    return EagerTensor(array, dtypes.string)


def _string(value: str) -> EagerTensor:
    array = np.empty((), object)
    array[()] = value.encode()
    return EagerTensor(array, dtypes.string)


class _Body:
    """A function body that is put together node by node."""

    def __init__(self, name: str) -> None:
        self.graph = FuncGraph(name)
        self._name = name

    def argument(self, dtype: dtypes.DType, name: str, user_name: str) -> SymbolicTensor:
        return self.graph.add_input(dtype, (), name, user_name)

    def handle(self, tensor: SavedTensor, prefix: str) -> SymbolicTensor:
        handle = self.argument(dtypes.resource, f"{prefix}/{tensor.name}", tensor.name)
        handle.handle_data = (tensor.dtype, tensor.dims)
        return handle

    def node(
        self,
        op: str,
        name: str,
        inputs: Sequence[SymbolicTensor] = (),
        outputs: Sequence[tuple[dtypes.DType, Dims]] = (),
        device: str = _CPU,
        after: Sequence[Operation] = (),
        **attrs: Any,
    ) -> Operation:
        self.graph.device = device
        operation = self.graph.add_operation(
            find(op), self.graph.unique_name(name), list(inputs), attrs, list(outputs)
        )
        operation.add_control_inputs(after)
        return operation

    def constant(self, value: EagerTensor, name: str, device: str = _CPU) -> SymbolicTensor:
        self.graph.device = device
        return self.graph.constant(value, name)

    def finish(self, prefix: SymbolicTensor, after: Sequence[Operation]) -> ConcreteFunction:
        """Returns the file prefix once everything before it has run."""
        copied = self.node(
            "Identity", "Identity", [prefix], [(dtypes.string, ())], after=after, T=dtypes.string
        )
        returned = self.node(
            "Identity", "Identity", copied.outputs, [(dtypes.string, ())], "", T=dtypes.string
        )
        graph = self.graph
        graph.structured_outputs = returned.outputs[0]
        graph.outputs = list(returned.outputs)
        graph.device = ""
        must_run = add_control_dependencies(graph)
        return_after(graph, must_run)
        signature = CallSignature.of_keywords(self._name, [])
        arguments = BoundArguments((), {})
        return ConcreteFunction(graph, signature, arguments, _NO_CAPTURES, self._name, {})


def save_function(tensors: Sequence[SavedTensor], graph_key: str) -> ConcreteFunction:
    """A function that writes a bundle.

    It takes the file prefix, the variables' resources, and the serialised object graph, and
    returns the prefix.

    Args:
      tensors: The variables, in the order of their arguments.
      graph_key: Key of the object graph in the bundle.
    """
    body = _Body("_traced_save")
    with building(body.graph):
        prefix = body.argument(dtypes.string, "file_prefix", "file_prefix")
        part = _part_prefix(body, prefix)
        values = [_read(body, index, tensor) for index, tensor in enumerate(tensors)]
        shards = body.constant(EagerTensor(np.array(1, np.int32), dtypes.int32), "num_shards", "")
        shard = body.constant(
            EagerTensor(np.array(0, np.int32), dtypes.int32), "ShardedFilename/shard"
        )
        file_name = body.node(
            "ShardedFilename", "ShardedFilename", [part, shard, shards], [(dtypes.string, ())]
        ).outputs[0]
        keys = [*(tensor.key for tensor in tensors), graph_key]
        names = body.constant(_strings(keys), "SaveV2/tensor_names")
        slices = body.constant(_strings([""] * len(keys)), "SaveV2/shape_and_slices")
        object_graph = body.argument(dtypes.string, "SaveV2/Const", "Const")
        written = body.node(
            "SaveV2",
            "SaveV2",
            [file_name, names, slices, *values, object_graph],
            dtypes=(*(tensor.dtype for tensor in tensors), dtypes.string),
        )
        packed = body.node(
            "Pack",
            "MergeV2Checkpoints/checkpoint_prefixes",
            [file_name],
            [(dtypes.string, (1,))],
            after=[written],
            N=1,
            T=dtypes.string,
        )
        merged = body.node("MergeV2Checkpoints", "MergeV2Checkpoints", [*packed.outputs, prefix])
        return body.finish(prefix, [merged])


def _part_prefix(body: _Body, prefix: SymbolicTensor) -> SymbolicTensor:
    """The prefix of the temporary files: beside the target on S3, else in a directory."""
    is_s3 = body.node(
        "StaticRegexFullMatch",
        "StaticRegexFullMatch",
        [prefix],
        [(dtypes.bool_, ())],
        _ANY_CPU,
        pattern="^s3://.*",
    )
    beside = body.constant(_string(".part"), "Const", _ANY_CPU)
    below = body.constant(_string("_temp/part"), "Const", _ANY_CPU)
    chosen = body.node(
        "Select",
        "Select",
        [is_s3.outputs[0], beside, below],
        [(dtypes.string, ())],
        _ANY_CPU,
        T=dtypes.string,
    )
    joined = body.node(
        "StringJoin",
        "StringJoin",
        [prefix, chosen.outputs[0]],
        [(dtypes.string, ())],
        _ANY_CPU,
        N=2,
    )
    return joined.outputs[0]


def _read(body: _Body, index: int, tensor: SavedTensor) -> SymbolicTensor:
    scope = f"Read_{index}" if index else "Read"
    handle = body.handle(tensor, f"{scope}/DisableCopyOnRead")
    body.node("DisableCopyOnRead", f"{scope}/DisableCopyOnRead", [handle], device="")
    outputs = [(tensor.dtype, tensor.dims)]
    read = body.node(
        "ReadVariableOp", f"{scope}/ReadVariableOp", [handle], outputs, "", dtype=tensor.dtype
    )
    return read.outputs[0]


def restore_function(tensors: Sequence[SavedTensor], graph_key: str) -> ConcreteFunction:
    """A function that reads a bundle into variables.

    It takes the file prefix and the variables' resources, and returns the prefix.

    Args:
      tensors: The variables, in the order of their arguments.
      graph_key: Key of the object graph in the bundle, which is read along.
    """
    body = _Body("_traced_restore")
    with building(body.graph):
        prefix = body.argument(dtypes.string, "file_prefix", "file_prefix")
        keys = [*(tensor.key for tensor in tensors), graph_key]
        names = body.constant(_strings(keys), "RestoreV2/tensor_names")
        slices = body.constant(_strings([""] * len(keys)), "RestoreV2/shape_and_slices")
        types = (*(tensor.dtype for tensor in tensors), dtypes.string)
        restored = body.node(
            "RestoreV2",
            "RestoreV2",
            [prefix, names, slices],
            [(dtype, None) for dtype in types],
            dtypes=types,
        )
        assigned = [
            _assign(body, index, tensor, restored.outputs[index])
            for index, tensor in enumerate(tensors)
        ]
        joined = body.node("NoOp", "NoOp")
        return body.finish(prefix, [*assigned, joined])


def _assign(body: _Body, index: int, tensor: SavedTensor, value: SymbolicTensor) -> Operation:
    name = f"AssignVariableOp_{index}" if index else "AssignVariableOp"
    handle = body.handle(tensor, name)
    return body.node("AssignVariableOp", name, [handle, value], dtype=tensor.dtype)

"""Automatic control dependencies: side effects in a function happen in program order.

Every stateful operation of a traced function runs. Operations that touch the same resource keep
their order: a write waits for the last write and for all reads since it, a read for the last
write. Stateful operations that touch no resource keep their order among each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.graph import Operation
from savedmodel_lite._core.registry import find
from savedmodel_lite._core.tensor import SymbolicTensor
from savedmodel_lite._function.func_graph import FuncGraph

READ_ONLY_ATTR = "_read_only_resource_inputs"

_READERS = frozenset({"ReadVariableOp", "VariableShape", "ResourceGather", "ResourceGatherNd"})

# Stateful in the op table, but with no order to keep: legacy random operations draw numbers in any
# order, collectives wait for each other by themselves, file operations are ordered by their data.
_UNORDERED = frozenset({
    "CollectiveBcastRecv",
    "CollectiveBcastRecvV2",
    "CollectiveBcastSend",
    "CollectiveBcastSendV2",
    "CollectiveGather",
    "CollectiveInitializeCommunicator",
    "CollectiveAssignGroupV2",
    "CollectiveReduce",
    "Multinomial",
    "NcclAllReduce",
    "ParameterizedTruncatedNormal",
    "RandomGamma",
    "RandomGammaGrad",
    "RandomPoisson",
    "RandomPoissonV2",
    "RandomShuffle",
    "RandomStandardNormal",
    "RandomUniform",
    "RandomUniformInt",
    "Recv",
    "RestoreV2",
    "SaveV2",
    "TruncatedNormal",
})  # fmt: skip


def add_control_dependencies(graph: FuncGraph, first: int = 0) -> list[Operation]:
    """Adds control edges between the stateful operations of a function.

    Args:
      graph: The graph, whose operations are all there but for those that return its outputs.
      first: Index of the first operation to look at.

    Returns:
      The operations that must run whether or not an output needs them, in order.
    """
    consumed = {id(tensor) for operation in graph.operations for tensor in operation.inputs} | {
        id(tensor) for tensor in graph.outputs
    }
    must_run: list[Operation] = []
    last_write: dict[int | None, Operation] = {}
    reads: dict[int, list[Operation]] = defaultdict(list)
    for operation in graph.operations[first:]:
        if not operation.definition.schema.is_stateful or operation.type in _UNORDERED:
            continue
        if operation.type not in _READERS or any(id(t) in consumed for t in operation.outputs):
            must_run.append(operation)
        waits_for: list[Operation] = []
        seen: set[int] = set()
        for resource, is_read in _resources(operation):
            if id(resource) in seen:
                continue
            seen.add(id(resource))
            waits_for += _order(operation, id(resource), is_read, last_write, reads)
        if not seen:
            waits_for = [last_write[None]] if None in last_write else []
            last_write[None] = operation
        operation.add_control_inputs(list(dict.fromkeys(waits_for)))
    return must_run


def _order(
    operation: Operation,
    resource: int,
    is_read: bool,
    last_write: dict[int | None, Operation],
    reads: dict[int, list[Operation]],
) -> list[Operation]:
    """Records one use of a resource and returns the uses that it comes after."""
    waits_for = [last_write[resource]] if resource in last_write else []
    if is_read:
        reads[resource].append(operation)
        return waits_for
    waits_for += reads.pop(resource, [])
    last_write[resource] = operation
    return waits_for


def _resources(operation: Operation) -> Iterator[tuple[SymbolicTensor, bool]]:
    """Yields the resources that an operation takes, and whether it only reads them."""
    read_only: Any = operation.attrs.get(READ_ONLY_ATTR, ())
    for index, tensor in enumerate(operation.inputs):
        if tensor.dtype is dtypes.resource:
            yield tensor, operation.type in _READERS or index in read_only


def read_only_resource_inputs(graph: FuncGraph) -> tuple[int, ...]:
    """The positions of the inputs that are resources which the function only reads."""
    written: set[int] = set()
    for operation in graph.operations:
        for tensor, is_read in _resources(operation):
            if not is_read:
                written.add(id(tensor))
    # A resource that is returned may be written to by whoever gets it.
    written |= {id(tensor) for tensor in graph.outputs}
    return tuple(
        index
        for index, tensor in enumerate(graph.inputs)
        if tensor.dtype is dtypes.resource and id(tensor) not in written
    )


def return_after(graph: FuncGraph, must_run: list[Operation]) -> None:
    """Makes the outputs wait for everything that must run, through one `NoOp`."""
    graph.control_outputs = must_run
    if not must_run or not graph.outputs:
        return
    scope, graph.scope = graph.scope, ""
    dependencies, graph.control_inputs = graph.control_inputs, ()
    try:
        joined = graph.add_operation(find("NoOp"), graph.unique_name("NoOp"), (), {}, [])
    finally:
        graph.scope, graph.control_inputs = scope, dependencies
    joined.add_control_inputs(must_run)
    for tensor in graph.outputs:
        tensor.op.add_control_inputs([joined])

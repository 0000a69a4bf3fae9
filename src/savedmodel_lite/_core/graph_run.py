"""Runs a graph on NumPy arrays with the registered kernels.

Only what the outputs and the given control outputs need is run, in order of creation. A value is
let go as soon as nothing needs it any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from savedmodel_lite._core.context import state
from savedmodel_lite._core.errors import OpError
from savedmodel_lite._core.graph import Operation
from savedmodel_lite._core.static_value import group_inputs
from savedmodel_lite._core.tensor import SymbolicTensor


class GraphProgram:
    """The steps that compute some tensors of a graph.

    Args:
      inputs: Tensors whose values are given.
      outputs: Tensors whose values are wanted.
      control_outputs: Operations that run even if no output needs them.
    """

    __slots__ = ("_free_after", "_input_slots", "_output_slots", "_slot_count", "_steps")

    def __init__(
        self,
        inputs: Sequence[SymbolicTensor],
        outputs: Sequence[SymbolicTensor],
        control_outputs: Sequence[Operation] = (),
    ) -> None:
        given = {tensor.op for tensor in inputs}
        needed = _needed({tensor.op for tensor in outputs} | set(control_outputs), given)
        slots: dict[tuple[int, int], int] = {}

        def slot(tensor: SymbolicTensor) -> int:
            return slots.setdefault((id(tensor.op), tensor.value_index), len(slots))

        self._input_slots = [slot(tensor) for tensor in inputs]
        self._steps: list[tuple[Operation, list[int], list[int]]] = []
        graph_operations = (outputs[0].graph if outputs else None) or (
            control_outputs[0].graph if control_outputs else None
        )
        for operation in graph_operations.operations if graph_operations else ():
            if operation in needed and operation not in given:
                sources = [slot(tensor) for tensor in operation.inputs]
                self._steps.append((operation, sources, [slot(t) for t in operation.outputs]))
        self._output_slots = [slot(tensor) for tensor in outputs]
        self._slot_count = len(slots)
        self._free_after = self._last_uses()

    def _last_uses(self) -> list[list[int]]:
        keep = set(self._output_slots)
        seen: set[int] = set()
        frees: list[list[int]] = []
        for _, sources, targets in reversed(self._steps):
            last = [item for item in {*sources, *targets} if item not in seen and item not in keep]
            seen.update(last)
            frees.append(last)
        frees.reverse()
        return frees

    def run(self, arrays: Sequence[Any]) -> list[Any]:
        """Computes the outputs.

        Args:
          arrays: The value of each input, in order.

        Returns:
          The value of each output, in order.

        Raises:
          OpError: If an operation fails; its message names the node.
        """
        values: list[Any] = [None] * self._slot_count
        for slot, array in zip(self._input_slots, arrays, strict=True):
            values[slot] = array
        outer_node = state.node
        try:
            for step, frees in zip(self._steps, self._free_after, strict=True):
                _run_step(step, values)
                for slot in frees:
                    values[slot] = None
        finally:
            state.node = outer_node
        return [values[slot] for slot in self._output_slots]


def _run_step(step: tuple[Operation, list[int], list[int]], values: list[Any]) -> None:
    """Runs one operation on the values in its slots."""
    operation, sources, targets = step
    arguments = group_inputs(operation, [values[source] for source in sources])
    state.node = operation
    try:
        results = operation.definition.compute(arguments, operation.attrs, operation.name)
    except OpError as error:
        error.node_def = error.node_def or operation.name
        raise
    for target, (array, _) in zip(targets, results, strict=True):
        values[target] = array


def _needed(roots: set[Operation], given: set[Operation]) -> set[Operation]:
    needed: set[Operation] = set()
    pending = list(roots)
    while pending:
        operation = pending.pop()
        if operation in needed or operation in given:
            continue
        needed.add(operation)
        pending += [tensor.op for tensor in operation.inputs]
        pending += operation.control_inputs
    return needed

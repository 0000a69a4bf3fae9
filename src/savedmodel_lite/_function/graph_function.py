"""A traced graph that operations name in an attribute, and that becomes a library function."""

from __future__ import annotations

import itertools
from typing import Any, ClassVar

from savedmodel_lite._core.graph_run import GraphProgram
from savedmodel_lite._core.tensor import SymbolicTensor, Tensor
from savedmodel_lite._function.control_dependencies import read_only_resource_inputs
from savedmodel_lite._function.func_graph import FuncGraph

_numbers = itertools.count()


class GraphFunction:
    """A branch, the condition or body of a loop; a concrete function is one that users call, too.

    Args:
      graph: The traced graph, complete, with inputs, captures and outputs.
      python_name: First part of its name.
      attributes: Attributes of the library function, such as `_implements`.
    """

    # What a name in the library begins with (format.md 3.3).
    library_prefix: ClassVar[str] = ""

    def __init__(
        self, graph: FuncGraph, python_name: str, attributes: dict[str, Any] | None = None
    ) -> None:
        self.graph = graph
        self.python_name = python_name
        self.attributes = attributes or {}
        self._name = f"{self.library_prefix}{python_name}_{next(_numbers)}"
        self._program: GraphProgram | None = None
        self._stateful = graph.is_stateful()
        self.read_only_inputs = read_only_resource_inputs(graph)

    @property
    def name(self) -> str:
        """Name in this process; a saved model has a name of its own."""
        return self._name

    @property
    def is_stateful(self) -> bool:
        """Whether any operation of the body reads or changes state."""
        return self._stateful

    @property
    def inputs(self) -> list[SymbolicTensor]:
        """Placeholders of the flat tensor arguments, then of the captures."""
        return list(self.graph.inputs)

    @property
    def outputs(self) -> list[SymbolicTensor]:
        """The flat tensors that the function returns."""
        return list(self.graph.outputs)

    @property
    def captured_inputs(self) -> list[Tensor]:
        """The tensors from outside that fill the last inputs."""
        return self.graph.external_captures

    def run(self, arrays: list[Any]) -> list[Any]:
        """Computes the flat outputs from one array for each input, captures included."""
        if self._program is None:
            self._program = GraphProgram(
                self.graph.inputs, self.graph.outputs, self.graph.control_outputs
            )
        return self._program.run(arrays)

    def __repr__(self) -> str:
        return f"<GraphFunction {self.python_name!r}>"

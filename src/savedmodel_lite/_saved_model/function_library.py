"""The functions of a SavedModel and their canonical names.

Names are `__inference_<python name>_<number>`, numbered in the order of the walk over the model:
the same model gives the same names in every process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from savedmodel_lite._core.graph import Operation
from savedmodel_lite._function.concrete_function import ConcreteFunction


class FunctionLibrary:
    """Collects functions and everything that they call."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._functions: list[ConcreteFunction] = []

    def add(self, function: ConcreteFunction) -> str:
        """Adds a function, after those that it calls, and returns its name."""
        known = self._names.get(id(function))
        if known is not None:
            return known
        # Calls nest as deep as the user's code; a stack of our own has no limit.
        pending: list[tuple[ConcreteFunction, Iterator[ConcreteFunction]]] = [
            (function, iter(called_functions(function.graph.operations)))
        ]
        while pending:
            current, callees = pending[-1]
            callee = next((item for item in callees if id(item) not in self._names), None)
            if callee is not None:
                pending.append((callee, iter(called_functions(callee.graph.operations))))
                continue
            pending.pop()
            self._give_name(current)
        return self._names[id(function)]

    def _give_name(self, function: ConcreteFunction) -> None:
        if id(function) not in self._names:
            name = f"__inference_{function.python_name}_{len(self._functions)}"
            self._names[id(function)] = name
            self._functions.append(function)

    def name_of(self, function: Any) -> str:
        """The name of a function that was added."""
        return self._names[id(function)]

    def __iter__(self) -> Iterator[tuple[str, ConcreteFunction]]:
        return ((self._names[id(function)], function) for function in self._functions)

    def __contains__(self, function: object) -> bool:
        return id(function) in self._names


def called_functions(operations: list[Operation]) -> list[ConcreteFunction]:
    """The functions that the attributes of operations name, in order."""
    found: dict[int, ConcreteFunction] = {}
    for operation in operations:
        for value in operation.attrs.values():
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, ConcreteFunction):
                    found.setdefault(id(item), item)
    return list(found.values())

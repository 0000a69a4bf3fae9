"""The functions of a SavedModel and their canonical names.

Names are `__inference_<python name>_<number>`, without the first part for branches and loop bodies,
numbered in the order of the walk over the model: the same model gives the same names in every
process.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from savedmodel_lite._core.errors import ArgumentTypeError
from savedmodel_lite._core.graph import Operation
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._function.graph_function import GraphFunction
from savedmodel_lite._function.polymorphic_function import Function

_logger = logging.getLogger(__name__)


class FunctionLibrary:
    """Collects functions and everything that they call."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._functions: list[GraphFunction] = []

    def add(self, function: GraphFunction) -> str:
        """Adds a function, after those that it calls, and returns its name."""
        known = self._names.get(id(function))
        if known is not None:
            return known
        # Calls nest as deep as the user's code; a stack of our own has no limit.
        pending: list[tuple[GraphFunction, Iterator[GraphFunction]]] = [
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

    def _give_name(self, function: GraphFunction) -> None:
        if id(function) not in self._names:
            name = f"{function.library_prefix}{function.python_name}_{len(self._functions)}"
            self._names[id(function)] = name
            self._functions.append(function)

    def name_of(self, function: Any) -> str:
        """The name of a function that was added."""
        return self._names[id(function)]

    def __iter__(self) -> Iterator[tuple[str, GraphFunction]]:
        return ((self._names[id(function)], function) for function in self._functions)

    def __contains__(self, function: object) -> bool:
        return id(function) in self._names


def called_functions(operations: list[Operation]) -> list[GraphFunction]:
    """The functions that the attributes of operations name, in order."""
    found: dict[int, GraphFunction] = {}
    for operation in operations:
        for value in operation.attrs.values():
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, GraphFunction):
                    found.setdefault(id(item), item)
    return list(found.values())


def aliased_names(aliases: Mapping[str, Any], library: FunctionLibrary) -> dict[str, str]:
    """The alias of each function that has one, by the function's name in the file.

    Args:
      aliases: By alias a `tf.function`, a concrete function, or a collection of these.
      library: The functions of the model.

    Raises:
      ArgumentTypeError: If something else is given. It is a `TypeError`.

    Differs from TensorFlow: traces that are not part of the model are left out, with a warning if
    that leaves an alias without a function; TensorFlow writes names that nothing has.
    """
    result: dict[str, str] = {}
    for alias, value in aliases.items():
        found = [trace for trace in _traces_of(alias, value) if trace in library]
        if not found:
            _logger.warning("function_aliases[%r] names no function of the saved model", alias)
        result.update({library.name_of(trace): alias for trace in found})
    return result


def _traces_of(alias: str, value: Any) -> list[ConcreteFunction]:
    if isinstance(value, ConcreteFunction):
        return [value]
    if isinstance(value, Function):
        return value.concrete_functions()
    if isinstance(value, Iterable):
        items = list(value)
        if all(isinstance(item, (ConcreteFunction, Function)) for item in items):
            return [trace for item in items for trace in _traces_of(alias, item)]
    raise ArgumentTypeError(
        f"SaveOptions.function_aliases[{alias!r}]: expected a tf.function, a concrete function or "
        f"a collection of these, got {value!r}. Functions in `function_aliases` should be created "
        "by tf.function."
    )

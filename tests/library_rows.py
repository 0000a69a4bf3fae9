"""Rows that are programs: a function of the module `tf` that returns what it saw.

`observe` runs a row with one library and turns what it returns into plain values; `assert_alike`
compares the plain values of two libraries.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from message_text import traced_lines
from savedmodel_lite._core.errors import SavedModelLiteError
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._proto import messages as pb
from savedmodel_lite._serde.graph_def import GraphWriter


@dataclass(frozen=True)
class Row:
    """One program.

    Args:
      name: What it shows.
      run: Called with the module `tf`; returns nested lists and dicts of what it saw.
      expect: What it returns, where that is cheap to write down.
      differs: Why the two libraries are meant to see different things; "" if they are not.
    """

    name: str
    run: Callable[[Any], Any]
    expect: Any = None
    differs: str = ""


@dataclass(frozen=True)
class Raised:
    """An exception that a row caught.

    Args:
      names: The names of its classes.
      text: Its message.
      is_ours: Whether this library raised it on purpose.
    """

    names: tuple[str, ...]
    text: str
    is_ours: bool


def caught(function: Callable[[], Any]) -> Raised:
    """What a call raises; fails if it raises nothing."""
    try:
        result = function()
    except Exception as error:  # noqa: BLE001
        names = tuple(kind.__name__ for kind in type(error).__mro__)
        return Raised(names, str(error), isinstance(error, SavedModelLiteError))
    raise AssertionError(f"nothing was raised, but returned: {result!r}")


def tried(function: Callable[[], Any]) -> Any:
    """What a call returns, or what it raises."""
    try:
        return plain(function())
    except Exception:  # noqa: BLE001
        return caught(function)


def observe(tf: Any, row: Row) -> Any:
    """Runs a row."""
    return plain(row.run(tf))


def plain(value: Any) -> Any:
    """A value of either library as a plain one."""
    if isinstance(value, (Raised, str, bytes, bool, int, float, complex, type(None))):
        return value
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in value}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [type(value).__name__, *map(plain, value)]
    if isinstance(value, (list, tuple)) and not isinstance(value, TensorShape):
        return [plain(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return [str(value.dtype), np.asarray(value).tolist()]
    kind = type(value).__name__
    if kind == "TensorShape":
        return "unknown rank" if value.rank is None else f"shape {value.as_list()}"
    if kind == "DType":
        return value.name
    if kind == "TensorSpec":
        return f"spec {plain(value.shape)} {value.dtype.name} {value.name}"
    if isinstance(value, ConcreteFunction) or hasattr(value, "function_def"):
        return body_of(value)
    if hasattr(value, "is_fully_defined") or kind in {"VariableSpec", "VariableType"}:
        return f"variable of {plain(value.shape)} {value.dtype.name}"
    if hasattr(value, "numpy"):
        with contextlib.suppress(NotImplementedError, AttributeError):
            return plain(value.numpy())
    if hasattr(value, "op"):
        return f"symbolic {plain(value.shape)} {value.dtype.name}"
    return str(value)


def body_of(function: Any) -> list[str]:
    """The graph of a concrete function of either library, as text."""
    if not isinstance(function, ConcreteFunction):
        message = pb.FunctionDef.FromString(function.function_def.SerializeToString())
        return traced_lines(message)
    message = pb.FunctionDef()
    GraphWriter(lambda called: called.name).function_to_proto(function, function.name, message)
    return traced_lines(message)


def assert_alike(got: Any, wanted: Any, path: str = "result") -> None:
    """Asserts that two libraries saw the same; errors may be of more classes than TensorFlow's."""
    if isinstance(wanted, Raised):
        assert isinstance(got, Raised), path
        assert wanted.names[0] in got.names, (path, got, wanted)
        return
    if isinstance(wanted, list) and isinstance(got, list):
        if all(isinstance(item, str) for item in [*got, *wanted]):
            assert "\n".join(got) == "\n".join(wanted), path
        assert len(got) == len(wanted), (path, got, wanted)
        for index, (mine, theirs) in enumerate(zip(got, wanted, strict=True)):
            assert_alike(mine, theirs, f"{path}[{index}]")
        return
    if isinstance(wanted, dict) and isinstance(got, dict):
        assert sorted(got) == sorted(wanted), path
        for key in wanted:
            assert_alike(got[key], wanted[key], f"{path}[{key!r}]")
        return
    if isinstance(wanted, float) and isinstance(got, float):
        np.testing.assert_allclose(got, wanted, rtol=1e-6, err_msg=path)
        return
    assert got == wanted, path


def raised_in(value: Any) -> list[Raised]:
    """The exceptions among plain values."""
    if isinstance(value, Raised):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for item in items for found in raised_in(item)]

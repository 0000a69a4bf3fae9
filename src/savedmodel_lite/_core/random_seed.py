"""Seeds of random operations: the seed of the process, those of graphs, and what follows from both.

An operation has two seeds. Both are 0 if none was asked for: it then draws other numbers in every
run (ops.md, trap 14).
"""

from __future__ import annotations

import operator
from random import Random
from typing import Any

import numpy as np

from savedmodel_lite._core.context import state
from savedmodel_lite._core.errors import ArgumentTypeError

_DEFAULT_GRAPH_SEED = 87654321
_MODULUS = 2**31 - 1


class _ProcessSeed:
    """The seed for what runs at once and for functions that are traced from there."""

    __slots__ = ("changes", "numbers", "value")

    def __init__(self) -> None:
        self.value: int | None = None
        self.numbers = Random()  # noqa: S311 not for secrets
        # How often it was set; streams of earlier times begin anew.
        self.changes = 0


process_seed = _ProcessSeed()


def set_seed(seed: Any) -> None:
    """Sets the seed that all random operations without one of their own derive theirs from.

    Called eagerly it also lets the numbers of all operations begin anew. Functions that are traced
    later have this seed; inside a function it is set for the rest of that function only.

    Args:
      seed: A whole number; None for other numbers in every run.

    Raises:
      ArgumentTypeError: If it is no whole number. It is a `TypeError`.
    """
    value = None if seed is None else _as_int(seed, "set_seed")
    if state.graph is not None:
        state.graph.seed = value
        return
    process_seed.value = value
    process_seed.numbers = Random(value)  # noqa: S311 not for secrets
    process_seed.changes += 1


def op_seeds(seed: Any) -> tuple[int, int]:
    """The attributes `seed` and `seed2` of a random operation that is called here.

    Args:
      seed: What the caller gave for this operation; None for nothing.

    Raises:
      ArgumentTypeError: If it is no whole number. It is a `TypeError`.
    """
    graph = state.graph
    first = process_seed.value if graph is None else graph.seed
    if first is None and seed is None:
        return 0, 0
    if seed is not None:
        second = _as_int(seed, "seed")
    elif graph is None:
        second = process_seed.numbers.randint(0, _MODULUS)
    else:
        second = graph.unseeded_operations
        graph.unseeded_operations += 1
    first = _DEFAULT_GRAPH_SEED if first is None else first % _MODULUS
    # Two zeros would mean that there is no seed.
    return (first, second % _MODULUS) if first or second % _MODULUS else (0, _MODULUS)


def _as_int(seed: Any, where: str) -> int:
    value = seed.numpy() if hasattr(seed, "numpy") else seed
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    try:
        return operator.index(value)
    except TypeError as error:
        raise ArgumentTypeError(
            f"{where}: expected a whole number or None, got {seed!r}. Convert it with int()."
        ) from error

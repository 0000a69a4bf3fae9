"""Slot variables: what an optimizer keeps for each variable, such as its momentum.

They are no children of the optimizer. A graph of objects lists them by optimizer, name of the slot
and variable, and puts them behind all other objects (docs/format.md, sections 2.6 and 3.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from savedmodel_lite._core.errors import ArgumentError, UnsupportedError
from savedmodel_lite._core.shape import TensorShape
from savedmodel_lite._track.trackable import AutoTrackable, NoDependency
from savedmodel_lite._track.variable import Variable

if TYPE_CHECKING:
    from savedmodel_lite._track.object_graph import ObjectGraphView

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlotReference:
    """One slot variable of an object graph.

    Attributes:
      optimizer: Node id of the object that keeps it.
      original: Node id of the variable it is kept for.
      name: Name of the slot.
      variable: Node id of the slot variable.
    """

    optimizer: int
    original: int
    name: str
    variable: int


def keeps_slots(value: Any) -> bool:
    """Whether an object may have slot variables."""
    return hasattr(type(value), "get_slot_names")


def find_slots(
    nodes: Sequence[Any], paths: Sequence[Path], ids: dict[int, int]
) -> tuple[list[Any], list[SlotReference]]:
    """Asks the optimizers of an object graph for their slot variables.

    Args:
      nodes: All other objects, by node id.
      paths: The child names that lead to each of them.
      ids: Node id by `id()` of the object.

    Returns:
      The slot variables, whose node ids follow those of `nodes`, and where they belong: optimizer
      by optimizer, slot by slot, variable by variable.

    Raises:
      UnsupportedError: If a slot variable is the child of an object, belongs to two variables, or
        has children of its own. It is a `NotImplementedError`.
    """
    found: list[Any] = []
    references: list[SlotReference] = []
    known = set(ids)
    for optimizer, node in enumerate(nodes):
        if not keeps_slots(node):
            continue
        where = ".".join(("root", *paths[optimizer]))
        for original, name, variable in _slots_of(node, nodes):
            if id(variable) in known or variable._trackable_children():
                raise UnsupportedError(
                    f"{where}, slot {name!r} of root.{'.'.join(paths[original])}: expected a "
                    f"variable of its own without children, got {variable!r}. A slot variable was "
                    "re-used as a dependency of a Trackable object, or has dependencies; keep it "
                    "by get_slot only."
                )
            known.add(id(variable))
            references.append(SlotReference(optimizer, original, name, len(nodes) + len(found)))
            found.append(variable)
    return found, references


def slots_by_optimizer(view: ObjectGraphView) -> dict[int, list[SlotReference]]:
    """The slot variables of an object graph by node id of the object that keeps them."""
    found: dict[int, list[SlotReference]] = {}
    for slot in view.slots:
        found.setdefault(slot.optimizer, []).append(slot)
    return found


def _slots_of(optimizer: Any, nodes: Sequence[Any]) -> Iterator[tuple[int, str, Any]]:
    for name in optimizer.get_slot_names():
        for original, node in enumerate(nodes):
            if not isinstance(node, Variable):
                continue
            try:
                variable = optimizer.get_slot(node, name)
            except (AttributeError, KeyError):
                continue
            if variable is not None:
                yield original, name, variable


class SlotVariables(AutoTrackable):
    """Keeps variables for other variables, as optimizers do; a base for optimizers of one's own.

    Any object with the methods `get_slot_names`, `get_slot` and `_create_or_restore_slot_variable`
    is treated alike; the names are those of TensorFlow's optimizers. In a SavedModel it is an
    `optimizer`, which TensorFlow loads if tf_keras is imported.
    """

    _object_identifier: ClassVar[str] = "optimizer"

    def __init__(self) -> None:
        self._slots: Any = NoDependency({})

    def add_slot(
        self, var: Variable, slot_name: str, initializer: Any = "zeros", shape: Any = None
    ) -> Variable:
        """Makes the slot variable, or returns the one that is there.

        Args:
          var: The variable it is kept for.
          slot_name: Name of the slot.
          initializer: `"zeros"`, `"ones"`, a value, or a function of shape and dtype that returns
            one.
          shape: Its shape; by default that of `var`.

        Raises:
          ArgumentError: If the initial value does not fit. It is a `ValueError`.
        """
        known = self.get_slot(var, slot_name)
        if known is not None:
            return known
        sizes = (var.shape if shape is None else TensorShape(shape)).as_list()
        variable = Variable(
            _initial_value(initializer, sizes, var.dtype),
            trainable=False,
            name=f"{var._shared_name}/{slot_name}",
            dtype=var.dtype,
        )
        self._slots.setdefault(slot_name, {})[var.ref()] = variable
        return variable

    def get_slot(self, var: Variable, slot_name: str) -> Variable | None:
        """The slot variable of `var`, or None.

        Args:
          var: The variable it is kept for.
          slot_name: Name of the slot.
        """
        found: Variable | None = self._slots.get(slot_name, {}).get(var.ref())
        return found

    def get_slot_names(self) -> list[str]:
        """The names of the slots, sorted."""
        return sorted(self._slots)

    def _create_or_restore_slot_variable(
        self, slot_variable_position: Any, slot_name: str, variable: Variable
    ) -> Variable | None:
        """Makes the slot variable that a checkpoint has; its value is put in afterwards."""
        return self.add_slot(variable, slot_name)


def _initial_value(initializer: Any, shape: list[Any], dtype: Any) -> Any:
    if callable(initializer):
        return initializer(shape, dtype=dtype)
    if not isinstance(initializer, str):
        return initializer
    if initializer not in {"zeros", "ones"}:
        raise ArgumentError(
            f"add_slot: expected 'zeros', 'ones', a value or a function, got {initializer!r}. "
            "Pass the initial value."
        )
    return np.full(shape, int(initializer == "ones"), dtype.as_numpy_dtype)

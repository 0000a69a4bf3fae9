"""How values of a variable on several devices are kept alike and combined."""

from __future__ import annotations

import enum

from savedmodel_lite._core.errors import ArgumentError


class VariableSynchronization(enum.Enum):
    """When the copies of a distributed variable are brought together."""

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


class VariableAggregation(enum.Enum):
    """How the copies of a distributed variable are combined."""

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3

    def __hash__(self) -> int:
        return hash(self.value)


def check_synchronization(
    synchronization: object, aggregation: object, trainable: bool | None, name: str | None
) -> tuple[VariableSynchronization, VariableAggregation, bool]:
    """Fills in defaults and refuses what is no member of the enums.

    Args:
      synchronization: A `VariableSynchronization`, or None for AUTO.
      aggregation: A `VariableAggregation`, or None for NONE.
      trainable: As the user gave it.
      name: Name of the variable, for messages.

    Returns:
      The three with defaults filled in; `trainable` is by default False for ON_READ.

    Raises:
      ArgumentError: If one is no member of its enum. It is a `ValueError`.
    """
    aggregation = VariableAggregation.NONE if aggregation is None else aggregation
    synchronization = VariableSynchronization.AUTO if synchronization is None else synchronization
    if not isinstance(aggregation, VariableAggregation):
        raise ArgumentError(
            f"variable {name!r}: expected a tf.VariableAggregation, got {aggregation!r}. Invalid "
            "variable aggregation mode; use a member of the enum."
        )
    if not isinstance(synchronization, VariableSynchronization):
        raise ArgumentError(
            f"variable {name!r}: expected a tf.VariableSynchronization, got {synchronization!r}. "
            "Invalid variable synchronization mode; use a member of the enum."
        )
    on_read = synchronization is VariableSynchronization.ON_READ
    return synchronization, aggregation, not on_read if trainable is None else bool(trainable)

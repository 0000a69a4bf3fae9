"""Axes: checked against a rank and counted from the front."""

from __future__ import annotations

from typing import Any

from savedmodel_lite._core.errors import ShapeError
from savedmodel_lite._core.static_value import static_value


def normalized_axis(axis: Any, rank: int, name: str = "axis") -> int:
    """The axis counted from the front.

    Args:
      axis: An integer in [-rank, rank), as a number or an array of one element.
      rank: Number of dimensions that the axis points into.
      name: Name of the argument, for errors.

    Raises:
      ShapeError: If the axis is out of range. It is a `ValueError`.
    """
    value = int(axis) if not hasattr(axis, "reshape") else int(axis.reshape(()))
    if not -rank <= value < rank:
        raise ShapeError(
            f"expected {name} in [{-rank}, {rank}), got {value}. Argument `{name}` = {value} not "
            f"in range [{-rank}, {rank}); choose another axis."
        )
    return value % rank


def static_axis(axis: Any, rank: int, name: str = "axis") -> int | None:
    """The axis that a tensor holds, counted from the front; None if it is not known yet.

    Raises:
      ShapeError: If the axis is known and out of range. It is a `ValueError`.
    """
    value = static_value(axis)
    return None if value is None else normalized_axis(value, rank, name)

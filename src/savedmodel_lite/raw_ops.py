"""Every operation of TensorFlow's op table, as a function of keyword arguments.

Each adds exactly one node, whose type, arguments and attributes are the op table's. Operations
without a NumPy kernel can be traced and saved, but not run here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from savedmodel_lite._ops.raw import raw_op, raw_op_names

if TYPE_CHECKING:
    from collections.abc import Callable


def __getattr__(name: str) -> Callable[..., Any]:
    return raw_op(name)


def __dir__() -> list[str]:
    return raw_op_names()

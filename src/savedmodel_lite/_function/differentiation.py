"""What TensorFlow offers to differentiate functions: refused, since nothing here differentiates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from savedmodel_lite._core.errors import UnsupportedError


class GradientTape:
    """Not offered: gradients are taken by TensorFlow, through the saved model.

    Args:
      persistent: As in TensorFlow.
      watch_accessed_variables: As in TensorFlow.

    Raises:
      UnsupportedError: Always. It is a `NotImplementedError`.
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        _refuse("GradientTape")


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    gate_gradients: bool = False,
    aggregation_method: Any = None,
    stop_gradients: Any = None,
    unconnected_gradients: Any = None,
) -> NoReturn:
    """Not offered: gradients are taken by TensorFlow, through the saved model.

    Args:
      ys: As in TensorFlow, like all the others.
      xs: Likewise.
      grad_ys: Likewise.
      name: Likewise.
      gate_gradients: Likewise.
      aggregation_method: Likewise.
      stop_gradients: Likewise.
      unconnected_gradients: Likewise.

    Raises:
      UnsupportedError: Always. It is a `NotImplementedError`.
    """
    del ys, xs, grad_ys, name, gate_gradients, aggregation_method
    del stop_gradients, unconnected_gradients
    _refuse("gradients")


def recompute_grad(f: Callable[..., Any]) -> NoReturn:
    """Not offered: what it saves is the gradient of `f`, which only TensorFlow can take.

    Args:
      f: As in TensorFlow.

    Raises:
      UnsupportedError: Always. It is a `NotImplementedError`.
    """
    raise UnsupportedError(
        f"recompute_grad: expected a library that differentiates functions, got {f!r} here. Call "
        "the function itself: whoever loads the model gets the same gradients, with activations "
        "kept in memory; or wrap the loaded function in TensorFlow's tf.recompute_grad."
    )


def _refuse(name: str) -> NoReturn:
    raise UnsupportedError(
        f"{name}: expected a library that differentiates functions, got this one, which does not. "
        "Write the gradient with tf operations in tf.custom_gradient, or take it in TensorFlow "
        "through the loaded model."
    )

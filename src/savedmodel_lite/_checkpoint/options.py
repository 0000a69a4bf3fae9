"""`tf.train.CheckpointOptions`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from savedmodel_lite._core.device import DeviceSpec
from savedmodel_lite._core.errors import ArgumentError, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_HERE = (
    ("job", {None, "localhost"}),
    ("replica", {None, 0}),
    ("task", {None, 0}),
    ("device_type", {None, "CPU"}),
    ("device_index", {None, 0}),
)


class CheckpointOptions:
    """How a checkpoint is written and read.

    Args:
      experimental_io_device: Device whose file system is used: None, or this host's CPU.
      experimental_enable_async_checkpoint: Must be False.
      experimental_write_callbacks: Functions called after a checkpoint is written, in order, with
        its prefix or without arguments.
      enable_async: Must be False.
      experimental_skip_slot_variables: Whether slot variables of optimizers may stay unrestored.
      experimental_sharding_callback: Must be None.

    Raises:
      ArgumentError: If a callback takes more than one argument. It is a `ValueError`.
      UnsupportedError: If a value is given that TensorFlow has and this library does not. It is a
        `NotImplementedError`.
    """

    __slots__ = (
        "enable_async",
        "experimental_enable_async_checkpoint",
        "experimental_io_device",
        "experimental_sharding_callback",
        "experimental_skip_slot_variables",
        "experimental_write_callbacks",
    )

    def __init__(
        self,
        experimental_io_device: str | None = None,
        experimental_enable_async_checkpoint: bool = False,
        experimental_write_callbacks: Sequence[Callable[..., Any]] | None = None,
        enable_async: bool = False,
        experimental_skip_slot_variables: bool = False,
        experimental_sharding_callback: Any = None,
    ) -> None:
        self.experimental_io_device = experimental_io_device
        self.experimental_enable_async_checkpoint = experimental_enable_async_checkpoint
        self.experimental_write_callbacks = experimental_write_callbacks
        self.enable_async = enable_async
        self.experimental_skip_slot_variables = experimental_skip_slot_variables
        self.experimental_sharding_callback = experimental_sharding_callback
        check_options(self)


def check_options(options: Any) -> CheckpointOptions:
    """Refuses what cannot be done; None stands for the defaults.

    Raises:
      ArgumentError: As for `CheckpointOptions`. It is a `ValueError`.
      UnsupportedError: As for `CheckpointOptions`. It is a `NotImplementedError`.
    """
    if options is None:
        return CheckpointOptions()
    if not isinstance(options, CheckpointOptions):
        raise ArgumentError(
            f"options: expected a tf.train.CheckpointOptions or None, got {options!r}. Make one "
            "of this library."
        )
    if options.enable_async or options.experimental_enable_async_checkpoint:
        raise _unsupported("enable_async", "False", True, "Save from a thread of your own.")
    if options.experimental_sharding_callback is not None:
        raise _unsupported(
            "experimental_sharding_callback",
            "None",
            options.experimental_sharding_callback,
            "One data file is written; leave it out.",
        )
    device = options.experimental_io_device
    if device is not None and not _is_here(device):
        raise _unsupported(
            "experimental_io_device",
            "None or the CPU of this host, '/job:localhost'",
            device,
            "Save on the host whose disk is meant.",
        )
    for callback in options.experimental_write_callbacks or ():
        if not callable(callback) or len(inspect.signature(callback).parameters) > 1:
            raise ArgumentError(
                "CheckpointOptions.experimental_write_callbacks: expected functions of at most one "
                f"argument, got {callback!r}. Wrap it."
            )
    return options


def run_callbacks(callbacks: Sequence[Callable[..., Any]] | None, prefix: str) -> None:
    """Calls the functions to be called after a checkpoint is written.

    Args:
      callbacks: Functions of one argument or none.
      prefix: Prefix of the checkpoint.
    """
    for callback in callbacks or ():
        if inspect.signature(callback).parameters:
            callback(prefix)
        else:
            callback()


def _is_here(device: str) -> bool:
    spec = DeviceSpec.from_string(device)
    return all(getattr(spec, field) in values for field, values in _HERE)


def _unsupported(field: str, expected: str, got: Any, remedy: str) -> UnsupportedError:
    return UnsupportedError(
        f"CheckpointOptions.{field}: expected {expected}, got {got!r}. {remedy}"
    )

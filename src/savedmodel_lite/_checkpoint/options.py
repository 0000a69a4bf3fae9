"""`tf.train.CheckpointOptions`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from savedmodel_lite._checkpoint.sharding import check_callback
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
      experimental_enable_async_checkpoint: Old name of `enable_async`.
      experimental_write_callbacks: Functions called after a checkpoint is written, in order, with
        its prefix or without arguments.
      enable_async: Whether a checkpoint is written in a thread of its own, with the values that
        variables have when it is begun; `Checkpoint.sync` waits for it. Nothing is copied for it.
      experimental_skip_slot_variables: Whether slot variables of optimizers are left as they are
        by a restore.
      experimental_sharding_callback: A `tf.train.experimental.ShardingCallback` that says how
        tensors are spread over data files; None for one file.

    Raises:
      ArgumentError: If a callback takes more than one argument, or something else is given as
        sharding callback. It is a `ValueError`.
      UnsupportedError: If a device of another host is given. It is a `NotImplementedError`.
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
        self.experimental_write_callbacks = experimental_write_callbacks
        self.enable_async = bool(experimental_enable_async_checkpoint or enable_async)
        self.experimental_enable_async_checkpoint = self.enable_async
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
    check_callback(
        "CheckpointOptions.experimental_sharding_callback", options.experimental_sharding_callback
    )
    device = options.experimental_io_device
    if device is not None and not _is_here(device):
        raise UnsupportedError(
            "CheckpointOptions.experimental_io_device: expected None or the CPU of this host, "
            f"'/job:localhost', got {device!r}. Save on the host whose disk is meant."
        )
    for callback in options.experimental_write_callbacks or ():
        if not callable(callback) or len(inspect.signature(callback).parameters) > 1:
            raise ArgumentError(
                "CheckpointOptions.experimental_write_callbacks: expected functions of at most one "
                f"argument, got {callback!r}. Wrap it."
            )
    return options


def runs_in_background(options: CheckpointOptions) -> bool:
    """Whether a checkpoint is written in a thread of its own."""
    return options.enable_async or options.experimental_enable_async_checkpoint


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

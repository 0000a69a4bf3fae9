"""Classes and savers that are known by name in files.

A registered class writes its name beside its objects; a reader that knows the name makes objects
of its class. A registered saver writes and reads the values of its objects itself.

Names are `package.name`. Predicates are asked in the reverse order of registration.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from savedmodel_lite._core.errors import ArgumentError, ArgumentTypeError

Predicate = Callable[[Any], bool]
T = TypeVar("T")
_VALID_NAME = re.compile(r"^[a-zA-Z0-9._-]+$")


class _Registry(Generic[T]):
    """What is registered, in order.

    Args:
      kind: What it holds, for messages.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._entries: dict[str, tuple[Predicate, T]] = {}

    def register(self, package: Any, name: Any, predicate: Any, candidate: T) -> None:
        """Adds an entry; raises what the decorators document."""
        if not isinstance(package, str) or not isinstance(name, str):
            raise ArgumentTypeError(
                f"{self._kind}: expected strings as package and name, got {package!r} and "
                f"{name!r}. The package and name registered to a {self._kind} must be strings."
            )
        if not callable(predicate):
            raise ArgumentTypeError(
                f"{self._kind} {package}.{name}: expected a function as predicate, got "
                f"{predicate!r}. The predicate registered to a {self._kind} must be callable."
            )
        full_name = f"{package}.{name}"
        if not _VALID_NAME.match(full_name):
            raise ArgumentError(
                f"{self._kind}: expected letters, digits, '.', '_' and '-' in package and name, "
                f"got {full_name!r}. Invalid registered {self._kind}; choose another name."
            )
        if full_name in self._entries:
            raise ArgumentError(
                f"{self._kind}: expected a new name, got {full_name!r}. The name '{full_name}' has "
                f"already been registered to a {self._kind}; choose another one."
            )
        self._entries[full_name] = (predicate, candidate)

    def name_of(self, value: Any) -> str | None:
        """The name under which a value is registered, or None."""
        for name, (predicate, _) in reversed(self._entries.items()):
            if predicate(value):
                return name
        return None

    def find(self, name: str) -> T | None:
        """What is registered under a name, or None."""
        entry = self._entries.get(name)
        return None if entry is None else entry[1]

    def predicate(self, name: str) -> Predicate:
        """The predicate of a registered name."""
        return self._entries[name][0]


@dataclass(frozen=True, slots=True)
class CheckpointSaver:
    """What a registered saver does.

    Attributes:
      save: Called with `trackables` (objects by name) and `file_prefix`; writes one or more
        bundles with `SaveV2` and returns their prefixes.
      restore: Called with `trackables` and `merged_prefix`; reads with `RestoreV2`.
      is_strict: Whether objects that the predicate does not take may not be restored.
    """

    save: Callable[..., Any]
    restore: Callable[..., Any]
    is_strict: bool


_classes: _Registry[type] = _Registry("serializable class")
_savers: _Registry[CheckpointSaver] = _Registry("checkpoint saver")


def register_serializable(
    package: str = "Custom", name: str | None = None, predicate: Predicate | None = None
) -> Callable[[type], Any]:
    """Makes a decorator that registers a class.

    Args:
      package: First part of the registered name.
      name: Second part; the name of the class by default.
      predicate: Whether an object is written under this name; by default whether it is an instance
        of the class.

    Returns:
      The decorator.

    Raises:
      ArgumentTypeError: If something else than a class is decorated, or a name is no string. It is
        a `TypeError`.
      ArgumentError: If the name is taken or has characters that it may not have. It is a
        `ValueError`.
    """

    def decorate(cls: type) -> type:
        if not isinstance(cls, type):
            raise ArgumentTypeError(
                f"register_serializable: expected a class, got {cls!r}. Registered serializable "
                "must be a class; decorate one."
            )
        class_name = cls.__name__ if name is None else name
        _classes.register(package, class_name, predicate or _is_instance(cls), cls)
        return cls

    return decorate


def _is_instance(cls: type) -> Predicate:
    return lambda value: isinstance(value, cls)


def get_registered_class_name(obj: Any) -> str | None:
    """The name under which the class of `obj` is registered, or None."""
    return _classes.name_of(obj)


def get_registered_class(registered_name: str) -> type | None:
    """The class registered under a name, or None."""
    return _classes.find(registered_name)


def register_checkpoint_saver(
    package: str = "Custom",
    name: str | None = None,
    predicate: Predicate | None = None,
    save_fn: Callable[..., Any] | None = None,
    restore_fn: Callable[..., Any] | None = None,
    strict_predicate_restore: bool = True,
) -> None:
    """Registers functions that write and read the values of objects.

    Both are run while checkpoints are written and restored, and traced into saved models.

    Args:
      package: First part of the registered name.
      name: Second part.
      predicate: Which objects it takes.
      save_fn: `save_fn(trackables, file_prefix)` writes with `tf.raw_ops.SaveV2` and returns the
        prefix or prefixes it wrote.
      restore_fn: `restore_fn(trackables, merged_prefix)` reads with `tf.raw_ops.RestoreV2`.
      strict_predicate_restore: Whether restoring an object that the predicate does not take is an
        error; otherwise it is left as it is.

    Raises:
      ArgumentTypeError: If a function is not callable or a name is no string. It is a `TypeError`.
      ArgumentError: If the name is taken or has characters that it may not have. It is a
        `ValueError`.
    """
    for what, function in (("save_fn", save_fn), ("restore_fn", restore_fn)):
        if not callable(function):
            raise ArgumentTypeError(
                f"register_checkpoint_saver: expected a function as {what}, got {function!r}. The "
                f"{what} must be callable; pass one."
            )
    assert save_fn is not None
    assert restore_fn is not None
    saver = CheckpointSaver(save_fn, restore_fn, strict_predicate_restore)
    _savers.register(package, name, predicate, saver)


def get_registered_saver_name(trackable: Any) -> str | None:
    """The name of the saver that takes an object, or None."""
    return _savers.name_of(trackable)


def find_saver(registered_name: str) -> CheckpointSaver | None:
    """The saver registered under a name, or None."""
    return _savers.find(registered_name)


def takes(registered_name: str, trackable: Any) -> bool:
    """Whether the saver of a name takes an object."""
    return _savers.predicate(registered_name)(trackable)

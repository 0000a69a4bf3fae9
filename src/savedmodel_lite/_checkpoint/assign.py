"""Putting values of a checkpoint into one object."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from savedmodel_lite._bundle.tensor_slice import parse_shape_and_slice
from savedmodel_lite._checkpoint.keys import VARIABLE_VALUE, unescape_name
from savedmodel_lite._core.convert import eager_constant
from savedmodel_lite._core.errors import ArgumentError, InvalidArgumentError
from savedmodel_lite._core.shape import are_compatible
from savedmodel_lite._core.tensor import EagerTensor
from savedmodel_lite._track.python_state import PythonState
from savedmodel_lite._track.trackable import Trackable
from savedmodel_lite._track.variable import Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from savedmodel_lite._bundle.reader import BundleReader
    from savedmodel_lite._core.dtype import DType
    from savedmodel_lite._serde.trackable_object_graph import SavedAttribute


@dataclass(frozen=True, slots=True)
class Assignment:
    """Values that fit an object, to be put into it.

    Attributes:
      check: Raises if the values do not fit; changes nothing.
      run: Puts the values into the object.
    """

    check: Callable[[], None]
    run: Callable[[], None]


def owns_values(item: Any) -> bool:
    """Whether a checkpoint keeps values of the object itself."""
    return isinstance(item, Variable) or (isinstance(item, Trackable) and item._has_own_tensors())


def assignments_for(
    item: Any, attributes: Sequence[SavedAttribute], bundle: BundleReader
) -> tuple[list[Assignment], list[str]]:
    """What to put into an object.

    Args:
      item: An object that owns values.
      attributes: What the checkpoint keeps of it.
      bundle: The checkpoint.

    Returns:
      The assignments, and the names of attributes that the object has no place for.
    """
    if not attributes:
        return [], []
    if isinstance(item, Variable):
        keys = {attribute.name: attribute.checkpoint_key for attribute in attributes}
        key = keys.pop(VARIABLE_VALUE, None)
        found = [] if key is None else [assign_variable(item, key, bundle)]
        return found, list(keys)
    if isinstance(item, PythonState):
        read = partial(_restore_state, item, attributes[0].checkpoint_key, bundle)
        return [Assignment(_no_check, read)], []
    return [_assign_tensors(item, attributes, bundle)], []


def assign_variable(variable: Variable, key: str, bundle: BundleReader) -> Assignment:
    """The assignment of one tensor of a bundle to a variable.

    Args:
      variable: The variable.
      key: Key of the tensor.
      bundle: The checkpoint.
    """
    return Assignment(
        partial(_check_variable, variable, key, bundle),
        partial(_restore_variable, variable, key, bundle),
    )


def _no_check() -> None:
    pass


def _check_variable(variable: Variable, key: str, bundle: BundleReader) -> None:
    entry = bundle.entry(key)
    _check_dtype(key, variable.dtype, entry.dtype)
    if not are_compatible(variable._dims, entry.shape):
        raise ArgumentError(
            f"{key}: expected a tensor of shape {variable.shape} for variable {variable.name!r}, "
            f"got shape {entry.shape}. Received incompatible tensor with shape {entry.shape} when "
            f"attempting to restore variable with shape {variable.shape} and name {variable.name}; "
            "make the variable as it was when it was saved."
        )


def _check_dtype(key: str, expected: DType, got: DType) -> None:
    if expected is not got:
        raise InvalidArgumentError(
            None,
            None,
            f"{key}: expected a tensor of dtype {expected.name}, got {got.name}. tensor_name = "
            f"{key}; expected dtype {expected.name} does not equal original dtype {got.name}; make "
            "the object as it was when it was saved.",
        )


def _restore_variable(variable: Variable, key: str, bundle: BundleReader) -> None:
    variable._restore_value(bundle.read(key, copy=True))


def _restore_state(state: PythonState, key: str, bundle: BundleReader) -> None:
    state.deserialize(bundle.read(key).item())


def _assign_tensors(
    item: Trackable, attributes: Sequence[SavedAttribute], bundle: BundleReader
) -> Assignment:
    """The assignment to an object with tensors of its own, of those that it would save."""
    wanted = item._serialize_to_tensors()
    saveable_name = getattr(item, "_saveable_name", None)
    if saveable_name is None:
        keys = {unescape_name(part.name): part.checkpoint_key for part in attributes}
        # A name that was not saved gives the error of a missing key.
        start = attributes[0].checkpoint_key.rpartition("/")[0]
        keys = {name: keys.get(name, f"{start}/{name}") for name in wanted}
    else:
        keys = {name: f"{attributes[0].checkpoint_key}{name}" for name in wanted}

    def check() -> None:
        for name, value in wanted.items():
            if isinstance(value, EagerTensor):
                _check_dtype(keys[name], value.dtype, bundle.entry(keys[name]).dtype)
            else:
                bundle.entry(keys[name])

    def run() -> None:
        item._restore_from_tensors(
            {name: _read(keys[name], value, bundle) for name, value in wanted.items()}
        )

    return Assignment(check, run)


def _read(key: str, wanted: Any, bundle: BundleReader) -> Any:
    """A tensor of a bundle, or for a dict of slices a dict of those slices."""
    dtype = bundle.entry(key).dtype
    if not isinstance(wanted, dict):
        return eager_constant(bundle.read(key), dtype)
    return {
        part: eager_constant(bundle.read_slice(key, parse_shape_and_slice(part)[1]), dtype)
        for part in wanted
    }

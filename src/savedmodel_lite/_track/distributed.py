"""Variables with a component on each of several devices, as strategies of distribution make them.

Nothing is run on several devices here; the components say what is to be written of them.
"""

from __future__ import annotations

import copy
import weakref
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.context import state, variable_accessed
from savedmodel_lite._core.device import canonical_device
from savedmodel_lite._core.errors import ArgumentError, UnsupportedError
from savedmodel_lite._core.resource import VariableStorage
from savedmodel_lite._core.tensor import EagerTensor, Tensor
from savedmodel_lite._track.distribution import VariableAggregation, VariableSynchronization
from savedmodel_lite._track.variable import Variable


class DistributedVariable(Variable):
    """A variable that has a component on each device of a strategy.

    Functions that use it use its primary component, the first one.

    Args:
      strategy: The strategy it belongs to, or None.
      values: The components, one for each device.
      aggregation: How their values are combined.

    Raises:
      ArgumentError: If there are no components, they differ in type or shape, or a mean of a type
        without fractions is asked for. It is a `ValueError`.
    """

    # When the components are brought together.
    _kept_alike: ClassVar[VariableSynchronization]

    def __init__(
        self,
        strategy: Any,
        values: Sequence[Variable],
        aggregation: VariableAggregation = VariableAggregation.NONE,
    ) -> None:
        values = tuple(values)
        _check_components(values, aggregation)
        self.__dict__.update(values[0].__dict__)
        self._strategy = strategy
        self._values = values
        for variable in (self, *values):
            variable._synchronization = self._kept_alike
            variable._aggregation = aggregation
        # Functions find the variable by the storage that they capture.
        self._handle._array.owner = weakref.ref(self)

    @property
    def values(self) -> tuple[Variable, ...]:
        """The components, in the order of the devices."""
        return self._values

    @property
    def distribute_strategy(self) -> Any:
        """The strategy the variable belongs to."""
        return self._strategy

    @property
    def _primary(self) -> Variable:
        return self._values[0]

    def _components(self) -> tuple[Variable, ...]:
        return self._values

    def _is_eager(self) -> bool:
        return state.graph is None and isinstance(self._handle, EagerTensor)

    def __deepcopy__(self, memo: dict[int, Any]) -> DistributedVariable:
        values = [copy.deepcopy(value, memo) for value in self._values]
        for value, original in zip(values, self._values, strict=True):
            value._device = original._device
        variable = type(self)(self._strategy, values, self._aggregation)
        memo[id(self)] = variable
        return variable

    def __repr__(self) -> str:
        lines = ",\n".join(f"  {index}: {value!r}" for index, value in enumerate(self._values))
        return f"{type(self).__name__}:{{\n{lines}\n}}"


class MirroredVariable(DistributedVariable):
    """A variable whose components always have the same value.

    Args:
      strategy: The strategy it belongs to, or None.
      values: The components, one for each device; all take the value of the first.
      aggregation: How values that replicas write at once are combined.

    Raises:
      ArgumentError: If the components do not fit together. It is a `ValueError`.

    Differs from TensorFlow: the components share one value, so assigning to one assigns to all.
    """

    _kept_alike = VariableSynchronization.ON_WRITE

    def __init__(
        self,
        strategy: Any,
        values: Sequence[Variable],
        aggregation: VariableAggregation = VariableAggregation.NONE,
    ) -> None:
        super().__init__(strategy, values, aggregation)
        for value in self._values[1:]:
            value._handle._array = self._handle._array


class SyncOnReadVariable(DistributedVariable):
    """A variable whose components are written apart and combined when they are read.

    Outside of functions it reads as the sum, the mean or the first of the components, as the
    aggregation says; so it is saved. Inside of functions it is its primary component, as
    TensorFlow saves such functions.

    Args:
      strategy: The strategy it belongs to, or None.
      values: The components, one for each device.
      aggregation: How their values are combined. With NONE it cannot be read or saved.

    Raises:
      ArgumentError: If the components do not fit together. It is a `ValueError`.
    """

    _kept_alike = VariableSynchronization.ON_READ

    def _dense_tensor(self) -> Tensor:
        if not self._is_eager():
            return super()._dense_tensor()
        if state.variable_watchers:
            variable_accessed(self)
        return EagerTensor(self._combined(), self.dtype)

    def _combined(self) -> Any:
        arrays = [value._handle._array.read() for value in self._values]
        if self._aggregation is VariableAggregation.ONLY_FIRST_REPLICA:
            return arrays[0]
        if self._aggregation is VariableAggregation.NONE:
            raise ArgumentError(
                f"variable {self.name!r}: expected an aggregation by which to read an ON_READ "
                "variable, got NONE. Could not convert from `tf.VariableAggregation` NONE to a "
                "`tf.distribute.ReduceOp`; choose SUM, MEAN or ONLY_FIRST_REPLICA."
            )
        total = arrays[0]
        for array in arrays[1:]:
            total = total + array
        if self._aggregation is VariableAggregation.MEAN:
            total = total / np.asarray(len(arrays), total.dtype)
        return np.asarray(total, arrays[0].dtype)

    def _saved_value(self) -> Any:
        if all(value._handle._array.is_initialized for value in self._values):
            return self._combined()
        return None

    def _restore_value(self, array: Any) -> None:
        share = self._share(array)
        for value in self._values:
            value._restore_value(share)

    def _share(self, array: Any) -> Any:
        """What each component gets, so that together they are `array`."""
        if self._aggregation is not VariableAggregation.SUM:
            return array
        return np.asarray(np.true_divide(array, len(self._values)), array.dtype)

    def assign(
        self,
        value: Any,
        use_locking: bool | None = None,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Gives every component the value, or its share of it if they are summed up.

        Arguments and result are those of `tf.Variable.assign`.
        """
        if not self._is_eager():
            return super().assign(value, use_locking, name, read_value)
        self._primary.assign(value)  # checks type and shape
        self._restore_value(self._primary._handle._array.read())
        return self if read_value else None

    def assign_add(
        self,
        delta: Any,
        use_locking: bool | None = None,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Adds `delta` to every component; refused if they are summed up."""
        if not self._is_eager():
            return super().assign_add(delta, use_locking, name, read_value)
        self._refuse_sum("assign_add")
        for value in self._values:
            value.assign_add(delta)
        return self if read_value else None

    def assign_sub(
        self,
        delta: Any,
        use_locking: bool | None = None,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Subtracts `delta` from every component; refused if they are summed up."""
        if not self._is_eager():
            return super().assign_sub(delta, use_locking, name, read_value)
        self._refuse_sum("assign_sub")
        for value in self._values:
            value.assign_sub(delta)
        return self if read_value else None

    def _refuse_sum(self, method: str) -> None:
        if self._aggregation is VariableAggregation.SUM:
            raise ArgumentError(
                f"variable {self.name!r}: expected another aggregation than SUM for {method}, got "
                f"SUM. SyncOnReadVariable does not support `{method}` in cross-replica context "
                "when aggregation is set to `tf.VariableAggregation.SUM`; assign to one of its "
                "`values`."
            )

    def _scatter(self, update: Any, sparse_delta: Any, name: str | None) -> Any:
        raise self._no_scatter()

    def _scatter_nd(self, update: Any, indices: Any, updates: Any, name: str | None) -> Any:
        raise self._no_scatter()

    def _no_scatter(self) -> UnsupportedError:
        return UnsupportedError(
            f"variable {self.name!r}: expected another synchronization than ON_READ for an update "
            "of slices, got ON_READ. Variables with `synchronization=ON_READ` do not support it; "
            "update one of its `values`."
        )


def replicate(primary: Variable, device: str, index: int) -> Variable:
    """Another component of the variable that `primary` is the first component of.

    Args:
      primary: The first component.
      device: Where the new one is.
      index: Its number among the components.
    """
    replica: Variable = object.__new__(type(primary))
    replica.__dict__.update(primary.__dict__)
    replica._shared_name = f"{primary._shared_name}/replica_{index}"
    replica._device = canonical_device(device)
    storage = VariableStorage(replica._shared_name, primary.dtype, primary._dims)
    storage.owner = weakref.ref(replica)
    storage.assign(primary._handle._array.read())
    replica._handle = EagerTensor(storage, dtypes.resource)
    replica._handle.handle_data = primary._handle.handle_data
    return replica


def _is_plain(value: object) -> bool:
    return isinstance(value, Variable) and not isinstance(value, DistributedVariable)


def _check_components(values: Sequence[Variable], aggregation: object) -> None:
    if not values or not all(_is_plain(value) for value in values):
        raise ArgumentError(
            f"distributed variable: expected one tf.Variable for each device, got {values!r}. "
            "Make them with tf.Variable under tf.device."
        )
    first = values[0]
    for value in values[1:]:
        if value.dtype is not first.dtype or value._dims != first._dims:
            raise ArgumentError(
                f"distributed variable {first.name!r}: expected components of {first.dtype.name} "
                f"{first.shape}, got {value.dtype.name} {value.shape}. Make them alike."
            )
    if aggregation is VariableAggregation.MEAN and not (
        first.dtype.is_floating or first.dtype.is_complex
    ):
        raise ArgumentError(
            f"distributed variable {first.name!r}: expected a floating dtype for aggregation=MEAN, "
            f"got {first.dtype.name}. Creating a distributed tf.Variable with aggregation=MEAN and "
            "a non-floating dtype is not supported; use a different aggregation or dtype."
        )

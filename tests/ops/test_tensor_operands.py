"""What may stand beside a tensor in an operator, and the accuracy of erf."""

from __future__ import annotations

import math

import numpy as np
import pytest

from savedmodel_lite._core.context import building
from savedmodel_lite._core.convert import eager_constant
from savedmodel_lite._core.graph import Graph
from savedmodel_lite._core.tensor import Tensor, TensorLike
from savedmodel_lite._ops.error_function import erf_of, erfc_of
from savedmodel_lite._ops.operators import install_operators


class Box(TensorLike):
    """Stands for a tensor, as a variable does."""

    def __init__(self, values):
        self._tensor = eager_constant(np.asarray(values, np.float32))
        self.dtype = self._tensor.dtype

    def _dense_tensor(self):
        return self._tensor


install_operators(Box)


class Unknown:
    """Knows how to be added to anything."""

    def __radd__(self, other):
        return "mine"

    def __gt__(self, other):
        return "greater"


@pytest.mark.parametrize("graph", [None, Graph()])
def test_a_tensor_like_object_is_an_operand(graph):
    box, tensor = Box([1.0, 2.0]), eager_constant([3.0, 4.0])
    with building(graph):
        results = [box + tensor, tensor - box, 1 - box, box * np.float64(2), box / 2, box == box]  # noqa: PLR0124
        results += [np.ones(2) + box, -box, abs(box), box**2, box < 2]
    assert all(isinstance(result, Tensor) for result in results)
    if graph is None:
        wanted = [[4, 6], [2, 2], [0, -1], [2, 4], [0.5, 1], [True, True], [2, 3], [-1, -2], [1, 2]]
        for result, numbers in zip(results, wanted, strict=False):
            np.testing.assert_array_equal(result.numpy(), numbers)


def test_an_unknown_class_may_take_over():
    tensor = eager_constant([1.0])
    assert tensor + Unknown() == "mine"
    assert (tensor < Unknown()) == "greater"
    with pytest.raises(ValueError, match="unsupported type"):
        tensor - Unknown()


def test_erf_is_accurate_to_the_last_digits():
    x = np.concatenate([np.linspace(-26.0, 26.0, 4001), [1e-300, -1e-9, 0.5, 1.0, -1.0]])
    np.testing.assert_allclose(erf_of(x), [math.erf(item) for item in x], rtol=1e-15)
    np.testing.assert_allclose(erfc_of(x), [math.erfc(item) for item in x], rtol=1e-13)
    np.testing.assert_array_equal(erf_of(np.array([np.inf, -np.inf, np.nan])), [1, -1, np.nan])


@pytest.mark.oracle
def test_erf_is_scipys():
    special = pytest.importorskip("scipy.special")
    x = np.linspace(-8.0, 26.0, 20001)
    np.testing.assert_allclose(erf_of(x), special.erf(x), rtol=1e-12)
    np.testing.assert_allclose(erfc_of(x), special.erfc(x), rtol=1e-12)

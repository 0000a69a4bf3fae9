"""The checks of every row in `cases_*.py`."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest
from harness import (
    assert_close,
    describe_ours,
    describe_tensorflow,
    is_same_error,
    run_ours,
    run_tensorflow,
    shape_text,
    trace_ours,
    trace_tensorflow,
    value_of,
    variants_of,
)

from savedmodel_lite._core.errors import SavedModelLiteError
from savedmodel_lite._core.registry import registered

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("cases_*.py"))
ROWS = {
    f"{module[6:]}-{case.name}": case
    for module in MODULES
    for case in importlib.import_module(module).CASES
}
VALUES = [pytest.param(row, id=name) for name, row in ROWS.items() if not row.raises]
ERRORS = [pytest.param(row, id=name) for name, row in ROWS.items() if row.raises]


def test_names_are_unique():
    assert len(ROWS) == sum(len(importlib.import_module(module).CASES) for module in MODULES)


@pytest.mark.parametrize("case", VALUES)
def test_a_traced_row_computes_what_an_eager_one_does(case):
    eager = [value_of(leaf) for leaf in run_ours(case) if leaf is not None]
    if case.expect is not None:
        assert_close(eager[0], np.asarray(case.expect, np.asarray(eager[0]).dtype), case.tolerance)
    for variant in variants_of(case):
        traced = trace_ours(case, variant)
        for got, wanted, tensor in zip(traced.run(case.inputs), eager, traced.outputs, strict=True):
            assert_close(got, wanted)
            assert case.shapes_guessed or tensor.shape.is_compatible_with(np.shape(wanted))


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_row_is_refused_on_purpose(case):
    if case.raises_when != "graph":
        with pytest.raises(SavedModelLiteError):
            run_ours(case)
    if case.raises_when != "eager":
        with pytest.raises(SavedModelLiteError):
            trace_ours(case, "known")


@pytest.mark.oracle
@pytest.mark.parametrize("case", [row for row in VALUES if not row.values[0].graph_only])
def test_numbers_are_tensorflows(case, tensorflow):
    wanted = [value_of(leaf) for leaf in run_tensorflow(tensorflow, case)]
    got = [value_of(leaf) for leaf in run_ours(case)]
    assert len(got) == len(wanted)
    for ours, theirs in zip(got, wanted, strict=True):
        if theirs is None:
            assert ours is None
        else:
            assert_close(ours, theirs, case.tolerance)


@pytest.mark.oracle
@pytest.mark.parametrize("case", VALUES)
def test_graph_is_tensorflows(case, tensorflow):
    for variant in ["known"] if case.only_ours else variants_of(case):
        inputs, outputs = trace_tensorflow(tensorflow, case, variant)
        traced = trace_ours(case, variant)
        assert [t.dtype.name for t in traced.outputs] == [t.dtype.name for t in outputs]
        if not case.shapes_differ:
            got = [shape_text(tensor.shape) for tensor in traced.outputs]
            assert got == [shape_text(tensor.shape) for tensor in outputs], variant
        if not case.differs:
            wanted = "\n".join(describe_tensorflow(tensorflow, inputs, outputs))
            assert "\n".join(describe_ours(traced)) == wanted, variant


@pytest.mark.oracle
@pytest.mark.parametrize("case", [row for row in VALUES if row.values[0].inputs])
def test_what_cannot_be_traced_cannot_be_traced_by_tensorflow(case, tensorflow):
    for variant in {"unknown dims", "unknown rank"} - set(variants_of(case)):
        with pytest.raises(Exception) as theirs:  # noqa: PT011
            trace_tensorflow(tensorflow, case, variant)
        with pytest.raises(SavedModelLiteError) as got:
            trace_ours(case, variant)
        assert is_same_error(got.value, theirs.value), (got.value, theirs.value)


@pytest.mark.oracle
@pytest.mark.parametrize("case", ERRORS)
def test_error_classes_are_tensorflows(case, tensorflow):
    if case.raises_when != "graph":
        with pytest.raises(Exception) as theirs:  # noqa: PT011
            run_tensorflow(tensorflow, case)
        with pytest.raises(SavedModelLiteError) as got:
            run_ours(case)
        assert is_same_error(got.value, theirs.value), (got.value, theirs.value)
    if case.raises_when != "eager":
        with pytest.raises(Exception) as theirs:  # noqa: PT011
            trace_tensorflow(tensorflow, case, "known")
        with pytest.raises(SavedModelLiteError) as got:
            trace_ours(case, "known")
        assert is_same_error(got.value, theirs.value), (got.value, theirs.value)


# Operations that need state or a function around them; their tests are where those live.
TESTED_ELSEWHERE = {"NoOp", "Placeholder"}


def test_every_kernel_has_a_row():
    used = set(TESTED_ELSEWHERE)
    for case in ROWS.values():
        if not case.raises:
            for variant in variants_of(case):
                used |= {operation.type for operation in trace_ours(case, variant).graph.operations}
    stateless = {
        name
        for name, op in registered().items()
        if op.kernel is not None
        and not op.schema.is_stateful
        and not any(
            arg.dtype is not None and arg.dtype.name == "resource" for arg in op.schema.inputs
        )
        and not any(attr.type == "func" for attr in op.schema.attrs)
    }
    assert sorted(stateless - used) == []

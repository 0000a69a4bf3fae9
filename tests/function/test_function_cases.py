"""The checks of every row in `function_*.py`."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import savedmodel_lite as ours
from library_rows import assert_alike, observe, raised_in

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("function_*.py"))
ROWS = [
    pytest.param(row, id=f"{module[9:]}-{row.name}")
    for module in MODULES
    for row in importlib.import_module(module).ROWS
]


@pytest.mark.parametrize("row", ROWS)
def test_runs_without_tensorflow(row):
    seen = observe(ours, row)
    if row.expect is not None:
        assert_alike(seen, row.expect)
    for error in raised_in(seen):
        assert error.is_ours, error
        assert error.text.strip()


@pytest.mark.oracle
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("row", [row for row in ROWS if not row.values[0].differs])
def test_is_as_in_tensorflow(row, tensorflow):
    assert_alike(observe(ours, row), observe(tensorflow, row))

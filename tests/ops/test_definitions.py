"""Every definition of an operation agrees with the op table."""

from __future__ import annotations

import pytest

from savedmodel_lite._core import registry
from savedmodel_lite._core.registry import registered
from savedmodel_lite._ops.registration import define


@pytest.mark.parametrize("op", registered().values(), ids=str)
def test_a_definition_agrees_with_the_table(op):
    # The schema is looked up now, and the kernel's and the rule's parameters are compared with it.
    assert op.schema.name == op.name


@pytest.mark.parametrize(
    ("name", "kernel", "text"),
    [
        ("NoSuchOperation", lambda x: x, "a name of the op table"),
        ("LMDBReader", lambda file: file, "expected the parameters"),
        ("TFRecordReader", lambda *, speed: speed, "among the attributes"),
    ],
)
def test_a_definition_that_does_not_agree_is_refused(name, kernel, text, monkeypatch):
    monkeypatch.setattr(registry, "_OPS", dict(registry._OPS))
    op = define(name, kernel, None)
    with pytest.raises(TypeError, match=text):
        op.schema  # noqa: B018 reading it looks it up


def test_a_second_definition_is_refused():
    with pytest.raises(TypeError, match="expected one definition"):
        define("Neg", lambda x: -x, None)

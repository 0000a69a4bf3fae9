"""`tf.raw_ops`: the whole op table, one function an operation."""

import inspect

import pytest

from savedmodel_lite import raw_ops
from savedmodel_lite._core.context import building
from savedmodel_lite._core.dtype import as_dtype
from savedmodel_lite._core.errors import ArgumentTypeError, UnimplementedError, UnsupportedError
from savedmodel_lite._core.graph import Graph, Operation
from savedmodel_lite._ops import op_table
from savedmodel_lite._ops.constant_nodes import placeholder
from savedmodel_lite._ops.raw import keyword_names, raw_op_names


def removed():
    return [
        name
        for name in raw_op_names()
        if 0 < op_table.schema(name).removed_in <= op_table.graph_def_version()
    ]


def test_it_shows_the_public_operations():
    assert len(dir(raw_ops)) > 1400
    assert "Conv2D" in dir(raw_ops)
    assert not any(name.startswith("_") or ">" in name for name in dir(raw_ops))


def test_several_outputs_are_named():
    values, places = raw_ops.Unique(x=[3, 1, 3])
    assert values.numpy().tolist() == [3, 1]
    assert raw_ops.Unique(x=[3, 1, 3]).idx.numpy().tolist() == places.numpy().tolist() == [0, 1, 0]


def test_an_operation_without_outputs_is_returned_itself():
    with building(Graph()):
        assert isinstance(raw_ops.NoOp(), Operation)
    assert raw_ops.NoOp() is None


def test_an_operation_without_a_kernel_is_traced_but_not_run():
    with building(Graph()):
        text = placeholder(as_dtype("string"), [2], "text")
        result = raw_ops.SdcaFprint(input=text, name="print")
    assert (result.op.type, result.op.name) == ("SdcaFprint", "print")
    with pytest.raises(UnimplementedError, match="can be traced and saved but not run"):
        raw_ops.SdcaFprint(input=["a"])


def test_removed_operations_are_refused_with_the_reason():
    assert "TopK" in removed()
    for name in removed():
        with pytest.raises(UnsupportedError, match=f"raw_ops.{name}: .* removed in version"):
            getattr(raw_ops, name)()
    with pytest.raises(UnsupportedError, match="Use TopKV2 instead"):
        raw_ops.TopK(input=[1.0], k=1)


def test_wrong_arguments_are_named():
    with pytest.raises(ArgumentTypeError, match=r"missing \['k'\]"):
        raw_ops.TopKV2(input=[1.0])
    with pytest.raises(ArgumentTypeError, match=r"unexpected \['z'\]"):
        raw_ops.TopKV2(input=[1.0], k=1, z=2)
    with pytest.raises(ArgumentTypeError, match="only takes keyword args"):
        raw_ops.TopKV2([1.0], 1)


@pytest.mark.parametrize("name", ["Nope", "_Arg", "__wrapped__"])
def test_other_names_are_no_attributes(name):
    assert not hasattr(raw_ops, name)


@pytest.mark.oracle
def test_keywords_are_tensorflows(tensorflow):
    theirs = {name for name in dir(tensorflow.raw_ops) if name[0].isupper()}
    assert theirs <= set(dir(raw_ops))
    wrong = {
        name: keyword_names(op_table.schema(name))
        for name in theirs
        if list(inspect.signature(getattr(tensorflow.raw_ops, name)).parameters)
        != [*keyword_names(op_table.schema(name)), "name"]
    }
    assert wrong == {}

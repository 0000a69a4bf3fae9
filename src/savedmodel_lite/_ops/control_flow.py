"""Operations that choose or repeat functions: `If`, `Case`, `While` and their stateless forms.

Their function attributes hold objects with `name`, `graph` (with `outputs`) and `run(arrays)`; they
are made in `_function`. The stateless forms are for functions without side effects.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from savedmodel_lite._ops.registration import op


def is_true(value: Any) -> bool:
    """Whether a condition holds: a scalar is not zero or empty, any other array has elements."""
    array = np.asarray(value)
    return bool(array[()]) if array.ndim == 0 else array.size > 0


def _shapes_or_those_of(output_shapes, function):
    if output_shapes:
        return [shape._dims for shape in output_shapes]
    return [None] * len(function.graph.outputs)


def _if_shape(cond, input, *, then_branch, output_shapes):
    return _shapes_or_those_of(output_shapes, then_branch)


def _choose(cond, input, *, then_branch, else_branch):
    return (then_branch if is_true(cond) else else_branch).run(input)


@op("If", shape=_if_shape)
def if_node(cond, input, *, then_branch, else_branch):
    return _choose(cond, input, then_branch=then_branch, else_branch=else_branch)


@op("StatelessIf", shape=_if_shape)
def stateless_if_node(cond, input, *, then_branch, else_branch):
    return _choose(cond, input, then_branch=then_branch, else_branch=else_branch)


def _case_shape(branch_index, input, *, branches, output_shapes):
    return _shapes_or_those_of(output_shapes, branches[0])


def _choose_of_many(branch_index, input, *, branches):
    index = int(branch_index)
    last = len(branches) - 1
    return branches[index if 0 <= index < last else last].run(input)


@op("Case", shape=_case_shape)
def case_node(branch_index, input, *, branches):
    return _choose_of_many(branch_index, input, branches=branches)


@op("StatelessCase", shape=_case_shape)
def stateless_case_node(branch_index, input, *, branches):
    return _choose_of_many(branch_index, input, branches=branches)


def _while_shape(input, *, body, output_shapes):
    if output_shapes:
        return [shape._dims for shape in output_shapes]
    # What goes in need not have the shape of what comes out.
    return [None] * len(input)


def _repeat(input, *, cond, body):
    values = list(input)
    while is_true(cond.run(values)[0]):
        values = body.run(values)
    return values


@op("While", shape=_while_shape)
def while_node(input, *, cond, body):
    return _repeat(input, cond=cond, body=body)


@op("StatelessWhile", shape=_while_shape)
def stateless_while_node(input, *, cond, body):
    return _repeat(input, cond=cond, body=body)

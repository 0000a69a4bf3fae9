"""Calls of library functions: `PartitionedCall` and `StatefulPartitionedCall`.

Their attribute `f` is an object with `name`, `is_stateful`, `graph` (with `outputs`) and
`run(arrays)`; it is made in `_function`.
"""

from __future__ import annotations

from savedmodel_lite._ops.registration import op


def _output_shapes(args, *, f):
    return [tensor._dims for tensor in f.graph.outputs]


@op("PartitionedCall", shape=_output_shapes)
def partitioned_call(args, *, f):
    return f.run(args)


@op("StatefulPartitionedCall", shape=_output_shapes)
def stateful_partitioned_call(args, *, f):
    return f.run(args)

"""The operations that a model uses, as `MetaInfoDef.stripped_op_list` (format.md 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from savedmodel_lite._core.graph import Operation
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._ops.op_table import op_def

_CALLS = frozenset({"PartitionedCall", "StatefulPartitionedCall"})


def used_ops(operations: Sequence[Operation]) -> list[str]:
    """The types of the operations that run, by TensorFlow's count, sorted.

    Args:
      operations: The top-level nodes. Functions are entered through the two call operations only;
        branches and loop bodies do not count.
    """
    names: set[str] = set()
    seen: set[int] = set()
    pending: list[Sequence[Operation]] = [operations]
    while pending:
        for operation in pending.pop():
            names.add(operation.type)
            function: Any = operation.attrs.get("f") if operation.type in _CALLS else None
            if isinstance(function, ConcreteFunction) and id(function) not in seen:
                seen.add(id(function))
                inputs = {tensor.op for tensor in function.graph.inputs}
                pending.append([op for op in function.graph.operations if op not in inputs])
    return sorted(names)


def op_list_to_proto(names: Sequence[str], message: Any) -> None:
    """Adds the definitions of operations to an `OpList`; those that the table lacks are skipped."""
    for name in names:
        definition = op_def(name)
        if definition is not None:
            message.op.add().CopyFrom(definition)

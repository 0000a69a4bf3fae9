"""The operations that a model uses, as `MetaInfoDef.stripped_op_list` (format.md 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from savedmodel_lite._core.errors import ExportError
from savedmodel_lite._core.graph import Operation
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._ops.op_table import op_def
from savedmodel_lite._serde.graph_def import STRIPPED_TO

_CALLS = frozenset({"PartitionedCall", "StatefulPartitionedCall"})


def used_ops(operations: Sequence[Operation], strips_debug: bool = False) -> list[str]:
    """The types of the operations that run, by TensorFlow's count, sorted.

    Args:
      operations: The top-level nodes. Functions are entered through the two call operations only;
        branches and loop bodies do not count.
      strips_debug: Whether assertions and prints are replaced.
    """
    names: set[str] = set()
    seen: set[int] = set()
    pending: list[Sequence[Operation]] = [operations]
    while pending:
        for operation in pending.pop():
            kind = operation.type
            names.add(STRIPPED_TO.get(kind, kind) if strips_debug else kind)
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


def check_namespaces(operations: Iterable[Operation], whitelist: Sequence[str] | None) -> None:
    """Refuses operations called `Namespace>Op` of namespaces that are not allowed.

    Args:
      operations: All nodes of the model, those of functions included.
      whitelist: The allowed namespaces; None for all.

    Raises:
      ExportError: If there are others. It is a `ValueError`.
    """
    if whitelist is None:
        return
    refused = sorted(
        {op.type for op in operations if ">" in op.type and op.type.split(">")[0] not in whitelist}
    )
    if refused:
        namespaces = sorted({name.split(">")[0] for name in refused})
        raise ExportError(
            f"SaveOptions.namespace_whitelist: expected operations of the namespaces {whitelist}, "
            f"got {refused}. Attempted to save ops from non-whitelisted namespaces to SavedModel; "
            f"once you know that loaders have them, add {namespaces}."
        )

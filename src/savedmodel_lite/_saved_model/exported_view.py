"""The objects of a SavedModel: the walk that also sees functions, traces and captured constants."""

from __future__ import annotations

import logging
from typing import Any

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.errors import (
    ArgumentTypeError,
    ExportError,
    NotEncodableError,
    UnsupportedError,
)
from savedmodel_lite._core.tensor import EagerTensor
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._function.polymorphic_function import Function
from savedmodel_lite._proto import messages as pb
from savedmodel_lite._saved_model.signatures import SignatureMap
from savedmodel_lite._serde.structured_value import structure_to_proto
from savedmodel_lite._track.object_graph import ObjectGraphView, view_objects
from savedmodel_lite._track.trackable import SAVEDMODEL, Trackable
from savedmodel_lite._track.variable import Variable

_logger = logging.getLogger(__name__)


class CapturedConstant(Trackable):
    """A value that functions capture, as a node of the object graph.

    Args:
      tensor: The value.
    """

    def __init__(self, tensor: EagerTensor) -> None:
        self.tensor = tensor


class ExportedChildren:
    """Gives the children that objects have in a SavedModel.

    Args:
      root: The object that is saved.
      signatures: What is attached to the root as `signatures`.
    """

    def __init__(self, root: Any, signatures: SignatureMap) -> None:
        self._root = root
        self._signatures = signatures
        self._constants: dict[int, CapturedConstant] = {}

    def __call__(self, value: Any) -> dict[str, Any]:
        """The children of `value` by name."""
        if isinstance(value, Function):
            return {f"trace_{n}": trace for n, trace in enumerate(self._saved_traces(value))}
        if isinstance(value, ConcreteFunction):
            return self._captures(value)
        children: dict[str, Any] = value._trackable_children(SAVEDMODEL)
        if value is self._root:
            children.pop("signatures", None)
            children["signatures"] = self._signatures
        return children

    def constant(self, tensor: EagerTensor) -> CapturedConstant:
        """The node of a captured value; one for each value."""
        return self._constants.setdefault(id(tensor), CapturedConstant(tensor))

    def _saved_traces(self, function: Function) -> list[ConcreteFunction]:
        if "self" in list(function.call_signature.parameters)[:1]:
            raise ExportError(
                f"function {function.name!r}: expected a function or a method of an object, got a "
                "method taken from its class. Can not serialize tf.function with unbound 'self' "
                "parameter; take it from an instance."
            )
        return [trace for trace in function.traces_to_save() if _is_encodable(trace)]

    def _captures(self, trace: ConcreteFunction) -> dict[str, Any]:
        return {
            f"capture_{n}": self.constant(tensor)
            for n, tensor in enumerate(trace.captured_inputs)
            if isinstance(tensor, EagerTensor) and tensor.dtype.is_numpy_compatible
        }


def _is_encodable(trace: ConcreteFunction) -> bool:
    """Whether the arguments of a trace can be described in a file; a log line if not."""
    try:
        structure_to_proto(trace.structured_input_signature, pb.StructuredValue())
    except (NotEncodableError, ArgumentTypeError) as error:
        _logger.info(
            "Unsupported signature for serialization: %s: %s",
            trace.pretty_printed_signature(),
            error,
        )
        return False
    return True


def view_exported(root: Any, signatures: SignatureMap) -> tuple[ObjectGraphView, ExportedChildren]:
    """Walks over everything that a SavedModel of `root` holds.

    Args:
      root: The object to save.
      signatures: Its signatures.

    Returns:
      The view, and what gave the children.

    Raises:
      ExportError: If a function cannot be saved. It is a `ValueError`.
      UnsupportedError: If an object has tensors of its own, which only checkpoints keep yet. It
        is a `NotImplementedError`.
    """
    children = ExportedChildren(root, signatures)
    view = view_objects(root, children)
    for node_id, node in enumerate(view.nodes):
        if isinstance(node, Trackable) and not isinstance(node, Variable):
            _check_object(node, view.path_text(node_id))
    return view, children


def _check_object(node: Trackable, where: str) -> None:
    if node._has_own_tensors():
        raise UnsupportedError(
            f"{where}: expected objects whose state is in tf.Variables, got {type(node).__name__} "
            "with _serialize_to_tensors. Saving it needs functions of its own, which is not "
            "supported yet; keep its state in variables, or write a tf.train.Checkpoint."
        )


def check_root(root: Any) -> None:
    """Refuses what cannot be saved at all.

    Raises:
      ExportError: If `root` is not trackable, or has an attribute `signatures`. It is a
        `ValueError`.
    """
    if not isinstance(root, Trackable):
        raise ExportError(
            f"save: Expected an object of type `Trackable`, such as `tf.Module` or a subclass of "
            f"the `Trackable` class, for export. Got {root!r} with type {type(root).__name__}. "
            "Make it an attribute of a tf.Module."
        )
    attached = vars(root).get("signatures") if hasattr(root, "__dict__") else None
    if attached is None:
        attached = getattr(type(root), "signatures", None)
    if attached is not None and not isinstance(attached, SignatureMap):
        raise ExportError(
            f"root.signatures: expected no attribute of this name, got {attached!r}. Exporting an "
            "object which has an attribute named 'signatures'. This is a reserved attribute used "
            "to store SavedModel signatures; rename it."
        )


def is_resource(tensor: Any) -> bool:
    """Whether a captured tensor is a handle rather than a value."""
    return bool(tensor.dtype in {dtypes.resource, dtypes.variant})

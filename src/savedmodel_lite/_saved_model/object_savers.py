"""How objects save and restore themselves in a SavedModel.

Variables and objects with tensors of their own are saved in two ways. The saver of the whole model
(`saver_functions`) serves C++; it takes what `saved_values` gives. And each object with tensors of
its own has a pair of functions in the object graph (format.md 3.5), which `add_object_savers`
traces, for programs that load the model and save it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from savedmodel_lite._checkpoint.keys import VARIABLE_VALUE, attribute_key, checkpoint_path
from savedmodel_lite._checkpoint.plan import own_tensor_key
from savedmodel_lite._checkpoint.registered_savers import objects_by_saver, prefixes_of
from savedmodel_lite._core import dtype as dtypes, nest
from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.spec import TensorSpec
from savedmodel_lite._core.tensor import EagerTensor
from savedmodel_lite._function.concrete_function import ConcreteFunction
from savedmodel_lite._function.polymorphic_function import function
from savedmodel_lite._saved_model.exported_view import ExportedChildren
from savedmodel_lite._saved_model.mapped_graph import MappedGraph
from savedmodel_lite._saved_model.saver_functions import (
    RegisteredFunctions,
    Saved,
    SavedObject,
    SavedState,
    SavedVariable,
)
from savedmodel_lite._track.object_graph import ObjectGraphView
from savedmodel_lite._track.python_state import PYTHON_STATE, PythonState
from savedmodel_lite._track.registration import (
    CheckpointSaver,
    find_saver,
    get_registered_saver_name,
)
from savedmodel_lite._track.trackable import Trackable
from savedmodel_lite._track.variable import Variable

TENSORS = ".TENSORS"


def saves_itself(node: Any) -> bool:
    """Whether an object has tensors of its own that functions can save."""
    return (
        isinstance(node, Trackable)
        and not isinstance(node, (Variable, PythonState))
        and node._has_own_tensors()
        and get_registered_saver_name(node) is None
    )


# ---- registered savers -------------------------------------------------------------------------


def registered_functions(view: ObjectGraphView, limit: int) -> list[RegisteredFunctions]:
    """Traces what registered savers do with the objects of a model.

    Args:
      view: The objects.
      limit: How many nodes to look at.

    Raises:
      ArgumentError: If a saver returns something else than strings. It is a `ValueError`.
    """
    found = []
    for name, trackables in objects_by_saver(view, limit).items():
        saver = find_saver(name)
        assert saver is not None
        found.append(RegisteredFunctions(name, *_trace_saver(name, saver, trackables)))
    return found


def _trace_saver(
    name: str, saver: CheckpointSaver, trackables: dict[str, Any]
) -> tuple[ConcreteFunction, ConcreteFunction]:
    def save_fn(file_prefix: Any) -> Any:
        return prefixes_of(name, saver.save(trackables=trackables, file_prefix=file_prefix))

    def restore_fn(merged_prefix: Any) -> None:
        saver.restore(trackables=trackables, merged_prefix=merged_prefix)

    path = TensorSpec([], dtypes.string)
    return (
        function(save_fn, autograph=False).get_concrete_function(file_prefix=path),
        function(restore_fn, autograph=False).get_concrete_function(merged_prefix=path),
    )


# ---- the saver of the whole model --------------------------------------------------------------


def saved_values(view: ObjectGraphView, graph: MappedGraph) -> list[Saved]:
    """What the saver of a model saves, in the order of the objects.

    Args:
      view: The objects.
      graph: The exported graph, which is being built; gets nodes for tensors of objects.
    """
    found: list[Saved] = []
    for node_id, node in enumerate(view.nodes):
        if isinstance(node, Trackable) and get_registered_saver_name(node) is not None:
            continue
        if isinstance(node, Variable):
            key = attribute_key(checkpoint_path(view, node_id), VARIABLE_VALUE)
            handle = graph.capture(node._handle)
            found.append(SavedVariable(key, handle, node.dtype, node._dims))
        elif isinstance(node, PythonState):
            key = attribute_key(checkpoint_path(view, node_id), PYTHON_STATE)
            value = node._serialize_to_tensors()[PYTHON_STATE]
            assert isinstance(value, EagerTensor)
            found.append(SavedState(key, value))
        elif saves_itself(node):
            found.append(_saved_object(node, checkpoint_path(view, node_id), graph))
    return found


def _saved_object(node: Trackable, path: str, graph: MappedGraph) -> SavedObject:
    tensors = node._serialize_to_tensors()
    parts = []
    for name, value in tensors.items():
        for part, item in _slices(value).items():
            tensor = graph.capture(convert_to_tensor(item), "Const")
            parts.append((own_tensor_key(node, path, name), part, tensor))

    def take(values: Any) -> None:
        restored = iter(values)
        with _unchanged(node):
            node._restore_from_tensors({
                name: {part: next(restored) for part in value}
                if isinstance(value, Mapping)
                else next(restored)
                for name, value in tensors.items()
            })  # fmt: skip

    return SavedObject(parts, take)


def _slices(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {"": value}


@contextmanager
def _unchanged(node: Trackable) -> Iterator[None]:
    """Undoes what tracing a function leaves in an object's attributes."""
    before = dict(vars(node))
    tracked = dict(node._tracked())
    try:
        yield
    finally:
        vars(node).clear()
        vars(node).update(before)
        node._tracked().clear()
        node._tracked().update(tracked)


# ---- the functions of one object ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ObjectSaver:
    """The functions that save and restore one object.

    Attributes:
      name: What they save, by its name in the file.
      save: Node id of the function that gives the tensors.
      restore: Node id of the function that takes them.
    """

    name: str
    save: int
    restore: int


def add_object_savers(
    view: ObjectGraphView, children: ExportedChildren
) -> tuple[ObjectGraphView, dict[int, ObjectSaver]]:
    """Adds the functions that save and restore single objects.

    Args:
      view: The objects.
      children: Gives the values that functions capture.

    Returns:
      The view with the functions after the objects, and the functions by the id of their object.
    """
    nodes = list(view.nodes)
    edges = list(view.children)
    paths = list(view.paths)
    ids = dict(view.ids)
    savers: dict[int, ObjectSaver] = {}
    for node_id, node in enumerate(view.nodes):
        if not saves_itself(node):
            continue
        name, *functions = _trace(node)
        first = len(nodes)
        for added, python_name in zip(functions, ("_serialize", "_restore"), strict=True):
            ids[id(added)] = len(nodes)
            nodes.append(added)
            paths.append((*view.paths[node_id], python_name))
        for added in functions:
            named = []
            for capture_name, captured in children(added).items():
                if id(captured) not in ids:
                    ids[id(captured)] = len(nodes)
                    nodes.append(captured)
                    paths.append((*paths[ids[id(added)]], capture_name))
                named.append((capture_name, ids[id(captured)]))
            edges.append(tuple(named))
        edges += [()] * (len(nodes) - len(edges))
        savers[node_id] = ObjectSaver(name, first, first + 1)
    return ObjectGraphView(tuple(nodes), tuple(edges), tuple(paths), ids, view.slots), savers


def _trace(node: Trackable) -> tuple[str, ConcreteFunction, ConcreteFunction]:
    saveable_name: str | None = getattr(node, "_saveable_name", None)
    if saveable_name is None:
        return (TENSORS, *_trace_by_name(node))
    return (saveable_name, *_trace_by_key(node))


def _trace_by_name(node: Trackable) -> tuple[ConcreteFunction, ConcreteFunction]:
    """Functions without arguments and with a dict of tensors."""

    def save_fn() -> Any:
        return node._serialize_to_tensors()

    def restore_fn(restored_tensors: Any) -> None:
        with _unchanged(node):
            node._restore_from_tensors(restored_tensors)

    save = function(save_fn, autograph=False).get_concrete_function()
    specs = nest.map_structure(_spec, save.structured_outputs)
    return save, function(restore_fn, autograph=False).get_concrete_function(specs)


def _trace_by_key(node: Trackable) -> tuple[ConcreteFunction, ConcreteFunction]:
    """The older form: a function of the key's start, and one of all tensors."""
    names = list(node._serialize_to_tensors())

    def save_fn(checkpoint_key: Any) -> Any:
        return [
            {"name": checkpoint_key + name, "slice_spec": "", "tensor": tensor}
            for name, tensor in node._serialize_to_tensors().items()
        ]

    def restore_fn(*restored_tensors: Any) -> int:
        with _unchanged(node):
            node._restore_from_tensors(dict(zip(names, restored_tensors, strict=True)))
        return 1

    key = TensorSpec([], dtypes.string)
    save = function(save_fn, input_signature=[key], autograph=False).get_concrete_function()
    specs = [_spec(item["tensor"]) for item in save.structured_outputs]
    restore = function(restore_fn, input_signature=specs, autograph=False)
    return save, restore.get_concrete_function()


def _spec(tensor: Any) -> TensorSpec:
    return TensorSpec(tensor.shape, tensor.dtype)

"""SavedModel and FunctionDef messages as lines of text, alike for equal programs of two libraries.

Every field that is set becomes a line `path: value`. What may differ between equal programs is
written in a common way: the numbers in names of functions, the order of the library, ids of Python
objects in argument attributes. What is meant to differ is in `MEANT_DIFFERENCES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from savedmodel_lite._ops.op_table import op_def
from savedmodel_lite._proto import messages as pb
from savedmodel_lite._proto.canonical import is_map_entry
from savedmodel_lite._serde.tensor_proto import tensor_from_proto

# Lines left out, with the reason.
MEANT_DIFFERENCES = {
    r"\._has_manual_control_dependencies\.b": "marks what was written by hand, for statistics",
    r"\.config_proto(:|\.)": "describes the machine that saved the model",
    r"\._collective_manager_ids(:|\.)": "belongs to the process that saved the model",
    r"^meta_info\.tensorflow_git_version:": "names the library that wrote the model",
    r"LookupTableExportV2\._class": "keeps nodes of one table together, which runtimes do anyhow",
    r"\.shared_name\.s: b'(\d+|table_\d+|hash_table_.*|resource_\d+)'": "one for each table; "
    "TensorFlow's tell of the process, and are the same for tables of one file",
    r"^meta_info\.stripped_op_list\.": "compared by name; the definitions are the op table's",
}

# Operations of TensorFlow's saver functions that ours do without.
SAVER_ONLY_OPS = frozenset({"DisableCopyOnRead"})

_FUNCTION_NUMBER = re.compile(r"_\d+$")


def lines_of(message: Message, path: str = "") -> list[str]:
    """The fields of a message that are set, as `path: value` in order; maps by key."""
    lines: list[str] = []
    for field, value in message.ListFields():
        name = f"{path}.{field.name}" if path else field.name
        if field.message_type is None:
            lines += _scalars(name, value)
        elif not isinstance(value, Message):
            lines += _messages(name, value)
        else:
            lines += _message(name, value)
    return lines or [f"{path}: set"]


def _scalars(name: str, value: Any) -> list[str]:
    if isinstance(value, (str, bytes, int, float)):
        return [f"{name}: {value!r}"]
    return [f"{name}: {list(value)!r}"]


def _messages(name: str, values: Any) -> list[str]:
    lines: list[str] = []
    if len(values) and is_map_entry(values[0].DESCRIPTOR):
        for entry in sorted(values, key=lambda item: item.key):
            path = f"{name}.{entry.key}"
            if isinstance(entry.value, Message):
                lines += _message(path, entry.value)
            else:
                lines.append(f"{path}: {entry.value!r}")
        return lines
    for index, value in enumerate(values):
        lines += _message(f"{name}[{index}]", value)
    return lines


def _message(path: str, value: Message) -> list[str]:
    kind = value.DESCRIPTOR.name
    if kind == "TensorProto":
        # One value can be written in several ways.
        tensor = tensor_from_proto(value)
        return [f"{path}: {tensor.dtype.name} {tensor.shape} {tensor._array.tolist()!r}"]
    if kind == "TensorShapeProto":
        sizes = [dim.size for dim in value.dim]
        return [f"{path}: {'unknown rank' if value.unknown_rank else sizes}"]
    return lines_of(value, path)


class FunctionTexts:
    """The functions of a library as text, and names for them that no process has a part in.

    Two functions are one and the same here if they say the same: a library may hold several copies.
    """

    def __init__(self, functions: Any) -> None:
        self._functions = {function.signature.name: function for function in functions}
        self._names: dict[str, str] = {}
        self.texts: dict[str, list[str]] = {}

    def name(self, name: str) -> str:
        """The common name of a function; anything else as it is."""
        if name not in self._functions:
            return name
        if name not in self._names:
            function = self._functions[name]
            text = function_lines(function, self.name)
            base, count = _FUNCTION_NUMBER.sub("", name), 0
            while self.texts.setdefault(f"{base}#{count}", text) != text:
                count += 1
            self._names[name] = f"{base}#{count}"
        return self._names[name]

    def argument_names(self, name: str, count: int) -> list[str]:
        """The names of the first arguments of a function; those after them are captures."""
        function = self._functions[name]
        attrs = {entry.key: entry.value for entry in function.arg_attr}
        arguments = function.signature.input_arg[:count]
        return [f"{item.name} ({_user_name(attrs[n])})" for n, item in enumerate(arguments)]

    def rest(self) -> list[str]:
        """The functions that nothing names."""
        return sorted(set(self._functions) - set(self._names))

    def replace(self, lines: list[str]) -> list[str]:
        """Lines with common names."""
        names = sorted(self._names, key=len, reverse=True)
        pattern = re.compile("|".join(rf"{re.escape(name)}(?!\w)" for name in names) or "(?!)")
        return [pattern.sub(lambda match: self._names[match[0]], line) for line in lines]


def function_lines(function: Any, name_of: Callable[[str], str] = str) -> list[str]:
    """A `FunctionDef`: arguments, attributes, the nodes that run in order of use, results.

    Nodes and captures are renamed, since their names tell how the function was written.

    Args:
      function: The message.
      name_of: Gives the common names of functions that it calls.
    """
    signature = function.signature
    lines = [f"is_stateful: {signature.is_stateful}"]
    spelled: dict[str, str] = {}
    attrs = {entry.key: entry.value for entry in function.arg_attr}
    for index, argument in enumerate(signature.input_arg):
        spelled[argument.name] = f"argument {index}"
        lines += _argument_lines(f"argument {index}", argument, attrs.get(index))
    lines += _messages("attr", function.attr)
    if _is_saver(signature.name):
        return lines
    body = _Body(function, spelled, name_of)
    returned = {entry.key: entry.value for entry in function.ret}
    for index, argument in enumerate(signature.output_arg):
        source = body.spell(returned[argument.name])
        lines.append(f"return {argument.name} {argument.type} = {source}")
        lines += lines_of(argument, f"output {index}")
    nodes = {node.name: position for position, node in enumerate(function.node_def)}
    control = {entry.key: entry.value for entry in function.control_ret}
    assert sorted(control) == sorted(signature.control_output)
    kept = sorted((control[name] for name in control), key=nodes.__getitem__)
    lines.append(f"control outputs: {sorted(body.spell(f'^{name}') for name in kept)}")
    return [line for line in [*lines, *body.lines] if not is_meant(line)]


def _is_saver(name: str) -> bool:
    # Ours do the same in fewer nodes.
    return "_traced_save" in name or "_traced_restore" in name


def _argument_lines(name: str, argument: Any, attrs: Any) -> list[str]:
    found = {entry.key: entry.value for entry in attrs.attr} if attrs is not None else {}
    lines = [f"{name}: type {argument.type}"]
    for index, data in enumerate(argument.handle_data):
        lines += lines_of(data, f"{name}.handle_data[{index}]")
    if "_output_shapes" in found:
        lines += _message(f"{name}.shape", found["_output_shapes"])
    return lines


def _user_name(attrs: Any) -> Any:
    found = {entry.key: entry.value for entry in attrs.attr}
    return found["_user_specified_name"].s if "_user_specified_name" in found else None


class _Body:
    """The nodes of a function, each written out when it is first used."""

    def __init__(self, function: Any, spelled: dict[str, str], name_of: Any) -> None:
        self._nodes = {node.name: node for node in function.node_def}
        self._spelled = dict(spelled)
        self._name_of = name_of
        self.lines: list[str] = []

    def spell(self, source: str) -> str:
        """An input with the common name of its node."""
        if source.startswith("^"):
            return "^" + self._visit(source[1:])
        name, colon, rest = source.partition(":")
        return self._visit(name) + colon + rest

    def _visit(self, name: str) -> str:
        if name not in self._spelled:
            node = self._nodes[name]
            inputs = [self.spell(source) for source in node.input if source[0] != "^"]
            inputs += sorted(self.spell(source) for source in node.input if source[0] == "^")
            number = sum(known.startswith(f"{node.op} ") for known in self._spelled.values())
            self._spelled[name] = f"{node.op} {number}"
            self.lines += node_lines(node, self._spelled[name], inputs, self._name_of)
        return self._spelled[name]


def node_lines(
    node: Any, name: str, inputs: Sequence[str], name_of: Callable[[str], str]
) -> list[str]:
    """A `NodeDef`: one line for type, inputs and device, one for each attribute."""
    # TensorFlow ties the use of a table to the device of the process that made it.
    device = "" if node.op.startswith("LookupTable") else node.device
    lines = [f"{name} = {node.op}({', '.join(inputs)}) {device}".rstrip()]
    for entry in sorted(node.attr, key=lambda item: item.key):
        path = f"{name}.{entry.key}"
        if entry.value.WhichOneof("value") == "func":
            lines.append(f"{path}: {name_of(entry.value.func.name)}")
        else:
            lines += _message(path, entry.value)
        for function in entry.value.list.func:
            lines.append(f"{path}: {name_of(function.name)}")
    return [line for line in lines if not is_meant(line)]


def is_meant(line: str) -> bool:
    """Whether a line may differ."""
    return any(re.search(pattern, line) for pattern in MEANT_DIFFERENCES)


def model_lines(directory: Path) -> list[str]:
    """A SavedModel directory: every field of its messages but those that are meant to differ."""
    model = pb.SavedModel.FromString((directory / "saved_model.pb").read_bytes())
    (meta_graph,) = model.meta_graphs
    graph = meta_graph.graph_def
    objects = meta_graph.object_graph_def
    functions = FunctionTexts(graph.library.function)
    lines = [f"schema version {model.saved_model_schema_version}"]
    lines += lines_of(meta_graph.meta_info_def, "meta_info")
    lines += [
        f"op {op.name}"
        for op in meta_graph.meta_info_def.stripped_op_list.op
        if op.name not in SAVER_ONLY_OPS
    ]
    for index, node in enumerate(graph.node):
        node = _without_text(node)  # noqa: PLW2901
        text = node_lines(node, node.name, node.input, functions.name)
        if any("__inference__traced_save" in line for line in text):
            # Without `DisableCopyOnRead` the saver only reads.
            text = [line for line in text if "._read_only_resource_inputs." not in line]
        lines += [f"graph {index}: {line}" for line in text]
    lines += lines_of(graph.versions, "versions")
    lines += lines_of(meta_graph.saver_def, "saver_def")
    for field in ("collection_def", "signature_def", "asset_file_def"):
        lines += _messages(field, getattr(meta_graph, field))
    lines += _object_lines(objects, functions)
    for name, text in sorted(functions.texts.items()):
        lines += [f"function {name}: {line}" for line in text]
    rest = sorted(_FUNCTION_NUMBER.sub("", name) for name in functions.rest())
    lines += [f"function that nothing names: {name}" for name in rest]
    return functions.replace([line for line in lines if not is_meant(line)])


def _object_lines(objects: Any, functions: FunctionTexts) -> list[str]:
    lines = []
    traces = {entry.key: entry.value for entry in objects.concrete_functions}
    for index, node in enumerate(objects.nodes):
        lines += lines_of(node, f"object {index}")
        name = node.bare_concrete_function.concrete_function_name
        functions.name(name)
        if name and not _is_saver(name):
            lines += lines_of(traces.pop(name), f"object {index} trace")
            count = len(node.bare_concrete_function.argument_keywords)
            names = functions.argument_names(name, count)
            lines.append(f"object {index} arguments: {', '.join(names)}")
    lines += [f"trace without object: {name}" for name in sorted(traces)]
    return lines


def _without_text(node: Any) -> Any:
    """A node without the object graph that is kept in it as a string; it is compared by itself."""
    if node.op != "Const" or not node.device:
        return node
    copy = type(node).FromString(node.SerializeToString())
    for entry in copy.attr:
        if entry.key == "value":
            entry.value.Clear()
    return copy


def object_graph_lines(graph: Any) -> list[str]:
    """A `TrackableObjectGraph`: children, attributes and state of each node."""
    lines = []
    for index, node in enumerate(graph.nodes):
        lines += lines_of(node, f"node {index}")
    return lines


def traced_lines(function: Any) -> list[str]:
    """A `FunctionDef` as it is traced: without attributes that have default values, and shapes.

    Args:
      function: The message of either library; it is changed.
    """
    for index in range(len(function.attr) - 1, -1, -1):
        if function.attr[index].key == "_input_shapes":
            del function.attr[index]
    for argument in function.signature.input_arg:
        argument.ClearField("handle_data")
    for node in function.node_def:
        definition = op_def(node.op)
        defaults = {attr.name: attr.default_value for attr in definition.attr}
        for index in range(len(node.attr) - 1, -1, -1):
            entry = node.attr[index]
            default = defaults.get(entry.key)
            is_default = default is not None and default.WhichOneof("value") is not None
            if entry.key == "_output_shapes" or (is_default and entry.value == default):
                del node.attr[index]
    return function_lines(function, lambda name: _FUNCTION_NUMBER.sub("", name))

"""Models and reading for the tests of SaveOptions, for any module `tf`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from savedmodel_lite._proto import messages as pb


def counter(tf: Any) -> Any:
    """A module with a variable, two functions of which one calls the other, and two traces."""

    class Counter(tf.Module):
        def __init__(self):
            super().__init__()
            self.total = tf.Variable(0.0, name="total")

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def add(self, x):
            return self.total.assign_add(x)

        @tf.function
        def twice(self, x):
            return x + x

        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def add_twice(self, x):
            return self.add(self.twice(x))

    model = Counter()
    model.twice.get_concrete_function(tf.TensorSpec([], tf.float32))
    model.twice.get_concrete_function(tf.TensorSpec([], tf.int32))
    return model


def talker(tf: Any) -> Any:
    """A module with every operation that the debug stripper knows."""

    class Talker(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
        def speak(self, x):
            tf.raw_ops.PrintV2(input=tf.constant("speaking"))
            tf.raw_ops.Assert(condition=tf.reduce_all(x > 0.0), data=[x, x])
            checked = tf.raw_ops.CheckNumerics(tensor=x, message="bad")
            return tf.raw_ops.Print(input=checked * 2.0, data=[x], message="got ")

    return Talker()


def read_model(directory: Path | str) -> pb.SavedModel:
    """The message of a SavedModel."""
    return pb.SavedModel.FromString((Path(directory) / "saved_model.pb").read_bytes())


def meta_graph(directory: Path | str) -> pb.MetaGraphDef:
    """The only meta graph of a SavedModel."""
    return read_model(directory).meta_graphs[0]


def read_debug_info(directory: Path | str) -> pb.GraphDebugInfo:
    """The debug info of a SavedModel."""
    path = Path(directory) / "debug" / "saved_model_debug_info.pb"
    return pb.GraphDebugInfo.FromString(path.read_bytes())


def stacks(info: pb.GraphDebugInfo) -> dict[str, list[tuple[str, int, str]]]:
    """(file, line, function) of every frame, outermost first, by node@function."""
    frames = {entry.key: entry.value for entry in info.frames_by_id}
    traces = {entry.key: entry.value.frame_id for entry in info.traces_by_id}
    return {
        entry.key: [
            (info.files[frames[frame].file_index], frames[frame].line, frames[frame].func)
            for frame in traces[entry.value]
        ]
        for entry in info.name_to_trace_id
    }

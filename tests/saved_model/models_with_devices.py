"""Models whose variables are on devices, and saving all of them with TensorFlow.

As a script it does the latter, in a process of its own: devices are set up before anything runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

POLICIES = ("none", "save_variable_devices", "expand_distributed_variables")
CPUS = 3


def placed(tf: Any) -> Any:
    """Plain variables in scopes of devices."""
    root = tf.Module()
    root.nowhere = tf.Variable(1.0, name="nowhere")
    with tf.device("CPU:1"):
        root.short = tf.Variable(2.0, name="short")
        with tf.device(None):
            root.cleared = tf.Variable([3.0], name="cleared")
        with tf.device("/job:localhost/task:0"):
            root.merged = tf.Variable(4, name="merged")
    with tf.device("/job:localhost"), tf.device("/device:CPU:2"):
        root.nested = tf.Variable(5.0, name="nested", trainable=False)
    with tf.device(tf.DeviceSpec(device_type="CPU", device_index=1)), tf.device("/device:CPU:*"):
        root.any_index = tf.Variable(6.0, name="any_index")
    root.f = reader(tf, lambda: root.nowhere + root.short)
    return root


def mirrored(tf: Any) -> Any:
    """Variables with a component on each of two devices, kept alike."""
    root = tf.Module()
    aggregation = tf.VariableAggregation
    with tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope():
        root.plain = tf.Variable(1.0, name="plain")
        with tf.name_scope("scope"):
            root.unnamed = tf.Variable([1.0, 2.0], aggregation=aggregation.MEAN)
        root.same_name = tf.Variable(3, name="plain", aggregation=aggregation.SUM)
        root.first = tf.Variable(
            4.0,
            name="first",
            trainable=False,
            synchronization=tf.VariableSynchronization.ON_WRITE,
            aggregation=aggregation.ONLY_FIRST_REPLICA,
        )
    root.other = tf.Variable(5.0, name="other")
    root.f = reader(tf, lambda: root.plain + root.first + root.other)
    return root


def on_read(tf: Any) -> Any:
    """Variables whose components are combined when they are read."""
    root = tf.Module()
    with tf.distribute.MirroredStrategy(["CPU:1", "CPU:2"]).scope():
        for name in ("SUM", "MEAN", "ONLY_FIRST_REPLICA"):
            variable = tf.Variable(
                [2.0, 4.0],
                name=name.lower(),
                synchronization=tf.VariableSynchronization.ON_READ,
                aggregation=getattr(tf.VariableAggregation, name),
            )
            variable.values[1].assign([6.0, 7.0])
            setattr(root, name.lower(), variable)
    return root


def component(tf: Any) -> Any:
    """A function that captures a component which is not the primary one."""
    root = tf.Module()
    with tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope():
        root.v = tf.Variable(1.0, name="v")
    root.f = reader(tf, lambda: root.v.values[1] + 1.0)
    return root


def reader(tf: Any, read: Callable[[], Any]) -> Any:
    """A `tf.function` that returns what `read` does."""

    @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
    def f(x):
        return x * read()

    return f


MODELS = {item.__name__: item for item in (placed, mirrored, on_read, component)}


def save_all(tf: Any, directory: Path) -> None:
    """Saves every model under every policy, to `<directory>/<model>/<policy>`."""
    for name, build in MODELS.items():
        for policy in POLICIES:
            options = tf.saved_model.SaveOptions(
                experimental_variable_policy=None if policy == "none" else policy
            )
            tf.saved_model.save(build(tf), str(directory / name / policy), options=options)


def main() -> None:
    """Saves with TensorFlow, to the directory that is the only argument."""
    import tensorflow as tf

    (cpu,) = tf.config.list_physical_devices("CPU")
    parts = [tf.config.LogicalDeviceConfiguration() for _ in range(CPUS)]
    tf.config.set_logical_device_configuration(cpu, parts)
    save_all(tf, Path(sys.argv[1]))


if __name__ == "__main__":
    main()

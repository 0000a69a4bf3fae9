"""Variables with components on several devices, and the strategies that make them.

What is expected was seen in TensorFlow 2.21 with two virtual CPUs.
"""

from __future__ import annotations

import copy

import numpy as np
import pytest

import savedmodel_lite as tf

SYNCHRONIZATION = tf.VariableSynchronization
AGGREGATION = tf.VariableAggregation


def strategy(*devices: str):
    return tf.distribute.MirroredStrategy(devices or ("CPU:0", "CPU:1"))


def on_read(aggregation, value=4.0):
    with strategy().scope():
        return tf.Variable(
            value, name="v", synchronization=SYNCHRONIZATION.ON_READ, aggregation=aggregation
        )


@pytest.mark.parametrize("aggregation", list(AGGREGATION))
@pytest.mark.parametrize("synchronization", ["AUTO", "ON_WRITE", "ON_READ"])
def test_classes(synchronization, aggregation):
    with strategy().scope():
        variable = tf.Variable(
            1.0, synchronization=SYNCHRONIZATION[synchronization], aggregation=aggregation
        )
    is_on_read = synchronization == "ON_READ"
    kind = "SyncOnReadVariable" if is_on_read else "MirroredVariable"
    assert type(variable).__name__ == kind
    assert isinstance(variable, tf.Variable)
    for item in (variable, *variable.values):
        assert item.synchronization.name == ("ON_READ" if is_on_read else "ON_WRITE")
        assert item.aggregation is aggregation
        assert item.trainable is not is_on_read


def test_names_and_devices():
    with strategy().scope(), tf.name_scope("scope"), tf.device("CPU:7"):
        variable = tf.Variable([1.0, 2.0])
    assert variable.name == "scope/Variable:0"
    assert [item.name for item in variable.values] == [
        "scope/Variable:0",
        "scope/Variable/replica_1:0",
    ]
    ends = [item.device[-6:] for item in (variable, *variable.values)]
    assert ends == [":CPU:0", ":CPU:0", ":CPU:1"]
    assert repr(variable).startswith("MirroredVariable:{\n  0: <tf.Variable 'scope/Variable:0'")


def test_mirrored_components_have_one_value():
    with strategy().scope():
        variable = tf.Variable(lambda: tf.constant(3.0), name="v")
    variable.assign(5.0)
    variable.assign_add(1.0)

    @tf.function
    def add(x):
        variable.assign_add(x)
        return variable + 0.0

    assert float(add(2.0)) == 8.0
    assert [float(item) for item in (variable, *variable.values)] == [8.0] * 3
    assert add.get_concrete_function(2.0).variables == (variable,)


# Value after assign(5), whether assign_add works, value after one component became 9.
READS = {"SUM": (5.0, None, 11.5), "MEAN": (5.0, 6.0, 7.5), "ONLY_FIRST_REPLICA": (5.0, 6.0, 6.0)}


@pytest.mark.parametrize("name", READS)
def test_on_read_components_are_combined(name):
    assigned, added, changed = READS[name]
    variable = on_read(AGGREGATION[name])
    variable.assign(5.0)
    assert [float(variable), variable.numpy(), float(variable + 0.0)] == [assigned] * 3
    if added is None:
        with pytest.raises(ValueError, match=r"another aggregation than SUM for assign_add"):
            variable.assign_add(1.0)
    else:
        assert float(variable.assign_add(2.0).assign_sub(1.0)) == added
    variable.values[1].assign(9.0)
    assert float(variable.read_value()) == changed


@pytest.mark.parametrize("name", READS)
def test_on_read_variables_in_checkpoints(name, tmp_path):
    variable = on_read(AGGREGATION[name])
    variable.values[1].assign(8.0)
    saved = float(variable)
    path = tf.train.Checkpoint(v=variable).write(tmp_path / "ckpt")
    assert tf.train.load_variable(path, "v/.ATTRIBUTES/VARIABLE_VALUE") == saved
    restored = on_read(AGGREGATION[name], 0.0)
    tf.train.Checkpoint(v=restored).read(path).assert_consumed()
    assert float(restored) == saved
    share = saved / 2 if name == "SUM" else saved
    assert [float(item) for item in restored.values] == [share, share]


def test_integers_are_shared_out_without_fractions():
    variable = on_read(AGGREGATION.SUM, 5)
    variable.assign(7)
    assert (variable.numpy(), variable.dtype) == (6, tf.int32)


def test_built_directly():
    with tf.device("CPU:1"):
        values = [tf.Variable(2.0), tf.Variable(3.0)]
    variable = tf.distribute.MirroredVariable(None, values, AGGREGATION.MEAN)
    assert [float(item) for item in variable.values] == [2.0, 2.0]
    values[1].assign(4.0)
    assert float(variable) == 4.0
    again = copy.deepcopy(variable)
    again.assign(1.0)
    assert (float(variable), again.values[1].device) == (4.0, values[1].device)


ERRORS_IN_SCOPE = {
    "synchronization": (
        lambda: tf.Variable(1.0, synchronization=SYNCHRONIZATION.NONE),
        ValueError,
        "another synchronization than NONE",
    ),
    "mean of integers": (
        lambda: tf.Variable(1, aggregation=AGGREGATION.MEAN),
        ValueError,
        "a floating dtype for aggregation=MEAN",
    ),
    "other strategy": (
        lambda: strategy("CPU:3").scope().__enter__(),
        RuntimeError,
        "Mixing different",
    ),
}
ERRORS = {
    "unreadable": (lambda: on_read(AGGREGATION.NONE).numpy(), ValueError, "choose SUM, MEAN"),
    "scatter": (
        lambda: on_read(AGGREGATION.SUM).scatter_nd_add([[0]], [1.0]),
        NotImplementedError,
        "update one of its `values`",
    ),
    "devices as text": (lambda: strategy().__class__("CPU:0"), ValueError, "Wrap it in a list"),
    "a device twice": (lambda: strategy("CPU:0", "CPU:0"), ValueError, "every device once"),
    "run": (lambda: strategy().run(lambda: 1), NotImplementedError, "train with TensorFlow"),
    "reduce": (
        lambda: strategy().reduce("SUM", 1, None),
        NotImplementedError,
        "train with TensorFlow",
    ),
    "no components": (
        lambda: tf.distribute.MirroredVariable(None, []),
        ValueError,
        "one tf.Variable for each device",
    ),
    "components that differ": (
        lambda: tf.distribute.SyncOnReadVariable(None, [tf.Variable(1.0), tf.Variable(1)]),
        ValueError,
        "components of float32",
    ),
}
STRATEGY = strategy()


@pytest.mark.parametrize("row", ERRORS.values(), ids=ERRORS)
def test_errors(row):
    call, error, text = row
    with pytest.raises(error, match=text):
        call()


@pytest.mark.parametrize("row", ERRORS_IN_SCOPE.values(), ids=ERRORS_IN_SCOPE)
def test_errors_in_scope(row):
    with STRATEGY.scope():
        test_errors(row)


def test_contexts():
    distribute = tf.distribute
    assert not distribute.has_strategy()
    assert not distribute.in_cross_replica_context()
    context = distribute.get_replica_context()
    assert (context.num_replicas_in_sync, context.replica_id_in_sync_group) == (1, 0)
    assert context.merge_call(lambda strategy, x: x + 1, args=(1,)) == 2
    assert distribute.get_strategy().run(lambda x: x, args=(3,)) == 3
    with STRATEGY.scope(), STRATEGY.scope():
        assert distribute.get_strategy() is STRATEGY
        assert distribute.in_cross_replica_context()
        assert distribute.get_replica_context() is None
        variable = tf.Variable(1.0)
    assert variable.distribute_strategy is STRATEGY
    assert STRATEGY.experimental_local_results(variable) == variable.values
    assert STRATEGY.num_replicas_in_sync == len(STRATEGY.extended.worker_devices) == 2
    assert not distribute.has_strategy()


def test_creators_see_the_variable_of_the_strategy():
    seen = []

    def creator(next_creator, **kwargs):
        seen.append(next_creator(**kwargs))
        return seen[-1]

    with STRATEGY.scope(), tf.variable_creator_scope(creator):
        variable = tf.Variable(np.zeros(2))
    assert seen == [variable]
    assert len(variable.values) == 2

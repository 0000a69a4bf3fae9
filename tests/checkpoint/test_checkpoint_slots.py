"""Slot variables of optimizers: in object graphs, in checkpoints of both libraries, restored."""

from __future__ import annotations

import gc
import logging

import numpy as np
import pytest

import savedmodel_lite as ours
from message_text import model_lines, object_graph_lines
from savedmodel_lite._bundle import BundleReader
from savedmodel_lite._proto import messages as pb

GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"


def optimizer(tf):
    """What `SlotVariables` does, written for either library; a module and no `optimizer`."""

    class Optimizer(tf.Module):
        def __init__(self):
            super().__init__()
            self.__dict__["slots"] = {}

        def add_slot(self, var, slot_name):
            known = self.slots.setdefault(slot_name, {})
            if var.ref() not in known:
                name = f"{var.name[:-2]}/{slot_name}"
                known[var.ref()] = tf.Variable(tf.zeros(var.shape), name=name, trainable=False)
            return known[var.ref()]

        def get_slot_names(self):
            return sorted(self.slots)

        def get_slot(self, var, slot_name):
            return self.slots[slot_name].get(var.ref())

        def _create_or_restore_slot_variable(self, slot_variable_position, slot_name, variable):
            assert slot_variable_position.is_simple_variable()
            return self.add_slot(variable, slot_name)

    return Optimizer()


def model(tf, opt=None, value=1.0):
    root = tf.Module()
    root.opt = optimizer(tf) if opt is None else opt
    root.a = tf.Variable([value, value], name="a")
    root.sub = tf.Module()
    root.sub.b = tf.Variable(value, name="b")
    return root


def filled(tf, opt=None):
    root = model(tf, opt)
    for number, slot in enumerate(("velocity", "mo/m.x")):
        for variable in (root.sub.b, root.a):
            root.opt.add_slot(variable, slot).assign_add(tf.ones(variable.shape) * (2.0 + number))
    return root


def function_of_slot(tf, root):
    @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
    def use(x):
        return x * root.sub.b + root.opt.get_slot(root.sub.b, "velocity")

    return use


def values_of(root):
    slots = {
        f"{slot} of {name}": root.opt.get_slot(variable, slot)
        for slot in root.opt.get_slot_names()
        for name, variable in (("a", root.a), ("b", root.sub.b))
    }
    return {name: slot.numpy().tolist() for name, slot in slots.items() if slot is not None}


FILLED = {
    "mo/m.x of a": [3.0, 3.0],
    "mo/m.x of b": 3.0,
    "velocity of a": [2.0, 2.0],
    "velocity of b": 2.0,
}
KEYS = [
    "m/a/.ATTRIBUTES/VARIABLE_VALUE",
    "m/a/.OPTIMIZER_SLOT/m/opt/mo.Sm..x/.ATTRIBUTES/VARIABLE_VALUE",
    "m/a/.OPTIMIZER_SLOT/m/opt/velocity/.ATTRIBUTES/VARIABLE_VALUE",
    "m/sub/b/.ATTRIBUTES/VARIABLE_VALUE",
    "m/sub/b/.OPTIMIZER_SLOT/m/opt/mo.Sm..x/.ATTRIBUTES/VARIABLE_VALUE",
    "m/sub/b/.OPTIMIZER_SLOT/m/opt/velocity/.ATTRIBUTES/VARIABLE_VALUE",
]
OPTIMIZERS = {"a module": lambda: optimizer(ours), "ours": ours.train.experimental.SlotVariables}


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_saved_and_restored(kind, tmp_path):
    path = ours.train.Checkpoint(m=filled(ours, OPTIMIZERS[kind]())).write(tmp_path / "ckpt")
    assert BundleReader(path).keys() == [GRAPH_KEY, *KEYS]
    empty = model(ours, OPTIMIZERS[kind](), 0.0)
    ours.train.Checkpoint(m=empty).read(path).assert_consumed()
    assert values_of(empty) == FILLED
    existing = filled(ours, OPTIMIZERS[kind]())
    existing.opt.get_slot(existing.a, "velocity").assign([9.0, 9.0])
    ours.train.Checkpoint(m=existing).read(path).assert_consumed()
    assert values_of(existing) == FILLED


ORDERS = [["a", "opt", "sub"], ["opt", "sub", "a"], ["sub", "a", "opt"]]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_objects_that_come_later(order, tmp_path):
    path = ours.train.Checkpoint(m=filled(ours)).write(tmp_path / "ckpt")
    parts = model(ours, value=0.0)
    root = ours.Module()
    status = ours.train.Checkpoint(m=root).read(path)
    for name in order:
        setattr(root, name, getattr(parts, name))
    status.assert_consumed()
    assert values_of(root) == FILLED


def test_an_optimizer_may_make_them_later(tmp_path):
    path = ours.train.Checkpoint(m=filled(ours)).write(tmp_path / "ckpt")
    positions = {}

    class Later(ours.train.experimental.SlotVariables):
        def _create_or_restore_slot_variable(self, slot_variable_position, slot_name, variable):
            positions[variable.ref(), slot_name] = slot_variable_position

    root = model(ours, Later(), 0.0)
    status = ours.train.Checkpoint(m=root).read(path)
    with pytest.raises(AssertionError, match=r"'s state 'mo/m.x' for"):
        status.assert_consumed()
    for (reference, slot_name), position in positions.items():
        position.restore(root.opt.add_slot(reference.deref(), slot_name))
    status.assert_consumed()
    assert values_of(root) == FILLED


def test_skipped(tmp_path):
    path = ours.train.Checkpoint(m=filled(ours)).write(tmp_path / "ckpt")
    root = model(ours, value=0.0)
    options = ours.train.CheckpointOptions(experimental_skip_slot_variables=True)
    status = ours.train.Checkpoint(m=root).read(path, options)
    root.opt.add_slot(root.a, "velocity")
    status.assert_consumed()
    assert values_of(root) == {"velocity of a": [0.0, 0.0]}
    assert root.a.numpy().tolist() == [1.0, 1.0]


def test_a_variable_without_a_value_is_told(tmp_path, caplog):
    path = ours.train.Checkpoint(m=filled(ours)).write(tmp_path / "ckpt")
    root = model(ours, value=0.0)
    del root.opt
    with caplog.at_level(logging.WARNING):
        status = ours.train.Checkpoint(m=root).read(path)
        del status, root
        gc.collect()
    assert "state 'mo/m.x' for (root).m.a" in caplog.text


def test_slots_that_are_children_are_refused(tmp_path):
    root = filled(ours)
    root.again = root.opt.get_slot(root.a, "velocity")
    with pytest.raises(NotImplementedError, match=r"root\.m\.opt, slot 'velocity' of root\.m\.a:"):
        ours.train.Checkpoint(m=root).write(tmp_path / "ckpt")
    assert list(tmp_path.iterdir()) == []


def test_initial_values():
    keeper = ours.train.experimental.SlotVariables()
    variable = ours.Variable([1.0, 2.0], name="v")
    slot = keeper.add_slot(variable, "m", "ones")
    assert keeper.add_slot(variable, "m") is slot
    assert (slot.name, slot.trainable, slot.numpy().tolist()) == ("v/m:0", False, [1.0, 1.0])
    assert keeper.add_slot(variable, "n", shape=[3]).shape == [3]
    assert keeper.add_slot(variable, "o", [4.0]).numpy().tolist() == [4.0]
    made = keeper.add_slot(variable, "p", ours.ones)
    assert made.numpy().tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match="'zeros', 'ones', a value or a function"):
        keeper.add_slot(variable, "q", "random")


@pytest.mark.oracle
def test_checkpoints_go_both_ways(tmp_path, tensorflow):
    libraries = {"ours": ours, "theirs": tensorflow}
    graphs = []
    for writer, tf in libraries.items():
        path = tf.train.Checkpoint(m=filled(tf)).write(str(tmp_path / writer))
        reader = BundleReader(path)
        assert reader.keys() == [GRAPH_KEY, *KEYS]
        graphs.append(pb.TrackableObjectGraph.FromString(reader.read(GRAPH_KEY).item()))
        for other in libraries.values():
            root = model(other, value=0.0)
            other.train.Checkpoint(m=root).read(path).assert_consumed()
            assert values_of(root) == FILLED
    assert object_graph_lines(graphs[0]) == object_graph_lines(graphs[1])
    files = [tmp_path / f"{writer}.data-00000-of-00001" for writer in libraries]
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.oracle
def test_saved_models_are_tensorflows(tmp_path, tensorflow):
    for name, tf in (("ours", ours), ("theirs", tensorflow)):
        root = filled(tf)
        root.use = function_of_slot(tf, root)
        tf.saved_model.save(root, str(tmp_path / name))
    assert model_lines(tmp_path / "ours") == model_lines(tmp_path / "theirs")


@pytest.mark.oracle
def test_tensorflow_loads_optimizers(tmp_path, tensorflow):
    tf_keras = pytest.importorskip("tf_keras")
    assert tf_keras.optimizers.legacy.Adam
    root = filled(ours, ours.train.experimental.SlotVariables())
    ours.saved_model.save(root, tmp_path)
    loaded = tensorflow.saved_model.load(str(tmp_path))
    assert type(loaded.opt).__name__ == "RestoredOptimizer"
    assert values_of(loaded) == FILLED


@pytest.mark.oracle
def test_slots_of_keras_are_restored(tmp_path, tensorflow):
    tf_keras = pytest.importorskip("tf_keras")
    adam = tf_keras.optimizers.legacy.Adam()
    variable = tensorflow.Variable([1.0, 2.0])
    adam.apply_gradients([(tensorflow.constant([0.5, 0.25]), variable)])
    path = tensorflow.train.Checkpoint(opt=adam, v=variable).write(str(tmp_path / "ckpt"))
    target = ours.train.Checkpoint(
        opt=ours.train.experimental.SlotVariables(), v=ours.Variable([0.0, 0.0])
    )
    target.read(path).assert_existing_objects_matched().expect_partial()
    for slot in ("m", "v"):
        wanted = adam.get_slot(variable, slot).numpy()
        np.testing.assert_array_equal(target.opt.get_slot(target.v, slot).numpy(), wanted)

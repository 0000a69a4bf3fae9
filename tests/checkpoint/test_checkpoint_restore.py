"""Restoring: what is matched, now or later, and what the status says of it."""

import copy
import gc
import logging

import numpy as np
import pytest
from checkpoint_cases import CASES, OURS, assert_same_values, clear, module, values_of

from savedmodel_lite._core.errors import (
    ArgumentError,
    DataLossError,
    InvalidArgumentError,
    NotFoundError,
    RestoreError,
    UnsupportedError,
)

tf = OURS


@pytest.fixture
def saved(tmp_path):
    """A checkpoint of one of each: an attribute, a list, a dict, a tuple, a submodule."""
    parts = {
        "model": module(
            tf,
            v=tf.Variable(1.0),
            items=[tf.Variable([2.0])],
            d={"k": tf.Variable(3)},
            t=(tf.Variable("s"),),
            sub=module(tf, w=tf.Variable([[4.0]])),
        )
    }
    return tf.train.Checkpoint(**parts).save(tmp_path / "ckpt")


@pytest.mark.parametrize("case", CASES)
def test_round_trip(case, tmp_path):
    parts = case(tf)
    expected = values_of(parts)
    checkpoint = tf.train.Checkpoint(**parts)
    path = checkpoint.save(tmp_path / "ckpt")
    clear(parts)
    checkpoint.restore(path).assert_consumed()
    assert_same_values(values_of(parts), expected)


def test_deferred_children_get_their_values(saved):
    model = module(tf)
    checkpoint = tf.train.Checkpoint(model=model)
    status = checkpoint.restore(saved)
    with pytest.raises(RestoreError, match=r"Unresolved object in checkpoint \(root\)\.model\.v"):
        status.assert_consumed()
    model.v = tf.Variable(0.0)
    model.items = []
    model.items.append(tf.Variable([0.0]))
    model.d = {}
    model.d["k"] = tf.Variable(0)
    model.t = (tf.Variable(""),)
    model.sub = module(tf, w=tf.Variable([[0.0]]))
    status.assert_consumed()
    got = [model.v, model.items[0], model.d["k"], model.t[0], model.sub.w]
    assert [np.asarray(v).ravel()[0] for v in got] == [1.0, 2.0, 3, b"s", 4.0]
    # The restore is over: nothing waits, and a new value stays.
    assert not model._self_pending_restores
    model.v = tf.Variable(9.0)
    assert float(model.v) == 9.0


def test_deferred_into_a_copy(saved):
    model = module(tf)
    status = tf.train.Checkpoint(model=model).restore(saved).expect_partial()
    copied = copy.deepcopy(model)
    copied.v, model.v = tf.Variable(0.0), tf.Variable(0.0)
    assert float(model.v) + float(copied.v) >= 1.0
    assert status is not None


def test_later_restore_decides(tmp_path):
    paths = [
        tf.train.Checkpoint(m=module(tf, v=tf.Variable(number))).write(tmp_path / f"{number}")
        for number in (1.0, 2.0)
    ]
    model = module(tf)
    checkpoint = tf.train.Checkpoint(m=model)
    statuses = [checkpoint.read(path) for path in paths]
    model.v = tf.Variable(0.0)
    assert float(model.v) == 2.0
    for status in statuses:
        status.assert_consumed()


def test_save_counter_is_restored_when_it_is_made(saved):
    checkpoint = tf.train.Checkpoint(tf.Module())
    checkpoint.restore(saved).expect_partial()
    assert int(checkpoint.save_counter) == 1


VARIABLES = {
    "dtype": (
        lambda: tf.Variable([1.0]),
        lambda: tf.Variable([0]),
        InvalidArgumentError,
        "does not equal original dtype",
    ),
    "shape": (
        lambda: tf.Variable([1.0]),
        lambda: tf.Variable([0.0, 0.0]),
        ArgumentError,
        "incompatible tensor with shape",
    ),
}


@pytest.mark.parametrize("row", VARIABLES.values(), ids=VARIABLES)
def test_mismatch_changes_nothing(row, tmp_path):
    write, read, error, text = row
    path = tf.train.Checkpoint(a=tf.Variable(5.0), b=write()).write(tmp_path / "ckpt")
    parts = {"a": tf.Variable(0.0), "b": read()}
    checkpoint = tf.train.Checkpoint(**parts)
    with pytest.raises(error, match=text) as caught:
        checkpoint.read(path)
    assert isinstance(caught.value, ValueError)
    assert float(parts["a"]) == 0.0


def test_unknown_sizes_take_any(tmp_path):
    path = tf.train.Checkpoint(v=tf.Variable([[1.0, 2.0]])).write(tmp_path / "ckpt")
    variable = tf.Variable(np.zeros([3, 2], np.float32), shape=[None, 2])
    tf.train.Checkpoint(v=variable).read(path).assert_consumed()
    assert variable.numpy().tolist() == [[1.0, 2.0]]


STATUS = {
    # What is saved, what is restored into, and what each assertion finds.
    "all": ({"a": 1.0}, {"a": 0.0}, None, None, None),
    "value without object": ({"a": 1.0, "b": 2.0}, {"a": 0.0}, r"\(root\)\.b", None, None),
    "object without value": (
        {"a": 1.0},
        {"a": 0.0, "b": 2.0},
        "Found 1 Python",
        "Found 1 Python",
        None,
    ),
    "no match": ({"a": 1.0}, {"b": 0.0}, "Found 1", "Found 1", "Nothing except the root"),
    "nothing to load": ({"a": 1.0}, {}, r"\(root\)\.a", None, "Nothing to load"),
    "value for a module": (
        {"a": 1.0},
        {"a": None},
        "Unused attributes|unused attributes",
        None,
        None,
    ),
}


@pytest.mark.parametrize("row", STATUS.values(), ids=STATUS)
def test_status(row, tmp_path):
    def parts(values):
        return {k: tf.Module() if v is None else tf.Variable(v) for k, v in values.items()}

    saved, target, *texts = row
    path = tf.train.Checkpoint(**parts(saved)).write(tmp_path / "ckpt")
    checkpoint = tf.train.Checkpoint(**parts(target))
    status = checkpoint.read(path).expect_partial()
    names = ["assert_consumed", "assert_existing_objects_matched", "assert_nontrivial_match"]
    for name, text in zip(names, texts, strict=True):
        if text is None:
            assert getattr(status, name)() is status
        else:
            with pytest.raises(AssertionError, match=text):
                getattr(status, name)()
    assert status.initialize_or_restore() is None
    assert status.run_restore_ops() is None


def test_no_path():
    status = tf.train.Checkpoint(v=tf.Variable(1.0)).restore(None)
    assert status.initialize_or_restore() is None
    assert status.expect_partial() is status
    for name in [
        "assert_consumed",
        "assert_existing_objects_matched",
        "assert_nontrivial_match",
        "run_restore_ops",
    ]:
        with pytest.raises(AssertionError, match="No checkpoint specified"):
            getattr(status, name)()


@pytest.mark.parametrize("partial", [False, True])
def test_unrestored_values_are_logged(partial, saved, caplog):
    checkpoint = tf.train.Checkpoint(model=module(tf, v=tf.Variable(0.0)))
    status = checkpoint.restore(saved)
    if partial:
        status.expect_partial()
    assert not caplog.records
    del status, checkpoint
    gc.collect()
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert ("(root).model.items.0" in text) is not partial
    assert "(root).model.v" not in text
    assert all(record.levelno == logging.WARNING for record in caplog.records)


def test_one_object_in_the_checkpoint_is_two_here(tmp_path, caplog):
    variable = tf.Variable(1.0)
    path = tf.train.Checkpoint(m=module(tf, a=variable, b=variable)).write(tmp_path / "ckpt")
    model = module(tf)
    status = tf.train.Checkpoint(m=model).read(path)
    model.a, model.b = tf.Variable(0.0), tf.Variable(0.0)
    assert "Inconsistent references" in caplog.text
    with pytest.raises(AssertionError, match="Found 1 Python"):
        status.assert_consumed()


ERRORS = {
    "root is no object": (
        lambda: tf.train.Checkpoint(3),
        ArgumentError,
        "expecting root to be a trackable",
    ),
    "part is no object": (
        lambda: tf.train.Checkpoint(x=3),
        ArgumentError,
        "expecting x to be a trackable",
    ),
    "name is taken": (
        lambda: tf.train.Checkpoint(module(tf, a=tf.Variable(1)), a=tf.Variable(2)),
        ArgumentError,
        r"root\.a already exists",
    ),
    "no such checkpoint": (
        lambda: tf.train.Checkpoint().restore("none"),
        NotFoundError,
        "missing the checkpoint suffix",
    ),
    "no such file": (lambda: tf.train.load_checkpoint("none"), NotFoundError, "none.index"),
    "device": (lambda: tf.train.CheckpointOptions("/job:worker"), UnsupportedError, "this host"),
    "shards": (
        lambda: tf.train.CheckpointOptions(experimental_sharding_callback=1),
        ArgumentError,
        "sharding_callback",
    ),
    "callback": (
        lambda: tf.train.CheckpointOptions(experimental_write_callbacks=[lambda a, b: None]),
        ArgumentError,
        "at most one",
    ),
    "options": (
        lambda: tf.train.Checkpoint().write("x", options=3),
        ArgumentError,
        "CheckpointOptions or None",
    ),
}


@pytest.mark.parametrize("row", ERRORS.values(), ids=ERRORS)
def test_errors(row, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call, error, text = row
    with pytest.raises(error, match=text):
        call()


@pytest.mark.parametrize("device", [None, "/job:localhost", "/cpu:0", "/device:CPU:0"])
def test_callbacks(device, tmp_path):
    calls = []
    options = tf.train.CheckpointOptions(
        device, experimental_write_callbacks=[calls.append, lambda: calls.append("no argument")]
    )
    path = tf.train.Checkpoint(v=tf.Variable(1.0)).save(tmp_path / "ckpt", options)
    assert calls == [path, "no argument"]


def test_damaged_object_graph(tmp_path):
    from savedmodel_lite._bundle import BundleWriter

    with BundleWriter(tmp_path / "ckpt") as writer:
        writer.add("_CHECKPOINTABLE_OBJECT_GRAPH", b"\xff\xff")
    with pytest.raises(DataLossError, match="TrackableObjectGraph"):
        tf.train.Checkpoint(v=tf.Variable(1.0)).read(tmp_path / "ckpt")

"""Checkpoints that are written in a thread of their own."""

from __future__ import annotations

import threading

import pytest

import savedmodel_lite as tf
from savedmodel_lite._checkpoint import checkpoint as checkpoint_module

NAMES = ["enable_async", "experimental_enable_async_checkpoint"]


@pytest.fixture
def gate(monkeypatch):
    """Holds back the writing of checkpoints in the background until it is set."""
    opened = threading.Event()
    write = checkpoint_module.replace_checkpoint

    def wait_and_write(shards, prefix):
        assert opened.wait(10)
        write(shards, prefix)

    monkeypatch.setattr(checkpoint_module, "replace_checkpoint", wait_and_write)
    yield opened
    opened.set()


@pytest.mark.parametrize("name", NAMES)
def test_values_are_those_at_the_beginning(name, tmp_path, gate):
    options = tf.train.CheckpointOptions(**{name: True})
    assert options.enable_async
    assert options.experimental_enable_async_checkpoint
    checkpoint = tf.train.Checkpoint(v=tf.Variable([1.0]))
    path = checkpoint.save(tmp_path / "ckpt", options)
    checkpoint.v.assign([2.0])
    assert list(tmp_path.iterdir()) == []
    gate.set()
    checkpoint.sync()
    assert tf.train.latest_checkpoint(tmp_path) == path
    assert tf.train.load_variable(path, "v/.ATTRIBUTES/VARIABLE_VALUE").tolist() == [1.0]


def test_restoring_waits(tmp_path, gate):
    checkpoint = tf.train.Checkpoint(v=tf.Variable([1.0]))
    path = checkpoint.save(tmp_path / "ckpt", tf.train.CheckpointOptions(enable_async=True))
    checkpoint.v.assign([2.0])
    threading.Timer(0.05, gate.set).start()
    checkpoint.restore(path).assert_consumed()
    assert checkpoint.v.numpy().tolist() == [1.0]


def test_callbacks_are_called_when_it_is_written(tmp_path, gate):
    called = []
    options = tf.train.CheckpointOptions(
        enable_async=True,
        experimental_write_callbacks=[
            lambda path: called.append((path, threading.current_thread().name)),
            lambda: called.append("second"),
        ],
    )
    checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
    path = checkpoint.write(tmp_path / "ckpt", options)
    assert called == []
    gate.set()
    checkpoint.sync()
    assert called == [(path, "checkpoint"), "second"]


def test_errors_are_raised_once_by_the_next_call(tmp_path, gate):
    def fail():
        raise OSError("disk is full")

    options = tf.train.CheckpointOptions(enable_async=True, experimental_write_callbacks=[fail])
    checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
    gate.set()
    checkpoint.write(tmp_path / "ckpt", options)
    with pytest.raises(OSError, match="disk is full"):
        checkpoint.sync()
    checkpoint.sync()


def test_managers_record_when_it_is_written(tmp_path, gate):
    checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
    manager = tf.train.CheckpointManager(checkpoint, tmp_path, max_to_keep=1)
    options = tf.train.CheckpointOptions(enable_async=True)
    path = manager.save(options=options)
    assert (manager.latest_checkpoint, manager.checkpoints) == (None, [])
    gate.set()
    manager.sync()
    assert (manager.latest_checkpoint, manager.checkpoints) == (path, [path])
    second = manager.save(options=options)
    manager.sync()
    assert manager.checkpoints == [second]

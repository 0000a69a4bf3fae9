"""Data files of checkpoints: policies and callbacks, beside TensorFlow byte for byte."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

import savedmodel_lite as ours
from savedmodel_lite._bundle import BundleReader

GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"


def checkpoint(tf, **further):
    values = {
        "a": np.arange(10, dtype=np.float32).reshape(5, 2),
        "b": np.arange(24, dtype=np.int64).reshape(2, 3, 4),
        "c": np.float64(3),
        "d": np.array([b"x", b"yyyy", b"zz"], object),
        "f": np.zeros([3], np.float16),
        "s": b"long string here",
        "t": np.arange(30, dtype=np.uint8).reshape(30, 1),
        **further,
    }
    return tf.train.Checkpoint(
        **{name: tf.Variable(value, name=name) for name, value in values.items()}
    )


def every_tensor_alone(tf):
    class Alone(tf.train.experimental.ShardingCallback):
        @property
        def description(self):
            return "one file for each"

        def __call__(self, shardable_tensors):
            return [{t.checkpoint_key: {t.slice_spec: t.tensor}} for t in shardable_tensors]

    return Alone()


def rows_in_two(tf):
    """Cuts what has rows into two parts, which go into two files."""

    class Halves(tf.train.experimental.ShardingCallback):
        description = "two halves"

        def __call__(self, shardable_tensors):
            first, second = {}, {}
            for item in shardable_tensors:
                shape = item.shape.as_list()
                if not shape or shape[0] < 2 or item.dtype.name not in {"float32", "int64"}:
                    first[item.checkpoint_key] = {item.slice_spec: item.tensor}
                    continue
                half = shape[0] // 2
                rest = "".join(":-" for _ in shape[1:])
                sizes = " ".join(map(str, shape))
                for part, start, stop in ((first, 0, half), (second, half, shape[0])):
                    spec = f"{sizes} {start},{stop - start}{rest}"
                    part[item.checkpoint_key] = {spec: item.tensor[start:stop]}
            return [first, second]

    return Halves()


POLICIES = {
    "none": lambda tf: None,
    "by task": lambda tf: tf.train.experimental.ShardByTaskPolicy(),
    **{
        f"at most {size} bytes": lambda tf, size=size: tf.train.experimental.MaxShardSizePolicy(
            size
        )
        for size in (48, 50, 64, 77, 100, 101, 192, 193, 1000)
    },
    "every tensor alone": every_tensor_alone,
    "rows in two": rows_in_two,
}


def options(tf, policy):
    callback = POLICIES[policy](tf)
    return tf.train.CheckpointOptions(experimental_sharding_callback=callback)


def files_of(directory, start):
    return {
        path.name: path.read_bytes()
        for path in sorted(Path(directory).iterdir())
        if path.name.startswith(start)
    }


@pytest.mark.oracle
@pytest.mark.parametrize("policy", POLICIES)
def test_files_are_tensorflows(policy, tmp_path, tensorflow):
    found = []
    for name, tf in (("ours", ours), ("theirs", tensorflow)):
        checkpoint(tf).write(str(tmp_path / name / "ckpt"), options(tf, policy))
        found.append(files_of(tmp_path / name, "ckpt"))
    assert list(found[0]) == list(found[1])
    for name in found[0]:
        assert found[0][name] == found[1][name], name


@pytest.mark.oracle
@pytest.mark.parametrize("policy", POLICIES)
def test_saved_models_have_the_same_files(policy, tmp_path, tensorflow):
    found = []
    for name, tf in (("ours", ours), ("theirs", tensorflow)):
        root = tf.Module()
        root.v = tf.Variable(np.arange(40, dtype=np.float32).reshape(4, 10), name="v")
        root.w = tf.Variable(np.arange(6, dtype=np.int64), name="w")
        tf.saved_model.save(
            root,
            str(tmp_path / name),
            options=tf.saved_model.SaveOptions(experimental_sharding_callback=POLICIES[policy](tf)),
        )
        found.append(files_of(tmp_path / name / "variables", "variables"))
        loaded = tensorflow.saved_model.load(str(tmp_path / name))
        np.testing.assert_array_equal(loaded.v.numpy(), root.v.numpy())
    assert list(found[0]) == list(found[1])
    for name in found[0]:
        assert found[0][name] == found[1][name], name


@pytest.mark.parametrize("policy", POLICIES)
def test_what_was_written_is_read(policy, tmp_path):
    source, target = checkpoint(ours, e=np.zeros([0, 3])), checkpoint(ours, e=np.ones([0, 3]))
    values = {name: getattr(source, name).numpy() for name in "abcdefst"}
    for name in "abcft":
        getattr(target, name).assign(getattr(target, name) * 0)
    path = source.save(tmp_path / "ckpt", options(ours, policy))
    target.restore(path).assert_consumed()
    for name, value in values.items():
        np.testing.assert_array_equal(getattr(target, name).numpy(), value)


@pytest.mark.parametrize("size", [1, 7, 8, 20, 47])
def test_slices_larger_than_a_file_are_written_alone(size, tmp_path, caplog):
    policy = ours.train.experimental.MaxShardSizePolicy(size)
    with caplog.at_level(logging.WARNING):
        source = checkpoint(ours)
        path = source.write(
            tmp_path / "ckpt",
            ours.train.CheckpointOptions(experimental_sharding_callback=policy),
        )
    assert "exceeds the max shard size" in caplog.text
    target = checkpoint(ours)
    target.b.assign(target.b * 0)
    target.read(path).assert_consumed()
    np.testing.assert_array_equal(target.b.numpy(), source.b.numpy())


def test_fields_of_shardable_tensors(tmp_path):
    seen = []

    class Look(ours.train.experimental.ShardByTaskPolicy):
        def __call__(self, shardable_tensors):
            seen.append(list(shardable_tensors))
            return super().__call__(shardable_tensors)

    with ours.device("/job:worker/task:1/GPU:0"):
        there = ours.Variable([1, 2], name="there")
    here = ours.Variable(0.5, name="here")
    policy = Look()
    ours.train.Checkpoint(a=there, b=here).write(
        tmp_path / "ckpt", ours.train.CheckpointOptions(experimental_sharding_callback=policy)
    )
    (first,), (second, last) = seen
    assert first.device.to_string() == "/job:worker/replica:0/task:1/device:GPU:0"
    assert (first.dtype, first.shape.as_list(), first.slice_spec) == (ours.int32, [2], "")
    assert first.checkpoint_key == first.name == "a/.ATTRIBUTES/VARIABLE_VALUE"
    assert first.trackable is there
    # Nothing was copied.
    assert first.tensor._array is there._handle._array.read()
    assert (float(second.tensor), last.checkpoint_key, last.trackable) == (0.5, GRAPH_KEY, None)
    assert last.tensor.numpy().startswith(b"\n")
    assert isinstance(hash(first), int)
    assert isinstance(hash(policy), int)


KEY = "v/.ATTRIBUTES/VARIABLE_VALUE"
WRONG_SHARDS = {
    "left out": (lambda given: [], RuntimeError, "every part of it once, got \\[\\]"),
    "another one": (lambda given: [*given, {"x": {"": 1}}], RuntimeError, "got another one"),
    "twice": (lambda given: [*given, given[0]], RuntimeError, "every part of it once"),
    "other shape": (
        lambda given: [{**given[0], KEY: {"": [1.0]}}],
        RuntimeError,
        r"shape \(4, 2\)",
    ),
    "other dtype": (
        lambda given: [{**given[0], KEY: {"": np.zeros([4, 2])}}],
        RuntimeError,
        "expected float32, got float64",
    ),
    "overlap": (
        lambda given: [
            {**given[0], KEY: {"4 2 0,3:-": np.zeros([3, 2], "f"), "4 2 2,1:-": [[0.0, 0.0]]}}
        ],
        RuntimeError,
        "every part of it once",
    ),
    "slice of another shape": (
        lambda given: [{**given[0], KEY: {"4 2 0,3:-": np.zeros([2, 2], "f")}}],
        ValueError,
        "Give the values of the slice",
    ),
    "nothing": (lambda given: None, TypeError, "a list of dicts of tensors"),
    "a dict": (lambda given: given[0], TypeError, "a list of dicts of tensors"),
    "lists": (lambda given: [[1]], TypeError, "a dict of tensors by key"),
    "keys": (lambda given: [{1: {"": 2}}], TypeError, "strings as keys"),
}


@pytest.mark.parametrize("row", WRONG_SHARDS.values(), ids=WRONG_SHARDS)
def test_callbacks_change_nothing(row, tmp_path):
    change, error, text = row

    class Wrong(ours.train.experimental.ShardByTaskPolicy):
        def __call__(self, shardable_tensors):
            return change(super().__call__(shardable_tensors))

    policy = Wrong()
    with pytest.raises(error, match=text):
        ours.train.Checkpoint(v=ours.Variable(np.zeros([4, 2], "f"))).write(
            tmp_path / "ckpt", ours.train.CheckpointOptions(experimental_sharding_callback=policy)
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [0, -1, float("nan")])
def test_sizes_that_hold_nothing(size):
    with pytest.raises(ValueError, match="at least 1 byte"):
        ours.train.experimental.MaxShardSizePolicy(size)


@pytest.mark.parametrize("callback", [1, lambda tensors: tensors])
@pytest.mark.parametrize("kind", [ours.train.CheckpointOptions, ours.saved_model.SaveOptions])
def test_options_refuse_what_is_no_callback(kind, callback):
    with pytest.raises(ValueError, match="must be of type ShardingCallback"):
        kind(experimental_sharding_callback=callback)


def test_fewer_files_replace_more(tmp_path):
    source = checkpoint(ours)
    source.write(tmp_path / "ckpt", options(ours, "at most 48 bytes"))
    source.write(tmp_path / "ckpt")
    assert list(files_of(tmp_path, "ckpt")) == ["ckpt.data-00000-of-00001", "ckpt.index"]


def test_processes_write_their_parts(tmp_path):
    experimental = ours.train.experimental
    source = ours.train.Checkpoint(
        v=ours.Variable(np.arange(12.0).reshape(4, 3)), w=ours.Variable("w")
    )
    tensors = experimental.tensors_of(source)
    assert list(tensors)[-1] == GRAPH_KEY
    value = tensors.pop("v/.ATTRIBUTES/VARIABLE_VALUE")[""]
    assert value._array is source.v._handle._array.read()
    parts = [
        experimental.write_shard(
            {"v/.ATTRIBUTES/VARIABLE_VALUE": {"4 3 0,1:-": value[:1]}, **tensors},
            tmp_path / "part-0",
        ),
        experimental.write_shard(
            {"v/.ATTRIBUTES/VARIABLE_VALUE": {"4 3 1,3:-": value[1:]}}, tmp_path / "part-1"
        ),
    ]
    inodes = [Path(f"{part}.data-00000-of-00001").stat().st_ino for part in parts]
    path = experimental.merge_shards(parts, tmp_path / "merged" / "ckpt")
    assert [Path(f"{path}.data-0000{n}-of-00002").stat().st_ino for n in range(2)] == inodes
    assert BundleReader(path).keys() == [
        GRAPH_KEY,
        "v/.ATTRIBUTES/VARIABLE_VALUE",
        "w/.ATTRIBUTES/VARIABLE_VALUE",
    ]
    target = ours.train.Checkpoint(v=ours.Variable(np.zeros([4, 3])), w=ours.Variable(""))
    target.read(path).assert_consumed()
    np.testing.assert_array_equal(target.v.numpy(), source.v.numpy())
    assert target.w.numpy() == b"w"

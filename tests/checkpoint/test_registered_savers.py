"""Registered classes and savers: names, checkpoints, both libraries, errors."""

from __future__ import annotations

import logging

import numpy as np
import pytest

import savedmodel_lite as ours
from savedmodel_lite.saved_model import registration as our_registration


def register(tf, registration, package):
    """A class whose values a saver writes; in one package it is the same in both libraries."""

    class Halved(tf.Module):
        def __init__(self, value):
            super().__init__()
            self.value = tf.Variable(value)

    def save_fn(trackables, file_prefix):
        tf.raw_ops.SaveV2(
            prefix=file_prefix,
            tensor_names=[f"{name}/half" for name in trackables],
            shape_and_slices=[""] * len(trackables),
            tensors=[item.value / 2.0 for item in trackables.values()],
        )
        return file_prefix

    def restore_fn(trackables, merged_prefix):
        names = [f"{name}/half" for name in trackables]
        halves = tf.raw_ops.RestoreV2(
            prefix=merged_prefix,
            tensor_names=names,
            shape_and_slices=[""] * len(names),
            dtypes=[tf.float32] * len(names),
        )
        for item, half in zip(trackables.values(), halves, strict=True):
            item.value.assign(half * 2.0)

    registration.register_checkpoint_saver(
        package,
        "Saver",
        predicate=lambda item: isinstance(item, Halved),
        save_fn=save_fn,
        restore_fn=restore_fn,
    )
    return Halved


HALVED = register(ours, our_registration, "Tests")


@pytest.fixture(scope="module")
def their_halved(tensorflow):
    from tensorflow.python.saved_model import registration

    return register(tensorflow, registration, "Tests")


def holder(tf, cls, *values):
    root = tf.Module()
    root.items = [cls(value) for value in values]
    root.other = tf.Variable(5.0)
    return root


def values_of(root):
    return [item.value.numpy().tolist() for item in root.items]


def test_a_checkpoint_has_what_the_saver_writes(tmp_path):
    root = holder(ours, HALVED, [2.0], [4.0, 6.0])
    path = ours.train.Checkpoint(root=root).write(str(tmp_path / "checkpoint"))
    reader = ours.train.load_checkpoint(path)
    assert sorted(reader.get_variable_to_shape_map()) == [
        "_CHECKPOINTABLE_OBJECT_GRAPH",
        "items/0/half",
        "items/0/value/.ATTRIBUTES/VARIABLE_VALUE",
        "items/1/half",
        "items/1/value/.ATTRIBUTES/VARIABLE_VALUE",
        "other/.ATTRIBUTES/VARIABLE_VALUE",
    ]
    np.testing.assert_array_equal(reader.get_tensor("items/1/half"), [2.0, 3.0])
    assert [item.name for item in tmp_path.iterdir()] == [
        item.name for item in tmp_path.iterdir() if item.name.startswith("checkpoint.")
    ]


def test_the_saver_restores(tmp_path):
    path = ours.train.Checkpoint(root=holder(ours, HALVED, [2.0], [4.0, 6.0])).write(
        str(tmp_path / "checkpoint")
    )
    root = holder(ours, HALVED, [0.0], [0.0, 0.0])
    status = ours.train.Checkpoint(root=root).read(path)
    status.assert_consumed()
    assert values_of(root) == [[2.0], [4.0, 6.0]]


def test_the_saver_restores_what_comes_later(tmp_path):
    path = ours.train.Checkpoint(item=HALVED([2.0])).write(str(tmp_path / "checkpoint"))
    checkpoint = ours.train.Checkpoint()
    checkpoint.read(path)
    checkpoint.item = HALVED([0.0])
    assert checkpoint.item.value.numpy().tolist() == [2.0]


@pytest.mark.oracle
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("writer_is_ours", [True, False], ids=["ours to theirs", "theirs to ours"])
def test_both_libraries_restore(writer_is_ours, tensorflow, their_halved, tmp_path):
    libraries = [(ours, HALVED), (tensorflow, their_halved)]
    (writer, saved), (reader, restored) = libraries if writer_is_ours else libraries[::-1]
    path = writer.train.Checkpoint(root=holder(writer, saved, [2.0], [4.0, 6.0])).write(
        str(tmp_path / "checkpoint")
    )
    root = holder(reader, restored, [0.0], [0.0, 0.0])
    reader.train.Checkpoint(root=root).read(path).assert_consumed()
    assert values_of(root) == [[2.0], [4.0, 6.0]]


def test_another_object_is_refused(tmp_path):
    path = ours.train.Checkpoint(item=HALVED([2.0])).write(str(tmp_path / "checkpoint"))
    plain = ours.Module()
    with pytest.raises(ValueError, match="the predicate does not pass"):
        ours.train.Checkpoint(item=plain).read(path)


def test_a_saver_that_is_not_there_is_noted(tmp_path, caplog, monkeypatch):
    path = ours.train.Checkpoint(item=HALVED([2.0])).write(str(tmp_path / "checkpoint"))
    monkeypatch.setattr("savedmodel_lite._checkpoint.registered_savers.find_saver", lambda _: None)
    with caplog.at_level(logging.WARNING):
        ours.train.Checkpoint(item=HALVED([0.0])).read(path).expect_partial()
    assert "Registered saver Tests.Saver was not found" in caplog.text


class Wrong(ours.Module):
    """An object whose saver returns what `result` says."""

    result = None


our_registration.register_checkpoint_saver(
    "Tests",
    "Wrong",
    predicate=lambda item: isinstance(item, Wrong),
    save_fn=lambda trackables, file_prefix: Wrong.result,
    restore_fn=lambda trackables, merged_prefix: None,
)


@pytest.mark.parametrize(
    ("result", "text"),
    [(3, "string type tensors"), ("elsewhere", "got 'elsewhere'")],
    ids=["no string", "not written"],
)
def test_wrong_prefixes_are_refused(result, text, tmp_path, monkeypatch):
    monkeypatch.setattr(Wrong, "result", result)
    with pytest.raises(ValueError, match=text):
        ours.train.Checkpoint(item=Wrong()).write(str(tmp_path / "checkpoint"))
    assert list(tmp_path.iterdir()) == []


def test_a_saver_may_write_nothing(tmp_path):
    path = ours.train.Checkpoint(item=Wrong()).write(str(tmp_path / "checkpoint"))
    reader = ours.train.load_checkpoint(path)
    assert list(reader.get_variable_to_shape_map()) == ["_CHECKPOINTABLE_OBJECT_GRAPH"]


def test_tensors_in_files_are_written_and_read(tmp_path):
    path = str(tmp_path / "bundle")
    value = ours.constant([[1.0, 2.0], [3.0, 4.0]])
    ours.raw_ops.SaveV2(
        prefix=path,
        tensor_names=["whole", "part"],
        shape_and_slices=["", "4 2 0,2:0,2"],
        tensors=[value, value],
    )
    whole, part = ours.raw_ops.RestoreV2(
        prefix=path,
        tensor_names=["whole", "part"],
        shape_and_slices=["", "4 2 1,1:-"],
        dtypes=[ours.float32, ours.float32],
    )
    np.testing.assert_array_equal(whole, value)
    np.testing.assert_array_equal(part, [[3.0, 4.0]])
    with pytest.raises(ours.errors.InvalidArgumentError, match="expected 'whole' to be a int32"):
        ours.raw_ops.RestoreV2(
            prefix=path, tensor_names=["whole"], shape_and_slices=[""], dtypes=[ours.int32]
        )


REFUSED = {
    "package": (TypeError, {"package": 3}),
    "name": (TypeError, {"name": 3}),
    "characters": (ValueError, {"name": "a b"}),
    "predicate": (TypeError, {"predicate": 3}),
    "taken": (ValueError, {"package": "Tests", "name": "Saver"}),
    "save": (TypeError, {"save_fn": None}),
    "restore": (TypeError, {"restore_fn": 3}),
}


@pytest.mark.parametrize(("kind", "arguments"), REFUSED.values(), ids=REFUSED)
def test_registrations_are_refused(kind, arguments):
    given = {
        "package": "Tests",
        "name": "Other",
        "predicate": bool,
        "save_fn": bool,
        "restore_fn": bool,
    }
    with pytest.raises(kind):
        our_registration.register_checkpoint_saver(**{**given, **arguments})


def test_classes_are_found_by_name():
    @our_registration.register_serializable("Tests", "Named")
    class Named(ours.Module):
        pass

    class Below(Named):
        pass

    names = our_registration.get_registered_class_name
    assert our_registration.get_registered_class("Tests.Named") is Named
    assert [names(Named()), names(Below()), names(ours.Module())] == ["Tests.Named"] * 2 + [None]
    assert names(table()) == "tf.StaticHashTable"
    with pytest.raises(TypeError, match="expected a class"):
        our_registration.register_serializable("Tests", "Function")(names)
    with pytest.raises(ValueError, match="already been registered"):
        our_registration.register_serializable("Tests", "Named")(Below)


def table():
    filled = ours.lookup.KeyValueTensorInitializer(["a"], [1])
    return ours.lookup.StaticHashTable(filled, -1)

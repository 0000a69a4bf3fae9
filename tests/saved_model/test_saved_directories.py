"""A directory holds the whole model or what was there before, whatever happens in between."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import numpy as np
import pytest

import savedmodel_lite as tf
from savedmodel_lite._saved_model import directory as directory_room, save as save_room
from savedmodel_lite._saved_model.check import check

NAMES = {"saved_model.pb", "fingerprint.pb", "variables", "assets"}
STEPS = [
    (save_room, "write_shards"),
    (save_room, "hash_contents"),
    (save_room, "fingerprint_to_proto"),
    (directory_room.DirectoryTransaction, "_commit"),
    (directory_room.DirectoryTransaction, "_keep_other_files"),
    (directory_room, "_exchange"),
]


class Interrupt(BaseException):
    """What ends a program in the middle, such as control-C."""


def model(value):
    module = tf.Module()
    module.v = tf.Variable(np.full([3], value, np.float32))
    module.run = tf.function(
        lambda x: x * module.v, input_signature=[tf.TensorSpec([3], tf.float32)]
    )
    return module


def tree(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes() if path.is_file() else None
        for path in sorted(directory.rglob("*"))
    }


def is_model(directory, value):
    assert check(directory).problems == ()
    prefix = str(directory / "variables" / "variables")
    return tf.train.load_checkpoint(prefix).get_tensor("v/.ATTRIBUTES/VARIABLE_VALUE")[0] == value


def test_a_new_directory(tmp_path):
    target = tmp_path / "some" / "where" / "model"
    tf.saved_model.save(model(1.0), target)
    assert {path.name for path in target.iterdir()} == NAMES
    assert [path.name for path in target.parent.iterdir()] == ["model"]
    assert is_model(target, 1.0)


def test_paths_may_be_strings_and_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tf.saved_model.save(model(1.0), "model")
    tf.save(model(2.0), "other/")
    assert is_model(tmp_path / "model", 1.0)
    assert is_model(tmp_path / "other", 2.0)


def test_saving_again_replaces(tmp_path):
    target = tmp_path / "model"
    tf.saved_model.save(model(1.0), target)
    (target / "debug").mkdir()
    (target / "debug" / "saved_model_debug_info.pb").write_bytes(b"of the old model")
    (target / "assets" / "old.txt").write_bytes(b"of the old model")
    (target / "variables" / "variables.data-00000-of-00002").write_bytes(b"of an older one")
    tf.saved_model.save(model(2.0), target)
    assert is_model(target, 2.0)
    fresh = tmp_path / "fresh"
    tf.saved_model.save(model(2.0), fresh)
    assert tree(target) == tree(fresh)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "model"]


def test_foreign_files_stay(tmp_path):
    target = tmp_path / "model"
    tf.saved_model.save(model(1.0), target)
    (target / "assets.extra").mkdir()
    (target / "assets.extra" / "notes.txt").write_text("mine")
    (target / "README").write_text("mine, too")
    (target / "link").symlink_to("README")
    tf.saved_model.save(model(2.0), target)
    assert is_model(target, 2.0)
    assert (target / "assets.extra" / "notes.txt").read_text() == "mine"
    assert (target / "README").read_text() == "mine, too"
    assert (target / "link").readlink() == Path("README")


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), MemoryError(), Interrupt()])
@pytest.mark.parametrize("place", STEPS, ids=lambda place: place[1])
def test_failures_leave_what_was_there(place, error, tmp_path, monkeypatch):
    target = tmp_path / "model"
    tf.saved_model.save(model(1.0), target)
    (target / "README").write_text("mine")
    before = tree(tmp_path)

    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(*place, fail)
    with pytest.raises(type(error)):
        tf.saved_model.save(model(2.0), target)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["saved_model.pb", "fingerprint.pb"])
def test_failures_while_a_file_is_written(name, tmp_path, monkeypatch):
    write = Path.write_bytes

    def fail(self, data):
        if self.name == name:
            write(self, data[:10])
            raise OSError(errno.EIO, "broken")
        return write(self, data)

    target = tmp_path / "model"
    tf.saved_model.save(model(1.0), target)
    before = tree(tmp_path)
    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="broken"):
        tf.saved_model.save(model(2.0), target)
    with pytest.raises(OSError, match="broken"):
        tf.saved_model.save(model(2.0), tmp_path / "deep" / "new")
    assert tree(tmp_path) == before


def test_failure_of_a_first_save_leaves_nothing(tmp_path, monkeypatch):
    def fail(*args):
        raise Interrupt

    monkeypatch.setattr(save_room, "write_shards", fail)
    with pytest.raises(Interrupt):
        tf.saved_model.save(model(1.0), tmp_path / "deep" / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_in_the_way(tmp_path):
    target = tmp_path / "model"
    target.write_text("mine")
    with pytest.raises(ValueError, match=r"model: expected a directory or nothing, got a file"):
        tf.saved_model.save(model(1.0), target)
    assert target.read_text() == "mine"
    with pytest.raises(OSError, match=r"directory that can be written"):
        tf.saved_model.save(model(1.0), target / "below")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_directories_without_permission(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(stat.S_IREAD | stat.S_IEXEC)
    try:
        with pytest.raises(OSError, match=r"Choose another path or change its permissions"):
            tf.saved_model.save(model(1.0), closed / "model")
        assert list(closed.iterdir()) == []
    finally:
        closed.chmod(stat.S_IRWXU)


def no_permission(path):
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_directories_that_the_system_refuses(tmp_path, monkeypatch):
    make = Path.mkdir

    def mkdir(self, *args, **kwargs):
        if self.name.startswith("."):
            no_permission(self)
        return make(self, *args, **kwargs)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(OSError, match=r"model: expected a directory that can be written"):
        tf.saved_model.save(model(1.0), tmp_path / "deep" / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_parent_that_cannot_be_written(tmp_path, monkeypatch):
    """Then the model is staged in the target, and its files move one by one, the marker last."""
    target = tmp_path / "model"
    tf.saved_model.save(model(1.0), target)
    make, replace, moved = Path.mkdir, Path.replace, []

    def mkdir(self, *args, **kwargs):
        if self.parent == tmp_path:
            no_permission(self)
        return make(self, *args, **kwargs)

    def record(self, other):
        moved.append(Path(other).name)
        return replace(self, other)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(Path, "replace", record)
    tf.saved_model.save(model(2.0), target)
    assert is_model(target, 2.0)
    assert moved[-1] == "saved_model.pb"
    assert {path.name for path in target.iterdir()} == NAMES


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EXDEV, errno.EPERM])
def test_directories_that_cannot_be_exchanged(code, tmp_path, monkeypatch):
    target = tmp_path / "model"
    tf.saved_model.save(model(1.0), target)
    (target / "README").write_text("mine")

    def fail(stage, target):
        raise OSError(code, "cannot")

    monkeypatch.setattr(directory_room, "_exchange", fail)
    tf.saved_model.save(model(2.0), target)
    assert is_model(target, 2.0)
    assert {path.name for path in target.iterdir()} == NAMES | {"README"}
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_systems_without_exchange(tmp_path, monkeypatch):
    target = tmp_path / "model"
    tf.saved_model.save(model(1.0), target)
    monkeypatch.setattr(directory_room, "_exchange_at_once", lambda stage, target: False)
    tf.saved_model.save(model(2.0), target)
    assert is_model(target, 2.0)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    before, rename, calls = tree(tmp_path), Path.rename, []

    def fail_second(self, other):
        calls.append(other)
        if len(calls) == 2:
            raise OSError(errno.EIO, "broken")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", fail_second)
    with pytest.raises(OSError, match="broken"):
        tf.saved_model.save(model(3.0), target)
    assert tree(tmp_path) == before


def test_links_are_followed(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    tf.saved_model.save(model(1.0), link)
    tf.saved_model.save(model(2.0), link)
    assert link.is_symlink()
    assert is_model(real, 2.0)
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "made")
    tf.saved_model.save(model(3.0), dangling)
    assert is_model(tmp_path / "made", 3.0)


def test_an_empty_directory(tmp_path):
    tf.saved_model.save(model(1.0), tmp_path)
    assert is_model(tmp_path, 1.0)
    assert {path.name for path in tmp_path.iterdir()} == NAMES


def test_permissions_are_those_of_new_files(tmp_path):
    target = tmp_path / "model"
    tf.saved_model.save(model(1.0), target)
    other = tmp_path / "other"
    other.mkdir()
    (other / "file").touch()
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)
    for path in target.rglob("*"):
        example = other if path.is_dir() else other / "file"
        assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(example.stat().st_mode), path

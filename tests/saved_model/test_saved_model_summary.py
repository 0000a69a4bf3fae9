"""`tf.saved_model.summarize` and `check`, and what the command line prints."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import savedmodel_lite as tf
from savedmodel_lite._cli.main import main
from savedmodel_lite._core.errors import DataLossError, FileMissingError, UnsupportedError

DATA_FILE = "variables/variables.data-00000-of-00001"


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.kernel = tf.Variable(np.ones((3, 2), np.float32), name="kernel")
        self.parts = [tf.Variable(["a", "bc"]), {"x/y": tf.Variable(7, dtype=tf.int64)}]

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, name="x")])
    def product(self, x):
        return {"y": x @ self.kernel, "n": tf.shape(x)}


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model"
    root = Model()
    tf.saved_model.save(root, str(path), signatures={"product": root.product})
    return path


def flip(path, offset=0):
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def test_summary(model):
    summary = tf.saved_model.summarize(model)
    (signature,) = summary.signatures
    assert signature.key == "product"
    assert [(x.name, x.dtype, x.shape) for x in signature.inputs] == [("x", "float32", "[?, 3]")]
    assert [(x.name, x.dtype, x.shape) for x in signature.outputs] == [
        ("n", "int32", "[2]"),
        ("y", "float32", "[?, 2]"),
    ]
    assert {(x.name, x.dtype, x.shape, x.size_bytes) for x in summary.variables} == {
        ("kernel", "float32", "[3, 2]", 24),
        ("parts/0", "string", "[2]", 9),
        ("parts/1/x.Sy", "int64", "[]", 8),
    }
    assert dict(summary.objects)["variable"] == 3
    assert summary.tags == ("serve",)
    assert summary.num_functions > 0
    assert summary.num_nodes > summary.num_functions
    names = [name for name, _ in summary.files]
    assert names == sorted(
        ["fingerprint.pb", "saved_model.pb", DATA_FILE, "variables/variables.index"]
    )


def test_summary_as_text(model):
    lines = str(tf.saved_model.summarize(model)).splitlines()
    assert lines[0].startswith(f"SavedModel {model} (TensorFlow 2.")
    assert "    in   x  float32  [?, 3]" in lines
    assert "variables: 3, 41 bytes" in lines
    assert any(line.split() == ["kernel", "float32", "[3,", "2]", "24", "bytes"] for line in lines)


def test_a_whole_model_has_no_problems(model):
    report = tf.saved_model.check(model)
    assert report.problems == ()
    assert report.num_tensors == 4
    assert report.has_fingerprint
    assert "every checksum verified" in str(report)


@pytest.mark.parametrize(
    ("name", "offset", "wanted"),
    [
        (DATA_FILE, 0, "at offset 0: expected checksum"),
        ("variables/variables.index", 3, "expected checksum"),
        ("fingerprint.pb", 3, "saved_model_checksum"),
        ("saved_model.pb", 3, "expected"),
    ],
)
def test_one_changed_byte_is_found(model, name, offset, wanted):
    flip(model / name, offset)
    report = tf.saved_model.check(model)
    assert report.problems
    assert any(wanted in problem and str(model) in problem for problem in report.problems)
    assert str(report).startswith(f"{model}: damaged.")


@pytest.mark.parametrize("name", [DATA_FILE, "variables/variables.index"])
def test_a_missing_file_is_found(model, name):
    (model / name).unlink()
    assert any(name in problem for problem in tf.saved_model.check(model).problems)


def test_a_missing_fingerprint_is_no_problem(model):
    (model / "fingerprint.pb").unlink()
    report = tf.saved_model.check(model)
    assert report.problems == ()
    assert "the fingerprint is absent" in str(report)


def test_variables_of_another_model_are_found(model, tmp_path):
    other = tf.Module()
    other.kernel = tf.Variable(1.0)
    tf.saved_model.save(other, str(tmp_path / "other"))
    for name in (DATA_FILE, "variables/variables.index"):
        (tmp_path / "other" / name).replace(model / name)
    (problem,) = tf.saved_model.check(model).problems
    assert "expected checkpoint_hash" in problem


@pytest.mark.parametrize("read", [tf.saved_model.summarize, tf.saved_model.check])
def test_no_model_is_an_error(read, tmp_path):
    with pytest.raises(FileMissingError, match="expected a directory, got nothing"):
        read(tmp_path / "absent")
    with pytest.raises(FileMissingError, match="without it"):
        read(tmp_path)
    (tmp_path / "saved_model.pbtxt").touch()
    with pytest.raises(UnsupportedError, match="text form"):
        read(tmp_path)


def test_a_damaged_model_cannot_be_summarized(model):
    (model / "saved_model.pb").write_bytes(b"\xff" * 10)
    with pytest.raises(DataLossError, match="expected a SavedModel message, got 10 other bytes"):
        tf.saved_model.summarize(model)
    (model / "saved_model.pb").write_bytes(b"")
    with pytest.raises(DataLossError, match="schema version 1"):
        tf.saved_model.summarize(model)


def test_contains_saved_model(model, tmp_path):
    assert tf.saved_model.contains_saved_model(model)
    assert tf.saved_model.contains_saved_model(str(model))
    assert not tf.saved_model.contains_saved_model(tmp_path)
    assert not tf.saved_model.contains_saved_model(tmp_path / "absent")


def test_command_show(model, capsys):
    assert main(["show", str(model)]) == 0
    assert capsys.readouterr().out == f"{tf.saved_model.summarize(model)}\n"


def test_command_check(model, capsys):
    assert main(["check", str(model)]) == 0
    assert "good" in capsys.readouterr().out
    flip(model / DATA_FILE)
    assert main(["check", str(model)]) == 1
    assert "expected checksum" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["show", "check"])
def test_command_without_a_model(command, tmp_path, capsys):
    assert main([command, str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"savedmodel-lite: {tmp_path}: expected saved_model.pb")


def test_command_with_wrong_usage(capsys):
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == 2
    assert "usage: savedmodel-lite" in capsys.readouterr().err


def test_python_m(model):
    command = [sys.executable, "-W", "error", "-m", "savedmodel_lite", "check", str(model)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "good" in done.stdout


@pytest.mark.oracle
def test_models_that_tensorflow_writes(tmp_path, tensorflow):
    """The same classes, written by TensorFlow, give the same summary and are whole."""
    (tmp_path / "words.txt").write_text("a\nb\n")

    class Theirs(tensorflow.Module):
        def __init__(self):
            super().__init__()
            self.kernel = tensorflow.Variable(np.ones((3, 2), np.float32))
            self.asset = tensorflow.saved_model.Asset(str(tmp_path / "words.txt"))

        @tensorflow.function(input_signature=[tensorflow.TensorSpec([None, 3], name="x")])
        def product(self, x):
            return {"y": x @ self.kernel}

    root, path = Theirs(), tmp_path / "theirs"
    tensorflow.saved_model.save(root, str(path), signatures={"product": root.product})
    summary = tf.saved_model.summarize(path)
    assert [x.name for x in summary.variables] == ["kernel"]
    assert dict(summary.objects)["asset"] == 1
    assert tf.saved_model.check(path).problems == ()
    (path / "assets" / "words.txt").unlink()
    (problem,) = tf.saved_model.check(path).problems
    assert "expected the asset, got no file" in problem

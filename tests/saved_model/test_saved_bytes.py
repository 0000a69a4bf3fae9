"""The same model gives the same bytes, in every file, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import savedmodel_lite as tf

MODELS = Path(__file__).parent.parent / "interop"
# Saves every model of the writer x reader matrix.
PROGRAM = """
import sys
import savedmodel_lite as tf
from models import MODELS

for model in MODELS:
    root, signatures = model.make(tf)
    tf.saved_model.save(root, f"{sys.argv[1]}/{model.name}", signatures=signatures)
"""


def files_of(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def save_all(directory, seed, before=""):
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    path = [str(MODELS), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment["PYTHONPATH"] = os.pathsep.join(path)
    command = [sys.executable, "-c", before + PROGRAM, str(directory)]
    subprocess.run(command, env=environment, check=True)
    return files_of(directory)


# Functions that were traced, graphs that were built and modules that were named before.
HISTORY = """
import savedmodel_lite as tf
for number in range(3):
    f = tf.function(lambda x: x + tf.constant([1.0] * 200))
    f(tf.ones([200])), tf.Variable(1.0), tf.Module()
"""


def test_processes_agree(tmp_path):
    first = save_all(tmp_path / "first", "1")
    assert len(first) > 60
    second = save_all(tmp_path / "second", "2")
    assert [name for name in first if first[name] != second.get(name)] == []
    later = save_all(tmp_path / "later", "3", HISTORY)
    assert [name for name in first if first[name] != later.get(name)] == []


def counter():
    module = tf.Module()
    module.count = tf.Variable(0, dtype=tf.int64)
    module.table = tf.constant([1.0] * 200)

    @tf.function(input_signature=[tf.TensorSpec([200], tf.float32)])
    def run(x):
        module.count.assign_add(1)
        return x * module.table

    module.run = run
    module.free = tf.function(lambda x, y=2: x * y)
    module.free(tf.constant(1.0))
    return module


def test_saving_twice(tmp_path):
    module = counter()
    tf.saved_model.save(module, tmp_path / "first")
    tf.saved_model.save(module, tmp_path / "second")
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")


def test_models_that_are_made_twice(tmp_path):
    for name in ("first", "second"):
        tf.saved_model.save(counter(), tmp_path / name)
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")


@pytest.mark.parametrize("name", ["fingerprint.pb", "saved_model.pb", "variables/variables.index"])
def test_other_values_give_other_bytes(name, tmp_path):
    module = counter()
    tf.saved_model.save(module, tmp_path / "first")
    module.count.assign(5)
    tf.saved_model.save(module, tmp_path / "second")
    first, second = files_of(tmp_path / "first"), files_of(tmp_path / "second")
    # A variable's value is in the bundle; the program is the same.
    assert (first[name] == second[name]) == (name == "saved_model.pb")

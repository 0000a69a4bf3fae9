"""Every example runs, in a process of its own, and leaves a SavedModel that is whole."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from savedmodel_lite.saved_model import check, contains_saved_model

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("[0-9]*.py"))
# The oracle environment has scikit-learn, whose data they read; the bare one has not.
IN_ORACLE_ENVIRONMENT = {"02_digits_classifier"}
ALL = [
    pytest.param(
        path, id=path.stem, marks=[pytest.mark.oracle] * (path.stem in IN_ORACLE_ENVIRONMENT)
    )
    for path in EXAMPLES
]


def run_example(path: Path, folder: Path) -> str:
    command = [sys.executable, "-W", "error", str(path), str(folder / "out")]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout


def test_examples_are_numbered():
    assert [int(path.name[:2]) for path in EXAMPLES] == list(range(1, len(EXAMPLES) + 1))


@pytest.mark.parametrize("path", ALL)
def test_an_example_runs(path, tmp_path):
    printed = run_example(path, tmp_path)
    assert printed
    if contains_saved_model(tmp_path / "out"):
        assert check(tmp_path / "out").problems == ()


@pytest.mark.oracle
@pytest.mark.parametrize("path", EXAMPLES[:1], ids=lambda path: path.stem)
def test_tensorflow_runs_the_adder(path, tmp_path, tensorflow):
    run_example(path, tmp_path)
    adder = tensorflow.saved_model.load(str(tmp_path / "out"))
    assert adder.add(1.5).numpy() == 4.0


@pytest.mark.oracle
def test_tensorflow_classifies_digits_as_we_do(tmp_path, tensorflow):
    path = next(path for path in EXAMPLES if path.stem == "02_digits_classifier")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    data = example.load_digits()
    pixels = data.data.astype("float32")
    ours = example.DigitsClassifier(example.train(pixels[:1000], data.target[:1000], steps=100))
    signatures = {"scores": ours.scores, "label": ours.label}
    example.tf.saved_model.save(ours, str(tmp_path), signatures=signatures)

    theirs = tensorflow.saved_model.load(str(tmp_path))
    given = tensorflow.constant(pixels[1000:])
    label = theirs.signatures["label"](pixels=given)["label"].numpy()
    assert (label == ours.label(pixels[1000:])["label"].numpy()).all()
    scores = theirs.signatures["scores"](pixels=given)["scores"].numpy()
    assert abs(scores - ours.scores(pixels[1000:])["scores"].numpy()).max() < 1e-5

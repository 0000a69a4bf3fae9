"""`tf.saved_model.experimental.Fingerprint` and `read_fingerprint`, alike in both libraries."""

from __future__ import annotations

import pytest

import savedmodel_lite as ours

FIELDS = (
    "saved_model_checksum",
    "graph_def_program_hash",
    "signature_def_hash",
    "saved_object_graph_hash",
    "checkpoint_hash",
)


@pytest.fixture(params=["ours", pytest.param("theirs", marks=pytest.mark.oracle)])
def library(request):
    return ours if request.param == "ours" else request.getfixturevalue("tensorflow")


@pytest.fixture
def model(tmp_path):
    root = ours.Module()
    root.v = ours.Variable(1.0)
    ours.saved_model.save(root, tmp_path / "model")
    return tmp_path / "model"


def test_reading(library, model):
    fingerprint = library.saved_model.experimental.read_fingerprint(str(model))
    kind = library.saved_model.experimental.Fingerprint
    again = kind.from_proto((model / "fingerprint.pb").read_bytes())
    assert fingerprint == again
    assert fingerprint.version.producer == 4
    values = [getattr(fingerprint, name) for name in FIELDS]
    assert fingerprint.singleprint() == "/".join(map(str, values[1:]))
    assert kind(*values) == fingerprint
    assert kind(*values[:4], values[4] + 1) != fingerprint
    assert fingerprint != values
    with pytest.raises(TypeError, match="unhashable"):
        hash(fingerprint)


def test_text(library):
    fingerprint = library.saved_model.experimental.Fingerprint(1, 2, 3, 4, 5, 6)
    assert repr(fingerprint) == "Fingerprint(1, 2, 3, 4, 5)"
    assert str(fingerprint).splitlines() == [
        "SavedModel Fingerprint",
        *(f"  {name}: {number}" for number, name in enumerate(FIELDS, start=1)),
    ]
    assert fingerprint.singleprint() == "2/3/4/5"


@pytest.mark.parametrize("values", [(), (1, None, 3, 4, 5), (-1, -1, -1, -1, -1)])
def test_no_singleprint(library, values):
    with pytest.raises(ValueError, match="invalid fingerprint values"):
        library.saved_model.experimental.Fingerprint(*values).singleprint()


@pytest.mark.parametrize("name", [".", "missing"])
def test_missing(library, name, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"find\s+fingerprint in directory"):
        library.saved_model.experimental.read_fingerprint(str(tmp_path / name))


def test_damaged(library, model):
    (model / "fingerprint.pb").write_bytes(b"\xff\xff")
    with pytest.raises(RuntimeError, match="SavedModel Fingerprint Error"):
        library.saved_model.experimental.read_fingerprint(str(model))


def test_not_a_message(library):
    with pytest.raises(ValueError, match="could not be deserialized"):
        library.saved_model.experimental.Fingerprint.from_proto(5)


@pytest.mark.oracle
def test_messages_of_tensorflow_are_read(model, tensorflow):
    theirs = tensorflow.saved_model.experimental.read_fingerprint(str(model))
    mine = ours.saved_model.experimental.read_fingerprint(model)
    assert mine == theirs
    assert mine.singleprint() == theirs.singleprint()

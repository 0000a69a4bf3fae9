"""What cannot be saved is refused before anything is written, with a text that helps."""

from __future__ import annotations

import pytest
from refused_models import ROWS

import savedmodel_lite as ours
from savedmodel_lite._core.errors import SavedModelLiteError
from savedmodel_lite._saved_model import save as save_room

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def files_of(directory):
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def refuse(tf, row, target):
    root, signatures = row.build(tf)
    with pytest.raises(Exception) as caught:  # noqa: PT011 each row has its own class
        tf.saved_model.save(root, str(target), signatures=signatures)
    return caught.value


@each_row
def test_is_refused_and_nothing_is_written(row, tmp_path):
    error = refuse(ours, row, tmp_path / "model")
    assert isinstance(error, SavedModelLiteError)
    for word in row.words:
        assert word in str(error), f"{word!r} is missing in: {error}"
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_stays(tmp_path):
    target = tmp_path / "model"
    module = ours.Module()
    module.v = ours.Variable([1.0, 2.0])
    ours.saved_model.save(module, target)
    before = files_of(target)
    for row in ROWS:
        refuse(ours, row, target)
    assert files_of(target) == before
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.oracle
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("row", [row for row in ROWS if not row.differs], ids=lambda row: row.name)
def test_error_classes_are_tensorflows(row, tensorflow, tmp_path):
    theirs = refuse(tensorflow, row, tmp_path / "theirs")
    error = refuse(ours, row, tmp_path / "ours")
    names = {kind.__name__ for kind in type(error).__mro__}
    assert type(theirs).__name__ in names, (error, theirs)


def large_model():
    module = ours.Module()
    module.table = ours.constant(list(range(1000)))
    module.run = ours.function(
        lambda x: ours.gather(module.table, x), input_signature=[ours.TensorSpec([], ours.int32)]
    )
    return module


@pytest.mark.parametrize("limit", [1000, 3900, 6000])
def test_messages_over_the_limit(limit, tmp_path, monkeypatch):
    # The first limit is met by the constants alone, the last only by the whole message.
    monkeypatch.setattr(save_room, "_MOST_MESSAGE_BYTES", limit)
    with pytest.raises(ValueError, match=r"expected at most \d+ bytes.*tf\.Variable"):
        ours.saved_model.save(large_model(), tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_saving_in_a_function(tmp_path):
    module = ours.Module()

    @ours.function
    def traced():
        ours.saved_model.save(module, tmp_path / "model")

    with pytest.raises(AssertionError, match=r"tf\.function being traced"):
        traced()
    assert list(tmp_path.iterdir()) == []


def test_other_attributes_called_signatures(tmp_path):
    module = ours.Module()
    module.signatures = 3
    ours.saved_model.save(module, tmp_path / "model")
    assert ours.saved_model.contains_saved_model(tmp_path / "model")

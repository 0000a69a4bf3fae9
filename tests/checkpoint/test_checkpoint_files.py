"""The files around a checkpoint: all or nothing, the state file, the manager."""

from pathlib import Path

import pytest
from checkpoint_cases import OURS, module

from savedmodel_lite._checkpoint import checkpoint_files
from savedmodel_lite._checkpoint.plan import plan_checkpoint
from savedmodel_lite._core.context import building
from savedmodel_lite._core.errors import ArgumentError, StateError
from savedmodel_lite._core.graph import Graph
from savedmodel_lite._serde.trackable_object_graph import (
    RegisteredSaver,
    SavedAttribute,
    SavedNode,
    SlotVariable,
    object_graph_from_proto,
    object_graph_to_proto,
)
from savedmodel_lite._track.object_graph import view_objects
from savedmodel_lite._track.trackable import Trackable

tf = OURS
theirs_too = pytest.param(
    "theirs", marks=[pytest.mark.oracle, pytest.mark.filterwarnings("default")]
)


@pytest.fixture(params=["ours", theirs_too])
def library(request):
    return OURS if request.param == "ours" else request.getfixturevalue("tensorflow")


@pytest.mark.parametrize("failing", [1, 2, 3, 4, 5])
def test_failure_leaves_the_old_checkpoint(failing, tmp_path, monkeypatch):
    variable = tf.Variable(1.0)
    checkpoint = tf.train.Checkpoint(v=variable)
    path = checkpoint.write(tmp_path / "ckpt")
    variable.assign(2.0)
    before = {item: item.read_bytes() for item in tmp_path.iterdir()}
    calls = []
    replace = Path.replace

    def fail(self, target):
        calls.append(target)
        if len(calls) == failing:
            raise OSError("disk is gone")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="disk is gone"):
            checkpoint.write(path)
    assert {item: item.read_bytes() for item in tmp_path.iterdir()} == before
    checkpoint.read(path).assert_consumed()
    assert float(variable) == 1.0


def test_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(_, prefix):
        checkpoint_files.data_file_name(prefix).write_bytes(b"")
        raise OSError("disk is full")

    monkeypatch.setattr(checkpoint_files, "write_shards", fail)
    with pytest.raises(OSError, match="disk is full"):
        tf.train.Checkpoint(v=tf.Variable(1.0)).save(tmp_path / "ckpt")
    assert list(tmp_path.iterdir()) == []


def test_state_file(library, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    checkpoint = library.train.Checkpoint(v=library.Variable(1.0))
    for prefix in ["a/ckpt", str(tmp_path / "b" / "ckpt")]:
        path = checkpoint.save(prefix)
        text = Path(path).with_name("checkpoint").read_text()
        name = Path(path).name
        assert text == f'model_checkpoint_path: "{name}"\nall_model_checkpoint_paths: "{name}"\n'
        directory = str(Path(prefix).parent)
        assert library.train.latest_checkpoint(directory) == path
        state = library.train.get_checkpoint_state(directory)
        assert list(state.all_model_checkpoint_paths) == [path]
    assert library.train.latest_checkpoint("nowhere") is None
    assert library.train.get_checkpoint_state("nowhere") is None


def test_state_file_refusals(tmp_path):
    update = tf.train.update_checkpoint_state
    with pytest.raises(ArgumentError, match="as many checkpoint timestamps"):
        update(tmp_path, "a", ["a"], all_model_checkpoint_timestamps=[1.0, 2.0])
    with pytest.raises(StateError, match="conflicts"):
        update(tmp_path, str(tmp_path / "checkpoint"))
    (tmp_path / "checkpoint").write_text("")
    with pytest.raises(ArgumentError, match="Invalid checkpoint state"):
        tf.train.latest_checkpoint(tmp_path)
    (tmp_path / "checkpoint").write_text("no: such field")
    assert tf.train.get_checkpoint_state(tmp_path) is None
    (tmp_path / "checkpoint").write_text('model_checkpoint_path: "gone"')
    assert tf.train.latest_checkpoint(tmp_path) is None
    with pytest.raises(ArgumentError, match="Couldn't find 'checkpoint' file"):
        tf.train.load_checkpoint(tmp_path)


HOUR = 3600.0
POLICIES = {
    # max_to_keep, keep_checkpoint_every_n_hours, seconds between saves; checkpoints, files on disk
    "two": (2, None, 1.0, [4, 5], [4, 5]),
    "all": (None, None, 1.0, [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
    "one": (1, None, 1.0, [5], [5]),
    "every hour": (1, 1, HOUR, [5], [1, 2, 3, 4, 5]),
    "every two hours": (2, 2, HOUR, [4, 5], [2, 4, 5]),
}


@pytest.mark.parametrize("row", POLICIES.values(), ids=POLICIES)
def test_manager_keeps(row, library, tmp_path, monkeypatch):
    max_to_keep, hours, step, names, files = row
    now = [1.0e9]
    monkeypatch.setattr("time.time", lambda: now[0])
    directory = str(tmp_path / "m")
    checkpoint = library.train.Checkpoint(v=library.Variable(1.0))
    for _ in range(5):
        # A new manager each time: what it knows is in the state file.
        manager = library.train.CheckpointManager(
            checkpoint, directory, max_to_keep, keep_checkpoint_every_n_hours=hours
        )
        now[0] += step
        path = manager.save()
    assert manager.latest_checkpoint == path == library.train.latest_checkpoint(directory)
    assert manager.checkpoints == [f"{directory}/ckpt-{number}" for number in names]
    found = sorted(int(item.stem.partition("-")[2]) for item in Path(directory).glob("*.index"))
    assert found == files
    assert len(list(Path(directory).glob("*.data-*"))) == len(files)
    state = (Path(directory) / "checkpoint").read_text()
    assert state.startswith(f'model_checkpoint_path: "ckpt-{names[-1]}"\n')
    assert state.count("all_model_checkpoint_timestamps") == len(names)
    assert "last_preserved_timestamp: " in state


@pytest.mark.oracle
@pytest.mark.filterwarnings("default")
def test_manager_writes_the_same_state(tensorflow, tmp_path, monkeypatch):
    texts = []
    for library, name in [(OURS, "ours"), (tensorflow, "theirs")]:
        now = [1.0e9 + 0.123456]
        monkeypatch.setattr("time.time", lambda now=now: now[0])
        checkpoint = library.train.Checkpoint(v=library.Variable(1.0))
        manager = library.train.CheckpointManager(checkpoint, str(tmp_path / name), 2, 1)
        for _ in range(4):
            now[0] += 1801.5
            manager.save()
        texts.append((tmp_path / name / "checkpoint").read_bytes())
    assert texts[0] == texts[1]


def test_manager_interval(library, tmp_path):
    step = library.Variable(0, dtype="int64")
    checkpoint = library.train.Checkpoint(step=step)
    calls = []
    manager = library.train.CheckpointManager(
        checkpoint,
        str(tmp_path),
        max_to_keep=None,
        checkpoint_name="m",
        step_counter=step,
        checkpoint_interval=2,
        init_fn=lambda: calls.append("init"),
    )
    assert manager.restore_or_initialize() is None
    assert calls == ["init"]
    saved = []
    for number in range(5):
        step.assign(number)
        saved += [manager.save(), manager.save(check_interval=False)]
    paths = [f"{tmp_path}/m-{number}" for number in range(1, 6)]
    first, *later = paths
    assert saved == [first, None, *(item for path in later for item in (None, path))]
    step.assign(0)
    assert manager.restore_or_initialize() == manager.latest_checkpoint
    assert int(step.numpy()) == 4
    assert manager.save(checkpoint_number=77, check_interval=False) is None
    step.assign(9)
    assert manager.save(checkpoint_number=77) == f"{tmp_path}/m-77"
    assert (manager.directory, manager.checkpoint_interval) == (str(tmp_path), 2)


def test_manager_refusals(library, tmp_path):
    checkpoint = library.train.Checkpoint()
    with pytest.raises(ValueError, match="positive integer"):
        library.train.CheckpointManager(checkpoint, str(tmp_path), 0)
    with pytest.raises(ValueError, match="step_counter"):
        library.train.CheckpointManager(checkpoint, str(tmp_path), 1, checkpoint_interval=1)


def test_iterator(library, tmp_path):
    checkpoint = library.train.Checkpoint(v=library.Variable(1.0))
    path = checkpoint.save(str(tmp_path / "ckpt"))
    assert list(library.train.checkpoints_iterator(str(tmp_path), timeout=0)) == [path]
    ends = iter([False, True])
    paths = library.train.checkpoints_iterator(
        str(tmp_path), timeout=0, timeout_fn=lambda: next(ends)
    )
    assert list(paths) == [path]


class Odd(Trackable):
    def _serialize_to_tensors(self):
        return [1]


REFUSED = {
    "tensors in a list": (Odd, ValueError, r"root\.x: expected a dict of tensors"),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_refused_objects(row, tmp_path):
    kind, error, text = row
    with pytest.raises(error, match=text):
        tf.train.Checkpoint(x=kind()).write(tmp_path / "ckpt")
    assert list(tmp_path.iterdir()) == []


def test_not_in_functions(tmp_path):
    checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
    with pytest.raises(NotImplementedError, match="outside of functions"), building(Graph()):
        checkpoint.save(tmp_path / "ckpt")
    assert list(tmp_path.iterdir()) == []
    assert int(checkpoint.save_counter) == 0


def test_nodes_limit():
    root = module(tf, a=tf.Variable(1.0), b=tf.Module())
    root.b.c = tf.Variable(2.0)
    plan = plan_checkpoint(view_objects(root), nodes_limit=3)
    assert [entry.key for entry in plan.entries][:-1] == ["a/.ATTRIBUTES/VARIABLE_VALUE"]
    assert [len(node.children) for node in plan.object_graph.nodes] == [2, 0, 0]
    values = [node.has_checkpoint_values.value for node in plan.object_graph.nodes]
    assert values == [True, True, False]


NODES = [
    (),
    (SavedNode(),),
    (SavedNode(has_checkpoint_values=False),),
    (
        SavedNode((("v", 1), ("o", 2)), has_checkpoint_values=True),
        SavedNode(
            attributes=(SavedAttribute("VARIABLE_VALUE", "v", "v/.ATTRIBUTES/VARIABLE_VALUE"),)
        ),
        SavedNode(slot_variables=(SlotVariable(1, "momentum", 3),)),
        SavedNode(registered_saver=RegisteredSaver("Custom.saver", "o")),
    ),
]


@pytest.mark.parametrize("nodes", NODES)
def test_object_graph_messages(nodes):
    message = object_graph_to_proto(nodes)
    again = type(message).FromString(message.SerializeToString())
    assert object_graph_from_proto(again) == nodes

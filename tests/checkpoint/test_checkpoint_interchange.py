"""Checkpoints are interchangeable with TensorFlow's. Needs TensorFlow."""

import numpy as np
import pytest
from checkpoint_cases import (
    ARRAYS,
    CASES,
    OURS,
    assert_same_values,
    clear,
    dtypes,
    module,
    values_of,
)

from savedmodel_lite._checkpoint.plan import plan_checkpoint
from savedmodel_lite._checkpoint.shards import split_plan, write_shards
from savedmodel_lite._track.object_graph import view_objects
from savedmodel_lite._track.python_state import PythonState

pytestmark = [
    pytest.mark.oracle,
    # TensorFlow's own imports warn.
    pytest.mark.filterwarnings("default"),
]


def files_of(directory):
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


@pytest.fixture(params=["ours to theirs", "theirs to ours", "ours to ours"])
def libraries(request, tensorflow):
    by_name = {"ours": OURS, "theirs": tensorflow}
    writer, reader = request.param.split(" to ")
    return by_name[writer], by_name[reader]


@pytest.mark.parametrize("case", CASES)
def test_same_bytes(case, tensorflow, tmp_path):
    for tf, name in [(OURS, "ours"), (tensorflow, "theirs")]:
        checkpoint = tf.train.Checkpoint(**case(tf))
        for _ in range(2):
            checkpoint.save(str(tmp_path / name / "ckpt"))
    assert files_of(tmp_path / "ours") == files_of(tmp_path / "theirs")


@pytest.mark.parametrize("case", CASES)
def test_restore_all(case, libraries, tmp_path):
    writer, reader = libraries
    saved = case(writer)
    path = writer.train.Checkpoint(**saved).save(str(tmp_path / "ckpt"))
    assert reader.train.latest_checkpoint(str(tmp_path)) == path
    parts = case(reader)
    clear(parts)
    checkpoint = reader.train.Checkpoint(**parts)
    checkpoint.restore(path).assert_consumed()
    assert_same_values(values_of(parts), values_of(saved))
    assert int(checkpoint.save_counter.numpy()) == 1


@pytest.mark.parametrize("case", CASES)
def test_read_what_was_written(case, libraries, tmp_path):
    writer, reader = libraries
    saved = case(writer)
    path = writer.train.Checkpoint(**saved).write(str(tmp_path / "ckpt"))
    parts = case(reader)
    clear(parts)
    reader.train.Checkpoint(**parts).read(path).assert_consumed()
    assert_same_values(values_of(parts), values_of(saved))


def test_same_listings(tensorflow, tmp_path):
    path = tensorflow.train.Checkpoint(**dtypes(tensorflow)).write(str(tmp_path / "ckpt"))
    ours, theirs = (tf.train.load_checkpoint(path) for tf in (OURS, tensorflow))
    assert OURS.train.list_variables(path) == tensorflow.train.list_variables(path)
    assert ours.debug_string() == theirs.debug_string()
    shapes = ours.get_variable_to_shape_map()
    assert shapes == theirs.get_variable_to_shape_map()
    names = {key: dtype.name for key, dtype in theirs.get_variable_to_dtype_map().items()}
    assert {k: d.name for k, d in ours.get_variable_to_dtype_map().items()} == names
    for key in shapes:
        got, expected = ours.get_tensor(key), theirs.get_tensor(key)
        assert type(got) is type(expected)
        np.testing.assert_array_equal(got, expected, strict=not isinstance(got, bytes))
        assert ours.has_tensor(key)
    assert not ours.has_tensor("other")


def test_sharded(tensorflow, tmp_path):
    tf = tensorflow
    prefix = str(tmp_path / "ckpt")
    saved = dtypes(tf)
    del saved["empty"]  # this policy leaves out tensors without elements
    options = tf.train.CheckpointOptions(
        experimental_sharding_callback=tf.train.experimental.MaxShardSizePolicy(24)
    )
    tf.train.Checkpoint(**saved).write(prefix, options)
    assert len(list(tmp_path.glob("*.data-*"))) > 2
    parts = dtypes(OURS)
    del parts["empty"]
    clear(parts)
    OURS.train.Checkpoint(**parts).read(prefix).assert_consumed()
    assert_same_values(values_of(parts), values_of(saved))


def test_partitioned(tensorflow, tmp_path):
    value = np.arange(12, dtype=np.float32).reshape(4, 3)
    plan = plan_checkpoint(view_objects(OURS.train.Checkpoint(v=OURS.Variable(value))))
    graph = plan.object_graph.SerializeToString()
    key = plan.entries[0].key
    tensorflow.raw_ops.SaveV2(
        prefix=str(tmp_path / "ckpt"),
        tensor_names=[key, key, plan.entries[-1].key],
        shape_and_slices=["4 3 0,1:-", "4 3 1,3:-", ""],
        tensors=[value[:1], value[1:], tensorflow.constant(graph)],
    )
    variable = OURS.Variable(value * 0)
    OURS.train.Checkpoint(v=variable).read(tmp_path / "ckpt").assert_consumed()
    np.testing.assert_array_equal(variable.numpy(), value)


def test_name_based(tensorflow, tmp_path):
    with tensorflow.Graph().as_default(), tensorflow.compat.v1.Session() as session:
        variables = [
            tensorflow.compat.v1.get_variable(name, initializer=value, use_resource=True)
            for name, value in ARRAYS.items()
            if name in {"float32", "int64"}
        ]
        session.run(tensorflow.compat.v1.global_variables_initializer())
        prefix = tensorflow.compat.v1.train.Saver(variables).save(session, str(tmp_path / "ckpt"))
    assert OURS.train.list_variables(prefix) == tensorflow.train.list_variables(prefix)
    assert OURS.train.latest_checkpoint(tmp_path) == prefix
    holder = module(OURS, a=OURS.Variable(ARRAYS["float32"] * 0, name="float32"))
    status = OURS.train.Checkpoint(m=holder).restore(prefix)
    status.assert_consumed()
    holder.later = [OURS.Variable(ARRAYS["int64"] * 0, name="int64")]
    np.testing.assert_array_equal(holder.a.numpy(), ARRAYS["float32"])
    np.testing.assert_array_equal(holder.later[0].numpy(), ARRAYS["int64"])
    status.assert_existing_objects_matched()
    holder.other = OURS.Variable(1.0, name="other")
    with pytest.raises(AssertionError, match="not restored"):
        status.assert_consumed()


@pytest.mark.parametrize("make", [str, lambda path: path], ids=["text", "path"])
def test_saved_model_directory(make, tensorflow, tmp_path):
    def build(tf, number):
        return module(tf, v=tf.Variable(number), items=[tf.Variable([number])])

    tensorflow.saved_model.save(build(tensorflow, 2.0), str(tmp_path / "model"))
    target = build(OURS, 0.0)
    checkpoint = OURS.train.Checkpoint(target)
    status = checkpoint.restore(make(tmp_path / "model"))
    status.assert_nontrivial_match()
    assert target.v.numpy() == target.items[0].numpy() == [2.0]
    with pytest.raises(AssertionError, match="save_counter"):
        status.assert_existing_objects_matched()


class Cell:
    """What the classes below keep: one value."""

    def __init__(self, value):
        self.value = value

    def serialize(self):
        return self.value

    def deserialize(self, string_value):
        self.value = string_value


class OurCell(Cell, PythonState):
    pass


def test_python_state(tensorflow, tmp_path):
    class TheirCell(Cell, tensorflow.train.experimental.PythonState):
        pass

    for tf, cell, name in [(OURS, OurCell, "ours"), (tensorflow, TheirCell, "theirs")]:
        parts = {"a": cell(b"one"), "v": tf.Variable(1.0), "z": cell(b"two")}
        tf.train.Checkpoint(**parts).write(str(tmp_path / name / "ckpt"))
    assert files_of(tmp_path / "ours") == files_of(tmp_path / "theirs")
    parts = {"a": OurCell(b""), "v": OURS.Variable(0.0), "z": OurCell(b"")}
    OURS.train.Checkpoint(**parts).read(tmp_path / "theirs" / "ckpt").assert_consumed()
    assert (parts["a"].value, parts["z"].value) == (b"one", b"two")


class Pair:
    """Tensors of its own, under names that need no escaping and one that does."""

    def __init__(self, *tensors):
        self.tensors = dict(zip(("first", "second.x/y"), tensors, strict=True))

    def _serialize_to_tensors(self):
        return self.tensors

    def _restore_from_tensors(self, restored_tensors):
        self.tensors = restored_tensors


def test_own_tensors(tensorflow, tmp_path):
    from savedmodel_lite._core.convert import convert_to_tensor
    from savedmodel_lite._track.trackable import Trackable

    class OurPair(Pair, Trackable):
        pass

    class TheirPair(Pair, tensorflow.__internal__.tracking.Trackable):
        pass

    theirs = TheirPair(tensorflow.constant([1, 2]), tensorflow.constant("s"))
    tensorflow.train.Checkpoint(p=theirs).write(str(tmp_path / "theirs" / "ckpt"))
    ours = OurPair(convert_to_tensor([1, 2]), convert_to_tensor("s"))
    OURS.train.Checkpoint(p=ours).write(tmp_path / "ours" / "ckpt")
    assert files_of(tmp_path / "ours") == files_of(tmp_path / "theirs")
    ours.tensors = {
        name: value * 0 if name == "first" else value for name, value in ours.tensors.items()
    }
    OURS.train.Checkpoint(p=ours).read(tmp_path / "theirs" / "ckpt").assert_consumed()
    assert ours.tensors["first"].numpy().tolist() == [1, 2]
    assert ours.tensors["second.x/y"].numpy() == b"s"


def test_table_keys(tensorflow, tmp_path):
    from savedmodel_lite._core.convert import convert_to_tensor
    from savedmodel_lite._track.trackable import Trackable

    class Table(Trackable):
        _saveable_name = "table"

        def _serialize_to_tensors(self):
            return {"-keys": convert_to_tensor(["a"]), "-values": convert_to_tensor([3])}

    table = tensorflow.lookup.experimental.MutableHashTable("string", "int32", -1)
    table.insert(tensorflow.constant(["a"]), tensorflow.constant([3]))
    tensorflow.train.Checkpoint(t=table).write(str(tmp_path / "theirs" / "ckpt"))
    OURS.train.Checkpoint(t=Table()).write(tmp_path / "ours" / "ckpt")
    assert files_of(tmp_path / "ours") == files_of(tmp_path / "theirs")


def test_uninitialized_variable(tmp_path):
    variable = OURS.Variable(1.0)
    variable.handle._array.assign(None)
    plan = plan_checkpoint(view_objects(OURS.train.Checkpoint(v=variable)))
    assert [entry.key for entry in plan.entries] == ["_CHECKPOINTABLE_OBJECT_GRAPH"]
    assert plan.object_graph.nodes[1].attributes[0].name == "VARIABLE_VALUE"
    write_shards(split_plan(plan), tmp_path / "ckpt")

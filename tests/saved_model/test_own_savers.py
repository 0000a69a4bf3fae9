"""Resources and objects that save themselves: what files have, and what saving leaves behind."""

from __future__ import annotations

import numpy as np
import pytest

import savedmodel_lite as tf
from savedmodel_lite._proto import messages as pb


def object_graph(directory):
    model = pb.SavedModel.FromString((directory / "saved_model.pb").read_bytes())
    return model.meta_graphs[0].object_graph_def


class Pair(tf.Module):
    """Two variables that are saved as one tensor."""

    def __init__(self):
        super().__init__()
        self.a = tf.Variable(1.0)
        self.b = tf.Variable(2.0)
        self.restored = None

    def _serialize_to_tensors(self):
        return {"both": tf.stack([self.a, self.b]), "sum": self.a + self.b}

    def _restore_from_tensors(self, restored_tensors):
        self.restored = restored_tensors["sum"]
        self.a.assign(restored_tensors["both"][0])
        return self.b.assign(restored_tensors["both"][1])


def holder():
    root = tf.Module()
    root.pair = Pair()
    root.other = tf.Variable(5.0)
    return root


def test_tensors_of_objects_are_saved(tmp_path):
    root = holder()
    tf.saved_model.save(root, tmp_path / "model")
    reader = tf.train.load_checkpoint(str(tmp_path / "model/variables/variables"))
    assert sorted(reader.get_variable_to_shape_map()) == [
        "_CHECKPOINTABLE_OBJECT_GRAPH",
        "other/.ATTRIBUTES/VARIABLE_VALUE",
        "pair/.ATTRIBUTES/both",
        "pair/.ATTRIBUTES/sum",
        "pair/a/.ATTRIBUTES/VARIABLE_VALUE",
        "pair/b/.ATTRIBUTES/VARIABLE_VALUE",
    ]
    np.testing.assert_array_equal(reader.get_tensor("pair/.ATTRIBUTES/both"), [1.0, 2.0])
    graph = object_graph(tmp_path / "model")
    (saver,) = graph.nodes[1].saveable_objects
    assert saver.key == ".TENSORS"
    names = [
        graph.nodes[node_id].bare_concrete_function.concrete_function_name
        for node_id in (saver.value.save_function, saver.value.restore_function)
    ]
    assert [name.rstrip("0123456789") for name in names] == [
        "__inference_save_fn_",
        "__inference_restore_fn_",
    ]


def test_saving_does_not_change_the_object(tmp_path):
    root = holder()
    tf.saved_model.save(root, tmp_path / "model")
    assert root.pair.restored is None
    assert [root.pair.a.numpy(), root.pair.b.numpy()] == [1.0, 2.0]
    assert list(root.pair._trackable_children()) == ["a", "b"]


def test_a_checkpoint_restores_the_model(tmp_path):
    root = holder()
    root.pair.b.assign(7.0)
    tf.saved_model.save(root, tmp_path / "model")
    other = holder()
    tf.train.Checkpoint(root=other).read(str(tmp_path / "model/variables/variables"))
    assert [other.pair.a.numpy(), other.pair.b.numpy()] == [1.0, 7.0]
    assert other.pair.restored.numpy() == 8.0


def test_tables_restore(tmp_path):
    def tables():
        root = tf.Module()
        root.counts = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
        root.dense = tf.lookup.experimental.DenseHashTable(
            tf.int64, tf.float32, 0.0, -1, -2, initial_num_buckets=4
        )
        return root

    root = tables()
    root.counts.insert(["a", "b"], [1, 2])
    root.dense.insert(tf.constant([5, 6], tf.int64), [0.5, 1.5])
    path = tf.train.Checkpoint(root=root).write(str(tmp_path / "checkpoint"))
    other = tables()
    other.counts.insert(["gone"], [3])
    tf.train.Checkpoint(root=other).read(path).assert_consumed()
    np.testing.assert_array_equal(other.counts.lookup(["a", "b", "gone"]), [1, 2, -1])
    np.testing.assert_array_equal(other.dense.lookup([5, 6, 7]), [0.5, 1.5, 0.0])


def test_shared_names_are_unique(tmp_path):
    root = tf.Module()
    index = tf.lookup.TextFileIndex
    path = tmp_path / "words.txt"
    path.write_text("a\nb\n", encoding="utf-8")
    for name in ("one", "two"):
        made = tf.lookup.TextFileInitializer(
            str(path), tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER
        )
        setattr(root, name, tf.lookup.StaticHashTable(made, -1))
        table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
        setattr(root, f"{name}_more", table)
    tf.saved_model.save(root, tmp_path / "model")
    model = pb.SavedModel.FromString((tmp_path / "model/saved_model.pb").read_bytes())
    graph = model.meta_graphs[0].graph_def

    def names(nodes):
        return sorted(
            entry.value.s
            for node in nodes
            if "HashTable" in node.op
            for entry in node.attr
            if entry.key == "shared_name"
        )

    top = names(graph.node)
    assert len(set(top)) == 4
    assert names(node for item in graph.library.function for node in item.node_def) == top


def test_a_table_out_of_reach_is_refused(tmp_path):
    table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
    root = tf.Module()

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def find(keys):
        return table.lookup(keys)

    root.find = find
    with pytest.raises(AssertionError, match="untracked"):
        tf.saved_model.save(root, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_saving_again_gives_the_same(tmp_path):
    root = holder()
    root.table = tf.lookup.StaticHashTable(
        tf.lookup.KeyValueTensorInitializer(["a"], [1]), -1
    )  # fmt: skip
    for name in ("one", "two"):
        tf.saved_model.save(root, tmp_path / name)
    one, two = ((tmp_path / name / "saved_model.pb").read_bytes() for name in ("one", "two"))
    assert one == two


class WithDependencies(tf.Module):
    """An object that says what must be loaded before it."""

    def __init__(self, needed):
        super().__init__()
        self.child = tf.Module()
        self.needed = needed

    def _deserialization_dependencies(self, children):
        return self.needed(self, children)


def test_dependencies_are_written(tmp_path):
    root = WithDependencies(lambda _, children: {"first": children["child"]})
    tf.saved_model.save(root, tmp_path / "model")
    (edge,) = object_graph(tmp_path / "model").nodes[0].dependencies
    assert (edge.local_name, edge.node_id) == ("first", 1)


@pytest.mark.parametrize(
    ("needed", "kind", "text"),
    [
        (lambda *_: {"x": 3}, TypeError, "root: expected trackable dependencies, got 3"),
        (lambda *_: {"x": tf.Variable(1.0)}, ValueError, "Found an untracked dependency"),
        (lambda self, _: {"x": self}, ValueError, "got a cycle among root"),
    ],
    ids=["no object", "out of reach", "cycle"],
)
def test_wrong_dependencies_are_refused(needed, kind, text, tmp_path):
    with pytest.raises(kind, match=text):
        tf.saved_model.save(WithDependencies(needed), tmp_path / "model")

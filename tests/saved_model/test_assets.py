"""Files that are saved with a model: names, copies, and what is refused."""

from __future__ import annotations

import tracemalloc

import pytest

import savedmodel_lite as tf
from savedmodel_lite._proto import messages as pb


def holder(**assets):
    root = tf.Module()
    for name, path in assets.items():
        setattr(root, name, tf.saved_model.Asset(path))

    @tf.function(input_signature=[])
    def paths():
        return {name: getattr(root, name).asset_path for name in assets}

    root.paths = paths
    return root


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return str(path)


def saved_files(directory):
    return {path.name: path.read_text() for path in (directory / "assets").iterdir()}


def asset_names(directory):
    """The file of each child of the root."""
    model = pb.SavedModel.FromString((directory / "saved_model.pb").read_bytes())
    (graph,) = model.meta_graphs
    nodes = graph.object_graph_def.nodes
    found = {}
    for child in nodes[0].children:
        if nodes[child.node_id].HasField("asset"):
            index = nodes[child.node_id].asset.asset_file_def_index
            found[child.local_name] = graph.asset_file_def[index].filename
    return found


ROWS = {
    # name: content of the file of each asset, by its path; files and names in the model.
    "one": ({"a": ("x/words.txt", "1")}, {"words.txt": "1"}, {"a": "words.txt"}),
    "two names": (
        {"a": ("x/one.txt", "1"), "b": ("x/two.txt", "1")},
        {"one.txt": "1", "two.txt": "1"},
        {"a": "one.txt", "b": "two.txt"},
    ),
    "one name, two contents": (
        {"a": ("x/words.txt", "1"), "b": ("y/words.txt", "2")},
        {"words.txt": "2", "words.txt_1": "1"},
        {"a": "words.txt_1", "b": "words.txt"},
    ),
    "one content twice": (
        {"a": ("x/words.txt", "1"), "b": ("y/words.txt", "1")},
        {"words.txt": "1"},
        {"a": "words.txt", "b": "words.txt"},
    ),
    "equal to the second of a name": (
        {"a": ("x/words.txt", "1"), "b": ("y/words.txt", "1"), "c": ("z/words.txt", "2")},
        {"words.txt": "2", "words.txt_1": "1"},
        {"a": "words.txt_1", "b": "words.txt_1", "c": "words.txt"},
    ),
    "one file twice": (
        {"a": ("x/words.txt", "1"), "b": ("x/words.txt", "1")},
        {"words.txt": "1"},
        {"a": "words.txt", "b": "words.txt"},
    ),
    "a name with a number": (
        {"a": ("x/w", "1"), "b": ("x/w_1", "2"), "c": ("y/w", "3")},
        {"w": "3", "w_1": "2", "w_2": "1"},
        {"a": "w_2", "b": "w_1", "c": "w"},
    ),
    "no content": ({"a": ("x/empty", "")}, {"empty": ""}, {"a": "empty"}),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_files_and_names(row, tmp_path):
    given, files, names = row
    paths = {name: write(tmp_path / path, content) for name, (path, content) in given.items()}
    tf.saved_model.save(holder(**paths), tmp_path / "model")
    assert saved_files(tmp_path / "model") == files
    assert asset_names(tmp_path / "model") == names


def test_the_content_is_that_of_the_time_of_saving(tmp_path):
    path = write(tmp_path / "words.txt", "before")
    root = holder(a=path)
    root.paths()
    write(tmp_path / "words.txt", "after")
    tf.saved_model.save(root, tmp_path / "model")
    assert saved_files(tmp_path / "model") == {"words.txt": "after"}
    assert root.paths()["a"].numpy() == path.encode()


def test_links_are_followed(tmp_path):
    write(tmp_path / "target.txt", "text")
    (tmp_path / "link.txt").symlink_to("target.txt")
    tf.saved_model.save(holder(a=str(tmp_path / "link.txt")), tmp_path / "model")
    assert saved_files(tmp_path / "model") == {"link.txt": "text"}
    assert not (tmp_path / "model/assets/link.txt").is_symlink()


@pytest.mark.parametrize("kind", ["missing", "directory", "dangling"])
def test_nothing_is_written_without_the_file(kind, tmp_path):
    path = tmp_path / "words.txt"
    if kind == "directory":
        path.mkdir()
    elif kind == "dangling":
        path.symlink_to("nothing")
    with pytest.raises(FileNotFoundError, match=r"root\.a: expected the file '.*words.txt', got"):
        tf.saved_model.save(holder(a=str(path)), tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_list_of_paths_is_refused(tmp_path):
    root = tf.Module()
    root.a = tf.saved_model.Asset(["x", "y"])
    with pytest.raises(ValueError, match=r"root\.a: expected one path"):
        tf.saved_model.save(root, tmp_path / "model")


def test_an_asset_in_a_table_is_saved(tmp_path):
    path = write(tmp_path / "words.txt", "a\nb\n")
    index = tf.lookup.TextFileIndex
    root = tf.Module()
    root.table = tf.lookup.StaticHashTable(
        tf.lookup.TextFileInitializer(
            path, tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER
        ),
        -1,
    )
    (tmp_path / "words.txt").write_text("c\n", encoding="utf-8")
    tf.saved_model.save(root, tmp_path / "model")
    # The table here keeps what it read; loaded ones read the copy.
    assert saved_files(tmp_path / "model") == {"words.txt": "c\n"}
    assert root.table.lookup(tf.constant("b")).numpy() == 1


def test_no_path_of_this_machine_is_in_the_model(tmp_path):
    path = write(tmp_path / "a folder" / "words.txt", "a\nb\n")
    root = holder(a=path)
    index = tf.lookup.TextFileIndex
    root.table = tf.lookup.StaticVocabularyTable(
        tf.lookup.TextFileInitializer(
            path, tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER
        ),
        2,
    )
    tf.saved_model.save(root, tmp_path / "model")
    assert b"a folder" not in (tmp_path / "model" / "saved_model.pb").read_bytes()


def test_large_files_are_not_held_in_memory(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(50 << 20)
    root = holder(a=str(path), b=str(path))
    tracemalloc.start()
    tf.saved_model.save(root, tmp_path / "model")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "model/assets/large").stat().st_size == 50 << 20
    assert most < 10 << 20


def test_the_old_assets_go_with_the_old_model(tmp_path):
    tf.saved_model.save(holder(a=write(tmp_path / "old.txt", "1")), tmp_path / "model")
    tf.saved_model.save(holder(a=write(tmp_path / "new.txt", "2")), tmp_path / "model")
    assert saved_files(tmp_path / "model") == {"new.txt": "2"}


def test_equal_models_are_equal_files(tmp_path):
    path = write(tmp_path / "words.txt", "a\nb\n")

    def table():
        root = holder(a=path)
        root.counts = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
        root.counts.insert(["b", "a"], [1, 2])
        root.more = tf.lookup.experimental.DenseHashTable(
            tf.string, tf.int64, -1, "", "$", initial_num_buckets=8
        )
        return root

    for name in ("one", "two"):
        tf.saved_model.save(table(), tmp_path / name)
    for file in ("saved_model.pb", "variables/variables.data-00000-of-00001", "fingerprint.pb"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()

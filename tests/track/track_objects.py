"""Rows for attribute tracking and for what a checkpoint of an object names."""

from __future__ import annotations

import collections
import tempfile
from pathlib import Path

from library_rows import Row, caught
from message_text import object_graph_lines
from savedmodel_lite._proto import messages as pb

Pair = collections.namedtuple("Pair", ["left", "right"])  # noqa: PYI024


def tree(tf, root):
    """The object graph that a checkpoint of `root` holds."""
    with tempfile.TemporaryDirectory() as directory:
        path = tf.train.Checkpoint(root=root).write(str(Path(directory) / "checkpoint"))
        reader = tf.train.load_checkpoint(path)
        data = reader.get_tensor("_CHECKPOINTABLE_OBJECT_GRAPH")
    return object_graph_lines(pb.TrackableObjectGraph.FromString(bytes(data)))


def variable(tf, value=1.0, name="v"):
    return tf.Variable(value, name=name)


def attributes(tf):
    root = tf.Module()
    root.b = variable(tf, name="b")
    root.a = variable(tf, name="a")
    root.plain = 3
    root.child = tf.Module()
    root.child.w = variable(tf, name="w")
    root.function = tf.function(lambda x: x)
    root.tensor = tf.constant(1.0)
    return tree(tf, root)


def replaced(tf):
    root = tf.Module()
    root.a = variable(tf, name="first")
    root.b = variable(tf, name="b")
    root.a = variable(tf, name="second")
    before = tree(tf, root)
    root.a = 3
    middle = tree(tf, root)
    root.a = variable(tf, name="third")
    del root.b
    return [before, middle, tree(tf, root), hasattr(root, "b")]


def shared(tf):
    root, child = tf.Module(name="root"), tf.Module(name="child")
    child.w = variable(tf, name="w")
    child.parent = root
    child.itself = child
    root.one, root.two, root.w = child, child, child.w
    root.items = [child, child.w]
    return tree(tf, root)


def odd_names(tf):
    root = tf.Module()
    for name in ("a/b", "a.b", "a b", "_private", "Ünïcode", ".ATTRIBUTES"):
        setattr(root, name, variable(tf, name="v"))
    root.table = {"x/y": variable(tf), "": variable(tf)}
    return tree(tf, root)


def names_of_variables(tf):
    root = tf.Module()
    root.a = variable(tf, name="same")
    root.b = variable(tf, name="same")
    root.c = tf.Variable(1.0)
    with tf.name_scope("outer"):
        root.d = variable(tf, name="d")
        with tf.name_scope("inner"):
            root.e = variable(tf, name="e/f")
    return [tree(tf, root), [item.name for item in root.variables]]


def untracked(tf):
    root = tf.Module()
    root._private = variable(tf, name="p")
    hidden = [variable(tf, name="h")]
    root.__dict__["direct"] = hidden
    root.set_of = {1, 2}
    root.generator = (item for item in [1])
    root.none = None
    return tree(tf, root)


def no_dependency(tf):
    root = tf.Module()
    kept = variable(tf, name="kept")
    root.hidden = root._no_dependency(kept) if hasattr(root, "_no_dependency") else kept
    root.seen = variable(tf, name="seen")
    root.seen = root._no_dependency(3) if hasattr(root, "_no_dependency") else 3
    return [tree(tf, root), root.seen]


def containers(tf):
    root = tf.Module()
    root.listed = [variable(tf, name="a"), 1, [variable(tf, name="b"), []], None, {}]
    root.table = {"z": variable(tf, name="c"), "a": 1, "n": {"m": [variable(tf, name="d")]}}
    root.both = (variable(tf, name="e"), 1, (variable(tf, name="f"),), (1, 2))
    root.pair = Pair(variable(tf, name="g"), [variable(tf, name="h")])
    root.ordered = collections.OrderedDict(b=variable(tf, name="i"), a=variable(tf, name="j"))
    root.empty_list, root.empty_dict, root.empty_tuple = [], {}, ()
    root.plain_list, root.plain_tuple = [1, 2], (1, "a")
    root.numbers = {1: "a", 2: "b"}
    return tree(tf, root)


def other_containers(tf):
    root = tf.Module()
    default = collections.defaultdict(list)
    default["x"].append(variable(tf, name="a"))
    root.default = default
    root.deque = collections.deque([variable(tf, name="b")])
    return tree(tf, root)


def list_growth(tf):
    root = tf.Module()
    root.items = []
    items = root.items
    items.append(variable(tf, name="a"))
    items.extend([2, variable(tf, name="b")])
    items += [variable(tf, name="c")]
    root.items.append([variable(tf, name="d")])
    return [tree(tf, root), len(root.items), isinstance(root.items, list), items is root.items]


def list_changes(tf):
    def changed(change, first=None):
        root = tf.Module()
        original = [first if first is not None else variable(tf), variable(tf), 3, 4]
        root.items = original
        change(root.items)
        return tree(tf, root)

    def outcome(change, first=None):
        try:
            return changed(change, first)
        except Exception:  # noqa: BLE001
            return caught(lambda: changed(change, first))

    def remove(items):
        items.remove(3)

    def assign(items):
        items[0] = variable(tf)

    def assign_number(items):
        items[2] = 7

    def assign_same(items):
        items[0] = items[0]

    def assign_over_number(items):
        items[3] = variable(tf)

    def delete(items):
        del items[1]

    def delete_number(items):
        del items[3]

    def assign_slice(items):
        items[2:] = [5, 6]

    def multiply(items):
        items *= 2

    return {
        "append": outcome(lambda items: items.append(variable(tf))),
        "insert": outcome(lambda items: items.insert(0, 1)),
        "insert at end": outcome(lambda items: items.insert(4, 1)),
        "pop": outcome(lambda items: items.pop()),
        "remove": outcome(remove),
        "assign": outcome(assign),
        "assign number": outcome(assign_number),
        "assign same": outcome(assign_same),
        "assign over number": outcome(assign_over_number),
        "delete": outcome(delete),
        "delete number": outcome(delete_number),
        "slice": outcome(assign_slice),
        "multiply": outcome(multiply),
        "reverse": outcome(lambda items: items.reverse()),
        "clear": outcome(lambda items: items.clear()),
        "clear and append": outcome(lambda items: (items.clear(), items.append(variable(tf)))),
    }


def lists_without_trackables(tf):
    root = tf.Module()
    root.items = [3, 1, 2]
    root.items.sort()
    root.items.insert(0, 9)
    root.items[1] = 4
    root.items.pop()
    root.items.reverse()
    del root.items[0]
    return [root.items, list(root.items), root.items == [4, 9], tree(tf, root)]


def behind_the_back(tf):
    root = tf.Module()
    original = [variable(tf)]
    root.items = original
    root.items.append(variable(tf, name="b"))
    seen = [len(original)]
    original.append(variable(tf, name="c"))
    seen.append(caught(lambda: tree(tf, root)))

    other = tf.Module()
    table = {"a": variable(tf)}
    other.table = table
    other.table["b"] = variable(tf, name="b")
    seen.append(sorted(table))
    table["c"] = 1
    seen.append(caught(lambda: tree(tf, other)))
    return seen


def dict_changes(tf):
    def outcome(change):
        root = tf.Module()
        root.table = {"a": variable(tf, name="a"), "n": 1}
        change(root.table)
        try:
            return tree(tf, root)
        except Exception:  # noqa: BLE001
            return caught(lambda: tree(tf, root))

    def assign(table):
        table["a"] = variable(tf, name="new")

    def delete(table):
        del table["a"]

    def add_again(table):
        del table["a"]
        table["a"] = variable(tf, name="again")

    def to_number(table):
        table["a"] = 2

    def integer_key(table):
        table[1] = variable(tf)

    def integer_to_number(table):
        table[1] = 2

    def integer_and_back(table):
        table[1] = variable(tf)
        del table[1]

    return {
        "assign": outcome(assign),
        "delete": outcome(delete),
        "delete and add": outcome(add_again),
        "update": outcome(lambda table: table.update(b=variable(tf, name="b"), n=[1])),
        "to number": outcome(to_number),
        "integer key": outcome(integer_key),
        "integer key to number": outcome(integer_to_number),
        "integer key deleted": outcome(integer_and_back),
    }


def dicts_that_tensorflow_refuses(tf):
    def children(change):
        root = tf.Module()
        root.table = {"a": variable(tf, name="a"), "b": variable(tf, name="b")}
        change(root.table)
        lines = tree(tf, root)
        return [line.rpartition(" ")[2] for line in lines if line.startswith("node 1.children")]

    return {
        "pop": children(lambda table: table.pop("a")),
        "clear": children(lambda table: table.clear()),
        "popitem": children(lambda table: table.popitem()),
        "setdefault": children(lambda table: table.setdefault("q", variable(tf))),
    }


def functions_in_containers(tf):
    root = tf.Module()
    function = tf.function(lambda x: x)
    root.items = [function, variable(tf, name="a"), function]
    root.table = {"f": function, "v": variable(tf, name="b")}
    return tree(tf, root)


def wrappers_behave(tf):
    root = tf.Module()
    root.items = [1, [2]]
    root.table = {"a": 1, "b": {"c": 2}}
    root.both = (tf.Variable(1.0), 2)
    root.pair = Pair(tf.Variable(1.0), 2)
    return [
        isinstance(root.items, list),
        isinstance(root.table, dict),
        isinstance(root.both, tuple),
        isinstance(root.pair, Pair),
        root.items == [1, [2]],
        root.table == {"a": 1, "b": {"c": 2}},
        root.both[1],
        root.pair.right,
        root.items + [3],
        [3] + root.items,
        root.items * 2,
        root.items[:1],
        list(reversed(root.items)),
        list(root.table),
        list(root.table.items()),
        {**root.table},
        root.items.index([2]),
        1 in root.items,
        "a" in root.table,
        len(root.both),
        root.both + (1,),
        root.pair._fields,
        root.pair._replace(right=5).right,
        root.items.copy(),
        caught(lambda: hash(root.items)),
    ]


def subclasses(tf):
    class Listed(list):
        pass

    class Table(dict):
        pass

    root = tf.Module()
    root.listed = Listed([tf.Variable(1.0)])
    root.table = Table(a=tf.Variable(1.0))
    return [tree(tf, root), type(root.listed).__name__, type(root.table).__name__]


ROWS = [
    Row("attributes", attributes),
    Row("attributes that are replaced", replaced),
    Row("shared and cyclic objects", shared),
    Row("odd names", odd_names),
    Row("names of variables", names_of_variables),
    Row("what is not tracked", untracked),
    Row("NoDependency", no_dependency),
    Row("containers", containers),
    Row("other containers", other_containers),
    Row("lists grow", list_growth),
    Row("lists change", list_changes),
    Row("lists of numbers", lists_without_trackables),
    Row("changes behind the back", behind_the_back),
    Row("dicts change", dict_changes),
    Row(
        "dicts change in other ways",
        dicts_that_tensorflow_refuses,
        differs="TensorFlow takes these for changes behind its back and refuses to save",
    ),
    Row("functions in containers", functions_in_containers),
    Row("wrappers are lists, dicts and tuples", wrappers_behave),
    Row("subclasses of lists and dicts", subclasses),
]

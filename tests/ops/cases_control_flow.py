"""Rows for branches, loops, tensor arrays and tensor lists."""

import numpy as np
from harness import Case, array, f32, i32

X, ROWS = f32(3, low=0.5), f32(4, 3)
YES, NO = np.array(True), np.array(False)
TWO = np.array(2, np.int32)
NO_HANDLES = "the shape of list elements is known to TensorArray only, not to raw operations"


def list_of(tf, x):
    return tf.raw_ops.TensorListFromTensor(tensor=x, element_shape=tf.shape(x)[1:])


def stack(tf, handle, size=-1):
    return tf.raw_ops.TensorListStack(
        input_handle=handle, element_shape=[3], element_dtype=tf.float32, num_elements=size
    )


def pushed(tf, x):
    handle = tf.raw_ops.EmptyTensorList(
        element_shape=[3], max_num_elements=-1, element_dtype=tf.float32
    )
    handle = tf.raw_ops.TensorListPushBack(input_handle=handle, tensor=x[0])
    return tf.raw_ops.TensorListPushBack(input_handle=handle, tensor=x[1])


def popped(tf, x):
    handle, item = tf.raw_ops.TensorListPopBack(
        input_handle=pushed(tf, x), element_shape=[3], element_dtype=tf.float32
    )
    return item, stack(tf, handle)


def written(tf, x):
    array = tf.TensorArray(tf.float32, size=2)
    return array.write(0, x).write(1, x * 2.0)


def grow(tf, x):
    return tf.while_loop(
        lambda y: tf.size(y) < 20,
        lambda y: [tf.concat([y, y], 0)],
        [x],
        shape_invariants=[tf.TensorShape([None])],
    )


CASES = [
    Case("cond true", lambda tf, p, x: tf.cond(p, lambda: x * 2.0, lambda: x - 1.0), [YES, X]),
    Case("cond false", lambda tf, p, x: tf.cond(p, lambda: x * 2.0, lambda: x - 1.0), [NO, X]),
    Case("cond of an int", lambda tf, p, x: tf.cond(p, lambda: x, lambda: -x), [TWO, X]),
    Case("cond shapes", lambda tf, p, x: tf.cond(p, lambda: x[:2], lambda: x[:1]), [YES, X]),
    Case("cond ranks", lambda tf, p, x: tf.cond(p, lambda: x[0], lambda: x), [YES, X]),
    Case("cond pair", lambda tf, p, x: tf.cond(p, lambda: (x, x[0]), lambda: (-x, x[1])), [NO, X]),
    Case("cond of None", lambda tf, x: tf.cond(None, lambda: x, lambda: x), [X], raises=True),
    Case("cond without false_fn", lambda tf, p: tf.cond(p, lambda: 1), [YES], raises=True),
    Case("cond of no function", lambda tf, p: tf.cond(p, 1, lambda: 1), [YES], raises=True),
    Case(
        "cond of a bool",
        lambda tf, x: tf.cond(True, lambda: x, lambda: x),
        [X],
        raises=True,
        raises_when="graph",
    ),
    Case(
        "cond of two types",
        lambda tf, p: tf.cond(p, lambda: 1, lambda: 1.0),
        [YES],
        raises=True,
        raises_when="graph",
    ),
    Case(
        "cond of two containers",
        lambda tf, p: tf.cond(p, lambda: (1, 2), lambda: [1, 2]),
        [YES],
        raises=True,
        raises_when="graph",
    ),
    Case(
        "cond of None and a tensor",
        lambda tf, p: tf.cond(p, lambda: 1, lambda: None),
        [YES],
        raises=True,
        raises_when="graph",
    ),
    *[
        Case(
            f"switch_case {index}",
            lambda tf, i, x: tf.switch_case(i, [lambda: x, lambda: x * 2.0, lambda: x[:1]]),
            [np.array(index, np.int32), X],
        )
        for index in (-1, 0, 1, 5)
    ],
    Case(
        "switch_case default",
        lambda tf, i, x: tf.switch_case(i, {1: lambda: x, 0: lambda: -x}, default=lambda: x * 3.0),
        [TWO, X],
    ),
    Case("switch_case of a number", lambda tf: tf.switch_case(1, [lambda: 1]), raises=True),
    Case("switch_case of a float", lambda tf, x: tf.switch_case(x, [lambda: 1]), [X], raises=True),
    Case("switch_case of nothing", lambda tf, i: tf.switch_case(i, []), [TWO], raises=True),
    Case(
        "switch_case with a gap",
        lambda tf, i: tf.switch_case(i, {0: lambda: 1, 2: lambda: 2}),
        [TWO],
        raises=True,
    ),
    Case(
        "switch_case with a text",
        lambda tf, i: tf.switch_case(i, {"a": lambda: 1}),
        [TWO],
        raises=True,
    ),
    Case(
        "case",
        lambda tf, x: tf.case(
            [(x[0] > 9.0, lambda: x), (x[0] > 0.0, lambda: x * 2.0)], default=lambda: x * 3.0
        ),
        [X],
        unknown_rank=True,
    ),
    Case("case of no pair", lambda tf: tf.case([1]), raises=True),
    Case("case of nothing", lambda tf: tf.case([]), raises=True),
    Case("case of a bool", lambda tf: tf.case([(True, lambda: 1)]), raises=True),
    Case(
        "while_loop",
        lambda tf, x: tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), (0, x)),
        [X],
    ),
    Case(
        "while_loop of one",
        lambda tf, x: tf.while_loop(lambda y: y[0] < 9.0, lambda y: [y * 2.0], [x]),
        [X],
    ),
    Case(
        "while_loop limited",
        lambda tf, n: tf.while_loop(
            lambda i: i < 9, lambda i: [i + 1], [0], maximum_iterations=n, parallel_iterations=1
        ),
        [TWO],
        expect=2,
    ),
    Case("while_loop grows", grow, [X]),
    Case(
        "while_loop without gradient",
        lambda tf, x: tf.while_loop(
            lambda y: y[0] < 9.0, lambda y: [y * 2.0], [x], back_prop=False
        ),
        [X],
    ),
    Case("while_loop of no function", lambda tf, x: tf.while_loop(1, abs, [x]), [X], raises=True),
    Case(
        "while_loop of no iterations",
        lambda tf, x: tf.while_loop(lambda y: False, lambda y: [y], [x], parallel_iterations=0),
        [X],
        raises=True,
    ),
    Case(
        "while_loop that changes a type",
        lambda tf, x: tf.while_loop(lambda y: True, lambda y: [tf.cast(y, tf.int32)], [x]),
        [X],
        raises=True,
        raises_when="graph",
    ),
    Case(
        "while_loop that changes a shape",
        lambda tf, x: tf.while_loop(lambda y: True, lambda y: [tf.concat([y, y], 0)], [x]),
        [X],
        raises=True,
        raises_when="graph",
    ),
    Case(
        "while_loop that loses a variable",
        lambda tf, x: tf.while_loop(lambda y, z: True, lambda y, z: (y,), (x, x)),
        [X],
        raises=True,
    ),
    Case("map_fn", lambda tf, x: tf.map_fn(lambda row: row * 2.0, x), [ROWS]),
    Case(
        "map_fn of pairs",
        lambda tf, x, y: tf.map_fn(
            lambda pair: pair[0] + pair[1], (x, y), fn_output_signature=tf.float32
        ),
        [ROWS, ROWS],
    ),
    Case(
        "map_fn to another type",
        lambda tf, x: tf.map_fn(lambda row: tf.cast(row, tf.int32), x, dtype=tf.int32),
        [ROWS],
    ),
    Case(
        "map_fn without gradient",
        lambda tf, x: tf.map_fn(lambda row: row * 2.0, x, back_prop=False),
        [ROWS],
    ),
    Case("map_fn of a scalar", lambda tf, i: tf.map_fn(lambda x: x, i), [TWO], raises=True),
    Case("map_fn of nothing", lambda tf: tf.map_fn(lambda x: x, []), raises=True),
    Case(
        "map_fn of another structure",
        lambda tf, x: tf.map_fn(lambda pair: pair[0], (x, x)),
        [ROWS],
        raises=True,
    ),
    Case(
        "vectorized_map",
        lambda tf, x: tf.vectorized_map(lambda row: row * 2.0, x),
        [ROWS],
        differs="a loop, not operations on whole batches",
    ),
    Case("scan", lambda tf, x: tf.scan(lambda total, row: total + row, x), [ROWS]),
    Case(
        "scan backwards",
        lambda tf, x: tf.scan(
            lambda total, row: total + row, x, initializer=tf.zeros([3]), reverse=True
        ),
        [ROWS],
        unknown_rank=False,
    ),
    Case("foldl", lambda tf, x: tf.foldl(lambda total, row: total - row, x), [ROWS]),
    Case("foldr", lambda tf, x: tf.foldr(lambda total, row: total - row, x), [ROWS]),
    Case(
        "foldr from a value",
        lambda tf, x: tf.foldr(lambda n, row: n + 1, x, initializer=0),
        [ROWS],
        expect=4,
    ),
    Case("TensorArray write", lambda tf, x: written(tf, x).stack(), [X]),
    Case("TensorArray read", lambda tf, x: written(tf, x).read(1), [X]),
    Case("TensorArray gather", lambda tf, x: written(tf, x).gather([1, 0, 1]), [X]),
    Case("TensorArray concat", lambda tf, x: written(tf, x).concat(), [X]),
    Case("TensorArray size", lambda tf, x: written(tf, x).size(), [X], expect=2),
    Case(
        "TensorArray unstack",
        lambda tf, x: tf.TensorArray(tf.float32, size=4).unstack(x).stack(),
        [ROWS],
    ),
    Case(
        "TensorArray scatter",
        lambda tf, x: tf.TensorArray(tf.float32, size=5).scatter([4, 2, 0, 1], x).stack(),
        [ROWS],
    ),
    Case(
        "TensorArray split",
        lambda tf, x: (
            tf.TensorArray(tf.float32, size=2, infer_shape=False).split(x, [1, 3]).read(1)
        ),
        [ROWS],
    ),
    Case(
        "TensorArray grows",
        lambda tf, x: (
            tf.TensorArray(tf.float32, size=0, dynamic_size=True).write(2, x).write(0, x).stack()
        ),
        [X],
    ),
    Case(
        "TensorArray of unequal shapes",
        lambda tf, x: tf.TensorArray(tf.float32, size=2).write(0, x).write(1, x[:1]),
        [X],
        raises=True,
    ),
    Case(
        "TensorArray with a handle",
        lambda tf: tf.TensorArray(tf.int32, handle=1),
        raises=True,
        raises_when="eager",
    ),
    Case("TensorArray without a size", lambda tf: tf.TensorArray(tf.int32), raises=True),
    Case("list pushes", lambda tf, x: stack(tf, pushed(tf, x)), [ROWS]),
    Case("list pops", popped, [ROWS]),
    Case(
        "list length",
        lambda tf, x: tf.raw_ops.TensorListLength(input_handle=list_of(tf, x)),
        [ROWS],
        expect=4,
    ),
    Case(
        "list resized",
        lambda tf, x: stack(
            tf, tf.raw_ops.TensorListResize(input_handle=list_of(tf, x), size=6), 6
        ),
        [ROWS],
    ),
    Case(
        "list scattered",
        lambda tf, x: stack(
            tf,
            tf.raw_ops.TensorListScatterV2(
                tensor=x, indices=[3, 0, 1, 2], element_shape=[3], num_elements=-1
            ),
        ),
        [ROWS],
    ),
    Case(
        "list element shape",
        lambda tf, x: tf.raw_ops.TensorListElementShape(
            input_handle=list_of(tf, x), shape_type=tf.int32
        ),
        [ROWS],
        shapes_differ=NO_HANDLES,
    ),
    Case(
        "list index out of range",
        lambda tf, x: tf.raw_ops.TensorListGetItem(
            input_handle=list_of(tf, x), index=9, element_shape=[3], element_dtype=tf.float32
        ),
        [ROWS],
        raises=True,
        raises_when="eager",
    ),
    Case(
        "constant branches",
        lambda tf, i: tf.cond(i > 1, lambda: tf.constant(1), lambda: tf.constant(2)),
        [TWO],
        expect=1,
    ),
    Case(
        "in a loop of arrays",
        lambda tf, x: tf.map_fn(lambda row: tf.cond(row[0] > 0.0, lambda: row, lambda: -row), x),
        [array([[1, 2], [-1, 2]])],
    ),
    Case(
        "count", lambda tf, n: tf.while_loop(lambda i: i < n, lambda i: [i + 1], [0]), [i32(1)[0]]
    ),
]

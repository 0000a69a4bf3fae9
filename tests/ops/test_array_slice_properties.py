"""Slices, gathers, pads and joins of any shape agree with NumPy, eagerly and while traced."""

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st

from savedmodel_lite._core.context import building
from savedmodel_lite._core.convert import convert_to_tensor, eager_constant
from savedmodel_lite._core.dtype import as_dtype
from savedmodel_lite._core.graph import Graph
from savedmodel_lite._core.graph_run import GraphProgram
from savedmodel_lite._core.static_value import static_value
from savedmodel_lite._ops import operators  # noqa: F401 installs the operators
from savedmodel_lite._ops.array_gather import gather, gather_nd, scatter_nd
from savedmodel_lite._ops.array_join import concat, split, stack
from savedmodel_lite._ops.array_move import reverse, roll, tile
from savedmodel_lite._ops.array_pad import pad
from savedmodel_lite._ops.array_shape import shape, transpose
from savedmodel_lite._ops.constant_nodes import placeholder
from savedmodel_lite._ops.indexing import getitem

shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)
bounds = st.none() | st.integers(-6, 6)
steps = st.none() | st.integers(-3, 3).filter(bool)
ranges = st.builds(slice, bounds, bounds, steps)


def numbers(dims):
    return np.arange(int(np.prod(dims)), dtype=np.int32).reshape(dims)


@st.composite
def index_expressions(draw):
    """An array and an index expression without tensors that NumPy takes."""
    dims = draw(shapes)
    items = [
        draw(ranges | st.integers(-size, size - 1)) if size else draw(ranges)
        for size in dims[: draw(st.integers(0, len(dims)))]
    ]
    if draw(st.booleans()):
        kept = draw(st.integers(0, len(items)))
        items = [*items[:kept], ...]
    for _ in range(draw(st.integers(0, 2))):
        items.insert(draw(st.integers(0, len(items))), None)
    return numbers(dims), tuple(items)


def traced(function, array, dims):
    """Our static shape and numbers of a function of one traced input."""
    graph = Graph()
    with building(graph):
        source = placeholder(as_dtype(array.dtype), dims, "x")
        result = function(source)
    (value,) = GraphProgram([source], [result]).run([array])
    return result, value


def check(function, array, wanted):
    """Checks values, and static shapes for known and unknown dimensions."""
    np.testing.assert_array_equal(function(eager_constant(array)).numpy(), wanted)
    result, value = traced(function, array, array.shape)
    np.testing.assert_array_equal(value, wanted)
    assert result.shape.as_list() == list(wanted.shape)
    result, value = traced(function, array, [None] * array.ndim)
    np.testing.assert_array_equal(value, wanted)
    assert result.shape.is_compatible_with(wanted.shape)


@settings(deadline=None, max_examples=300)
@given(index_expressions())
def test_indexing_is_numpys(case):
    array, key = case
    check(lambda x: getitem(x, key), array, array[key])


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), bounds, bounds, steps)
def test_slices_of_a_static_shape_are_followed(dims, start, stop, step):
    key = slice(start, stop, step)
    graph = Graph()
    with building(graph):
        source = placeholder(as_dtype("float32"), dims, "x")
        known = static_value(getitem(shape(source), key))
        unknown = placeholder(as_dtype("float32"), [None, *dims], "y")
        part = getitem(shape(unknown), slice(1, None))
    np.testing.assert_array_equal(known, np.array(dims)[key])
    assert static_value(part) is None or static_value(part).tolist() == dims


@settings(deadline=None)
@given(index_expressions(), st.data())
def test_a_tensor_index_is_the_number_it_holds(case, data):
    array, key = case
    places = [i for i, item in enumerate(key) if isinstance(item, int)]
    assume(places)
    place = data.draw(st.sampled_from(places))

    def indexed(x):
        tensor = convert_to_tensor(np.array(key[place], np.int32))
        with_tensor = (*key[:place], tensor, *key[place + 1 :])
        # A tensor index has no negative form: its end is one after it, and -1 + 1 is the start.
        return getitem(x, with_tensor)

    check(indexed, array, array[key])


@settings(deadline=None)
@given(shapes, st.data())
def test_pad_is_numpys(dims, data):
    array = numbers(dims)
    pads = [data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3))) for _ in dims]
    paddings = np.array(pads, np.int32).reshape(len(dims), 2)
    wanted = np.pad(array, pads, constant_values=7) if dims else array
    check(lambda x: pad(x, paddings, constant_values=7), array, wanted)


@settings(deadline=None)
@given(shapes.filter(lambda dims: 0 not in dims), st.data())
def test_mirrored_pads_are_numpys(dims, data):
    array = numbers(dims)
    mode = data.draw(st.sampled_from(["reflect", "symmetric"]))
    limit = [size - (mode == "reflect") for size in dims]
    pads = [(data.draw(st.integers(0, n)), data.draw(st.integers(0, n))) for n in limit]
    paddings = np.array(pads, np.int32).reshape(len(dims), 2)
    wanted = np.pad(array, pads, mode) if dims else array
    check(lambda x: pad(x, paddings, mode), array, wanted)


@settings(deadline=None)
@given(shapes.filter(lambda dims: dims and 0 not in dims), st.data())
def test_gather_is_take(dims, data):
    array = numbers(dims)
    axis = data.draw(st.integers(-len(dims), len(dims) - 1))
    places = data.draw(st.lists(st.integers(0, dims[axis] - 1), max_size=5))
    indices = np.array(places, np.int32)
    check(lambda x: gather(x, indices, axis=axis), array, np.take(array, indices, axis))


@settings(deadline=None)
@given(shapes.filter(lambda dims: len(dims) > 1 and 0 not in dims), st.data())
def test_gather_with_batch_dims_is_a_gather_for_each(dims, data):
    array = numbers(dims)
    batch = data.draw(st.integers(1, len(dims) - 1))
    axis = data.draw(st.integers(batch, len(dims) - 1))
    count = data.draw(st.integers(0, 3))
    indices = np.array(
        data.draw(
            st.lists(
                st.integers(0, dims[axis] - 1),
                min_size=int(np.prod(dims[:batch])) * count,
                max_size=int(np.prod(dims[:batch])) * count,
            )
        ),
        np.int64,
    ).reshape(*dims[:batch], count)
    wanted = np.stack(
        [np.take(array[i], indices[i], axis - batch) for i in np.ndindex(*dims[:batch])]
    )
    wanted = wanted.reshape(*dims[:batch], *wanted.shape[1:])
    check(lambda x: gather(x, indices, axis=axis, batch_dims=batch), array, wanted)


@settings(deadline=None)
@given(shapes.filter(lambda dims: dims and 0 not in dims), st.data())
def test_gather_nd_reads_where_scatter_nd_writes(dims, data):
    depth = data.draw(st.integers(1, len(dims)))
    rows = data.draw(
        st.lists(st.tuples(*(st.integers(0, n - 1) for n in dims[:depth])), unique=True, max_size=4)
    )
    places = np.array(rows, np.int32).reshape(len(rows), depth)
    updates = numbers((len(rows), *dims[depth:])) + 1
    written = scatter_nd(places, updates, np.array(dims, np.int32))
    assert written.shape.as_list() == list(dims)
    assert written.numpy().sum() == updates.sum()
    check(lambda x: gather_nd(x, places), written.numpy(), updates)


@settings(deadline=None)
@given(shapes, st.data())
def test_split_undoes_concat(dims, data):
    assume(dims)
    axis = data.draw(st.integers(-len(dims), len(dims) - 1))
    sizes = data.draw(st.lists(st.integers(0, 3), min_size=2, max_size=4))
    position = axis % len(dims)
    parts = [numbers((*dims[:position], n, *dims[position + 1 :])) for n in sizes]
    joined = concat(parts, axis)
    np.testing.assert_array_equal(joined.numpy(), np.concatenate(parts, axis))
    for got, wanted in zip(split(joined, sizes, axis), parts, strict=True):
        np.testing.assert_array_equal(got.numpy(), wanted)


@settings(deadline=None)
@given(shapes, st.data())
def test_moves_are_numpys(dims, data):
    array = numbers(dims)
    order = data.draw(st.permutations(range(len(dims))))
    check(lambda x: transpose(x, np.array(order, np.int32)), array, np.transpose(array, order))
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(dims), max_size=len(dims)))
    check(lambda x: tile(x, np.array(times, np.int32)), array, np.tile(array, times))
    axis = data.draw(st.integers(-len(dims) - 1, len(dims)))
    check(lambda x: stack([x, x], axis), array, np.stack([array, array], axis))
    if dims:
        axes = sorted(set(order[: data.draw(st.integers(0, len(dims)))]))
        check(lambda x: reverse(x, np.array(axes, np.int32)), array, np.flip(array, axes))
        shift = data.draw(st.integers(-5, 5))
        check(lambda x: roll(x, shift, axis=order[0]), array, np.roll(array, shift, order[0]))


@pytest.mark.parametrize("key", [slice(0, 2), 1, (slice(None), -1), (None, ...)])
def test_slices_of_every_kind_of_element(key):
    for array in (
        np.array([[b"a", b"b"], [b"c", b"d"]], object),
        np.array([[True, False], [False, True]]),
        np.array([[1j, 2], [3, 4j]], np.complex64),
    ):
        np.testing.assert_array_equal(getitem(eager_constant(array), key).numpy(), array[key])

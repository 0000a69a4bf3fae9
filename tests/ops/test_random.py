"""Random numbers from call to call: streams, seeds of graphs, what is refused."""

from __future__ import annotations

import gc
from collections import Counter

import numpy as np
import pytest

import savedmodel_lite as sml
from savedmodel_lite._ops import random_streams
from savedmodel_lite._ops.philox import Philox


@pytest.fixture(autouse=True)
def no_seed():
    sml.random.set_seed(None)
    yield
    sml.random.set_seed(None)


def words(key: tuple[int, int], counter: tuple[int, ...]) -> str:
    number = sum(word << 32 * place for place, word in enumerate(counter))
    block = Philox(key[0] | key[1] << 32, number).words(4)
    return " ".join(f"{word:08x}" for word in block.tolist())


def test_philox_gives_the_words_of_its_authors():
    """The known answers that come with the authors' Random123."""
    ones = 0xFFFFFFFF
    assert words((0, 0), (0,) * 4) == "6627e8d5 e169c58d bc57ac4c 9b00dbd8"
    assert words((ones,) * 2, (ones,) * 4) == "408f276d 41c83b0e a20bc7c6 6d5451fd"
    pi = 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344
    assert words((0xA4093822, 0x299F31D0), pi) == "d16cfe09 94fdcceb 5001e420 24126ea1"


def test_philox_carries_into_the_high_half_of_the_counter():
    stream = Philox(5, 2**64 - 2)
    assert stream.words(16).tolist() == [
        word for block in range(4) for word in stream.skip(block).words(4).tolist()
    ]
    last = Philox(5, 2**128 - 1)
    assert last.words(8)[4:].tolist() == last.skip(1).words(4).tolist()
    assert last.skip(1).counter == 0


def test_a_long_stream_is_made_of_parts():
    stream = Philox(3, 9)
    many = stream.words(200_003)
    assert many[199_996:].tolist() == stream.skip(49_999).words(7).tolist()


def draw_all(tf):
    """What eager calls, and functions of several nodes, draw one after the other."""
    drawn = []
    tf.random.set_seed(7)
    drawn += [tf.random.uniform([2]), tf.random.uniform([2])]
    drawn += [tf.random.uniform([2], seed=4), tf.random.uniform([2], seed=4)]
    drawn += [tf.random.uniform(tf.constant([2], tf.int64), seed=4), tf.random.normal([3])]
    drawn += [tf.random.shuffle(tf.range(9)), tf.random.shuffle(tf.range(9), seed=4)]
    drawn += [tf.nn.dropout(tf.ones([6]), 0.5), tf.nn.dropout(tf.ones([6]), 0)]
    drawn += [tf.random.truncated_normal([3], dtype=tf.float64), tf.random.uniform([2], 0, 9)]
    drawn += [tf.random.categorical([[0.0, 1.0, 2.0]], 5), tf.random.categorical([[0.0, 1.0]], 5)]

    @tf.function
    def program():
        seeded = tf.random.uniform([2], seed=4), tf.random.uniform([2], seed=4)
        tf.nn.dropout(tf.ones([2]), 0)
        return *seeded, tf.random.uniform([2]), tf.random.uniform([2])

    drawn += [*program(), *program()]
    tf.random.set_seed(7)
    drawn += program()
    tf.random.set_seed(8)
    drawn += [*program(), tf.random.uniform([2])]

    @tf.function
    def seeds_itself():
        first = tf.random.uniform([2])
        tf.random.set_seed(3)
        return first, tf.random.uniform([2])

    drawn += [*seeds_itself(), tf.random.uniform([2])]
    tf.random.set_seed(np.int64(2**40))
    drawn.append(tf.random.uniform([2]))
    tf.random.set_seed(None)
    drawn.append(tf.random.uniform([2], seed=np.int32(5)))
    return drawn


@pytest.mark.oracle
def test_seeds_and_streams_are_tensorflows(tensorflow):
    wanted = draw_all(tensorflow)
    got = draw_all(sml)
    for number, (ours, theirs) in enumerate(zip(got, wanted, strict=True)):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-6, err_msg=str(number))


def seeds_of(tf):
    """The seeds in the nodes of a function, and of a branch in it."""

    @tf.function
    def program(x):
        tf.random.uniform([2])
        tf.random.normal([2], seed=5)
        tf.nn.dropout(x, 0.5)
        return tf.cond(
            x[0] > 0, lambda: tf.random.normal([2]), lambda: tf.random.normal([2], seed=9)
        )

    graph = program.get_concrete_function(tf.TensorSpec([3])).graph
    return [
        (operation.type, operation.get_attr("seed"), operation.get_attr("seed2"))
        for operation in graph.get_operations()
        if operation.type.startswith("Random")
    ]


@pytest.mark.oracle
@pytest.mark.parametrize("seed", [None, 0, 11, -4, 2**31 - 1])
def test_seeds_in_graphs_are_tensorflows(seed, tensorflow):
    tensorflow.random.set_seed(seed)
    sml.random.set_seed(seed)
    assert seeds_of(sml) == seeds_of(tensorflow)
    tensorflow.random.set_seed(None)


@pytest.mark.oracle
def test_a_saved_function_draws_the_same_in_tensorflow(tensorflow, tmp_path):
    sml.random.set_seed(3)
    model = sml.Module()
    model.draw = sml.function(
        lambda x: [
            sml.nn.dropout(x, 0.5, seed=1),
            sml.random.uniform([2]),
            sml.random.normal([2]),
            sml.random.stateless_uniform([2], [1, 2], alg="philox"),
            sml.random.fold_in([1, 2], 3),
            sml.random.shuffle(x, seed=5),
            sml.random.categorical([[1.0, 2.0]], 3, seed=8),
        ],
        input_signature=[sml.TensorSpec([4])],
    )
    sml.saved_model.save(model, tmp_path / "model")
    loaded = tensorflow.saved_model.load(tmp_path / "model")
    x = np.arange(4, dtype=np.float32) + 1
    wanted = loaded.draw(tensorflow.constant(x))
    for ours, theirs in zip(model.draw(sml.constant(x)), wanted, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-6)


def test_a_seed_makes_calls_repeat():
    def draw():
        return [sml.random.normal([2]).numpy().tolist() for _ in range(3)]

    sml.random.set_seed(5)
    first = draw()
    assert first != draw()
    sml.random.set_seed(5)
    assert first == draw()


def test_without_a_seed_numbers_are_new():
    function = sml.function(lambda: sml.random.uniform([4]))
    drawn = [sml.random.uniform([4]), sml.random.uniform([4]), function(), function()]
    assert len({tuple(item.numpy().tolist()) for item in drawn}) == 4


def test_nodes_that_are_gone_are_forgotten():
    sml.random.uniform([4])
    before = len(random_streams._of_nodes)
    function = sml.function(lambda: sml.random.uniform([4]))
    function()
    assert len(random_streams._of_nodes) == before + 1
    del function
    gc.collect()
    assert len(random_streams._of_nodes) == before


def test_all_classes_are_drawn_in_proportion():
    sml.random.set_seed(1)
    drawn = sml.random.categorical(np.log([[0.1, 0.2, 0.7]]), 10_000).numpy()[0].tolist()
    assert [round(Counter(drawn)[index] / 10_000, 1) for index in range(3)] == [0.1, 0.2, 0.7]


def test_dropout_keeps_the_mean():
    sml.random.set_seed(1)
    kept = sml.nn.dropout(sml.ones([10_000]), 0.25).numpy()
    assert set(kept.tolist()) == {0.0, float(np.float32(1 / 0.75))}
    assert abs(kept.mean() - 1) < 0.02


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: sml.random.set_seed(1.5), TypeError, r"set_seed: expected a whole number or None"),
        (lambda: sml.random.uniform([1], seed="a"), TypeError, r"seed: expected a whole number"),
        (lambda: sml.random.uniform([None]), TypeError, r"shape: expected sizes, got \[None\]"),
        (
            lambda: sml.random.stateless_normal([1], [1, 2], alg="threefry"),
            sml.errors.InvalidArgumentError,
            r"alg: expected 1 \(Philox\) or 3 \(auto-selection\), got 2",
        ),
        (
            lambda: sml.random.stateless_normal([1], [1, 2], alg="mersenne"),
            ValueError,
            r"alg: expected 'philox' \(1\), 'threefry' \(2\) or 'auto_select' \(3\)",
        ),
        (
            lambda: sml.random.stateless_uniform([1], [1, 2], 1, None, "int32"),
            ValueError,
            r"stateless_uniform: expected both of minval and maxval, or neither, for int32",
        ),
        (
            lambda: sml.nn.dropout([1.0], 2),
            ValueError,
            r"dropout: expected rate in \[0, 1\), got 2",
        ),
        (
            lambda: sml.random.uniform([1], 5, 5, "int64"),
            sml.errors.InvalidArgumentError,
            r"minval, maxval: expected minval < maxval, got 5 and 5",
        ),
    ],
)
def test_what_is_refused(call, kind, text):
    with pytest.raises(kind, match=text):
        call()

"""Checks and prints: what they say, and where."""

from __future__ import annotations

import logging
import sys

import numpy as np
import pytest

import savedmodel_lite as tf

X = tf.constant([1.0, 2.0, 3.0])


def test_a_failed_check_tells_where_and_what():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"mine\nassert_equal: expected x == y"
    ):
        tf.debugging.assert_equal(X, [1.0, 2.0, 4.0], message="mine")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"at \(2,\): 3.0 and 4.0"):
        tf.debugging.assert_equal(X, [1.0, 2.0, 4.0])


def test_a_traced_check_fails_when_it_runs():
    @tf.function
    def run(x):
        tf.debugging.assert_less(x, 3.0, message="too large", summarize=1)
        return x

    assert run(tf.constant(1.0)).numpy() == 1.0
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[too large\] \[expected x < y"):
        run(tf.constant(3.0))


def test_a_check_of_known_values_fails_while_tracing():
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected x < y"):
        tf.function(lambda: tf.debugging.assert_less(2, 1)).get_concrete_function()


def test_what_is_checked_waits_for_the_check():
    @tf.function
    def run(x):
        check = tf.debugging.assert_positive(x)
        with tf.control_dependencies([check]):
            return tf.identity(x)

    trace = run.get_concrete_function(tf.TensorSpec([]))
    assert trace.graph.control_outputs
    assert run(tf.constant(2.0)).numpy() == 2.0


def test_numbers_are_checked_with_the_message():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="mine : Tensor had Inf and NaN values"
    ):
        tf.debugging.check_numerics([np.inf, np.nan], "mine")


@pytest.mark.parametrize(
    ("values", "options", "text"),
    [
        (("a", X, 3, None, True, 2.5), {}, "a [1 2 3] 3 None True 2.5\n"),
        (({"b": (1, tf.constant("x")), "a": X},), {}, "{'a': [1 2 3], 'b': (1, \"x\")}\n"),
        (([tf.constant(1), "y"], (1,)), {"sep": "|", "end": "!"}, "[1, 'y']|(1,)!"),
        ((tf.constant([[1, 2, 3, 4]]),), {"summarize": 1}, "[[1 ... 4]]\n"),
        (("{}{}", tf.constant(1), "{"), {}, "{}{} 1 {\n"),
        ((tf.constant("plain"),), {}, "plain\n"),
        ((), {}, "\n"),
    ],
)
def test_print_writes_what_tensorflow_writes(values, options, text, capsys):
    tf.print(*values, output_stream=sys.stdout, **options)
    assert capsys.readouterr().out == text

    @tf.function
    def run():
        tf.print(*values, output_stream=sys.stdout, **options)

    run()
    assert capsys.readouterr().out == text


def test_print_goes_to_logs_and_files(tmp_path, caplog):
    with caplog.at_level(logging.INFO, "savedmodel_lite"):
        tf.print("hello", output_stream=logging.info)
    assert caplog.messages == ["hello"]
    tf.print("one", X, output_stream=f"file://{tmp_path}/log.txt")
    tf.print("two", output_stream=f"file://{tmp_path}/log.txt")
    assert (tmp_path / "log.txt").read_text() == "one [1 2 3]\ntwo\n"
    with pytest.raises(ValueError, match="Unsupported output stream"):
        tf.print("x", output_stream=3)


def test_prints_run_in_the_order_of_the_program(capsys):
    @tf.function
    def run(x):
        tf.print("first", output_stream=sys.stdout)
        tf.cond(x > 0, lambda: tf.print("then", x, output_stream=sys.stdout), tf.no_op)
        tf.print("last", output_stream=sys.stdout)

    run(tf.constant(1))
    assert capsys.readouterr().out == "first\nthen 1\nlast\n"


def test_unknown_sizes_are_checked_when_they_are_known():
    @tf.function(input_signature=[tf.TensorSpec(None), tf.TensorSpec([None])])
    def run(x, y):
        tf.debugging.assert_shapes([(x, ("N", 3)), (y, ("N",))], message="mine")
        return x

    run(tf.zeros([2, 3]), tf.zeros([2]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="'N' of tensor"):
        run(tf.zeros([2, 3]), tf.zeros([4]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="to have rank"):
        run(tf.zeros([2]), tf.zeros([2]))

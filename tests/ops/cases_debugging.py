"""Rows for checks."""

import numpy as np
from harness import Case, array, f32, i32

X = f32(3, low=0.5)
TEXTS = "the texts of assertions are our own"


def passes(check):
    """A row's function: the check, then what was checked."""

    def run(tf, *inputs):
        check(tf.debugging, *inputs)
        return tf.identity(inputs[0])

    return run


PASSING = {
    "Assert": (lambda d, x: d.Assert(x[0] > 0.0, [x, "text"]), [X]),
    "assert_equal": (lambda d, x: d.assert_equal(x, x), [X]),
    "assert_none_equal": (lambda d, x: d.assert_none_equal(x, -1.0), [X]),
    "assert_less": (lambda d, x: d.assert_less(x, 9.0), [X]),
    "assert_less_equal": (lambda d, x: d.assert_less_equal(x, x), [X]),
    "assert_greater": (lambda d, x: d.assert_greater(x, -9.0), [X]),
    "assert_greater_equal": (lambda d, x: d.assert_greater_equal(x, x), [X]),
    "assert_near": (lambda d, x: d.assert_near(x, x + 1e-8), [X]),
    "assert_positive": (lambda d, x: d.assert_positive(x), [X]),
    "assert_non_negative": (lambda d, x: d.assert_non_negative(x), [X]),
    "assert_negative": (lambda d, x: d.assert_negative(-x), [X]),
    "assert_non_positive": (lambda d, x: d.assert_non_positive(-x), [X]),
    "assert_rank": (lambda d, x: d.assert_rank(x, 1), [X]),
    "assert_rank_at_least": (lambda d, x: d.assert_rank_at_least(x, 1), [X]),
    "assert_rank_in": (lambda d, x: d.assert_rank_in(x, [1, 2]), [X]),
    "assert_scalar": (lambda d, x: d.assert_scalar(x), [np.float32(1)]),
    "assert_integer": (lambda d, x: d.assert_integer(x), [i32(3)]),
    "assert_type": (lambda d, x: d.assert_type(x, "float32"), [X]),
    "assert_shapes": (lambda d, x, y: d.assert_shapes([(x, "N"), (y, ("M", "N"))]), [X, f32(2, 3)]),
}

FAILING = {
    "assert_equal": (lambda d, x: d.assert_equal(x, x + 1.0), [X], "eager"),
    "assert_equal known": (lambda d: d.assert_equal([1], [2]), [], ""),
    "assert_equal of shapes": (lambda d, x: d.assert_equal(x, [1.0, 2.0]), [X], ""),
    "assert_less known": (lambda d: d.assert_less([3.0], [1.0], message="m"), [], ""),
    "assert_none_equal": (lambda d, x: d.assert_none_equal(x, x), [X], "eager"),
    "assert_near": (lambda d, x: d.assert_near(x, x + 1.0), [X], "eager"),
    "assert_near of ints": (lambda d, x: d.assert_near(x, x), [i32(3)], ""),
    "assert_positive": (lambda d, x: d.assert_positive(-x), [X], "eager"),
    "assert_positive known": (lambda d: d.assert_positive([1, 0]), [], ""),
    "assert_rank": (lambda d, x: d.assert_rank(x, 2, "m"), [X], ""),
    "assert_rank of a float": (lambda d, x: d.assert_rank(x, 2.0), [X], ""),
    "assert_rank of a vector": (lambda d, x: d.assert_rank(x, [1]), [X], ""),
    "assert_rank_at_least": (lambda d, x: d.assert_rank_at_least(x, 2), [X], ""),
    "assert_rank_in": (lambda d, x: d.assert_rank_in(x, [2, 3]), [X], ""),
    "assert_scalar": (lambda d, x: d.assert_scalar(x), [X], ""),
    "assert_integer": (lambda d, x: d.assert_integer(x), [X], ""),
    "assert_type": (lambda d, x: d.assert_type(x, "int32", "m"), [X], ""),
    "assert_shapes": (lambda d, x: d.assert_shapes([(x, (4,))]), [X], ""),
    "assert_shapes of a rank": (lambda d, x: d.assert_shapes([(x, "NM")]), [X], ""),
    "assert_shapes of a symbol": (
        lambda d, x, y: d.assert_shapes([(x, "N"), (y, "NM")], message="m"),
        [X, f32(2, 3)],
        "",
    ),
    "assert_same_float_dtype": (lambda d, x: d.assert_same_float_dtype([x], "float64"), [X], ""),
    "assert_proper_iterable": (lambda d, x: d.assert_proper_iterable(x), [X], ""),
    "Assert": (lambda d, x: d.Assert(x[0] < 0.0, [x]), [X], "eager"),
    "check_numerics": (lambda d, x: d.check_numerics(x, "m"), [array([1.0, np.inf])], "eager"),
    "assert_all_finite": (lambda d, x: d.assert_all_finite(x, "m"), [array([np.nan])], "eager"),
    "check_numerics of ints": (lambda d, x: d.check_numerics(x, "m"), [i32(3)], ""),
}

CASES = [
    *[
        Case(name, passes(check), inputs, unknown_rank=name != "assert_scalar")
        for name, (check, inputs) in PASSING.items()
    ],
    *[
        Case(f"{name} fails", passes_or_not, inputs, raises=True, raises_when=when)
        for name, (check, inputs, when) in FAILING.items()
        for passes_or_not in [lambda tf, *inputs, check=check: check(tf.debugging, *inputs)]
    ],
    Case("check_numerics", lambda tf, x: tf.debugging.check_numerics(x, "m"), [X]),
    Case("assert_all_finite", lambda tf, x: tf.debugging.assert_all_finite(x, "m"), [X]),
]

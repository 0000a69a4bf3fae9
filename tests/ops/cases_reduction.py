"""Rows for reductions, running sums and positions of extremes."""

import numpy as np
from harness import Case, array, bf16, booleans, c64, f16, f32, i32, strings, u8

X, I, B = f32(2, 3), i32(2, 3), booleans(2, 3)


def reduced(name, x, *args, label="", **options):
    """A row for `tf.math.reduce_<name>`."""
    return Case(
        f"{name} {x.dtype} {args}{label}",
        lambda tf, x: getattr(tf.math, f"reduce_{name}")(x, *args),
        [x],
        **options,
    )


CASES = [
    *[reduced(name, X) for name in ("sum", "mean", "prod", "max", "min", "euclidean_norm")],
    *[reduced(name, X, 1) for name in ("sum", "mean", "prod", "max", "min", "euclidean_norm")],
    *[reduced(name, X, [0, -1], True) for name in ("sum", "mean", "max")],
    *[reduced(name, B) for name in ("all", "any")],
    *[reduced(name, B, 0, True) for name in ("all", "any")],
    *[reduced(name, X, 1) for name in ("variance", "std")],
    reduced("logsumexp", X, 1, differs="a known shape is a constant"),
    *[reduced(name, X, None, True) for name in ("logsumexp", "variance", "std")],
    *[reduced(name, X, None) for name in ("variance", "std")],
    reduced("logsumexp", X, None, differs="a known shape is a constant"),
    reduced("sum", f32(), label=" scalar"),
    reduced("sum", X, ()),
    reduced("sum", X, -2),
    reduced("sum", X, np.array([0, 1])),
    reduced("sum", bf16(2, 3), 0),
    reduced("sum", f16(2, 3)),
    reduced("sum", u8(9)),
    reduced("sum", c64(3)),
    reduced("variance", c64(3)),
    reduced("mean", I, 0),
    reduced("mean", u8(9)),
    reduced("max", I),
    reduced("max", bf16(3)),
    reduced("max", array([]), label=" empty", expect=-np.inf),
    reduced("min", array([], np.int32)),
    reduced("max", array([1.0, np.nan]), label=" nan"),
    reduced("sum", X, 2, raises=True),
    reduced("sum", B, raises=True),
    reduced("all", X, raises=True),
    reduced("variance", I, raises=True),
    Case(
        "sum over tensor axis",
        lambda tf, x, axis: tf.reduce_sum(x, axis, keepdims=True),
        [X, array([1], np.int32)],
    ),
    Case("sum with name", lambda tf, x: tf.reduce_sum(x, name="total"), [X]),
    Case(
        "sum of an axis twice",
        lambda tf, x: tf.reduce_sum(x, [0, 0]),
        [X],
        raises=True,
        raises_when="eager",
    ),
    Case("count_nonzero", lambda tf, x: tf.math.count_nonzero(x), [I]),
    Case("count_nonzero int32", lambda tf, x: tf.math.count_nonzero(x, 1, True, tf.int32), [X]),
    Case("count_nonzero bool", lambda tf, x: tf.math.count_nonzero(x, 0), [B]),
    Case("count_nonzero text", lambda tf, x: tf.math.count_nonzero(x, 0), [strings(b"a", b"")]),
    Case("cumsum", lambda tf, x: tf.cumsum(x), [X]),
    Case("cumsum int", lambda tf, x: tf.cumsum(x, -1), [I]),
    Case("cumsum reverse", lambda tf, x: tf.cumsum(x, 1, True, True), [X]),
    Case("cumsum bad axis", lambda tf, x: tf.cumsum(x, 2), [X], raises=True, raises_when="eager"),
    Case("cumprod", lambda tf, x: tf.math.cumprod(x, -1, exclusive=True), [X]),
    Case("cumulative_logsumexp", lambda tf, x: tf.math.cumulative_logsumexp(x), [X]),
    Case(
        "cumulative_logsumexp exclusive",
        lambda tf, x: tf.math.cumulative_logsumexp(x, 1, True, True),
        [X],
        tolerance=1e-6,
    ),
    Case("argmax", lambda tf, x: tf.argmax(x), [X]),
    Case("argmax int32", lambda tf, x: tf.argmax(x, 1, tf.int32), [X]),
    Case("argmax bfloat16", lambda tf, x: tf.argmax(x, -1), [bf16(3, 4)]),
    Case("argmax nan", lambda tf, x: tf.argmax(x), [array([1.0, np.nan, 2.0])], expect=2),
    Case("argmin", lambda tf, x: tf.math.argmin(x, -1), [I]),
    Case("argmax bad axis", lambda tf, x: tf.argmax(x, 2), [X], raises=True),
]

"""Rows for strings and raw operations."""

import numpy as np
from harness import Case, array, booleans, c64, f32, f64, i32, i64, strings

S = strings(b"Hello", b" w\xc3\xb6rld ", b"")
NUMBERS = array([0.0, -1.5, 1e10, 1e-7, np.inf, np.nan])

CASES = [
    Case("join", lambda tf, x: tf.strings.join([x, "a", x], "-"), [S]),
    Case("join nothing", lambda tf: tf.strings.join([])),
    Case("join shapes", lambda tf, x: tf.strings.join([x, ["a"]]), [S], raises=True),
    Case("length", lambda tf, x: tf.strings.length(x), [S]),
    Case("length utf8", lambda tf, x: tf.strings.length(x, "UTF8_CHAR"), [S]),
    Case("length unit", lambda tf, x: tf.strings.length(x, "WORD"), [S], raises=True),
    Case("lower", lambda tf, x: tf.strings.lower(x), [strings("\u00c4B".encode())]),
    Case("lower utf8", lambda tf, x: tf.strings.lower(x, "utf-8"), [strings("\u00c4B".encode())]),
    Case("upper", lambda tf, x: tf.strings.upper(x), [S]),
    Case("upper utf8", lambda tf, x: tf.strings.upper(x, encoding="utf-8"), [S]),
    Case("strip", lambda tf, x: tf.strings.strip(x), [strings(b" a b \n", b"\t", b"c")]),
    Case("substr", lambda tf, x: tf.strings.substr(x, 1, 3), [strings(b"abcdef", b"xy")]),
    Case("substr end", lambda tf, x: tf.strings.substr(x, -2, 5), [strings(b"abcdef", b"xy")]),
    Case(
        "substr each",
        lambda tf, x, p, n: tf.strings.substr(x, p, n),
        [strings(b"abcdef", b"xyz"), array([3, 0], np.int32), array([1, 2], np.int32)],
    ),
    Case("substr utf8", lambda tf, x: tf.strings.substr(x, 1, 2, "UTF8_CHAR"), [strings(S[1:2])]),
    Case(
        "substr outside",
        lambda tf, x: tf.strings.substr(x, 3, 1),
        [strings(b"ab")],
        raises=True,
        raises_when="eager",
    ),
    Case("as_string", lambda tf, x: tf.strings.as_string(x), [NUMBERS]),
    Case("as_string 2", lambda tf, x: tf.strings.as_string(x, precision=2), [f64(4)]),
    Case("as_string e", lambda tf, x: tf.strings.as_string(x, scientific=True), [NUMBERS]),
    Case("as_string g", lambda tf, x: tf.strings.as_string(x, shortest=True), [NUMBERS]),
    Case("as_string int", lambda tf, x: tf.strings.as_string(x, width=5, fill="0"), [i64(4)]),
    Case("as_string wide", lambda tf, x: tf.strings.as_string(x, width=5), [i32(4)]),
    Case("as_string bool", lambda tf, x: tf.strings.as_string(x), [booleans(4)]),
    Case("as_string complex", lambda tf, x: tf.strings.as_string(x), [c64(2)]),
    Case(
        "as_string both",
        lambda tf, x: tf.strings.as_string(x, scientific=True, shortest=True),
        [NUMBERS],
        raises=True,
        raises_when="eager",
    ),
    Case(
        "reduce_join",
        lambda tf, x: tf.strings.reduce_join(x),
        [strings([[b"a", b"b"], [b"c", b"d"]])],
    ),
    Case(
        "reduce_join axis",
        lambda tf, x: tf.strings.reduce_join(x, axis=-1, separator=", "),
        [strings([[b"a", b"b"], [b"c", b"d"]])],
    ),
    Case(
        "reduce_join keepdims",
        lambda tf, x: tf.strings.reduce_join(x, axis=[0, 1], keepdims=True),
        [strings([[b"a", b"b"], [b"c", b"d"]])],
    ),
    Case("to_number", lambda tf, x: tf.strings.to_number(x), [strings(b"1.5", b" 2", b"-3e2")]),
    Case("to_number int", lambda tf, x: tf.strings.to_number(x, tf.int64), [strings(b"15", b"-2")]),
    Case(
        "to_number wrong",
        lambda tf, x: tf.strings.to_number(x),
        [strings(b"1_5")],
        raises=True,
        raises_when="eager",
    ),
    Case("full match", lambda tf, x: tf.strings.regex_full_match(x, "H.*o"), [S]),
    Case(
        "full match tensor",
        lambda tf, x, p: tf.strings.regex_full_match(x, p),
        [S, np.array(b".*o", object)],
    ),
    Case("replace", lambda tf, x: tf.strings.regex_replace(x, "(l+)o?", r"<\1\0>"), [S]),
    Case(
        "replace first",
        lambda tf, x: tf.strings.regex_replace(x, "l", "L", replace_global=False),
        [S],
    ),
    Case(
        "replace tensor",
        lambda tf, x, p: tf.strings.regex_replace(x, p, "b"),
        [S, np.array(b"o", object)],
    ),
    Case(
        "format",
        lambda tf, x: tf.strings.format("a {} b", x),
        [array([1.0, 2.5, 0.1, 1e-10, 1e20])],
    ),
    Case(
        "format two",
        lambda tf, x, y: tf.strings.format("{}, {}", (x, y)),
        [i32(8, 9), np.array(3, np.int32)],
    ),
    Case("format all", lambda tf, x: tf.strings.format("{}", x, summarize=-1), [f64(2, 3)]),
    Case("format cube", lambda tf, x: tf.strings.format("{}", x), [i32(2, 2, 2)]),
    Case("format text", lambda tf, x: tf.strings.format("{}", x), [strings(b"a", b"b")]),
    Case("format bool", lambda tf, x: tf.strings.format("{}", x), [booleans(3)]),
    Case("format mark", lambda tf, x: tf.strings.format("<%%>", x, placeholder="%%"), [i32(3)]),
    Case("format empty", lambda tf, x: tf.strings.format("{}", x), [f32(0, 2)]),
    Case("format count", lambda tf, x: tf.strings.format("a b", x), [f32(2)], raises=True),
    # -- hashes --------------------------------------------------------------------------------
    Case(
        "hash bucket",
        lambda tf, x: tf.strings.to_hash_bucket_fast(x, 1000),
        [strings(b"", b"a", b"words that no vocabulary has", b"x" * 100)],
    ),
    # -- raw_ops -------------------------------------------------------------------------------
    Case("raw one", lambda tf, x: tf.raw_ops.Neg(x=x), [f32(2)]),
    Case("raw several", lambda tf, x: tf.raw_ops.Unique(x=x).idx, [i32(5)]),
    Case("raw list", lambda tf, x: tf.raw_ops.Unpack(value=x, num=2, axis=0), [f32(2, 3)]),
    Case("raw renamed", lambda tf, x: tf.raw_ops.ExpandDims(input=x, axis=0), [f32(2)]),
    Case("raw squeeze", lambda tf, x: tf.raw_ops.Squeeze(input=x, axis=[0]), [f32(1, 2)]),
    Case(
        "raw select",
        lambda tf, m, x: tf.raw_ops.Select(condition=m, x=x, y=x + 1.0),
        [booleans(2), f32(2, 3)],
    ),
    Case("raw positional", lambda tf, x: tf.raw_ops.Neg(x), [f32(2)], raises=True),
    Case("raw missing", lambda tf, x: tf.raw_ops.Unpack(value=x), [f32(2)], raises=True),
    Case("raw unknown", lambda tf, x: tf.raw_ops.Neg(x=x, y=x), [f32(2)], raises=True),
    Case("raw nothing", lambda tf, x: tf.raw_ops.Nope(x=x), [f32(2)], raises=True),
    Case("raw private", lambda tf, x: tf.raw_ops._Arg(x=x), [f32(2)], raises=True),
    Case(
        "raw removed",
        lambda tf, x: tf.raw_ops.TopK(input=x, k=1),
        [f32(2)],
        raises=True,
        raises_when="graph",
    ),
]

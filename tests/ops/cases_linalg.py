"""Rows for products, diagonals, norms and functions of matrices."""

import numpy as np
from harness import Case, array, bf16, booleans, f16, f32, f64, i32

X, Y, BATCH = f32(2, 3), f32(3, 4), f32(5, 2, 3)
C, I = (f32(2, 3) + 1j * f32(2, 3, low=-1)).astype(np.complex64), i32(2, 3)
CB = np.stack([C, 2 * C])
SQUARE = f32(4, 3, 3) + 3 * np.eye(3, dtype=np.float32)
POSITIVE = np.matmul(SQUARE, np.swapaxes(SQUARE, -1, -2))
COUNT = "TensorFlow wants the number of diagonals to be known"
ORDER = "products of more than two take the best order that NumPy finds"


def matmul(label, a, b, *, more=None, **options):
    """A row for `tf.matmul`."""
    more = more or {}
    return Case(
        f"matmul {label}",
        lambda tf, a, b: tf.matmul(a, b, **more(tf) if callable(more) else more),
        [a, b],
        **options,
    )


def einsum(equation, *inputs, label="", **options):
    """A row for `tf.einsum`."""
    return Case(
        f"einsum {equation} {len(options)}{label}",
        lambda tf, *inputs: tf.einsum(equation, *inputs),
        inputs,
        **{"tolerance": 1e-5, **options},
    )


def tensordot(a, b, axes, **options):
    """A row for `tf.tensordot`."""
    return Case(
        f"tensordot {list(a.shape)} {axes}",
        lambda tf, a, b: tf.tensordot(a, b, axes),
        [a, b],
        **{"tolerance": 1e-5, **options},
    )


def norm(*args, x=X, **options):
    """A row for `tf.norm`."""
    return Case(f"norm {x.dtype} {args}", lambda tf, x: tf.norm(x, *args), [x], **options)


def linalg(name, x, *args, label="", **options):
    """A row for `tf.linalg.<name>` of one tensor."""
    return Case(
        f"{name}{label} {x.dtype} {list(x.shape)} {args}",
        lambda tf, x: getattr(tf.linalg, name)(x, *args),
        [x],
        **options,
    )


CASES = [
    matmul("of matrices", X, Y),
    matmul("of integers", I, i32(3, 4)),
    matmul("float16", f16(2, 3), f16(3, 4)),
    matmul("bfloat16", bf16(2, 3), bf16(3, 4)),
    matmul("transposed", X, f32(2, 4), more={"transpose_a": True}),
    matmul("transpose_b", X, f32(4, 3), more={"transpose_b": True}),
    matmul("adjoint", C, C, more={"adjoint_b": True}, tolerance=1e-5),
    matmul("complex transposed", C, C, more={"transpose_b": True}, tolerance=1e-5),
    matmul("of stacks", BATCH, Y),
    matmul("of broadcast stacks", f32(1, 2, 2, 3), f32(5, 1, 3, 4)),
    matmul("of stacks transposed", BATCH, BATCH, more={"transpose_b": True}),
    matmul("of stacks adjoint", CB, CB, more={"adjoint_a": True}, tolerance=1e-5),
    matmul("of stacks complex", CB, CB, more={"transpose_a": True}, tolerance=1e-5),
    matmul("sparse hint", X, Y, more={"a_is_sparse": True}, unknown_rank=True),
    matmul("of mixed", bf16(2, 3), Y, unknown_rank=False, tolerance=1e-5),
    matmul(
        "wider", X.astype(np.int8), Y.astype(np.int8), more=lambda tf: {"output_type": tf.int32}
    ),
    matmul("both", X, Y, more={"transpose_a": True, "adjoint_a": True}, raises=True),
    matmul("that does not fit", X, X, raises=True),
    matmul("of vector", f32(3), Y, raises=True),
    matmul("of two types", X, f64(3, 4), raises=True),
    Case("matmul with list", lambda tf, x: tf.matmul(x, [[1.0], [2.0], [3.0]]), [X]),
    Case("raw BatchMatMul", lambda tf, x, y: tf.raw_ops.BatchMatMul(x=x, y=y), [X, Y]),
    Case("matvec", lambda tf, x, y: tf.linalg.matvec(x, y), [X, f32(3)]),
    Case("matvec transposed", lambda tf, x, y: tf.linalg.matvec(x, y, True), [BATCH, f32(5, 2)]),
    tensordot(f32(2, 4, 3), f32(3, 5), 1),
    tensordot(f32(2, 4, 3), f32(3, 4, 5), [[1, 2], [1, 0]]),
    tensordot(f32(2), f32(3), 0),
    tensordot(f32(2, 3), f32(3, 4), [[-1], [0]]),
    tensordot(f32(2, 3), f32(3, 4), [1, 0]),
    tensordot(f32(2, 3), f32(3, 4), 3, raises=True),
    tensordot(f32(2, 3), f32(3, 4), [[0, 1], [0]], raises=True),
    einsum("ij,jk->ik", X, Y),
    einsum("ij,jk", X, Y),
    einsum("ij->ji", X),
    einsum("ij->", X),
    einsum("ii->i", f32(3, 3)),
    einsum("bij,bjk->bik", BATCH, f32(5, 3, 4)),
    einsum("...ij , jk->...ik", BATCH, Y),
    einsum("ij,jk->ik", bf16(2, 3), bf16(3, 4), tolerance=1e-2, unknown_dims=True),
    einsum("ij,jk,kl->il", X, Y, f32(4, 5), differs=ORDER),
    einsum("ij,jk->ik", X, f32(4, 4), raises=True),
    einsum("ij,jk,kl->il", X, Y, raises=True, label=" of two"),
    einsum("i1,jk->ik", X, Y, raises=True),
    Case("band_part", lambda tf, x: tf.linalg.band_part(x, 0, -1), [f32(3, 4)]),
    Case("band_part of two", lambda tf, x: tf.linalg.band_part(x, 1, 0), [BATCH]),
    linalg("diag", X),
    linalg("diag", booleans(3)),
    Case(
        "diag below",
        lambda tf, x: tf.linalg.diag(x, k=-1, num_cols=5),
        [X],
        shapes_differ="TensorFlow takes an unknown number of rows for 0",
    ),
    Case(
        "diag of two",
        lambda tf, x: tf.linalg.diag(x, k=(-1, 0), padding_value=2.0, num_rows=4),
        [X],
        only_ours=COUNT,
    ),
    *[
        Case(
            f"diag {align}",
            lambda tf, x, align=align: tf.linalg.diag(x, k=(-1, 1), align=align),
            [f32(2, 3, 3)],
            only_ours=COUNT,
        )
        for align in ("LEFT_LEFT", "LEFT_RIGHT", "RIGHT_LEFT", "RIGHT_RIGHT")
    ],
    linalg("diag_part", BATCH),
    Case(
        "diag_part of three",
        lambda tf, x: tf.linalg.diag_part(x, k=(-1, 1), padding_value=7.0),
        [f32(3, 4)],
    ),
    Case("set_diag", lambda tf, x, y: tf.linalg.set_diag(x, y), [BATCH, f32(5, 2)]),
    Case("set_diag above", lambda tf, x, y: tf.linalg.set_diag(x, y, k=1), [X, f32(2)]),
    linalg("trace", f32(4, 3, 3)),
    linalg("tensor_diag", X),
    linalg("tensor_diag_part", f32(2, 3, 2, 3)),
    norm(),
    norm(x=C),
    norm(1, 1),
    norm(2, 1),
    norm(np.inf, -1, True),
    norm(3.0, -1),
    norm(1, [-2, -1]),
    norm("fro", (0, 1)),
    norm(np.inf, (0, 1)),
    norm(-1, raises=True),
    norm("other", raises=True),
    Case("normalize", lambda tf, x: tf.linalg.normalize(x, axis=1), [X]),
    Case("global_norm", lambda tf, x, y: tf.linalg.global_norm([x, None, y]), [X, Y]),
    Case("clip_by_global_norm", lambda tf, x, y: tf.clip_by_global_norm([x, y], 1.5), [X, Y]),
    linalg("adjoint", CB),
    linalg("adjoint", X),
    Case("cross", lambda tf, x, y: tf.linalg.cross(x, y), [X, f32(2, 3, low=0)]),
    linalg("det", SQUARE, tolerance=1e-5),
    linalg("inv", SQUARE, tolerance=1e-5),
    linalg("inv", SQUARE, True, tolerance=1e-5),
    linalg("cholesky", POSITIVE, tolerance=1e-5),
    linalg("logdet", POSITIVE, tolerance=1e-5),
    linalg("inv", array([[0.0, 0.0], [0.0, 0.0]]), raises=True, raises_when="eager"),
    linalg("det", X, raises=True),
]

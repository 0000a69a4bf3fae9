"""Rows for factors of matrices and linear equations."""

import numpy as np
from harness import Case, array, f32, f64

SQUARE = f32(4, 3, 3) + 3 * np.eye(3, dtype=np.float32)
POSITIVE = np.matmul(SQUARE, np.swapaxes(SQUARE, -1, -2))
TALL, WIDE, RIGHT = f32(4, 5, 3), f32(4, 3, 5), f32(4, 3, 2)
COMPLEX = (SQUARE + 1j * f32(4, 3, 3, low=-1)).astype(np.complex64)
SINGULAR = np.zeros((2, 2), np.float32)


def matrices(label, function, *inputs, **options):
    """A row for a function of `tf` and inputs."""
    return Case(label, function, inputs, **{"tolerance": 2e-5, **options})


def only(label, name, x, *more, **options):
    """A row for `tf.linalg.<name>`."""
    return matrices(
        label, lambda tf, *inputs: getattr(tf.linalg, name)(*inputs), x, *more, **options
    )


def rebuilt(tf, factors):
    """The product of singular values and vectors."""
    values, left, right = factors
    return tf.matmul(left * values[..., None, :], right, adjoint_b=True)


CASES = [
    only("qr", "qr", TALL),
    only("qr of wide", "qr", WIDE),
    matrices("qr full", lambda tf, x: tf.linalg.qr(x, full_matrices=True)[1], TALL),
    only("qr float64", "qr", f64(3, 3)),
    matrices("svd", lambda tf, x: rebuilt(tf, tf.linalg.svd(x)), TALL),
    matrices("svd values", lambda tf, x: tf.linalg.svd(x, compute_uv=False), WIDE),
    matrices("svd full", lambda tf, x: tf.abs(tf.linalg.svd(x, full_matrices=True)[2]), TALL),
    only("svd of vector", "svd", f32(3), raises=True),
    matrices("eigh", lambda tf, x: [tf.linalg.eigh(x)[0], tf.abs(tf.linalg.eigh(x)[1])], POSITIVE),
    only("eigvalsh", "eigvalsh", POSITIVE),
    only("eigh of wide", "eigh", WIDE, raises=True),
    matrices("eig", lambda tf, x: tf.reduce_sum(tf.linalg.eig(x)[0], -1), SQUARE),
    matrices(
        "eig vectors",
        lambda tf, x: tf.reduce_sum(tf.abs(tf.linalg.eig(x)[1]) ** 2, -2),
        SQUARE,
    ),
    matrices("eigvals", lambda tf, x: tf.reduce_sum(tf.linalg.eigvals(x) ** 2, -1), SQUARE),
    only("lu", "lu", SQUARE),
    only("lu complex", "lu", COMPLEX),
    matrices("lu int64", lambda tf, x: tf.linalg.lu(x, output_idx_type=tf.int64), f64(4, 4)),
    only("lu singular", "lu", SINGULAR, raises=True, raises_when="eager"),
    only("solve", "solve", SQUARE, RIGHT),
    matrices("solve adjoint", lambda tf, x, y: tf.linalg.solve(x, y, adjoint=True), SQUARE, RIGHT),
    only("solve singular", "solve", SINGULAR, f32(2, 2), raises=True, raises_when="eager"),
    only("solve shapes", "solve", SQUARE, f32(4, 2, 2), raises=True),
    only("triangular_solve", "triangular_solve", SQUARE, RIGHT),
    matrices(
        "triangular_solve upper",
        lambda tf, x, y: tf.linalg.triangular_solve(x, y, lower=False),
        SQUARE,
        RIGHT,
    ),
    matrices(
        "triangular_solve adjoint",
        lambda tf, x, y: tf.linalg.triangular_solve(x, y, lower=False, adjoint=True),
        SQUARE,
        f32(1, 3, 2),
    ),
    only("triangular_solve shapes", "triangular_solve", f32(3, 3), f32(2, 2), raises=True),
    only("cholesky_solve", "cholesky_solve", SQUARE, RIGHT, tolerance=1e-4),
    matrices(
        "lstsq slow",
        lambda tf, x, y: tf.linalg.lstsq(x, y, fast=False),
        TALL,
        f32(4, 5, 2),
        tolerance=1e-4,
    ),
    matrices(
        "lstsq of any size",
        lambda tf, x, y: tf.linalg.lstsq(x, y),
        TALL,
        f32(4, 5, 2),
        tolerance=1e-3,
        differs="no conditional on sizes",
    ),
    *[
        matrices(
            f"lstsq {label}",
            lambda tf, x, y, shapes=(x.shape, y.shape), more=more: tf.linalg.lstsq(
                tf.ensure_shape(x, shapes[0]), tf.ensure_shape(y, shapes[1]), **more
            ),
            x,
            y,
            tolerance=1e-3,
            differs="an identity has one size" if more else "",
        )
        for label, x, y, more in (
            ("tall", TALL, f32(4, 5, 2), {}),
            ("wide", WIDE, RIGHT, {}),
            ("regular", TALL, f32(4, 5, 2), {"l2_regularizer": 0.5}),
        )
    ],
    # TensorFlow's numbers are 8e-5 from the exact ones here, ours 2e-6.
    only("expm", "expm", SQUARE, differs="one rational function", tolerance=1e-4),
    only(
        "expm of great norm",
        "expm",
        3 * f64(2, 3, 3),
        differs="one rational function",
        tolerance=1e-9,
    ),
    only("expm of one", "expm", COMPLEX[0] / 9, differs="one rational function"),
    only("expm of wide", "expm", WIDE, raises=True, raises_when="graph"),
    only("pinv", "pinv", TALL, tolerance=1e-4),
    matrices("pinv rcond", lambda tf, x: tf.linalg.pinv(x, rcond=0.1), TALL, tolerance=1e-4),
    only("slogdet", "slogdet", SQUARE),
    only("slogdet complex", "slogdet", COMPLEX),
    only("slogdet of wide", "slogdet", WIDE, raises=True),
    only("sqrtm", "sqrtm", POSITIVE, tolerance=1e-4),
    only("matrix_rank", "matrix_rank", TALL),
    only(
        "tridiagonal_solve",
        "tridiagonal_solve",
        f32(3, 4) + array([[0], [4], [0]]),
        f32(4),
    ),
    only(
        "tridiagonal_solve of columns",
        "tridiagonal_solve",
        f32(2, 3, 4) + array([[0], [4], [0]]),
        f32(2, 4, 3),
    ),
    matrices(
        "norm 2",
        lambda tf, x: tf.norm(tf.ensure_shape(x, [None] * 3), 2, [-2, -1]),
        TALL,
        differs="no loops over axes",
        shapes_differ="known",
    ),
]

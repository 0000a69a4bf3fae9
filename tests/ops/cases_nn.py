"""Rows for activations, softmax, losses and normalisation."""

import numpy as np
from harness import Case, array, bf16, c64, f16, f32, i32, i64

X, Y, I = f32(2, 3), f32(2, 3, low=0.1, high=0.9), i32(2, 3)
IMAGE, V = f32(2, 3, 4, 5), f32(3, low=0.5)
CONSTANT_ORDER = "the order of axes is a constant, not 20 nodes that compute it"
NO_ASSERT = "no Assert nodes compare shapes"


def activation(name, x, *args, **options):
    """A row for `tf.nn.<name>`."""
    return Case(
        f"{name} {x.dtype} {list(x.shape)} {args}",
        lambda tf, x: getattr(tf.nn, name)(x, *args),
        [x],
        **options,
    )


def loss(name, labels, logits, *args, label="", **options):
    """A row for `tf.nn.<name>` of labels and logits."""
    return Case(
        f"{name} {logits.dtype} {list(logits.shape)} {args}{label}",
        lambda tf, x, y: getattr(tf.nn, name)(x, y, *args),
        [labels, logits],
        **options,
    )


CASES = [
    activation("relu", X),
    activation("relu", I),
    activation("relu", array([np.nan, -1.0])),
    activation("relu", bf16(4)),
    activation("relu6", f32(4, low=-8, high=8)),
    activation("elu", X),
    activation("elu", bf16(3)),
    activation("selu", X),
    activation("selu", f16(3)),
    activation("leaky_relu", X),
    activation("leaky_relu", X, 0.1),
    activation("leaky_relu", I),
    activation("softplus", f32(5, low=-50, high=50)),
    activation("softplus", bf16(3)),
    activation("softsign", X),
    activation("sigmoid", f32(5, low=-50, high=50)),
    activation("sigmoid", f16(3)),
    activation("tanh", X),
    activation("gelu", X, differs="Erf in place of Erfc", tolerance=1e-6),
    activation("gelu", X, True),
    activation("gelu", I, raises=True),
    activation("silu", X, differs="no IdentityN"),
    activation("silu", X, 2.0, differs="no IdentityN"),
    activation("crelu", X),
    activation("softmax", X),
    activation("softmax", f16(2, 3)),
    activation("softmax", bf16(2, 3)),
    activation("softmax", X, 0, differs=CONSTANT_ORDER, unknown_rank=False),
    activation("softmax", X, -2, differs=CONSTANT_ORDER, unknown_rank=False),
    activation("softmax", IMAGE, 1, differs=CONSTANT_ORDER, unknown_rank=False),
    activation("softmax", f32(), raises=True),
    activation("softmax", X, 2, raises=True),
    activation("softmax", I, raises=True),
    activation("log_softmax", X),
    activation("log_softmax", X, 0, differs=CONSTANT_ORDER, unknown_rank=False),
    Case("bias_add", lambda tf, x, y: tf.nn.bias_add(x, y), [X, V]),
    Case("bias_add NCHW", lambda tf, x, y: tf.nn.bias_add(x, y, "NCHW"), [IMAGE, V]),
    Case("bias_add NC...", lambda tf, x, y: tf.nn.bias_add(x, y, "NC..."), [f32(2, 3, 4), V]),
    Case("bias_add too long", lambda tf, x, y: tf.nn.bias_add(x, y), [X, f32(2)], raises=True),
    Case("bias_add format", lambda tf, x, y: tf.nn.bias_add(x, y, "XX"), [X, V], raises=True),
    Case("l2_loss", lambda tf, x: tf.nn.l2_loss(x), [X]),
    Case("moments", lambda tf, x: tf.nn.moments(x, [0]), [X]),
    Case("moments keepdims", lambda tf, x: tf.nn.moments(x, [0, 1], keepdims=True), [X]),
    Case("moments float16", lambda tf, x: tf.nn.moments(x, [0]), [f16(4, 3)]),
    Case(
        "batch_normalization",
        lambda tf, x, m, v, o, s: tf.nn.batch_normalization(x, m, v, o, s, 0.001),
        [X, f32(3), V, f32(3), V],
        tolerance=1e-5,
    ),
    Case(
        "batch_normalization float16",
        lambda tf, x, m, v, o, s: tf.nn.batch_normalization(x, m, v, o, s, 0.001),
        [f16(2, 3), f32(3), V, f32(3), V],
    ),
    Case(
        "batch_normalization without scale",
        lambda tf, x, m, v, o: tf.nn.batch_normalization(x, m, v, o, None, 0.001),
        [X, f32(3), V, f32(3)],
        tolerance=1e-5,
    ),
    Case(
        "batch_normalization without both",
        lambda tf, x, m, v: tf.nn.batch_normalization(x, m, v, None, None, 0.001),
        [X, f32(3), V],
        tolerance=1e-5,
    ),
    Case("l2_normalize", lambda tf, x: tf.math.l2_normalize(x, -1), [X]),
    Case("l2_normalize complex", lambda tf, x: tf.nn.l2_normalize(x), [c64(3)]),
    loss("sigmoid_cross_entropy_with_logits", Y, X),
    loss("sigmoid_cross_entropy_with_logits", f32(2), X, label=" bad", raises=True),
    loss("weighted_cross_entropy_with_logits", Y, X, 2.0),
    loss("softmax_cross_entropy_with_logits", Y, X, tolerance=1e-5),
    loss("softmax_cross_entropy_with_logits", Y, X, 0, tolerance=1e-5, unknown_rank=True),
    loss("softmax_cross_entropy_with_logits", f32(2, 3, 4), f32(2, 3, 4, low=-1), tolerance=1e-5),
    loss("softmax_cross_entropy_with_logits", Y, f16(2, 3)),
    loss("sparse_softmax_cross_entropy_with_logits", i32(2, low=0, high=3), X, differs=NO_ASSERT),
    loss(
        "sparse_softmax_cross_entropy_with_logits",
        i64(2, 3, low=0, high=4),
        f32(2, 3, 4),
        differs=NO_ASSERT,
    ),
    loss(
        "sparse_softmax_cross_entropy_with_logits",
        i32(2, low=0, high=3),
        f16(2, 3),
        differs=NO_ASSERT,
    ),
    loss(
        "sparse_softmax_cross_entropy_with_logits", i32(2, 1, low=0), X, label=" bad", raises=True
    ),
    loss(
        "sparse_softmax_cross_entropy_with_logits",
        array([5, 0], np.int32),
        X,
        label=" out of range",
        raises=True,
        raises_when="eager",
    ),
]

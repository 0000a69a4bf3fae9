"""Rows for pools."""

from harness import Case, f16, f32, i32

X, X1, X3 = f32(2, 9, 8, 3), f32(2, 9, 3), f32(2, 5, 6, 7, 3)
PADS = [[0, 0], [1, 0], [1, 1], [0, 0]]
NO_KERNEL = "TensorFlow has no kernel for processors"
FEWER = "fewer nodes compute paddings if sizes are unknown"


def pools(label, x, name, *args, more=None, **options):
    """Rows for `tf.nn.max_<name>` and `tf.nn.avg_<name>`."""
    return [
        Case(
            f"{kind}_{name} {label}",
            lambda tf, x, kind=kind: getattr(tf.nn, f"{kind}_{name}")(x, *args, **(more or {})),
            [x],
            **options,
        )
        for kind in ("max", "avg")
    ]


def pool(label, x, window, *args, **options):
    """Rows for `tf.nn.pool` of both types."""
    more = options.pop("more", {})
    return [
        Case(
            f"pool {kind} {label}",
            lambda tf, x, kind=kind: tf.nn.pool(x, window, kind, *args, **more),
            [x],
            **options,
        )
        for kind in ("MAX", "AVG")
    ]


CASES = [
    *pools("SAME", X1, "pool1d", 3, 2, "SAME"),
    *pools("NCW", X1, "pool1d", 3, 2, "SAME", "NCW", graph_only=NO_KERNEL),
    *pools("VALID", X, "pool2d", 3, [2, 1], "VALID"),
    *pools("SAME", X, "pool2d", [1, 3, 2, 1], 2, "SAME"),
    *pools("NCHW", X, "pool2d", 3, [2, 1], "VALID", "NCHW", graph_only=NO_KERNEL),
    *pools("float16", f16(1, 4, 4, 2), "pool2d", 2, 1, "VALID"),
    *pools("SAME", X3, "pool3d", [1, 2, 2, 2, 1], 2, "SAME"),
    *pools("NCDHW", X3, "pool3d", 2, 1, "VALID", "NCDHW", graph_only=NO_KERNEL),
    *pools("1", X1, "pool", 2, 2, "SAME", unknown_rank=False),
    *pools("2", X, "pool", 2, 2, "SAME", unknown_rank=False),
    *pools("3", X3, "pool", 2, 2, "SAME", unknown_rank=False),
    *pools("2 NCHW", X, "pool", 2, 2, "SAME", "NCHW", unknown_rank=False, graph_only=NO_KERNEL),
    *pools("of pixels", f32(2, 3), "pool", 2, 2, "SAME", raises=True),
    *pools("rank", X1, "pool2d", 2, 2, "SAME", raises=True),
    *pools("layout", X, "pool2d", 2, 2, "SAME", "XX", raises=True),
    *pools("padding", X, "pool2d", 2, 2, "XX", raises=True),
    *pools("three sizes", X, "pool2d", [1, 1, 1], 1, "SAME", raises=True),
    *pools("too small", X, "pool2d", 20, 1, "VALID", raises=True),
    Case("max_pool2d explicit", lambda tf, x: tf.nn.max_pool2d(x, 3, 2, PADS), [X]),
    Case("max_pool explicit", lambda tf, x: tf.nn.max_pool(x, 3, 2, PADS), [X], unknown_rank=False),
    Case("max_pool explicit 1", lambda tf, x: tf.nn.max_pool(x, 3, 2, PADS), [X1], raises=True),
    Case("avg_pool2d explicit", lambda tf, x: tf.nn.avg_pool2d(x, 3, 2, PADS), [X], raises=True),
    Case(
        "max_pool2d of channels",
        lambda tf, x: tf.nn.max_pool2d(x, [1, 1, 1, 3], [1, 1, 1, 3], "SAME"),
        [X],
    ),
    Case(
        "max_pool of integers",
        lambda tf, x: tf.nn.max_pool(x, 2, 2, "SAME"),
        [i32(1, 4, 4, 2)],
        unknown_rank=False,
    ),
    *pool("VALID", X, [2, 2]),
    *pool("SAME", X, [2, 3], [2, 2], "SAME"),
    *pool("1", X1, [2], more={"padding": "SAME"}),
    *pool("3", X3, [2, 2, 2]),
    *pool("NCHW", X, [2, 2], more={"data_format": "NCHW"}, graph_only=NO_KERNEL),
    *pool("dilated", X, [2, 2], more={"dilations": [2, 1]}, differs=FEWER),
    *[
        Case(
            f"{case.name} of known sizes",
            lambda tf, x, case=case: case.function(tf, tf.ensure_shape(x, [2, 9, 8, 3])),
            [X],
        )
        for case in pool("dilated", X, [2, 2], more={"dilations": [2, 1]})
    ],
    *pool("dilated SAME", X, [2, 2], None, "SAME", more={"dilations": [2, 1]}, raises=True),
    *pool("dilated strides", X, [2, 2], [2, 1], more={"dilations": [2, 1]}, raises=True),
    Case("pool MIN", lambda tf, x: tf.nn.pool(x, [2, 2], "MIN"), [X], raises=True),
    Case("max_pool_with_argmax", lambda tf, x: tf.nn.max_pool_with_argmax(x, 2, 2, "SAME"), [X]),
    Case(
        "max_pool_with_argmax of the batch",
        lambda tf, x: tf.nn.max_pool_with_argmax(
            x, [2, 2], [1, 2], "VALID", output_dtype=tf.int32, include_batch_in_index=True
        ),
        [X],
    ),
    *[
        Case(
            f"{name} {padding}",
            lambda tf, x, f, name=name, padding=padding: getattr(tf.nn, name)(
                x, f, [1, 2, 1, 1], padding, "NHWC", [1, 1, 2, 1]
            ),
            [X, f32(3, 2, 3)],
        )
        for name in ("dilation2d", "erosion2d")
        for padding in ("SAME", "VALID")
    ],
    Case(
        "dilation2d layout",
        lambda tf, x, f: tf.nn.dilation2d(x, f, [1] * 4, "SAME", "NCHW", [1] * 4),
        [X, f32(3, 2, 3)],
        raises=True,
    ),
]

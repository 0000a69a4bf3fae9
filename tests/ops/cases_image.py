"""Rows for images."""

import numpy as np
from harness import Case, array, f16, f32, i32, u8

X, U, PICTURE = f32(2, 6, 8, 3, low=0, high=1), u8(2, 6, 8, 3), f32(6, 8, 3, low=0, high=1)
SHORT = i32(2, 3, low=0, high=30000).astype(np.int16)
BOXES = array([[0, 0, 0.5, 0.5], [0.1, 0.2, 0.9, 1.0], [0.9, 1.2, -0.1, 0.3]])
OWNERS = array([0, 1, 1], np.int32)
CORNERS = array(
    [[0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, -0.1, 1, 0.9], [0, 10, 1, 11], [1.1, 10.1, 0, 11.1]]
)
SCORES = array([0.9, 0.75, 0.6, 0.95, 0.3])
NO_ASSERT = "no Assert nodes check sizes"
CONSTANT = "sizes that are known are constants"
RESIZED = {"unknown_rank": False, "tolerance": 1e-6}


def image(label, function, *inputs, **options):
    """A row for a function of `tf` and inputs."""
    return Case(label, function, inputs, **options)


def checked(label, function, x, **options):
    """Rows for a function that TensorFlow surrounds with asserts unless sizes are known."""
    shape = list(x.shape)
    return [
        Case(f"{label} unchecked", function, [x], differs=NO_ASSERT, **options),
        Case(
            label,
            lambda tf, x: function(tf, tf.ensure_shape(x, shape)),
            [x],
            **{key: value for key, value in options.items() if key == "tolerance"},
        ),
    ]


def resize(label, x, *args, **options):
    """A row for `tf.image.resize`."""
    more = options.pop("more", {})
    return Case(
        f"resize {label}",
        lambda tf, x: tf.image.resize(x, *args, **more),
        [x],
        **{**RESIZED, **options},
    )


def convert(label, x, dtype, **options):
    """A row for `tf.image.convert_image_dtype`."""
    more = options.pop("more", {})
    return Case(
        f"convert_image_dtype {label}",
        lambda tf, x: tf.image.convert_image_dtype(x, getattr(tf, dtype), **more),
        [x],
        **options,
    )


def color(name, x, *args, label="", **options):
    """A row for `tf.image.<name>`."""
    return Case(
        f"{name} {x.dtype}{label}",
        lambda tf, x: getattr(tf.image, name)(x, *args),
        [x],
        **{"tolerance": 1e-5, **options},
    )


CASES = [
    *[
        resize(f"{method} {size}", X, size, method)
        for method in (
            "bilinear",
            "nearest",
            "bicubic",
            "area",
            "lanczos3",
            "lanczos5",
            "gaussian",
            "mitchellcubic",
        )
        for size in ([4, 5], [13, 7], [1, 11])
    ],
    *[
        resize(f"{method} antialias {size}", X, size, method, more={"antialias": True})
        for method in ("bilinear", "bicubic", "lanczos3", "nearest", "area")
        for size in ([3, 5], [9, 2])
    ],
    resize("of uint8", U, [4, 5], tolerance=1e-4),
    resize("nearest of uint8", U, [4, 5], "nearest"),
    resize("to the same", U, [6, 8]),
    resize("of one image", PICTURE, [4, 5]),
    resize("in proportion", X, [4, 5], more={"preserve_aspect_ratio": True}, differs=CONSTANT),
    image(
        "resize to tensor",
        lambda tf, x, s: tf.image.resize(x, s),
        X,
        array([4, 5], np.int32),
        **RESIZED,
    ),
    resize("method", X, [4, 5], "xx", raises=True),
    resize("of rows", f32(3, 4), [4, 5], raises=True),
    resize("one size", X, [4], raises=True),
    resize("to nothing", X, [0, 1], raises=True, raises_when="eager"),
    *[
        image(
            f"raw {name} {align}",
            lambda tf, x, name=name, align=align: getattr(tf.raw_ops, name)(
                images=x, size=[5, 11], align_corners=align
            ),
            X,
            tolerance=1e-5,
        )
        for name in ("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic", "ResizeArea")
        for align in (False, True)
    ],
    *[
        image(
            f"resize_with_pad {list(x.shape)} {size}",
            lambda tf, x, size=size: tf.image.resize_with_pad(x, *size),
            x,
            differs=NO_ASSERT,
            tolerance=1e-6,
            unknown_rank=x.ndim == 3,
        )
        for x in (PICTURE,)
        for size in ([7, 5], [4, 12])
    ],
    image(
        "resize_with_pad of batch",
        lambda tf, x: tf.image.resize_with_pad(tf.ensure_shape(x, [None] * 4), 7, 5, "nearest"),
        X,
        differs=NO_ASSERT,
    ),
    image(
        "resize_with_pad target", lambda tf, x: tf.image.resize_with_pad(x, -1, 5), X, raises=True
    ),
    *[
        image(
            f"resize_with_crop_or_pad {size}",
            lambda tf, x, size=size: tf.image.resize_with_crop_or_pad(x, *size),
            PICTURE,
            differs=NO_ASSERT,
        )
        for size in ([7, 5], [4, 9], [3, 3], [9, 9], [6, 8])
    ],
    image(
        "resize_with_crop_or_pad of batch",
        lambda tf, x: tf.image.resize_with_crop_or_pad(tf.ensure_shape(x, [None] * 4), 7, 5),
        X,
        differs=NO_ASSERT,
    ),
    image(
        "resize_with_crop_or_pad target",
        lambda tf, x: tf.image.resize_with_crop_or_pad(x, -1, 5),
        X,
        raises=True,
    ),
    image(
        "crop_to_bounding_box",
        lambda tf, x: tf.image.crop_to_bounding_box(x, 1, 2, 3, 4),
        PICTURE,
        differs=NO_ASSERT,
    ),
    image(
        "crop_to_bounding_box of batch",
        lambda tf, x: tf.image.crop_to_bounding_box(tf.ensure_shape(x, [None] * 4), 1, 2, 3, 4),
        X,
        differs=NO_ASSERT,
    ),
    image(
        "crop_to_bounding_box at tensor",
        lambda tf, x, n: tf.image.crop_to_bounding_box(x, n, 2, n, 4),
        PICTURE,
        array(2, np.int32),
        differs=NO_ASSERT,
    ),
    *[
        image(
            f"crop_to_bounding_box {box}",
            lambda tf, x, box=box: tf.image.crop_to_bounding_box(x, *box),
            X,
            raises=True,
        )
        for box in ([-1, 2, 3, 4], [1, 2, 30, 4], [1, 2, 0, 4])
    ],
    image(
        "pad_to_bounding_box",
        lambda tf, x: tf.image.pad_to_bounding_box(x, 1, 2, 9, 12),
        PICTURE,
        differs=NO_ASSERT,
    ),
    image(
        "pad_to_bounding_box of batch",
        lambda tf, x: tf.image.pad_to_bounding_box(tf.ensure_shape(x, [None] * 4), 1, 2, 9, 12),
        X,
        differs=NO_ASSERT,
    ),
    image(
        "pad_to_bounding_box small",
        lambda tf, x: tf.image.pad_to_bounding_box(x, 1, 2, 3, 4),
        X,
        raises=True,
    ),
    image(
        "central_crop",
        lambda tf, x: tf.image.central_crop(x, 0.5),
        X,
        unknown_rank=False,
        differs="numbers of Python are not cast in the graph",
    ),
    image(
        "central_crop of known sizes",
        lambda tf, x: tf.image.central_crop(tf.ensure_shape(x, [6, 8, 3]), 0.33),
        PICTURE,
    ),
    image("central_crop whole", lambda tf, x: tf.image.central_crop(x, 1.0), PICTURE),
    image(
        "central_crop of tensor",
        lambda tf, x, f: tf.image.central_crop(x, f),
        PICTURE,
        array(0.5),
        differs=NO_ASSERT,
        unknown_rank=False,
    ),
    image("central_crop fraction", lambda tf, x: tf.image.central_crop(x, 0.0), X, raises=True),
    image(
        "central_crop of rows", lambda tf, x: tf.image.central_crop(x, 0.5), f32(3, 4), raises=True
    ),
    *[
        row
        for name in ("flip_left_right", "flip_up_down", "transpose")
        for x in (X, PICTURE)
        for row in checked(
            f"{name} {x.ndim}",
            lambda tf, x, name=name: getattr(tf.image, name)(x),
            x,
            shapes_differ="TensorFlow forgets the channels where the rank is unknown",
        )
    ],
    *[
        image(
            f"{name} of rows",
            lambda tf, x, name=name: getattr(tf.image, name)(x),
            f32(3, 4),
            raises=True,
        )
        for name in (
            "flip_left_right",
            "flip_up_down",
            "transpose",
            "rot90",
            "per_image_standardization",
        )
    ],
    *[
        image(
            f"rot90 {k} {x.ndim}",
            lambda tf, x, k=k: tf.image.rot90(x, k),
            x,
            differs="no conditionals",
            shapes_differ="known with k",
        )
        for k in (0, 1, 2, 3, 5, -1)
        for x in (X, PICTURE)
    ],
    *[
        image(
            f"rot90 of tensor {k}",
            lambda tf, x, k: tf.image.rot90(x, k),
            PICTURE,
            array(k, np.int32),
            differs="no conditionals",
        )
        for k in (0, 1, 2, 3)
    ],
    convert("float to uint8", X, "uint8"),
    convert("float to uint8 saturate", 2 * X - 0.5, "uint8", more={"saturate": True}),
    convert("uint8 to float", U, "float32"),
    convert("uint8 to uint8", U, "uint8"),
    convert("uint8 to int16", U, "int16"),
    convert("uint8 to int32 saturate", U, "int32", more={"saturate": True}),
    convert("int16 to uint8", SHORT, "uint8"),
    convert("int16 to uint8 saturate", SHORT, "uint8", more={"saturate": True}),
    convert("float16 to float32", f16(2, 3), "float32"),
    convert("to string", X, "string", raises=True),
    convert("to complex", X, "complex64", raises=True),
    color("adjust_brightness", X, 0.1),
    color("adjust_brightness", U, 0.1),
    color("adjust_brightness", f16(2, 3, 3), 0.1, tolerance=1e-3),
    color("adjust_gamma", X, 0.5, 2),
    color("adjust_gamma", U, 0.5, 2),
    color("adjust_gamma", X, -1, label=" negative", raises=True),
    color("adjust_contrast", X, 2.0),
    color("adjust_contrast", U, 2.0),
    color("adjust_contrast", f32(3, 4), 2.0, label=" of rows", raises=True),
    color("adjust_hue", X, 0.2),
    color("adjust_hue", U, -0.7),
    color("adjust_hue", X, 2.0, label=" too far", raises=True, raises_when="eager"),
    color("adjust_saturation", X, 0.2),
    color("adjust_saturation", PICTURE, 3.0, label=" up"),
    color("adjust_saturation", f32(3, 4), 2.0, label=" of rows", raises=True),
    color("rgb_to_grayscale", X),
    color("rgb_to_grayscale", U),
    color("rgb_to_grayscale", f32(3, 4, 2), label=" of two", raises=True),
    color("grayscale_to_rgb", f32(2, 6, 8, 1), differs=NO_ASSERT),
    color("grayscale_to_rgb", f32(3, 4, 2), label=" of two", raises=True),
    color("rgb_to_hsv", X),
    color("rgb_to_hsv", array([[0.5, 0.5, 0.5], [0, 0, 0], [0.2, 0.9, 0.2]]), label=" of grey"),
    color("rgb_to_hsv", f32(3, 4, 2), label=" of two", raises=True),
    color("hsv_to_rgb", X),
    color("rgb_to_yuv", X, unknown_rank=False),
    color("yuv_to_rgb", X, unknown_rank=False),
    color("rgb_to_yiq", X, unknown_rank=False),
    color("yiq_to_rgb", X, unknown_rank=False),
    color("rgb_to_yuv", f32(3, 4, 2), label=" of two", raises=True),
    *[
        row
        for x in (X, u8(6, 8, 3), f16(4, 5, 3))
        for row in checked(
            f"per_image_standardization {x.dtype}",
            lambda tf, x: tf.image.per_image_standardization(x),
            x,
            tolerance=1e-5,
        )
    ],
    image(
        "crop_and_resize",
        lambda tf, x, b, i: tf.image.crop_and_resize(x, b, i, [4, 5]),
        X,
        BOXES,
        OWNERS,
        tolerance=1e-5,
    ),
    image(
        "crop_and_resize nearest",
        lambda tf, x, b, i: tf.image.crop_and_resize(x, b, i, [4, 1], "nearest", 0.5),
        U,
        BOXES,
        OWNERS,
    ),
    image(
        "crop_and_resize image",
        lambda tf, x, b, i: tf.image.crop_and_resize(x, b, i, [4, 5]),
        X,
        BOXES,
        array([0, 7, 0], np.int32),
        raises=True,
        raises_when="eager",
    ),
    image(
        "crop_and_resize method",
        lambda tf, x, b, i: tf.image.crop_and_resize(x, b, i, [4, 5], "xx"),
        X,
        BOXES,
        OWNERS,
        raises=True,
    ),
    image(
        "non_max_suppression",
        lambda tf, b, s: tf.image.non_max_suppression(b, s, 3),
        CORNERS,
        SCORES,
    ),
    image(
        "non_max_suppression thresholds",
        lambda tf, b, s: tf.image.non_max_suppression(b, s, 5, 0.99, 0.7),
        CORNERS,
        SCORES,
    ),
    image(
        "non_max_suppression of tensor",
        lambda tf, b, s, n: tf.image.non_max_suppression(b, s, n),
        CORNERS,
        SCORES,
        array(2, np.int32),
    ),
    image(
        "non_max_suppression threshold",
        lambda tf, b, s: tf.image.non_max_suppression(b, s, 3, 2.0),
        CORNERS,
        SCORES,
        raises=True,
        raises_when="eager",
    ),
    image(
        "non_max_suppression scores",
        lambda tf, b, s: tf.image.non_max_suppression(b, s, 3),
        CORNERS,
        SCORES[:3],
        raises=True,
    ),
    *[
        image(
            f"non_max_suppression_with_scores {sigma} {threshold}",
            lambda tf, b, s, sigma=sigma, threshold=threshold: (
                tf.image.non_max_suppression_with_scores(b, s, 4, threshold, soft_nms_sigma=sigma)
            ),
            CORNERS,
            SCORES,
        )
        for sigma in (0.0, 0.5)
        for threshold in (0.5, 0.9)
    ],
    image(
        "raw NonMaxSuppressionV4",
        lambda tf, b, s: tf.raw_ops.NonMaxSuppressionV4(
            boxes=b,
            scores=s,
            max_output_size=4,
            iou_threshold=0.5,
            score_threshold=0.1,
            pad_to_max_output_size=True,
        ),
        CORNERS,
        SCORES,
    ),
    image(
        "non_max_suppression_overlaps",
        lambda tf, o, s: tf.image.non_max_suppression_overlaps(o, s, 3),
        f32(5, 5, low=0, high=1),
        SCORES,
    ),
    *[
        image(
            f"combined_non_max_suppression {pad} {clip}",
            lambda tf, b, s, pad=pad, clip=clip: tf.image.combined_non_max_suppression(
                b, s, 2, 5, 0.5, 0.2, pad_per_class=pad, clip_boxes=clip
            ),
            np.stack([CORNERS, CORNERS[::-1]])[:, :, None],
            f32(2, 5, 2, low=0, high=1),
        )
        for pad in (False, True)
        for clip in (False, True)
    ],
    image(
        "combined_non_max_suppression size",
        lambda tf, b, s: tf.image.combined_non_max_suppression(b, s, 2, -3),
        CORNERS[None, :, None],
        SCORES[None, :, None],
        raises=True,
    ),
    image(
        "extract_patches",
        lambda tf, x: tf.image.extract_patches(
            x, [1, 2, 2, 1], [1, 2, 1, 1], [1, 1, 2, 1], "VALID"
        ),
        X,
    ),
    image(
        "extract_patches SAME",
        lambda tf, x: tf.image.extract_patches(x, [1, 3, 2, 1], [1, 2, 3, 1], [1, 1, 1, 1], "SAME"),
        U,
    ),
    *[
        image(
            f"raw ImageProjectiveTransformV3 {mode} {fill}",
            lambda tf, x, t, mode=mode, fill=fill: tf.raw_ops.ImageProjectiveTransformV3(
                images=x,
                transforms=t,
                output_shape=[5, 9],
                fill_value=0.5,
                interpolation=mode,
                fill_mode=fill,
            ),
            X,
            array([[1.2, 0.3, -3, -0.2, 0.9, 2, 0.01, 0.02]]),
            tolerance=1e-4,
        )
        for mode in ("BILINEAR", "NEAREST")
        for fill in ("CONSTANT", "REFLECT", "WRAP", "NEAREST")
    ],
]

"""What the writer takes and refuses, what it leaves behind, how much memory it needs."""

import errno
import tracemalloc

import ml_dtypes
import numpy as np
import pytest
from bundle_cases import bundle_files, ramp, strings

from savedmodel_lite._bundle import BundleReader, BundleWriter, TensorSlice
from savedmodel_lite._bundle.data_file import DataFile
from savedmodel_lite._core.dtype import as_dtype
from savedmodel_lite._core.errors import InvalidArgumentError, StateError

FULL = ramp(40, 50, 60, dtype=np.float64)

# (value, the same as a plain array)
SAME = [
    ("list", [[1.5, 2.0]], np.array([[1.5, 2.0]])),
    ("number", 3, np.array(3)),
    ("NumPy scalar", np.float32(3), np.array(3, np.float32)),
    ("bytes", b"a\0", np.array(b"a\0", object)),
    ("text", "é", np.array("é".encode(), object)),
    ("list of bytes", [b"a\0", b""], strings(b"a\0", b"")),
    ("list of text", [["a"], ["b"]], strings(b"a", b"b").reshape(2, 1)),
    ("NumPy bytes", np.array([b"a", b"bc"]), strings(b"a", b"bc")),
    ("NumPy text", np.array(["é", "bc"]), strings("é".encode(), b"bc")),
    ("text objects", strings("é", b"bc"), strings("é".encode(), b"bc")),
    ("transposed", FULL.T, np.ascontiguousarray(FULL.T)),
    ("strided", FULL[::3, 1:, ::-2], np.ascontiguousarray(FULL[::3, 1:, ::-2])),
    ("broadcast", np.broadcast_to(ramp(7), (30000, 7)), np.tile(ramp(7), (30000, 1))),
    ("Fortran order", np.asfortranarray(FULL), FULL),
    ("big-endian", FULL.astype(">f8"), FULL),
    ("small big-endian", np.array([1, 2], ">i2"), np.array([1, 2], np.int16)),
    ("big-endian scalar", np.array(1, ">c8"), np.array(1, np.complex64)),
    (
        "unaligned",
        np.frombuffer(b"\0" + FULL.tobytes(), np.uint8)[1:].view(FULL.dtype),
        FULL.ravel(),
    ),
    (
        "strided bfloat16",
        ramp(9).astype(ml_dtypes.bfloat16)[::2],
        ramp(9)[::2].astype(ml_dtypes.bfloat16),
    ),
    ("no elements, strided", FULL[:0, ::2], np.zeros((0, 25, 60))),
]


@pytest.mark.parametrize(("value", "plain"), [r[1:] for r in SAME], ids=[r[0] for r in SAME])
def test_values_in_any_form(value, plain, tmp_path):
    with BundleWriter(tmp_path / "value") as writer:
        writer.add("key", value)
    with BundleWriter(tmp_path / "plain") as writer:
        writer.add("key", plain)
    assert bundle_files(tmp_path / "value") == bundle_files(tmp_path / "plain")


def test_variable_width_strings(tmp_path):
    if not hasattr(np.dtypes, "StringDType"):
        return  # NumPy 1 has no such type
    with BundleWriter(tmp_path / "x") as writer:
        writer.add("key", np.array(["é", "b"], np.dtypes.StringDType()))
    assert BundleReader(tmp_path / "x").read("key").tolist() == ["é".encode(), b"b"]


FLOAT = as_dtype("float32")
VARIANT = as_dtype("variant")
# (key, value, dtype, what the message says)
REFUSED = [
    ("", 1.0, None, "expected a key, got an empty one"),
    ("used", 1.0, None, "Tensor 'used': expected a new key, got one in use"),
    ("key", np.zeros(2), FLOAT, "expected an array of float32, got one of float64"),
    ("key", np.zeros(2, "M8[s]"), None, "expected an array of a TensorFlow type"),
    ("key", np.zeros(2, [("a", "i4")]), None, "expected an array of a TensorFlow type"),
    ("key", strings(b"a", 1), None, "expected strings as bytes or str, got int"),
    ("key", strings(b"a", None), None, "expected strings as bytes or str, got NoneType"),
    ("key", ["a"], VARIANT, "expected variants as bytes of VariantTensorDataProto messages"),
    ("key", np.zeros(2), VARIANT, "expected an array of variant, got one of float64"),
    ("key", [b"x"], as_dtype("resource"), "expected values, got resource handles"),
    ("key", [[1], [2, 3]], None, "expected an array or what NumPy makes one of"),
    ("key", 300, as_dtype("uint8"), "expected an array or what NumPy makes one of"),
    (
        "key",
        np.zeros(2, np.int16),
        as_dtype("qint8"),
        "expected an array of qint8, got one of int16",
    ),
]


@pytest.mark.parametrize(("key", "value", "dtype", "message"), REFUSED)
def test_refused(key, value, dtype, message, tmp_path):
    with BundleWriter(tmp_path / "x") as writer:
        writer.add("used", 1)
        with pytest.raises(InvalidArgumentError, match=message) as caught:
            writer.add(key, value, dtype)
        assert caught.match(r"^Tensor .*: expected .*, got .*\. [A-Z].*\.$")
    # What was refused is not there, and all else is sound.
    reader = BundleReader(tmp_path / "x")
    reader.verify()
    assert reader.keys() == ["used"]


ROWS = TensorSlice(((0, 2), (0, -1)))
# (key, full shape, slice, value, what the message says)
REFUSED_SLICES = [
    ("key", (4, 3), ROWS, np.zeros((2, 2)), r"expected shape \(2, 3\), got \(2, 2\)"),
    ("key", (4,), ROWS, np.zeros((2, 3)), "expected rank 1, got 2"),
    ("key", (1, 3), ROWS, np.zeros((2, 3)), r"expected extents inside the shape \(1, 3\)"),
    ("used", (4, 3), ROWS, np.zeros((2, 3)), "Tensor 'used': expected a new key"),
    ("sliced", (4, 3), ROWS, np.zeros((2, 3)), "Tensor 'sliced 0,2:-': expected a new key"),
    ("sliced", (5, 3), ROWS, np.zeros((2, 3)), r"expected float64 \(4, 3\) as in the slices"),
    ("sliced", (4, 3), ROWS, np.zeros((2, 3), int), r"expected float64 \(4, 3\) as in the slices"),
]


@pytest.mark.parametrize(("key", "full_shape", "part", "value", "message"), REFUSED_SLICES)
def test_refused_slices(key, full_shape, part, value, message, tmp_path):
    with BundleWriter(tmp_path / "x") as writer:
        writer.add("used", 1)
        writer.add_slice("sliced", (4, 3), ROWS, np.zeros((2, 3)))
        with pytest.raises(InvalidArgumentError, match=message):
            writer.add_slice(key, full_shape, part, value)
        with pytest.raises(InvalidArgumentError, match="expected a new key"):
            writer.add("sliced", 1)
        writer.add_slice("sliced", (4, 3), TensorSlice(((2, 2), (0, -1))), np.ones((2, 3)))
    assert BundleReader(tmp_path / "x").read("sliced").sum() == 6


@pytest.mark.parametrize("cut", [1, 3, 1 << 20, 3 << 20])
def test_image_in_pieces(cut, tmp_path):
    array = ramp(700, 1000)
    image = array.tobytes()
    pieces = (image[start : start + cut] for start in range(0, len(image), cut))
    if cut < 100:
        array, pieces = (
            array[0],
            (image[:4000][start : start + cut] for start in range(0, 4000, cut)),
        )
    with BundleWriter(tmp_path / "pieces") as writer:
        writer.add_image("key", FLOAT, array.shape, pieces)
    with BundleWriter(tmp_path / "array") as writer:
        writer.add("key", array)
    assert bundle_files(tmp_path / "pieces") == bundle_files(tmp_path / "array")


def test_image_of_wrong_size(tmp_path):
    with BundleWriter(tmp_path / "x") as writer:
        with pytest.raises(InvalidArgumentError, match="expected 8 bytes for float32"):
            writer.add_image("key", FLOAT, (2,), [bytes(4)])
        writer.add("after", 1)
    assert BundleReader(tmp_path / "x").read("after") == 1


def test_error_leaves_nothing_behind(tmp_path):
    with BundleWriter(tmp_path / "x") as writer:
        writer.add("key", 1)
    before = bundle_files(tmp_path / "x")
    with pytest.raises(ZeroDivisionError), BundleWriter(tmp_path / "x") as writer:  # noqa: PT012
        writer.add("other", np.zeros(1 << 20))
        raise ZeroDivisionError
    assert bundle_files(tmp_path / "x") == before
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("name", ["x.data-00000-of-00001", "x.index"])
def test_failing_finish_leaves_nothing_behind(name, tmp_path):
    writer = BundleWriter(tmp_path / "x")
    writer.add("key", 1)
    (tmp_path / name / "in the way").mkdir(parents=True)
    with pytest.raises(OSError):  # noqa: PT011 - the class differs between systems
        writer.finish()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(DataFile, "_write", refuse)
    with pytest.raises(OSError, match="no space"), BundleWriter(tmp_path / "x") as writer:
        writer.add("key", np.zeros(1 << 20))
    with pytest.raises(OSError, match="no space"), BundleWriter(tmp_path / "x") as writer:
        writer.add("key", 1)
    assert list(tmp_path.iterdir()) == []


def test_finished_writer(tmp_path):
    with BundleWriter(tmp_path / "x", sync=True) as writer:
        writer.add("key", 1)
        writer.finish()
    for call in (writer.finish, lambda: writer.add("other", 1)):
        with pytest.raises(StateError, match="expected an open bundle, got a finished one"):
            call()
    writer.abandon()
    assert BundleReader(tmp_path / "x").read("key") == 1


def test_empty_bundle(tmp_path):
    BundleWriter(tmp_path / "x").finish()
    assert (tmp_path / "x.data-00000-of-00001").read_bytes() == b""
    with BundleReader(tmp_path / "x") as reader:
        reader.verify()
        assert reader.keys() == []


LARGE = np.zeros((64, 1024, 256), np.float32)
# (name, value): all of 64 MiB
STREAMED = [
    ("contiguous", LARGE),
    ("transposed", LARGE.T),
    ("strided", np.zeros((64, 1024, 512), np.float32)[:, :, ::2]),
    ("big-endian", LARGE.astype(">f4")),
    ("one long row", np.zeros((1, 2, 1 << 24), np.float32)[:, 0]),
    ("strings", np.array([bytes(1 << 19)] * 128, object)),
]


@pytest.mark.parametrize("value", [row[1] for row in STREAMED], ids=[row[0] for row in STREAMED])
def test_memory_does_not_grow_with_the_tensor(value, tmp_path):
    with BundleWriter(tmp_path / "x") as writer:
        tracemalloc.start()
        writer.add("key", value)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 12 << 20


def test_read_makes_no_copy(tmp_path):
    with BundleWriter(tmp_path / "x") as writer:
        writer.add("small", np.int8(1))
        writer.add("key", LARGE)
    reader = BundleReader(tmp_path / "x")
    tracemalloc.start()
    array = reader.read("key")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20
    assert not array.flags.writeable
    reader.close()
    np.testing.assert_array_equal(array, LARGE)
    assert reader.read("key", copy=True).flags.writeable

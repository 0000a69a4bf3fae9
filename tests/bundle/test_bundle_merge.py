"""Merging bundles: what is renamed, what is removed, what is refused."""

import numpy as np
import pytest
from bundle_cases import ramp

from savedmodel_lite._bundle import (
    BundleReader,
    BundleWriter,
    TensorSlice,
    merge_bundles,
    parse_shape_and_slice,
)
from savedmodel_lite._core.errors import InvalidArgumentError, NotFoundError


def write(prefix, **tensors):
    prefix.parent.mkdir(exist_ok=True)
    with BundleWriter(prefix) as writer:
        for key, value in tensors.items():
            if isinstance(value, tuple):
                shape, tensor_slice = parse_shape_and_slice(value[0])
                writer.add_slice(key, shape, tensor_slice, value[1])
            else:
                writer.add(key, value)
    return prefix


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_data_files_are_renamed(tmp_path):
    parts = [write(tmp_path / "temp" / name, **{name: ramp(3)}) for name in ("b", "a")]
    inodes = [(tmp_path / f"temp/{name}.data-00000-of-00001").stat().st_ino for name in ("b", "a")]
    merge_bundles(parts, tmp_path / "all", sync=True)
    assert names(tmp_path) == ["all.data-00000-of-00002", "all.data-00001-of-00002", "all.index"]
    files = [tmp_path / f"all.data-0000{shard}-of-00002" for shard in (0, 1)]
    assert [path.stat().st_ino for path in files] == inodes
    reader = BundleReader(tmp_path / "all")
    assert reader.num_shards == 2
    assert [reader.entry(key).shard_id for key in ("a", "b")] == [1, 0]


def test_inputs_are_kept(tmp_path):
    part = write(tmp_path / "temp" / "a", a=1)
    merge_bundles([part], tmp_path / "all", delete_inputs=False)
    assert names(tmp_path) == ["all.data-00000-of-00001", "all.index", "temp", "temp/a.index"]


def test_other_files_of_the_folder_are_kept(tmp_path):
    part = write(tmp_path / "temp" / "a", a=1)
    (tmp_path / "temp" / "note").write_text("mine")
    merge_bundles([part], tmp_path / "all")
    assert (tmp_path / "temp" / "note").read_text() == "mine"


def test_merging_what_was_merged(tmp_path):
    parts = [write(tmp_path / name, **{name: np.array([ord(name)])}) for name in "abc"]
    merge_bundles(parts[:2], tmp_path / "ab")
    merge_bundles([parts[2], tmp_path / "ab"], tmp_path / "ab")
    reader = BundleReader(tmp_path / "ab")
    assert [reader.read(key).item() for key in reader.keys()] == [97, 98, 99]  # noqa: SIM118
    assert len(names(tmp_path)) == 4


# (tensors of the first bundle, of the second, what the message says)
REFUSED = [
    ({"a": 1}, {"a": 1}, "key 'a': expected a key once, got it twice"),
    ({"a": ("4 0,2", ramp(2))}, {"a": ramp(4)}, "expected a key once"),
    ({"a": ramp(4)}, {"a": ("4 0,2", ramp(2))}, "expected a key once"),
    ({"a": ("4 0,2", ramp(2))}, {"a": ("5 2,2", ramp(2))}, "expected slices of one tensor"),
    (
        {"a": ("4 0,2", ramp(2))},
        {"a": ("4 2,2", ramp(2, dtype=np.int32))},
        "expected slices of one tensor",
    ),
    ({"a": ("4 0,2", ramp(2))}, {"a": ("4 0,2", ramp(2))}, "expected a key once"),
]


@pytest.mark.parametrize(("first", "second", "message"), REFUSED)
def test_refused(first, second, message, tmp_path):
    parts = [write(tmp_path / "one", **first), write(tmp_path / "two", **second)]
    before = names(tmp_path)
    with pytest.raises(InvalidArgumentError, match=message):
        merge_bundles(parts, tmp_path / "all")
    assert names(tmp_path) == before


def test_missing_files(tmp_path):
    parts = [write(tmp_path / "one", a=1), write(tmp_path / "two", b=1)]
    with pytest.raises(NotFoundError, match=r"three\.index: expected a bundle's index"):
        merge_bundles([*parts, tmp_path / "three"], tmp_path / "all")
    (tmp_path / "two.data-00000-of-00001").unlink()
    before = names(tmp_path)
    with pytest.raises(NotFoundError, match=r"two\.data-00000-of-00001: expected a data file"):
        merge_bundles(parts, tmp_path / "all")
    assert names(tmp_path) == before
    with pytest.raises(InvalidArgumentError, match="expected prefixes of bundles, got none"):
        merge_bundles([], tmp_path / "all")


PARTS = [
    ((0, 4), (0, -1)),
    ((1, 2), (1, 1)),
    ((3, 1), (0, 3)),
    ((0, -1), (0, -1)),
    ((2, 0), (0, 1)),
]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("is_partitioned", [True, False])
def test_read_slice(part, is_partitioned, tmp_path):
    full = ramp(4, 3)
    if is_partitioned:
        parts = [
            write(tmp_path / "one", v=("4 3 0,1:-", full[:1])),
            write(tmp_path / "two", v=("4 3 1,3:0,1", full[1:, :1])),
            write(tmp_path / "three", v=("4 3 1,3:1,2", full[1:, 1:])),
        ]
        merge_bundles(parts, tmp_path / "all")
    else:
        write(tmp_path / "all", v=full)
    tensor_slice = TensorSlice(part)
    array = BundleReader(tmp_path / "all").read_slice("v", tensor_slice)
    np.testing.assert_array_equal(array, full[tensor_slice.resolve((4, 3))], strict=True)


def test_slices_outside_are_refused(tmp_path):
    write(tmp_path / "x", v=ramp(4, 3))
    with pytest.raises(InvalidArgumentError, match=r"expected extents inside the shape \(4, 3\)"):
        BundleReader(tmp_path / "x").read_slice("v", TensorSlice(((3, 2), (0, 1))))

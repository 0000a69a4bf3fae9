"""Our bytes against TensorFlow's, from files it wrote earlier; and reading those files."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from bundle_cases import (
    CASES,
    QUANTIZED,
    SMALL_CASES,
    Case,
    bundle_files,
    expected_tensors,
    write_case,
)

from savedmodel_lite._bundle import BundleReader, BundleWriter
from savedmodel_lite._core.dtype import as_dtype

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "bundle"
DIGESTS = json.loads((GOLDEN / "golden.json").read_text())["sha256"]


def by_name(case: Case):
    return case.name


def as_plain(array):
    """Quantised arrays as the integers they are made of."""
    return array.view(array.dtype[0]) if array.dtype.names else array


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_same_bytes(case, tmp_path):
    write_case(case, tmp_path / case.name)
    files = bundle_files(tmp_path / case.name)
    if case.is_large:
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        assert digests == DIGESTS[case.name]
    else:
        assert files == bundle_files(GOLDEN / case.name)


@pytest.mark.parametrize("case", SMALL_CASES, ids=by_name)
def test_read(case):
    expected = expected_tensors(case)
    with BundleReader(GOLDEN / case.name) as reader:
        assert reader.keys() == sorted(expected, key=str.encode)
        assert len(reader) == len(expected)
        for key, value in expected.items():
            array = reader.read(key)
            entry = reader.entry(key)
            assert key in reader
            assert entry.shape == value.shape
            assert array.dtype == np.dtype(entry.dtype.as_numpy_dtype)
            np.testing.assert_array_equal(as_plain(array), value, strict=True)
            np.testing.assert_array_equal(as_plain(reader.read(key, copy=True)), value)
        reader.verify()


@pytest.mark.parametrize("case", [case for case in CASES if case.is_large], ids=by_name)
def test_read_large(case, tmp_path):
    write_case(case, tmp_path / "large")
    reader = BundleReader(tmp_path / "large")
    for key, value in expected_tensors(case).items():
        np.testing.assert_array_equal(reader.read(key), value, strict=True)


def test_variants(tmp_path):
    golden = BundleReader(GOLDEN / "variants")
    assert [golden.read(key).shape for key in ("scalar", "vector")] == [(), (3,)]
    with BundleWriter(tmp_path / "variants") as writer:
        for key in ("scalar", "vector", "after"):
            writer.add(key, golden.read(key), golden.entry(key).dtype)
    assert bundle_files(tmp_path / "variants") == bundle_files(GOLDEN / "variants")
    with BundleWriter(tmp_path / "listed") as writer:
        writer.add("scalar", golden.read("scalar").item(), as_dtype("variant"))
        writer.add("vector", golden.read("vector").tolist(), as_dtype("variant"))
        writer.add("after", 1.0, as_dtype("float32"))
    assert bundle_files(tmp_path / "listed") == bundle_files(GOLDEN / "variants")


def test_the_bundle_of_format_section_2_7(tmp_path):
    """The bundle that the format description prints byte by byte."""
    graph = bytes.fromhex(
        "0a1b"
        "0a0508011201760a0e0802120a" + b"signatures".hex() + "2a020801"
        "0a3e1238"
        "0a0e" + b"VARIABLE_VALUE".hex() + "1208" + b"Variable".hex() + "1a1c"
        + b"v/.ATTRIBUTES/VARIABLE_VALUE".hex() + "2a020801"
        "0a022a00"
    )  # fmt: skip
    prefix = tmp_path / "variables"
    with BundleWriter(prefix) as writer:
        writer.add("v/.ATTRIBUTES/VARIABLE_VALUE", np.float32(2.0))
        writer.add("_CHECKPOINTABLE_OBJECT_GRAPH", graph)
    files = bundle_files(prefix)
    data = bytes.fromhex("00000040611bbeaaf6") + graph
    assert files[".data-00000-of-00001"] == data
    assert len(data) == 106
    index = (
        bytes.fromhex("00000608011a020801001c0d")
        + b"_CHECKPOINTABLE_OBJECT_GRAPH"
        + bytes.fromhex("08071200200428663542 04bde7001c0b")
        + b"v/.ATTRIBUTES/VARIABLE_VALUE"
        + bytes.fromhex("0801120028043510fd784f000000000100000000c1f37a09")
        + bytes.fromhex("000000000100000000c0f2a1b0")
        + bytes.fromhex("00010277006700000000010000000066aaba56")
        + bytes.fromhex("6c08790e")
        + bytes(36)
        + bytes.fromhex("57fb808b247547db")
    )
    assert files[".index"] == index
    assert len(index) == 188


@pytest.mark.parametrize("name", QUANTIZED)
def test_quantized_records_are_written_like_their_integers(name, tmp_path):
    integers = np.array([1, 0, 77], QUANTIZED[name])
    with BundleWriter(tmp_path / "integers") as writer:
        writer.add("key", integers, as_dtype(name))
    records = BundleReader(tmp_path / "integers").read("key")
    with BundleWriter(tmp_path / "records") as writer:
        writer.add("key", records)
    with BundleWriter(tmp_path / "list") as writer:
        writer.add("key", integers.tolist(), as_dtype(name))
    files = bundle_files(tmp_path / "integers")
    assert bundle_files(tmp_path / "records") == files
    assert bundle_files(tmp_path / "list") == files

"""Both directions with TensorFlow itself: same files, and each reads the other's."""

import numpy as np
import pytest
import tensorflow_bundles
from bundle_cases import CASES, bundle_files, expected_tensors, write_case

from savedmodel_lite._bundle import BundleReader

pytestmark = [
    pytest.mark.oracle,
    # TensorFlow's own imports warn.
    pytest.mark.filterwarnings("default"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_same_bytes_and_both_read(case, tmp_path):
    write_case(case, tmp_path / "ours")
    tensorflow_bundles.write_case(case, tmp_path / "theirs")
    files = bundle_files(tmp_path / "ours")
    assert files == bundle_files(tmp_path / "theirs")
    if case.is_large:
        return
    reader = BundleReader(tmp_path / "theirs")
    for key, value in expected_tensors(case).items():
        name = reader.entry(key).dtype.name
        if name == "string" and reader.entry(key).slices:
            continue  # TensorFlow puts no slices of strings together
        theirs = tensorflow_bundles.read_tensor(tmp_path / "ours", key, value, name)
        np.testing.assert_array_equal(theirs, value, strict=True)


def test_variants_are_read(tmp_path):
    tensorflow_bundles.write_variants(tmp_path / "theirs")
    reader = BundleReader(tmp_path / "theirs")
    reader.verify()
    assert all(b"TensorList" in element for element in reader.read("vector"))

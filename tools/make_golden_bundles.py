"""Writes tests/golden/bundle with TensorFlow: what the bare tests compare our bytes with.

Small bundles are kept as files, large ones as digests of their files. `golden.json` tells the
release of TensorFlow. Run in an environment with TensorFlow and this library:

    python tools/make_golden_bundles.py
"""

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "bundle"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "bundle")]


def main() -> None:
    """Replaces the directory of golden files."""
    import bundle_cases
    import tensorflow as tf
    import tensorflow_bundles

    shutil.rmtree(GOLDEN, ignore_errors=True)
    GOLDEN.mkdir(parents=True)
    digests = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in bundle_cases.CASES:
            prefix = (Path(folder) if case.is_large else GOLDEN) / case.name
            tensorflow_bundles.write_case(case, prefix)
            if case.is_large:
                files = bundle_cases.bundle_files(prefix)
                digests[case.name] = {
                    name: hashlib.sha256(data).hexdigest() for name, data in files.items()
                }
    tensorflow_bundles.write_variants(GOLDEN / "variants")
    stamp = {"tensorflow": tf.__version__, "sha256": digests}
    (GOLDEN / "golden.json").write_text(json.dumps(stamp, indent=2) + "\n")


if __name__ == "__main__":
    main()

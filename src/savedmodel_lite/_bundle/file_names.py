"""Names of the files of a bundle (docs/format.md, sections 1 and 2.2)."""

import os
from pathlib import Path


def index_file_name(prefix: str | os.PathLike[str]) -> Path:
    """Returns the path of the index of the bundle `prefix`."""
    return Path(f"{os.fspath(prefix)}.index")


def data_file_name(prefix: str | os.PathLike[str], shard: int = 0, num_shards: int = 1) -> Path:
    """Returns the path of one data file of the bundle `prefix`."""
    return Path(f"{os.fspath(prefix)}.data-{shard:05d}-of-{num_shards:05d}")

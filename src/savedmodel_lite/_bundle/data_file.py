"""Writing a data file: large pieces straight through, small ones gathered first."""

import os
from collections.abc import Iterable
from pathlib import Path

from savedmodel_lite._bundle.checksum import crc32c

# A checksum and a write of this many bytes share the processor's cache.
_GATHER_BYTES = 1 << 20
_SMALL_BYTES = 1 << 16


class DataFile:
    """A data file being written, front to back.

    Args:
      path: Where to write. An existing file is replaced.
    """

    __slots__ = ("_file", "_gathered", "size_bytes")

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        self._gathered = bytearray()
        self.size_bytes = 0

    def append(self, data: bytes | memoryview) -> None:
        """Appends bytes."""
        size = len(data)
        self.size_bytes += size
        if size < _SMALL_BYTES:
            self._gathered += data
            if len(self._gathered) >= _GATHER_BYTES:
                self._flush()
            return
        self._flush()
        self._write(memoryview(data))

    def append_chunks(self, chunks: Iterable[bytes | memoryview], checksum: int = 0) -> int:
        """Appends bytes piece by piece and returns the checksum continued over them."""
        for chunk in chunks:
            checksum = crc32c(chunk, checksum)
            self.append(chunk)
        return checksum

    def close(self, *, sync: bool) -> None:
        """Writes what is gathered and closes the file.

        Args:
          sync: Whether to wait until the bytes are on the disk.
        """
        try:
            self._flush()
            if sync:
                os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Closes the file without writing what is gathered."""
        self._file.close()

    def _flush(self) -> None:
        if self._gathered:
            with memoryview(self._gathered) as view:
                self._write(view)
            self._gathered = bytearray()

    def _write(self, view: memoryview) -> None:
        # One call of the system may take less than all, at most 2 GiB on Linux.
        while view:
            view = view[self._file.write(view) :]

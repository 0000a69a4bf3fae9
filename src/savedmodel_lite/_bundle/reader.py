"""Reading a bundle of any number of shards."""

from __future__ import annotations

import mmap
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from savedmodel_lite._bundle.checksum import crc32c, mask_checksum
from savedmodel_lite._bundle.damage import data_loss
from savedmodel_lite._bundle.entry import STRING, VARIANT, BundleEntry, decode_entry
from savedmodel_lite._bundle.file_names import data_file_name, index_file_name
from savedmodel_lite._bundle.index import read_index
from savedmodel_lite._bundle.ordered_code import slice_key
from savedmodel_lite._bundle.partition import assemble
from savedmodel_lite._bundle.strings import decode_strings
from savedmodel_lite._bundle.tensor_slice import TensorSlice, element_count
from savedmodel_lite._bundle.variants import decode_variants
from savedmodel_lite._core.errors import NotFoundError

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

Array = npt.NDArray[Any]

# Keys of slices are ordered codes, which begin with the number 0.
_SLICE_KEY_START = b"\0"


class BundleReader:
    """Reads tensors from `<prefix>.index` and `<prefix>.data-*`.

    The index is read and checked at once; a data file is mapped into memory when first needed, and
    stays mapped while an array that was read from it is alive.

    Args:
      prefix: Path of the bundle without extension.

    Raises:
      NotFoundError: If there is no such bundle.
      DataLossError: If the index is damaged.
      UnimplementedError: If the bundle is big-endian or needs a newer reader, or a block of the
        index is Snappy-compressed and cramjam is not installed.
    """

    def __init__(self, prefix: str | os.PathLike[str]) -> None:
        self._prefix = os.fspath(prefix)
        self._header, self._items = read_index(self._prefix)
        self._shards: dict[int, tuple[str, memoryview]] = {}
        self._index_name = str(index_file_name(self._prefix))

    @property
    def prefix(self) -> str:
        """The path of the bundle without extension."""
        return self._prefix

    @property
    def num_shards(self) -> int:
        """Number of data files."""
        return self._header.num_shards

    def keys(self) -> list[str]:
        """Returns the names of all tensors in ascending bytewise order, without single slices."""
        return [_decode_key(key) for key in self._items if not key.startswith(_SLICE_KEY_START)]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and _encode_key(key) in self._items

    def __len__(self) -> int:
        return len(self.keys())

    def entry(self, key: str) -> BundleEntry:
        """Returns the entry of a tensor.

        Args:
          key: Name of the tensor.

        Raises:
          NotFoundError: If there is no such tensor.
          DataLossError: If the entry is damaged.
        """
        return self._entry(_encode_key(key))

    def read(self, key: str, *, copy: bool = False) -> Array:
        """Reads a tensor and checks its checksum.

        Args:
          key: Name of the tensor.
          copy: Whether to make a new array in any case.

        Returns:
          An array of the tensor's shape and NumPy (or ml_dtypes) type: without `copy`, a read-only
          view of the data file, possibly unaligned, for fixed-size elements; bytes objects for
          strings; bytes of VariantTensorDataProto messages for variants.

        Raises:
          NotFoundError: If there is no such tensor, or a data file is missing.
          DataLossError: If the files are damaged.
        """
        encoded = _encode_key(key)
        entry = self._entry(encoded)
        if entry.slices:
            whole = tuple(slice(0, size) for size in entry.shape)
            return self._assemble(encoded, entry, whole)
        array = self._read_plain(encoded, entry)
        return array.copy() if copy and not array.flags.writeable else array

    def read_slice(self, key: str, tensor_slice: TensorSlice) -> Array:
        """Reads a part of a tensor, however the tensor is stored.

        Args:
          key: Name of the tensor.
          tensor_slice: Which part of it.

        Returns:
          As `read`. Of a tensor stored in slices only those needed are read and checked; of any
          other, all bytes are checked.

        Raises:
          InvalidArgumentError: If the slice is not inside the tensor.
          NotFoundError: As for `read`.
          DataLossError: As for `read`.
        """
        encoded = _encode_key(key)
        entry = self._entry(encoded)
        box = tensor_slice.resolve(entry.shape)
        if entry.slices:
            return self._assemble(encoded, entry, box)
        part: Array = self._read_plain(encoded, entry)[box]
        return part

    def verify(self) -> None:
        """Checks every entry and the checksum of every tensor and slice.

        Raises:
          NotFoundError: If a data file is missing.
          DataLossError: If the files are damaged.
        """
        for key in self._items:
            entry = self._entry(key)
            if entry.slices:
                self._assemble(key, entry, tuple(slice(0, size) for size in entry.shape))
            else:
                self._read_plain(key, entry)

    def close(self) -> None:
        """Releases the data files; arrays read before stay valid."""
        self._shards = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _entry(self, key: bytes) -> BundleEntry:
        path = self._index_name
        try:
            encoded = self._items[key]
        except KeyError:
            message = (
                f"{path}: expected key {_decode_key(key)!r}, got {len(self._items)} others. "
                "See `keys()` for what is there."
            )
            raise NotFoundError(None, None, message) from None
        return decode_entry(encoded, f"{path}, key {_decode_key(key)!r}")

    def _assemble(self, key: bytes, entry: BundleEntry, box: tuple[slice, ...]) -> Array:
        def read_piece(piece: TensorSlice) -> Array:
            name = slice_key(key, piece.extents)
            if name not in self._items:
                raise data_loss(where, f"an entry for slice {piece}", "none")
            return self._read_plain(name, self._entry(name))

        where = f"{self._index_name}, key {_decode_key(key)!r}"
        return assemble(entry, box, read_piece, where)

    def _read_plain(self, key: bytes, entry: BundleEntry) -> Array:
        path, data = self._shard(entry.shard_id)
        where = f"{path}, key {_decode_key(key)!r} at offset {entry.offset}"
        end = entry.offset + entry.size
        if end > len(data):
            raise data_loss(where, f"a file of at least {end} bytes", f"{len(data)}")
        data = data[entry.offset : end]
        if entry.dtype is STRING or entry.dtype is VARIANT:
            decode = decode_strings if entry.dtype is STRING else decode_variants
            elements = decode(data, element_count(entry.shape), entry.crc32c, where)
            array = np.empty(len(elements), object)
            array[:] = elements
        else:
            array = _fixed_size_elements(data, entry, where)
        try:
            return array.reshape(entry.shape)
        except ValueError as error:  # a zero size beside sizes that NumPy cannot multiply
            raise data_loss(where, "a shape that NumPy supports", str(entry.shape)) from error

    def _shard(self, shard: int) -> tuple[str, memoryview]:
        """Returns path and bytes of a data file."""
        if shard in self._shards:
            return self._shards[shard]
        path = data_file_name(self._prefix, shard, self.num_shards)
        if shard >= self.num_shards:
            raise data_loss(self._index_name, f"one of {self.num_shards} shards", f"{shard}")
        try:
            with path.open("rb") as file:
                # An empty file cannot be mapped.
                is_empty = os.fstat(file.fileno()).st_size == 0
                mapped = b"" if is_empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError as error:
            message = f"{path}: expected data file {shard} of {self.num_shards}, got no file."
            raise NotFoundError(None, None, f"{message} Copy all files of a bundle.") from error
        self._shards[shard] = (str(path), memoryview(mapped))
        return self._shards[shard]


def _fixed_size_elements(data: memoryview, entry: BundleEntry, where: str) -> Array:
    numpy_type = entry.dtype.as_numpy_dtype
    if numpy_type is object:
        raise data_loss(where, "a dtype that can be stored", entry.dtype.name)
    checksum = mask_checksum(crc32c(data))
    if checksum != entry.crc32c:
        raise data_loss(where, f"checksum {entry.crc32c:08x}", f"{checksum:08x}")
    if not data:
        return np.empty(0, numpy_type)
    return np.frombuffer(data, np.dtype(numpy_type).newbyteorder("<"))


def _encode_key(key: str) -> bytes:
    return key.encode("utf-8", "surrogateescape")


def _decode_key(key: bytes) -> str:
    return key.decode("utf-8", "surrogateescape")

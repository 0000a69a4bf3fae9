"""Writing a bundle of one shard."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from savedmodel_lite._bundle.checksum import crc32c
from savedmodel_lite._bundle.chunks import CHUNK_BYTES, array_chunks, is_little_endian
from savedmodel_lite._bundle.data_file import DataFile
from savedmodel_lite._bundle.entry import (
    HEADER_KEY,
    STRING,
    VARIANT,
    BundleHeader,
    encode_entry,
    encode_header,
    encode_sliced_entry,
)
from savedmodel_lite._bundle.file_names import data_file_name, index_file_name
from savedmodel_lite._bundle.ordered_code import slice_key
from savedmodel_lite._bundle.storable import Array, as_storable, as_strings, as_variants
from savedmodel_lite._bundle.strings import encode_string_lengths, group_strings
from savedmodel_lite._bundle.table_writer import encode_table
from savedmodel_lite._bundle.tensor_slice import TensorSlice, element_count
from savedmodel_lite._bundle.variants import encode_variants
from savedmodel_lite._core.errors import InvalidArgumentError, StateError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from typing_extensions import Self

    from savedmodel_lite._core.dtype import DType

_SMALL_BYTES = 1 << 16


class BundleWriter:
    """Writes tensors to `<prefix>.data-00000-of-00001` and `<prefix>.index`.

    Tensors lie in the data file in the order they are added; the index is sorted by key. Both files
    appear under their names when `finish` succeeds. As a context manager, finishes on leaving, or
    abandons on an error. The memory needed does not depend on the size of a tensor.

    Args:
      prefix: Path of the bundle without extension. Its directory must exist.
      sync: Whether `finish` waits until all bytes are on the disk.

    Raises:
      OSError: If the data file cannot be made.
    """

    def __init__(self, prefix: str | os.PathLike[str], *, sync: bool = False) -> None:
        self._prefix = os.fspath(prefix)
        self._sync = sync
        mark = f".tempstate{os.urandom(8).hex()}"
        self._data_path = Path(f"{data_file_name(self._prefix)}{mark}")
        self._index_path = Path(f"{index_file_name(self._prefix)}{mark}")
        self._entries: dict[bytes, bytes] = {}
        self._sliced: dict[bytes, tuple[DType, tuple[int, ...], list[TensorSlice]]] = {}
        self._is_open = True
        self._data = DataFile(self._data_path)

    def add(self, key: str, value: Any, dtype: DType | None = None) -> None:
        """Writes one tensor.

        Args:
          key: Name of the tensor in the bundle; not empty, not used before.
          value: An array of a NumPy or ml_dtypes type; an array of objects, or of NumPy's string
            types, for strings (bytes, or str written as UTF-8); or what NumPy makes one of these
            of. For variants, bytes of VariantTensorDataProto messages, nested as the shape is.
          dtype: Type of the tensor; needed for quantised types, whose values may be given as the
            integers they are made of, and for variants. None: that of `value`.

        Raises:
          InvalidArgumentError: If the key is empty or used, or the value cannot be stored.
          StateError: If the writer is finished.
        """
        encoded_key = self._new_key(key)
        array, dtype = as_storable(key, value, dtype)
        self._entries[encoded_key] = self._append(key, array, dtype)

    def add_image(
        self,
        key: str,
        dtype: DType,
        shape: tuple[int, ...],
        chunks: Iterable[bytes | memoryview],
    ) -> None:
        """Writes one tensor of fixed-size elements whose bytes come from elsewhere.

        Args:
          key: As for `add`.
          dtype: Type of the elements.
          shape: Shape of the tensor.
          chunks: The little-endian elements in row-major order, cut into pieces anywhere. A
            mebibyte each is fastest.

        Raises:
          InvalidArgumentError: As for `add`; or if the pieces have not as many bytes as the tensor.
          StateError: If the writer is finished.
        """
        encoded_key = self._new_key(key)
        offset = self._data.size_bytes
        checksum = self._data.append_chunks(_cut(chunks))
        size = self._data.size_bytes - offset
        expected = element_count(shape) * dtype.size
        if dtype in {STRING, VARIANT} or size != expected:
            raise _invalid(
                f"Tensor {key!r}: expected {expected} bytes for {dtype.name} {shape}, got {size}. "
                "Give the bytes of every element of a fixed-size type."
            )
        enum = dtype.as_datatype_enum
        self._entries[encoded_key] = encode_entry(enum, shape, offset, size, checksum)

    def add_slice(
        self,
        key: str,
        full_shape: tuple[int, ...],
        tensor_slice: TensorSlice,
        value: Any,
        dtype: DType | None = None,
    ) -> None:
        """Writes one slice of a larger tensor.

        Args:
          key: Name of the whole tensor. All slices of one tensor are added under the same name.
          full_shape: Shape of the whole tensor.
          tensor_slice: Which part of it `value` is. If all of it, the tensor is stored as a plain
            one.
          value: As for `add`.
          dtype: As for `add`.

        Raises:
          InvalidArgumentError: As for `add`; or if the slice, the value, the full shape and the
            slices added before do not fit together.
          StateError: If the writer is finished.
        """
        full_shape = tuple(full_shape)
        slice_shape = tensor_slice.shape_in(full_shape)
        array, dtype = as_storable(key, value, dtype)
        if array.shape != slice_shape:
            raise _invalid(
                f"Tensor {key!r}, slice {tensor_slice}: expected shape {slice_shape}, got "
                f"{array.shape}. Give the values of this slice only."
            )
        if slice_shape == full_shape:
            self.add(key, array, dtype)
            return
        self._check_open()
        encoded_key = _encode_key(key)
        if encoded_key in self._entries:
            raise _duplicate(key)
        known = self._sliced.get(encoded_key, (dtype, full_shape, []))
        if known[:2] != (dtype, full_shape):
            raise _invalid(
                f"Tensor {key!r}, slice {tensor_slice}: expected {known[0].name} {known[1]} as in "
                f"the slices before, got {dtype.name} {full_shape}. Slices share type and shape."
            )
        name = slice_key(encoded_key, tensor_slice.extents)
        if name in self._entries:
            raise _duplicate(f"{key} {tensor_slice}")
        self._entries[name] = self._append(key, array, dtype)
        known[2].append(tensor_slice)
        self._sliced[encoded_key] = known

    def finish(self) -> None:
        """Writes the index and gives both files their names.

        Raises:
          StateError: If the writer is finished.
          OSError: If a file cannot be written. Nothing is left behind then.
        """
        self._check_open()
        try:
            self._data.close(sync=self._sync)
            write_index(self._index_path, BundleHeader(1), self._all_entries(), sync=self._sync)
            placed = self._data_path.replace(data_file_name(self._prefix))
            # From here on the file to remove on an error is the one under the final name.
            self._data_path = placed
            self._index_path.replace(index_file_name(self._prefix))
        except BaseException:
            self.abandon()
            raise
        self._is_open = False

    def abandon(self) -> None:
        """Removes what was written. Does nothing after `finish`."""
        if not self._is_open:
            return
        self._is_open = False
        self._data.abandon()
        for path in (self._data_path, self._index_path):
            path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error_type is not None:
            self.abandon()
        elif self._is_open:
            self.finish()

    def _append(self, key: str, array: Array, dtype: DType) -> bytes:
        data = self._data
        offset = data.size_bytes
        if dtype is STRING:
            strings = as_strings(key, array)
            head, checksum = encode_string_lengths(strings)
            data.append(head)
            checksum = data.append_chunks(group_strings(strings), checksum)
        elif dtype is VARIANT:
            checksum = 0
            for encoded, checksum in encode_variants(as_variants(key, array)):  # noqa: B007
                data.append(encoded)
        elif array.nbytes < _SMALL_BYTES and is_little_endian(array.dtype):
            # One copy on the way to the gathered bytes is cheaper than a view.
            image = array.tobytes()
            checksum = crc32c(image)
            data.append(image)
        else:
            checksum = data.append_chunks(array_chunks(array))
        size = data.size_bytes - offset
        return encode_entry(dtype.as_datatype_enum, array.shape, offset, size, checksum)

    def _new_key(self, key: str) -> bytes:
        self._check_open()
        encoded = _encode_key(key)
        if encoded in self._entries or encoded in self._sliced:
            raise _duplicate(key)
        return encoded

    def _check_open(self) -> None:
        if not self._is_open:
            raise StateError(
                f"BundleWriter {self._prefix!r}: expected an open bundle, got a finished one. "
                "Make a new writer."
            )

    def _all_entries(self) -> dict[bytes, bytes]:
        entries = self._entries
        for key, (dtype, shape, slices) in self._sliced.items():
            entries[key] = encode_sliced_entry(dtype.as_datatype_enum, shape, slices)
        return entries


def write_index(
    path: Path, header: BundleHeader, entries: dict[bytes, bytes], *, sync: bool
) -> None:
    """Writes the index of a bundle.

    Args:
      path: Where to write.
      header: Header of the bundle.
      entries: Encoded entries by key, in any order.
      sync: Whether to wait until the bytes are on the disk.
    """
    items = [(HEADER_KEY, encode_header(header)), *sorted(entries.items())]
    with path.open("wb", buffering=0) as file:
        view = memoryview(encode_table(items))
        while view:
            view = view[file.write(view) :]
        if sync:
            os.fsync(file.fileno())


def _encode_key(key: str) -> bytes:
    if not key:
        raise _invalid(
            "Tensor '': expected a key, got an empty one, the header's. Name the tensor."
        )
    return key.encode("utf-8", "surrogateescape")


def _cut(chunks: Iterable[bytes | memoryview]) -> Iterable[memoryview]:
    for chunk in chunks:
        view = memoryview(chunk).cast("B")
        for start in range(0, len(view), CHUNK_BYTES):
            yield view[start : start + CHUNK_BYTES]


def _duplicate(key: str) -> InvalidArgumentError:
    return _invalid(f"Tensor {key!r}: expected a new key, got one in use. Give each its own key.")


def _invalid(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)

"""The values of a bundle's index: one header, and one entry per tensor or slice.

Entries are written by hand, field by field, since a checkpoint has thousands of them and a message
object each would triple their cost; they are read through the message classes, which check them.
(docs/format.md, section 2.2.)
"""

import struct
from dataclasses import dataclass
from functools import lru_cache

from google.protobuf.message import DecodeError

from savedmodel_lite._bundle.checksum import mask_checksum
from savedmodel_lite._bundle.damage import data_loss
from savedmodel_lite._bundle.tensor_slice import WHOLE, TensorSlice, element_count
from savedmodel_lite._bundle.varint import encode_varint
from savedmodel_lite._core.dtype import DType, as_dtype
from savedmodel_lite._core.errors import ArgumentTypeError, UnimplementedError
from savedmodel_lite._proto import messages as pb

# The empty key, which sorts before all others.
HEADER_KEY = b""
STRING = as_dtype(pb.DT_STRING)
VARIANT = as_dtype(pb.DT_VARIANT)
RESOURCE = as_dtype(pb.DT_RESOURCE)

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class BundleEntry:
    """Where one tensor stands, and what it is.

    Attributes:
      dtype: Type of its elements.
      shape: Its shape; that of the whole tensor if it was stored in slices.
      shard_id: Number of the data file.
      offset: First byte in the data file.
      size: Number of bytes in the data file.
      crc32c: Masked checksum of these bytes.
      slices: The slices the tensor is stored in; empty if it is stored as one piece. The entry of a
        sliced tensor has no bytes of its own.
    """

    dtype: DType
    shape: tuple[int, ...]
    shard_id: int = 0
    offset: int = 0
    size: int = 0
    crc32c: int = 0
    slices: tuple[TensorSlice, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleHeader:
    """What holds for a whole bundle.

    Attributes:
      num_shards: Number of data files.
      producer: Version of the format it was written in.
    """

    num_shards: int
    producer: int = _FORMAT_VERSION


def encode_header(header: BundleHeader) -> bytes:
    """Encodes a BundleHeaderProto."""
    version = pb.VersionDef(producer=header.producer)
    return pb.BundleHeaderProto(num_shards=header.num_shards, version=version).SerializeToString()


def decode_header(data: bytes | None, where: str) -> BundleHeader:
    """Decodes a BundleHeaderProto.

    Args:
      data: The bytes, or None if the table has no header.
      where: Name of the file for error messages.

    Raises:
      DataLossError: If the bytes are not a header.
      UnimplementedError: If the bundle is big-endian, or needs a newer reader.
    """
    if data is None:
        raise data_loss(where, "a header under the empty key", "none")
    try:
        header = pb.BundleHeaderProto.FromString(data)
    except DecodeError as error:
        raise data_loss(where, "a BundleHeaderProto", data[:40].hex()) from error
    if header.endianness != pb.BundleHeaderProto.LITTLE:
        raise UnimplementedError(
            None,
            None,
            f"{where}: expected a little-endian bundle, got byte order {header.endianness}. "
            "Read and write it again on a big-endian machine with TensorFlow.",
        )
    if header.version.min_consumer > _FORMAT_VERSION:
        raise UnimplementedError(
            None,
            None,
            f"{where}: expected a bundle for readers of version {_FORMAT_VERSION}, got one for "
            f"{header.version.min_consumer}. Use a newer release of this library.",
        )
    if header.num_shards < 0:
        raise data_loss(where, "a number of shards", f"{header.num_shards}")
    return BundleHeader(header.num_shards, header.version.producer)


def encode_entry(
    dtype_enum: int, shape: tuple[int, ...], offset: int, size: int, checksum: int
) -> bytes:
    """Encodes a BundleEntryProto of shard 0.

        08 dtype | 12 length shape | 20 offset | 28 size | 35 u32 masked checksum

    Zeros are left out, the shape never.

    Args:
      dtype_enum: Number of the type.
      shape: Shape of the tensor.
      offset: First byte in the data file.
      size: Number of bytes there.
      checksum: Checksum of the bytes, not masked.
    """
    encoded = _encode_type(dtype_enum, shape)
    if offset:
        encoded += b"\x20" + encode_varint(offset)
    if size:
        encoded += b"\x28" + encode_varint(size)
    masked = mask_checksum(checksum)
    return encoded + b"\x35" + struct.pack("<I", masked) if masked else encoded


def encode_sliced_entry(
    dtype_enum: int, full_shape: tuple[int, ...], slices: list[TensorSlice]
) -> bytes:
    """Encodes the BundleEntryProto of a tensor stored in slices: what it is, and no place."""
    encoded = bytearray(_encode_type(dtype_enum, full_shape))
    for tensor_slice in slices:
        extents = [
            {} if length == WHOLE else {"start": start, "length": length}
            for start, length in tensor_slice.extents
        ]
        message = pb.TensorSliceProto(extent=extents).SerializeToString()
        encoded += b"\x3a" + encode_varint(len(message)) + message
    return bytes(encoded)


# Layers of one model repeat few shapes.
@lru_cache(maxsize=1024)
def _encode_type(dtype_enum: int, shape: tuple[int, ...]) -> bytes:
    encoded = b""
    for size in shape:
        dimension = b"\x08" + encode_varint(size) if size else b""
        encoded += b"\x12" + encode_varint(len(dimension)) + dimension
    return b"\x08" + encode_varint(dtype_enum) + b"\x12" + encode_varint(len(encoded)) + encoded


def decode_entry(data: bytes, where: str) -> BundleEntry:
    """Decodes and checks a BundleEntryProto.

    Args:
      data: The bytes.
      where: Names of the file and the key for error messages.

    Raises:
      DataLossError: If the bytes are not an entry, or its parts do not fit together.
    """
    try:
        message = pb.BundleEntryProto.FromString(data)
    except DecodeError as error:
        raise data_loss(where, "a BundleEntryProto", data[:40].hex()) from error
    try:
        dtype = as_dtype(message.dtype)
    except ArgumentTypeError as error:
        raise data_loss(where, "a known dtype", f"{message.dtype}") from error
    shape = tuple(dimension.size for dimension in message.shape.dim)
    if message.shape.unknown_rank or any(size < 0 for size in shape):
        raise data_loss(where, "a shape with known sizes", str(shape))
    entry = BundleEntry(
        dtype,
        shape,
        message.shard_id,
        message.offset,
        message.size,
        message.crc32c,
        tuple(_decode_slice(piece) for piece in message.slices),
    )
    _check_entry(entry, where)
    return entry


def _decode_slice(message: pb.TensorSliceProto) -> TensorSlice:
    return TensorSlice(
        tuple(
            (extent.start, extent.length if extent.HasField("length") else WHOLE)
            for extent in message.extent
        )
    )


def _check_entry(entry: BundleEntry, where: str) -> None:
    if entry.shard_id < 0 or entry.offset < 0 or entry.size < 0:
        got = f"shard {entry.shard_id}, offset {entry.offset}, size {entry.size}"
        raise data_loss(where, "a place in a data file", got)
    if entry.slices or entry.dtype in {STRING, VARIANT}:
        return
    expected = element_count(entry.shape) * entry.dtype.size
    if entry.size != expected:
        name = entry.dtype.name
        raise data_loss(where, f"{expected} bytes of {name} {entry.shape}", f"{entry.size}")

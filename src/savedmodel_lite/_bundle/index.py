"""Reading the index of a bundle."""

from savedmodel_lite._bundle.entry import HEADER_KEY, BundleHeader, decode_header
from savedmodel_lite._bundle.file_names import index_file_name
from savedmodel_lite._bundle.table_reader import decode_table
from savedmodel_lite._core.errors import NotFoundError


def read_index(prefix: str) -> tuple[BundleHeader, dict[bytes, bytes]]:
    """Reads the index of the bundle `prefix`, every block checked.

    Returns:
      The header, and the encoded entries by key in ascending order.

    Raises:
      NotFoundError: If there is no such bundle.
      DataLossError: If the index is damaged.
      UnimplementedError: If the index is of a kind that cannot be read here.
    """
    path = index_file_name(prefix)
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        message = f"{path}: expected a bundle's index, got no file. Check the prefix {prefix!r}."
        raise NotFoundError(None, None, message) from error
    entries = decode_table(data, str(path))
    header = decode_header(entries.pop(HEADER_KEY, None), str(path))
    return header, entries

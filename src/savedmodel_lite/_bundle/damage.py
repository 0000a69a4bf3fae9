"""The error for bytes that are not what the format says."""

from savedmodel_lite._core.errors import DataLossError


def data_loss(where: str, expected: str, got: str) -> DataLossError:
    """Returns the error that a file is damaged.

    Args:
      where: File, key and offset, as far as they are known.
      expected: What the format requires there.
      got: What was found.
    """
    message = f"{where}: expected {expected}, got {got}. The file is damaged; use a good copy."
    return DataLossError(None, None, message)

"""Reading the columns of a text file that fills a lookup table.

One line is one entry. A column is a field of the line, the whole line, or its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.dtype import DType
from savedmodel_lite._core.errors import (
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    OutOfRangeError,
)

WHOLE_LINE = -2
LINE_NUMBER = -1
_INTEGER = re.compile(rb"[+-]?[0-9]+")


def read_columns(
    path: str,
    columns: Sequence[tuple[int, DType]],
    delimiter: str | bytes,
    line_count: int,
    first_number: int,
) -> list[Any]:
    """Reads columns of a file.

    Args:
      path: The file.
      columns: (index, type) of each; an index is that of a field, `WHOLE_LINE` or `LINE_NUMBER`.
      delimiter: One byte between fields.
      line_count: How many lines to read, -1 for all.
      first_number: Number of the first line.

    Returns:
      One array for each column.

    Raises:
      NotFoundError: If there is no such file.
      FailedPreconditionError: If it is a directory.
      OutOfRangeError: If it is empty.
      InvalidArgumentError: If a line is empty, has too few fields, or a field is no number where
        one is expected; or the file has less than `line_count` lines.
    """
    separator = delimiter.encode() if isinstance(delimiter, str) else delimiter
    if len(separator) != 1:
        raise InvalidArgumentError(
            None, None, f"{path}: expected one byte as delimiter, got {delimiter!r}. delimiter "
            "should be only 1 char; pass one.",
        )  # fmt: skip
    needed = max(index for index, _ in columns) + 1
    found: list[list[Any]] = [[] for _ in columns]
    for number, line in enumerate(_lines(path, line_count)):
        fields = line.split(separator) if needed > 0 else [line]
        if len(fields) < needed:
            shown = line.decode("utf-8", "replace")
            raise InvalidArgumentError(
                None,
                None,
                f"{path}, line {number}: expected at least {needed} columns, got {len(fields)}. "
                f"Invalid number of columns in {path} line {number} ({shown}) : expected at least "
                f"{needed} got {len(fields)}; correct the file or the delimiter.",
            )
        for values, (index, dtype) in zip(found, columns, strict=True):
            if index == LINE_NUMBER:
                values.append(number + first_number)
            else:
                field = line if index == WHOLE_LINE else fields[index]
                values.append(_parse(field, dtype, path, number))
    return [_column(values, dtype) for values, (_, dtype) in zip(found, columns, strict=True)]


def _lines(path: str, line_count: int) -> Iterator[bytes]:
    """Yields the lines without their ends, one at a time."""
    number = 0
    try:
        with Path(path).open("rb") as file:
            for raw in file:
                if number == line_count:
                    return
                line = raw.removesuffix(b"\n").removesuffix(b"\r")
                if not line:
                    raise InvalidArgumentError(
                        None,
                        None,
                        f"{path}, line {number}: expected an entry, got an empty line. Invalid "
                        f"content in {path}: empty line found; remove it.",
                    )
                yield line
                number += 1
    except IsADirectoryError as error:
        raise FailedPreconditionError(
            None, None, f"{path}: expected a file, got a directory: {path}; Is a directory. Pass "
            "the file in it.",
        ) from error  # fmt: skip
    except FileNotFoundError as error:
        raise NotFoundError(
            None, None, f"{path}: expected a file, got none: {path}; No such file or directory. "
            "Correct the path.",
        ) from error  # fmt: skip
    if not number:
        raise OutOfRangeError(
            None, None, f"{path}: expected at least one line, got an empty file. Write an entry."
        )
    if number < line_count:
        raise InvalidArgumentError(
            None,
            None,
            f"{path}: expected {line_count} lines, got {number}. Invalid vocab_size in {path}: "
            f"expected {line_count} but got {number}; leave it out or correct it.",
        )


def _parse(field: bytes, dtype: DType, path: str, number: int) -> Any:
    if dtype is dtypes.string:
        return field
    text = field.strip()
    try:
        if dtype.is_floating:
            return float(text)
        if dtype.is_integer and _INTEGER.fullmatch(text):
            value = int(text)
            if dtype.min <= value <= dtype.max:
                return value
    except ValueError:
        pass
    if not (dtype.is_floating or dtype.is_integer):
        raise InvalidArgumentError(
            None, None, f"{path}: expected a column of strings or numbers, got {dtype.name}. Data "
            f"type {dtype.name} not supported; use an integer type.",
        )  # fmt: skip
    shown = field.decode("utf-8", "replace")
    raise InvalidArgumentError(
        None,
        None,
        f"{path}, line {number}: expected a {dtype.name}, got {shown!r}. Field {shown} in line "
        f"{number} is not a valid {dtype.name}; correct it.",
    )


def _column(values: list[Any], dtype: DType) -> Any:
    array = np.empty(len(values), dtype.as_numpy_dtype)
    array[:] = values
    return array

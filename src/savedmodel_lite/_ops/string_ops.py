"""Strings, element by element: join, length, lower, strip, substr, numbers, regular expressions.

String tensors are object arrays of `bytes`. Where a unit is "UTF8_CHAR" bytes are read as UTF-8;
bytes that are not valid UTF-8 count as one character each.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from savedmodel_lite._core import dtype as dtypes
from savedmodel_lite._core.convert import convert_to_tensor
from savedmodel_lite._core.errors import InvalidArgumentError, ShapeError
from savedmodel_lite._core.registry import find
from savedmodel_lite._core.shape import Dims, merge_dims
from savedmodel_lite._core.tensor import Tensor
from savedmodel_lite._ops.array_shape import rank
from savedmodel_lite._ops.registration import op
from savedmodel_lite._ops.shape_rules import broadcast, reduced, same_as

if TYPE_CHECKING:
    from collections.abc import Callable

_UNITS = ("BYTE", "UTF8_CHAR")


def map_strings(function: Callable[..., Any], *arrays: Any) -> Any:
    """An object array with the results of `function` on the elements of arrays of one shape."""
    result = np.empty(arrays[0].shape, object)
    flat = [array.reshape(-1).tolist() for array in arrays]
    result.reshape(-1)[:] = [function(*items) for items in zip(*flat, strict=True)]
    return result


def as_text(value: Any) -> str:
    """A string attribute as `str`."""
    return value.decode() if isinstance(value, bytes) else value


def as_bytes(value: Any) -> bytes:
    """A string attribute as `bytes`."""
    return value.encode() if isinstance(value, str) else value


def _characters(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _checked(value: str, allowed: tuple[str, ...], what: str) -> str:
    if value not in allowed:
        raise InvalidArgumentError(
            None,
            None,
            f"{what}: expected one of {', '.join(map(repr, allowed))}, got {value!r}. Correct it.",
        )
    return value


# ---- StringJoin, ReduceJoin --------------------------------------------------------------------


def _join_shape(inputs):
    dims: Dims = None
    if all(tensor._dims == () for tensor in inputs):
        return ()
    for tensor in inputs:
        # A scalar goes with every shape; a tensor of unknown rank may be one.
        if tensor._dims:
            dims = merge_dims(dims, tensor._dims)
    return dims


@op("StringJoin", shape=_join_shape)
def _join(inputs, *, separator):
    if not inputs:
        return b""
    shape = next((array.shape for array in inputs if array.ndim), ())
    for array in inputs:
        if array.ndim and array.shape != shape:
            raise ShapeError(f"expected scalars or one shape, got {array.shape} and {shape}.")
    parts = [np.broadcast_to(array, shape) for array in inputs]
    glue = as_bytes(separator)
    return map_strings(lambda *items: glue.join(items), *parts)


def join(inputs: Any, separator: str = "", name: str | None = None) -> Tensor:
    """Joins strings element by element.

    Args:
      inputs: A list of string tensors of one shape; scalars go with every shape.
      separator: Put between the strings.
      name: Name of the graph node.

    Returns:
      A string tensor of that shape.

    Raises:
      ShapeError: If shapes differ. It is a `ValueError`.
    """
    return _join(inputs, separator=separator, name=name)


def _reduce_join_shape(inputs, reduction_indices, *, keep_dims):
    return reduced(inputs, reduction_indices, keep_dims)


@op("ReduceJoin", shape=_reduce_join_shape)
def _reduce_join(inputs, reduction_indices, *, keep_dims, separator):
    axes = [axis % max(inputs.ndim, 1) for axis in reduction_indices.reshape(-1).tolist()]
    if len(set(axes)) != len(axes):
        raise ShapeError(f"expected every axis once, got {axes}.")
    kept = [axis for axis in range(inputs.ndim) if axis not in axes]
    # The axis that is named first runs fastest.
    ordered = np.transpose(inputs, [*kept, *reversed(axes)])
    outer = ordered.shape[: len(kept)]
    rows = ordered.reshape(int(np.prod(outer, dtype=np.int64)), -1) if inputs.size else None
    glue = as_bytes(separator)
    result = np.full(outer, b"", object)
    if rows is not None:
        result.reshape(-1)[:] = [glue.join(row) for row in rows.tolist()]
    if keep_dims:
        result = result.reshape([1 if i in axes else n for i, n in enumerate(inputs.shape)])
    return result


def reduce_join(
    inputs: Any,
    axis: Any = None,
    keepdims: bool = False,
    separator: str = "",
    name: str | None = None,
) -> Tensor:
    """Joins the strings of a tensor along axes.

    Args:
      inputs: A string tensor.
      axis: Axes to join along, the one that runs fastest first; None for all, in the order in
        which the elements lie.
      keepdims: Whether the axes stay, with size 1.
      separator: Put between the strings.
      name: Name of the graph node.

    Returns:
      A string tensor.

    Raises:
      ShapeError: If an axis is out of range. It is a `ValueError`.
    """
    tensor = convert_to_tensor(inputs, dtypes.string)
    if axis is None:
        dims = tensor._dims
        if dims is None:
            axis = find("Range")(find("Sub")(rank(tensor), 1), -1, -1)
        else:
            axis = np.arange(len(dims) - 1, -1, -1, dtype=np.int32)
    return _reduce_join(tensor, axis, keep_dims=keepdims, separator=separator, name=name)


# ---- StringLength, StringLower, StringUpper, StringStrip ---------------------------------------


@op("StringLength", shape=same_as("input"))
def _length(input, *, unit):
    if as_text(unit) == "BYTE":
        return map_strings(len, input).astype(np.int32)
    return map_strings(lambda item: len(_characters(item)), input).astype(np.int32)


def length(input: Any, unit: str = "BYTE", name: str | None = None) -> Tensor:
    """Counts the bytes or characters of strings.

    Args:
      input: A string tensor.
      unit: "BYTE" or "UTF8_CHAR".
      name: Name of the graph node.

    Returns:
      An int32 tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: If `unit` is something else. It is a `ValueError`.
    """
    return _length(input, unit=_checked(unit, _UNITS, "length"), name=name)


@op("StringLower", shape=same_as("input"))
def _lower(input, *, encoding):
    return map_strings(_in_encoding(encoding, bytes.lower, str.lower), input)


@op("StringUpper", shape=same_as("input"))
def _upper(input, *, encoding):
    return map_strings(_in_encoding(encoding, bytes.upper, str.upper), input)


def _in_encoding(
    encoding: Any, on_bytes: Callable[[bytes], bytes], on_text: Callable[[str], str]
) -> Callable[[bytes], bytes]:
    name = _checked(as_text(encoding).lower(), ("", "utf-8"), "encoding")
    if not name:
        return on_bytes
    return lambda item: on_text(_characters(item)).encode("utf-8", "surrogateescape")


def lower(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """Turns letters into small ones.

    Args:
      input: A string tensor.
      encoding: "" to change ASCII letters only, "utf-8" for all letters.
      name: Name of the graph node.

    Returns:
      A string tensor of the shape of `input`.
    """
    return _lower(input, encoding=encoding, name=name)


def upper(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """Turns letters into capitals.

    Args:
      input: A string tensor.
      encoding: "" to change ASCII letters only, "utf-8" for all letters.
      name: Name of the graph node.

    Returns:
      A string tensor of the shape of `input`.
    """
    return _upper(input, encoding=encoding, name=name)


@op("StringStrip", shape=same_as("input"))
def _strip(input):
    return map_strings(bytes.strip, input)


def strip(input: Any, name: str | None = None) -> Tensor:
    """Removes white space from both ends of strings.

    Args:
      input: A string tensor.
      name: Name of the graph node.

    Returns:
      A string tensor of the shape of `input`.
    """
    return _strip(input, name=name)


# ---- Substr ------------------------------------------------------------------------------------


def _substr_shape(input, pos, len):
    if pos._dims is not None and len._dims is not None:
        merge_dims(pos._dims, len._dims)
    return broadcast(input, pos)


@op("Substr", shape=_substr_shape)
def _substr(input, pos, len, *, unit):
    if pos.shape != len.shape:
        raise ShapeError(f"expected pos and len of one shape, got {pos.shape} and {len.shape}.")
    cut = _cut_bytes if as_text(unit) == "BYTE" else _cut_characters
    return map_strings(cut, *np.broadcast_arrays(input, pos, len))


def _cut_bytes(value: bytes, start: int, count: int) -> bytes:
    first = _start(start, len(value), value)
    return value[first : first + max(count, 0)]


def _cut_characters(value: bytes, start: int, count: int) -> bytes:
    text = _characters(value)
    first = _start(start, len(text), value)
    return text[first : first + max(count, 0)].encode("utf-8", "surrogateescape")


def _start(start: int, size: int, value: bytes) -> int:
    if not -size <= start <= size:
        raise ShapeError(f"expected pos in [{-size}, {size}], got pos {start} for {value!r}.")
    return start + size if start < 0 else start


def substr(input: Any, pos: Any, len: Any, unit: str = "BYTE", name: str | None = None) -> Tensor:
    """Takes a part of every string.

    Args:
      input: A string tensor.
      pos: int32 or int64: where to start, from the end if negative. `input` and `pos` broadcast
        together.
      len: Of the shape and dtype of `pos`: how many bytes or characters to take at most.
      unit: "BYTE" or "UTF8_CHAR".
      name: Name of the graph node.

    Returns:
      A string tensor of the broadcast shape.

    Raises:
      InvalidArgumentError: If `unit` is something else. It is a `ValueError`.
      InvalidArgumentError: When run, if a position is outside of its string.
    """
    return _substr(input, pos, len, unit=_checked(unit, _UNITS, "substr"), name=name)


# ---- AsString, StringToNumber ------------------------------------------------------------------


@op("AsString", shape=same_as("input"))
def _as_string(input, *, precision, scientific, shortest, width, fill):
    if input.dtype == object:
        return input
    flags = as_text(fill) + (str(width) if width >= 0 else "")
    if input.dtype == bool:
        return map_strings(lambda item: (f"%{flags}s" % str(item).lower()).encode(), input)
    if input.dtype.kind in "iu":
        return map_strings(lambda item: (f"%{flags}d" % item).encode(), input)
    digits = "" if precision < 0 else f".{precision}"
    form = f"%{flags}{digits}{'e' if scientific else 'g' if shortest else 'f'}"
    if input.dtype.kind == "c":
        pair = f"({form},{form})"
        return map_strings(lambda item: (pair % (item.real, item.imag)).encode(), input)
    return map_strings(lambda item: (form % item).encode(), input.astype(np.float64))


def as_string(
    input: Any,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
    name: str | None = None,
) -> Tensor:
    """Writes numbers as strings, in the way of C's printf.

    Args:
      input: A tensor of numbers, bools or strings.
      precision: Digits after the point of floating numbers; -1 for the default of printf, 6.
      scientific: Whether to write floating numbers with exponents.
      shortest: Whether to write floating numbers in the shorter of both ways.
      width: Least number of characters; -1 for none.
      fill: What is put before shorter ones: "" for spaces, "0", "+", "-" or " ".
      name: Name of the graph node.

    Returns:
      A string tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: If both `scientific` and `shortest` are given. It is a `ValueError`.
    """
    if scientific and shortest:
        raise InvalidArgumentError(
            None,
            None,
            "as_string: expected one of scientific and shortest, got both. Cannot select both "
            "scientific and shortest notation; choose one.",
        )
    return _as_string(
        input,
        precision=precision,
        scientific=scientific,
        shortest=shortest,
        width=width,
        fill=fill,
        name=name,
    )


@op("StringToNumber", shape=same_as("string_tensor"))
def _to_number(string_tensor, *, out_type):
    read = float if out_type.is_floating else int
    return map_strings(lambda item: _number(item, read), string_tensor).astype(
        out_type.as_numpy_dtype
    )


def _number(value: bytes, read: Callable[[str], Any]) -> Any:
    try:
        # Underscores are part of Python's numbers only.
        return read(value.decode().replace("_", "?"))
    except ValueError as error:
        raise ShapeError(
            f"expected a number, got {value!r}: could not correctly convert string."
        ) from error


def to_number(input: Any, out_type: Any = dtypes.float32, name: str | None = None) -> Tensor:
    """Reads strings as numbers.

    Args:
      input: A string tensor.
      out_type: float32, float64, int32 or int64.
      name: Name of the graph node.

    Returns:
      A tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: When run, if a string is not a number.
    """
    return _to_number(input, out_type=out_type, name=name)


# ---- regular expressions -----------------------------------------------------------------------


def _matches(input: Any, pattern: bytes) -> Any:
    matcher = _compiled(pattern)
    return map_strings(lambda item: matcher.fullmatch(item) is not None, input).astype(bool)


def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ShapeError(f"expected a regular expression, got {pattern!r} ({error}).") from error


def _replaced(input: Any, pattern: bytes, rewrite: bytes, everywhere: bool) -> Any:
    matcher = _compiled(pattern)
    # In RE2 \0 is the whole match, and only \0 to \9 mean something.
    template = re.sub(rb"\\(\d)", rb"\\g<\1>", rewrite)
    count = 0 if everywhere else 1
    return map_strings(lambda item: matcher.sub(template, item, count=count), input)


@op("StaticRegexFullMatch", shape=same_as("input"))
def _static_regex_full_match(input, *, pattern):
    return _matches(input, as_bytes(pattern))


@op("RegexFullMatch", shape=same_as("input"))
def _regex_full_match(input, pattern):
    return _matches(input, pattern[()])


@op("StaticRegexReplace", shape=same_as("input"))
def _static_regex_replace(input, *, pattern, rewrite, replace_global):
    return _replaced(input, as_bytes(pattern), as_bytes(rewrite), replace_global)


@op("RegexReplace", shape=same_as("input"))
def _regex_replace(input, pattern, rewrite, *, replace_global):
    return _replaced(input, pattern[()], rewrite[()], replace_global)


def regex_full_match(input: Any, pattern: Any, name: str | None = None) -> Tensor:
    r"""Tells which strings match a regular expression as a whole.

    Args:
      input: A string tensor.
      pattern: A regular expression in RE2's syntax: a Python string or scalar string tensor.
      name: Name of the graph node.

    Returns:
      A bool tensor of the shape of `input`.

    Differs from TensorFlow: run here, the expression is read by Python's `re`, which knows most of
    RE2's syntax, but not for example `\pL`.
    """
    if isinstance(pattern, (str, bytes)):
        return _static_regex_full_match(input, pattern=pattern, name=name)
    return _regex_full_match(input, pattern, name=name)


def regex_replace(
    input: Any, pattern: Any, rewrite: Any, replace_global: bool = True, name: str | None = None
) -> Tensor:
    r"""Replaces the matches of a regular expression in strings.

    Args:
      input: A string tensor.
      pattern: A regular expression in RE2's syntax: a Python string or scalar string tensor.
      rewrite: The replacement; `\1` to `\9` stand for groups, `\0` for the whole match.
      replace_global: Whether to replace all matches rather than the first.
      name: Name of the graph node.

    Returns:
      A string tensor of the shape of `input`.

    Differs from TensorFlow: run here, the expression is read by Python's `re`, as for
    `regex_full_match`.
    """
    if isinstance(pattern, (str, bytes)) and isinstance(rewrite, (str, bytes)):
        return _static_regex_replace(
            input, pattern=pattern, rewrite=rewrite, replace_global=replace_global, name=name
        )
    return _regex_replace(input, pattern, rewrite, replace_global=replace_global, name=name)

"""Attributes that a user may put on a library function: `experimental_attributes` and its like."""

from __future__ import annotations

from typing import Any

from savedmodel_lite._core.errors import ArgumentError

_ALLOWED = frozenset({
    "_disable_acd",
    "_implements",
    "_noinline",
    "_OutputsOnOpDevice",
    "_tf_data_function",
    "api_implements",
    "api_preferred_device",
    "disable_summaries_at_runtime",
    "experimental_ints_on_device",
    "function_runs_at_most_once",
    "go_backwards",
    "runtime_constant_optimization",
    "time_major",
})  # fmt: skip


def function_attributes(
    jit_compile: bool | None, implements: str | None, attributes: dict[str, Any] | None
) -> dict[str, Any]:
    """Joins the attribute options of `tf.function` (format.md 3.3).

    Args:
      jit_compile: True to compile with XLA, False to forbid it, None to leave it open.
      implements: Name of the known function that this one implements.
      attributes: Further attributes: bool, int, float, string, or a list of them.

    Returns:
      Attribute values by name.

    Raises:
      ArgumentError: If a name is not allowed or a value has another type. It is a `ValueError`.
    """
    result: dict[str, Any] = {}
    for name, value in (attributes or {}).items():
        if name not in _ALLOWED:
            raise ArgumentError(
                f"tf.function: expected experimental_attributes among {sorted(_ALLOWED)}, got "
                f"{name!r}. Allowlist does not support `{name}` as an attribute; remove it."
            )
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, (bool, int, float, str, bytes)) for item in items):
            raise ArgumentError(
                f"tf.function: expected a bool, int, float, string or list of them for the "
                f"attribute {name!r}, got {value!r}. Attribute {name} must be one of these."
            )
        result[name] = tuple(value) if isinstance(value, list) else value
    if implements is not None:
        result["_implements"] = implements
    if jit_compile is not None:
        result["_XlaMustCompile"] = bool(jit_compile)
        if jit_compile:
            result["_noinline"] = True
    return result

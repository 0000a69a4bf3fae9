"""`tf.saved_model.SaveOptions`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from savedmodel_lite._core.errors import UnsupportedError


@dataclass(frozen=True)
class SaveOptions:
    """Options of `tf.saved_model.save`; names, order and defaults are TensorFlow's.

    Options other than the default are not supported yet, and refused.

    Raises:
      UnsupportedError: If an option is not its default. It is a `NotImplementedError`.
    """

    namespace_whitelist: Any = None
    save_debug_info: bool = False
    function_aliases: Any = None
    experimental_debug_stripper: bool = False
    experimental_io_device: str | None = None
    experimental_variable_policy: Any = None
    experimental_custom_gradients: bool = True
    experimental_image_format: bool = False
    experimental_skip_saver: bool = False
    experimental_sharding_callback: Any = None
    extra_tags: Any = None

    def __post_init__(self) -> None:
        for name, default in _DEFAULTS.items():
            if getattr(self, name) != default:
                raise UnsupportedError(
                    f"SaveOptions.{name}: expected {default!r}, got {getattr(self, name)!r}. The "
                    "option is not supported yet; leave it out."
                )


_DEFAULTS: dict[str, Any] = {
    name: field.default for name, field in SaveOptions.__dataclass_fields__.items()
}

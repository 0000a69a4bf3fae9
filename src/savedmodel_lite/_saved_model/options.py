"""`tf.saved_model.SaveOptions` and `tf.saved_model.experimental.VariablePolicy`."""

from __future__ import annotations

import enum
from dataclasses import KW_ONLY, dataclass
from typing import Any

from savedmodel_lite._checkpoint.sharding import check_callback
from savedmodel_lite._core.device import canonical_device
from savedmodel_lite._core.errors import ArgumentError, ArgumentTypeError


class VariablePolicy(enum.Enum):
    """What is saved of the devices of variables."""

    # One variable for each, without a device.
    NONE = None
    # With the device that each variable was placed on.
    SAVE_VARIABLE_DEVICES = "save_variable_devices"
    # The same, and every component of a distributed variable.
    EXPAND_DISTRIBUTED_VARIABLES = "expand_distributed_variables"

    @property
    def saves_devices(self) -> bool:
        """Whether devices are saved."""
        return self is not VariablePolicy.NONE

    @property
    def expands_distributed_variables(self) -> bool:
        """Whether the components of distributed variables are saved."""
        return self is VariablePolicy.EXPAND_DISTRIBUTED_VARIABLES

    @staticmethod
    def from_obj(obj: Any) -> VariablePolicy:
        """Reads a member, its value string in any case, or None.

        Raises:
          ArgumentError: If it is none of these. It is a `ValueError`.
        """
        if isinstance(obj, VariablePolicy):
            return obj
        wanted = None if obj is None else str(obj).lower()
        for policy in VariablePolicy:
            if policy.value == wanted:
                return policy
        raise ArgumentError(
            f"VariablePolicy: expected one of {[policy.value for policy in VariablePolicy]}, got "
            f"{obj!r}. Received invalid VariablePolicy value: {obj}."
        )


@dataclass
class SaveOptions:
    """Options of `tf.saved_model.save`; names, order and defaults are TensorFlow's.

    Attributes:
      namespace_whitelist: Namespaces of operations called `Namespace>Op` that the model may use;
        None allows all, an empty list none.
      save_debug_info: Whether to write `debug/saved_model_debug_info.pb`: where in the user's
        code each node comes from.
      function_aliases: Names for functions, by alias: a `tf.function` (all its traces), a concrete
        function, or a collection of these.
      experimental_debug_stripper: Whether to replace assertions and prints by nodes that do
        nothing.
      experimental_io_device: Device whose host writes the files. This process writes them
        whatever is given; nothing of it is in the files, as in TensorFlow.
      experimental_variable_policy: What is saved of devices: a `VariablePolicy`, its value string
        in any case, or None.
      experimental_custom_gradients: Whether to save the gradient functions of
        `tf.custom_gradient`.
      experimental_image_format: Must be False; TensorFlow's releases refuse it, too.
      experimental_skip_saver: Whether to leave out the functions that save and restore variables
        from C++.
      experimental_sharding_callback: A `tf.train.experimental.ShardingCallback` that says how
        variables are spread over data files; None for one file.
      extra_tags: Tags of the model besides `"serve"`.
      debug_info_root: Directory that paths in the debug info are made relative to, so that the
        file is the same on every machine; None keeps absolute paths, as TensorFlow does. Not in
        TensorFlow.

    Raises:
      ArgumentTypeError: If `namespace_whitelist` is not a list. It is a `TypeError`.
      ArgumentError: If an item or option has a wrong value. It is a `ValueError`.
    """

    namespace_whitelist: list[str] | None = None
    save_debug_info: bool = False
    function_aliases: Any = None
    experimental_debug_stripper: bool = False
    experimental_io_device: str | None = None
    experimental_variable_policy: Any = None
    experimental_custom_gradients: bool = True
    experimental_image_format: bool = False
    experimental_skip_saver: bool = False
    experimental_sharding_callback: Any = None
    extra_tags: list[str] | None = None
    _: KW_ONLY
    debug_info_root: str | None = None

    def __post_init__(self) -> None:
        self.namespace_whitelist = _checked_namespaces(self.namespace_whitelist)
        self.function_aliases = self.function_aliases or {}
        self.experimental_variable_policy = VariablePolicy.from_obj(
            self.experimental_variable_policy
        )
        if self.experimental_image_format:
            raise ArgumentError(
                "SaveOptions.experimental_image_format: expected False, got True. The option "
                "`experimental_image_format` is disabled in OSS; keep large arrays in variables."
            )
        canonical_device(self.experimental_io_device)
        check_callback(
            "SaveOptions.experimental_sharding_callback", self.experimental_sharding_callback
        )
        tags = self.extra_tags
        if tags is not None and (
            isinstance(tags, str) or not all(isinstance(tag, str) for tag in tags)
        ):
            raise ArgumentTypeError(
                f"SaveOptions.extra_tags: expected a list of strings, got {tags!r}. Wrap the tag."
            )


def _checked_namespaces(namespaces: Any) -> list[str] | None:
    if namespaces is None:
        return None
    if not isinstance(namespaces, list):
        raise ArgumentTypeError(
            "SaveOptions.namespace_whitelist: expected a list of strings, got "
            f"{namespaces!r} of type {type(namespaces).__name__}. `namespace_whitelist` must be a "
            "list of strings; wrap it."
        )
    for namespace in namespaces:
        if not isinstance(namespace, str):
            raise ArgumentError(
                f"SaveOptions.namespace_whitelist: expected strings, got {namespace!r}. "
                "Whitelisted namespace must be a string."
            )
    return list(namespaces)

"""What an operation of the op table looks like: its arguments, attributes and statefulness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from savedmodel_lite._core.dtype import DType


@dataclass(frozen=True, slots=True)
class ArgSchema:
    """One input or output argument.

    Exactly one of `dtype`, `type_attr` and `type_list_attr` is set. With `number_attr` the
    argument is a list of that many tensors.

    Args:
      name: Name in the op table.
      dtype: Fixed element type.
      type_attr: Attribute that holds the element type.
      number_attr: Attribute that holds the length of the list.
      type_list_attr: Attribute that holds the element types of a list.
    """

    name: str
    dtype: DType | None = None
    type_attr: str = ""
    number_attr: str = ""
    type_list_attr: str = ""

    @property
    def is_list(self) -> bool:
        """Whether the argument is a list of tensors."""
        return bool(self.number_attr or self.type_list_attr)


@dataclass(frozen=True, slots=True)
class AttrSchema:
    """One attribute.

    Args:
      name: Name in the op table.
      type: `"int"`, `"float"`, `"bool"`, `"string"`, `"type"`, `"shape"`, `"tensor"`, `"func"`,
        or `"list(...)"` of one of them.
      default: The default in our nouns; None if `has_default` is False.
      has_default: Whether the attribute may be left out.
      allowed: Allowed values (`DType`s or strings); empty if all are.
      minimum: Least value of an int or least length of a list; None if there is none.
    """

    name: str
    type: str
    default: Any = None
    has_default: bool = False
    allowed: tuple[Any, ...] = ()
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class OpSchema:
    """One operation of the op table.

    Args:
      name: Type of the operation, such as `"MatMul"`.
      inputs: Its input arguments, in order.
      outputs: Its output arguments, in order.
      attrs: Its attributes, in the order of the table.
      is_stateful: Whether it reads or changes state.
      removed_in: GraphDef version that refuses it, 0 if none does.
      removal_reason: What the table says about the removal.
      index: Place in the op table, from which its full definition can be read.
    """

    name: str
    inputs: tuple[ArgSchema, ...] = ()
    outputs: tuple[ArgSchema, ...] = ()
    attrs: tuple[AttrSchema, ...] = ()
    is_stateful: bool = False
    removed_in: int = 0
    removal_reason: str = ""
    index: int = -1

    def attr(self, name: str) -> AttrSchema | None:
        """The attribute called `name`, or None."""
        for attr in self.attrs:
            if attr.name == name:
                return attr
        return None

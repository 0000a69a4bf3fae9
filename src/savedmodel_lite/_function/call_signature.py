"""What a Python function takes: its parameters, defaults and `input_signature`."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from savedmodel_lite._core import nest
from savedmodel_lite._core.errors import ArgumentTypeError
from savedmodel_lite._core.spec import TypeSpec

Parameter = inspect.Parameter
_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


class BindingError(ArgumentTypeError):
    """Arguments of a call do not fit the function. TensorFlow raises TypeError."""


@dataclass(frozen=True, slots=True)
class FullArgSpec:
    """The parameters of a function in the form that SavedModel keeps (format.md 3.5)."""

    args: list[str]
    varargs: str | None
    varkw: str | None
    defaults: tuple[Any, ...] | None
    kwonlyargs: list[str]
    kwonlydefaults: dict[str, Any] | None


class CallSignature:
    """The parameters of a Python function, without `self` of a bound method.

    Args:
      python_function: The function.
      input_signature: Specs for the leading parameters, or None.

    Raises:
      ArgumentTypeError: If `input_signature` is not a sequence of specs, or has more items than
        there are parameters, or leaves out a parameter without default. It is a `TypeError`.
    """

    __slots__ = ("input_signature", "name", "parameters")

    def __init__(self, python_function: Callable[..., Any], input_signature: Any = None) -> None:
        function: Any = python_function
        while isinstance(function, functools.partial):
            function = function.func
        self.name: str = getattr(function, "__name__", "f")
        parameters = inspect.signature(python_function).parameters
        self.parameters: dict[str, Parameter] = {
            name: parameter.replace(annotation=Parameter.empty)
            for name, parameter in parameters.items()
        }
        # A function without parameters has nothing to leave open.
        self.input_signature: tuple[Any, ...] | None = None if self.parameters else ()
        if input_signature is not None:
            self.input_signature = _checked_signature(input_signature)
            self._check_against_parameters()

    @classmethod
    def of_keywords(cls, name: str, names: list[str]) -> CallSignature:
        """The signature of a function called `name` that takes only keywords, all required."""
        signature = cls.__new__(cls)
        signature.name = name
        signature.input_signature = None
        signature.parameters = {
            identifier(item): Parameter(identifier(item), Parameter.KEYWORD_ONLY) for item in names
        }
        return signature

    def _check_against_parameters(self) -> None:
        assert self.input_signature is not None
        remaining = len(self.input_signature)
        for parameter in self._constrained():
            if parameter.kind is Parameter.VAR_POSITIONAL:
                remaining = 0
                continue
            if parameter.kind is Parameter.VAR_KEYWORD:
                continue
            is_required = parameter.default is Parameter.empty
            if is_required and (not remaining or parameter.kind is Parameter.KEYWORD_ONLY):
                raise ArgumentTypeError(
                    f"tf.function({self.name}): expected a spec for every parameter without "
                    "default, and defaults for those that take keywords only, got neither for "
                    f"{parameter.name!r}. input_signature missing type constraint for "
                    f"{parameter.name}; add a spec or a default."
                )
            remaining = max(remaining - 1, 0)
        if remaining:
            raise ArgumentTypeError(
                f"tf.function({self.name}): expected an input_signature of at most "
                f"{len(self.input_signature) - remaining} items, got "
                f"{len(self.input_signature)}: input_signature contains {remaining} extra type "
                "constraints. Remove them."
            )

    def _constrained(self) -> list[Parameter]:
        """The parameters that an input signature speaks of: `self` of a plain method is not one."""
        parameters = list(self.parameters.values())
        return parameters[1:] if parameters and parameters[0].name == "self" else parameters

    def constraints(self) -> dict[str, Any]:
        """The spec of each parameter that the input signature constrains, by parameter name."""
        result: dict[str, Any] = {}
        specs = list(self.input_signature or ())
        for parameter in self._constrained():
            if not specs:
                break
            if parameter.kind is Parameter.VAR_POSITIONAL:
                result[parameter.name] = tuple(specs)
                break
            if parameter.kind is not Parameter.VAR_KEYWORD:
                result[parameter.name] = specs.pop(0)
        return result

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> BoundArguments:
        """Matches the arguments of a call with the parameters and fills in defaults.

        Args:
          args: Positional arguments.
          kwargs: Keyword arguments.

        Raises:
          BindingError: If they do not match. It is a `TypeError`.
        """
        signature = inspect.Signature(list(self.parameters.values()))
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise self.binding_error(str(error), args, kwargs) from error
        bound.apply_defaults()
        positional: list[tuple[str, Any]] = []
        keyword: dict[str, Any] = {}
        for name, value in bound.arguments.items():
            kind = self.parameters[name].kind
            if kind in _POSITIONAL:
                positional.append((name, value))
            elif kind is Parameter.VAR_POSITIONAL:
                positional += [(f"{name}_{index}", item) for index, item in enumerate(value)]
            elif kind is Parameter.KEYWORD_ONLY:
                keyword[name] = value
            else:
                keyword.update(value)
        return BoundArguments(tuple(positional), dict(sorted(keyword.items())))

    def binding_error(self, reason: str, args: Any, kwargs: Any) -> BindingError:
        """The error for arguments that do not fit, for `reason`."""
        shown = ", ".join(str(parameter) for parameter in self.parameters.values())
        if self.input_signature is not None:
            shown += f"; input_signature {self.input_signature!r}"
        return BindingError(
            f"tf.function({self.name}): expected arguments for ({shown}), got {args!r} and "
            f"{kwargs!r}. Binding inputs to tf.function failed due to `{reason}`; change the call."
        )

    @property
    def full_arg_spec(self) -> FullArgSpec:
        """The parameters as SavedModel keeps them."""
        positional = [p for p in self.parameters.values() if p.kind in _POSITIONAL]
        keyword = [p for p in self.parameters.values() if p.kind is Parameter.KEYWORD_ONLY]
        defaults = tuple(p.default for p in positional if p.default is not Parameter.empty)
        return FullArgSpec(
            args=[p.name for p in positional],
            varargs=self._name_of(Parameter.VAR_POSITIONAL),
            varkw=self._name_of(Parameter.VAR_KEYWORD),
            defaults=defaults or None,
            kwonlyargs=[p.name for p in keyword],
            kwonlydefaults={p.name: p.default for p in keyword if p.default is not Parameter.empty}
            or None,
        )

    def _name_of(self, kind: Any) -> str | None:
        return next((p.name for p in self.parameters.values() if p.kind is kind), None)


@dataclass(frozen=True, slots=True)
class BoundArguments:
    """The arguments of one call in canonical order.

    Args:
      positional: (name, value) of every positional parameter, then of each item of `*args`.
      keyword: Keyword-only parameters and `**kwargs`, sorted by name.
    """

    positional: tuple[tuple[str, Any], ...]
    keyword: dict[str, Any]

    @property
    def args(self) -> tuple[Any, ...]:
        """The positional values."""
        return tuple(value for _, value in self.positional)

    def named(self) -> list[tuple[str, Any]]:
        """All arguments as (name, value), positional ones first."""
        return [*self.positional, *self.keyword.items()]

    def replaced(self, values: list[Any]) -> BoundArguments:
        """The same arguments with other values, in the order of `named()`."""
        count = len(self.positional)
        return BoundArguments(
            tuple(
                (name, value)
                for (name, _), value in zip(self.positional, values[:count], strict=True)
            ),
            dict(zip(self.keyword, values[count:], strict=True)),
        )


def identifier(name: str) -> str:
    """`name` as a Python identifier: other characters become underscores."""
    name = re.sub(r"[^a-zA-Z0-9_]", "_", name)
    return name if not name[:1].isdigit() else f"arg_{name}"


def _checked_signature(input_signature: Any) -> tuple[Any, ...]:
    if not isinstance(input_signature, (list, tuple)):
        raise ArgumentTypeError(
            "tf.function: expected input_signature to be a tuple or list of tf.TensorSpec, got "
            f"{input_signature!r}. input_signature must be either a tuple or a list; wrap the spec."
        )
    wrong = [
        item for item in nest.flatten(tuple(input_signature)) if not isinstance(item, TypeSpec)
    ]
    if wrong:
        raise ArgumentTypeError(
            f"tf.function: expected tf.TensorSpec objects in input_signature, got {wrong!r}. "
            "input_signature must be a possibly nested sequence of TensorSpec objects."
        )
    return tuple(input_signature)

"""What is known when the model loads: the value of an expression that no data, row or period changes."""

import math
from collections.abc import Callable, Mapping

from worthwhile.meaning.core import (
    Apply,
    Choose,
    Const,
    Core,
    Given,
    Instead,
    Interpolate,
    IsMissing,
    Points,
    Ref,
)
from worthwhile.meaning.curves.reading import interpolated
from worthwhile.meaning.function import Function, Value


class NotConstantError(Exception):
    """The value depends on data, on a row or on a period."""


def constant(core: Core, functions: Mapping[str, Function], value_of: Callable[[str], Core | None]) -> Value:
    """The value of a constant expression; None where it is missing.

    ``value_of`` gives what a name stands for, where that is known. Raises `NotConstantError`.
    """

    def of(node: Core) -> Value:
        match node:
            case Const(value=value):
                return value
            case Ref(name=name) | Given(name=name):
                meant = value_of(name)
                if meant is None or isinstance(meant, Given):
                    raise NotConstantError(name)
                return of(meant)
            case Apply(function=function, args=args):
                return call(functions[function], [of(it) for it in args])
            case Choose(condition=condition, then=then, otherwise=otherwise):
                holds = of(condition)
                return None if holds is None else of(then if holds else otherwise)
            case Instead(value=value, other=other):
                left = of(value)
                return of(other) if left is None else left
            case IsMissing(value=value):
                return of(value) is None
            case Interpolate(points=points, at=at):
                return _read(points, of(at), [of(it) for it in points.values])
        raise NotConstantError(type(node).__name__)

    return of(core)


def _read(points: Points, at: Value, values: list[Value]) -> Value:
    """A table at a constant key."""
    numbers = [it for it in values if it is None or (isinstance(it, float) and not isinstance(it, bool))]
    if at is None or not isinstance(at, float) or len(numbers) != len(values):
        if at is None:
            return None
        raise NotConstantError(points.name)
    return interpolated(points.reading, points.keys, numbers, at)


def call(function: Function, args: list[Value]) -> Value:
    """A function of plain values: missing where an argument is, or where the result is no number."""
    if function.scalar is None:
        raise NotConstantError(function.name)
    if not function.takes_missing and any(it is None for it in args):
        return None
    try:
        value = function.scalar(*args)
    except (ArithmeticError, ValueError):
        return None
    except Exception as error:
        raise NotConstantError(function.name) from error
    if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if value is not None and not isinstance(value, float | int | str):  # the run says whose it is
        raise NotConstantError(function.name)
    return value

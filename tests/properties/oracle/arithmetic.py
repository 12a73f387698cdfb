"""The operators and functions, on quantities; None is missing."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from properties.oracle.quantity import EPSILON, NONE, Dimensions, Quantity, Undecided, times

Maybe = Quantity | None
TIME: Dimensions = frozenset({("month", 1)})


ZERO = Quantity(0.0, kind="zero")
"""The sum of nothing: it fits any unit."""


def made(value: float, error: float, dimensions: Dimensions, kind: str = "amount", per: float = 0.0) -> Maybe:
    """A result; missing where it is beyond all numbers."""
    if not math.isfinite(value):
        return None
    return Quantity(value, error + EPSILON * abs(value), dimensions, kind, per)


def decided(a: Quantity, b: Quantity) -> None:
    """Refuse to compare what rounding alone tells apart."""
    spread = a.error + b.error
    if spread and abs(a.value - b.value) <= 4 * spread:
        raise Undecided


def add(a: Quantity, b: Quantity, sign: int, period: float) -> Maybe:
    """``a + b`` or ``a - b``; beside a time of the calendar a bare number counts periods."""
    if a.kind == "zero" or b.kind == "zero":
        return replace(b, value=sign * b.value) if a.kind == "zero" else a
    if b.kind == "rate" and a.kind == "amount":
        return made(a.value + sign * b.value, a.error + b.error, NONE, "factor", b.per)
    a, b = alike(a, b, period)
    assert (a.dimensions, a.kind, a.per) == (b.dimensions, b.kind, b.per)
    return made(a.value + sign * b.value, a.error + b.error, a.dimensions, a.kind, a.per)


def alike(a: Quantity, b: Quantity, period: float) -> tuple[Quantity, Quantity]:
    """Two values of which one may be a number of periods."""
    if a.is_time and b.dimensions == NONE:
        return a, counted(b, period)
    if b.is_time and a.dimensions == NONE:
        return counted(a, period), b
    return a, b


def counted(it: Quantity, period: float) -> Quantity:
    """So many periods."""
    inexact = EPSILON * abs(it.value * period) if period not in {1, 3, 12} else 0.0
    return Quantity(it.value * period, it.error * period + inexact, TIME)


def multiply(a: Quantity, b: Quantity) -> Maybe:
    """``a * b`` and ``a of b``."""
    if a.kind == "zero" or b.kind == "zero":
        return ZERO
    value = a.value * b.value
    error = abs(a.value) * b.error + abs(b.value) * a.error
    for rate, other in ((a, b), (b, a)):
        if rate.kind == "rate" and other.kind == "amount":
            if other.dimensions == NONE:
                return made(value, error, NONE, "rate", rate.per)
            return made(value / rate.per, error / rate.per, times(other.dimensions, TIME, -1))
    assert a.kind == b.kind == "amount"
    return made(value, error, times(a.dimensions, b.dimensions))


def divide(a: Quantity, b: Quantity) -> Maybe:
    """``a / b``."""
    decided(replace(b, error=b.error), Quantity(0.0))
    if b.value == 0:
        return None
    if a.kind == "zero":
        return a
    value = a.value / b.value
    error = a.error / abs(b.value) + abs(value) * b.error / abs(b.value)
    if b.kind == "rate":
        return made(value * b.per, error * b.per, times(a.dimensions, TIME))
    return made(value, error, times(a.dimensions, b.dimensions, -1))


def power(a: Quantity, b: Quantity, period: float) -> Maybe:
    """``a ^ b``: a factor to a time compounds, a number counts its own periods."""
    del period
    exponent, slack = b.value, b.error
    if a.kind == "factor" and b.dimensions == TIME:
        exponent, slack = b.value / a.per, b.error / a.per + (0.0 if a.per == 1 else EPSILON * abs(b.value / a.per))
    if a.value <= a.error and (a.error or slack):
        raise Undecided
    try:
        value = a.value**exponent
    except (ZeroDivisionError, OverflowError):
        return None
    if isinstance(value, complex):
        return None
    if a.value == 0:
        return made(value, 0.0, NONE)
    error = abs(value) * (abs(exponent) * a.error / abs(a.value) + abs(math.log(abs(a.value))) * slack)
    return made(value, error, NONE)


def jump(function: Callable[[float], float]) -> Callable[[Quantity], Maybe]:
    """A function that jumps: undecided where rounding may carry the value over."""

    def applied(it: Quantity) -> Maybe:
        low, high = function(it.value - 4 * it.error), function(it.value + 4 * it.error)
        if low != high:
            raise Undecided
        return Quantity(function(it.value), 0.0)

    return applied


def half_away(x: float) -> float:
    """Rounded to a whole number, a half away from zero."""
    whole = math.floor(abs(x))
    return math.copysign(whole + (abs(x) - whole >= 0.5), x)


def root(it: Quantity) -> Maybe:
    """The square root."""
    if it.error and it.value <= 4 * it.error:
        raise Undecided
    if it.value <= 0:
        return None if it.value < 0 else Quantity(0.0)
    value = math.sqrt(it.value)
    return made(value, it.error / value, NONE)


def logarithm(function: Callable[[float], float]) -> Callable[[Quantity], Maybe]:
    """A logarithm."""

    def applied(it: Quantity) -> Maybe:
        if it.error and it.value <= 4 * it.error:
            raise Undecided
        return made(function(it.value), it.error / it.value, NONE) if it.value > 0 else None

    return applied


def exponential(it: Quantity) -> Maybe:
    """e to the power of it."""
    if it.value > 709:
        return None if it.value > 710 else undecided()
    value = math.exp(it.value)
    return made(value, value * it.error, NONE)


def undecided() -> Maybe:
    """Neither this nor that."""
    raise Undecided


def modulo(a: Quantity, b: Quantity) -> Maybe:
    """What is left of a division, with the divisor's sign."""
    times_ = jump(math.floor)(Quantity(a.value / b.value, a.error / abs(b.value)))
    assert times_ is not None
    return made(a.value - times_.value * b.value, a.error + EPSILON * abs(a.value), NONE)


SINGLE: Mapping[str, Callable[[Quantity], Maybe]] = {
    "abs": lambda it: replace(it, value=abs(it.value)),
    "sqrt": root,
    "ln": logarithm(math.log),
    "log10": logarithm(math.log10),
    "exp": exponential,
    "floor": jump(math.floor),
    "ceil": jump(math.ceil),
    "round": jump(half_away),
    "sign": jump(lambda x: math.copysign(1.0, x) if x else 0.0),
}

"""What printed functions call: the functions of the language wrapped up, and rows of tests.

A strict function raises where there is no value; a careful one gives None, and raises only where its plain form
and its form for columns may differ.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from worthwhile.data.form import Form
from worthwhile.meaning.curves.reading import interpolated
from worthwhile.meaning.function import Aggregate, Function
from worthwhile.plan.steps import Step
from worthwhile.run.subject.given import OddError, Value, odd

Scalar = Callable[..., Value]
MOST, NEAR = 64, 2.0**-8
"""Of geometric sums, as `worthwhile.run.powers` has them: it knows numpy, which nothing here may."""


def finite(x: float) -> float:
    """A number that is one."""
    if x - x:
        raise OddError
    return x


def _formed(step: Step) -> Callable[[Any], Value]:
    """A result as its form has it; None where it is no value of that form."""
    match step.form:
        case Form.NUMBER:
            return _number
        case Form.FLAG:
            return _flag
        case Form.TEXT:
            return _text
        case Form.FITTED:
            return lambda found: found
        case Form.LABEL:
            labels = frozenset(step.labels)
            return lambda found: found if found in labels else None


def _number(found: Any) -> Value:  # noqa: ANN401 (whatever a function gives)
    if isinstance(found, complex):
        return None
    number = float(found * 1.0)  # a text is no number, whatever it says
    return None if number - number else number


def _flag(found: Any) -> Value:  # noqa: ANN401 (as above)
    return found if found is True or found is False else odd()


def _text(found: Any) -> Value:  # noqa: ANN401 (as above)
    return found if isinstance(found, str) else odd()


def strict(scalar: Scalar, step: Step) -> Scalar:
    """A function that raises where it has no value."""
    formed = _formed(step)

    def called(*args: Value) -> Value:
        found = scalar(*args)
        if found is not None:
            found = formed(found)
        return odd() if found is None else found

    return called


def careful(function: Function, step: Step) -> Scalar:
    """A function that gives None where it has no value."""
    scalar, formed, takes_missing = function.scalar, _formed(step), function.takes_missing
    assert scalar is not None  # noqa: S101 (the printer looked)
    trusted = function.python is not None or function.kernel is None

    def called(*args: Value) -> Value:
        if None in args and not takes_missing:
            return None
        try:
            found = scalar(*args)
        except (ArithmeticError, ValueError):
            if trusted:
                return None
            raise
        return None if found is None else formed(found)

    return called


def gathered(aggregate: Aggregate, step: Step) -> Scalar:
    """An aggregate of lists; a sum that is too large for a number is told elsewhere."""
    scalar, formed = aggregate.scalar, _formed(step)
    assert scalar is not None  # noqa: S101 (the printer looked)

    def called(*lists: Sequence[Value]) -> Value:
        found = scalar(*lists)
        if found is None:
            return None
        formed_ = formed(found)
        return odd() if formed_ is None else formed_

    return called


def curve(step: Step) -> Scalar:
    """A curve or dated values at a key, of the values of its rows; None where there is none."""
    reading, keys = step.reading, step.keys
    assert reading is not None  # noqa: S101 (the compiler gives it)
    formed = _formed(step)
    read = partial(interpolated, reading, keys)

    def called(at: float | None, *values: Any) -> Value:  # noqa: ANN401 (numbers, or what steps have)
        found = None if at is None else read(values, at)
        return None if found is None else formed(found)

    return called


def at(series: Sequence[Value], place: float | None) -> Value:
    """The value of a series in a period; None outside of the timeline."""
    if place is None or not place.is_integer() or not 0 <= place < len(series):
        return None
    return series[int(place)]


def there(value: Value) -> Any:  # noqa: ANN401 (a value that is there)
    """A value that is not missing."""
    return odd() if value is None else value


# ---- powers


def whole_power(base: float | None, times: int) -> float | None:
    """A power by repeated squaring, in the order in which columns are multiplied."""
    if base is None:
        return None
    found, bits = base * base if times > 1 else base, bin(times)[3:]
    if bits[:1] == "1":
        found *= base
    for bit in bits[1:]:
        found *= found
        if bit == "1":
            found *= base
    return None if found - found else found


def timed_power(base: float | None, exponent: float | None, shared: float | None, less: float | None) -> float | None:
    """A power by its logarithm where it has one, as it is taken over columns (`worthwhile.run.powers`)."""
    if base is None or exponent is None or shared is None:
        return None
    try:
        if less is not None and not less - less and shared > 0:
            found = math.exp(exponent * math.log(shared) - less)
        else:
            found = math.pow(base, exponent)
    except (ArithmeticError, ValueError):
        return None
    return None if found - found else found


def geometric_sum(ratio: float, terms: int) -> float:
    """1 + q + q^2 + ..., so many terms, as it is taken over columns (`worthwhile.run.powers`)."""
    apart = 1.0 - ratio
    if abs(apart) < NEAR:
        by = -apart
        return math.expm1(terms * math.log1p(by)) / by if by else float(terms)
    power = whole_power(ratio, terms) if terms <= MOST else math.pow(ratio, terms)
    return math.nan if power is None else (1.0 - power) / apart


def known_sum(ratio: float | None, terms: int) -> float | None:
    """The same, missing where the ratio is, or where it is too large."""
    if ratio is None:
        return None
    try:
        found = geometric_sum(ratio, terms)
    except ArithmeticError:
        return None
    return None if found - found else found


def grown(before: float | None, factor: float | None) -> float | None:
    """What grows from period to period."""
    if before is None or factor is None:
        return None
    found = before * factor
    return None if found - found else found


# ---- rows of tests


def all_of(*tests: bool | None) -> bool | None:
    """Whether all of some tests hold."""
    return False if False in tests else None if None in tests else True


def first(labels: Sequence[str], rest: str | None, *holds: bool | None) -> str | None:
    """The first row that holds; missing where one before it may."""
    for name, held in zip(labels, holds, strict=True):
        if held is not False:
            return name if held else None
    return rest


def only(labels: Sequence[str], rest: str | None, *holds: bool | None) -> str | None:
    """The row that alone holds; without one the rest, where nothing is missing."""
    found = [name for name, held in zip(labels, holds, strict=True) if held]
    if found:
        return found[0] if len(found) == 1 else None
    return None if None in holds else rest


def how_many(*holds: bool | None) -> float | None:
    """How many rows hold; missing where none does for certain, and one may."""
    found = float(sum(1 for it in holds if it))
    return None if not found and None in holds else found


def added_up(rest: float | None, *rows: tuple[bool | None, float | None]) -> float | None:
    """The values of all rows that hold, or the rest where none does; missing where one may."""
    total, held = 0.0, False
    for holds, value in rows:
        if holds is None:
            return None
        if holds:
            held = True
            if value is None:
                return None
            total += value
    if not held:
        return rest if rest is None else total + rest
    return None if total - total else total


def plus(total: float | None, value: float | None) -> float | None:
    """A running sum that leaves missing values out."""
    if value is None:
        return total
    return finite((total or 0.0) + value)


PIECES: Mapping[str, Callable[..., Any]] = {
    "all_of": all_of,
    "first_of": first,
    "only_of": only,
    "how_many": how_many,
    "added_up": added_up,
    "running": plus,
    "whole_power": whole_power,
    "timed_power": timed_power,
    "geometric_sum": geometric_sum,
    "known_sum": known_sum,
    "grown": grown,
    "at": at,
    "there": there,
    "finite": finite,
    "odd": odd,
}
"""What a printed function may call by name."""

"""Values that a host hands over, taken in as the types say: plain numbers, flags, dates, labels, texts.

What is anything else raises `TypeError`, `ValueError` or what Python raises: it is looked at elsewhere.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from worthwhile.data.cells import EPOCH, EXACT, reader
from worthwhile.text.frozen import frozen
from worthwhile.units import Amount, Category, Day, Tag, Truth, Type, Words

Value = float | str | bool | None


class OddError(ValueError):
    """Something is not regular: a missing value, a value of another kind, a result that is no number."""


def odd() -> Any:  # noqa: ANN401 (it never gives anything)
    """Nothing: there is no value here."""
    raise OddError


def number(value: object) -> float:
    """A number as a float; one without end is told where numbers are checked."""
    if type(value) is float:
        return value
    if isinstance(value, float):
        return float(value)
    if type(value) is int and -EXACT < value < EXACT:
        return float(value)
    raise OddError


def whole(value: object) -> float:
    """A whole number as a float."""
    found = number(value)
    if not found.is_integer():
        raise OddError
    return found


def day(value: object) -> float:
    """A date as its number of days since 1970-01-01."""
    if type(value) is not date:
        raise OddError
    return float(value.toordinal() - EPOCH)


def flag(value: object) -> bool:
    """True or false; 1 and 0 will do."""
    if value is True or value is False:
        return value
    if type(value) in (int, float) and value in (0, 1):
        return value == 1
    raise OddError


def label(value: object, labels: Sequence[str]) -> str:
    """One of the labels of a category."""
    if type(value) is not str or value not in labels:
        raise OddError
    return value


def text(value: object) -> str:
    """A text."""
    if type(value) is not str:
        raise OddError
    return value


@frozen
class Taking:
    """How values of a type are taken in: the function that takes one that is there."""

    name: str
    take: Callable[..., Value]


def taking(type_: Type) -> Taking:
    """What takes in a value of a type that is there."""
    match type_:
        case Truth():
            return Taking("flag", flag)
        case Day():
            return Taking("day", day)
        case Category():
            return Taking("label", label)
        case Words():
            return Taking("text", text)
        case Amount(tag=Tag.COUNT):
            return Taking("whole", whole)
    return Taking("number", number)


def careful(type_: Type) -> Callable[[object], Value]:
    """What takes in a value of a type that may be missing, or a text that says it, as a cell of a table does."""
    take, read = taking(type_).take, reader(type_)
    labels = type_.labels if isinstance(type_, Category) else None

    def taken(value: object) -> Value:
        if value is None or value != value:  # noqa: PLR0124 (NaN)
            return None
        if type(value) is str and labels is None:
            return read(value)
        if labels is not None:
            return read(text(value))
        found = take(value)
        if isinstance(found, float) and found - found:
            raise OddError  # without end
        return found

    return taken

"""Cells to values: what a text in a column may say, by the type that is declared for it."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime

from worthwhile.units import Amount, Category, Day, Factor, Rate, Tag, Truth, Type

EPOCH = date(1970, 1, 1).toordinal()
TRUE_WORDS = frozenset(("true", "yes", "y", "t", "1"))
FALSE_WORDS = frozenset(("false", "no", "n", "f", "0"))
GONE = frozenset(("", "nan", "null", "none"))
"""Cells that say nothing, whatever their case."""
EXACT = 2**53
"""Whole numbers beyond this have no exact place in a float64."""


class WrongKindError(ValueError):
    """The cell says something that the type cannot be."""


def reader(type_: Type) -> Callable[[str], float | str | bool | None]:
    """What reads a cell of a type; it raises `WrongKindError` for what it cannot be."""
    match type_:
        case Truth():
            return flag
        case Day():
            return day
        case Category(labels=labels):
            return label(frozenset(labels))
        case Rate() | Factor():
            return lambda text: number(text, percent=True)
        case Amount(tag=Tag.COUNT):
            return whole
        case Amount(unit=unit, tag=Tag.PERCENT) if not unit:
            return lambda text: number(text, percent=True)
        case Amount():
            return number
    return lambda text: text


def number(text: str, *, percent: bool = False) -> float | None:
    """A plain number; in a percent column ``3%`` or the fraction 0.03."""
    cell = text.strip()
    if cell.lower() in GONE:
        return None
    parted = percent and cell.endswith("%")
    try:
        value = float(cell.removesuffix("%")) if parted else float(cell)
    except ValueError:
        raise WrongKindError(text) from None
    if not math.isfinite(value) or "_" in cell:
        raise WrongKindError(text)
    return value / 100 if parted else value


def whole(text: str) -> float | None:
    """A whole number."""
    value = number(text)
    if value is not None and not value.is_integer():
        raise WrongKindError(text)
    return value


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")


def day(text: str) -> float | None:
    """A date as 2026-03-31, counted in days from 1970-01-01."""
    cell = text.strip()
    if cell.lower() in GONE:
        return None
    match = _ISO.fullmatch(cell)
    if not match:
        raise WrongKindError(text)
    try:
        return float(date(*map(int, match.groups())).toordinal() - EPOCH)
    except ValueError:
        raise WrongKindError(text) from None


def flag(text: str) -> bool | None:
    """true or false, yes or no, 1 or 0."""
    cell = text.strip().lower()
    if cell in GONE:
        return None
    if cell in TRUE_WORDS:
        return True
    if cell in FALSE_WORDS:
        return False
    raise WrongKindError(text)


def label(labels: frozenset[str]) -> Callable[[str], str | None]:
    """One of a category's labels."""

    def read(text: str) -> str | None:
        if text in labels:
            return text
        cell = text.strip()
        if cell in labels:
            return cell
        if cell == "":
            return None
        raise WrongKindError(text)

    return read


def wanted(type_: Type) -> str:
    """What a cell of a type should be, for messages."""
    match type_:
        case Truth():
            return "true or false (yes and no, 1 and 0 will do)"
        case Day():
            return "a date such as 2026-03-31"
        case Category(labels=labels):
            listed = ", ".join(labels[:8])
            return f"one of {listed}{', ...' if len(labels) > 8 else ''}"  # noqa: PLR2004 (a line)
        case Rate() | Factor() | Amount(tag=Tag.PERCENT):
            return "a percent such as 3%, or the fraction 0.03"
        case Amount(tag=Tag.COUNT):
            return "a whole number"
        case Amount():
            return "a plain number such as 1234.5"
    return "a text"


def spoken(value: object) -> str:
    """A cell as a message shows it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)

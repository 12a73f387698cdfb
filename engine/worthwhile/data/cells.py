"""Cells to values: what a text in a column may say, by the type that is declared for it."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime

from worthwhile.data.spelling import LOCAL_DATE, PLAIN, UNSURE, Spelling, readings
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


def reader(type_: Type, spelling: Spelling = PLAIN) -> Callable[[str], float | str | bool | None]:
    """What reads a cell of a type; it raises `WrongKindError` for what it cannot be."""
    match type_:
        case Truth():
            return flag
        case Day():
            return lambda text: day(text, spelling)
        case Category(labels=labels):
            return label(frozenset(labels))
        case Rate() | Factor():
            return lambda text: number(text, spelling, percent=True)
        case Amount(tag=Tag.COUNT):
            return lambda text: whole(text, spelling)
        case Amount(unit=unit, tag=Tag.PERCENT) if not unit:
            return lambda text: number(text, spelling, percent=True)
        case Amount():
            return lambda text: number(text, spelling)
    return lambda text: text


def number(text: str, spelling: Spelling = PLAIN, *, percent: bool = False) -> float | None:
    """A plain number, or one in the column's spelling; in a percent column ``3%`` or the fraction 0.03."""
    cell = text.strip()
    if cell.lower() in GONE:
        return None
    parted = percent and cell.endswith("%")
    plain = spelling.marked(cell.removesuffix("%").rstrip() if parted else cell)
    try:
        value = float(plain or "")
    except ValueError:
        raise WrongKindError(text) from None
    if not math.isfinite(value) or "_" in cell or (abs(value) >= EXACT and not _exact(plain or "", value)):
        raise WrongKindError(text)
    return value / 100 if parted else value


def _exact(text: str, value: float) -> bool:
    """Whether a large number is what is written; of one that is written with a power nobody wants the last figure."""
    figures, _, after = text.lstrip("+-").partition(".")
    return not figures.isdecimal() or bool(after.strip("0")) or int(figures) == abs(int(value))


def whole(text: str, spelling: Spelling = PLAIN) -> float | None:
    """A whole number."""
    value = number(text, spelling)
    if value is not None and not value.is_integer():
        raise WrongKindError(text)
    return value


_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:?00|\+00)?)?", re.ASCII)


def day(text: str, spelling: Spelling = PLAIN) -> float | None:
    """A date as 2026-03-31, counted in days from 1970-01-01; in the column's order, too, where it has one."""
    cell = text.strip()
    if cell.lower() in GONE:
        return None
    match = _ISO.fullmatch(cell)
    if match:
        year, _, month, day_of = match.groups()
    elif spelling.dates and spelling.dates != UNSURE and (match := LOCAL_DATE.fullmatch(cell)):
        day_of, _, month, year = match.groups()
        if spelling.dates == "mdy":
            day_of, month = month, day_of
    else:
        raise WrongKindError(text)
    try:
        return float(date(int(year), int(month), int(day_of)).toordinal() - EPOCH)
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


def wanted(type_: Type, spelling: Spelling = PLAIN) -> str:
    """What a cell of a type should be, for messages."""
    comma = spelling.decimal == ","
    match type_:
        case Truth():
            return "true or false (yes and no, 1 and 0 will do)"
        case Day():
            return DATES.get(spelling.dates, "a date such as 2026-03-31")
        case Category(labels=labels):
            listed = ", ".join(labels[:8])
            return f"one of {listed}{', ...' if len(labels) > 8 else ''}"  # noqa: PLR2004 (a line)
        case Rate() | Factor() | Amount(tag=Tag.PERCENT):
            return f"a percent such as 3%, or the fraction {'0,03' if comma else '0.03'}"
        case Amount(tag=Tag.COUNT):
            return "a whole number"
        case Amount():
            return (
                f"a number such as {'1234,5 or 1.234,5' if comma else '1234.5 or 1,234.5'}"
                if spelling.decimal in (".", ",")
                else "a plain number such as 1234.5"
            )
    return "a text"


def option_for(text: str, type_: Type, spelling: Spelling) -> str:
    """What would have to be said of a file for a cell of it to be read; nothing where nothing would help."""
    match type_:
        case Day():
            local = LOCAL_DATE.fullmatch(text.strip())
            return "" if local is None or spelling.dated else "dates=mdy" if int(local[3]) > MONTHS else "dates=dmy"
        case Rate() | Factor() | Amount():
            cell = text.strip().removesuffix("%").rstrip()
            marks = readings(cell)
            return "" if not marks or spelling.said or _is_float(spelling.marked(cell)) else f"decimal={marks[-1]}"
    return ""


def _is_float(text: str | None) -> bool:
    try:
        float(text or "")
    except ValueError:
        return False
    return True


MONTHS = 12
DATES = {"dmy": "a date such as 31.03.2026 or 2026-03-31", "mdy": "a date such as 03/31/2026 or 2026-03-31"}


def spoken(value: object) -> str:
    """A cell as a message shows it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)

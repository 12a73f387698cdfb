"""Values as cells of a table: their unit stands in the head, what is missing is marked."""

from typing import Any

from worthwhile.meaning.shown import number_text
from worthwhile.units import Amount, Category, Day, Factor, Rate, Tag, Truth, Type, Words

MISSING = "–"
MONEY_DIGITS = 2
LEAST = 1e-9
"""Below it a number is what rounding has left of a difference."""


def unit_in_head(type_: Type) -> str:
    """The unit that stands in the head of a column; nothing where its cells say it: percents."""
    match type_:
        case Rate(per=per):
            return f"per {per}"
        case Factor(per=per):
            return f"factor per {per}"
        case Amount(unit=unit) if unit:
            return str(type_)
    return ""


def is_numeric(type_: Type) -> bool:
    """Whether cells stand under one another by their digits."""
    return not isinstance(type_, Words | Category | Truth)


def cell(value: Any, type_: Type, digits: int | None) -> str:  # noqa: ANN401 (a plain value)
    """One value as a cell, without its unit: that stands in the head."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) or isinstance(type_, Day):
        return str(value)
    number = float(value)
    match type_:
        case Rate() | Factor() | Amount(tag=Tag.PERCENT) if not _united(type_):
            return f"{_small(number * 100, digits) or number_text(number * 100, 2 if digits is None else digits)}%"
        case Amount(unit=unit) if digits is None and unit and unit.powers[0][0].isupper():
            return _small(number, digits) or number_text(number, MONEY_DIGITS)
        case Amount(tag=Tag.COUNT) if digits is None and number.is_integer():
            return number_text(number, 0)
    if digits is not None:
        return number_text(number, digits)
    text = f"{number:,.6g}"
    if "e" not in text:
        return text
    return _small(number, digits) or (f"{number:,.2f}" if abs(number) < 1e15 else f"{number:.6g}")  # noqa: PLR2004 (beyond it a float has no cents)


def _small(number: float, digits: int | None) -> str:
    """A number that two digits would make nothing of, by three of its own; what is left of a difference counts as nothing."""
    small = digits is None and LEAST <= abs(number) < 10**-MONEY_DIGITS / 2
    return f"{number:.3g}" if small else ""


def _united(type_: Type) -> bool:
    return isinstance(type_, Amount) and bool(type_.unit)

"""Values as a reader of the model would write them: percents, money, dates, labels."""

from datetime import date

from worthwhile.units import Amount, Category, Day, Factor, Rate, Tag, Type, plural
from worthwhile.units.currencies import SIGNS

EPOCH = date(1970, 1, 1).toordinal()
Value = float | int | str | bool | None
DIGITS = 10
WHOLE = 2.0**52
"""From here on a number has no places after its point."""
ENDLESS = 1e21
"""From here on a number is told by its power of ten."""


def shown(value: Value, type_: Type, digits: int | None = None) -> str:
    """A value with its unit, in the spelling of the language where it has one."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 (not a number)
        return "missing"
    match type_:
        case Category():
            return str(value)
        case Day():
            return day_text(float(value)) if not isinstance(value, str) else value
        case Rate() | Factor() if isinstance(value, float | int):
            return f"{_percent(float(value), digits)} per {type_.per}"
        case Amount() if isinstance(value, float | int) and not isinstance(value, bool):
            return _amount(float(value), type_, digits)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)


def day_text(days: float) -> str:
    """A day as a date."""
    try:
        return date.fromordinal(EPOCH + int(days)).isoformat()
    except (ValueError, OverflowError):
        return f"day {days:g}"


def _amount(value: float, type_: Amount, digits: int | None) -> str:
    powers = type_.unit.powers
    if not powers:
        return _percent(value, digits) if type_.tag is Tag.PERCENT else number_text(value, digits)
    above = [name for name, times in powers for _ in range(times)]
    per = "".join(f" per {name}" for name, times in powers for _ in range(-times))
    if len(above) == 1:
        (first,) = above
        sign = {"USD": "$", **{code: it for it, code in SIGNS.items()}}.get(first)
        if sign:
            return f"{'-' if value < 0 else ''}{sign}{_money(abs(value), digits)}{per}"
        return f"{number_text(value, digits)} {first if abs(value) == 1 else plural(first)}{per}"
    return f"{number_text(value, digits)} {type_}".replace(" number per ", " per ")


def _money(value: float, digits: int | None) -> str:
    """A sum of money: in full, and with two decimals where it has one."""
    text = number_text(value, digits)
    return f"{text}0" if digits is None and text[-2:-1] == "." else text


def _percent(value: float, digits: int | None) -> str:
    return f"{number_text(value * 100, digits)}%"


def number_text(value: float, digits: int | None = None) -> str:
    """A number, its thousands set apart; in full, or rounded half away from zero."""
    if digits is not None and abs(value) < ENDLESS:
        return f"{half_away(value, digits):,.{max(0, digits)}f}"
    text = f"{value:,.{DIGITS}g}"
    if "e" in text or abs(value) >= 10**DIGITS:
        return f"{value:,.0f}" if abs(value) < 1e15 and value == int(value) else f"{value:.{DIGITS}g}"  # noqa: PLR2004 (beyond it a float skips whole numbers)
    return text


def half_away(value: float, digits: int) -> float:
    """A number rounded half away from zero."""
    from decimal import ROUND_HALF_UP, Decimal  # noqa: PLC0415 (only for display)

    if abs(value) >= WHOLE:
        return value
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP))


def unit_text(type_: Type) -> str | None:
    """The unit of a value; nothing where it has none to speak of."""
    match type_:
        case Rate() | Factor():
            return str(type_)
        case Amount(unit=unit, tag=tag):
            return str(type_) if unit or tag in (Tag.PERCENT, Tag.SCORE) else None
    return None

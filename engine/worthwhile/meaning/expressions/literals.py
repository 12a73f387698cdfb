"""Numbers, money, percents and dates as constants."""

from datetime import date

from worthwhile.meaning import complaints
from worthwhile.meaning.core import Const, Core, unknown
from worthwhile.meaning.expressions.at import At
from worthwhile.syntax.tree import DateText, Number
from worthwhile.units import Amount, Day, Literal, Zero

EPOCH = date(1970, 1, 1).toordinal()
DECEMBER = 12


def number(at: At, node: Number) -> Const:
    """A number with its type; the literal 0 fits any unit."""
    value, type_ = node.value, at.types.of_number(node)
    plain = isinstance(type_, Amount) and not type_.unit and not node.is_percent and not node.first
    text = f"{value:g}" if plain else " ".join(node.span.text.split())
    return Const(value, Zero() if plain and value == 0 else type_, node.span, Literal(text, value))


def day(at: At, node: DateText, *, last: bool = False) -> Core:
    """A date; of a month its first day, or its last."""
    found = day_number(node, last=last)
    if found is None:
        at.say(complaints.no_such_day(node.text, node.span))
        return unknown(node.span)
    return Const(float(found), Day(), node.span)


def day_number(node: DateText, *, last: bool = False) -> int | None:
    """The day of a date, counted from 1970-01-01; of a month its first day, or its last."""
    parts = [int(it) for it in node.text.split("-")]
    try:
        if not node.is_month:
            return date(*parts).toordinal() - EPOCH
        year, month = parts
        if last:
            year, month = (year + 1, 1) if month == DECEMBER else (year, month + 1)
        return date(year, month, 1).toordinal() - EPOCH - last
    except ValueError:
        return None

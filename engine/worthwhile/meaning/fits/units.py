"""The units of what a fit gives, told by those of its data: ``"age"``, ``"y / x1"``."""

import re
from collections.abc import Mapping
from functools import cache

from worthwhile.meaning.fitting import Shown
from worthwhile.units import COUNT, NUMBER, ONE, PERCENT, Amount, Type, Unit

SHOWN = {Shown.NUMBER: NUMBER, Shown.COUNT: COUNT, Shown.PERCENT: PERCENT}
PIECE = re.compile(r"\s*([*/]?)\s*([^\W\d]\w*|1)\s*")


@cache
def pieces(told: str) -> tuple[tuple[str, int], ...]:
    """The names in a unit that is told, each with its power. Raises `ValueError` where it is no such thing."""
    found, at = [], 0
    while at < len(told):
        piece = PIECE.match(told, at)
        if piece is None or bool(piece[1]) != bool(at):
            raise ValueError(f"`{told}` is no unit: names with `*` and `/` between them are")
        if piece[2] != "1":
            found.append((piece[2], -1 if piece[1] == "/" else 1))
        at = piece.end()
    return tuple(found)


def unit_told(told: str, units: Mapping[str, Unit]) -> Unit:
    """The unit that is told by names of data."""
    unit = ONE
    for name, power in pieces(told):
        unit = unit * units[name] ** power
    return unit


def type_told(told: str, shown: Shown, units: Mapping[str, Unit]) -> Type:
    """The type of a number whose unit is told by names of data."""
    unit = unit_told(told, units)
    return Amount(unit) if unit else SHOWN[shown]

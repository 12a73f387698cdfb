"""The core nodes and types that a function written in terms of others is made of."""

from worthwhile.meaning.core import (
    ENTITY,
    TIME,
    Apply,
    Choose,
    Clock,
    Const,
    Core,
    Reduce,
    Scan,
    apply,
    joined,
    number,
)
from worthwhile.units import NUMBER, Amount, Day, Factor, Rate, Truth
from worthwhile.units.measures import PERIODS

__all__ = [
    "ENTITY",
    "NUMBER",
    "PERIODS",
    "TIME",
    "Amount",
    "Apply",
    "Choose",
    "Clock",
    "Const",
    "Core",
    "Day",
    "Factor",
    "Rate",
    "Reduce",
    "Scan",
    "Truth",
    "apply",
    "joined",
    "number",
]

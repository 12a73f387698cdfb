"""The core nodes and types: what a function in terms of others is made of, and what a lint looks at."""

from worthwhile.meaning.core import (
    ENTITY,
    TIME,
    Apply,
    Choose,
    Clock,
    Const,
    Core,
    Fetch,
    Reduce,
    Ref,
    Scan,
    apply,
    every,
    joined,
    name_read,
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
    "Fetch",
    "Rate",
    "Reduce",
    "Ref",
    "Scan",
    "Truth",
    "apply",
    "every",
    "joined",
    "name_read",
    "number",
]

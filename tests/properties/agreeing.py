"""Whether the engine's value is the oracle's."""

import math

from properties.oracle import Quantity, base_of
from properties.oracle.evaluate import Value

TOLERANCE = 1e-9

CLOSE = 1e-9
"""What is left of two equal numbers of some thousands where one is taken from the other."""


def agrees(engine: object, mine: Value, unit: str) -> bool:
    """Whether a value in a unit is a quantity in base units."""
    if not isinstance(mine, Quantity):
        return engine == mine
    if isinstance(engine, bool) or not isinstance(engine, int | float):
        return False
    factor, *_ = base_of(unit)
    return math.isclose(engine * factor, mine.value, rel_tol=TOLERANCE, abs_tol=max(8 * mine.error, CLOSE))

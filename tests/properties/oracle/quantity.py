"""Numbers in base units, with a bound on how far rounding may have carried them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EPSILON = 5e-16
"""What one operation adds to the error, relative to its result."""
UNITS: Mapping[str, tuple[str, float]] = {
    "USD": ("USD", 1.0),
    "month": ("month", 1.0),
    "quarter": ("month", 3.0),
    "year": ("month", 12.0),
    "week": ("month", 7 * 12 / 365.25),
    "day": ("month", 12 / 365.25),
    "hour": ("hour", 1.0),
    "minute": ("hour", 1 / 60),
    "seat": ("seat", 1.0),
    "piece": ("piece", 1.0),
    "box": ("piece", 12.0),
}
EXACT = ("USD", "month", "quarter", "year", "hour", "seat", "piece", "box")
Dimensions = frozenset[tuple[str, int]]
NONE: Dimensions = frozenset()


class Undecided(Exception):  # noqa: N818 (it is no error: rounding decides, and both answers are right)
    """A comparison or a jump that rounding alone decides."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in base units; a rate or factor keeps its period, in months."""

    value: float
    error: float = 0.0
    dimensions: Dimensions = field(default=NONE)
    kind: str = "amount"
    per: float = 0.0

    @property
    def is_time(self) -> bool:
        """Whether it is a duration of the calendar."""
        return self.kind == "amount" and self.dimensions == frozenset({("month", 1)})


def singular(word: str) -> str:
    """The name of a unit that may be written in the plural."""
    return word if word in UNITS else {"boxes": "box"}.get(word, word.removesuffix("s"))


def base_of(unit: str) -> tuple[float, float, Dimensions, str, float]:
    """What a unit is: the factor to base units, its relative error, dimensions, kind and period."""
    head, *per = unit.split(" per ")
    if head in {"percent", "factor"} and per:
        return 1.0, 0.0, NONE, {"percent": "rate", "factor": "factor"}[head], UNITS[singular(per[0])][1]
    factor, error, powers = 1.0, 0.0, dict[str, int]()
    for word, sign in ((head, 1), *((it, -1) for it in per)):
        if word in {"number", "percent", "count", ""}:
            continue
        dimension, scale = UNITS[singular(word)]
        factor *= scale**sign
        error += 0.0 if scale == 1 else EPSILON
        powers[dimension] = powers.get(dimension, 0) + sign
    return factor, error, frozenset((name, power) for name, power in powers.items() if power), "amount", 0.0


def times(one: Dimensions, two: Dimensions, sign: int = 1) -> Dimensions:
    """The dimensions of a product."""
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + sign * power
    return frozenset((name, power) for name, power in powers.items() if power)

"""How a table is read between and beyond its rows: as a line, as a line of logarithms, in steps."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum, auto

from worthwhile.text.frozen import frozen

ABOUT = 1e-9
"""How far beyond the last row a key may be and still be taken for it: quantities are converted."""


class Using(StrEnum):
    """How values between two rows come about."""

    LINEAR = auto()
    LOG_LINEAR = auto()
    STEP = auto()


class Beyond(StrEnum):
    """What there is beyond the last row."""

    LAST = auto()
    LAST_RATE = auto()
    ERROR = auto()


@frozen
class Reading:
    """How a table is read; ``before`` says whether its first value holds before its first row, too."""

    using: Using = Using.LINEAR
    beyond: Beyond = Beyond.LAST
    before: bool = True


def end(keys: Sequence[float]) -> float:
    """The last key that is no further than the last row."""
    return keys[-1] + ABOUT * max(1.0, abs(keys[-1]))


def interpolated(reading: Reading, keys: Sequence[float], values: Sequence[float | None], at: float) -> float | None:
    """The value at a key, from the rows in order; None where there is none.

    Between two rows: v0 + (v1 - v0) f, or v0 (v1 / v0)^f, where f is how much of the way is gone.
    Beyond the last, `last_rate` goes on as between the two last rows.
    """
    last = len(keys) - 1
    if at > end(keys) and reading.beyond is Beyond.ERROR:
        return None
    if at < keys[0]:
        return values[0] if reading.before else None
    place = bisect_right(keys, at) - 1
    value = values[place]
    if reading.using is Using.STEP or last == 0 or at == keys[place]:
        return value
    if place == last and reading.beyond is not Beyond.LAST_RATE:
        return value
    start = min(place, last - 1)
    low, high = values[start], values[start + 1]
    if value is None or low is None or high is None:
        return None
    gone = (at - keys[place]) / (keys[start + 1] - keys[start])
    if reading.using is Using.LINEAR:
        return value + (high - low) * gone
    if low <= 0 or high <= 0:
        return None
    try:
        return float(value * math.pow(high / low, gone))
    except (ArithmeticError, ValueError):
        return None

"""Functions of numbers over columns: NaN in, NaN out."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.uint8]
HALF = 0.5


def power(a: Numbers, b: Numbers) -> Numbers:
    """A power; missing where either side is, though 1 to anything and anything to 0 are 1."""
    found = np.power(a, b)
    unsure = np.isnan(a) | np.isnan(b)
    return np.where(unsure, np.nan, found) if unsure.any() else found


def modulo(a: Numbers, b: Numbers) -> Numbers:
    """The remainder, with the sign of the divisor."""
    return np.where(b == 0, np.nan, np.mod(a, np.where(b == 0, 1.0, b)))


def half_away(x: Numbers, digits: Numbers | None = None) -> Numbers:
    """Rounded half away from zero."""
    if digits is None:
        whole = np.trunc(x)
        return whole + np.where(np.abs(x - whole) >= HALF, np.sign(x), 0.0)
    scale = np.power(10.0, digits)
    return half_away(x * scale) / scale


def smallest(*columns: Numbers) -> Numbers:
    """The least of several, missing where one is."""
    return reduce(np.minimum, columns)


def largest(*columns: Numbers) -> Numbers:
    """The greatest of several, missing where one is."""
    return reduce(np.maximum, columns)


def clamp(x: Numbers, low: Numbers, high: Numbers) -> Numbers:
    """Kept between two bounds."""
    return np.minimum(np.maximum(x, low), high)


def rescale(x: Numbers, low: Numbers, high: Numbers, to_low: Numbers, to_high: Numbers) -> Numbers:
    """From one scale to another, in a straight line."""
    return to_low + (x - low) * (to_high - to_low) / (high - low)


def annuity(factor: Numbers, periods: Numbers) -> Numbers:
    """The worth of 1 at the end of each period, discounted by a factor a period.

    (1 - F^-n) / (F - 1), and n where F is 1; near 1 by expm1 and log1p, which keep the digits.
    """
    growth = np.log(factor)
    flat = factor == 1
    safe = np.where(flat, 1.0, factor - 1)
    return np.where(flat, periods, -np.expm1(-growth * periods) / safe)


def total(*columns: Numbers) -> Numbers:
    """The sum of lines under one total."""
    return reduce(np.add, columns)


def _compared(compare: Callable[..., Any]) -> Callable[[Numbers, Numbers], Flags]:
    def kernel(a: Numbers, b: Numbers) -> Flags:
        found: Flags = compare(a, b).astype(np.uint8) << 1
        unsure = np.isnan(a) | np.isnan(b)
        if unsure.any():
            found[unsure if unsure.shape == found.shape else np.broadcast_to(unsure, found.shape)] = 1
        return found

    return kernel


less = _compared(np.less)
at_most = _compared(np.less_equal)
greater = _compared(np.greater)
at_least = _compared(np.greater_equal)
equal = _compared(np.equal)
unequal = _compared(np.not_equal)


def flags_equal(a: Flags, b: Flags) -> Flags:
    """Whether two flags are the same; missing where one is."""
    unsure = (a == 1) | (b == 1)
    return np.where(unsure, 1, np.where(a == b, 2, 0)).astype(np.uint8)


def flags_unequal(a: Flags, b: Flags) -> Flags:
    """Whether two flags differ; missing where one is."""
    return negated(flags_equal(a, b))


def both(a: Flags, b: Flags) -> Flags:
    """``and``: the least of false, missing, true."""
    return np.minimum(a, b)


def either(a: Flags, b: Flags) -> Flags:
    """``or``: the greatest of false, missing, true."""
    return np.maximum(a, b)


def negated(a: Flags) -> Flags:
    """``not``: what is missing stays missing."""
    return np.subtract(np.uint8(2), a)


def labels_equal(a: NDArray[np.int32], b: NDArray[np.int32]) -> Flags:
    """Whether a category has a label; missing where it has none at all."""
    found: Flags = (a == b).astype(np.uint8) << 1
    gone = (a < 0) | (b < 0)
    if gone.any():
        found = np.where(gone, 1, found).astype(np.uint8)
    return found

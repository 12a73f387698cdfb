"""Sums that are right to the last bit, whatever the order, the blocks or the machine.

A sum of float64 numbers is kept as whole numbers: each number's mantissa is cut in two halves, and
halves of one exponent are added as integers, which never rounds. Two sums are merged by adding the
integers; the end rounds once, half to even, as `math.fsum` does (Shewchuk 1997 proves the same of
another form).
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

HALF = 27
"""Bits of the lower half of a mantissa."""
MANTISSA = 53
MOST = 1 << 25
"""Numbers of one addition: below, every partial sum of halves is exact in float64."""


class ExactSum:
    """The sums of groups, exact until they are asked for."""

    def __init__(self) -> None:
        self._bins: dict[int, dict[int, int]] = {}

    def add(self, groups: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        """Take in numbers, each for its group; none may be NaN or infinite."""
        for start in range(0, len(values), MOST):
            self._add(groups[start : start + MOST], values[start : start + MOST])

    def _add(self, groups: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        inside = values != 0
        groups, values = groups[inside], values[inside]
        if not len(values):
            return
        parts, exponents = np.frexp(values)
        whole = np.ldexp(parts, MANTISSA).astype(np.int64)
        low, high = whole & ((1 << HALF) - 1), whole >> HALF
        first = int(exponents.min())
        span = int(exponents.max()) - first + 1
        keys = groups * span + (exponents - first)
        places, index = np.unique(keys, return_inverse=True)
        lows = np.bincount(index, weights=low.astype(np.float64), minlength=len(places))
        highs = np.bincount(index, weights=high.astype(np.float64), minlength=len(places))
        for key, below, above in zip(places.tolist(), lows.tolist(), highs.tolist(), strict=True):
            group, exponent = divmod(key, span)
            bins = self._bins.setdefault(group, {})
            total = int(below) + (int(above) << HALF)
            bins[exponent + first] = bins.get(exponent + first, 0) + total

    def merge(self, other: "ExactSum") -> None:
        """Take in another's sums."""
        for group, theirs in other._bins.items():  # noqa: SLF001 (one of its kind)
            bins = self._bins.setdefault(group, {})
            for exponent, total in theirs.items():
                bins[exponent] = bins.get(exponent, 0) + total

    def finish(self, size: int) -> NDArray[np.float64]:
        """The sums, each rounded once; infinite where it is too large for a number."""
        found = np.zeros(size)
        for group, bins in self._bins.items():
            found[group] = _rounded(bins)
        return found


def _rounded(bins: dict[int, int]) -> float:
    base = min(bins)
    total = sum(count << (exponent - base) for exponent, count in bins.items())
    shift = base - MANTISSA
    exact = Fraction(total << shift) if shift >= 0 else Fraction(total, 1 << -shift)
    try:
        return float(exact)
    except OverflowError:
        return float("inf") if total > 0 else float("-inf")


def exact_sums(groups: NDArray[np.int64], values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The exact sum of each group's numbers."""
    sums = ExactSum()
    sums.add(groups, values)
    return sums.finish(size)

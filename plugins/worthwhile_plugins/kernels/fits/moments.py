"""Sums of products that lose no digit, and normal equations solved in whole numbers.

Least squares by the normal equations are known to lose twice the digits that the data asks for. Here nothing is lost: each
product is cut into two numbers that say it exactly (Dekker 1971), the sums of these are exact in any order (`ExactSum`), and the
equations are solved over the integers (Bareiss 1968). Each estimate is rounded once, at the end.
"""

from copy import deepcopy
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.exact import ExactSum

Numbers = NDArray[np.float64]
LEAST, MOST = 1e-140, 1e140
"""Between these a product and what rounding takes off it are float64s."""
SPLITTER = 134217729.0
"""2^27 + 1: halves the digits of a float64 (Veltkamp)."""
AT_ONCE = 1 << 16


class Moments:
    """The number of rows, and the sums of the columns and of the products of two, exactly."""

    def __init__(self) -> None:
        self.rows = 0
        self._sums: list[ExactSum] = []
        self._largest: Numbers = np.empty(0)
        self._endless = 0

    def add(self, *columns: Numbers) -> None:
        """Take in rows, one array a column."""
        sound = np.logical_and.reduce([np.isfinite(it) for it in columns])
        self._endless += len(sound) - int(np.count_nonzero(sound))
        if not sound.all():
            columns = tuple(it[sound] for it in columns)
        size = len(columns)
        if not self._sums:
            self._sums = [ExactSum() for _ in range(size + size * (size + 1) // 2)]
            self._largest = np.zeros(size)
        count = len(columns[0])
        self.rows += count
        if not count:
            return
        self._largest = np.maximum(self._largest, [np.abs(it).max() for it in columns])
        if (self._largest > MOST).any():
            return  # told at the end
        for start in range(0, count, AT_ONCE):
            self._add(tuple(it[start : start + AT_ONCE] for it in columns))

    def _add(self, columns: tuple[Numbers, ...]) -> None:
        groups = np.zeros(2 * len(columns[0]), dtype=np.int64)
        sums = iter(self._sums)
        for it in columns:
            next(sums).add(groups[: len(it)], it, 1)
        halves = [_halves(it) for it in columns]
        for one in range(len(columns)):
            for other in range(one, len(columns)):
                product = columns[one] * columns[other]
                (a, b), (c, d) = halves[one], halves[other]
                rest = b * d - (((product - a * c) - b * c) - a * d)
                next(sums).add(groups, np.concatenate([product, rest]), 1)

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        self._endless += other._endless
        if not other._sums:
            return
        if not self._sums:
            self.rows, self._sums, self._largest = other.rows, deepcopy(other._sums), other._largest
            return
        self.rows += other.rows
        self._largest = np.maximum(self._largest, other._largest)
        for mine, theirs in zip(self._sums, other._sums, strict=True):
            mine.merge(theirs)

    def finish(self) -> tuple[list[Fraction], list[list[Fraction]]]:
        """The sums of the columns, and the sums of the products of each with each.

        Raises `Unfit` where there are no rows, or numbers that are none.
        """
        if self._endless:
            raise Unfit(
                f"{self._endless:,} rows have a number without bounds", "leave them out, or look how they came about"
            )
        if not self.rows:
            raise Unfit("there are no rows to learn from", "the fit needs rows in which all its columns are known")
        odd = (self._largest > MOST) | ((self._largest < LEAST) & (self._largest > 0))
        if odd.any():
            raise Unfit(
                f"numbers as far out as {self._largest[odd][0]:g} cannot be multiplied without loss",
                "measure the column in another unit",
            )
        size = len(self._largest)
        exact = [_exact(it) for it in self._sums]
        products = [[Fraction(0)] * size for _ in range(size)]
        rest = iter(exact[size:])
        for one in range(size):
            for other in range(one, size):
                products[one][other] = products[other][one] = next(rest)
        return exact[:size], products


def _halves(values: Numbers) -> tuple[Numbers, Numbers]:
    """Each number as the sum of two of half its digits, whose products are exact."""
    large = values * SPLITTER
    high = large - (large - values)
    return high, values - high


def _exact(total: ExactSum) -> Fraction:
    """What has been added up: its rounded value, the rounded rest, and so on until nothing is left."""
    left, found = deepcopy(total), Fraction(0)
    zero = np.zeros(1, dtype=np.int64)
    while rounded := float(left.finish(1)[0]):
        found += Fraction(rounded)
        left.add(zero, np.array([-rounded]), 1)
    return found


def solved(matrix: list[list[Fraction]], sides: list[list[Fraction]]) -> list[list[Fraction]] | int:
    """The solution of ``matrix @ x = side`` for each right side; for a singular matrix the first dependent column.

    Gauss and Jordan without fractions (Bareiss 1968): divisions come out even, and numbers stay short.
    """
    size = len(matrix)
    rows = [[*matrix[row], *(it[row] for it in sides)] for row in range(size)]
    common = max(it.denominator for line in rows for it in line)  # all are powers of two
    whole = [[int(it * common) for it in line] for line in rows]
    before = 1
    for place in range(size):
        pivot = next((row for row in range(place, size) if whole[row][place]), None)
        if pivot is None:
            return place
        whole[place], whole[pivot] = whole[pivot], whole[place]
        lead = whole[place]
        for row in range(size):
            if row != place:
                factor = whole[row][place]
                whole[row] = [(lead[place] * a - factor * b) // before for a, b in zip(whole[row], lead, strict=True)]
        before = lead[place]
    return [[Fraction(whole[row][size + side], whole[row][row]) for row in range(size)] for side in range(len(sides))]

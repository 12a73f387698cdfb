"""The least and the greatest; whether something holds somewhere, or everywhere."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.accumulate.kinds import Column, Grouping, Groups, Rows, grown


class _Extreme:
    """The least or the greatest; of 0 and -0, which are the same, always 0."""

    better: np.ufunc
    plain: np.ufunc
    """The same of numbers that are there, which is faster."""
    end: int
    """What every number betters: -1 from below, 1 from above."""

    def __init__(self) -> None:
        self._best: NDArray[np.float64] = np.zeros(0)

    def _grown(self, size: int) -> NDArray[np.float64]:
        self._best = grown(self._best, size, np.nan)
        return self._best

    def add(self, groups: Groups, values: Column) -> None:
        if len(groups):
            best = self._grown(int(groups.max()) + 1)
            type(self).better.at(best, groups, values + 0.0)

    def take(self, grouping: Grouping, values: Column) -> None:
        size = grouping.size
        best = self._grown(size)
        if len(values):
            best[:size] = type(self).better(best[:size], self._of_groups(grouping, values) + 0.0)

    def _of_groups(self, grouping: Grouping, values: Column) -> Column:
        """The best of each group, NaN where it has none; whole numbers in half the room."""
        plain = type(self).plain
        if grouping.size == 1:
            return np.array([plain.reduce(values)])
        whole = grouping.whole(values)
        if whole is None:
            found = np.full(grouping.size, self.end * np.inf)
            plain.at(found, grouping.places, values)
            return np.where(np.isinf(found), np.nan, found)
        none = -1 if self.end < 0 else whole.span
        above = np.full(grouping.size, none, dtype=np.int32)
        plain.at(above, grouping.places, whole.above)
        return np.where(above == none, np.nan, above + whole.least)

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        del period
        best = self._grown(rows)
        self._best = type(self).better(best, values if counted is None else np.where(counted, values, np.nan))

    def merge(self, other: Self) -> None:
        size = len(other._best)
        best = self._grown(size)
        best[:size] = type(self).better(best[:size], other._best)

    def finish(self, size: int) -> Column:
        return self._grown(size)[:size]


class Least(_Extreme):
    """min."""

    better, plain, end = np.fmin, np.minimum, 1


class Greatest(_Extreme):
    """max."""

    better, plain, end = np.fmax, np.maximum, -1


class _Tested:
    """Whether a condition holds somewhere, or everywhere."""

    empty: int
    stronger: np.ufunc

    def __init__(self) -> None:
        self._found: NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)

    def _grown(self, size: int) -> NDArray[np.uint8]:
        self._found = grown(self._found, size, self.empty)
        return self._found

    def add(self, groups: Groups, values: Column) -> None:
        if len(groups):
            type(self).stronger.at(self._grown(int(groups.max()) + 1), groups, values)

    def take(self, grouping: Grouping, values: Column) -> None:
        if grouping.size > 1:
            type(self).stronger.at(self._grown(grouping.size), grouping.places, values)
        elif len(values):
            found = self._grown(1)
            found[0] = type(self).stronger(found[0], type(self).stronger.reduce(values))

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        del period
        known = values if counted is None else np.where(counted, values, np.uint8(self.empty))
        self._found = type(self).stronger(self._grown(rows), known).astype(np.uint8)

    def merge(self, other: Self) -> None:
        size = len(other._found)
        found = self._grown(size)
        found[:size] = type(self).stronger(found[:size], other._found)

    def finish(self, size: int) -> Column:
        return self._grown(size)[:size]


class Somewhere(_Tested):
    """any."""

    empty, stronger = 0, np.maximum


class Everywhere(_Tested):
    """all."""

    empty, stronger = 2, np.minimum

"""The least and the greatest; whether something holds somewhere, or everywhere."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.accumulate.kinds import Column, Groups, Rows, grown


class _Extreme:
    """The least or the greatest."""

    better: np.ufunc

    def __init__(self) -> None:
        self._best: NDArray[np.float64] = np.zeros(0)

    def _grown(self, size: int) -> NDArray[np.float64]:
        self._best = grown(self._best, size, np.nan)
        return self._best

    def add(self, groups: Groups, values: Column) -> None:
        if len(groups):
            best = self._grown(int(groups.max()) + 1)
            type(self).better.at(best, groups, values)

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

    better = np.fmin


class Greatest(_Extreme):
    """max."""

    better = np.fmax


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

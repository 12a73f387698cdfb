"""Sums, counts and means."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.accumulate.kinds import Column, Grouping, Groups, Rows, grown
from worthwhile_plugins.kernels.exact import ExactSum


class Sum:
    """The sum: exact over rows; over the timeline in its order."""

    def __init__(self) -> None:
        self._exact = ExactSum()
        self._total: NDArray[np.float64] | None = None

    def add(self, groups: Groups, values: Column) -> None:
        self._exact.add(groups, values)

    def take(self, grouping: Grouping, values: Column) -> None:
        self._exact.add(grouping.places, values, grouping.size, grouping.most)

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        del period
        total = np.zeros(rows) if self._total is None else self._total
        self._total = total + (values if counted is None else np.where(counted, values, 0.0))

    def merge(self, other: Self) -> None:
        self._exact.merge(other._exact)

    def finish(self, size: int) -> Column:
        return self._exact.finish(size) if self._total is None else self._total


class Count:
    """How many."""

    def __init__(self) -> None:
        self._total: NDArray[np.float64] = np.zeros(0)

    def _grown(self, size: int) -> NDArray[np.float64]:
        self._total = grown(self._total, size, 0.0)
        return self._total

    def add(self, groups: Groups, values: Column) -> None:
        del values
        if len(groups):
            counts = np.bincount(groups)
            self._grown(len(counts))[: len(counts)] += counts

    def take(self, grouping: Grouping, values: Column) -> None:
        del values
        self._grown(grouping.size)[: grouping.size] += grouping.counts

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        del period, values
        self._grown(rows)[:rows] += 1.0 if counted is None else counted

    def merge(self, other: Self) -> None:
        size = len(other._total)
        self._grown(size)[:size] += other._total

    def finish(self, size: int) -> Column:
        return self._grown(size)[:size]


class Mean:
    """The arithmetic mean: an exact sum, divided once."""

    def __init__(self) -> None:
        self._sum, self._count = Sum(), Count()

    def add(self, groups: Groups, values: Column) -> None:
        self._sum.add(groups, values)
        self._count.add(groups, values)

    def take(self, grouping: Grouping, values: Column) -> None:
        self._sum.take(grouping, values)
        self._count.take(grouping, values)

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        self._sum.each(rows, period, counted, values)
        self._count.each(rows, period, counted, values)

    def merge(self, other: Self) -> None:
        self._sum.merge(other._sum)
        self._count.merge(other._count)

    def finish(self, size: int) -> Column:
        count = self._count.finish(size)
        return np.where(count == 0, np.nan, self._sum.finish(size) / np.where(count == 0, 1, count))

"""Quantiles, deviations, ranks, products: made of all the values at once."""

from typing import Self

import numpy as np

from worthwhile_plugins.kernels.accumulate.gathered import FromAll, Gathered
from worthwhile_plugins.kernels.accumulate.kinds import Column, Groups, Rows
from worthwhile_plugins.kernels.exact import exact_sums


class Product:
    """The product, in the order of the values."""

    def __init__(self) -> None:
        self._all = Gathered()

    def add(self, groups: Groups, values: Column) -> None:
        self._all.add(groups, values)

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        self._all.each(rows, period, counted, values)

    def merge(self, other: Self) -> None:
        self._all.merge(other._all)

    def finish(self, size: int) -> Column:
        found = np.ones(size)
        groups, (values, *_) = self._all.together()
        order = np.lexsort((values, groups)) if not self._all.in_time else np.arange(len(groups))
        np.multiply.at(found, groups[order], values[order])
        return found


class _Quantiles(FromAll):
    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        """Linear between the two values it lies between (Excel's PERCENTILE.INC; Hyndman and Fan 1996, type 7)."""
        shares = self.shares(groups, size, *values)
        order = np.lexsort((values[0], groups))
        ordered, counts = values[0][order], np.bincount(groups, minlength=size)
        found = np.full(size, np.nan)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if size else np.empty(0)
        full = (counts > 0) & (shares >= 0) & (shares <= 1)
        where = shares[full] * (counts[full] - 1)  # within its group: what stands before it must not round it
        part = where - np.floor(where)
        low = (starts[full] + np.floor(where)).astype(np.int64)
        high = np.minimum(low + 1, starts[full].astype(np.int64) + counts[full] - 1)
        below, above = ordered[low], ordered[high]
        found[full] = np.where(part == 0, below, below + (above - below) * part)
        return found

    def shares(self, groups: Groups, size: int, *values: Column) -> Column:
        """The share asked for in each group."""
        raise TypeError(type(self))


class Median(_Quantiles):
    """median."""

    def shares(self, groups: Groups, size: int, *values: Column) -> Column:
        del groups, values
        return np.full(size, 0.5)


class Quantile(_Quantiles):
    """quantile."""

    def shares(self, groups: Groups, size: int, *values: Column) -> Column:
        found = np.full(size, np.nan)
        found[groups] = values[1]
        return found


class Deviation(FromAll):
    """stdev: divides by n - 1."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        counts = np.bincount(groups, minlength=size)
        means = exact_sums(groups, values[0], size) / np.maximum(counts, 1)
        apart = values[0] - means[groups]
        squares = exact_sums(groups, apart * apart, size)
        return np.where(counts < 2, np.nan, np.sqrt(squares / np.maximum(counts - 1, 1)))  # noqa: PLR2004 (one value does not vary)


class Rank(FromAll):
    """rank: 1 for the largest, equal values share the smaller rank; one value for each that came in."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        del size
        count = len(groups)
        if not count:
            return np.empty(0)
        order = np.lexsort((-values[0], groups))
        ordered, inside = values[0][order], groups[order]
        new_group = np.concatenate([[True], inside[1:] != inside[:-1]])
        new_value = new_group | np.concatenate([[True], ordered[1:] != ordered[:-1]])
        place = np.arange(count)
        start = np.maximum.accumulate(np.where(new_group, place, 0))
        first = np.maximum.accumulate(np.where(new_value, place, 0))
        found = np.empty(count)
        found[order] = first - start + 1.0
        return found

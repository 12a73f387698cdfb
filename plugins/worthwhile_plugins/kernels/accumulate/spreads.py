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
        counts = np.bincount(groups, minlength=size)
        found = np.full(size, np.nan)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if size else np.empty(0)
        full = (counts > 0) & (shares >= 0) & (shares <= 1)
        inside = shares[full] * (counts[full] - 1)  # within the group: what others there are changes no bit
        begins, whole = starts[full].astype(np.int64), np.floor(inside)
        low = begins + whole.astype(np.int64)
        high = np.minimum(low + 1, begins + counts[full] - 1)
        part = inside - whole
        if size == 1:
            ordered = np.partition(values[0], np.unique([*low, *high])) if len(low) else values[0]
        else:
            ordered = values[0][np.lexsort((values[0], groups))]
        below, above = ordered[low], ordered[high]
        found[full] = np.where(part == 0, below, below + (above - below) * part) + 0.0  # of -0 and 0 always 0
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
        most = int(counts.max(initial=0))
        means = exact_sums(groups, values[0], size, most) / np.maximum(counts, 1)
        apart = values[0] - means[groups]
        squares = exact_sums(groups, apart * apart, size, most)
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

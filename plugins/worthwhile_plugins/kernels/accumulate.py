"""Accumulators: what aggregates do with values, in parts that can be merged.

`add` takes values that belong to groups, each value's group said; `each` takes one value for every
row at once, as a walk over the timeline has them, and where it counts. `finish` gives a value for
each group. Only values that are there are handed over.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.exact import ExactSum, exact_sums

Groups = NDArray[np.int64]
Rows = NDArray[np.bool_] | None
Column = Any


class Sum:
    """The sum: exact over rows; over the timeline in its order."""

    def __init__(self) -> None:
        self._exact = ExactSum()
        self._total: NDArray[np.float64] | None = None

    def add(self, groups: Groups, values: Column) -> None:
        self._exact.add(groups, values)

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
        if len(self._total) < size:
            self._total = np.concatenate([self._total, np.zeros(size - len(self._total))])
        return self._total

    def add(self, groups: Groups, values: Column) -> None:
        del values
        if len(groups):
            size = int(groups.max()) + 1
            self._grown(size)[:size] += np.bincount(groups, minlength=size)

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        del period, values
        self._grown(rows)[:] += 1.0 if counted is None else counted

    def merge(self, other: Self) -> None:
        size = len(other._total)
        self._grown(size)[:size] += other._total

    def finish(self, size: int) -> Column:
        return self._grown(size)


class Mean:
    """The arithmetic mean: an exact sum, divided once."""

    def __init__(self) -> None:
        self._sum, self._count = Sum(), Count()

    def add(self, groups: Groups, values: Column) -> None:
        self._sum.add(groups, values)
        self._count.add(groups, values)

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        self._sum.each(rows, period, counted, values)
        self._count.each(rows, period, counted, values)

    def merge(self, other: Self) -> None:
        self._sum.merge(other._sum)
        self._count.merge(other._count)

    def finish(self, size: int) -> Column:
        count = self._count.finish(size)
        return np.where(count == 0, np.nan, self._sum.finish(size) / np.where(count == 0, 1, count))


class _Extreme:
    """The least or the greatest."""

    better: np.ufunc

    def __init__(self) -> None:
        self._best: NDArray[np.float64] = np.zeros(0)

    def _grown(self, size: int) -> NDArray[np.float64]:
        if len(self._best) < size:
            self._best = np.concatenate([self._best, np.full(size - len(self._best), np.nan)])
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
        return self._grown(size)


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
        if len(self._found) < size:
            fill = np.full(size - len(self._found), self.empty, dtype=np.uint8)
            self._found = np.concatenate([self._found, fill])
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
        return self._grown(size)


class Somewhere(_Tested):
    """any."""

    empty, stronger = 0, np.maximum


class Everywhere(_Tested):
    """all."""

    empty, stronger = 2, np.minimum


class Product:
    """The product, in the order of the values."""

    def __init__(self) -> None:
        self._all = _Gathered()

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


class _Gathered:
    """Values with their groups, kept until the end."""

    def __init__(self) -> None:
        self._groups: list[Groups] = []
        self._values: list[tuple[Column, ...]] = []
        self.in_time = False

    def add(self, groups: Groups, *values: Column) -> None:
        if len(groups):
            self._groups.append(groups)
            self._values.append(values)

    def each(self, rows: int, period: int, counted: Rows, *values: Column) -> None:
        del period
        self.in_time = True
        where = np.arange(rows) if counted is None else np.flatnonzero(counted)
        self.add(where, *(it[where] for it in values))

    def merge(self, other: "_Gathered") -> None:
        self._groups += other._groups  # noqa: SLF001 (one of its kind)
        self._values += other._values  # noqa: SLF001 (its own kind)

    def together(self) -> tuple[Groups, tuple[Column, ...]]:
        """All the values, as they came."""
        if not self._groups:
            return np.empty(0, dtype=np.int64), (np.empty(0),) * 3
        columns = zip(*self._values, strict=True)
        return np.concatenate(self._groups), tuple(_one(list(it)) for it in columns)


def _one(parts: list[Column]) -> Column:
    if hasattr(parts[0], "codes"):
        lexicon: dict[str, int] = {}
        codes = []
        for part in parts:
            table = np.array([lexicon.setdefault(it, len(lexicon)) for it in part.words.tolist()] + [-1])
            codes.append(table[part.codes])
        return type(parts[0])(np.concatenate(codes).astype(np.int32), np.array(list(lexicon), dtype=object))
    return np.concatenate(parts)


class _FromAll:
    """An aggregate that needs all the values of a group at once."""

    def __init__(self) -> None:
        self._all = _Gathered()

    def add(self, groups: Groups, *values: Column) -> None:
        self._all.add(groups, *values)

    def each(self, rows: int, period: int, counted: Rows, *values: Column) -> None:
        self._all.each(rows, period, counted, *values)

    def merge(self, other: Self) -> None:
        self._all.merge(other._all)

    def finish(self, size: int) -> Column:
        groups, values = self._all.together()
        return self.of(groups, size, *values)

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        """The value of each group."""
        raise TypeError(type(self))


class _Quantiles(_FromAll):
    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        """Linear between the two values it lies between (Excel's PERCENTILE.INC; Hyndman and Fan 1996, type 7)."""
        shares = self.shares(groups, size, *values)
        order = np.lexsort((values[0], groups))
        ordered, counts = values[0][order], np.bincount(groups, minlength=size)
        found = np.full(size, np.nan)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if size else np.empty(0)
        full = (counts > 0) & (shares >= 0) & (shares <= 1)
        where = starts[full] + shares[full] * (counts[full] - 1)
        low = np.floor(where).astype(np.int64)
        high = np.minimum(low + 1, starts[full].astype(np.int64) + counts[full] - 1)
        part = where - low
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


class Distinct(_FromAll):
    """distinct: how many different values."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        column = values[0].codes if hasattr(values[0], "codes") else values[0]
        if not len(groups):
            return np.zeros(size)
        pairs = np.unique(np.stack([groups.astype(np.float64), column.astype(np.float64)]), axis=1)
        return np.bincount(pairs[0].astype(np.int64), minlength=size).astype(np.float64)


class Deviation(_FromAll):
    """stdev: divides by n - 1."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        counts = np.bincount(groups, minlength=size)
        means = exact_sums(groups, values[0], size) / np.maximum(counts, 1)
        apart = values[0] - means[groups]
        squares = exact_sums(groups, apart * apart, size)
        return np.where(counts < 2, np.nan, np.sqrt(squares / np.maximum(counts - 1, 1)))  # noqa: PLR2004 (one value does not vary)


class Rank(_FromAll):
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


class _Ends(_FromAll):
    """The value at one end of an order; over the timeline, of the periods."""

    last: bool

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        column = values[0]
        keys = values[1] if len(values) > 1 and not self._all.in_time else np.zeros(len(groups))
        order = np.lexsort((np.arange(len(groups)), keys, groups))
        inside = groups[order]
        edge = (
            np.concatenate([inside[1:] != inside[:-1], [True]])
            if self.last
            else (np.concatenate([[True], inside[1:] != inside[:-1]]))
        )
        picked = order[edge] if len(order) else order
        if hasattr(column, "codes"):
            codes = np.full(size, -1, dtype=np.int32)
            codes[groups[picked]] = column.codes[picked]
            return type(column)(codes, column.words)
        empty = {np.dtype(np.uint8): 1, np.dtype(np.int32): -1}.get(column.dtype, np.nan)
        found = np.full(size, empty, dtype=column.dtype)
        found[groups[picked]] = column[picked]
        return found


class First(_Ends):
    """first."""

    last = False


class Last(_Ends):
    """last."""

    last = True


class _Line(_FromAll):
    """A straight line through points (least squares), or how close they are to one."""

    def moments(self, groups: Groups, size: int, y: Column, x: Column) -> tuple[Column, ...]:
        counts = np.bincount(groups, minlength=size)
        some = np.maximum(counts, 1)
        mean_x, mean_y = exact_sums(groups, x, size) / some, exact_sums(groups, y, size) / some
        dx, dy = x - mean_x[groups], y - mean_y[groups]
        return mean_x, mean_y, *(exact_sums(groups, it, size) for it in (dx * dx, dx * dy, dy * dy))


class Slope(_Line):
    """slope: of y for each unit of x."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        _, _, xx, xy, _ = self.moments(groups, size, *values[:2])
        return np.where(xx == 0, np.nan, xy / np.where(xx == 0, 1, xx))


class Intercept(_Line):
    """intercept: y where x is 0."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        mean_x, mean_y, xx, xy, _ = self.moments(groups, size, *values[:2])
        return np.where(xx == 0, np.nan, mean_y - xy / np.where(xx == 0, 1, xx) * mean_x)


class Correlation(_Line):
    """correlation: Pearson's."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        _, _, xx, xy, yy = self.moments(groups, size, *values[:2])
        both = np.sqrt(xx) * np.sqrt(yy)
        return np.where(both == 0, np.nan, xy / np.where(both == 0, 1, both))


class FirstPeriod:
    """The first period in which a condition holds."""

    def __init__(self) -> None:
        self._found: NDArray[np.float64] | None = None

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        found = np.full(rows, np.nan) if self._found is None else self._found
        holds = (values == 2) if counted is None else counted & (values == 2)  # noqa: PLR2004 (true)
        self._found = np.where(np.isnan(found) & holds, float(period), found)

    def finish(self, size: int) -> Column:
        return np.full(size, np.nan) if self._found is None else self._found


class InternalRate:
    """The rate a period at which the amounts of all periods are worth nothing.

    Found by bisection of the present value between -99.99% and 100,000% a period, where it changes
    its sign exactly once between the ends; missing where all amounts have one sign.
    """

    LOW, HIGH, STEPS = -0.9999, 1000.0, 200

    def __init__(self) -> None:
        self._amounts: list[NDArray[np.float64]] = []

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        del period
        amounts = np.broadcast_to(values, (rows,))
        self._amounts.append(amounts if counted is None else np.where(counted, amounts, np.nan))

    def finish(self, size: int) -> Column:
        if not self._amounts:
            return np.full(size, np.nan)
        return internal_rate(np.stack(self._amounts), self.LOW, self.HIGH, self.STEPS)


def internal_rate(amounts: NDArray[np.float64], least: float, most: float, steps: int) -> NDArray[np.float64]:
    """The internal rate of each column of amounts, one row a period."""

    def worth(rate: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.zeros(amounts.shape[1])
        for row in amounts[::-1]:
            total = total / (1 + rate) + row
        return total

    size = amounts.shape[1]
    low, high = np.full(size, least), np.full(size, most)
    below = worth(low)
    turns = (below > 0) != (worth(high) > 0)
    for _ in range(steps):
        middle = (low + high) / 2
        same = (worth(middle) > 0) == (below > 0)
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    found = (low + high) / 2
    known = turns & ~np.isnan(amounts).any(axis=0) & (amounts != 0).any(axis=0)
    return np.where(known, found, np.nan)

"""What needs all the values of a group, without holding them in memory: they lie on disk, most of them sorted.

A group and its value are kept as one complex number, which sorts by the group first. Each of these gives
the same bits as its namesake that has all values at hand.
"""

from collections.abc import Iterator
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin.runs import Runs, SortedRuns
from worthwhile_plugins.kernels.accumulate import ends, lines
from worthwhile_plugins.kernels.accumulate.gathered import Gathered
from worthwhile_plugins.kernels.accumulate.kinds import Column, Groups, grown
from worthwhile_plugins.kernels.exact import ExactSum

EDGES = 1 << 16
"""Values that are held before all but the ends of each group are dropped."""


class _Sorted:
    """Values with their groups, sorted."""

    def __init__(self) -> None:
        self._runs = SortedRuns(np.complex128)
        self._counts: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def add(self, groups: Groups, *values: Column) -> None:
        if len(groups):
            self._count(np.bincount(groups))
            both = np.empty(len(groups), dtype=np.complex128)
            both.real, both.imag = groups, values[0]
            self._runs.add(both)

    def _count(self, more: NDArray[np.int64]) -> None:
        self._counts = grown(self._counts, len(more), 0)
        self._counts[: len(more)] += more

    def merge(self, other: Self) -> None:
        self._runs.merge(other._runs)
        self._count(other._counts)

    def counts(self, size: int) -> NDArray[np.int64]:
        """How many values each group has."""
        return grown(self._counts, size, 0)[:size]

    def parts(self) -> Iterator[tuple[Groups, Column]]:
        """The groups and values in order, some at a time."""
        for part in self._runs.sorted():
            yield part.real.astype(np.int64), part.imag


class Product(_Sorted):
    """product: in the order of the values."""

    def finish(self, size: int) -> Column:
        found = np.ones(size)
        for groups, values in self.parts():
            np.multiply.at(found, groups, values)
        return found


class _Quantiles(_Sorted):
    def finish(self, size: int) -> Column:
        """Linear between the two values it lies between (Hyndman and Fan 1996, type 7)."""
        shares, counts = self.shares(size), self.counts(size)
        found = np.full(size, np.nan)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if size else np.empty(0)
        full = (counts > 0) & (shares >= 0) & (shares <= 1)
        where = shares[full] * (counts[full] - 1)  # within its group: what stands before it must not round it
        part = where - np.floor(where)
        low = (starts[full] + np.floor(where)).astype(np.int64)
        high = np.minimum(low + 1, starts[full].astype(np.int64) + counts[full] - 1)
        below, above = self._at(low), self._at(high)
        found[full] = np.where(part == 0, below, below + (above - below) * part)
        return found

    def _at(self, places: NDArray[np.int64]) -> Column:
        """The values at some places of the order."""
        found, start = np.full(len(places), np.nan), 0
        for _, values in self.parts():
            here = (places >= start) & (places < start + len(values))
            found[here] = values[places[here] - start]
            start += len(values)
        return found

    def shares(self, size: int) -> Column:
        """The share asked for in each group."""
        raise TypeError(type(self))


class Median(_Quantiles):
    """median."""

    def shares(self, size: int) -> Column:
        return np.full(size, 0.5)


class Quantile(_Quantiles):
    """quantile."""

    def __init__(self) -> None:
        super().__init__()
        self._shares: NDArray[np.float64] = np.zeros(0)

    def add(self, groups: Groups, *values: Column) -> None:
        super().add(groups, *values)
        if len(groups):
            self._shares = grown(self._shares, int(groups.max()) + 1, np.nan)
            self._shares[groups] = values[1]

    def merge(self, other: Self) -> None:
        super().merge(other)
        size = len(other._shares)
        self._shares = grown(self._shares, size, np.nan)
        self._shares[:size] = np.where(np.isnan(other._shares), self._shares[:size], other._shares)

    def shares(self, size: int) -> Column:
        return grown(self._shares, size, np.nan)[:size]


class Distinct(_Sorted):
    """distinct: how many different values. Different texts are held in memory, each once."""

    def __init__(self) -> None:
        super().__init__()
        self._words: dict[str, int] = {}

    def add(self, groups: Groups, *values: Column) -> None:
        column = values[0]
        if hasattr(column, "codes"):
            table = np.array([self._words.setdefault(it, len(self._words)) for it in column.words.tolist()] + [-1])
            column = table[column.codes]
        super().add(groups, column)

    def merge(self, other: Self) -> None:
        if other._words:  # the same word has another place here
            table = np.array([self._words.setdefault(it, len(self._words)) for it in other._words])
            for part in other._runs.all():
                super().add(part.real.astype(np.int64), table[part.imag.astype(np.int64)])
        else:
            super().merge(other)

    def finish(self, size: int) -> Column:
        found = np.zeros(size)
        for groups, _ in _different(self._runs):
            found += np.bincount(groups, minlength=size)
        return found


def _different(runs: SortedRuns) -> Iterator[tuple[Groups, Column]]:
    """Groups and values in order, each pair once."""
    last = np.empty(0, dtype=np.complex128)
    for part in runs.sorted():
        both = np.concatenate([last, part])
        new = both[1:] != both[:-1]
        fresh = both[1:][new] if len(last) else np.concatenate([both[:1], both[1:][new]])
        last = both[-1:]
        yield fresh.real.astype(np.int64), fresh.imag


class Rank(_Sorted):
    """rank: 1 for the largest, equal values share the smaller rank; looked up for each value that came in."""

    def __init__(self) -> None:
        super().__init__()
        self._known: tuple[Any, Any] | None = None

    def finish(self, size: int) -> Column:
        """Make the table that values are looked up in; each value there is stands in it once."""
        values, ranks = Runs(np.complex128), Runs(np.float64)
        counts = self.counts(max(size, len(self._counts)))
        ends_ = np.cumsum(counts)
        seen = 0
        waiting = np.empty(0, dtype=np.complex128)
        for part in self._runs.sorted():
            both = np.concatenate([waiting, part])
            last = np.flatnonzero(both[1:] != both[:-1])  # of equal ones; more of the last may follow
            inside = both[last]
            values.add(inside)
            ranks.add(ends_[inside.real.astype(np.int64)] - (seen + last + 1) + 1.0)
            keep = int(last[-1]) + 1 if len(last) else 0
            waiting, seen = both[keep:], seen + keep
        if len(waiting):
            values.add(waiting[-1:])
            ranks.add(ends_[waiting[-1:].real.astype(np.int64)] - (seen + len(waiting)) + 1.0)
        self._known = values.mapped(), ranks.mapped()
        self._runs = SortedRuns(np.complex128)
        return np.empty(0)

    def look_up(self, groups: Groups, *values: Column) -> Column:
        """The rank of values that were taken in."""
        assert self._known is not None  # noqa: S101 (asked for when all have come)
        both = np.empty(len(groups), dtype=np.complex128)
        both.real, both.imag = groups, values[0]
        return np.asarray(self._known[1][np.searchsorted(self._known[0], both)])


class Deviation:
    """stdev: divides by n - 1."""

    KIND = np.dtype([("group", np.int64), ("x", np.float64)])

    def __init__(self) -> None:
        self._runs = Runs(self.KIND)
        self._sum = ExactSum()
        self._counts: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def add(self, groups: Groups, values: Column) -> None:
        if len(groups):
            _laid(self._runs, groups, x=values)
            self._sum.add(groups, values)
            more = np.bincount(groups)
            self._counts = grown(self._counts, len(more), 0)
            self._counts[: len(more)] += more

    def merge(self, other: Self) -> None:
        for part in other._runs.all():
            self.add(part["group"], part["x"])

    def finish(self, size: int) -> Column:
        counts = grown(self._counts, size, 0)[:size]
        means, squares = self._sum.finish(size) / np.maximum(counts, 1), ExactSum()
        for part in self._runs.all():
            apart = part["x"] - means[part["group"]]
            squares.add(part["group"], apart * apart)
        found = np.sqrt(squares.finish(size) / np.maximum(counts - 1, 1))
        return np.where(counts < 2, np.nan, found)  # noqa: PLR2004 (one value does not vary)


def _laid(runs: Runs, groups: Groups, **values: Column) -> None:
    """Rows of numbers laid down as they came."""
    rows = np.empty(len(groups), dtype=[("group", np.int64), *((it, np.float64) for it in values)])
    rows["group"] = groups
    for name, column in values.items():
        rows[name] = column
    runs.add(rows)


class _Line(lines._Line):  # noqa: SLF001 (the same, its points on disk)
    """A straight line through points that lie on disk."""

    KIND = np.dtype([("group", np.int64), ("y", np.float64), ("x", np.float64)])

    def __init__(self) -> None:
        super().__init__()
        self._runs = Runs(self.KIND)

    def add(self, groups: Groups, *values: Column) -> None:
        if len(groups):
            _laid(self._runs, groups, y=values[0], x=values[1])

    def merge(self, other: Self) -> None:
        self._runs.merge(other._runs)

    def finish(self, size: int) -> Column:
        none = np.empty(0)
        return self.of(np.empty(0, dtype=np.int64), size, none, none)

    def moments(self, groups: Groups, size: int, y: Column, x: Column) -> tuple[Column, ...]:
        counts, sums = np.zeros(size, dtype=np.int64), (ExactSum(), ExactSum())
        for part in self._runs.all():
            counts += np.bincount(part["group"], minlength=size)
            sums[0].add(part["group"], part["x"])
            sums[1].add(part["group"], part["y"])
        some = np.maximum(counts, 1)
        mean_x, mean_y = (it.finish(size) / some for it in sums)
        squares = ExactSum(), ExactSum(), ExactSum()
        for part in self._runs.all():
            group = part["group"]
            dx, dy = part["x"] - mean_x[group], part["y"] - mean_y[group]
            for into, product in zip(squares, (dx * dx, dx * dy, dy * dy), strict=True):
                into.add(group, product)
        return mean_x, mean_y, *(it.finish(size) for it in squares)


class Slope(_Line, lines.Slope):
    """slope: of y for each unit of x."""


class Intercept(_Line, lines.Intercept):
    """intercept: y where x is 0."""


class Correlation(_Line, lines.Correlation):
    """correlation: Pearson's."""


class _Ends(ends._Ends):  # noqa: SLF001 (the same, and only the ends are held)
    """The value at one end of an order: all others are dropped on the way."""

    def __init__(self) -> None:
        super().__init__()
        self._held = 0

    def add(self, groups: Groups, *values: Column) -> None:
        super().add(groups, *values)
        self._held += len(groups)
        if self._held > EDGES:
            self._drop()

    def merge(self, other: Self) -> None:
        super().merge(other)
        self._held += other._held
        if self._held > EDGES:
            self._drop()

    def _drop(self) -> None:
        """Keep the end of each group: the values that came first are before those that came later, as they were."""
        groups, values = self._all.together()
        inside = np.unique(groups)
        size = int(inside[-1]) + 1
        kept = [self.of(groups, size, it, *values[1:])[inside] for it in values]
        self._all = Gathered()
        self._all.add(inside, *kept)
        self._held = len(inside)


class First(_Ends, ends.First):
    """first."""


class Last(_Ends, ends.Last):
    """last."""

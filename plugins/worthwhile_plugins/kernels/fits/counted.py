"""Rows that are the same, counted: what a likelihood of millions of customers comes down to.

Times come from calendars and purchases are counted, so that few rows differ. Columns become small whole
numbers (their place among the values that there are), a row becomes one number, and numbers are counted in
cells where there is room for them; only what lies beyond is sorted.
"""

from math import prod
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

GRIDS = (1.0, 7.0, 100.0, 30.4375, 365.25, 1000.0, 365.0, 24.0, 168.0)
"""How many steps a unit of time may have: days in weeks, in months and in years, hundredths, hours."""
ENOUGH = 1 << 20
"""Rows that wait until they are counted."""
BLOCK = 1 << 14
"""Rows at a time: what is worked out on the way stays in the cache."""


class Counted:
    """Takes in rows, block by block and in any order; gives each row that there is once, in order."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._waiting: list[tuple[Array, ...]] = []
        self._many = 0

    def add(self, *columns: Array) -> None:
        """Take in rows; what is handed over may be overwritten afterwards."""
        size = len(columns[0])
        if size:
            self._take((*(np.array(it, dtype=np.float64) for it in columns), np.ones(size, np.int64)), size)

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        for waiting in other._waiting:
            self._take(waiting, len(waiting[-1]))

    def rows(self) -> tuple[Array, ...]:
        """The columns of the rows that differ, ordered by the first, then the second, ...; and how often each came."""
        self._count()
        if not self._waiting:
            return (*(np.empty(0) for _ in range(self._columns)), np.empty(0, np.int64))
        return self._waiting[0]

    def _take(self, rows: tuple[Array, ...], size: int) -> None:
        self._waiting.append(rows)
        self._many += size
        if self._many > max(ENOUGH, len(self._waiting[0][-1])) and len(self._waiting) > 1:
            self._count()

    def _count(self) -> None:
        if self._many == 0:
            return
        together = self._waiting[0]
        if len(self._waiting) > 1:
            together = tuple(np.concatenate(them) for them in zip(*self._waiting, strict=True))
        self._waiting = [counted(*together)]
        self._many = 0


def counted(*given: Array) -> tuple[Array, ...]:
    """Columns and how often each row comes; of the rows that differ, in order, the same."""
    *columns, counts = given
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is on no grid
        coded = [_places(it) for it in columns]
    cells = prod(len(values) for _, _, values in coded)
    if cells > 1 << 62:
        return _sorted(*given)
    key = np.empty(len(counts), np.int64)
    for low in range(0, len(key), BLOCK):
        part = key[low : low + BLOCK]
        part[:] = 0
        for codes, places, values in coded:
            part *= len(values)
            part += places[codes[low : low + BLOCK]]
    keys, many = _tallied(key, counts, cells)
    told: list[Array] = []
    for _, _, values in reversed(coded):
        keys, places = np.divmod(keys, len(values))
        told.append(values[places])
    return (*told[::-1], many)


def _places(column: Array) -> tuple[Array, Array, Array]:
    """A code for each value, the place of each code among the values that there are, and these, in order."""
    for steps in GRIDS:
        on = _on_grid(column, steps)
        if on is not None:
            codes, low, high = on
            there = np.zeros(high - low + 1, np.bool_)
            for start in range(0, len(codes), BLOCK):
                codes[start : start + BLOCK] -= low
                there[codes[start : start + BLOCK]] = True
            return codes, np.cumsum(there) - 1, (np.flatnonzero(there) + low) / steps
    values, codes = np.unique(column, return_inverse=True)
    return codes.reshape(-1), np.arange(len(values)), values


def _on_grid(column: Array, steps: float) -> tuple[Array, int, int] | None:
    """The steps of each value, the least and the most; None where one is none, or they lie far apart."""
    few = column[:64]
    if not (np.rint(few * steps) / steps == few).all():
        return None
    codes = np.empty(len(column), np.int32)
    low, high = np.inf, -np.inf
    for start in range(0, len(column), BLOCK):
        part = column[start : start + BLOCK]
        grid = np.rint(part * steps)
        if not np.array_equal(grid / steps, part):
            return None
        low, high = min(low, grid.min()), max(high, grid.max())
        if not max(-low, high) < 1 << 31 or not high - low <= max(1 << 16, len(column)):
            return None
        codes[start : start + BLOCK] = grid
    return codes, int(low), int(high)


def _tallied(key: Array, counts: Array, cells: int) -> tuple[Array, Array]:
    """The keys that there are, in order, and how often. The lower ones have a cell each: there most rows are."""
    room = min(cells, 4 * len(key) + ENOUGH)
    beyond = None if room == cells else key >= room
    near = key if beyond is None else key[~beyond]
    weights = counts if beyond is None else counts[~beyond]
    once = bool((weights == 1).all())
    tally = np.bincount(near, minlength=1) if once else np.bincount(near, weights, minlength=1)
    keys = np.flatnonzero(tally)
    many = tally[keys].astype(np.int64)
    if beyond is None or not beyond.any():
        return keys, many
    far = key[beyond]
    order = np.argsort(far)
    far = far[order]
    first = np.flatnonzero(np.concatenate([[True], far[1:] != far[:-1]]))
    return np.concatenate([keys, far[first]]), np.concatenate([many, np.add.reduceat(counts[beyond][order], first)])


def _sorted(*given: Array) -> tuple[Array, ...]:
    """What has no number of its own for each row that there could be is sorted, column by column."""
    *columns, counts = given
    order = np.lexsort(columns[::-1])
    columns = [it[order] for it in columns]
    new = np.concatenate([[True], np.logical_or.reduce([it[1:] != it[:-1] for it in columns])])
    first = np.flatnonzero(new)
    return (*(it[first] for it in columns), np.add.reduceat(counts[order], first))

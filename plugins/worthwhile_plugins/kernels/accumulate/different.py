"""How many different values each group has.

Whole numbers and days that lie close together have a cell each, for every group: each row writes its
place into its cell, and the one that still stands there is counted, so that nothing has to be sorted
and no cell to be emptied. Where there are too many cells for the cache, the groups are taken in
parts, the rows brought into the order of the parts first. What has no cells is sorted.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.accumulate.gathered import Gathered
from worthwhile_plugins.kernels.accumulate.kinds import Column, Grouping, Groups, Rows

CELLS = 1 << 21
"""Cells that are looked at in one go."""
PARTS = 256
"""Parts that groups are taken in: a byte says which, and bytes sort fastest."""
SETTLED = 1 << 22
"""Rows that are kept as they are."""
PACKED = 1 << 62
"""What a group and a value packed in one number stay below."""


class Distinct:
    """distinct: how many different values."""

    heavy = True

    def __init__(self) -> None:
        self._all = Gathered()
        self._counted: NDArray[np.int64] | None = None
        """How many each group has, as long as all came at once."""
        self._enough = SETTLED
        """Rows that are kept until they are looked through."""

    def add(self, groups: Groups, values: Column) -> None:
        self._counted = None
        self._all.add(groups, values)
        if self._all.rows > self._enough:
            self._settle()

    def _settle(self) -> None:
        """Keep one of the values that are the same: what comes bit by bit needs no more room than its different values."""
        groups, (values, *_) = self._all.together()
        some = _new(groups, values)
        in_time, self._all = self._all.in_time, Gathered()
        self._all.in_time = in_time
        self._all.add(groups[some], values[some])
        self._enough = max(SETTLED, 2 * len(some))

    def take(self, grouping: Grouping, values: Column) -> None:
        if self._all.rows:
            self.add(grouping.places, values)
        else:
            self._all.add(grouping.places, values)
            self._counted = _counted(grouping, values)

    def each(self, rows: int, period: int, counted: Rows, values: Column) -> None:
        self._counted = None
        self._all.each(rows, period, counted, values)
        if self._all.rows > self._enough:
            self._settle()

    def merge(self, other: Self) -> None:
        self._counted = None
        self._all.merge(other._all)
        if self._all.rows > self._enough:
            self._settle()

    def finish(self, size: int) -> Column:
        known = self._counted
        if known is None:
            groups, (values, *_) = self._all.together()
            known = _of_sorted(groups, values, size)
        found = np.zeros(size)
        found[: min(size, len(known))] = known[:size]
        return found


def _counted(grouping: Grouping, values: Column) -> NDArray[np.int64] | None:
    whole = grouping.whole(values) if not hasattr(values, "codes") else None
    if whole is None:
        return None
    bits = max(whole.span - 1, 1).bit_length()
    shift = CELLS.bit_length() - 1 - bits
    if (grouping.size << bits) <= CELLS:
        cells = _cells(grouping.places, whole.above, bits)
        stands = np.empty(grouping.size << bits, dtype=np.int32)
        return np.bincount(cells[_standing(cells, stands)] >> bits, minlength=grouping.size)
    if shift < 0 or grouping.size > PARTS << shift or len(values) < grouping.size:
        return None
    return _by_parts(grouping, whole.above, bits, shift)


def _cells(groups: Groups, above: NDArray[np.int32], bits: int) -> NDArray[np.int64]:
    """The cell of each value: its group's first and what it is above the least."""
    found = np.left_shift(groups, bits)
    found |= above
    return found


def _standing(cells: NDArray[np.int64], stands: NDArray[np.int32]) -> NDArray[np.bool_]:
    """One row of those that share a cell; ``stands`` has room for all cells, whatever is in it."""
    places = np.arange(len(cells), dtype=np.int32)
    stands[cells] = places
    return np.equal(stands[cells], places)


def _by_parts(grouping: Grouping, above: NDArray[np.int32], bits: int, shift: int) -> NDArray[np.int64]:
    """Part by part: groups whose places agree but for the lowest bits."""
    parts = (grouping.places >> shift).astype(np.uint8)
    order = np.argsort(parts, kind="stable")
    counts = np.bincount(parts)
    inside = (grouping.places & ((1 << shift) - 1)).astype(np.uint32) << np.uint32(bits)
    inside |= above.view(np.uint32)
    ordered = inside[order]
    found = np.empty(len(counts) << shift, dtype=np.int64)
    stands = np.empty(1 << (shift + bits), dtype=np.int32)
    start = 0
    for part, count in enumerate(counts.tolist()):
        cells = ordered[start : start + count].astype(np.int64)
        one = cells[_standing(cells, stands)]
        found[part << shift : (part + 1) << shift] = np.bincount(one >> bits, minlength=1 << shift)
        start += count
    return found[: grouping.size]


def _of_sorted(groups: Groups, values: Column, size: int) -> NDArray[np.int64]:
    """Values of each group in their order: where one differs from the one before, it is new."""
    packed = _packed(groups, values)
    if packed is None:
        return np.bincount(groups[_new(groups, values)], minlength=size)
    keys, span = packed
    keys.sort()
    return np.bincount(keys[_differs(keys)] // span, minlength=size)


def _new(groups: Groups, values: Column) -> NDArray[np.int64]:
    """One row of those that have the same value in the same group."""
    packed = _packed(groups, values)
    if packed is not None:
        order = np.argsort(packed[0])
        return order[_differs(packed[0][order])]
    column = values.codes if hasattr(values, "codes") else values
    order = np.lexsort((column, groups))
    return order[_differs(groups[order]) | _differs(column[order])]


def _differs(ordered: Column) -> NDArray[np.bool_]:
    """Where one is not the one before."""
    found = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=found[1:])
    return found


def _packed(groups: Groups, values: Column) -> tuple[Groups, int] | None:
    """Group and value in one number, where the values are whole and there is room: it sorts many times faster."""
    column = values.codes if hasattr(values, "codes") else values
    if not len(groups):
        return None
    low, high = float(column.min()), float(column.max())
    span = int(high - low) + 1 if high - low < PACKED else PACKED
    if span >= PACKED // (int(groups.max()) + 1) or (column.dtype == np.float64 and (column != np.floor(column)).any()):
        return None
    return groups * span + (column - low).astype(np.int64), span

"""The rows of a stretch brought together by the owners they belong to, so that each owner's are near.

Adding up a million owners in the order of the rows means a look at memory far away for each row. So
the rows are first laid together in sheaves, each of some thousand neighbouring owners, in the order
in which they came: what is kept of a sheaf's owners stays in the cache, and no two sheaves have to do
with each other, so that they can be taken in at the same time. Rows are laid together in small
lengths, each within the cache: nothing is read or written far away here either.
"""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from worthwhile.data.columns import Array, Column, Texts, missing
from worthwhile.plan.steps import Slot
from worthwhile.run.rows import Places
from worthwhile.run.stretch import Stretch
from worthwhile.run.threads import in_parallel, shares

LENGTH = 1 << 16
"""Rows that are laid together at once: two bytes say where each of them was."""
OWNERS = 1 << 14
"""Owners of a sheaf: as many as there is room for in the cache."""
MOST = 255
"""Sheaves: a byte says which, and bytes sort fastest. One more is for rows of nobody."""
WORTH = 1 << 18
"""Rows from which on it is worth laying them together."""


def width(owners: int) -> int:
    """How many bits of an owner's number say which it is within its sheaf."""
    return max(OWNERS.bit_length() - 1, (owners - 1).bit_length() - MOST.bit_length() + 1)


def worth_it(owners: int | None, rows: int) -> bool:
    """Whether there are enough rows, and more owners than one sheaf has."""
    return owners is not None and owners > 2 * OWNERS and rows >= WORTH


class Sheaves:
    """All the rows of a stretch, laid together."""

    def __init__(self, stretch: Stretch, owners: int) -> None:
        self.stretch, self._owners = stretch, owners
        self._bits = width(owners)
        self.count = ((owners - 1) >> self._bits) + 1
        lengths = -(-stretch.rows // LENGTH)
        self._order = np.empty(stretch.rows, dtype=np.uint16)
        self._inside = np.empty(stretch.rows, dtype=np.uint32)
        self._edges = np.zeros((lengths, self.count + 1), dtype=np.int64)
        """Where each sheaf's rows begin and end in each length."""
        self._laid: dict[Slot, Array] = {}
        _at_once(stretch.rows, self._sort)

    def _sort(self, span: slice) -> None:
        assert self.stretch.owners is not None  # noqa: S101 (only rows that belong to somebody are laid together)
        for here in _lengths(span):
            owners = self.stretch.owners[here]
            which = owners >> self._bits
            which[which < 0] = MOST
            sheaves = which.astype(np.uint8)
            order = np.argsort(sheaves, kind="stable")
            self._order[here] = order
            self._inside[here] = (owners & ((1 << self._bits) - 1)).astype(np.uint32)[order]
            counts = np.bincount(sheaves, minlength=self.count)[: self.count]
            np.cumsum(counts, out=self._edges[here.start // LENGTH, 1:])

    def lay(self, slots: Iterable[Slot]) -> None:
        """Lay the values of some slots together."""
        todo: list[tuple[Array, Array]] = []
        for slot in slots:
            if slot in self._laid or self.stretch.is_single(slot):
                continue
            column = self.stretch.column(slot)
            values = column.codes if isinstance(column, Texts) else column
            self._laid[slot] = np.empty(len(values), dtype=values.dtype)
            todo.append((values, self._laid[slot]))
        _at_once(self.stretch.rows, partial(self._lay, todo))

    def _lay(self, todo: list[tuple[Array, Array]], span: slice) -> None:
        for here in _lengths(span):
            order = self._order[here].astype(np.int64)
            for values, laid in todo:
                values[here].take(order, out=laid[here], mode="clip")

    def sheaf(self, number: int) -> "Sheaf":
        """One of them."""
        begins = (np.arange(len(self._edges)) * LENGTH).tolist()
        firsts, lasts = self._edges[:, number].tolist(), self._edges[:, number + 1].tolist()
        spans = [
            slice(begin + first, begin + last)
            for begin, first, last in zip(begins, firsts, lasts, strict=True)
            if first < last
        ]
        owners = min(1 << self._bits, self._owners - (number << self._bits))
        return Sheaf(self, spans, owners)

    def gathered(self, spans: list[slice], slot: Slot) -> Column:
        """The values of one sheaf."""
        column = self.stretch.column(slot)
        if slot not in self._laid:
            return column[: sum(it.stop - it.start for it in spans)]
        values = _together(self._laid[slot], spans)
        return Texts(values, column.words) if isinstance(column, Texts) else values

    def owners(self, spans: list[slice]) -> Places:
        """Whom the rows of one sheaf belong to, counted from its first owner."""
        return _together(self._inside, spans).astype(np.int64)

    def rows(self, spans: list[slice]) -> Places:
        """Where the rows of one sheaf were."""
        found = [self._order[it].astype(np.int64) + it.start // LENGTH * LENGTH for it in spans]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


class Sheaf:
    """The rows of neighbouring owners: what a selection and an aggregate see of them."""

    def __init__(self, sheaves: Sheaves, spans: list[slice], size: int) -> None:
        self._sheaves, self._spans, self.size = sheaves, spans, size
        self.owners = sheaves.owners(spans)
        self.rows = len(self.owners)
        self._columns: dict[Slot, Column] = {}

    def column(self, slot: Slot, period: int = 0) -> Column:
        """The values of a slot."""
        del period
        if slot not in self._columns:
            self._columns[slot] = self._sheaves.gathered(self._spans, slot)
        return self._columns[slot]

    def missing(self, slot: Slot, period: int = 0) -> Array | None:
        """Where a slot has no value; nothing where it has one everywhere."""
        if self._sheaves.stretch.missing(slot, period) is None:
            return None
        return missing(self.column(slot))

    def numbers(self, rows: Places) -> Places:
        """Where some of the rows were in the stretch."""
        if not len(rows):
            return rows
        return self._sheaves.rows(self._spans)[rows]


def _lengths(span: slice) -> Iterable[slice]:
    return (slice(start, min(start + LENGTH, span.stop)) for start in range(span.start, span.stop, LENGTH))


def _at_once(rows: int, task: Callable[[slice], None]) -> None:
    """Do something for all lengths, a share of them on each thread."""
    lengths = -(-rows // LENGTH)
    spans = [slice(it.start * LENGTH, min(it.stop * LENGTH, rows)) for it in shares(lengths, least=1)]
    in_parallel([partial(task, it) for it in spans])


def _together(values: Array, spans: list[slice]) -> Array:
    if not spans:
        return values[:0]
    return np.concatenate([values[it] for it in spans])

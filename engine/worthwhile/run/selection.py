"""The rows of a stretch that count for an aggregate, and whom they belong to."""

from collections.abc import Iterable
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import NO_LABEL, TRUE, UNSURE, Column, Texts
from worthwhile.plan.steps import Slot
from worthwhile.run.grouping import Grouping
from worthwhile.run.groups import within
from worthwhile.run.rows import Places
from worthwhile.run.sheaves import Sheaf
from worthwhile.run.stretch import Stretch

FIRST = 10
"""How many of the rows left out are remembered."""


class Selection:
    """The rows in which a condition holds and nothing is missing.

    ``holes`` are the slots that are missing somewhere, ``owners`` the row of the entity that each row
    belongs to, -1 where there is none, ``groups`` the group of each row, -1 where it is missing.
    """

    def __init__(
        self,
        stretch: Stretch | Sheaf,
        period: int,
        where: Slot | None,
        holes: Iterable[Slot],
        owners: Places | None,
        groups: Places | None,
        size: int | None,
    ) -> None:
        self._stretch, self._period, self._where, self._holes = stretch, period, where, tuple(holes)
        self._owners, self._groups, self._size = owners, groups, size
        self._index: Places | None = None
        """The rows, where they are not all."""
        self.unsure = 0
        """How many rows would count if nothing were missing."""
        self.first_unsure = np.empty(0, dtype=np.int64)
        self.grouping = Grouping.of_one(0)
        """Whom each of the rows belongs to, once it is ready."""
        self._values: dict[Slot, Column] = {}
        self._taking = Lock()

    def ready(self) -> None:
        """Find the rows, and how many there are of each owner."""
        counted, unsure = self._counted()
        if self._groups is not None:
            unsure = _or(unsure, _and(counted, self._groups == NO_LABEL))
            counted = _and(counted, self._groups != NO_LABEL)
        if self._owners is not None and self._owners.size and self._owners.min() < 0:
            known = self._owners >= 0  # a record that belongs to nobody has been told of already
            unsure = None if unsure is None else unsure & known
            counted = _and(counted, known)
        if unsure is not None:
            self.unsure = int(np.count_nonzero(unsure))
            self.first_unsure = np.flatnonzero(unsure)[:FIRST]
        self._index = None if counted is None else np.flatnonzero(counted)
        if self._groups is None:
            self.grouping = self._grouped()

    def _counted(self) -> tuple[NDArray[np.bool_] | None, NDArray[np.bool_] | None]:
        """The rows that count, and those that would if nothing were missing; nothing for all and none."""
        gone: NDArray[np.bool_] | None = None
        for slot in self._holes:
            gone = _or(gone, self._stretch.missing(slot, self._period))
        if self._where is None:
            return None if gone is None else ~gone, gone
        where = self._stretch.column(self._where, self._period)
        assert not isinstance(where, Texts)  # noqa: S101 (a condition is a flag)
        holds, maybe = where == TRUE, where == UNSURE
        if gone is None:
            return holds, maybe
        return holds & ~gone, maybe | (holds & gone)

    @property
    def inside(self) -> Places:
        """The rows that count."""
        return np.arange(self._stretch.rows) if self._index is None else self._index

    def _grouped(self) -> Grouping:
        if self._owners is None or self._size is None:
            return Grouping.of_one(self._stretch.rows if self._index is None else len(self._index))
        return Grouping(self._taken(self._owners), self._size)

    def _taken(self, places: Places) -> Places:
        return places if self._index is None else places[self._index]

    @property
    def every(self) -> Places:
        """Where each row belongs, counted or not: its group, within its owner; -1 where one is not known."""
        assert self._groups is not None  # noqa: S101 (asked of groups only)
        if self._owners is None:
            return self._groups
        return within(self._owners, self._groups)

    def values(self, slot: Slot) -> Column:
        """What a slot has in the rows that count, once for all who ask."""
        with self._taking:
            if slot not in self._values:
                column = self._stretch.column(slot, self._period)
                self._values[slot] = column if self._index is None else column[self._index]
            return self._values[slot]


def _or(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    """Either; nothing stands for no row."""
    return other if one is None else one if other is None else one | other


def _and(one: NDArray[np.bool_] | None, other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Both; nothing stands for all rows."""
    return other if one is None else one & other

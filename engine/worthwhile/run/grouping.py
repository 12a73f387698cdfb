"""Values and the groups they belong to: what several aggregates ask about them, worked out once."""

from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Array

Places = NDArray[np.int64]

AT_ONCE = 1 << 14
"""Values that are looked at once: what is made of them on the way stays in the cache."""
SPAN = 1 << 31
"""Whole numbers that lie closer together than this are held in 32 bits."""


class Whole(NamedTuple):
    """Whole numbers, or days, as what they are above the least of them."""

    above: NDArray[np.int32]
    least: float
    span: int
    """All are below this."""


class Grouping:
    """For each of some values the place of its group, ``size`` groups in all.

    What is asked for is worked out when it is first asked for, and kept for the next who asks. Safe to
    share among threads.
    """

    def __init__(self, places: Places, size: int) -> None:
        self.places, self.size = places, size
        self._counts: NDArray[np.int64] | None = None
        self._whole: dict[int, tuple[Array, Whole | None]] = {}
        self._counting, self._looking = Lock(), Lock()

    @classmethod
    def of_one(cls, count: int) -> "Grouping":
        """Values that all belong together."""
        return cls(np.broadcast_to(np.int64(0), (count,)), 1)

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many values each group has."""
        with self._counting:
            if self._counts is None:
                one = self.size == 1
                self._counts = np.array([len(self.places)]) if one else np.bincount(self.places, minlength=self.size)
            return self._counts

    @property
    def most(self) -> int:
        """How many values the largest group has."""
        return int(self.counts.max(initial=0))

    def whole(self, values: Array) -> Whole | None:
        """Values as whole numbers above the least of them; nothing where they are none, or lie too far apart.

        It is kept for as long as the grouping is, so that several aggregates of one column share it.
        """
        with self._looking:
            known = self._whole.get(id(values))
            if known is None:
                known = self._whole[id(values)] = values, _whole(values)
            return known[1]


def _whole(values: Array) -> Whole | None:
    if values.dtype != np.float64 or not len(values):
        return None
    least, most = float(values.min()), float(values.max())
    if not most - least < SPAN - 1:
        return None
    found = np.empty(len(values), dtype=np.int32)
    for start in range(0, len(values), AT_ONCE):
        here, above = values[start : start + AT_ONCE], found[start : start + AT_ONCE]
        above[:] = here - least
        if (above + least != here).any():
            return None
    return Whole(found, least, int(most - least) + 1)

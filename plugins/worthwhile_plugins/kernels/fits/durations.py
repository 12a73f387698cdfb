"""How long customers were seen, and whether they left then: what survival fits are made of.

Rows are kept as a table of distinct durations with how many left and how many were still there. It
is the same whatever the order of rows or blocks, and so is everything that is estimated from it.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Unfit

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
AT_ONCE = 1 << 16
"""Distinct durations that are gathered before they are put together."""


class Durations:
    """Distinct durations, and of each how many left and how many stayed."""

    def __init__(self) -> None:
        self._parts: list[tuple[Numbers, Numbers, Numbers]] = []
        self._waiting, self._room = 0, AT_ONCE
        self._negative = 0
        self._endless = 0

    def add(self, lived: Numbers, churned: Numbers) -> None:
        """Take in how long each was seen, and whether it left then (not 0) or was still there (0)."""
        endless = ~np.isfinite(lived)
        negative = lived < 0
        self._endless += int(np.count_nonzero(endless))
        self._negative += int(np.count_nonzero(negative & ~endless))
        sound = ~(endless | negative)
        if not sound.all():
            lived, churned = lived[sound], churned[sound]
        left = churned != 0
        times, place = np.unique(lived + 0.0, return_inverse=True)  # -0 and 0 are one duration
        size = len(times)
        self._put(times, _counts(place[left], size), _counts(place[~left], size))

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        self._negative += other._negative
        self._endless += other._endless
        for part in other._parts:
            self._put(*part)

    def _put(self, times: Numbers, left: Numbers, stayed: Numbers) -> None:
        self._parts.append((times, left, stayed))
        self._waiting += len(times)
        if self._waiting > self._room:  # twice as much each time: no row is put together more than a few times
            whole = self._together()
            self._parts, self._waiting = [whole], len(whole[0])
            self._room = max(AT_ONCE, 2 * self._waiting)

    def _together(self) -> tuple[Numbers, Numbers, Numbers]:
        if not self._parts:
            none = np.empty(0)
            return none, none, none
        all_times, lefts, stays = (np.concatenate(it) for it in zip(*self._parts, strict=True))
        times, place = np.unique(all_times, return_inverse=True)
        size = len(times)
        return times, _counts(place, size, lefts), _counts(place, size, stays)

    def finish(self) -> tuple[Numbers, Numbers, Numbers]:
        """Distinct durations, shortest first, how many left then, and how many were then last seen.

        Raises `Unfit` where there are none, or where some are no durations.
        """
        if self._endless:
            raise Unfit(
                f"{_rows(self._endless)} of the first argument no length of time",
                "leave out rows whose time is not known: `?? missing`, or filter the table",
            )
        if self._negative:
            raise Unfit(
                f"{_rows(self._negative)} of the first argument below 0: nobody is seen for less than no time",
                "look whether the later date is taken from the earlier one",
            )
        times, left, stayed = self._together()
        if not len(times):
            raise Unfit("there are no rows to learn from", "the fit needs at least one customer with both columns")
        return times, left, stayed


def _counts(place: NDArray[np.intp], size: int, weights: Numbers | None = None) -> Numbers:
    """How many rows each place has; counts are whole numbers, so float64 adds them without rounding."""
    found: Numbers = np.bincount(place, weights=weights, minlength=size).astype(np.float64)
    return found


def _rows(count: int) -> str:
    return f"in {count:,} row{'s' * (count > 1)} is"

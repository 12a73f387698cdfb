"""Sums as long whole numbers: what holds every float64 there is, however far they lie apart.

A sum is kept as one long whole number for each group, in limbs of 32 bits: a number's mantissa is cut
in two halves, each half is shifted to its place and added to the two limbs that it falls in, which
never rounds. Two sums are merged by adding the limbs; the end carries over and rounds once, half to
even, as `math.fsum` does (a small superaccumulator, after Kulisch 1976 and Neal 2015).
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Rows = NDArray[np.int64]

MANTISSA = 53
HALF = 27
"""Bits of the lower half of a mantissa."""
WIDTH = 32
"""Bits of a limb that are its own; the rest of its int64 takes carries."""
LOW = (1 << WIDTH) - 1
MOST = 1 << 30
"""Numbers that may be added before limbs have to be carried over."""
AT_ONCE = 1 << 14
"""Numbers that are added at once: what is made of them on the way stays in the cache."""
SPARE = 2
"""Limbs at the top for what many numbers add up to, and for the sign."""


class Limbs:
    """The sums of groups as long whole numbers."""

    def __init__(self) -> None:
        self._limbs: Rows = np.zeros((0, 0), dtype=np.int64)
        """A row for each group, its least limb first."""
        self._first = 0
        """The power of two, in limbs, that the least limb counts."""
        self._size = 0
        self._added = 0

    def add(self, groups: Places, values: Numbers) -> None:
        """Take in numbers, each for its group; none may be NaN or infinite."""
        for start in range(0, len(values), AT_ONCE):
            if self._added > MOST:
                _carried(self._limbs)
                self._added = 0
            self._add(groups[start : start + AT_ONCE], values[start : start + AT_ONCE])

    def _add(self, groups: Places, values: Numbers) -> None:
        inside = values != 0
        if not inside.all():
            groups, values = groups[inside], values[inside]
        if not len(values):
            return
        self._added += len(values)
        parts, exponents = np.frexp(values)
        whole = np.ldexp(parts, MANTISSA).astype(np.int64)
        bits = exponents.astype(np.int64) - MANTISSA
        low, high = int(bits.min()) // WIDTH, int(bits.max()) // WIDTH
        self._make_room(int(groups.max()) + 1, low, high + HALF // WIDTH + SPARE + 2)
        flat, width = self._limbs.reshape(-1), self._limbs.shape[1]
        for half, shift in ((whole & ((1 << HALF) - 1), 0), (whole >> HALF, HALF)):
            at = bits + shift
            limb = at // WIDTH
            moved = half << (at - limb * WIDTH)
            place = groups * width + (limb - self._first)
            np.add.at(flat, place, moved & LOW)
            np.add.at(flat, place + 1, moved >> WIDTH)

    def _make_room(self, size: int, low: int, high: int) -> None:
        """Limbs for more groups, smaller and larger numbers; room doubles, so that growing stays cheap."""
        rows, width = self._limbs.shape
        self._size = max(self._size, size)
        if not width:
            first, last = low, high
        else:
            first, last = min(low, self._first), max(high, self._first + width)
        if size <= rows and first == self._first and last == self._first + width:
            return
        room = np.zeros((max(size, 2 * rows) if size > rows else rows, last - first), dtype=np.int64)
        if width:
            start = self._first - first
            room[:rows, start : start + width] = self._limbs
        self._limbs, self._first = room, first

    def __bool__(self) -> bool:
        return self._size > 0

    def merge(self, other: "Limbs") -> None:
        """Take in another's sums."""
        if not other._size:  # noqa: SLF001 (one of its kind)
            return
        theirs, first = other._limbs.copy(), other._first  # noqa: SLF001 (as above)
        _carried(self._limbs)
        _carried(theirs)
        self._make_room(other._size, first, first + theirs.shape[1])  # noqa: SLF001 (as above)
        start = first - self._first
        self._limbs[: other._size, start : start + theirs.shape[1]] += theirs[: other._size]  # noqa: SLF001 (as above)

    def finish(self, size: int) -> Numbers:
        """The sums, each rounded once; infinite where it is too large for a number."""
        found = np.zeros(size)
        some = min(size, self._size)
        if some:
            found[:some] = _rounded(self._limbs[:some].copy(), self._first)
        return found


def _carried(limbs: Rows) -> None:
    """Carry over: every limb but the last, which has the sign, is then below its width."""
    for place in range(limbs.shape[1] - 1):
        limbs[:, place + 1] += limbs[:, place] >> WIDTH
        limbs[:, place] &= LOW


def _rounded(limbs: Rows, first: int) -> Numbers:
    """Whole numbers in limbs as float64, rounded half to even."""
    _carried(limbs)
    negative = limbs[:, -1] < 0
    if negative.any():
        limbs[negative] *= -1
        _carried(limbs)
    rows, width = limbs.shape
    top = width - 1 - np.argmax(limbs[:, ::-1] != 0, axis=1)
    padded = np.concatenate([np.zeros((rows, 2), dtype=np.int64), limbs], axis=1).astype(np.uint64)
    each = np.arange(rows)
    above, middle, under = (padded[each, top + 2 - back] for back in range(3))
    seen = np.cumsum(limbs != 0, axis=1)
    rest = np.where(top >= 3, seen[each, np.maximum(top - 3, 0)] > 0, False)  # noqa: PLR2004 (below the three limbs)
    bits = np.frexp(above.astype(np.float64))[1].astype(np.uint64)
    up = np.uint64(WIDTH) - bits
    number = (((above << np.uint64(WIDTH)) | middle) << up) | (under >> bits)
    rest |= (under & ((np.uint64(1) << bits) - np.uint64(1))) != 0
    spare = np.uint64(64 - MANTISSA)
    kept, tail = number >> spare, number & ((np.uint64(1) << spare) - np.uint64(1))
    half = np.uint64(1) << (spare - np.uint64(1))
    odd = (kept & np.uint64(1)) == 1
    kept += (tail > half) | ((tail == half) & (rest | odd))
    power = (first + top - 1) * WIDTH - up.astype(np.int64) + int(spare)
    with np.errstate(over="ignore"):
        found: Numbers = np.ldexp(kept.astype(np.float64), power.astype(np.int32))
    return np.where(negative, -found, found)

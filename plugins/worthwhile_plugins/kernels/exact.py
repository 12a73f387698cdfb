"""Sums that are right to the last bit, whatever the order, the blocks or the machine.

Numbers are cut on a grid: the part of each that is a multiple of 2^e, and the rest, which is cut on a
finer grid in its turn. The grid is chosen so that all partial sums of a group's parts are whole
multiples of 2^e below 2^(e+53): float64 adds them without rounding, in any order, and so does a plain
`bincount` (error-free splitting, after Rump, Ogita and Oishi 2008). Money needs two grids: then the
sum of the two is rounded once, half to even, as `math.fsum` does. What lies too far apart goes to
limbs. Two sums are merged by adding up what lies on the same grid.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from worthwhile_plugins.kernels.limbs import Limbs

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

MANTISSA = 53
STEP = 8
"""Grids lie this many bits apart, so that parts that come one after the other mostly share theirs."""
WIDEST = 50
"""Bits that a grid may keep of a number: one less than what adding a large number can cut off."""
LEAST = -1074
"""The power of two that all float64 are multiples of."""
LARGE = 1000
"""Numbers from this power of two on are for limbs: their sums may be too large for float64 on the way."""
GRIDS = 6
"""Grids that are kept; a sum over more of them goes to limbs."""
AT_ONCE = 1 << 14
"""Numbers that are cut at once: what is made of them on the way stays in the cache."""


class ExactSum:
    """The sums of groups, exact until they are asked for."""

    def __init__(self) -> None:
        self._grids: dict[int, tuple[Numbers, int]] = {}
        """By the grid's power of two: the sums of the groups on it, and how many of its steps they stay within."""
        self._limbs = Limbs()

    def add(self, groups: Places, values: Numbers, size: int = 0, most: int = 0) -> None:
        """Take in numbers, each for its group; none may be NaN or infinite.

        Who knows says how many groups there are, and how many numbers at most are in one of them.
        """
        if not len(values):
            return
        size = size or int(groups.max()) + 1
        most = most or len(values)
        if size == 1 and len(values) > AT_ONCE:
            values = _by_block(values)
            groups, most = np.zeros(len(values), dtype=np.int64), len(values)
        self._add(groups, values, size, most)

    def _add(self, groups: Places, values: Numbers, size: int, most: int) -> None:
        """Cut numbers on one grid after the other until nothing is left."""
        bits = _bits(most)
        room = np.empty(len(values)), np.empty(len(values))
        while len(values):
            power = _power(values)
            if power > LARGE:
                large = np.abs(values) >= 2.0**LARGE
                self._limbs.add(groups[large], values[large])
                groups, values = groups[~large], values[~large]
                continue
            grid = _grid(power, bits)
            whole, rest = (it[: len(values)] for it in room)
            left = _cut(values, grid, whole, rest)
            sums: Numbers = np.bincount(groups, weights=whole, minlength=size).astype(np.float64, copy=False)
            self._put(grid, sums, most << max(power - grid, 0))
            if not left:
                return
            values = rest
            if left < len(values) // 2:
                some = np.flatnonzero(values)
                groups, values = groups[some], values[some]

    def _put(self, grid: int, sums: Numbers, reach: int) -> None:
        """Add sums on a grid to those that are there, unless they could grow too large to be exact."""
        if grid in self._grids:
            known, far = self._grids[grid]
            if reach + far <= 1 << MANTISSA:
                if len(known) < len(sums):
                    known, sums = sums, known
                known[: len(sums)] += sums
                sums, reach = known, reach + far
            else:
                self._spill(known)
        elif len(self._grids) == GRIDS:
            for known, _ in self._grids.values():
                self._spill(known)
            self._grids.clear()
        self._grids[grid] = sums, reach

    def _spill(self, sums: Numbers) -> None:
        some = np.flatnonzero(sums)
        self._limbs.add(some, sums[some])

    def merge(self, other: "ExactSum") -> None:
        """Take in another's sums."""
        self._limbs.merge(other._limbs)  # noqa: SLF001 (one of its kind)
        for grid, (sums, reach) in other._grids.items():  # noqa: SLF001 (as above)
            self._put(grid, sums.copy(), reach)

    def finish(self, size: int) -> Numbers:
        """The sums, each rounded once; infinite where it is too large for a number."""
        parts = [_sized(self._grids[it][0], size) for it in sorted(self._grids, reverse=True)]
        if self._limbs:
            return self._from_limbs(parts, np.arange(size), size)
        found, doubtful = _together(parts, size)
        if len(doubtful):
            found[doubtful] = self._from_limbs(parts, doubtful, size)[doubtful]
        return found

    def _from_limbs(self, parts: list[Numbers], groups: Places, size: int) -> Numbers:
        whole = Limbs()
        whole.merge(self._limbs)
        for it in parts:
            whole.add(groups, it[groups])
        return whole.finish(size)


def _bits(most: int) -> int:
    """How many bits of each number a grid may keep where so many are added."""
    return min(MANTISSA - max(most - 1, 1).bit_length(), WIDEST)


def _power(values: Numbers) -> int:
    """The power of two that all numbers stay below."""
    furthest = max(float(values.max()), -float(values.min()))
    return int(np.frexp(furthest)[1])


def _grid(power: int, bits: int) -> int:
    """The finest grid that so many bits below a power of two reach."""
    return max(-((bits - power) // STEP) * STEP, LEAST)


def _cut(values: Numbers, grid: int, whole: Numbers, rest: Numbers) -> int:
    """Of each number what is on a grid, and the rest; how many have one."""
    return sum(_cut_some(values[it], grid, whole[it], rest[it]) for it in _spans(len(values)))


def _cut_some(values: Numbers, grid: int, whole: Numbers, rest: Numbers) -> int:
    """Adding one and a half times 2^(e+52) leaves no bits below 2^e; taking it off again is exact."""
    large = 1.5 * 2.0 ** (grid + MANTISSA - 1)
    np.add(values, large, out=whole)
    np.subtract(whole, large, out=whole)
    np.subtract(values, whole, out=rest)
    return int(np.count_nonzero(rest))


def _spans(count: int) -> Iterator[slice]:
    return (slice(start, start + AT_ONCE) for start in range(0, count, AT_ONCE))


def _by_block(values: Numbers) -> Numbers:
    """A few numbers that add up to the same: of each block its sums on as many grids as it takes."""
    whole, rest = np.empty(AT_ONCE), np.empty(AT_ONCE)
    found: list[float] = []
    for span in _spans(len(values)):
        block = values[span]
        bits = _bits(len(block))
        into, over = whole[: len(block)], rest[: len(block)]
        left = 1
        while left:
            power = _power(block)
            if power > LARGE:
                found += block[np.abs(block) >= 2.0**LARGE].tolist()
                block = np.where(np.abs(block) >= 2.0**LARGE, 0.0, block)
                continue
            left = _cut_some(block, _grid(power, bits), into, over)
            found.append(float(np.add.reduce(into)))
            block = over
    return np.array(found)


def _sized(sums: Numbers, size: int) -> Numbers:
    """Room for all groups; those that nothing was added to have 0."""
    if len(sums) >= size:
        return sums[:size]
    return np.concatenate([sums, np.zeros(size - len(sums))])


def _together(parts: list[Numbers], size: int) -> tuple[Numbers, Places]:
    """The sums of the grids, largest first, rounded once; and the groups for which this is not sure.

    The sum of two numbers is rounded once. Of more, the errors of adding are carried on (Knuth's sum of
    two, from the smallest up) until no more than two numbers say it all.
    """
    if len(parts) < 3:  # noqa: PLR2004 (two are rounded once)
        none = np.empty(0, dtype=np.int64)
        return (parts[0] + parts[1] if len(parts) > 1 else parts[0].copy() if parts else np.zeros(size)), none
    parts = [it.copy() for it in parts]
    for _ in range(len(parts)):
        for place in range(len(parts) - 1, 0, -1):
            parts[place - 1], parts[place] = _two(parts[place - 1], parts[place])
    doubtful = np.flatnonzero(np.logical_or.reduce([it != 0 for it in parts[2:]]))
    return parts[0] + parts[1], doubtful


def _two(a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    """The rounded sum of two numbers, and what rounding took."""
    total = a + b
    other = total - a
    return total, (a - (total - other)) + (b - other)


def exact_sums(groups: Places, values: Numbers, size: int, most: int = 0) -> Numbers:
    """The exact sum of each group's numbers; who knows says how many there are at most in one of them."""
    sums = ExactSum()
    sums.add(groups, values, size, most)
    return sums.finish(size)

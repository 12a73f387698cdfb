"""Boxes: conditions as sets of pieces for each variable, and how they meet, contain and cover.

A box says of some variables in which pieces they lie; a condition is one box, or several of which
one holds. Which boxes meet another is found with integers that have a bit for each box: for each
piece of a variable those that contain it, and so for each stretch of pieces, doubled lengths kept
beforehand. Nothing is compared pair by pair.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from worthwhile.meaning.proofs.conditions import Atom, Both, Condition, Either, Sure
from worthwhile.meaning.proofs.values import runs
from worthwhile.text.deadline import look_at_the_clock

Box = Mapping[int, int]
"""For some variables the pieces in which they lie; of the others nothing is asked."""
Region = tuple[int, ...]
"""The same with something for every variable."""
BOXES = 4_000
"""The boxes that one condition may come to."""
TOGETHER = 60_000
"""The boxes that the rows of one table may come to."""
PARTS = 2_000
"""The parts that boxes which overlap may be cut into, for a sum of their volumes to tell what they cover."""
CUTS = 50_000
"""How often a part may be cut for that."""
LOOKS = 300_000
"""How many boxes may be looked at in the search for what no box covers."""


class TooManyError(Exception):
    """More than can be looked through in reasonable time."""


def boxes_of(condition: Condition, holding: Callable[[Atom], int], every: Sequence[int], *, unsure: bool) -> list[Box]:
    """A condition as boxes, of which one has to hold. Raises `TooManyError`.

    ``holding`` gives the pieces of a test; ``unsure`` is what is made of a condition that is missing.
    """
    match condition:
        case Atom(variable=variable):
            pieces = holding(condition)
            if pieces == every[variable]:
                return [{}]
            return [{variable: pieces}] if pieces else []
        case Sure(holds=holds):
            return [{}] if (unsure if holds is None else holds) else []
        case Both(parts=parts):
            found: list[Box] = [{}]
            for part in parts:
                found = product(found, boxes_of(part, holding, every, unsure=unsure))
            return found
        case Either(parts=parts):
            some = [box for part in parts for box in boxes_of(part, holding, every, unsure=unsure)]
            return merged(some, every)


def product(one: Sequence[Box], other: Sequence[Box]) -> list[Box]:
    """Where both of two conditions hold. Raises `TooManyError`."""
    if len(one) * len(other) > BOXES:
        raise TooManyError
    found = (both(a, b) for a in one for b in other)
    return [it for it in found if it is not None]


def both(a: Box, b: Box) -> Box | None:
    """What two boxes have in common; nothing where they do not meet."""
    if not a or not b:
        return a or b
    found = dict(a)
    for variable, pieces in b.items():
        left = found.get(variable)
        inside = pieces if left is None else pieces & left
        if not inside:
            return None
        found[variable] = inside
    return found


def merged(some: Iterable[Box], every: Sequence[int]) -> list[Box]:
    """The same boxes, those about one variable alone put together. Raises `TooManyError`."""
    alone: dict[int, int] = {}
    found: list[Box] = []
    for box in some:
        if not box:
            return [{}]
        if len(box) == 1:
            ((variable, pieces),) = box.items()
            alone[variable] = alone.get(variable, 0) | pieces
        elif box not in found:
            found.append(box)
    for variable, pieces in alone.items():
        if pieces == every[variable]:
            return [{}]
        found.append({variable: pieces})
    if len(found) > BOXES:
        raise TooManyError
    return found


class Boxes:
    """Many boxes, and which of them meet something. A set of boxes is an integer with a bit for each."""

    def __init__(self, boxes: Sequence[Box], every: Sequence[int]) -> None:
        self.every, self.all = every, (1 << len(boxes)) - 1
        self.boxes = [tuple(box.get(it, whole) for it, whole in enumerate(every)) for box in boxes]
        self._by_length: dict[int, list[list[int]]] = {}
        self._near: list[dict[int, int]] = [{whole: self.all} for whole in every]
        self.looks = LOOKS

    def region(self, box: Box) -> Region:
        """A box with something for every variable."""
        return tuple(box.get(it, whole) for it, whole in enumerate(self.every))

    # ---- who meets whom
    def meeting(self, region: Region) -> int:
        """The boxes that meet a region."""
        found = self.all
        for variable, pieces in enumerate(region):
            found &= self.near(variable, pieces)
        return found

    def meeting_box(self, box: Box) -> int:
        """The boxes that meet a box."""
        found = self.all
        for variable, pieces in box.items():
            found &= self.near(variable, pieces)
        return found

    def near(self, variable: int, pieces: int) -> int:
        """The boxes that have one of some pieces of a variable."""
        known = self._near[variable]
        found = known.get(pieces)
        if found is None:
            found = 0
            lengths = self._lengths(variable)
            for start, stop in runs(pieces):
                level = (stop - start).bit_length() - 1
                row = lengths[level]
                found |= row[start] | row[stop - (1 << level)]
            known[pieces] = found
        return found

    def _lengths(self, variable: int) -> list[list[int]]:
        """For every run of 1, 2, 4, ... pieces the boxes that have one of them."""
        if variable not in self._by_length:
            row = self._piece_by_piece(variable)
            rows, length = [row], 1
            while 2 * length <= len(rows[0]):
                row = [a | b for a, b in zip(row, row[length:], strict=False)]
                rows.append(row)
                length *= 2
            self._by_length[variable] = rows
        return self._by_length[variable]

    def _piece_by_piece(self, variable: int) -> list[int]:
        count = self.every[variable].bit_length()
        changes = [0] * (count + 1)
        cut: dict[int, list[tuple[int, int]]] = {}
        for place, box in enumerate(self.boxes):
            pieces = box[variable]
            if pieces not in cut:
                cut[pieces] = list(runs(pieces))
            for start, stop in cut[pieces]:
                changes[start] ^= 1 << place
                changes[stop] ^= 1 << place
        found, now = [], 0
        for it in changes[:-1]:
            now ^= it
            found.append(now)
        return found

    # ---- what no box covers
    def taken_apart(self) -> "Boxes | None":
        """The same ground in boxes of which no two meet; nothing where that would be too many."""
        met = [self.meeting(it) for it in self.boxes]
        found: list[Region] = []
        done, cuts = 0, CUTS
        for place in sorted(range(len(self.boxes)), key=lambda it: met[it].bit_count()):
            parts = [self.boxes[place]]
            for other in places(met[place] & done):
                cuts -= len(parts)
                parts = [it for part in parts for it in without(part, self.boxes[other])]
                if len(parts) > PARTS or cuts < 0:
                    return None
            found += parts
            done |= 1 << place
            if len(found) > len(self.boxes) + PARTS:
                return None
        whole = self.every
        return Boxes([{it: part[it] for it in range(len(whole)) if part[it] != whole[it]} for part in found], whole)

    def uncovered(self, region: Region, among: int, *, apart: bool = False) -> Iterator[Region]:
        """Regions within a region that none of some boxes meets. Raises `TooManyError`.

        ``apart`` says that no two of the boxes meet: what is full needs no further look.
        """
        waiting = [(region, among & self.meeting(region))]
        while waiting:
            here, alive = waiting.pop()
            if not alive:
                yield here
                continue
            pivot, rest = self._pivot(here, alive, apart=apart)
            if pivot < 0:
                continue
            waiting += ((part, rest & self.meeting(part)) for part in without(here, self.boxes[pivot]))

    def _pivot(self, region: Region, alive: int, *, apart: bool) -> tuple[int, int]:
        """The box that takes most of a region, and the others; -1 where the region is full."""
        look_at_the_clock()
        best, most, total, whole = -1, 0, 0, volume(region)
        waiting = alive
        while waiting:
            place = (waiting & -waiting).bit_length() - 1
            waiting &= waiting - 1
            taken = shared(region, self.boxes[place])
            if taken == whole:
                return -1, 0
            total += taken
            if taken > most:
                best, most = place, taken
        self.looks -= alive.bit_count()
        if self.looks < 0:
            raise TooManyError
        if apart and total == whole:
            return -1, 0
        return best, alive & ~(1 << best)


def without(region: Region, box: Region) -> list[Region]:
    """What is left of a region without a box, as regions that do not meet."""
    if not all(a & b for a, b in zip(region, box, strict=True)):
        return [region]
    found: list[Region] = []
    left = list(region)
    for variable, pieces in enumerate(box):
        outside = left[variable] & ~pieces
        if outside:
            found.append((*left[:variable], outside, *left[variable + 1 :]))
            left[variable] &= pieces
    return found


def volume(region: Region) -> int:
    """How many combinations of pieces a region has."""
    found = 1
    for pieces in region:
        found *= pieces.bit_count()
    return found


def shared(a: Region, b: Region) -> int:
    """How many combinations two regions have in common."""
    found = 1
    for one, other in zip(a, b, strict=True):
        found *= (one & other).bit_count()
    return found


def places(some: int) -> Iterator[int]:
    """The numbers of the boxes in a set."""
    while some:
        yield (some & -some).bit_length() - 1
        some &= some - 1

"""The values of a variable, cut into pieces so that no condition tells two values of a piece apart.

Of numbers the pieces are the constants that stand in conditions, and what lies between them; of
categories the labels, of texts those that are named and one that is not. A set of pieces is an
integer with a bit for each.
"""

import math
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_, or_

from worthwhile.meaning.function import Value
from worthwhile.meaning.proofs.conditions import MISSING, Atom, Both, Condition, Either, Known, Sure, Variable, atoms
from worthwhile.text.frozen import frozen
from worthwhile.units import Category, Truth, Words

PAIR = ("<", "=", ">")
PAIRS = {"<": 1, "<=": 3, "=": 2, "!=": 5, ">": 4, ">=": 6}
"""How a pair compares, as bits of less, equal and greater."""


@frozen
class Stretch:
    """A number, or all numbers between two."""

    low: float
    high: float


@frozen
class Another:
    """A text that no condition names."""


@frozen
class Gone:
    """No value."""


Piece = Stretch | str | bool | Another | Gone


class Values:
    """The pieces of one variable; the last is `missing`, where a condition asks for that."""

    def __init__(self, variable: Variable, asked: Sequence[Atom], limit: Condition | None, *, whole: bool) -> None:
        self.variable, self.whole = variable, whole
        self._places: dict[Value, tuple[int, int]] = {}
        """For each constant how many pieces lie below it, and how many up to and with it."""
        of_limit = atoms(limit) if limit is not None else ()
        cut = list(self._cut([it.value for it in (*asked, *of_limit) if it.sign != MISSING]))
        self._every = (1 << len(cut)) - 1
        self._kept = self._within(limit)
        self.pieces: list[Piece] = [it for place, it in enumerate(cut) if self._kept >> place & 1]
        self.there = (1 << len(self.pieces)) - 1
        """All pieces but missing."""
        can_be_missing = any(it.sign == MISSING for it in asked)
        self.gone = self.there + 1 if can_be_missing else 0
        self.all = self.there | self.gone
        self.pieces += [Gone()] if can_be_missing else []

    # ---- pieces
    def _cut(self, named: list[Value]) -> Iterator[Piece]:
        type_, kind = self.variable.core.type, self.variable.kind
        if kind is Known.PAIR:
            yield from PAIR
        elif kind is Known.OPAQUE or isinstance(type_, Truth):
            yield from self._singly([False, True])
        elif isinstance(type_, Category) and type_.labels:
            yield from self._singly(type_.labels)
        elif isinstance(type_, Category | Words):
            yield from self._singly([*dict.fromkeys(map(str, named)), Another()])
        else:
            yield from self._stretches(sorted({float(it) for it in named if isinstance(it, float | int)}))

    def _singly(self, pieces: Sequence[str | bool | Another]) -> Iterator[Piece]:
        for place, it in enumerate(pieces):
            if not isinstance(it, Another):
                self._places[it] = (place, place + 1)
            yield it

    def _stretches(self, cuts: Sequence[float]) -> Iterator[Piece]:
        """The constants and what lies between them; of whole numbers only where there is one."""
        count, low = 0, -math.inf
        for high in (*cuts, math.inf):
            if not self.whole or has_whole(low, high):
                yield Stretch(low, high)
                count += 1
            if high != math.inf:
                here = count
                if not self.whole or high.is_integer():
                    yield Stretch(high, high)
                    count += 1
                self._places[high] = (here, count)
            low = high

    def _within(self, limit: Condition | None) -> int:
        """The pieces within the bounds; all where that would leave none."""
        return (self._of(limit) if limit is not None else 0) or self._every

    def _of(self, condition: Condition) -> int:
        """The pieces for which a condition on this variable alone holds."""
        match condition:
            case Atom():
                return self._holding(condition)
            case Both(parts=parts):
                return reduce(and_, map(self._of, parts))
            case Either(parts=parts):
                return reduce(or_, map(self._of, parts))
            case Sure(holds=holds):
                return self._every if holds else 0

    # ---- sets
    def holding(self, atom: Atom) -> int:
        """The pieces for which a test holds."""
        if atom.sign == MISSING:
            return self.there if atom.negated else self.gone
        return self._renumbered(self._holding(atom))

    def _holding(self, atom: Atom) -> int:
        if self.variable.kind is Known.PAIR:
            return PAIRS[atom.sign]
        below, upto = self._places[atom.value]
        before, until = (1 << below) - 1, (1 << upto) - 1
        match atom.sign:
            case "<":
                return before
            case "<=":
                return until
            case "=":
                return until ^ before
            case "!=":
                return self._every ^ until ^ before
            case ">":
                return self._every ^ until
        return self._every ^ before

    def _renumbered(self, found: int) -> int:
        """A set of all pieces as one of those within the bounds."""
        if self._kept == self._every:
            return found
        low = lowest(self._kept)
        if self._kept >> low == self.there:  # what is kept is in one piece
            return found >> low & self.there
        kept = (it for it in range(self._kept.bit_length()) if self._kept >> it & 1)
        return sum(1 << place for place, it in enumerate(kept) if found >> it & 1)


def has_whole(low: float, high: float) -> bool:
    """Whether a whole number lies between two numbers."""
    return low == -math.inf or high == math.inf or math.floor(low) + 1 < high


def lowest(pieces: int) -> int:
    """The first piece of a set."""
    return (pieces & -pieces).bit_length() - 1


def runs(pieces: int) -> Iterator[tuple[int, int]]:
    """The unbroken runs of a set: the first piece of each, and the one after its last."""
    start = 0
    while pieces:
        gap = lowest(pieces)
        pieces >>= gap
        length = lowest(~pieces)
        start += gap
        yield start, start + length
        pieces >>= length
        start += length

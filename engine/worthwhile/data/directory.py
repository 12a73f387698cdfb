"""Rows found by their whole-number keys.

Keys that lie close together have a place each in a table. Others are spread over a table of four
times their number: the key times an odd number is the key in another order, bit for bit (Knuth's
multiplicative hashing); its upper bits say where in the table it stands, its lower bits stand there,
beside the row, so that one look says both whether it is the key and which row has it. A key whose
place is taken goes to one of the next three; the few that find none are sorted.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Words = NDArray[np.uint64]
Tasks = Callable[[Sequence[Callable[[], Any]]], Sequence[Any]]
"""What carries out tasks, one after the other or at the same time."""

NOWHERE = -1
CLOSE = 4
"""Keys lie close together where there are no more than so many places for each."""
FEW = 1 << 16
"""Places that are always worth it."""
FAR = 1 << 62
"""How far from 0 they may lie for that: no key is then mistaken for one that lies 2^64 from it."""
ODD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio."""
TRIES = 4
EMPTY = np.uint64(2**64 - 1)
AT_ONCE = 1 << 14
"""Keys that are looked for at once: what is made of them on the way stays in the cache."""
SHARE = 1 << 18
"""Keys that one task looks for."""


class Directory:
    """The row of each key; of a key that several rows have, the first."""

    def __init__(self, keys: Rows, gone: NDArray[np.bool_] | None = None) -> None:
        """The keys of all rows; ``gone`` says which rows have none."""
        self._keys = keys
        self._rows = np.arange(len(keys)) if gone is None else np.flatnonzero(~gone)
        known = keys if gone is None else keys[self._rows]
        self._least = int(known.min()) if len(known) else 0
        span = int(known.max()) - self._least + 1 if len(known) else 1
        self._close = span <= max(CLOSE * len(known), FEW) and abs(self._least) < FAR
        self._late: tuple[Rows, Rows] = (known[:0], self._rows[:0])
        """Keys that have no place in the table, in their order, and their rows."""
        if self._close:
            self._table = np.full(span + 1, NOWHERE, dtype=np.int64)  # the last place is for all others
            self._table[known[::-1] - self._least] = self._rows[::-1]
            self._alike = gone is None and len(known) == span and bool((self._table[:-1] == self._rows).all())
        else:
            self._bits = len(keys).bit_length()
            self._words = np.full((1 << (self._bits + 2)) + TRIES, EMPTY)
            self._spread(known)

    def _spread(self, known: Rows) -> None:
        home, rest = self._parts(known.view(np.uint64))
        left = np.arange(len(known))[::-1]  # the last to write stays: the first row that has a key
        for number in range(TRIES):
            at = home[left] + number
            words = rest[left] | np.uint64(number << self._bits) | self._rows[left].view(np.uint64)
            free = self._words[at] == EMPTY
            self._words[at[free]] = words[free]
            left = left[self._words[at] != words]
        left = left[np.lexsort((left, known[left]))]
        self._late = known[left], self._rows[left]

    def _parts(self, keys: Words) -> tuple[Rows, Words]:
        """Where in the table a key stands, and what of it stands there."""
        mixed = keys * ODD
        upper = np.uint64(self._bits + 2)
        return (mixed >> (np.uint64(64) - upper)).view(np.int64), mixed << upper

    @property
    def distinct(self) -> bool:
        """Whether no key is that of several rows."""
        found = np.empty(len(self._keys), dtype=np.int64)
        self._find(self._keys, found)
        return bool((found[self._rows] == self._rows).all())

    def rows(self, keys: Rows, tasks: Tasks | None = None) -> Rows:
        """The row of each key; -1 where no row has it."""
        if self._close and self._alike and self._least == 0 and len(keys):
            unsigned = keys.view(np.uint64)
            if int(unsigned.max()) < len(self._rows):  # a key is its row
                return keys
        found = np.empty(len(keys), dtype=np.int64)
        spans = [slice(start, start + SHARE) for start in range(0, len(keys), SHARE)]
        shares = [partial(self._find, keys[it], found[it]) for it in spans]
        if tasks is None or len(shares) < 2:  # noqa: PLR2004 (one does not wait for another)
            for share in shares:
                share()
        else:
            tasks(shares)
        return found

    def _find(self, keys: Rows, found: Rows) -> None:
        for start in range(0, len(keys), AT_ONCE):
            span = slice(start, start + AT_ONCE)
            if self._close:
                self._find_close(keys[span], found[span])
            else:
                self._find_spread(keys[span], found[span])

    def _find_close(self, keys: Rows, found: Rows) -> None:
        last = len(self._table) - 1
        places = (keys - self._least).view(np.uint64)  # what lies below is very far above
        np.minimum(places, np.uint64(last), out=places)
        self._table.take(places.view(np.int64), out=found, mode="clip")

    def _find_spread(self, keys: Rows, found: Rows) -> None:
        home, rest = self._parts(keys.view(np.uint64))
        most = np.uint64(1 << self._bits)
        words = found.view(np.uint64)
        self._words.take(home, out=words, mode="clip")
        np.bitwise_xor(words, rest, out=words)  # the row is left where all else is the same
        missed = np.flatnonzero(words >= most)
        for number in range(1, TRIES):
            if not len(missed):
                return
            again = self._words[home[missed] + number] ^ rest[missed] ^ np.uint64(number << self._bits)
            words[missed] = again
            missed = missed[again >= np.uint64(len(self._keys))]
        found[missed] = self._found_late(keys[missed])

    def _found_late(self, keys: Rows) -> Rows:
        known, rows = self._late
        if not len(known):
            return np.full(len(keys), NOWHERE, dtype=np.int64)
        place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[place] == keys, rows[place], NOWHERE)

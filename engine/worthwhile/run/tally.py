"""Rows taken in, some at a time: their columns, and a tally of cells that are wrong or missing.

Tallies of parts add up to that of the whole, in whatever order: what is said of data is said once, of
all of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.arrow import Wrong, as_it_lies, decoded
from worthwhile.data.cells import option_for
from worthwhile.data.cells import wanted as wanted_words
from worthwhile.data.columns import Array, Column, missing
from worthwhile.run import complaints
from worthwhile.run.complaints import FIRST
from worthwhile.run.heads import Heads, Wanted
from worthwhile.text import Finding
from worthwhile.text.frozen import frozen

Named = Callable[[Sequence[int]], Sequence[object]]
"""What the keys of some rows are."""


@frozen
class Tally:
    """The cells of one column that could not be read, and those that are empty: how many, and the first rows."""

    wrong: int = 0
    wrong_first: tuple[int, ...] = ()
    example: str = ""
    """What the first of the wrong cells says."""
    missing: int = 0
    missing_first: tuple[int, ...] = ()

    def merged(self, other: "Tally") -> "Tally":
        """The tally of both parts."""
        mine = bool(self.wrong) and (not other.wrong or self.wrong_first[0] <= other.wrong_first[0])
        return Tally(
            self.wrong + other.wrong,
            tuple(sorted(self.wrong_first + other.wrong_first)[:FIRST]),
            self.example if mine else other.example,
            self.missing + other.missing,
            tuple(sorted(self.missing_first + other.missing_first)[:FIRST]),
        )

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that it names."""
        return self.wrong_first + self.missing_first


NOTHING = Tally()
"""That of a column of which nothing is to be said."""


def take_in(wanted: Wanted, array: Any, start: int = 0) -> tuple[Column, Tally]:  # noqa: ANN401 (an Arrow array)
    """Some rows of a column, the first of them row ``start``; nothing is kept between calls."""
    lying = as_it_lies(array, wanted.type)
    if lying is not None:
        with np.errstate(over="ignore", invalid="ignore"):
            total = np.add.reduce(lying)
        if isfinite(total):  # only where every part is
            return lying, NOTHING
    column, wrong = decoded(array, wanted.type, wanted.spelling)
    return column, _tally(wanted, column, wrong, start)


class Later:
    """A column that is taken in as it lies, and looked at when its rows are walked."""

    def __init__(self, wanted: Wanted, tallies: dict[str, Tally]) -> None:
        self._wanted, self._tallies = wanted, tallies

    def seen(self, column: Array, places: NDArray[np.int64] | None) -> Array:
        """Count what is missing and what is endless, at some places or at all; what is endless is taken out."""
        values = column if places is None else column[places]
        here = np.flatnonzero(~np.isfinite(values))
        if not len(here):
            return column
        rows = here if places is None else np.sort(places[here])
        endless = rows[np.isinf(column[rows])]
        wrong = Wrong()
        if len(endless):
            wrong.add(endless, str(column[endless[0]]))
            column = column.copy()
            column[endless] = np.nan
        empty = np.setdiff1d(rows, endless) if len(endless) else rows
        gone = 0 if self._wanted.optional else len(empty)
        first = tuple(empty[:FIRST].tolist()) if gone else ()
        self._tallies[self._wanted.name] = Tally(wrong.rows, tuple(wrong.first), wrong.example, gone, first)
        return column


def _tally(wanted: Wanted, column: Column, wrong: Wrong, start: int) -> Tally:
    gone = None if wanted.optional else missing(column)
    empty = 0 if gone is None else int(np.count_nonzero(gone)) - wrong.rows
    if not wrong.rows and not empty:
        return NOTHING
    first: list[int] = []
    if empty and gone is not None:
        for it in wrong.places:
            gone[it] = False
        first = (np.flatnonzero(gone)[:FIRST] + start).tolist()
    return Tally(wrong.rows, tuple(it + start for it in wrong.first), wrong.example, empty, tuple(first))


def told(heads: Heads, tallies: Mapping[str, Tally], named: Named) -> Iterator[Finding]:
    """What is to be said of the columns of a table, each in its turn, when all rows have been taken in."""
    for it in heads.inputs:
        if isinstance(it, Finding):
            yield it
        else:
            yield from _told(it, tallies.get(it.name, NOTHING), named, heads.file)


def _told(it: Wanted, tally: Tally, named: Named, file: str) -> Iterator[Finding]:
    if tally.wrong:
        keys = named(tally.wrong_first)
        wants = wanted_words(it.type, it.spelling)
        option = option_for(tally.example, it.type, it.spelling)
        yield complaints.wrong_kind(it.name, tally.wrong, keys, it.at, file, tally.example, wants, option)
    if tally.missing:
        yield complaints.cells_missing(it.name, tally.missing, named(tally.missing_first), it.at, file)


def added(tallies: Mapping[str, Tally], others: Mapping[str, Tally]) -> dict[str, Tally]:
    """The tallies of all the columns of both parts."""
    names = dict.fromkeys((*tallies, *others))
    return {it: tallies.get(it, NOTHING).merged(others.get(it, NOTHING)) for it in names}

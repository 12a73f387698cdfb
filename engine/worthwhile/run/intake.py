"""The tables of a run whose entity comes in parts: the others are there as a whole.

Records have to fit in memory, or rather those of their columns that the model needs; each part gets the
records that belong to its rows. Lookups are the same for all parts.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from worthwhile.data.frame import Frame
from worthwhile.data.keys import Keys
from worthwhile.data.owned import Owned
from worthwhile.data.spelling import Spelled
from worthwhile.data.tables import no_cells
from worthwhile.data.unique import Rising
from worthwhile.meaning.core import ENTITY
from worthwhile.meaning.meaning import Meaning, OtherTable
from worthwhile.plan.steps import Plan
from worthwhile.run import complaints
from worthwhile.run.bind import (
    Bound,
    Mask,
    Taken,
    not_given,
    of_nobody,
    take_columns,
    take_lookup,
    take_records,
)
from worthwhile.run.heads import NOWHERE, entity_heads
from worthwhile.run.rows import Places, Rows
from worthwhile.run.tally import Named, Tally, take_in, told
from worthwhile.text import Finding

NOBODY = -1
"""Instead of the row that a record belongs to."""


class Intake:
    """Takes in the entity's rows part by part; the other tables once."""

    def __init__(
        self,
        meaning: Meaning,
        plan: Plan,
        heads: Sequence[str],
        file: str,
        frames: Mapping[str, Frame],
        spelled: Spelled = NOWHERE,
        notes: tuple[Finding, ...] = (),
    ) -> None:
        self.meaning, self.plan = meaning, plan
        self.heads = entity_heads(meaning, heads, file, spelled, notes)
        self.keys = Rising()
        self._taken: dict[str, Taken] = {}
        self._somebodys: dict[str, Mask] = {}
        """Of records: whether each belongs to a row that has been read."""
        self._owned: dict[str, Owned] = {}
        self._told: list[tuple[OtherTable, list[Finding], list[Finding]]] = []
        """Of each other table: what is to be said of it and its keys, and of its columns."""
        for table in meaning.tables.values():
            given = frames.get(table.name, frames.get(meaning.plain_name(table)))
            self._take(table, given)

    def _take(self, table: OtherTable, frame: Frame | None) -> None:
        whole, columns = Bound(), Bound()
        if table.of:
            taken, heads = take_records(self.meaning, self.plan, table, frame, whole)
            take_columns(heads, frame, taken, columns)
            self._somebodys[table.name] = np.zeros(taken.rows.count, dtype=bool)
            if taken.keys is not None:
                self._owned[table.name] = Owned(taken.keys)
        else:
            take_lookup(self.meaning, self.plan, table, frame, whole)
            taken = whole.taken[table.name]
        self._taken[table.name] = taken
        self._told.append((table, whole.findings, columns.findings))

    @property
    def lookups(self) -> dict[str, Taken]:
        """The tables that are the same for all parts."""
        return {name: it for name, it in self._taken.items() if name not in self._somebodys}

    def strays(self, start: int) -> dict[str, Taken] | None:
        """The records that belong to no row that has been read, as a part of their own; nothing where there are none."""
        if all(it.all() for it in self._somebodys.values()):
            return None
        tables = {ENTITY: Taken(Rows(0), file=self.heads.file, start=start), **self._taken}
        for it in self.heads.wanted:
            column, _ = take_in(it, no_cells())
            tables[ENTITY].rows.columns[it.name] = column
        for name, somebodys in self._somebodys.items():
            rows = np.flatnonzero(~somebodys)
            tables[name] = _some(self._taken[name], rows, np.full(len(rows), NOBODY, dtype=np.int64))
        return tables

    @property
    def findings(self) -> list[Finding]:
        """All that can be said before the entity's rows are read."""
        found = list(self.heads.findings)
        for _, whole, columns in self._told:
            found += [*whole, *columns]
        return found + list(not_given(self.meaning, self.plan, [it.name for it in self.heads.wanted]))

    def part(self, frame: Frame, start: int, *, fresh: bool) -> tuple[dict[str, Taken], dict[str, Tally]]:
        """Take in some rows, the first of which has the number ``start``; ``fresh`` ones are read for the first time."""
        keys = frame.keys(self.heads.key)
        if fresh:
            self.keys.take(keys)
        taken = Taken(Rows(frame.rows), keys, self.heads.file, start=start)
        tallies: dict[str, Tally] = {}
        for it in self.heads.wanted:
            taken.rows.columns[it.name], tallies[it.name] = take_in(it, frame.raw(it.head), start)
            taken.heads[it.name] = it.head
        tables = {ENTITY: taken, **self._taken}
        for name in self._somebodys:
            tables[name] = self._records(name, keys)
        return tables, tallies

    def _records(self, name: str, keys: Keys) -> Taken:
        """The records of some rows of the entity."""
        whole = self._taken[name]
        if name not in self._owned:
            return Taken(Rows(0, parents=np.empty(0, dtype=np.int64)), file=whole.file)
        records, parents = self._owned[name].among(keys)
        self._somebodys[name][records] = True
        return _some(whole, records, parents)

    def told(self, tallies: Mapping[str, Tally], named: Named, twice: tuple[tuple[object, ...], int]) -> list[Finding]:
        """All that is to be said of the data when all rows have been read; ``twice`` are keys that rows share."""
        return list(self._said(tallies, named, twice))

    def _said(
        self, tallies: Mapping[str, Tally], named: Named, twice: tuple[tuple[object, ...], int]
    ) -> Iterator[Finding]:
        heads, keys = self.heads, self.keys
        yield from heads.told
        if heads.key_at is not None and twice[1]:
            yield complaints.keys_twice(heads.key, twice[1], twice[0], heads.key_at, heads.file)
        if heads.key_at is not None and keys.rows_gone:
            yield complaints.keys_gone(heads.key, keys.rows_gone, keys.gone, heads.key_at, heads.file)
        yield from told(heads, tallies, named)
        for table, whole, columns in self._told:
            yield from whole
            taken = self._taken[table.name]
            if table.of and taken.keys is not None:
                yield from of_nobody(self.meaning, table, taken, ~self._somebodys[table.name])
            yield from columns
        yield from not_given(self.meaning, self.plan, [it.name for it in heads.wanted])


def _some(whole: Taken, mine: Places, parents: Places) -> Taken:
    """Some of the records, and the row of the entity that each belongs to."""
    columns = {name: it[mine] if len(it) == whole.rows.count else it for name, it in whole.rows.columns.items()}
    rows = Rows(len(mine), columns, parents, numbers=mine)
    return Taken(rows, whole.keys.some(mine) if whole.keys else None, whole.file, whole.heads)

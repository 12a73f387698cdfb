"""Data to inputs: which column is which input, what its cells say, and what is wrong with them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.arrow import as_it_lies
from worthwhile.data.form import Form, form_of
from worthwhile.data.frame import Frame
from worthwhile.data.keys import Keys, joined
from worthwhile.data.lookup import Index
from worthwhile.meaning.core import ENTITY, Core, Fetch, every, name_read
from worthwhile.meaning.draft import AS_OF
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Meaning, OtherTable
from worthwhile.plan.steps import Plan
from worthwhile.run import complaints
from worthwhile.run.heads import Heads, entity_heads, table_heads
from worthwhile.run.rows import Rows
from worthwhile.run.tally import Later, Tally, take_in, told
from worthwhile.run.threads import in_parallel
from worthwhile.text import Finding
from worthwhile.units import Words

Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Taken:
    """One table of a run: its rows, what they are called, where they come from."""

    rows: Rows
    keys: Keys | None = None
    file: str = ""
    heads: dict[str, str] = field(default_factory=dict)
    """The column of each input that has one."""
    start: int = 0
    """The number of the first row in the whole table."""

    def key(self, row: int) -> object:
        """The key of a row; its number, counted from one, where there is none."""
        return self.keys.at(row) if self.keys else self.number(row) + 1

    def number(self, row: int) -> int:
        """The number of a row in the whole table, of which these may be some rows."""
        return int(self.rows.numbers[row]) if self.rows.numbers is not None else self.start + row

    def named(self, rows: Sequence[int]) -> tuple[object, ...]:
        """The keys of some rows."""
        return tuple(self.key(it) for it in rows) if self.keys else ()


@dataclass(slots=True)
class Bound:
    """The tables of one run, and what is to be said of them."""

    taken: dict[str, Taken] = field(default_factory=dict)
    """That of the entity, and every other by its name."""
    findings: list[Finding] = field(default_factory=list)
    later: list[tuple[int, Heads, dict[str, Tally], "Taken"]] = field(default_factory=list)
    """What can be said of columns only when their rows have been walked: where among the findings, of which."""

    def settle(self) -> None:
        """Say what the columns have shown, each table in its turn."""
        for place, heads, tallies, taken in reversed(self.later):
            self.findings[place:place] = told(heads, tallies, taken.named)
        self.later = []

    @property
    def main(self) -> Taken:
        """The entity's own."""
        return self.taken[ENTITY]

    @property
    def tables(self) -> dict[str, Rows]:
        """The rows of each table."""
        return {axis: it.rows for axis, it in self.taken.items()}


def bind(meaning: Meaning, plan: Plan, frames: Mapping[str, Frame], *, one: bool = False) -> Bound:
    """Give each input its column, of all rows at once.

    ``frames`` holds the rows of the entity and of the other tables by their names; in a model about one
    thing one value for each input, under no name. ``one`` asks for no key: it is about a single
    subject, to whom all records belong.
    """
    bound = Bound()
    entity = meaning.entity
    frame = frames.get(entity.name if entity else "")
    heads = (
        entity_heads(meaning, frame.heads, frame.name, frame.spelled, frame.notes, one=one)
        if frame
        else entity_heads(meaning, None, "the data", one=one)
    )
    count = 0 if frame is None and entity is not None else frame.rows if frame is not None and entity is not None else 1
    bound.taken[ENTITY] = taken = Taken(Rows(count), file=frame.name if frame else "")
    if frame is not None and heads.key:
        taken.keys = frame.keys(heads.key)
    bound.findings += heads.told
    bound.findings += keys_told(heads, taken.keys)
    take_columns(heads, frame, taken, bound, later=True)
    for table in meaning.tables.values():
        given = frames.get(table.name, frames.get(meaning.plain_name(table)))
        if table.of:
            _records(meaning, plan, table, given, bound, one=one)
        else:
            take_lookup(meaning, plan, table, given, bound)
    bound.findings += not_given(meaning, plan, bound.main.rows.columns.keys())
    return bound


LATER = 4_096
"""Rows from which on a column that needs no reading is looked at while it is walked."""


def take_columns(heads: Heads, frame: Frame | None, taken: Taken, bound: Bound, *, later: bool = False) -> None:
    """All rows of the columns that are wanted, and what is to be said of them; ``later``, where it can wait."""
    tallies: dict[str, Tally] = {}
    for it in heads.wanted:
        assert frame is not None  # noqa: S101 (only what is there is wanted)
        raw = frame.raw(it.head)
        lying = as_it_lies(raw, it.type) if later and taken.rows.count >= LATER else None
        if lying is not None:
            taken.rows.columns[it.name] = lying
            taken.rows.unseen[it.name] = Later(it, tallies)
        else:
            taken.rows.columns[it.name], tallies[it.name] = take_in(it, raw)
        taken.heads[it.name] = it.head
    if taken.rows.unseen:
        bound.findings += heads.findings[len(heads.told) :]
        bound.later.append((len(bound.findings), heads.only_wanted, tallies, taken))
    else:
        bound.findings += told(heads, tallies, taken.named)


def _records(meaning: Meaning, plan: Plan, table: OtherTable, frame: Frame | None, bound: Bound, *, one: bool) -> None:
    """Records: whose the rows are; those of nobody are told."""
    main = bound.main
    alone = one and frame is not None and (main.keys is None or table.column not in frame.heads)
    taken, heads = take_records(meaning, plan, table, frame, bound, alone=alone)
    if alone:
        taken.rows.parents = np.zeros(taken.rows.count, dtype=np.int64)
    elif taken.keys is not None and main.keys is not None:
        parents = joined(taken.keys, main.keys, in_parallel)
        bound.findings += of_nobody(meaning, table, taken, parents < 0)
        taken.rows.parents = parents
    else:
        taken.rows.parents = np.full(taken.rows.count, -1, dtype=np.int64)
    take_columns(heads, frame, taken, bound, later=True)


def take_records(
    meaning: Meaning, plan: Plan, table: OtherTable, frame: Frame | None, bound: Bound, *, alone: bool = False
) -> tuple[Taken, Heads]:
    """The keys of records: whose they are is to be found out."""
    heads = (
        table_heads(meaning, plan, table, frame.heads, frame.name, frame.spelled, frame.notes, keyless=alone)
        if frame
        else table_heads(meaning, plan, table, None, "", keyless=alone)
    )
    bound.findings += heads.told
    rows = frame.rows if frame is not None and frame.heads else 0
    bound.taken[table.name] = taken = Taken(Rows(rows), file=frame.name if frame and frame.heads else "")
    if frame is not None and heads.key:
        taken.keys = frame.keys(heads.key)
    return taken, heads


def take_lookup(meaning: Meaning, plan: Plan, table: OtherTable, frame: Frame | None, bound: Bound) -> None:
    """A lookup: which of its rows has which key, as those who look up spell it."""
    taken, heads = take_records(meaning, plan, table, frame, bound)
    bound.findings += keys_told(heads, taken.keys)
    if frame is not None and heads.key:
        for it in fetches(meaning):
            form = form_of(it.key.type)
            if it.table == table.name and form not in taken.rows.index:
                column, _ = frame.column(table.column, Words() if form is Form.LABEL else it.key.type)
                taken.rows.index[form] = Index(column)
    take_columns(heads, frame, taken, bound)


def of_nobody(meaning: Meaning, table: OtherTable, taken: Taken, nobody: Mask) -> Iterator[Finding]:
    """The records whose key no row of the entity has."""
    rows = np.flatnonzero(nobody)
    if len(rows):
        examples = list(dict.fromkeys(taken.named(rows[: 10 * complaints.FIRST].tolist())))[: complaints.FIRST]
        whose = meaning.entity.name if meaning.entity else ""
        yield complaints.of_nobody(table.name, table.key, whose, len(rows), examples, table.at, taken.file)


def fetches(meaning: Meaning) -> Iterator[Fetch]:
    """All that is read from lookups."""
    cores = [it.core for it in meaning.definitions.values()]
    cores += [it.core for it in meaning.checks] + [it.core for it in meaning.outputs]
    return (node for core in cores for node in every(core) if isinstance(node, Fetch))


def keys_told(heads: Heads, keys: Keys | None) -> Iterator[Finding]:
    """What is to be said of the keys of rows that each have their own."""
    if keys is None or heads.key_at is None:
        return
    twice, rows = keys.twice(in_parallel)
    if rows:
        yield complaints.keys_twice(heads.key, rows, twice, heads.key_at, heads.file)
    if keys.rows_gone:
        yield complaints.keys_gone(heads.key, keys.rows_gone, keys.gone, heads.key_at, heads.file)


def not_given(meaning: Meaning, plan: Plan, given: Collection[str]) -> Iterator[Finding]:
    """Assumptions that have no value, where the plan needs them."""
    for slot in plan.inputs:
        declared = meaning.declared[slot.name]
        if declared.role is Role.ASSUMPTION and slot.default is None and slot.name not in given:
            at = next((it.span for it in _uses(meaning, slot.name)), declared.at)
            yield complaints.not_given(slot.name, at, as_of=slot.name == AS_OF)


def _uses(meaning: Meaning, name: str) -> list[Core]:
    """The mentions of a name."""
    cores = [it.core for it in meaning.definitions.values()]
    return [node for core in cores for node in every(core) if name_read(node) == name]

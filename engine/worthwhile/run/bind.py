"""Data to inputs: which column is which input, what its cells say, and what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from worthwhile.data.arrow import Keys, Wrong, joined
from worthwhile.data.cells import wanted
from worthwhile.data.columns import Column, missing
from worthwhile.data.form import Form, form_of
from worthwhile.data.frame import Frame
from worthwhile.data.lookup import Index
from worthwhile.meaning.core import ENTITY, Core, Fetch, every, name_read
from worthwhile.meaning.draft import AS_OF
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Input, Meaning, OtherTable
from worthwhile.plan.steps import Plan
from worthwhile.run import complaints
from worthwhile.run.rows import Rows
from worthwhile.run.threads import in_parallel
from worthwhile.text import Finding, Span
from worthwhile.units import Words


@dataclass(slots=True)
class Taken:
    """One table of a run: its rows, what they are called, where they come from."""

    rows: Rows
    keys: Keys | None = None
    file: str = ""
    heads: dict[str, str] = field(default_factory=dict)
    """The column of each input that has one."""

    def key(self, row: int) -> object:
        """The key of a row; its number, counted from one, where there is none."""
        return self.keys.at(row) if self.keys else row + 1

    def named(self, rows: list[int]) -> tuple[object, ...]:
        """The keys of some rows."""
        return tuple(self.key(it) for it in rows) if self.keys else ()


@dataclass(slots=True)
class Bound:
    """The tables of one run, and what is to be said of them."""

    taken: dict[str, Taken] = field(default_factory=dict)
    """That of the entity, and every other by its name."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def main(self) -> Taken:
        """The entity's own."""
        return self.taken[ENTITY]

    @property
    def tables(self) -> dict[str, Rows]:
        """The rows of each table."""
        return {axis: it.rows for axis, it in self.taken.items()}


def bind(meaning: Meaning, plan: Plan, frames: Mapping[str, Frame], *, one: bool = False) -> Bound:
    """Give each input its column.

    ``frames`` holds the rows of the entity and of the other tables by their names; in a model about one
    thing one value for each input, under no name. ``one`` asks for no key: it is about a single
    subject, to whom all records belong.
    """
    bound = Bound()
    entity = meaning.entity
    frame = frames.get(entity.name if entity else "")
    bound.taken[ENTITY] = _entity(meaning, frame, bound, one=one)
    for table in meaning.tables.values():
        given = frames.get(table.name, frames.get(meaning.plain_name(table)))
        bound.taken[table.name] = _table(meaning, plan, table, given, bound, one=one)
    _assumptions(meaning, plan, bound)
    return bound


def _entity(meaning: Meaning, frame: Frame | None, bound: Bound, *, one: bool) -> Taken:
    entity = meaning.entity
    if entity is not None and frame is None:
        bound.findings.append(complaints.no_data(entity.name, entity.at))
        return Taken(Rows(0))
    count = frame.rows if frame is not None and entity is not None else 1
    taken = Taken(Rows(count), file=frame.name if frame else "")
    if frame is not None and entity is not None and (not one or entity.key in frame.heads):
        taken.keys = _keys(entity.key, frame, entity.at, bound)
    for given in meaning.inputs.values():
        if not given.table and meaning.declared[given.name].role is Role.INPUT:
            _input(given, frame, taken, bound)
    return taken


def _table(meaning: Meaning, plan: Plan, table: OtherTable, frame: Frame | None, bound: Bound, *, one: bool) -> Taken:
    """Records or a lookup: only the columns that the plan needs are read."""
    if frame is None:
        bound.findings.append(complaints.no_table(meaning.plain_name(table), bool(table.of), table.at))
    if frame is None or not frame.heads:  # a table of nothing has no rows
        empty = Rows(0, parents=np.empty(0, dtype=np.int64) if table.of else None)
        return Taken(empty)
    taken = Taken(Rows(frame.rows), file=frame.name)
    if table.of:
        _belong(meaning, table, frame, taken, bound, one=one)
    else:
        _index(meaning, table, frame, taken, bound)
    needed = {it.name for it in plan.inputs}
    for given in meaning.inputs.values():
        if given.table == table.name:
            _input(given, frame, taken, bound, read=given.name in needed)
    return taken


def _belong(meaning: Meaning, table: OtherTable, frame: Frame, taken: Taken, bound: Bound, *, one: bool) -> None:
    """Whose records the rows are; those of nobody are told."""
    main = bound.main
    if one and (main.keys is None or table.key not in frame.heads):
        taken.rows.parents = np.zeros(frame.rows, dtype=np.int64)
        return
    taken.keys = _head(table.key, frame, table.at, bound)
    parents = np.full(frame.rows, -1, dtype=np.int64)
    if taken.keys is not None and main.keys is not None:
        parents = joined(taken.keys, main.keys, in_parallel)
        nobody = np.flatnonzero(parents < 0)
        if len(nobody):
            examples = list(dict.fromkeys(taken.named(nobody[: 10 * complaints.FIRST].tolist())))[: complaints.FIRST]
            whose = meaning.entity.name if meaning.entity else ""
            found = complaints.of_nobody(table.name, table.key, whose, len(nobody), examples, table.at, frame.name)
            bound.findings.append(found)
    taken.rows.parents = parents


def _index(meaning: Meaning, table: OtherTable, frame: Frame, taken: Taken, bound: Bound) -> None:
    """Which row of a lookup has which key, as those who look up spell it."""
    taken.keys = _keys(table.key, frame, table.at, bound)
    if taken.keys is None:
        return
    for it in fetches(meaning):
        form = form_of(it.key.type)
        if it.table == table.name and form not in taken.rows.index:
            column, _ = frame.column(table.key, Words() if form is Form.LABEL else it.key.type)
            taken.rows.index[form] = Index(column)


def fetches(meaning: Meaning) -> Iterator[Fetch]:
    """All that is read from lookups."""
    cores = [it.core for it in meaning.definitions.values()]
    cores += [it.core for it in meaning.checks] + [it.core for it in meaning.outputs]
    return (node for core in cores for node in every(core) if isinstance(node, Fetch))


def _head(key: str, frame: Frame, at: Span, bound: Bound) -> Keys | None:
    """The column of a key; nothing, and a finding, where it is not there."""
    if key not in frame.heads:
        bound.findings.append(complaints.no_key(key, frame.heads, at, frame.name))
        return None
    if key in frame.twice():
        bound.findings.append(complaints.head_twice(key, frame.name, at))
        return None
    return frame.keys(key)


def _keys(key: str, frame: Frame, at: Span, bound: Bound) -> Keys | None:
    """The keys of rows that each have their own."""
    keys = _head(key, frame, at, bound)
    if keys is None:
        return None
    twice, rows = keys.twice()
    if rows:
        bound.findings.append(complaints.keys_twice(key, rows, twice, at, frame.name))
    if keys.rows_gone:
        bound.findings.append(complaints.keys_gone(key, keys.rows_gone, keys.gone, at, frame.name))
    return keys


def _input(given: Input, frame: Frame | None, taken: Taken, bound: Bound, *, read: bool = True) -> None:
    head = given.column
    if not head:  # set from outside: no column is looked at
        return
    file = frame.name if frame is not None else "the data"
    heads = frame.heads if frame is not None else []
    if frame is None or head not in heads:
        if given.default is None and not given.optional:
            if frame is None:
                bound.findings.append(complaints.not_given(given.name, given.at, as_of=False))
            else:
                bound.findings.append(complaints.no_column(given.name, head, heads, given.at, file))
        return
    if head in frame.twice():
        bound.findings.append(complaints.head_twice(head, file, given.at))
        return
    if not read:
        return
    column, wrong = frame.column(head, given.type)
    taken.rows.columns[given.name] = column
    taken.heads[given.name] = head
    _holes(given, column, wrong, taken, bound, file)


def _holes(given: Input, column: Column, wrong: Wrong, taken: Taken, bound: Bound, file: str) -> None:
    if wrong.rows:
        keys = taken.named(wrong.first)
        finding = complaints.wrong_kind(given.name, wrong.rows, keys, given.at, file, wrong.example, wanted(given.type))
        bound.findings.append(finding)
    if given.optional:
        return
    gone = missing(column)
    count = int(gone.sum()) - wrong.rows
    if count > 0:
        places = np.flatnonzero(gone)
        if wrong.rows:
            places = places[~np.isin(places, wrong.first)]
        keys = taken.named(places[: complaints.FIRST].tolist())
        bound.findings.append(complaints.cells_missing(given.name, count, keys, given.at, file))


def _assumptions(meaning: Meaning, plan: Plan, bound: Bound) -> None:
    """Assumptions that have no value, where the plan needs them."""
    for slot in plan.inputs:
        declared = meaning.declared[slot.name]
        if declared.role is Role.ASSUMPTION and slot.default is None and slot.name not in bound.main.rows.columns:
            at = next((it.span for it in _uses(meaning, slot.name)), declared.at)
            bound.findings.append(complaints.not_given(slot.name, at, as_of=slot.name == AS_OF))


def _uses(meaning: Meaning, name: str) -> list[Core]:
    """The mentions of a name."""
    cores = [it.core for it in meaning.definitions.values()]
    return [node for core in cores for node in every(core) if name_read(node) == name]

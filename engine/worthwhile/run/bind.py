"""Data to inputs: which column is which input, what its cells say, and what is wrong with them."""

from dataclasses import dataclass, field

import numpy as np

from worthwhile.data.arrow import Keys, Wrong
from worthwhile.data.cells import wanted
from worthwhile.data.columns import Column, missing
from worthwhile.data.frame import Frame
from worthwhile.meaning.core import Ref, every
from worthwhile.meaning.draft import AS_OF
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Input, Meaning
from worthwhile.plan.steps import Plan
from worthwhile.run import complaints
from worthwhile.text import Finding


@dataclass(slots=True)
class Bound:
    """The inputs of one run: columns, keys, where they come from, and what is to be said of them."""

    rows: int
    columns: dict[str, Column] = field(default_factory=dict)
    keys: Keys | None = None
    file: str = ""
    heads: dict[str, str] = field(default_factory=dict)
    """The column of each input that has one."""
    findings: list[Finding] = field(default_factory=list)

    def key(self, row: int) -> object:
        """The key of a row; its number, counted from one, where there is none."""
        return self.keys.at(row) if self.keys else row + 1

    def named(self, rows: list[int]) -> tuple[object, ...]:
        """The keys of some rows."""
        return tuple(self.key(it) for it in rows) if self.keys else ()


def bind(meaning: Meaning, plan: Plan, frame: Frame | None, *, one: bool = False) -> Bound:
    """Give each input its column.

    ``frame`` holds the rows of the entity, or one value for each input of a model about one thing;
    ``one`` asks for no key: it is about a single subject.
    """
    entity = meaning.entity
    if entity is not None and frame is None:
        bound = Bound(0)
        bound.findings.append(complaints.no_data(entity.name, entity.at))
        return bound
    bound = Bound(frame.rows if frame is not None and entity is not None else 1, file=frame.name if frame else "")
    if frame is not None and entity is not None and not one:
        _keys(meaning, frame, bound)
    for given in meaning.inputs.values():
        if given.table:
            continue
        if meaning.declared[given.name].role is Role.INPUT:
            _input(given, frame, bound)
    _assumptions(meaning, plan, bound)
    return bound


def _keys(meaning: Meaning, frame: Frame, bound: Bound) -> None:
    entity = meaning.entity
    assert entity is not None  # noqa: S101 (the caller looked)
    at = entity.at
    if entity.key not in frame.heads:
        bound.findings.append(complaints.no_key(entity.key, frame.heads, at, frame.name))
        return
    if entity.key in frame.twice():
        bound.findings.append(complaints.head_twice(entity.key, frame.name, at))
        return
    bound.keys = frame.keys(entity.key)
    if bound.keys.twice:
        found = complaints.keys_twice(entity.key, bound.keys.rows_twice, bound.keys.twice, at, frame.name)
        bound.findings.append(found)
    if bound.keys.rows_gone:
        rows = bound.keys.rows_gone
        bound.findings.append(complaints.keys_gone(entity.key, rows, bound.keys.gone, at, frame.name))


def _input(given: Input, frame: Frame | None, bound: Bound) -> None:
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
    column, wrong = frame.column(head, given.type)
    bound.columns[given.name] = column
    bound.heads[given.name] = head
    _holes(given, column, wrong, bound, file)


def _holes(given: Input, column: Column, wrong: Wrong, bound: Bound, file: str) -> None:
    if wrong.rows:
        keys = bound.named(wrong.first)
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
        keys = bound.named(places[: complaints.FIRST].tolist())
        bound.findings.append(complaints.cells_missing(given.name, count, keys, given.at, file))


def _assumptions(meaning: Meaning, plan: Plan, bound: Bound) -> None:
    """Assumptions that have no value, where the plan needs them."""
    for slot in plan.inputs:
        declared = meaning.declared[slot.name]
        if declared.role is Role.ASSUMPTION and slot.default is None and slot.name not in bound.columns:
            at = next((it.span for it in _uses(meaning, slot.name)), declared.at)
            bound.findings.append(complaints.not_given(slot.name, at, as_of=slot.name == AS_OF))


def _uses(meaning: Meaning, name: str) -> list[Ref]:
    """The mentions of a name."""
    cores = [it.core for it in meaning.definitions.values()]
    return [node for core in cores for node in every(core) if isinstance(node, Ref) and node.name == name]

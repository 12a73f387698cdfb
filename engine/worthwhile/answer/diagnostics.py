"""What a run has to say of its rows, as findings: conditions, impossible values, what was left out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from worthwhile.data.columns import Value
from worthwhile.meaning.core import ENTITY, TIME, Const, Core, Reduce, Ref, axis_of
from worthwhile.meaning.items import Kind
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.shown import shown
from worthwhile.plan.steps import CheckSlot, Plan, Step, Traced
from worthwhile.run import complaints
from worthwhile.run.bind import Bound, fetches
from worthwhile.run.execute import Filled
from worthwhile.run.fitting import complaints as fit_complaints
from worthwhile.run.fitting.estimating import Found
from worthwhile.run.machine import Machine
from worthwhile.run.some_rows import RowValues, some_rows
from worthwhile.run.watch import Hit
from worthwhile.text import Finding, Note, Span
from worthwhile.text.frozen import frozen

NAMES = 4
"""How many names a message tells the values of."""


class Seen(Protocol):
    """What messages look into: a run, or what is remembered of one whose rows have gone by."""

    @property
    def meaning(self) -> Meaning:
        """What the model means."""
        ...

    @property
    def plan(self) -> Plan:
        """What was carried out."""
        ...

    @property
    def filled(self) -> Filled:
        """What was seen on the way."""
        ...

    @property
    def findings(self) -> Sequence[Finding]:
        """What is to be said of the data."""
        ...

    def row(self, place: int, axis: str = ENTITY) -> RowValues:
        """One of the rows that something was found in, with every value."""
        ...

    def named(self, rows: list[int], axis: str) -> tuple[object, ...]:
        """The keys of some rows; of what is single there are none."""
        ...


@frozen
class Scene:
    """One run, as far as messages look into it."""

    meaning: Meaning
    plan: Plan
    machine: Machine
    bound: Bound
    filled: Filled

    @property
    def findings(self) -> Sequence[Finding]:
        """What is to be said of the data."""
        return self.bound.findings

    def row(self, place: int, axis: str = ENTITY) -> RowValues:
        """One row of the entity, or of another table, with every value."""
        return some_rows(self.plan, self.machine, self.bound.tables, self.filled.store, [place], axis)

    def records(self, axis: str, owner: int) -> RowValues:
        """All the rows of a table that belong to a row of the entity, with every value."""
        parents = self.bound.taken[axis].rows.parents
        rows = range(self.bound.taken[axis].rows.count) if parents is None else (parents == owner).nonzero()[0]
        return some_rows(self.plan, self.machine, self.bound.tables, self.filled.store, list(rows), axis)

    def named(self, rows: list[int], axis: str) -> tuple[object, ...]:
        """The keys of some rows; of what is single there are none."""
        return self.bound.taken[axis].named(rows) if axis else ()


def diagnostics(scene: Seen) -> Iterator[Finding]:
    """All that a run has to say, data first."""
    yield from scene.findings
    for place, hit in sorted(scene.filled.broken.items()):
        yield _broken(scene, scene.plan.checks[place], hit)
    for (name, _, _), hit in sorted(scene.filled.impossible.items(), key=lambda it: it[0][1]):
        yield _impossible(scene, name, hit)
    yield from _other_data(scene)
    steps = {it.slot: it for it in scene.plan.steps}
    yield from _left_out(scene, steps)
    for slot, hit in sorted(scene.filled.unmatched.items()):
        yield _not_in_lookup(scene, steps[slot], hit)


def _other_data(scene: Seen) -> Iterator[Finding]:
    """The fits that were made of other rows than there are."""
    values = scene.filled.store.values
    for name, slot in scene.plan.fits.items():
        found = values[slot][0] if slot in values else None
        if isinstance(found, Found) and found.saved not in ("", found.data):
            at = scene.meaning.definitions[name].at
            yield fit_complaints.other_data(name, found.fitted.rows, found.rows, at)


def _left_out(scene: Seen, steps: Mapping[int, Step]) -> Iterator[Finding]:
    """The rows that aggregates did not count: those that leave out the same ones are told together."""
    alike: dict[tuple[str, int, tuple[int, ...]], list[Span]] = {}
    for slot, hit in sorted(scene.filled.left_out.items()):
        axis = steps[slot].axis or axis_of(steps[slot].shape)
        alike.setdefault((axis, hit.rows, tuple(hit.first)), []).append(steps[slot].span)
    for (axis, rows, first), spans in alike.items():
        once = list(dict.fromkeys(spans))
        yield complaints.left_out(once, rows, scene.named(list(first), axis))


def _not_in_lookup(scene: Seen, step: Step, hit: Hit) -> Finding:
    axis, key = axis_of(step.shape), step.args[0]
    entity = scene.meaning.entity
    whose = axis if axis not in ("", ENTITY) else entity.name if entity else "the model"
    values = scene.row(hit.first[0], axis or ENTITY)
    kinds = [it.key.type for it in fetches(scene.meaning) if it.table == step.name and it.span == step.span]
    told = shown(values.value(key), kinds[0]) if kinds and key in values else ""
    table = scene.meaning.tables[step.name]
    keys = scene.named(hit.first, axis)
    return complaints.not_in_lookup(table.name, whose, table.key, hit.rows, keys, told, table.at)


def _broken(scene: Seen, check: CheckSlot, hit: Hit) -> Finding:
    axis = axis_of(check.trace.core.shape)
    single = not axis
    keys = scene.named(hit.first, axis)
    period = hit.period or 0
    values = scene.row(hit.first[0] if not single else 0, axis or ENTITY)
    value = ""
    if check.shows is not None:
        told = values.value(check.shows.slot, period)
        value = shown(told, check.shows.core.type)
        if check.kind in (Kind.WEIGHTS, Kind.POOL) and isinstance(told, float):
            value = f"{told * 100:.10g}%"
    rows = hit.rows
    match check.kind:
        case Kind.BOUNDS:
            return complaints.outside(check.subject, check.wants, value, rows, keys, check.at)
        case Kind.SCALE:
            return complaints.off_the_scale(check.subject, check.wants, value, rows, keys, check.at)
        case Kind.WEIGHTS:
            return complaints.weights(check.subject, value, check.text, rows, keys, check.at)
        case Kind.BEFORE | Kind.BEYOND:
            wants = check.wants
            beyond = check.kind is Kind.BEYOND
            return complaints.outside_its_rows(
                check.text, wants, value, rows, keys, check.at, beyond=beyond, single=single
            )
        case Kind.POOL if check.text == "negative":
            return complaints.negative_share(check.subject, value, rows, keys, check.at)
        case Kind.POOL:
            return complaints.pool(check.subject, value, check.text, rows, keys, check.at)
        case Kind.GAP | Kind.OVERLAP as kind:
            seen = ", ".join(_names(check.trace, values, period))
            when = f", first in period {period}" if TIME in check.trace.core.shape else ""
            say = complaints.no_row if kind is Kind.GAP else complaints.several_rows
            return say(check.subject, seen, rows, keys, check.at, when, single=single)
    when = f", first in period {period}" if TIME in check.trace.core.shape else ""
    notes = list(parts(check.trace, values, period))
    words = " ".join(check.trace.core.span.text.split())
    if check.kind is Kind.WARN:
        return complaints.warn(check.text, rows, keys, check.at, notes, when, single=single)
    return complaints.ensure(words, check.text, rows, keys, check.at, notes, when, single=single)


def parts(trace: Traced, values: RowValues, period: int) -> Iterator[Note]:
    """The value of every part of an expression that is not a plain literal, as notes under it."""
    seen: set[tuple[int, int]] = set()
    for it in _inside(trace):
        span = it.core.span
        place = (span.start, span.end)
        if place in seen or isinstance(it.core, Const) or it.slot not in values:
            continue
        seen.add(place)
        told = values.value(it.slot, period if TIME in it.core.shape else 0)
        name = f"{it.core.name} = " if isinstance(it.core, Ref) and span.text != it.core.name else ""
        yield Note(span, f"{name}{_told(told, it.core)}")


def _names(trace: Traced, values: RowValues, period: int) -> Iterator[str]:
    """The first names in an expression, each with its value."""
    names = {it.core.name: it for it in _inside(trace) if isinstance(it.core, Ref) and it.core.name}
    for name, it in list(names.items())[:NAMES]:
        yield f"{name} = {_told(values.value(it.slot, period if TIME in it.core.shape else 0), it.core)}"
    if len(names) > NAMES:
        yield "..."


def _inside(trace: Traced) -> Iterator[Traced]:
    for it in trace.below:
        yield it
        if not (isinstance(it.core, Reduce) and it.core.axis != TIME):  # what it is made of has rows of its own
            yield from _inside(it)


def _told(value: Value, core: Core) -> str:
    return shown(value, core.type)


def _impossible(scene: Seen, name: str, hit: Hit) -> Finding:
    definition = scene.meaning.definitions[name]
    axis = axis_of(definition.shape)
    single, keys = not axis, scene.named(hit.first, axis)
    place = hit.trace.core.span if hit.trace else definition.at
    return complaints.impossible(name, hit.reason, hit.rows, keys, definition.at, place, single=single)

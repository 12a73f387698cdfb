"""A plan carried out over columns: pass by pass, table by table, block by block."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Column
from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.plan.steps import Pass, Plan, Slot, Step, Walk
from worthwhile.run.block import Block, Store
from worthwhile.run.gathered import Beside, Gathered, Which
from worthwhile.run.machine import Machine
from worthwhile.run.program.program import program_for
from worthwhile.run.program.walking import Setting, carried_out, regular
from worthwhile.run.reduction import Reduction
from worthwhile.run.rows import Rows, Tables, given_back
from worthwhile.run.threads import available
from worthwhile.run.watch import Hit, Looking, Numbers, Watch

BLOCK = 16_384
"""Rows walked at once: their columns stay in the cache."""
WORTH = 4_096
"""Rows from which on it is worth writing a program."""


@dataclass(slots=True)
class Filled:
    """What a run gives: the outputs' columns, and what was seen on the way."""

    rows: int
    outputs: list[Column | list[Column]]
    """A column for each output; of a series a column for each period."""
    broken: dict[int, Hit] = field(default_factory=dict)
    """By the place of the condition: the rows in which it does not hold."""
    impossible: dict[tuple[str, int, int], Hit] = field(default_factory=dict)
    """By definition and place in the text: the rows in which it has no value, and why."""
    left_out: dict[Slot, Hit] = field(default_factory=dict)
    unmatched: dict[Slot, Hit] = field(default_factory=dict)
    """By the step that looks up: the rows whose key no row of the lookup has."""
    store: Store = field(default_factory=Store)
    """Single values and the aggregates', for whoever asks again for one row."""


def execute(
    plan: Plan, machine: Machine, tables: Tables, block: int | None = None, threads: int | None = None
) -> Filled:
    """Carry out a plan on the rows of its tables; in a model about one thing the entity has one row.

    Neither ``block``, the rows that are walked at once, nor ``threads`` changes a bit of what comes of it.
    """
    with np.errstate(all="ignore"):
        return _Execution(plan, machine, tables, block, threads).filled()


class _Execution:
    def __init__(self, plan: Plan, machine: Machine, tables: Tables, block: int | None, threads: int | None) -> None:
        self.plan, self.machine, self.tables = plan, machine, tables
        self.block, self.threads = max(1, block or BLOCK), max(1, threads or available())
        self.least = 0 if block else WORTH
        """Rows from which on a program is worth writing."""
        self.rows = tables[ENTITY].count
        self.steps = {it.slot: it for it in plan.steps}
        self.store = Store()
        self.watch = Watch(plan, machine, self.steps, tables)
        self.looks: Looking | None = None
        """What was seen of single values up to here."""
        self.left_out: dict[Slot, Hit] = {}
        self.unmatched: dict[Slot, Hit] = {}

    def filled(self) -> Filled:
        outputs: list[Column | list[Column]] = []
        for number, each in enumerate(self.plan.passes):
            last = number == len(self.plan.passes) - 1
            self.watch.passes = number + 1
            self._single(each, last=last)
            for walk in each.walks:
                returned = last and walk.axis == ENTITY
                found = self._walk(walk, returned=returned)
                if returned:
                    outputs = self._outputs(found)
        found_ = self.watch
        return Filled(self.rows, outputs, found_.broken, found_.impossible, self.left_out, self.unmatched, self.store)

    def _single(self, each: Pass, *, last: bool) -> None:
        """What has one value only, or one for each period."""
        block = Block(
            self.machine, self.steps, 1, self.plan.periods, self.tables[ENTITY].columns, self.store, self.tables
        )
        looks = self.watch.looking(block, "", range(1))
        looks.go_on_from(self.looks)
        block.walk(each.single, looks)
        self.store.values |= block.values
        self.store.series |= block.series
        self._note(
            self.unmatched, {it: rows for it, rows in block.unmatched.items() if it not in self.unmatched}, range(1)
        )
        if last:  # what is missing is walked again, for which everything has to be there
            looks.straight(self.store.values)
        self.looks = looks

    def _walk(self, walk: Walk, *, returned: bool) -> Gathered:
        """All the rows of one table; ``returned`` are those of the outputs."""
        rows = self.tables[walk.axis]
        feeds = {it.slot: self._reduction(it, rows) for it in walk.reductions}
        wanted = [*walk.collect, *(it.slot for it in self.plan.outputs if returned and ENTITY in it.shape)]
        read = [slot for it in walk.reductions if TIME not in it.shape for slot in it.reads]
        wanted += [it for it in read if axis_of(self.steps[it].shape) == walk.axis]
        gathered = Gathered(wanted, self.steps, rows, self.plan.periods)
        known = frozenset(self.unmatched)  # what is looked up once more has been told of
        for which in self._left_to_interpret(walk, rows, gathered, wanted):
            self._interpret(walk, rows, which, gathered, known, feeds, looks=bool(walk.watch) or returned)
        gathered.finish()
        for slot in walk.collect:
            if TIME in self.steps[slot].shape:
                self.store.series[slot] = gathered.series[slot]
            else:
                self.store.values[slot] = gathered.values[slot]
        beside = Beside(gathered, self._seen(walk.axis, rows, slice(0, rows.count), _wanted(walk)))
        for it in walk.reductions:
            if TIME not in it.shape:
                feeds[it.slot].take(beside)
        for slot, reduction in feeds.items():
            self._finish(slot, reduction)
        return gathered

    def _left_to_interpret(self, walk: Walk, rows: Rows, gathered: Gathered, wanted: Sequence[Slot]) -> Iterator[Which]:
        """Have a program fill what it can; gives the rows that are left."""
        odd: NDArray[np.int64] | None = None
        if rows.count >= max(self.least, 1):
            program = program_for(self.machine, self.plan, walk, tuple(wanted), frozenset(rows.columns))
            if program is not None and regular(program, self.store):
                setting = Setting(
                    self.machine, self.steps, self.tables, rows, self.store, walk.axis, self.block, self.threads
                )
                odd = carried_out(program, setting, gathered)
        if odd is None:
            for start in range(0, max(rows.count, 1), self.block):
                yield slice(start, min(start + self.block, rows.count))
        else:
            for start in range(0, len(odd), self.block):
                yield odd[start : start + self.block]

    def _interpret(
        self,
        walk: Walk,
        rows: Rows,
        which: Which,
        gathered: Gathered,
        known: frozenset[Slot],
        feeds: Mapping[Slot, Reduction],
        *,
        looks: bool,
    ) -> None:
        """Some rows, step by step, with all that is to be said of them."""
        numbers: Numbers = range(which.start, which.stop) if isinstance(which, slice) else which
        before = self._seen(walk.axis, rows, which, _wanted(walk))
        block = Block(self.machine, self.steps, len(numbers), self.plan.periods, rows.cut(which), before, self.tables)
        look = self.watch.looking(block, walk.axis, numbers, walk.watch) if looks else None

        def feed(step: Step, period: int, here: Block) -> None:
            feeds[step.slot].take(here, period)

        block.walk(walk.phases, look, feed)
        gathered.put(block, which)
        if look:
            look.straight(block.values)
            self._note(self.left_out, block.left_out, numbers)
        fresh = {slot: it for slot, it in block.unmatched.items() if slot not in known}
        self._note(self.unmatched, fresh, numbers)

    def _outputs(self, gathered: Gathered) -> list[Column | list[Column]]:
        """A column for each output; of a series a column for each period."""
        found: list[Column | list[Column]] = []
        for it in self.plan.outputs:
            known = gathered if ENTITY in it.shape else self.store
            found.append(list(known.series[it.slot]) if TIME in it.shape else known.values[it.slot])
        return found

    def _reduction(self, step: Step, rows: Rows) -> Reduction:
        by = self.steps[step.by] if step.by is not None else None
        size = self.tables[ENTITY].count
        return Reduction(self.machine, step, by, self.plan.periods, rows.parents, size)

    def _seen(self, axis: str, rows: Rows, which: Which, wanted: frozenset[Slot]) -> Store:
        """What is known already, for some rows: single values as they are, columns cut to the rows."""
        parents = rows.parents[which] if rows.parents is not None else None

        def cut(slot: Slot, column: Column) -> Column:
            theirs = axis_of(self.steps[slot].shape)
            if theirs == axis and len(column) == rows.count:
                return column[which]
            return given_back(column, parents) if theirs == ENTITY and parents is not None else column

        def here(slot: Slot) -> bool:
            return axis == ENTITY or slot in wanted or not axis_of(self.steps[slot].shape)

        values = {slot: cut(slot, it) for slot, it in self.store.values.items() if here(slot)}
        series = {slot: [cut(slot, it) for it in parts] for slot, parts in self.store.series.items() if here(slot)}
        return Store(values, series)

    def _finish(self, slot: Slot, reduction: Reduction) -> None:
        found = reduction.finish()
        if TIME in self.steps[slot].shape:
            self.store.series[slot] = found
        else:
            self.store.values[slot] = found[0]
        if reduction.left_out:
            self.left_out[slot] = Hit(reduction.left_out, reduction.first_left_out[:10])

    def _note(self, hits: dict[Slot, Hit], found: Mapping[Slot, NDArray[np.bool_]], numbers: Numbers) -> None:
        for slot, rows in found.items():
            hits.setdefault(slot, Hit()).add(rows, numbers)


def _wanted(walk: Walk) -> frozenset[Slot]:
    """All that a walk reads."""
    steps = [*walk.reductions]
    watched: set[Slot] = set()
    for phase in walk.phases:
        steps += phase.steps
        if phase.loop:
            steps += [*phase.loop.steps, *phase.loop.folds]
            watched |= {*phase.loop.watch, *phase.loop.keep}
    return frozenset(slot for it in steps for slot in it.reads) | watched | {*walk.collect}

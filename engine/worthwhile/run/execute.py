"""A plan carried out over columns: pass by pass, table by table, block by block."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Column, joined, wide
from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.plan.steps import Pass, Plan, Slot, Step, Walk
from worthwhile.run.block import Block, Store
from worthwhile.run.machine import Machine
from worthwhile.run.reduction import Reduction, Reductions, rows_at_once
from worthwhile.run.rows import Rows, Tables, given_back
from worthwhile.run.stretch import Stretch
from worthwhile.run.watch import Hit, Looking, Watch

BLOCK = 16_384
"""Rows walked at once: their columns stay in the cache."""


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


def execute(plan: Plan, machine: Machine, tables: Tables, block: int = BLOCK) -> Filled:
    """Carry out a plan on the rows of its tables; in a model about one thing the entity has one row."""
    with np.errstate(all="ignore"):
        return _Execution(plan, machine, tables, block).filled()


class _Execution:
    def __init__(self, plan: Plan, machine: Machine, tables: Tables, block: int) -> None:
        self.plan, self.machine, self.tables, self.block = plan, machine, tables, max(1, block)
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
                if last and walk.axis == ENTITY:
                    gathered = _Outputs(self.plan, self.steps)
                    self._walk(walk, gathered.take)
                    outputs = gathered.finish(self.store)
                else:
                    self._walk(walk)
        found = self.watch
        return Filled(self.rows, outputs, found.broken, found.impossible, self.left_out, self.unmatched, self.store)

    def _single(self, each: Pass, *, last: bool) -> None:
        """What has one value only, or one for each period."""
        block = Block(
            self.machine, self.steps, 1, self.plan.periods, self.tables[ENTITY].columns, self.store, self.tables
        )
        looks = self.watch.looking(block, "", 0)
        looks.go_on_from(self.looks)
        block.walk(each.single, looks)
        self.store.values |= block.values
        self.store.series |= block.series
        self._note(self.unmatched, {it: rows for it, rows in block.unmatched.items() if it not in self.unmatched}, 0)
        if last:  # what is missing is walked again, for which everything has to be there
            looks.straight(self.store.values)
        self.looks = looks

    def _walk(self, walk: Walk, take: Callable[[Block], None] | None = None) -> None:
        """All the rows of one table; ``take`` sees each block of those that are returned."""
        rows = self.tables[walk.axis]
        reductions = Reductions([self._reduction(it, rows) for it in walk.reductions])
        plain = {slot for it in walk.reductions if TIME not in it.shape for slot in it.reads}
        kept = _Kept(walk.collect, self.steps, self.plan.periods)
        known = frozenset(self.unmatched)  # what is looked up once more has been told of
        for stretch in self._stretches(walk, rows, empty=take is not None):
            for start, block in self._blocks(walk, rows, stretch):
                looks = self.watch.looking(block, walk.axis, start, walk.watch) if walk.watch or take else None

                def feed(step: Step, period: int, here: Block, stretch: Stretch = stretch, start: int = start) -> None:
                    stretch.take(step.reads, here, start, period)

                block.walk(walk.phases, looks, feed)
                stretch.take(plain, block, start)
                kept.take(block)
                if looks:
                    looks.straight(block.values)
                    self._note(self.left_out, block.left_out, start)
                fresh = {slot: it for slot, it in block.unmatched.items() if slot not in known}
                self._note(self.unmatched, fresh, start)
                if take:
                    take(block)
            reductions.feed(stretch)
        kept.finish(self.store)
        for reduction, found in reductions.finish():
            self._finish(reduction, found)

    def _stretches(self, walk: Walk, rows: Rows, *, empty: bool) -> Iterator[Stretch]:
        """The rows of a walk, as many at a time as its aggregates take in.

        Of no rows there is one stretch of none where outputs want their form.
        """
        most = rows_at_once(walk.reductions, self.plan.periods, self.block)
        for start in range(0, max(rows.count, 1) if empty else rows.count, most):
            yield Stretch(self.steps, rows, start, min(most, rows.count - start))

    def _blocks(self, walk: Walk, rows: Rows, stretch: Stretch) -> Iterator[tuple[int, Block]]:
        """The rows of a stretch, some at a time."""
        wanted = _wanted(walk)
        end = stretch.start + stretch.rows
        for start in range(stretch.start, max(end, stretch.start + 1), self.block):
            span = slice(start, min(start + self.block, end))
            before = self._seen(walk.axis, rows, span, wanted)
            steps, periods = self.steps, self.plan.periods
            count = span.stop - span.start
            yield start, Block(self.machine, steps, count, periods, rows.cut(span), before, self.tables)

    def _reduction(self, step: Step, rows: Rows) -> Reduction:
        by = self.steps[step.by] if step.by is not None else None
        owners = None if rows.parents is None else self.tables[ENTITY].count
        return Reduction(self.machine, step, by, self.plan.periods, owners)

    def _seen(self, axis: str, rows: Rows, span: slice, wanted: frozenset[Slot]) -> Store:
        """What is known already, for some rows: single values as they are, columns cut to the rows."""
        parents = rows.parents[span] if rows.parents is not None else None

        def cut(slot: Slot, column: Column) -> Column:
            theirs = axis_of(self.steps[slot].shape)
            if theirs == axis and len(column) == rows.count:
                return column[span]
            return given_back(column, parents) if theirs == ENTITY and parents is not None else column

        def here(slot: Slot) -> bool:
            return axis == ENTITY or slot in wanted or not axis_of(self.steps[slot].shape)

        values = {slot: cut(slot, it) for slot, it in self.store.values.items() if here(slot)}
        series = {slot: [cut(slot, it) for it in parts] for slot, parts in self.store.series.items() if here(slot)}
        return Store(values, series)

    def _finish(self, reduction: Reduction, found: list[Column]) -> None:
        slot = reduction.step.slot
        if TIME in reduction.step.shape:
            self.store.series[slot] = found
        else:
            self.store.values[slot] = found[0]
        if reduction.left_out:
            self.left_out[slot] = Hit(reduction.left_out, reduction.first_left_out[:10])

    def _note(self, hits: dict[Slot, Hit], found: Mapping[Slot, NDArray[np.bool_]], start: int) -> None:
        for slot, rows in found.items():
            hits.setdefault(slot, Hit()).add(rows, start)


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


class _Kept:
    """Columns and series of some rows that other walks need."""

    def __init__(self, slots: tuple[Slot, ...], steps: Mapping[Slot, Step], periods: int) -> None:
        self._steps, self._periods = steps, periods
        self._values: dict[Slot, list[Column]] = {it: [] for it in slots if TIME not in steps[it].shape}
        self._series: dict[Slot, list[list[Column]]] = {
            it: [[] for _ in range(periods)] for it in slots if TIME in steps[it].shape
        }

    def take(self, block: Block) -> None:
        """Take in the values of a block."""
        for slot, parts in self._values.items():
            parts.append(wide(block.at(slot), block.rows))
        for slot, each in self._series.items():
            for period in range(self._periods):
                each[period].append(wide(block.at(slot, period), block.rows))

    def finish(self, store: Store) -> None:
        """Hand over the whole columns."""
        for slot, parts in self._values.items():
            store.values[slot] = joined(parts, self._steps[slot].form)
        for slot, each in self._series.items():
            store.series[slot] = [joined(parts, self._steps[slot].form) for parts in each]


class _Outputs:
    """Gathers the outputs of each block."""

    def __init__(self, plan: Plan, steps: Mapping[Slot, Step]) -> None:
        self.plan = plan
        self.parts: list[list[Column]] = [[] for _ in plan.outputs]
        self.series: list[list[list[Column]]] = [[[] for _ in range(plan.periods)] for _ in plan.outputs]
        self.forms = [steps[it.slot].form for it in plan.outputs]

    def take(self, block: Block) -> None:
        for place, output in enumerate(self.plan.outputs):
            if ENTITY not in output.shape:
                continue
            if TIME in output.shape:
                for period in range(self.plan.periods):
                    self.series[place][period].append(wide(block.at(output.slot, period), block.rows))
            else:
                self.parts[place].append(wide(block.at(output.slot), block.rows))

    def finish(self, store: Store) -> list[Column | list[Column]]:
        found: list[Column | list[Column]] = []
        for place, output in enumerate(self.plan.outputs):
            form = self.forms[place]
            if ENTITY in output.shape:
                if TIME in output.shape:
                    found.append([joined(it, form) for it in self.series[place]])
                else:
                    found.append(joined(self.parts[place], form))
            elif TIME in output.shape:
                found.append(list(store.series[output.slot]))
            else:
                found.append(store.values[output.slot])
        return found

"""The rows of some tables walked block by block, and what comes of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Column, joined, wide
from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.plan.steps import Plan, Slot, Step, Walk
from worthwhile.run.block import Block, Store
from worthwhile.run.machine import Machine
from worthwhile.run.rows import Rows, Tables, given_back
from worthwhile.run.watch import Hit, Watch

BLOCK = 16_384
"""Rows walked at once: their columns stay in the cache."""

NOTHING_YET = Store()


class Feed(Protocol):
    """What takes in the values of an aggregate over rows, block by block."""

    left_out: int
    first_left_out: list[int]

    def take(self, block: Block, period: int = 0) -> None:
        """Take in the values of a block, in one period."""
        ...

    def finish(self) -> list[Column]:
        """The value, or a column of values; of a series one for each period."""
        ...


class Scope:
    """Some tables of a run: what is known of their rows, and what was seen in them.

    ``shared`` is what is known beside them, and does not change while they are walked.
    """

    def __init__(self, plan: Plan, machine: Machine, tables: Tables, block: int, shared: Store = NOTHING_YET) -> None:
        self.plan, self.machine, self.tables, self.block = plan, machine, tables, max(1, block)
        self.steps: Mapping[Slot, Step] = {it.slot: it for it in plan.steps}
        self.shared, self.store = shared, Store()
        self.watch = Watch(plan, machine, self.steps, tables)
        self.left_out: dict[Slot, Hit] = {}
        self.unmatched: dict[Slot, Hit] = {}
        """By the step that looks up: the rows whose key no row of the lookup has."""

    def walk(
        self,
        walk: Walk,
        feeds: Mapping[Slot, Feed],
        take: Callable[[Block], None] | None = None,
        *,
        looking: bool = True,
    ) -> None:
        """All the rows of one table; ``take`` sees each block of those that are returned.

        Without ``looking`` nothing is said of the rows: they will be walked again.
        """
        rows = self.tables[walk.axis]
        kept = _Kept(walk.collect, self.steps, self.plan.periods)
        known = frozenset(self.unmatched)  # what is looked up once more has been told of
        for start, block in self._blocks(walk, rows, empty=take is not None):
            looks = None
            if looking and (walk.watch or take):
                looks = self.watch.looking(block, walk.axis, start, walk.watch)

            def feed(step: Step, period: int, here: Block) -> None:
                if step.slot in feeds:
                    feeds[step.slot].take(here, period)

            block.walk(walk.phases, looks, feed)
            for it in walk.reductions:
                if TIME not in it.shape and it.slot in feeds:
                    feeds[it.slot].take(block)
            kept.take(block)
            if looks:
                looks.straight(block.values)
                self.note(self.left_out, block.left_out, start)
            if looking:
                fresh = {slot: it for slot, it in block.unmatched.items() if slot not in known}
                self.note(self.unmatched, fresh, start)
            if take:
                take(block)
        kept.finish(self.store)

    def _blocks(self, walk: Walk, rows: Rows, *, empty: bool) -> Iterator[tuple[int, Block]]:
        """The rows of a walk, some at a time; of no rows one block of none, where outputs want their form."""
        wanted, known = _wanted(walk), self.known
        for start in range(0, max(rows.count, 1) if empty else rows.count, self.block):
            span = slice(start, min(start + self.block, rows.count))
            before = self._seen(known, walk.axis, rows, span, wanted)
            steps, periods = self.steps, self.plan.periods
            count = span.stop - span.start
            yield start, Block(self.machine, steps, count, periods, rows.cut(span), before, self.tables)

    def _seen(self, known: Store, axis: str, rows: Rows, span: slice, wanted: frozenset[Slot]) -> Store:
        """What is known already, for some rows: single values as they are, columns cut to the rows."""
        parents = rows.parents[span] if rows.parents is not None else None

        def cut(slot: Slot, column: Column) -> Column:
            theirs = axis_of(self.steps[slot].shape)
            if theirs == axis and len(column) == rows.count:
                return column[span]
            return given_back(column, parents) if theirs == ENTITY and parents is not None else column

        def here(slot: Slot) -> bool:
            return axis == ENTITY or slot in wanted or not axis_of(self.steps[slot].shape)

        values = {slot: cut(slot, it) for slot, it in known.values.items() if here(slot)}
        series = {slot: [cut(slot, it) for it in parts] for slot, parts in known.series.items() if here(slot)}
        return Store(values, series)

    @property
    def known(self) -> Store:
        """All that is known: beside these rows, and of them."""
        if self.shared is NOTHING_YET:
            return self.store
        return Store({**self.shared.values, **self.store.values}, {**self.shared.series, **self.store.series})

    def finish(self, slot: Slot, feed: Feed) -> None:
        """Know what an aggregate gives."""
        found = feed.finish()
        if TIME in self.steps[slot].shape:
            self.store.series[slot] = found
        else:
            self.store.values[slot] = found[0]
        if feed.left_out:
            self.left_out[slot] = Hit(feed.left_out, feed.first_left_out[:10])

    def note(self, hits: dict[Slot, Hit], found: Mapping[Slot, NDArray[np.bool_]], start: int) -> None:
        """Count rows of a block that something was found in."""
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

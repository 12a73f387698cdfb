"""A plan carried out over columns: pass by pass, what is shared by all rows, then part by part of the rows.

A pass ends where an aggregate over the entity's rows has to be known. In memory one part holds all
rows, and goes on where it stood; what reads its rows from elsewhere makes a part of some of them at a
time, merges what their aggregates have seen, and begins again (`worthwhile.run.sweep`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from worthwhile.data.columns import Column
from worthwhile.meaning.core import ENTITY
from worthwhile.plan.steps import Pass, Plan, Slot, Step, Walk
from worthwhile.run.block import Block, Store
from worthwhile.run.machine import Machine
from worthwhile.run.outputs import Outputs
from worthwhile.run.population import GivenBack
from worthwhile.run.reduction import Reduction
from worthwhile.run.rows import Tables
from worthwhile.run.scope import BLOCK, Feed, Scope
from worthwhile.run.watch import Hit, Looking

__all__ = ["BLOCK", "Filled", "Part", "Shared", "execute", "stops"]


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
        shared = Shared(plan, machine, tables, block)
        part = Part(shared, tables)
        for stop in stops(plan):
            shared.advance(stop)
            for slot, fed in part.advance(stop).items():
                known = part if ENTITY in shared.steps[slot].shape else shared
                known.finish(slot, fed)
        return part.filled()


def stops(plan: Plan) -> tuple[int, ...]:
    """The passes that end with an aggregate over the entity's rows, and the last: so often are the rows read."""
    last = len(plan.passes) - 1
    ending = (any(it.axis == ENTITY and it.reductions for it in each.walks) for each in plan.passes)
    return tuple(number for number, ends in enumerate(ending) if ends or number == last)


class Shared(Scope):
    """What all rows of the entity share: single values, and the lookups."""

    def __init__(self, plan: Plan, machine: Machine, tables: Tables, block: int = BLOCK) -> None:
        super().__init__(plan, machine, tables, block)
        self._passes = 0
        self._looks: Looking | None = None
        """What was seen of single values up to here."""

    def advance(self, stop: int) -> None:
        """Carry out the passes up to one; the aggregates of all before it have to be known."""
        for number in range(self._passes, stop + 1):
            each = self.plan.passes[number]
            self.watch.passes = number + 1
            self._single(each, last=number == len(self.plan.passes) - 1)
            for walk in each.walks:
                if walk.axis != ENTITY and not self.plan.tables[walk.axis]:
                    feeds = {it.slot: _reduction(self, it, walk) for it in walk.reductions}
                    self.walk(walk, feeds)
                    for slot, fed in feeds.items():
                        self.finish(slot, fed)
        self._passes = max(self._passes, stop + 1)

    def _single(self, each: Pass, *, last: bool) -> None:
        """What has one value only, or one for each period."""
        block = Block(
            self.machine, self.steps, 1, self.plan.periods, self.tables[ENTITY].columns, self.store, self.tables
        )
        looks = self.watch.looking(block, "", 0)
        looks.go_on_from(self._looks)
        block.walk(each.single, looks)
        self.store.values |= block.values
        self.store.series |= block.series
        self.note(self.unmatched, {it: rows for it, rows in block.unmatched.items() if it not in self.unmatched}, 0)
        if last:  # what is missing is walked again, for which everything has to be there
            looks.straight(self.store.values)
        self._looks = looks


class Part(Scope):
    """Some rows of the entity, or all, with the records that belong to them.

    ``feed`` gives what takes in an aggregate over the entity's rows, or nothing where it is known and
    these rows have no value of it to get.
    """

    def __init__(
        self, shared: Shared, tables: Tables, feed: Callable[[Step], Feed | None] | None = None, *, looking: bool = True
    ) -> None:
        super().__init__(shared.plan, shared.machine, tables, shared.block, shared.store)
        self.common, self._looking = shared, looking
        self._feed = feed
        self._passes = 0
        self.outputs: list[Column | list[Column]] = []

    def advance(self, stop: int) -> dict[Slot, Feed]:
        """Carry out the passes up to one; gives what took in the aggregates over the entity's rows."""
        fed: dict[Slot, Feed] = {}
        for number in range(self._passes, stop + 1):
            self.watch.passes = number + 1
            for walk in self.plan.passes[number].walks:
                if walk.axis == ENTITY:
                    fed |= self._entity(walk, last=number == len(self.plan.passes) - 1)
                elif self.plan.tables[walk.axis]:
                    feeds = {it.slot: _reduction(self, it, walk) for it in walk.reductions}
                    self.walk(walk, feeds, looking=self._looking)
                    for slot, reduction in feeds.items():
                        self.finish(slot, reduction)
        self._passes = max(self._passes, stop + 1)
        return fed

    def _entity(self, walk: Walk, *, last: bool) -> dict[Slot, Feed]:
        feeds: dict[Slot, Feed] = {}
        for it in walk.reductions:
            feed = self._feed(it) if self._feed else _reduction(self, it, walk)
            if feed is not None:
                feeds[it.slot] = feed
        if last:
            gathered = Outputs(self.plan, self.steps)
            self.walk(walk, feeds, gathered.take, looking=self._looking)
            self.outputs = gathered.finish(self.known)
        elif feeds or walk.collect:
            self.walk(walk, feeds, looking=self._looking)
        known = {slot: it for slot, it in feeds.items() if isinstance(it, GivenBack)}
        for slot, feed in known.items():
            self.finish(slot, feed)
        return {slot: it for slot, it in feeds.items() if slot not in known}

    def filled(self) -> Filled:
        """All that came of these rows, and of what they share with others."""
        common = self.common
        return Filled(
            self.tables[ENTITY].count,
            self.outputs,
            {**common.watch.broken, **self.watch.broken},
            {**common.watch.impossible, **self.watch.impossible},
            {**common.left_out, **self.left_out},
            {**common.unmatched, **self.unmatched},
            self.known,
        )


def _reduction(scope: Scope, step: Step, walk: Walk) -> Reduction:
    """What takes in an aggregate over all the rows of a table."""
    by = scope.steps[step.by] if step.by is not None else None
    parents = scope.tables[walk.axis].parents
    return Reduction(scope.machine, step, by, scope.plan.periods, parents, scope.tables[ENTITY].count)

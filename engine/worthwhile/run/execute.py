"""A plan carried out over columns: pass by pass, what is shared by all rows, then part by part of the rows.

A pass ends where an aggregate over the entity's rows has to be known. In memory one part holds all
rows, and goes on where it stood; what reads its rows from elsewhere makes a part of some of them at a
time, merges what their aggregates have seen, and begins again (`worthwhile.run.sweep`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from worthwhile.data.columns import Column
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.plan.steps import Pass, Plan, Slot, Step, Walk
from worthwhile.run.block import Block, Store
from worthwhile.run.feeding import Feed, OneByOne
from worthwhile.run.gathered import Gathered
from worthwhile.run.machine import Machine
from worthwhile.run.pace import Pace
from worthwhile.run.population import GivenBack
from worthwhile.run.rows import Tables
from worthwhile.run.scope import NO_ROWS, Scope
from worthwhile.run.watch import Hit, Looking

__all__ = ["Filled", "Part", "Shared", "execute", "stops"]


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


def execute(plan: Plan, machine: Machine, tables: Tables, pace: Pace) -> Filled:
    """Carry out a plan on the rows of its tables; in a model about one thing the entity has one row."""
    with np.errstate(all="ignore"):
        shared = Shared(plan, machine, tables, pace)
        part = Part(shared, tables)
        for stop in stops(plan):
            shared.advance(stop)
            part.advance(stop)
        for it in tables.values():
            it.see((), NO_ROWS)
        return part.filled()


def stops(plan: Plan) -> tuple[int, ...]:
    """The passes that end with an aggregate over the entity's rows, and the last: so often are the rows read."""
    last = len(plan.passes) - 1
    ending = (any(it.axis == ENTITY and it.reductions for it in each.walks) for each in plan.passes)
    return tuple(number for number, ends in enumerate(ending) if ends or number == last)


class Shared(Scope):
    """What all rows of the entity share: single values, and the lookups."""

    def __init__(self, plan: Plan, machine: Machine, tables: Tables, pace: Pace) -> None:
        super().__init__(plan, machine, tables, pace)
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
                    self.walk_and_finish(walk)
        self._passes = max(self._passes, stop + 1)

    def _single(self, each: Pass, *, last: bool) -> None:
        """What has one value only, or one for each period."""
        block = Block(
            self.machine, self.steps, 1, self.plan.periods, self.tables[ENTITY].columns, self.store, self.tables
        )
        looks = self.watch.looking(block, "", range(1))
        looks.go_on_from(self._looks)
        block.walk(each.single, looks)
        self.store.values |= block.values
        self.store.series |= block.series
        self.note(
            self.unmatched, {it: rows for it, rows in block.unmatched.items() if it not in self.unmatched}, range(1)
        )
        if last:  # what is missing is walked again, for which everything has to be there
            looks.straight(self.store.values)
        self._looks = looks


class Part(Scope):
    """Some rows of the entity, or all, with the records that belong to them.

    ``feed`` gives what takes in an aggregate over the entity's rows, or nothing where it is known and
    these rows have no value of it to get; without it these are all the rows.
    """

    def __init__(
        self, shared: Shared, tables: Tables, feed: Callable[[Step], Feed | None] | None = None, *, looking: bool = True
    ) -> None:
        super().__init__(shared.plan, shared.machine, tables, shared.pace, shared.store)
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
                    self.walk_and_finish(walk, looking=self._looking)
        self._passes = max(self._passes, stop + 1)
        return fed

    def _entity(self, walk: Walk, *, last: bool) -> dict[Slot, Feed]:
        returned = [it.slot for it in self.plan.outputs if last and ENTITY in it.shape]
        if self._feed is None:
            gathered = self.walk_and_finish(walk, returned, looking=self._looking, last=last, common=self.common)
            self.outputs = self._outputs(gathered) if last else []
            return {}
        asked = {it: self._feed(it) for it in walk.reductions}
        feeds = {it: feed for it, feed in asked.items() if feed is not None}
        if last or feeds or walk.collect:
            gathered = self.walk(walk, OneByOne(feeds), returned, looking=self._looking, last=last)
            self.outputs = self._outputs(gathered) if last else []
        known = {it.slot: feed for it, feed in feeds.items() if isinstance(feed, GivenBack)}
        for slot, feed in known.items():
            self.finish(slot, feed)
        return {it.slot: feed for it, feed in feeds.items() if it.slot not in known}

    def _outputs(self, gathered: Gathered) -> list[Column | list[Column]]:
        """A column for each output; of a series a column for each period."""
        known, found = self.known, list[Column | list[Column]]()
        for it in self.plan.outputs:
            place = gathered if ENTITY in it.shape else known
            found.append(list(place.series[it.slot]) if TIME in it.shape else place.values[it.slot])
        return found

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

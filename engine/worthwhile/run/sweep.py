"""A plan carried out over rows that come in parts, read as often as it takes.

Every reading goes up to the next aggregate over the entity's rows that is not known yet; what a part
comes to before that is computed again in the next reading, not kept. Only the last reading says what
it sees. The rows of lookups, and single values, are there once for all parts.
"""

from collections.abc import Mapping

import numpy as np

from worthwhile.meaning.core import ENTITY
from worthwhile.plan.steps import Plan, Slot, Step
from worthwhile.run.bind import Taken
from worthwhile.run.execute import Part, Shared, stops
from worthwhile.run.feeding import Feed
from worthwhile.run.groups import Groups
from worthwhile.run.machine import Machine
from worthwhile.run.pace import Pace
from worthwhile.run.partial import Partial, partial_of
from worthwhile.run.population import GivenBack, Population
from worthwhile.run.rows import Rows, Tables
from worthwhile.run.tally import Tally
from worthwhile.run.watch import Hit

__all__ = ["Sweeps"]


class Sweeps:
    """The readings of one run. ``tables`` are the lookups."""

    def __init__(self, plan: Plan, machine: Machine, tables: Tables, pace: Pace) -> None:
        self.plan, self.machine = plan, machine
        self.shared = Shared(plan, machine, {**tables, ENTITY: Rows(0)}, pace)
        self.stops = stops(plan)
        self.reading = 0
        """How many readings are over."""
        self.rows: int | None = None
        """How many rows there are, when they have been read once."""
        self._known: dict[Slot, Population] = {}
        self._groups: dict[Slot, Groups] = {}
        for it in plan.steps:
            if it.by is not None and it.axis == ENTITY:
                by = self.shared.steps[it.by]
                self._groups[it.slot] = Groups(by.form, by.labels)
        self._begin()

    @property
    def last(self) -> bool:
        """Whether this is the last reading."""
        return self.reading == len(self.stops) - 1

    @property
    def groups(self) -> Mapping[Slot, Groups]:
        """The groups of aggregates with `by` that have been met."""
        return self._groups

    def know(self, groups: Mapping[Slot, Groups]) -> None:
        """Groups that have been met elsewhere: all parts that are merged have to know the same."""
        self._groups |= groups

    def _begin(self) -> None:
        with np.errstate(all="ignore"):
            self.shared.advance(self.stops[self.reading])

    def part(
        self, taken: Mapping[str, Taken], tallies: Mapping[str, Tally], before: Partial | None = None
    ) -> tuple[Part, Partial]:
        """Read a part: its tables are the entity's rows, their records, and the lookups."""
        tables = {axis: it.rows for axis, it in taken.items()}
        start = taken[ENTITY].start

        def feed(step: Step) -> Feed | None:
            known = self._known.get(step.slot)
            if known is None:
                return Population(self.machine, step, self.plan.periods, self._groups.get(step.slot), start)
            return GivenBack(known, self.plan.periods, start) if known.to_each_row else None

        with np.errstate(all="ignore"):
            part = Part(self.shared, tables, feed, looking=self.last)
            fed = part.advance(self.stops[self.reading])
            populations = {slot: it for slot, it in fed.items() if isinstance(it, Population)}
            return part, partial_of(part, taken, tallies, populations, before)

    def finish(self, partial: Partial) -> None:
        """A reading is over: know what its aggregates have seen, and begin the next."""
        self.rows = partial.rows
        with np.errstate(all="ignore"):
            for slot, population in partial.aggregates.items():
                self._known[slot] = population
                if population.to_each_row:
                    population.finish()
                    if population.left_out:
                        self.shared.left_out[slot] = Hit(population.left_out, population.first_left_out)
                else:
                    self.shared.finish(slot, population)
        if not self.last:
            self.reading += 1
            self._begin()

"""One row of a run once more, every slot kept: what explanations and messages look at."""

from collections.abc import Mapping

import numpy as np

from worthwhile.data.columns import Column, Value, plain, taken
from worthwhile.meaning.core import ENTITY
from worthwhile.plan.steps import Plan, Slot, Step
from worthwhile.run.block import Block, Store
from worthwhile.run.machine import Machine
from worthwhile.text.frozen import frozen


@frozen
class RowValues:
    """Every slot of one row: its value, in a period where it has one for each."""

    periods: int
    steps: Mapping[Slot, Step]
    block: Block

    def __contains__(self, slot: Slot) -> bool:
        """Whether a slot is computed at all: what only constants go into is folded before the run."""
        return slot in self.steps

    def value(self, slot: Slot, period: int = 0) -> Value:
        """The plain value of a slot; None where missing."""
        step = self.steps[slot]
        return plain(self.block.at(slot, period)[:1], step.form, step.labels)[0]

    def series(self, slot: Slot) -> list[Value]:
        """The plain values of a series, period by period."""
        return [self.value(slot, period) for period in range(self.periods)]


def one_row(plan: Plan, machine: Machine, columns: Mapping[str, Column], store: Store, row: int) -> RowValues:
    """Walk one row again; what the population gave is taken from the run."""
    steps = {it.slot: it for it in plan.steps}
    place = np.array([row])
    given = {name: taken(it, place) for name, it in columns.items()}

    def cut(slot: Slot, column: Column) -> Column:
        return taken(column, place) if ENTITY in steps[slot].shape else column

    before = Store(
        {slot: cut(slot, it) for slot, it in store.values.items()},
        {slot: [cut(slot, part) for part in it] for slot, it in store.series.items()},
    )
    block = Block(machine, steps, 1, plan.periods, given, before, keep_all=True)
    with np.errstate(all="ignore"):
        for each in plan.passes:
            block.walk(each.rows)
    return RowValues(plan.periods, steps, block)

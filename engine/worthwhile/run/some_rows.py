"""Some rows of a run once more, every slot kept: what explanations and messages look at."""

from collections.abc import Mapping, Sequence

import numpy as np

from worthwhile.data.columns import Column, Value, plain, taken, wide
from worthwhile.meaning.core import ENTITY, axis_of
from worthwhile.plan.steps import Plan, Slot, Step
from worthwhile.run.block import Block, Store
from worthwhile.run.machine import Machine
from worthwhile.run.rows import Rows, Tables, given_back
from worthwhile.text.frozen import frozen


class Kept:
    """The values of some rows, apart from the tables that they were made of: it can be sent and kept."""

    def __init__(self, rows: int, store: Store) -> None:
        self.rows, self.store = rows, store

    def __contains__(self, slot: Slot) -> bool:
        return slot in self.store.values or slot in self.store.series

    def at(self, slot: Slot, period: int = 0) -> Column:
        """The value of a slot, in a period where it has one for each."""
        return self.store.values[slot] if slot in self.store.values else self.store.series[slot][period]


@frozen
class RowValues:
    """Every slot of some rows: its value in the first of them, in a period where it has one for each."""

    periods: int
    steps: Mapping[Slot, Step]
    block: Block | Kept

    def kept(self, axis: str) -> "RowValues":
        """The same of these rows alone, for when the tables are gone: what others have is left out."""
        if isinstance(self.block, Kept):
            return self
        known = Store(
            {**self.block.before.values, **self.block.values}, {**self.block.before.series, **self.block.series}
        )
        mine = {"", ENTITY, axis}
        store = Store(
            {slot: it for slot, it in known.values.items() if axis_of(self.steps[slot].shape) in mine},
            {slot: it for slot, it in known.series.items() if axis_of(self.steps[slot].shape) in mine},
        )
        return RowValues(self.periods, self.steps, Kept(self.block.rows, store))

    def __contains__(self, slot: Slot) -> bool:
        """Whether a slot has a value here: constants are folded before the run, records have rows of their own."""
        return slot in self.steps and slot in self.block

    def value(self, slot: Slot, period: int = 0) -> Value:
        """The plain value of a slot; None where missing."""
        step = self.steps[slot]
        return plain(self.block.at(slot, period)[:1], step.form, step.labels)[0]

    def series(self, slot: Slot) -> list[Value]:
        """The plain values of a series, period by period."""
        return [self.value(slot, period) for period in range(self.periods)]

    def column(self, slot: Slot, period: int = 0) -> list[Value]:
        """The plain values of a slot in all of the rows."""
        step = self.steps[slot]
        return plain(wide(self.block.at(slot, period), self.block.rows), step.form, step.labels)


def some_rows(
    plan: Plan, machine: Machine, tables: Tables, store: Store, rows: Sequence[int], axis: str = ENTITY
) -> RowValues:
    """Walk some rows of a table again; what aggregates gave is taken from the run.

    Without an axis it is what has one value only, whatever the rows.
    """
    steps = {it.slot: it for it in plan.steps}
    whole = tables[axis] if axis else Rows(1)
    places = np.array(rows, dtype=np.int64)
    owners = whole.parents[places] if whole.parents is not None else None

    def cut(slot: Slot, column: Column) -> Column:
        theirs = axis_of(steps[slot].shape)
        if theirs == axis:
            return taken(column, places)
        return given_back(column, owners) if theirs == ENTITY and owners is not None else column

    before = Store(
        {slot: cut(slot, it) for slot, it in store.values.items()},
        {slot: [cut(slot, part) for part in it] for slot, it in store.series.items()},
    )
    given = {name: taken(it, places) for name, it in whole.columns.items()}
    block = Block(machine, steps, len(places), plan.periods, given, before, tables, keep_all=True)
    with np.errstate(all="ignore"):
        for each in plan.whole:
            block.walk(each.phases(axis))
    return RowValues(plan.periods, steps, block)

"""A run laid open: every name and every part of its formula with its value in every row, for those who write it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from worthwhile.answer.diagnostics import Scene
from worthwhile.data.columns import Value, missing
from worthwhile.meaning.core import ENTITY
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import Plan, Slot
from worthwhile.run.some_rows import RowValues, some_rows


@dataclass(frozen=True)
class LaidOpen:
    """What a run computed, and with what: ``e`` is the axis of the entity's rows, a table's name that of its own."""

    meaning: Meaning
    plan: Plan
    toolbox: Toolbox
    rows: Mapping[str, int]
    """How many rows each table has."""
    keys: Mapping[str, Sequence[object]]
    """The keys of the rows of each table that has some."""
    owners: Mapping[str, Sequence[int]]
    """Of records: the row of the entity that each belongs to, -1 where it belongs to none."""
    given: Mapping[str, Mapping[str, str]]
    """Of each table the inputs that came from its data, with the heads of their columns."""
    _values: Mapping[str, RowValues]

    def column(self, slot: Slot, axis: str, period: int = 0) -> list[Value] | None:
        """The values of a part of a formula in all rows of a table; nothing where it was not needed by itself."""
        values = self._values[axis or ENTITY]
        return values.column(slot, period) if slot in values else None

    def complete(self, slot: Slot, axis: str, *, timed: bool) -> bool:
        """Whether a part of a formula has a value in every row and period."""
        values = self._values[axis or ENTITY]
        if slot not in values:
            return False
        return not any(missing(values.block.at(slot, it)).any() for it in range(self.plan.periods if timed else 1))

    def value(self, slot: Slot, period: int = 0) -> list[Value] | None:
        """The value of what is single, as a list of one; nothing where it was not needed by itself."""
        values = self._values[ENTITY]
        return [values.value(slot, period)] if slot in values else None


def laid_open(scene: Scene) -> LaidOpen:
    """Compute all rows of a run once more, and keep every part."""
    taken, tables = scene.bound.taken, scene.bound.tables
    values = {
        axis: some_rows(scene.plan, scene.machine, tables, scene.filled.store, range(it.rows.count), axis)
        for axis, it in taken.items()
    }
    return LaidOpen(
        scene.meaning,
        scene.plan,
        scene.machine.toolbox,
        {axis: it.rows.count for axis, it in taken.items()},
        {axis: it.keys.listed() for axis, it in taken.items() if it.keys is not None},
        {axis: it.rows.parents.tolist() for axis, it in taken.items() if it.rows.parents is not None},
        {axis: dict(it.heads) for axis, it in taken.items()},
        values,
    )

"""The values that a walk leaves behind: a whole column for each slot that somebody wants."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import DTYPES, Column, Texts, joined, recoded, wide
from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.run import memory
from worthwhile.run.block import Block, Store
from worthwhile.run.rows import Rows

Which = slice | NDArray[np.int64]
"""Rows: some that follow one another, or their numbers."""


class Gathered:
    """Columns of all the rows of a walk, filled block by block in any order.

    A column of the data that is wanted as it stands is not copied.
    """

    def __init__(self, slots: Iterable[Slot], steps: Mapping[Slot, Step], rows: Rows, periods: int) -> None:
        self.rows, self._table, self._steps = rows.count, rows, steps
        self.values: dict[Slot, Column] = {}
        self.series: dict[Slot, list[Column]] = {}
        self._texts: dict[tuple[Slot, int], list[Texts]] = {}
        self._given: set[Slot] = set()
        for slot in dict.fromkeys(slots):
            step = steps[slot]
            column = rows.columns.get(step.name) if step.op is Op.INPUT else None
            if column is not None and len(column) == rows.count:
                self.values[slot] = column
                self._given.add(slot)
            elif TIME in step.shape:
                self.series[slot] = [self._room(slot, step.form, it) for it in range(periods)]
            else:
                self.values[slot] = self._room(slot, step.form, 0)

    def _room(self, slot: Slot, form: Form, period: int) -> Column:
        if form is Form.TEXT:
            self._texts[slot, period] = []
            return np.empty(0)
        return memory.column(self.rows, DTYPES[form])

    def at(self, slot: Slot, period: int = 0) -> Column:
        """The column of a slot, in a period where it has one for each."""
        return self.values[slot] if slot in self.values else self.series[slot][period]

    def array(self, slot: Slot) -> Any:  # noqa: ANN401 (an array, or one for each period)
        """Where the values of a slot go; of texts their places among the words."""
        found = self.values.get(slot) if slot in self.values else self.series[slot]
        return found.codes if isinstance(found, Texts) else found

    def of_words(self, slot: Slot, words: NDArray[np.object_]) -> None:
        """Know all the texts that a slot can have: they can be filled in any order."""
        del self._texts[slot, 0]
        self.values[slot] = Texts(memory.column(self.rows, np.int32), words)

    def copy(self, source: Slot, target: Slot) -> None:
        """Fill a column with what another holds."""
        column, into = self.values[source], self.values[target]
        assert not isinstance(into, Texts)  # noqa: S101 (made for numbers, flags, labels)
        into[:] = column

    def put(self, block: Block, which: Which) -> None:
        """Take in the values of some rows."""
        for slot in self.values:
            if slot not in self._given:
                self._put(slot, 0, self.values[slot], block.at(slot), which, block.rows)
        for slot, parts in self.series.items():
            for period, part in enumerate(parts):
                self._put(slot, period, part, block.at(slot, period), which, block.rows)

    def _put(self, slot: Slot, period: int, into: Column, column: Column, which: Which, rows: int) -> None:
        if isinstance(into, Texts):
            assert isinstance(column, Texts)  # noqa: S101 (a slot has one form)
            into.codes[which] = recoded(column, {word: place for place, word in enumerate(into.words.tolist())})
        elif isinstance(column, Texts):
            whole = wide(column, rows)
            assert isinstance(whole, Texts)  # noqa: S101 (what is wide is of its own kind)
            self._texts[slot, period].append(whole)
        else:
            into[which] = column

    def finish(self) -> None:
        """Put texts together, which come in the order of the rows; columns of the data have been looked at by now."""
        for slot in self._given:
            self.values[slot] = self._table.columns[self._steps[slot].name]
        for (slot, period), parts in self._texts.items():
            if slot in self.values:
                self.values[slot] = joined(parts, Form.TEXT)
            else:
                self.series[slot][period] = joined(parts, Form.TEXT)
        self._texts = {}


class Beside:
    """The columns of a walk with what was known before it: what aggregates over its rows are fed with."""

    def __init__(self, gathered: Gathered, before: Store) -> None:
        self.rows, self._gathered, self._before = gathered.rows, gathered, before

    def at(self, slot: Slot, period: int = 0) -> Column:
        """The column of a slot, in a period where it has one for each."""
        known = self._gathered
        if slot in known.values or slot in known.series:
            return known.at(slot, period)
        return self._before.values[slot] if slot in self._before.values else self._before.series[slot][period]

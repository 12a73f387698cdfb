"""A stretch of a table's rows, as its aggregates take them in: each column whole, gathered from blocks where it was worked out."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import DTYPES, Array, Column, Texts, constant, missing, one_list, wide
from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.run.block import Block
from worthwhile.run.rows import Places, Rows

Key = tuple[Slot, int]
"""A slot and a period, 0 where it has one value for all."""


class Stretch:
    """Rows of a table from ``start`` on, with what their aggregates read.

    Blocks may come in any order, also from several threads: each has its own place.
    """

    def __init__(self, steps: Mapping[Slot, Step], table: Rows, start: int, rows: int) -> None:
        self._steps, self.start, self.rows = steps, start, rows
        span = slice(start, start + rows)
        self.owners: Places | None = None if table.parents is None else table.parents[span]
        self._given = table.cut(span)
        self._columns: dict[Key, Column] = {}
        self._texts: dict[Key, dict[int, Texts]] = {}
        self._missing: dict[Key, NDArray[np.bool_] | None] = {}

    def take(self, slots: Iterable[Slot], block: Block, start: int, period: int = 0) -> None:
        """Take in what a block has for some slots."""
        for slot in slots:
            step = self._steps[slot]
            key = self.key(slot, period)
            if not self._is_there(step):
                self._put(key, step.form, wide(block.at(slot, period), block.rows), start - self.start)

    def give(self, slot: Slot, column: Column) -> None:
        """Take in the values of a slot for all its rows."""
        if not self._is_there(self._steps[slot]):
            self._columns[slot, 0] = column

    def _put(self, key: Key, form: Form, values: Column, start: int) -> None:
        if isinstance(values, Texts):
            self._texts.setdefault(key, {})[start] = values
            return
        if key not in self._columns:
            self._columns.setdefault(key, np.empty(self.rows, dtype=DTYPES[form]))
        column = self._columns[key]
        assert not isinstance(column, Texts)  # noqa: S101 (a slot has one form)
        column[start : start + len(values)] = values

    def key(self, slot: Slot, period: int) -> Key:
        """A slot and the period in which it has its value."""
        return slot, period if TIME in self._steps[slot].shape else 0

    def is_single(self, slot: Slot) -> bool:
        """Whether a slot has the same value in all rows."""
        return self._steps[slot].op is Op.CONSTANT

    def _is_there(self, step: Step) -> bool:
        """Whether its values need not be gathered: a column of the table, or the same for all."""
        return step.op is Op.CONSTANT or (step.op is Op.INPUT and step.name in self._given)

    def column(self, slot: Slot, period: int = 0) -> Column:
        """The values of a slot."""
        key = self.key(slot, period)
        if key not in self._columns:
            self._columns[key] = self._found(key)
        return self._columns[key]

    def _found(self, key: Key) -> Column:
        step = self._steps[key[0]]
        if step.op is Op.CONSTANT:
            return wide(constant(step.value, step.form, step.labels), self.rows)
        if self._is_there(step):
            return wide(self._given[step.name], self.rows)
        texts = self._texts[key]
        return one_list([texts[it] for it in sorted(texts)])

    def missing(self, slot: Slot, period: int = 0) -> Array | None:
        """Where a slot has no value; nothing where it has one everywhere."""
        key = self.key(slot, period)
        if key not in self._missing:
            one = self._steps[slot].op is Op.CONSTANT
            gone = missing(self.column(slot, period)[:1] if one else self.column(slot, period))
            some = gone.any()
            self._missing[key] = np.broadcast_to(gone, (self.rows,)) if some else None
        return self._missing[key]

"""Aggregates over rows: fed block by block, given as one value, to each row of the entity, or back to each row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import FILL, NO_LABEL, TRUE, UNSURE, Column, Texts, joined, missing, nothing, wide
from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME
from worthwhile.plan.steps import Step
from worthwhile.run.block import Block
from worthwhile.run.gathered import Beside
from worthwhile.run.groups import Groups
from worthwhile.run.machine import Machine
from worthwhile.run.rows import Places, given_back

FIRST = 10
"""How many of the rows left out are remembered."""


class Reduction:
    """One aggregate over the rows of a table, or, of a series, one for each period.

    ``parents`` says to which row of the entity each row belongs: then there is a value for each of
    these, ``owners`` in all. With ``by`` there is a value for each group, within each owner.
    """

    def __init__(
        self, machine: Machine, step: Step, by: Step | None, periods: int, parents: Places | None, owners: int
    ) -> None:
        aggregate = machine.toolbox.aggregates[step.name]
        self.step, self._parents, self._owners = step, parents, owners
        self._ordered, self._gives_back = aggregate.needs_order, aggregate.gives_back
        self._series = TIME in step.shape
        self._periods = [_Period(machine.accumulator(step)) for _ in range(periods if self._series else 1)]
        grouped = by is not None and not self._ordered
        self._groups = Groups(by.form, by.labels) if by and grouped else None
        self._rows = 0
        self.left_out = 0
        self.first_left_out: list[int] = []

    def take(self, block: Block | Beside, period: int = 0) -> None:
        """Take in the values of a block, in one period."""
        rows, step = block.rows, self.step
        values = [wide(block.at(it, period), rows) for it in step.args]
        if self._ordered and step.by is not None:
            values.append(wide(block.at(step.by, period), rows))
        counted, unsure = self._counted(block, period, values)
        owner, group = self._owner(rows), self._group(block, period)
        if group is not None:
            unsure |= counted & (group == NO_LABEL)
            counted &= group != NO_LABEL
        if owner is not None:  # a record that belongs to nobody has been told of already
            unsure &= owner >= 0
            counted &= owner >= 0
        if period == 0:
            self._leave_out(unsure)
        into = self._periods[period if self._series else 0]
        inside = np.flatnonzero(counted)
        places = _places(owner, group, inside)
        if group is None:
            into.accumulator.add(places, *(it[inside] for it in values))
        else:  # which groups there are is known when all rows have been seen
            into.keys.append(places)
            into.values.append([it[inside] for it in values])
            into.every.append(_places(owner, group, np.arange(rows)))
        if self._gives_back:
            into.taken.append(inside + self._rows)
        if not self._series or period == len(self._periods) - 1:
            self._rows += rows

    def _leave_out(self, unsure: NDArray[np.bool_]) -> None:
        if unsure.any():
            self.left_out += int(unsure.sum())
            if len(self.first_left_out) < FIRST:
                self.first_left_out += (np.flatnonzero(unsure)[:FIRST] + self._rows).tolist()

    def _counted(
        self, block: Block | Beside, period: int, values: list[Column]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """The rows that count, and those that would if nothing were missing."""
        gone = np.zeros(block.rows, dtype=bool)
        for value in values:
            gone |= missing(value)
        if self.step.where is None:
            return ~gone, gone
        where = wide(block.at(self.step.where, period), block.rows)
        assert not isinstance(where, Texts)  # noqa: S101 (a condition is a flag)
        return (where == TRUE) & ~gone, (where == UNSURE) | ((where == TRUE) & gone)

    def _owner(self, rows: int) -> Places | None:
        """The row of the entity that each row belongs to."""
        return None if self._parents is None else self._parents[self._rows : self._rows + rows]

    def _group(self, block: Block | Beside, period: int) -> Places | None:
        if self._groups is None or self.step.by is None:
            return None
        return self._groups.places(wide(block.at(self.step.by, period), block.rows))

    def finish(self) -> list[Column]:
        """The value, or a column of values; of a series one for each period."""
        return [self._finished(it) for it in self._periods]

    def _finished(self, period: "_Period") -> Column:
        if self._groups is None:
            size = 1 if self._parents is None else self._owners
            found = self._in_form(period.accumulator.finish(size), size)
            return self._to_rows(period, found) if self._gives_back else found
        return self._by_group(period)

    def _by_group(self, period: "_Period") -> Column:
        """The value of each group, given back to all rows that are in it, counted or not."""
        every = np.concatenate(period.every) if period.every else np.empty(0, dtype=np.int64)
        groups, back = np.unique(every, return_inverse=True)
        if period.keys:
            inside = np.searchsorted(groups, np.concatenate(period.keys))
            parts = zip(*period.values, strict=True)
            period.accumulator.add(inside, *(joined(it, _form_of(it)) for it in parts))
        found = self._in_form(period.accumulator.finish(len(groups)), len(groups))
        if self._gives_back:
            return self._to_rows(period, found)
        return given_back(_at_least_one(found, self.step.form), np.where(groups[back] < 0, -1, back))

    def _to_rows(self, period: "_Period", found: Column) -> Column:
        """A value for each row that counted, missing for the others."""
        column = np.full(self._rows, np.nan)
        if period.taken:
            assert not isinstance(found, Texts)  # noqa: S101 (a place among others is a number)
            column[np.concatenate(period.taken)] = found[: sum(map(len, period.taken))]
        return column

    def _in_form(self, found: Column, size: int) -> Column:
        """What an aggregate gives where it has seen nothing, as the form of its step has it."""
        if isinstance(found, Texts) or self._gives_back:
            return found
        match self.step.form:
            case Form.TEXT:
                return Texts(np.full(size, NO_LABEL, dtype=np.int32), np.empty(0, dtype=object))
            case Form.LABEL | Form.FLAG if found.dtype != FILL[self.step.form].dtype:
                return np.full(size, FILL[self.step.form][0])
        return found


class _Period:
    """What is gathered for one period."""

    def __init__(self, accumulator: Any) -> None:  # noqa: ANN401 (whatever the aggregate brings)
        self.accumulator = accumulator
        self.keys: list[Places] = []
        self.values: list[list[Column]] = []
        self.every: list[Places] = []
        self.taken: list[Places] = []


def _places(owner: Places | None, group: Places | None, rows: Places) -> Places:
    """Where each row belongs: its owner, its group, or both in one number; -1 where one is not known."""
    if owner is None and group is None:
        return np.zeros(len(rows), dtype=np.int64)
    if group is None or owner is None:
        known = owner if owner is not None else group
        assert known is not None  # noqa: S101 (one of the two is there)
        return known[rows]
    both = (owner[rows] << 32) | group[rows]
    return np.where((owner[rows] < 0) | (group[rows] < 0), -1, both)


def _form_of(parts: Sequence[Column]) -> Form:
    """The form of some values."""
    first = parts[0]
    if isinstance(first, Texts):
        return Form.TEXT
    return {np.dtype(np.uint8): Form.FLAG, np.dtype(np.int32): Form.LABEL}.get(first.dtype, Form.NUMBER)


def _at_least_one(column: Column, form: Form) -> Column:
    return column if len(column) else nothing(form)

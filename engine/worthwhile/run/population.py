"""Aggregates over the entity's rows that come in parts: each part has its own, and they are merged.

What an accumulator holds is all that is kept of the rows. Sums, counts, means, extremes and tests hold a
few numbers for each group; what needs all values at once holds them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import NO_LABEL, TRUE, UNSURE, Column, Texts, joined, missing, nothing, wide
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.plan.steps import Step
from worthwhile.run.block import Block
from worthwhile.run.gathered import Beside
from worthwhile.run.groups import Groups, in_form
from worthwhile.run.machine import Machine
from worthwhile.run.rows import Places, given_back
from worthwhile.run.watch import FIRST

Mask = NDArray[np.bool_]


class Population:
    """One aggregate over some of the entity's rows, or, of a series, one for each period.

    ``start`` is the number of the first row. ``groups`` are those of `by`: parts that are merged have
    to know the same ones, so in one process they share them.
    """

    def __init__(
        self, machine: Machine, step: Step, periods: int, groups: Groups | None = None, start: int = 0
    ) -> None:
        aggregate = machine.toolbox.aggregates[step.name]
        self.step, self._start, self._rows = step, start, 0
        self.groups = None if aggregate.needs_order else groups
        self._ordered, self._gives_back = aggregate.needs_order, aggregate.gives_back
        self._series = TIME in step.shape
        count = periods if self._series else 1
        self._accumulators = [machine.accumulator(step, outside=True) for _ in range(count)]
        self._looks_up = aggregate.gives_back and hasattr(self._accumulators[0], "look_up")
        """Whether what a row gets hangs on its value alone; else it has to be kept for each row."""
        self._taken: list[list[Places]] = [[] for _ in range(count)]
        """Of what is given back to each row: which rows were taken in."""
        self._finished: list[Column] | None = None
        self.left_out = 0
        self.first_left_out: list[int] = []

    @property
    def to_each_row(self) -> bool:
        """Whether each row gets a value of its own."""
        return ENTITY in self.step.shape

    def take(self, block: Block | Beside, period: int = 0) -> None:
        """Take in the values of a block, in one period."""
        rows, step = block.rows, self.step
        values = self._values(block, period)
        counted, unsure = self._counted(block, period, values)
        group = self._group(block, period)
        if group is not None:
            unsure |= counted & (group == NO_LABEL)
            counted &= group != NO_LABEL
        start = self._start + self._rows
        if period == 0 and unsure.any():
            self.left_out += int(np.count_nonzero(unsure))
            room = FIRST - len(self.first_left_out)
            self.first_left_out += (np.flatnonzero(unsure)[:room] + start).tolist()
        which = period if self._series else 0
        inside = np.flatnonzero(counted)
        places = np.zeros(len(inside), dtype=np.int64) if group is None else group[inside]
        self._accumulators[which].add(places, *(it[inside] for it in values))
        if self._gives_back and not self._looks_up:
            self._taken[which].append(inside + start)
        if TIME not in step.shape or period == len(self._accumulators) - 1:
            self._rows += rows

    def _values(self, block: Block | Beside, period: int) -> list[Column]:
        values = [wide(block.at(it, period), block.rows) for it in self.step.args]
        if self._ordered and self.step.by is not None:
            values.append(wide(block.at(self.step.by, period), block.rows))
        return values

    def _counted(self, block: Block | Beside, period: int, values: Sequence[Column]) -> tuple[Mask, Mask]:
        """The rows that count, and those that would if nothing were missing."""
        gone = np.zeros(block.rows, dtype=bool)
        for value in values:
            gone |= missing(value)
        if self.step.where is None:
            return ~gone, gone
        where = wide(block.at(self.step.where, period), block.rows)
        assert not isinstance(where, Texts)  # noqa: S101 (a condition is a flag)
        return (where == TRUE) & ~gone, (where == UNSURE) | ((where == TRUE) & gone)

    def _group(self, block: Block | Beside, period: int) -> Places | None:
        if self.groups is None or self.step.by is None:
            return None
        return self.groups.places(wide(block.at(self.step.by, period), block.rows))

    def merge(self, other: "Population") -> None:
        """Take in what another has seen of rows that come after these."""
        if self.groups is not other.groups:
            raise ValueError("groups are told apart in the same way by all that is merged")
        for mine, theirs in zip(self._accumulators, other._accumulators, strict=True):  # noqa: SLF001 (its own kind)
            mine.merge(theirs)
        for taken, more in zip(self._taken, other._taken, strict=True):  # noqa: SLF001 (as above)
            taken.extend(more)
        self._rows += other._rows  # noqa: SLF001 (as above)
        self.left_out += other.left_out
        self.first_left_out = (self.first_left_out + other.first_left_out)[:FIRST]

    def finish(self) -> list[Column]:
        """The value, or of a series one for each period; of groups a column with a value for each."""
        if self._finished is None:
            size = 1 if self.groups is None else len(self.groups)
            self._finished = [self._in_form(it.finish(size), size) for it in self._accumulators]
            if not self._looks_up:
                self._accumulators = []
        return self._finished

    def given_back(self, block: Block | Beside, start: int, period: int = 0) -> Column:
        """The value of each row of a block, the first of which has the number ``start``."""
        found = self.finish()[period if self._series else 0]
        if self._looks_up:
            return self._looked_up(block, period)
        if self._gives_back:
            return self._ranked(found, start, block.rows, period)
        group = self._group(block, period)
        assert group is not None  # noqa: S101 (without groups there is one value for all)
        return given_back(found if len(found) else nothing(self.step.form), group)

    def _looked_up(self, block: Block | Beside, period: int) -> Column:
        values = self._values(block, period)
        counted, _ = self._counted(block, period, values)
        group = self._group(block, period)
        if group is not None:
            counted &= group != NO_LABEL
        inside = np.flatnonzero(counted)
        places = np.zeros(len(inside), dtype=np.int64) if group is None else group[inside]
        column = np.full(block.rows, np.nan)
        accumulator = self._accumulators[period if self._series else 0]
        column[inside] = accumulator.look_up(places, *(it[inside] for it in values))
        return column

    def _ranked(self, found: Column, start: int, rows: int, period: int) -> Column:
        which = period if self._series else 0
        parts = self._taken[which]
        if len(parts) > 1:
            self._taken[which] = parts = [np.concatenate(parts)]
        column = np.full(rows, np.nan)
        if parts:
            first, last = np.searchsorted(parts[0], (start, start + rows))
            assert not isinstance(found, Texts)  # noqa: S101 (a place among others is a number)
            column[parts[0][first:last] - start] = found[first:last]
        return column

    def _in_form(self, found: Column, size: int) -> Column:
        return found if self._gives_back else in_form(found, self.step.form, size)


class GivenBack:
    """Takes in the rows once more, to give each its value of an aggregate that is known."""

    def __init__(self, population: Population, periods: int, start: int) -> None:
        self._population, self._start = population, start
        self._columns: list[list[Column]] = [[] for _ in range(periods if TIME in population.step.shape else 1)]
        self.left_out = 0
        """It was told of when the aggregate was taken in."""
        self.first_left_out: list[int] = []

    def take(self, block: Block | Beside, period: int = 0) -> None:
        """Look up the values of the rows of a block."""
        which = period if len(self._columns) > 1 else 0
        done = sum(map(len, self._columns[which]))
        found = self._population.given_back(block, self._start + done, period)
        self._columns[which].append(wide(found, block.rows))

    def finish(self) -> list[Column]:
        """The column; of a series one for each period."""
        return [joined(it, self._population.step.form) for it in self._columns]

"""Aggregates over the rows of the entity: fed block by block, given back as one value or to each row."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import (
    NO_LABEL,
    TRUE,
    UNSURE,
    Column,
    Texts,
    missing,
    nothing,
    wide,
)
from worthwhile.data.form import Form
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.plan.steps import Step
from worthwhile.run.block import Block
from worthwhile.run.groups import Groups
from worthwhile.run.machine import Machine


class Population:
    """One population aggregate, or, of a series, one for each period."""

    def __init__(self, machine: Machine, step: Step, by: Step | None, periods: int) -> None:
        aggregate = machine.toolbox.aggregates[step.name]
        self.step = step
        self._ordered, self._gives_back = aggregate.needs_order, aggregate.gives_back
        self._series = TIME in step.shape
        count = periods if self._series else 1
        self._accumulators: list[Any] = [machine.accumulator(step) for _ in range(count)]
        grouped = by is not None and not self._ordered
        self._groups = Groups(by.form, by.labels) if by and grouped else None
        self._places: list[NDArray[np.int64]] = []
        self._taken: list[NDArray[np.int64]] = []
        self._rows = 0
        self.left_out = 0
        self.first_left_out: list[int] = []

    def take(self, block: Block, period: int = 0) -> None:
        """Take in the values of a block, in one period."""
        rows, step = block.rows, self.step
        values = [wide(block.at(it, period), rows) for it in step.args]
        if self._ordered and step.by is not None:
            values.append(wide(block.at(step.by, period), rows))
        counted, unsure = self._counted(block, period, values)
        places = self._placed(block, period)
        if places is not None:
            if period == 0 or not self._series:
                self._places.append(places)
            unsure |= counted & (places == NO_LABEL)
            counted &= places != NO_LABEL
        if unsure.any() and period == 0:
            self.left_out += int(unsure.sum())
            if len(self.first_left_out) < 10:  # noqa: PLR2004 (the first few)
                self.first_left_out += (np.flatnonzero(unsure)[:10] + self._rows).tolist()
        inside = np.flatnonzero(counted)
        groups = np.zeros(len(inside), dtype=np.int64) if places is None else places[inside]
        self._accumulators[period if self._series else 0].add(groups, *(it[inside] for it in values))
        if self._gives_back:
            self._taken.append(inside + self._rows)
        if not self._series or period == len(self._accumulators) - 1:
            self._rows += rows

    def _counted(self, block: Block, period: int, values: list[Column]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """The rows that count, and those that would if nothing were missing."""
        gone = np.zeros(block.rows, dtype=bool)
        for value in values:
            gone |= missing(value)
        if self.step.where is None:
            return ~gone, gone
        where = wide(block.at(self.step.where, period), block.rows)
        assert not isinstance(where, Texts)  # noqa: S101 (a condition is a flag)
        return (where == TRUE) & ~gone, (where == UNSURE) | ((where == TRUE) & gone)

    def _placed(self, block: Block, period: int) -> NDArray[np.int64] | None:
        if self._groups is None or self.step.by is None:
            return None
        return self._groups.places(wide(block.at(self.step.by, period), block.rows))

    def finish(self) -> list[Column]:
        """The value, or a column of values; of a series one for each period."""
        size = 1 if self._groups is None else len(self._groups)
        return [self._given_back(it.finish(size)) for it in self._accumulators]

    def _given_back(self, found: Column) -> Column:
        if self._gives_back:
            column = np.full(self._rows, np.nan)
            if self._taken:
                column[np.concatenate(self._taken)] = found
            return column
        if ENTITY not in self.step.shape or self._groups is None:
            return found
        places = np.concatenate(self._places) if self._places else np.empty(0, dtype=np.int64)
        if isinstance(found, Texts):
            codes = np.append(found.codes, np.int32(NO_LABEL))
            return Texts(codes[places], found.words)
        empty = nothing(Form.NUMBER if found.dtype == np.float64 else self.step.form)
        padded = np.append(found, np.asarray(empty, dtype=found.dtype))
        return padded[places]

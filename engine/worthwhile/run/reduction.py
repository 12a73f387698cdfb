"""Aggregates over rows: given as one value, to each row of the entity, or back to each row.

A table is walked in blocks that stay in the cache, but its aggregates are fed in large stretches: what a
walk works out is gathered for a stretch, columns of the table are taken as they are. All the aggregates
of a stretch share which rows count, whom these belong to, and what is asked about that.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from worthwhile.data.columns import Column, Texts, joined, nothing
from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME
from worthwhile.plan.steps import Slot, Step
from worthwhile.run.grouping import Grouping
from worthwhile.run.groups import Groups, in_form, numbered
from worthwhile.run.machine import Machine
from worthwhile.run.rows import Places, given_back
from worthwhile.run.selection import Selection
from worthwhile.run.sheaves import Sheaves, worth_it
from worthwhile.run.stretch import Stretch
from worthwhile.run.threads import in_parallel

FIRST = 10
"""How many of the rows left out are remembered."""
STRETCH = 1 << 24
"""Rows that aggregates take in at once; of series as many as hold so many values of all periods, in all."""
SERIES = 1 << 21
ALONE = 1 << 16
"""Rows that are not worth a second thread."""


def rows_at_once(steps: Sequence[Step], periods: int, block: int) -> int:
    """How many rows of a table make a stretch: whole blocks, many of them."""
    most = SERIES // periods if any(TIME in it.shape for it in steps) else STRETCH
    return max(1, most // block) * block


class Reductions:
    """The aggregates over the rows of one table, in stretches."""

    def __init__(self, reductions: Sequence["Reduction"]) -> None:
        self.all = tuple(reductions)
        self._groups: dict[Slot, Groups] = {}
        """By the slot that says which group: the same for all aggregates, in all stretches."""
        self._laid: tuple[Reduction, ...] | None = None
        """Those for which rows are laid together by their owners; nothing is known before the first stretch."""
        self._threads = 1

    def feed(self, stretch: Stretch) -> None:
        """Take in a stretch of the rows, whose values have been gathered."""
        threads = self._threads = 0 if stretch.rows > ALONE else self._threads
        if self._laid is None:  # once and for all: the sheaves of all stretches are the same
            self._laid = tuple(it for it in self.all if it.can_be_laid and worth_it(it.owners, stretch.rows))
        missing = {stretch.key(slot, period) for it in self.all for slot in it.values for period in it.periods}
        in_parallel([partial(stretch.missing, *it) for it in sorted(missing)], threads)
        if self._laid:
            self._feed_laid(stretch, self._laid)
        rest = [it for it in self.all if it not in self._laid]
        selections: dict[object, Selection] = {}
        mine = [[self._selected(it, stretch, period, selections) for period in it.periods] for it in rest]
        in_parallel([it.ready for it in selections.values()], threads)
        tasks = [(it.heavy, partial(it.take, stretch, which)) for it, which in zip(rest, mine, strict=True)]
        tasks.sort(key=lambda it: not it[0])  # what takes longest begins first
        in_parallel([task for _, task in tasks], threads)

    def _feed_laid(self, stretch: Stretch, reductions: Sequence["Reduction"]) -> None:
        """Lay the rows of neighbouring owners together, and take them in sheaf by sheaf."""
        sheaves = Sheaves(stretch, reductions[0].owners or 0)
        sheaves.lay(sorted({slot for it in reductions for slot in (*it.values, *it.conditions)}))
        for it in reductions:
            it.begin_sheaves(sheaves.count)
        numbers = range(sheaves.count)
        left_out = in_parallel([partial(_taken, sheaves, it, reductions) for it in numbers])
        for it, found in zip(reductions, zip(*left_out, strict=True), strict=True):
            rows = np.sort(np.concatenate([first for _, first in found]))
            it.leave_out(sum(count for count, _ in found), rows[:FIRST])
            it.passed(stretch.rows)

    def _selected(self, it: "Reduction", stretch: Stretch, period: int, known: dict[object, Selection]) -> Selection:
        """The rows of a stretch that count, shared with others for which the same do."""
        holes = frozenset(slot for slot in it.values if stretch.missing(slot, period) is not None)
        key = (it.step.where, holes, it.by and it.by.slot, it.owners, period)
        if key not in known:
            owners = None if it.owners is None else stretch.owners
            groups = None if it.by is None else self._grouped(it.by, stretch, period)
            known[key] = Selection(stretch, period, it.step.where, holes, owners, groups, it.owners)
        return known[key]

    def _grouped(self, by: Step, stretch: Stretch, period: int) -> Places:
        groups = self._groups.setdefault(by.slot, Groups(by.form, by.labels))
        return groups.places(stretch.column(by.slot, period))

    def finish(self) -> list[tuple["Reduction", list[Column]]]:
        """The aggregates, each with its value, or a column of values; of a series one for each period."""
        return list(zip(self.all, in_parallel([it.finish for it in self.all], self._threads), strict=True))


class Reduction:
    """One aggregate over the rows of a table, or, of a series, one for each period.

    ``owners`` says of records how many rows of the entity there are: then there is a value for each of
    these. With ``by`` there is a value for each group, within each owner.
    """

    def __init__(self, machine: Machine, step: Step, by: Step | None, periods: int, owners: int | None) -> None:
        aggregate = machine.toolbox.aggregates[step.name]
        self.step, self.owners = step, owners
        self._gives_back = aggregate.gives_back
        self.periods = range(periods if TIME in step.shape else 1)
        self._periods = [_Period(machine.accumulator(step)) for _ in self.periods]
        self._machine = machine
        self._sheaves: list[tuple[Any, int]] = []
        """Of rows that are laid together: what each sheaf gathers, and of how many owners."""
        self.heavy = getattr(self._periods[0].accumulator, "heavy", False)
        """Whether it takes longer than others."""
        ordered = by is not None and aggregate.needs_order
        self.by = None if ordered else by
        """What says which group each row is in."""
        self.values = (*step.args, by.slot) if by is not None and ordered else step.args
        """The slots that the accumulator is handed: what it is of, and of an order what it is ordered by."""
        self._rows = 0
        self.left_out = 0
        self.first_left_out: list[int] = []

    def take(self, stretch: Stretch, selections: Sequence[Selection]) -> None:
        """Take in the values of a stretch."""
        for period, selection in zip(self.periods, selections, strict=True):
            if period == 0:
                self.leave_out(selection.unsure, selection.first_unsure)
            into = self._periods[period]
            values = [selection.values(it) for it in self.values]
            if self.by is None:
                _fed(into.accumulator, selection.grouping, values)
            else:  # which groups there are is known when all rows have been seen
                into.values.append(values)
                into.every.append(selection.every)
            if self._gives_back or self.by is not None:
                into.taken.append(selection.inside + self._rows)
        self.passed(stretch.rows)

    @property
    def can_be_laid(self) -> bool:
        """Whether its rows may be laid together by their owners: all it does is within each owner."""
        return self.by is None and not self._gives_back and TIME not in self.step.shape

    @property
    def conditions(self) -> tuple[Slot, ...]:
        """The slot that says which rows count."""
        return () if self.step.where is None else (self.step.where,)

    def begin_sheaves(self, count: int) -> None:
        """Make room for what each sheaf gathers."""
        if not self._sheaves:
            self._sheaves = [(self._machine.accumulator(self.step), 0) for _ in range(count)]

    def take_sheaf(self, number: int, selection: Selection) -> None:
        """Take in the rows of a sheaf; sheaves have nothing to do with each other."""
        accumulator, _ = self._sheaves[number]
        _fed(accumulator, selection.grouping, [selection.values(it) for it in self.values])
        self._sheaves[number] = accumulator, selection.grouping.size

    def leave_out(self, count: int, first: Places) -> None:
        """Remember rows that would count if nothing were missing: how many, and where the first are in the stretch."""
        self.left_out += count
        if len(self.first_left_out) < FIRST:
            self.first_left_out += (first + self._rows).tolist()

    def passed(self, rows: int) -> None:
        """Know that so many rows have been seen."""
        self._rows += rows

    def finish(self) -> list[Column]:
        """The value, or a column of values; of a series one for each period."""
        if self._sheaves:
            parts = [self._in_form(it.finish(size), size) for it, size in self._sheaves]
            return [joined(parts, _form_of(parts))]
        return [self._finished(it) for it in self._periods]

    def _finished(self, period: "_Period") -> Column:
        if self.by is None:
            size = 1 if self.owners is None else self.owners
            found = self._in_form(period.accumulator.finish(size), size)
            return self._to_rows(period, found) if self._gives_back else found
        return self._by_group(period)

    def _by_group(self, period: "_Period") -> Column:
        """The value of each group, given back to all rows that are in it, counted or not."""
        every = np.concatenate(period.every) if period.every else np.empty(0, dtype=np.int64)
        back, size = numbered(every)
        if period.taken:
            counted = np.concatenate(period.taken)
            parts = zip(*period.values, strict=True)
            values = [joined(it, _form_of(it)) for it in parts]
            _fed(period.accumulator, Grouping(back[counted], size), values)
        found = self._in_form(period.accumulator.finish(size), size)
        if self._gives_back:
            return self._to_rows(period, found)
        return given_back(_at_least_one(found, self.step.form), back)

    def _to_rows(self, period: "_Period", found: Column) -> Column:
        """A value for each row that counted, missing for the others."""
        column = np.full(self._rows, np.nan)
        if period.taken:
            assert not isinstance(found, Texts)  # noqa: S101 (a place among others is a number)
            column[np.concatenate(period.taken)] = found[: sum(map(len, period.taken))]
        return column

    def _in_form(self, found: Column, size: int) -> Column:
        return found if self._gives_back else in_form(found, self.step.form, size)


class _Period:
    """What is gathered for one period."""

    def __init__(self, accumulator: Any) -> None:  # noqa: ANN401 (whatever the aggregate brings)
        self.accumulator = accumulator
        self.values: list[list[Column]] = []
        self.every: list[Places] = []
        self.taken: list[Places] = []


def _taken(sheaves: Sheaves, number: int, reductions: Sequence[Reduction]) -> list[tuple[int, Places]]:
    """Take in one sheaf; for each aggregate how many of its rows were left out, and where the first were."""
    sheaf = sheaves.sheaf(number)
    known: dict[object, Selection] = {}
    left_out: list[tuple[int, Places]] = []
    for it in reductions:
        holes = frozenset(slot for slot in it.values if sheaf.missing(slot) is not None)
        key = (it.step.where, holes)
        if key not in known:
            known[key] = Selection(sheaf, 0, it.step.where, holes, sheaf.owners, None, sheaf.size)
            known[key].ready()
        it.take_sheaf(number, known[key])
        left_out.append((known[key].unsure, sheaf.numbers(known[key].first_unsure)))
    return left_out


def _fed(accumulator: Any, grouping: Grouping, values: Sequence[Column]) -> None:  # noqa: ANN401 (the aggregate's own)
    """Hand values over, with all that is known of their groups to those that ask."""
    if hasattr(accumulator, "take"):
        accumulator.take(grouping, *values)
    else:
        accumulator.add(grouping.places, *values)


def _form_of(parts: Sequence[Column]) -> Form:
    """The form of some values."""
    first = parts[0]
    if isinstance(first, Texts):
        return Form.TEXT
    return {np.dtype(np.uint8): Form.FLAG, np.dtype(np.int32): Form.LABEL}.get(first.dtype, Form.NUMBER)


def _at_least_one(column: Column, form: Form) -> Column:
    return column if len(column) else nothing(form)

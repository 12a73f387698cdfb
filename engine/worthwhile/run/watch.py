"""What is looked at while a run goes on: conditions that do not hold, and values that cannot be.

A definition without a value in a row is blamed on what lies beneath: on a missing input, which is
reported where it comes from, or on arithmetic that has no answer, which is reported here. Only the
rows in question are walked again, with every slot kept; a branch that was not taken is not blamed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import FALSE, TRUE, Column, Texts, missing, taken, wide
from worthwhile.meaning.core import (
    ENTITY,
    TIME,
    AddUp,
    Apply,
    Choose,
    Fetch,
    Given,
    Instead,
    Interpolate,
    IsMissing,
    Lag,
    Match,
    Pick,
    Points,
    Read,
    Recur,
    Reduce,
    Ref,
    Scan,
    axis_of,
)
from worthwhile.meaning.curves.reading import Using
from worthwhile.plan.steps import Plan, Slot, Step, Traced, Watched
from worthwhile.run.block import Block, Store
from worthwhile.run.machine import Machine
from worthwhile.run.rows import Tables

FIRST = 10
"""How many rows a finding names."""
AGAIN = 2_048
"""How many rows are walked again at once."""

Mask = NDArray[np.bool_]
Numbers = Sequence[int] | NDArray[np.int64]
"""The numbers of the rows of a block: a range where they follow one another."""


@dataclass(slots=True)
class Hit:
    """Rows that something was found in: how many, and the first of them."""

    rows: int = 0
    first: list[int] = field(default_factory=list)
    reason: str = ""
    period: int | None = None
    trace: Traced | None = None

    def add(self, mask: Mask, numbers: Numbers) -> None:
        """Count the rows of a block, whose numbers are told."""
        count = int(np.count_nonzero(mask))
        if count:
            self.rows += count
            if len(self.first) < FIRST:
                self.first += [int(numbers[it]) for it in np.flatnonzero(mask)[: FIRST - len(self.first)].tolist()]

    def moved(self, first: Iterable[int]) -> "Hit":
        """The same, its rows told by other numbers."""
        return Hit(self.rows, list(first), self.reason, self.period, self.trace)

    def merged(self, other: "Hit") -> "Hit":
        """The rows of both parts."""
        first = self if self.first <= other.first else other
        rows = sorted({*self.first, *other.first})[:FIRST]
        return Hit(self.rows + other.rows, rows, first.reason, first.period, first.trace)


class Watch:
    """Looks at the definitions and conditions of a plan."""

    def __init__(self, plan: Plan, machine: Machine, steps: Mapping[Slot, Step], tables: Tables) -> None:
        self.plan, self.machine, self.steps, self.tables = plan, machine, steps, tables
        self.broken: dict[int, Hit] = {}
        self.impossible: dict[tuple[str, int, int], Hit] = {}
        self.defaults = {it.name: it.trace for it in plan.inputs if it.trace is not None}
        """By input: what stands for it where the data has no such column."""
        self.passes = 1
        """How many passes have begun: what later ones need is not there yet."""

    def looking(self, block: Block, axis: str, numbers: Numbers, slots: frozenset[Slot] | None = None) -> "Looking":
        """What looks at some slots in one block of the rows of a table, or at all that is single."""
        return Looking(self, block, axis, numbers, slots)


class Looking:
    """Looks at one block, series in every period."""

    def __init__(self, watch: Watch, block: Block, axis: str, numbers: Numbers, slots: frozenset[Slot] | None) -> None:
        self.watch, self.block, self.axis, self.numbers, self.slots = watch, block, axis, numbers, slots
        inside = watch.steps
        self._definitions: dict[Slot, list[Watched]] = {}
        self._checks: dict[Slot, list[int]] = {}
        for definition in watch.plan.watched:
            if self._mine(inside[definition.trace.slot]):
                self._definitions.setdefault(definition.trace.slot, []).append(definition)
        for place, check in enumerate(watch.plan.checks):
            if self._mine(inside[check.slot]):
                self._checks.setdefault(check.slot, []).append(place)
        self._gone: dict[str, Mask] = {}
        self._broken: dict[int, Mask] = {}
        self._period: dict[int, tuple[int, int]] = {}
        """By the place of a condition: the first row in which it does not hold, and since when."""

    def go_on_from(self, before: "Looking | None") -> None:
        """Take over what was seen in the passes before."""
        if before is not None:
            self._gone, self._broken, self._period = before._gone, before._broken, before._period  # noqa: SLF001 (its own kind)

    def _mine(self, step: Step) -> bool:
        return axis_of(step.shape) == self.axis and (self.slots is None or step.slot in self.slots)

    def __call__(self, slot: Slot, period: int, column: Column) -> None:
        """Look at a series in one period."""
        self._look(slot, column, period)

    def straight(self, values: Mapping[Slot, Column]) -> None:
        """Look at what has no periods; then walk the rows in question again."""
        known = {**self.block.before.values, **values}
        for slot in dict.fromkeys((*self._definitions, *self._checks)):
            if slot in known and TIME not in self.watch.steps[slot].shape:
                self._look(slot, known[slot], 0)
        for place, mask in self._broken.items():
            hit = self.watch.broken.setdefault(place, Hit())
            if hit.period is None and TIME in self.watch.steps[self.watch.plan.checks[place].slot].shape:
                _, hit.period = self._period[place]
            hit.add(mask, self.numbers)
        if self._gone:
            self._blame()

    def _look(self, slot: Slot, column: Column, period: int) -> None:
        for place in self._checks.get(slot, ()):
            assert not isinstance(column, Texts)  # noqa: S101 (a condition is a flag)
            broken = column == FALSE
            if broken.any():
                rows = np.broadcast_to(broken, (self.block.rows,))
                self._broken[place] = rows | self._broken.get(place, False)
                first = (int(np.argmax(rows)), period)
                self._period[place] = min(self._period.get(place, first), first)
        definitions = self._definitions.get(slot)
        if not definitions:
            return
        gone = missing(column)
        if not gone.any():
            return
        gone = np.broadcast_to(gone, (self.block.rows,))
        for definition in definitions:
            rows = gone
            if not definition.lenient:
                for mention in (it for it in definition.mentions if it in self.block):
                    rows = rows & ~missing(self.block.at(mention, period))
            if rows.any():
                self._gone[definition.name] = rows | self._gone.get(definition.name, False)

    # ---- blame
    def _blame(self) -> None:
        rows = np.zeros(self.block.rows, dtype=bool)
        for mask in self._gone.values():
            rows |= mask
        places = np.flatnonzero(rows)
        names = {it.name: it for it in self.watch.plan.watched}
        for start in range(0, len(places), AGAIN):
            some = places[start : start + AGAIN]
            again = walked_again(self.watch, self.block, some, self.axis)
            for name, mask in self._gone.items():
                blame = _Blame(self.watch, again, names[name], np.asarray(self.numbers)[some])
                blame.of(names[name].trace, mask[some])

    def __bool__(self) -> bool:
        return True


def walked_again(watch: Watch, block: Block, rows: NDArray[np.int64], axis: str) -> Block:
    """Some rows of a block once more, with every slot and every period kept."""
    plan, steps = watch.plan, watch.steps
    if not axis:  # what is single has no rows to choose from
        cut, before = dict(block.given), block.before
    else:
        cut = {name: taken(it, rows) for name, it in block.given.items()}
        along = {ENTITY, axis}  # what a record's row of the entity has stands beside the record
        values = {
            slot: taken(it, rows) if axis_of(steps[slot].shape) in along else it
            for slot, it in block.before.values.items()
        }
        series = {
            slot: [taken(part, rows) if axis_of(steps[slot].shape) in along else part for part in it]
            for slot, it in block.before.series.items()
        }
        before = Store(values, series)
    again = Block(watch.machine, steps, len(rows), plan.periods, cut, before, watch.tables, keep_all=True)
    for each in plan.whole[: watch.passes]:
        again.walk(each.phases(axis))
    return again


class _Blame:
    """Finds what a missing value is due to, going down only where the value came from."""

    def __init__(self, watch: Watch, block: Block, definition: Watched, rows: NDArray[np.int64]) -> None:
        self.watch, self.block, self.definition, self.rows = watch, block, definition, rows
        self._counted: dict[tuple[str, int, int], Mask] = {}

    def of(self, trace: Traced, mask: Mask) -> None:
        """Blame the missing values of a definition, in every period."""
        step = self.watch.steps[trace.slot]
        for period in range(self.watch.plan.periods if TIME in step.shape else 1):
            gone = mask & self._gone(trace.slot, period)
            if gone.any():
                self._down(trace, gone, period)

    def _at(self, slot: Slot, period: int) -> Column:
        return wide(self.block.at(slot, period), len(self.rows))

    def _gone(self, slot: Slot, period: int) -> Mask:
        return missing(self._at(slot, period))

    def _down(self, trace: Traced, mask: Mask, period: int) -> None:
        mask = mask & self._gone(trace.slot, period)
        if not mask.any():
            return
        core, below = trace.core, trace.below
        match core:
            case Ref() | Lag() | IsMissing():
                return
            case Given(name=name):
                default = self.watch.defaults.get(name)
                if default is not None and name not in self.block.given:
                    self._down(default, mask, period)
            case Choose():
                condition = self._at(below[0].slot, period)
                assert not isinstance(condition, Texts)  # noqa: S101 (a condition is a flag)
                self._down(below[0], mask, period)
                self._down(below[1], mask & (condition == TRUE), period)
                self._down(below[2], mask & (condition == FALSE), period)
            case Instead():
                self._down(below[1], mask, period)
            case Recur():
                self._down(below[0 if period == 0 else 1], mask, period)
            case Reduce() if core.axis == TIME:
                for it in below[: len(core.args)]:
                    for each in range(self.watch.plan.periods if TIME in core.args[0].shape else 1):
                        self._down(it, mask, each)
            case Reduce() | Fetch():
                return
            case Read():
                self._down(below[1], mask, period)
            case Interpolate():
                self._table(trace, core, mask, period)
            case Points():
                return
            case Pick():
                self._picked(below, mask, period)
            case Match() | AddUp():
                for it in below:
                    self._down(it, mask, period)
            case Scan():
                for each in range(period + 1):
                    self._down(below[0], mask, each)
            case Apply():
                self._apply(trace, mask, period)

    def _table(self, trace: Traced, core: Interpolate, mask: Mask, period: int) -> None:
        """A key or a row without a value; what lies outside the rows is told by a condition of its own."""
        key, *rows = trace.below
        known = ~self._gone(key.slot, period)
        self._down(key, mask, period)
        for it in rows:
            self._down(it, mask & known, period)
        if core.points.reading.using is not Using.LOG_LINEAR:
            return
        for it in rows:
            values = self._at(it.slot, period)
            known &= ~missing(values)
            assert not isinstance(values, Texts)  # noqa: S101 (between texts there is no line)
            at_fault = mask & known & (values <= 0)
            if at_fault.any():
                self._hit(trace, at_fault, "a logarithm of what is not above 0")

    def _picked(self, below: Sequence[Traced], mask: Mask, period: int) -> None:
        """The row that holds, then the value that belongs to it."""
        which = self._at(below[0].slot, period)
        assert not isinstance(which, Texts)  # noqa: S101 (a row is a label)
        self._down(below[0], mask, period)
        for place, it in enumerate(below[1:]):
            self._down(it, mask & (which == place), period)

    def _apply(self, trace: Traced, mask: Mask, period: int) -> None:
        core = trace.core
        assert isinstance(core, Apply)  # noqa: S101 (the caller matched)
        function = self.watch.machine.toolbox.functions[core.function]
        unknown = np.zeros(len(self.rows), dtype=bool)
        for it in trace.below:
            gone = self._gone(it.slot, period)
            unknown |= gone
            self._down(it, mask & gone, period)
        here = mask & ~unknown
        if here.any() and not function.takes_missing:
            self._hit(trace, here, function.fails)

    def _hit(self, trace: Traced, here: Mask, reason: str) -> None:
        """Count the rows in which a node has no value."""
        key = (self.definition.name, trace.core.span.start, trace.core.span.end)
        hit = self.watch.impossible.setdefault(key, Hit(reason=reason, trace=trace))
        known = self._counted.get(key)
        fresh = here if known is None else here & ~known
        self._counted[key] = here if known is None else here | known
        hit.rows += int(fresh.sum())
        hit.first = sorted({*hit.first, *self.rows[fresh].tolist()})[:FIRST]

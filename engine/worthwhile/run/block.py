"""One block of rows, walked through the phases of a pass: straight steps, then the timeline.

The timeline is walked period by period; what an aggregate over it needs is added up on the way, so
that no table of rows by periods is ever made, except of a series that is looked ahead in or returned.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import (
    FALSE,
    FILL,
    NO_LABEL,
    TRUE,
    Array,
    Column,
    Texts,
    constant,
    missing,
    nothing,
    recoded,
    wide,
)
from worthwhile.data.form import Form
from worthwhile.plan.steps import Loop, Op, Phase, Slot, Step
from worthwhile.run.choose import chosen, instead
from worthwhile.run.interpolate import interpolated
from worthwhile.run.machine import Machine, finite
from worthwhile.run.powers import geometric, timed_power, whole_power
from worthwhile.run.rows import Tables, given_back
from worthwhile.run.rules import added_up, matched, picked
from worthwhile.text.deadline import look_at_the_clock

Look = Callable[[Slot, int, Column], None]
Feed = Callable[[Step, int, "Block"], None]


@dataclass(slots=True)
class Store:
    """What is known before a block is walked: single values and series, and whole columns."""

    values: dict[Slot, Column] = field(default_factory=dict)
    series: dict[Slot, list[Column]] = field(default_factory=dict)


class Block:
    """The values of some rows while a pass is carried out."""

    def __init__(
        self,
        machine: Machine,
        steps: Mapping[Slot, Step],
        rows: int,
        periods: int,
        given: Mapping[str, Column],
        before: Store,
        tables: Tables,
        *,
        keep_all: bool = False,
    ) -> None:
        self._machine, self._steps, self.rows, self._periods = machine, steps, rows, periods
        self.given, self.before, self.tables, self._keep_all = given, before, tables, keep_all
        self.values: dict[Slot, Column] = {}
        self.series: dict[Slot, list[Column]] = {}
        self.left_out: dict[Slot, NDArray[np.bool_]] = {}
        self.unmatched: dict[Slot, NDArray[np.bool_]] = {}
        """Rows whose key no row of a lookup has."""
        self._now: dict[Slot, Column] = {}
        self._history: dict[Slot, list[Column]] = {}
        self._totals: dict[Slot, _Running] = {}
        self._grown: dict[Slot, Array] = {}

    def walk(self, phases: Iterable[Phase], look: Look | None = None, feed: Feed | None = None) -> None:
        """Fill all the slots of some phases."""
        for phase in phases:
            for step in phase.steps:
                self.values[step.slot] = self.fill(step, 0)
            if phase.loop:
                self._walk(phase.loop, look, feed)

    def __contains__(self, slot: Slot) -> bool:
        known = (self.values, self.before.values, self.series, self.before.series)
        return any(slot in it for it in known)

    def at(self, slot: Slot, period: int = 0) -> Column:
        """The value of a slot, in a period where it has one for each."""
        for place in (self._now, self.values, self.before.values):
            if slot in place:
                return place[slot]
        kept = self.series.get(slot) or self.before.series[slot]
        return kept[period]

    def _walk(self, loop: Loop, look: Look | None, feed: Feed | None) -> None:
        folds = [_Fold(self._machine.accumulator(it), it, self.rows) for it in loop.folds]
        keep = [it.slot for it in loop.steps] if self._keep_all else list(loop.keep)
        keep = [it for it in keep if it not in self.series]  # a later walk takes it as it is
        for slot in keep:
            self.series[slot] = []
        self._history = {slot: [] for slot in loop.history}
        self._totals, self._grown = {}, {}
        for period in range(self._periods):
            self._now = {}
            for step in loop.steps:
                self._now[step.slot] = self.fill(step, period)
            for fold in folds:
                fold.take(self, period)
            if feed:
                for step in loop.reductions:
                    feed(step, period, self)
            if look:
                for slot in loop.watch:
                    look(slot, period, self._now[slot])
            for slot in keep:
                self.series[slot].append(self._now[slot])
            for slot, back in loop.history.items():
                known = self._history[slot]
                known.append(self._now[slot])
                del known[:-back]
        self._now = {}
        for fold in folds:
            self.values[fold.step.slot] = fold.finish()
            partly = fold.partly()
            if partly.any():
                self.left_out[fold.step.slot] = partly

    def fill(self, step: Step, period: int) -> Column:
        """The value of a step, of what has been filled before."""
        look_at_the_clock()
        seen = () if step.op in (Op.LAG, Op.READ) else step.args[:1] if step.op is Op.FETCH else step.args
        args = [self.at(it, period) for it in seen]
        match step.op:
            case Op.CONSTANT:
                return constant(step.value, step.form, step.labels)
            case Op.INPUT:
                return self._input(step, args)
            case Op.CLOCK:
                return np.array([float(period)])
            case Op.APPLY:
                kinds = [self._steps[it] for it in step.args]
                return self._machine.apply(step, args, kinds)
            case Op.CHOOSE:
                condition, then, otherwise = args
                assert not isinstance(condition, Texts)  # noqa: S101 (a condition is a flag)
                return chosen(condition, then, otherwise, step.form)
            case Op.INSTEAD:
                return instead(*args)
            case Op.IS_MISSING:
                return np.where(missing(args[0]), TRUE, FALSE).astype(np.uint8)
            case Op.SAME:
                return args[0]
            case Op.RECUR:
                return args[0 if period == 0 else 1]
            case Op.LAG:
                return self._lagged(step, period)
            case Op.READ:
                return self._read(step, period)
            case Op.SCAN:
                return self._running(step).add(args[0])
            case Op.COMPOUND:
                return self._compound(step, args)
            case Op.WHOLE_POWER:
                assert not isinstance(args[0], Texts)  # noqa: S101 (a base is a number)
                return finite(whole_power(args[0], step.periods))
            case Op.TIMED_POWER:
                base, exponent, shared, less = (it for it in args if not isinstance(it, Texts))
                return finite(timed_power(base, exponent, shared, less))
            case Op.GEOMETRIC:
                assert not isinstance(args[0], Texts)  # noqa: S101 (a ratio is a number)
                return finite(geometric(args[0], step.periods))
            case Op.INTERPOLATE:
                assert step.reading is not None  # noqa: S101 (the compiler gives it)
                key, *values = args
                assert not isinstance(key, Texts)  # noqa: S101 (a key is a number)
                return interpolated(step.reading, step.keys, key, values, step.form)
            case Op.FIND:
                return self._found(step, args[0])
            case Op.FETCH:
                row = args[0]
                assert not isinstance(row, Texts)  # noqa: S101 (the row of a lookup is a number)
                return given_back(self.before.values[step.args[1]], np.where(np.isnan(row), -1, row).astype(np.int64))
            case Op.MATCH:
                return matched(step, args)
            case Op.PICK:
                return picked(args[0], args[1:], step.form)
            case Op.ADD_UP:
                return added_up(step, args)
        raise AssertionError(step)

    def _found(self, step: Step, key: Column) -> Column:
        """The row of a lookup that has each key; a key that no row has is noted."""
        of_key = self._steps[step.args[0]]
        index = self.tables[step.name].index.get(of_key.form)
        rows = index.rows(key, of_key.labels) if index else np.full(len(key), -1, dtype=np.int64)
        nowhere = (rows < 0) & ~missing(key)
        if nowhere.any():
            self.unmatched[step.slot] = nowhere | self.unmatched.get(step.slot, False)
        return np.where(rows < 0, np.nan, rows.astype(np.float64))

    def _input(self, step: Step, args: list[Column]) -> Column:
        if step.name in self.given:
            return self.given[step.name]
        return args[0] if args else nothing(step.form)

    def _lagged(self, step: Step, period: int) -> Column:
        back = step.periods
        if period < back:
            return nothing(step.form)
        slot = step.args[0]
        if slot in self._history:
            return self._history[slot][-back]
        return (self.series.get(slot) or self.before.series[slot])[period - back]

    def _read(self, step: Step, period: int) -> Column:
        """A series at any period: its own for each row, missing outside the timeline."""
        series, at = step.args
        place = self.at(at, period)
        assert not isinstance(place, Texts)  # noqa: S101 (a period is a number)
        kept = self.series.get(series) or self.before.series[series]
        inside = (place >= 0) & (place < self._periods) & (place == np.floor(place))
        which = np.where(inside, place, 0).astype(np.int64)
        counts = {len(place), *(len(it) for it in kept)}
        rows = 0 if 0 in counts else max(counts)  # of no rows there is none, whatever is single beside them
        if step.form is Form.TEXT:
            lexicon: dict[str, int] = {}
            codes = [recoded(it, lexicon) for it in kept if isinstance(it, Texts)]
            found = _picked(codes, which, rows)
            words = np.array(list(lexicon), dtype=object)
            return Texts(np.where(inside, found, NO_LABEL).astype(np.int32), words)
        found = _picked([it for it in kept if not isinstance(it, Texts)], which, rows)
        return np.where(inside, found, FILL[step.form]).astype(found.dtype)

    def _compound(self, step: Step, args: list[Column]) -> Column:
        """What it begins with, times what it grows by in every period; missing where the base is."""
        base, start, factor = args
        before = self._grown.get(step.slot)
        assert not isinstance(base, Texts)  # noqa: S101 (only numbers grow)
        assert not isinstance(start, Texts)  # noqa: S101 (as above)
        found = np.where(np.isnan(base), np.nan, start) if before is None else finite(before * factor)
        self._grown[step.slot] = found
        return found

    def _running(self, step: Step) -> "_Running":
        if step.slot not in self._totals:
            self._totals[step.slot] = _Running()
        return self._totals[step.slot]


def filled_alone(
    machine: Machine, steps: Mapping[Slot, Step], tables: Tables, before: Store, step: Step, args: list[Column]
) -> Column:
    """One step of values that are known, as a block fills it; ``before`` has the columns of lookups."""
    rows = max((len(it) for it in args), default=1)
    known = Store({**before.values, **dict(zip(step.args, args, strict=False))})
    block = Block(machine, steps, rows, 1, {}, known, tables)
    return block.fill(step, 0)


def _picked(kept: list[Array], which: NDArray[np.int64], rows: int) -> Array:
    table = np.stack([np.broadcast_to(it, (rows,)) for it in kept])
    found: Array = table[np.broadcast_to(which, (rows,)), np.arange(rows)]
    return found


class _Running:
    """A running sum that leaves missing values out."""

    def __init__(self) -> None:
        self.total: Array = np.zeros(1)
        self.seen: Array = np.zeros(1, dtype=bool)

    def add(self, column: Column) -> Column:
        assert not isinstance(column, Texts)  # noqa: S101 (only numbers run)
        gone = missing(column)
        self.total = self.total + np.where(gone, 0.0, column)
        self.seen = self.seen | ~gone
        return np.where(self.seen, self.total, np.nan)


class _Fold:
    """An aggregate over the timeline, for each row of a block.

    A missing value is left out; where every value that counts is missing, so is the result: a sum
    of nothing but unknowns is not known to be 0.
    """

    def __init__(self, accumulator: Any, step: Step, rows: int) -> None:  # noqa: ANN401 (the aggregate's own)
        self.step, self._rows, self._accumulator = step, rows, accumulator
        self._seen: Array = np.zeros(rows, dtype=bool)
        self.skipped: Array = np.zeros(rows, dtype=bool)

    def take(self, block: Block, period: int) -> None:
        """Take in the values of one period."""
        values = [wide(block.at(it, period), self._rows) for it in self.step.args]
        gone = missing(values[0])
        for value in values[1:]:
            gone = gone | missing(value)
        counted: Array | None = None
        if self.step.where is not None:
            where = wide(block.at(self.step.where, period), self._rows)
            assert not isinstance(where, Texts)  # noqa: S101 (a condition is a flag)
            counted = where == TRUE
            self.skipped |= (where != TRUE) & (where != FALSE)
        if gone.any():
            self.skipped |= gone if counted is None else gone & counted
            counted = ~gone if counted is None else counted & ~gone
        self._seen |= True if counted is None else counted
        self._accumulator.each(self._rows, period, counted, *values)

    def partly(self) -> Array:
        """The rows of which some values were counted and others left out."""
        found: Array = self.skipped & self._seen
        return found

    def finish(self) -> Column:
        """The value for each row."""
        found: Column = self._accumulator.finish(self._rows)
        unknown = self.skipped & ~self._seen
        if not unknown.any():
            return found
        if isinstance(found, Texts):
            return Texts(np.where(unknown, NO_LABEL, found.codes), found.words)
        return np.where(unknown, FILL[self.step.form], found).astype(found.dtype)

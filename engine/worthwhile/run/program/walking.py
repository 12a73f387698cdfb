"""A program carried out over the rows of a table, block by block, on threads.

Each thread walks a range of its own with buffers of its own, and writes into its own part of the
columns; no number depends on where the ranges or the blocks end.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import NO_LABEL, TRUE, UNSURE, Column, Texts
from worthwhile.meaning.core import ENTITY, axis_of
from worthwhile.plan.steps import Slot, Step
from worthwhile.run.block import Store
from worthwhile.run.gathered import Gathered
from worthwhile.run.machine import Machine
from worthwhile.run.pace import Pace
from worthwhile.run.program.lines import Kind
from worthwhile.run.program.looks import Quick, RowByRow
from worthwhile.run.program.program import Accumulator, Program
from worthwhile.run.program.sheet import Argument
from worthwhile.run.rows import Places, Rows, Tables, given_back
from worthwhile.run.threads import available, in_parallel
from worthwhile.text.deadline import look_at_the_clock
from worthwhile.text.frozen import frozen

DTYPES: dict[Kind, type[np.generic]] = {Kind.NUMBER: np.float64, Kind.FLAG: np.bool_, Kind.LABEL: np.int32}
SOME = 4
"""Blocks after which a walk asks itself whether a program is of use."""
FEW = 4_096
"""Rows that are not worth a thread of their own."""
TOO_MANY = 0.5
"""Where more than this share of the rows is odd, the interpreter is the quicker way."""

Odd = NDArray[np.int64]


@frozen
class Setting:
    """All that a walk over rows stands on."""

    machine: Machine
    steps: Mapping[Slot, Step]
    tables: Tables
    rows: Rows
    store: Store
    axis: str
    pace: Pace


def regular(program: Program, store: Store) -> bool:
    """Whether everything single that a program reads is there; what is not makes every row odd."""
    return all(_there(it, store) for it in program.script.arguments if it.single)


def _there(argument: Argument, store: Store) -> bool:
    if argument.series:
        return all(bool(np.isfinite(it).all()) for it in store.series[argument.slot] if not isinstance(it, Texts))
    column = store.values[argument.slot]
    if isinstance(column, Texts) or argument.kind is Kind.LABEL:
        codes = column.codes if isinstance(column, Texts) else column
        return not bool((codes == NO_LABEL).any())
    if argument.kind is Kind.FLAG:
        return not bool((column == UNSURE).any())
    return bool(np.isfinite(column).all())


def carried_out(program: Program, setting: Setting, into: Gathered) -> Odd:
    """Fill the columns that a program writes; gives the rows that are odd, whose values are not to be trusted."""
    count, block = setting.rows.count, program.at_once(setting.pace)
    threads = max(1, min(available(), -(-count // min(block, FEW))))
    edges = [count * it // threads for it in range(threads)] + [count]
    ranges = [(start, stop) for start, stop in pairwise(edges) if start < stop]
    for it in program.script.wanted:
        if it.words is not None:
            into.of_words(it.slot, it.words)
    tasks = [_task(program, setting, into, start, stop) for start, stop in ranges]
    found = in_parallel(tasks)
    for slot, other in program.script.same.items():
        into.copy(other, slot)
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _task(program: Program, setting: Setting, into: Gathered, start: int, stop: int) -> Callable[[], Odd]:
    return lambda: _Walker(program, setting, into).walked(start, stop)


class _Walker:
    """Carries a program out over one range of rows."""

    def __init__(self, program: Program, setting: Setting, into: Gathered) -> None:
        self.program, self.setting = program, setting
        script, store = program.script, setting.store
        self.function = program.function(setting.machine, setting.steps, setting.tables, store)
        self.arguments = [_reader(it, setting) for it in script.arguments]
        self.outs = [(it.series, into.array(it.slot)) for it in script.wanted]
        self.most = program.at_once(setting.pace)
        room = min(self.most, setting.rows.count)
        self.rooms = [np.empty(room, dtype=DTYPES[it]) for it in program.rooms.values()]

    def walked(self, start: int, stop: int) -> Odd:
        """Walk some rows; gives those that are odd."""
        odd: list[Odd] = []
        count, block = 0, self.most
        wary = False
        with np.errstate(all="ignore"):
            for place, low in enumerate(range(start, stop, block)):
                high = min(low + block, stop)
                if place >= SOME and count > TOO_MANY * (low - start):
                    odd.append(np.arange(low, stop))
                    break
                wary = wary or not self._well(low, high)
                if wary:
                    here = self._odd(low, high)
                    wary = bool(len(here))
                    count += len(here)
                    odd.append(here + low)
        return np.concatenate(odd) if odd else np.empty(0, dtype=np.int64)

    def _well(self, low: int, high: int) -> bool:
        look = Quick()
        self._block(look, low, high)
        return look.well

    def _odd(self, low: int, high: int) -> Odd:
        look = RowByRow(high - low)
        self._block(look, low, high)
        return np.flatnonzero(look.odd)

    def _block(self, look: Quick | RowByRow, low: int, high: int) -> None:
        look_at_the_clock()
        rows = high - low
        full = rows == len(self.rooms[0]) if self.rooms else True
        self.function(
            rows,
            look,
            *(it(low, high) for it in self.arguments),
            *([part[low:high] for part in it] if series else it[low:high] for series, it in self.outs),
            *(self.rooms if full else [it[:rows] for it in self.rooms]),
            *(Accumulator(self.setting.machine, it, rows) for it in self.program.script.accumulators.values()),
        )


def _reader(argument: Argument, setting: Setting) -> Callable[[int, int], Any]:
    """What hands over an argument for some rows."""
    rows, store = setting.rows, setting.store
    if argument.input:
        column = rows.columns[argument.input]
        return _whole(column) if len(column) == 1 != rows.count else _part(column)
    if argument.series:
        return _whole(store.series[argument.slot])
    column = store.values[argument.slot]
    if argument.single:
        if argument.kind is Kind.FLAG and not isinstance(column, Texts):
            return _whole(np.equal(column, TRUE))
        return _whole(column)
    axis = axis_of(setting.steps[argument.slot].shape)
    if axis == ENTITY != setting.axis and rows.parents is not None:
        return _theirs(column, rows.parents)
    return _whole(column) if len(column) == 1 != rows.count else _part(column)


def _whole(value: Any) -> Callable[[int, int], Any]:  # noqa: ANN401 (an array, or one for each period)
    return lambda *_: value


def _part(column: Column) -> Callable[[int, int], Any]:
    return lambda low, high: column[low:high]


def _theirs(column: Column, parents: Places) -> Callable[[int, int], Any]:
    """What the row of the entity has that each row belongs to."""
    return lambda low, high: given_back(column, parents[low:high])

"""A program: the text of a walk over rows, and the function that it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from worthwhile.data.columns import FALSE, TRUE, Array, Column, wide
from worthwhile.meaning.function import Toolbox
from worthwhile.plan.steps import Plan, Slot, Step, Walk
from worthwhile.run.block import Store, filled_alone
from worthwhile.run.machine import Machine
from worthwhile.run.pace import Pace
from worthwhile.run.powers import geometric, whole_power
from worthwhile.run.program.lines import Kind, Name
from worthwhile.run.program.looking import looked_at
from worthwhile.run.program.printing import printed
from worthwhile.run.program.rooms import Rooms
from worthwhile.run.program.sheet import NotThisWayError, Script
from worthwhile.run.program.writing import written
from worthwhile.run.rows import Tables


@dataclass(frozen=True, eq=False)
class Program:
    """One walk as a function of blocks, and its text."""

    script: Script
    rooms: dict[Name, Kind]
    source: str
    periods: int

    def at_once(self, pace: Pace) -> int:
        """How many rows are walked at once."""
        return pace.with_buffers(len(self.rooms))

    def function(
        self, machine: Machine, steps: Mapping[Slot, Step], tables: Tables, before: Store
    ) -> Callable[..., None]:
        """The function that carries out a block."""
        known: dict[str, Any] = {"np": np, "one": _one, "whole_power": whole_power, "geometric": geometric}
        known |= self.script.grids
        known |= self.script.tables
        known |= self.script.texts
        known |= {
            name: partial(_by_reference, step, machine, steps, tables, before)
            for name, step in self.script.reference.items()
        }
        exec(_code(self.source), known)  # noqa: S102 (our own text, no word of a model's)
        found: Callable[..., None] = known["block"]
        return found


def program_of(
    plan: Plan, walk: Walk, toolbox: Toolbox, wanted: Sequence[Slot], given: frozenset[str]
) -> Program | None:
    """The program of a walk; nothing where only the interpreter can do it."""
    try:
        script = written(plan, walk, toolbox, wanted, given)
    except NotThisWayError:
        return None
    looked_at(script)
    rooms = Rooms(script.placed)
    rooms.furnish(script.body)
    return Program(script, rooms.kinds, printed(script, list(rooms.kinds), plan.periods), plan.periods)


_WRITTEN: WeakKeyDictionary[Plan, dict[tuple[object, ...], Program | None]] = WeakKeyDictionary()
"""The programs of each plan that is alive."""


def program_for(
    plan: Plan, walk: Walk, machine: Machine, wanted: tuple[Slot, ...], given: frozenset[str]
) -> Program | None:
    """The program of a walk, written once for a plan; in another way where the machine has one for it."""
    known = _WRITTEN.setdefault(plan, {})
    key = id(walk), wanted, given, machine.write
    if key not in known:
        program = machine.write(plan, walk, machine.toolbox, wanted, given) if machine.write else None
        known[key] = program or program_of(plan, walk, machine.toolbox, wanted, given)
    return known[key]


@lru_cache(maxsize=256)
def _code(source: str) -> CodeType:
    """A text, compiled once for all threads and runs."""
    return compile(source, "<a block program>", "exec")


def _one(value: Any) -> Array:  # noqa: ANN401 (a literal)
    """A literal as a column of one."""
    return np.array([value])


def _by_reference(
    step: Step, machine: Machine, steps: Mapping[Slot, Step], tables: Tables, before: Store, *args: Column
) -> Column:
    """What the interpreter makes of some values."""
    return filled_alone(machine, steps, tables, before, step, [_as_column(it) for it in args])


def _as_column(value: Column) -> Column:
    """A value of a program as the interpreter holds it: flags as bytes."""
    if isinstance(value, np.ndarray) and value.dtype == np.bool_:
        return np.where(value, TRUE, FALSE).astype(np.uint8)
    return value


class Accumulator:
    """An aggregate over the timeline that a program feeds, for the rows of a block."""

    def __init__(self, machine: Machine, step: Step, rows: int) -> None:
        self._of, self._rows = machine.accumulator(step), rows

    def each(self, period: int, counted: Array | None, *values: Column) -> None:
        """Take in the values of one period, and the rows that count."""
        rows = self._rows
        chosen = None if counted is None else np.broadcast_to(counted, (rows,))
        self._of.each(rows, period, chosen, *(wide(_as_column(it), rows) for it in values))

    def finish(self) -> Any:  # noqa: ANN401 (a column)
        """The value for each row."""
        return self._of.finish(self._rows)

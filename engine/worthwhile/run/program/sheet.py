"""What a program is written on: the lines so far, and how each slot is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Array
from worthwhile.data.form import Form
from worthwhile.meaning.function import Toolbox
from worthwhile.plan.steps import Plan, Slot, Step
from worthwhile.run.program.grid import Grid, TextsByCell
from worthwhile.run.program.lines import KINDS, Body, Kind, Line, Name
from worthwhile.run.program.naming import Names
from worthwhile.text.frozen import frozen


class NotThisWayError(Exception):
    """A walk has something in it that only the interpreter can do."""


@frozen
class Argument:
    """What a program is handed for each block: a column of these rows, or what is single."""

    name: Name
    slot: Slot
    kind: Kind
    input: str = ""
    """Of a column of the data: the input's name."""
    series: bool = False
    """One value for each period."""
    single: bool = False


@frozen
class Wanted:
    """A value that a program writes out, for all the rows."""

    name: Name
    slot: Slot
    form: Form
    series: bool = False
    words: NDArray[np.object_] | None = None
    """Of texts: all that there are."""


@dataclass(slots=True)
class Script:
    """A walk, written out; what it calls stands under the names that it calls it by."""

    arguments: list[Argument] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    body: Body = field(default_factory=list)
    accumulators: dict[Name, Step] = field(default_factory=dict)
    reference: dict[Name, Step] = field(default_factory=dict)
    """Steps that are left to the interpreter."""
    grids: dict[Name, Grid] = field(default_factory=dict)
    tables: dict[Name, Array] = field(default_factory=dict)
    """Values by the cell of a grid."""
    placed: dict[Name, Name] = field(default_factory=dict)
    """Values that are computed in the very place where they are wanted."""
    texts: dict[Name, TextsByCell] = field(default_factory=dict)
    """Texts by the cell of a grid."""
    looked_at: frozenset[str] = frozenset()
    """Inputs of which every row is odd in which they have no value."""
    columns: dict[Slot, str] = field(default_factory=dict)
    """Wanted slots that are columns of the data as they stand: the input's name."""
    same: dict[Slot, Slot] = field(default_factory=dict)
    """Wanted slots that hold what another wanted slot holds."""


@dataclass(slots=True)
class Sheet:
    """The lines of a walk as they are written."""

    plan: Plan
    toolbox: Toolbox
    given: frozenset[str]
    script: Script = field(default_factory=Script)
    lines: list[Line] = field(default_factory=list)
    """Those of the part that is being written."""
    names: Names = field(default_factory=Names)
    reads: dict[Slot, str] = field(default_factory=dict)
    """How a slot is read: a name, a literal, or a series at the present period."""
    lasting: dict[Slot, Name] = field(default_factory=dict)
    """Values that last from period to period."""
    before: dict[Slot, Name] = field(default_factory=dict)
    """What a slot was in the period before."""
    cells: dict[Slot, tuple[Name, Name]] = field(default_factory=dict)
    """Of a slot that a grid fills: the grid, and the cell of each row."""
    words: dict[Slot, NDArray[np.object_]] = field(default_factory=dict)
    """Of a slot of texts, all that there are, where they are known."""
    missing: set[Slot] = field(default_factory=set)
    """Slots that have no value in the first period."""
    first: bool = False
    """Whether the lines of the first period are being written."""
    steps: Mapping[Slot, Step] = field(default_factory=dict)
    _named: dict[Slot, Name] = field(default_factory=dict)
    _said: dict[Slot, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps = {it.slot: it for it in self.plan.steps}
        for name, traced in self.plan.definitions.items():
            self._said.setdefault(traced.slot, name)
        for it in self.plan.inputs:
            self._said[it.slot] = it.name

    def called(self, slot: Slot) -> str:
        """What the model calls a slot; its number where it has no name."""
        return self._said.get(slot, f"_{slot}")

    def name(self, step: Step) -> Name:
        """The name of what a step makes, and from now on how it is read."""
        known = self._named.get(step.slot)
        if known is None:
            known = self._named[step.slot] = self.names.new(self.called(step.slot))
        self.reads[step.slot] = known
        return known

    def make(
        self,
        step: Step,
        code: str,
        reads: tuple[str, ...],
        *,
        over: tuple[str, ...] = (),
        carries: tuple[str, ...] = (),
        absorbs: tuple[str, ...] = (),
        sure: bool = False,
    ) -> None:
        """A line that fills a step's slot."""
        self.lines.append(Line(code, self.name(step), KINDS[step.form], reads, over, carries, absorbs, sure))

    def read(self, slot: Slot) -> str:
        """How a slot is read."""
        return self.reads[slot]

    def close(self) -> list[Line]:
        """The lines of the part that has been written."""
        lines, self.lines = self.lines, []
        return lines

    def is_definition(self, slot: Slot) -> bool:
        """Whether a slot has a name of its own in the model."""
        return slot in self._said

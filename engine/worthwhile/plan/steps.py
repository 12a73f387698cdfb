"""A plan is slots and the steps that fill them, in passes over the rows; it is all a runner ever sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

from worthwhile.data.form import Form
from worthwhile.meaning.core import Core, Policy, Shape
from worthwhile.meaning.curves.reading import Reading
from worthwhile.meaning.items import Kind
from worthwhile.text import Span
from worthwhile.text.frozen import frozen
from worthwhile.units import Type

Slot = int
Value = float | str | bool | None
Told = Any
"""What a fit has found, where it was taken in from a file: this floor does not look into it."""


class Op(StrEnum):
    """What a step does."""

    CONSTANT = auto()
    INPUT = auto()
    CLOCK = auto()
    APPLY = auto()
    CHOOSE = auto()
    INSTEAD = auto()
    IS_MISSING = auto()
    SAME = auto()
    """The value of a name that others of its recurrence read."""
    RECUR = auto()
    LAG = auto()
    READ = auto()
    SCAN = auto()
    COMPOUND = auto()
    """A power that grows with the periods: of a base, what it begins with, and what it grows by in each."""
    WHOLE_POWER = auto()
    """A power whose exponent is a whole number: `periods` times."""
    TIMED_POWER = auto()
    """A power of what grows or falls with t: the base, the exponent, the part of the base that is the same for all
    rows, and what the logarithm of the rest, times the exponent, takes away."""
    GEOMETRIC = auto()
    """1 + q + q^2 + ..., `periods` terms of it."""
    INTERPOLATE = auto()
    """A table at a key: the key, then the value of each row."""
    FOLD = auto()
    """An aggregate over the timeline."""
    REDUCE = auto()
    """An aggregate over the rows of the entity or of another table."""
    FIND = auto()
    """The row of a lookup that has a key."""
    FETCH = auto()
    """A column of a lookup in the row that was found, or its default there."""
    MATCH = auto()
    """Which of several rows of tests holds."""
    PICK = auto()
    """The value that belongs to the row that holds."""
    ADD_UP = auto()
    """The values of all rows that hold, added up."""


@frozen
class Rules:
    """Rows of tests: for each the places of its tests among the arguments; nothing: where no other holds."""

    policy: Policy
    rows: tuple[tuple[int, ...] | None, ...]
    tests: int
    """How many arguments are tests; the rest are values."""


@frozen
class Step:
    """Fills one slot."""

    slot: Slot
    op: Op
    args: tuple[Slot, ...]
    form: Form
    shape: Shape
    span: Span
    name: str = ""
    """The function, aggregate, input, lookup or column."""
    value: Value | Told = None
    """Of a constant; of a fit what was found elsewhere."""
    labels: tuple[str, ...] = ()
    periods: int = 0
    """Of a lag; of a whole power its exponent, of a geometric sum how many terms it has."""
    where: Slot | None = None
    by: Slot | None = None
    axis: str = ""
    """The rows that an aggregate goes over: the entity's, or a table's."""
    rules: Rules | None = None
    keys: tuple[float, ...] = ()
    """Of a table's rows."""
    reading: Reading | None = None
    options: tuple[float, ...] = ()
    """The constants that a fit is told."""

    @property
    def needs(self) -> tuple[Slot, ...]:
        """The slots that have to be filled before, a lag's own series not among them."""
        if self.op is Op.LAG:
            return ()
        return (*self.args, *(it for it in (self.where, self.by) if it is not None))

    @property
    def reads(self) -> tuple[Slot, ...]:
        """All the slots it looks at."""
        return (*self.args, *(it for it in (self.where, self.by) if it is not None))


@frozen
class Traced:
    """A core node with the slot that holds its value: the way back from a number to the text."""

    slot: Slot
    core: Core
    below: tuple["Traced", ...] = ()


@frozen
class Loop:
    """A walk over the timeline: series steps, period by period."""

    steps: tuple[Step, ...]
    folds: tuple[Step, ...]
    keep: tuple[Slot, ...]
    """Series whose value in every period is kept: for a look ahead, for outputs, for the rows."""
    history: Mapping[Slot, int]
    """How many periods back each series is read."""
    watch: tuple[Slot, ...] = ()
    """Series that are looked at in every period: definitions and conditions."""
    reductions: tuple[Step, ...] = ()
    """Aggregates over the rows that take a value in every period."""


@frozen
class Phase:
    """Steps without a timeline, and the walk over the timeline that follows them."""

    steps: tuple[Step, ...]
    loop: Loop | None = None


@frozen
class Walk:
    """One walk over the rows of the entity or of another table, block by block."""

    axis: str
    phases: tuple[Phase, ...]
    collect: tuple[Slot, ...]
    """Columns and series of these rows that other walks need."""
    reductions: tuple[Step, ...]
    """Aggregates over these rows: they have a value when the walk is over."""
    watch: frozenset[Slot] = frozenset()
    """Definitions and conditions that are looked at in this walk."""


@frozen
class Pass:
    """All that can be filled before the next aggregate is known.

    First what is single, then what each row of the entity has, then what each row of the other tables
    has; the aggregates over them come last.
    """

    single: tuple[Phase, ...]
    walks: tuple[Walk, ...]

    def phases(self, axis: str) -> tuple[Phase, ...]:
        """What is filled for one kind of rows, or, for none, what is single."""
        return self.single if not axis else tuple(it for walk in self.walks if walk.axis == axis for it in walk.phases)


@frozen
class InputSlot:
    """Where a column goes, or its default."""

    name: str
    slot: Slot
    default: Slot | None
    type: Type
    trace: "Traced | None" = None
    """How the default comes about."""


@frozen
class Watched:
    """A definition whose missing values are to be explained."""

    name: str
    trace: Traced
    at: Span
    lenient: bool
    """Whether its value can be there though something it mentions is missing."""
    mentions: tuple[Slot, ...]


@frozen
class CheckSlot:
    """A condition to be looked at in every row and period."""

    kind: Kind
    slot: Slot
    trace: Traced
    at: Span
    subject: str
    text: str
    wants: str
    shows: Traced | None


@frozen
class OutputSlot:
    """What a run returns."""

    name: str
    label: str
    slot: Slot
    type: Type
    shape: Shape
    trace: Traced
    digits: int | None = None


@frozen
class ExpectSlot:
    """What a test looks at."""

    whole: Traced
    left: Traced | None
    right: Traced | None
    within: Traced | None


@dataclass(frozen=True, eq=False)
class Plan:
    """All that there is to do, for any runner; one plan is another only if it is the same object."""

    steps: tuple[Step, ...]
    passes: tuple[Pass, ...]
    whole: tuple[Pass, ...]
    """The same with all that explanations tell of: what a closed form has made superfluous, too."""
    inputs: tuple[InputSlot, ...]
    outputs: tuple[OutputSlot, ...]
    checks: tuple[CheckSlot, ...]
    watched: tuple[Watched, ...]
    definitions: Mapping[str, Traced]
    periods: int
    """1 where there is no timeline."""
    expected: tuple[ExpectSlot, ...] = ()
    fits: Mapping[str, Slot] = field(default_factory=dict)
    """What was estimated, by the names of the fits."""
    tables: Mapping[str, bool] = field(default_factory=dict)
    """The tables beside the entity's, and whether each row belongs to one of the entity's."""

    def __str__(self) -> str:
        return "\n".join(map(_line, self.steps))


def _line(step: Step) -> str:
    said = f" {step.name}" if step.name else ""
    if step.op is Op.CONSTANT:
        said += f" {step.value!r}"
    if step.periods:
        said += f" {step.periods} back"
    args = " ".join(map(str, step.reads))
    shape = "".join(f"[{it}]" for it in sorted(step.shape))
    return f"{step.slot:>4}{shape} <- {step.op}{said}{' ' if args else ''}{args}"

"""The few kinds of thing that every statement comes down to."""

from dataclasses import replace
from enum import StrEnum, auto

from worthwhile.syntax.tree import (
    Choice,
    DateText,
    Expression,
    Fitting,
    Name,
    Number,
    OfFit,
    Part,
    Quoted,
    Range,
    Ruled,
    Tabulated,
    TypeText,
    UnitText,
    Word,
)
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


class Role(StrEnum):
    """What a name is in its model."""

    ASSUMPTION = auto()
    INPUT = auto()
    COLUMN = auto()
    FORMULA = auto()
    POOL = auto()
    BENEFIT = auto()
    COST = auto()
    TOTAL = auto()
    SCORE = auto()
    ELEMENT = auto()
    SEGMENT = auto()
    DECISION = auto()
    CURVE = auto()
    DATED = auto()
    FIT = auto()
    OF_FIT = auto()
    """What is read of a fit: a parameter, its standard error, the log-likelihood."""
    HIDDEN = auto()
    """Made by a statement for its own use."""


Written = Expression | Ruled | Tabulated | Fitting | OfFit
"""What a definition is written as."""
OWN = ("",)
"""What a model's own expressions see: its own names as they stand."""


class How(StrEnum):
    """What an override does to the value before it."""

    SET = auto()
    UP = auto()
    DOWN = auto()


@frozen
class Change:
    """One line of a scenario or an alternative, or a value from outside: a name and its new value."""

    name: str
    how: How
    value: Expression
    span: Span
    sees: tuple[str, ...] = OWN


@frozen
class Heading:
    """The model's own name."""

    name: str
    label: str
    span: Span


@frozen
class CurrencyOf:
    """The model's currency."""

    word: Word


@frozen
class OwnUnit:
    """A unit of the model's own, perhaps a multiple of another."""

    name: str
    label: str
    size: Number | None
    span: Span


@frozen
class EntityOf:
    """What one row of the main table is."""

    name: str
    label: str
    key: str
    span: Span


@frozen
class TableOf:
    """A table beside the entity's: records of each of its rows, or, of nobody, one to look up in."""

    name: str
    label: str
    of: Word | None
    by: Word
    span: Span
    home: str = ""
    """How the names of its model begin."""


@frozen
class TimelineOf:
    """How many periods, from when, and when in a period is paid."""

    length: Number | Name
    starts: DateText | None
    paid: str
    span: Span


@frozen
class Bound:
    """What an import gives for an input of the model that it takes in."""

    value: Expression
    span: Span
    sees: tuple[str, ...] = OWN


@frozen
class Declared:
    """An assumption, an input or a column: a value that comes from outside or has a default."""

    name: str
    role: Role
    at: Span
    label: str = ""
    type: TypeText | None = None
    default: Expression | None = None
    bounds: Range | Choice | None = None
    distribution: Part | None = None
    optional: bool = False
    column: str = ""
    source: str = ""
    table: str = ""
    changes: tuple[Change, ...] = ()
    sees: tuple[str, ...] = OWN
    bound: Bound | None = None
    """Its value, where an import gives it."""

    def changed(self, change: Change) -> "Declared":
        """The same with one more override."""
        return replace(self, changes=(*self.changes, change))


@frozen
class Defined:
    """A name whose value is an expression, or comes of the rows of a segment or a decision."""

    name: str
    role: Role
    at: Span
    expression: Written
    label: str = ""
    type: TypeText | None = None
    group: str = ""
    """The total it is a line of."""
    sees: tuple[str, ...] = OWN
    """What its names may begin with, first choice first: those of an alternative before the model's own.

    The last is its home: nothing for the model itself, ``base.`` for what it imports as `base`.
    """


@frozen
class Macro:
    """A function of the model's own: put in where it is called."""

    name: str
    parameters: tuple[Word, ...]
    body: Expression
    span: Span
    label: str = ""


class Kind(StrEnum):
    """What a condition is for."""

    ENSURE = auto()
    WARN = auto()
    BOUNDS = auto()
    SCALE = auto()
    WEIGHTS = auto()
    POOL = auto()
    BEFORE = auto()
    """A dated value is read where it has begun."""
    BEYOND = auto()
    """A curve is read where it has rows, or goes on."""
    GAP = auto()
    OVERLAP = auto()


@frozen
class Condition:
    """What should hold in every row and period."""

    kind: Kind
    expression: Expression
    span: Span
    text: str = ""
    subject: str = ""
    shows: Expression | None = None
    """What a message tells the value of."""
    sees: tuple[str, ...] = OWN


@frozen
class Scenario:
    """Assumptions and inputs, changed together."""

    name: str
    label: str
    extends: Word | None
    changes: tuple[Change, ...]
    span: Span


@frozen
class Alternative:
    """Another offer: the same formulas over other values."""

    name: str
    label: str
    reference: bool
    changes: tuple[Change, ...]
    span: Span
    home: str = ""
    """How the names of its model begin."""


@frozen
class Given:
    """A value that a test sets."""

    change: Change


@frozen
class GivenScenario:
    """A scenario that a test runs under."""

    name: Word


@frozen
class GivenTable:
    """The rows of a table that a test brings."""

    name: Name
    columns: tuple[Word, ...]
    rows: tuple[tuple[Expression, ...], ...]
    span: Span


@frozen
class Expect:
    """What a test expects to hold."""

    expression: Expression
    within: Expression | None
    span: Span


@frozen
class ExpectError:
    """The code of a finding that a test expects."""

    code: str
    span: Span


@frozen
class Trial:
    """A test."""

    name: str
    lines: tuple[Given | GivenScenario | GivenTable | Expect | ExpectError, ...]
    span: Span


@frozen
class Shown:
    """A name that a run returns."""

    name: Name
    label: str
    unit: UnitText | None
    digits: int | None
    span: Span


@frozen
class Required:
    """A plugin that the model needs."""

    plugin: Word


@frozen
class Imported:
    """Another model, under a name of its own, and what its inputs are here."""

    name: str
    label: str
    origin: Quoted | Name
    bindings: tuple[tuple[Name, Bound], ...]
    span: Span


@frozen
class Correlated:
    """Two uncertain names that move together, and how much."""

    one: Name
    other: Name
    at: Expression
    span: Span
    sees: tuple[str, ...] = OWN


Item = (
    Heading
    | CurrencyOf
    | OwnUnit
    | EntityOf
    | TableOf
    | TimelineOf
    | Declared
    | Defined
    | Macro
    | Condition
    | Scenario
    | Alternative
    | Trial
    | Shown
    | Required
    | Imported
    | Correlated
)

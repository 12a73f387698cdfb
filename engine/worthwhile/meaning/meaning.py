"""A model that has been understood: every name with its type, shape and core, in an order to compute in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from worthwhile.meaning.core import Core, Shape
from worthwhile.meaning.fits.facts import FitFacts
from worthwhile.meaning.function import Value
from worthwhile.meaning.items import Declared, Kind, Role, Scenario, Trial
from worthwhile.meaning.uncertain.uncertain import Correlation, Uncertain
from worthwhile.text import Finding, Source, Span
from worthwhile.text.frozen import frozen
from worthwhile.units import Setting, Type


@frozen
class Definition:
    """A name, what it is in the model, and how its value comes about."""

    name: str
    role: Role
    label: str
    core: Core
    type: Type
    shape: Shape
    at: Span
    group: str = ""


@frozen
class Input:
    """A value that may come from outside: an input, or an assumption that has no value yet."""

    name: str
    label: str
    type: Type
    shape: Shape
    default: Core | None
    optional: bool
    column: str
    """The head of its column in the data."""
    at: Span
    table: str = ""
    """The records it is a column of; nothing: the entity's own."""


@frozen
class Check:
    """A condition that is to hold in every row and period of a run."""

    kind: Kind
    core: Core
    at: Span
    subject: str = ""
    text: str = ""
    shows: Core | None = None
    wants: str = ""
    """What the value should be, for messages."""


@frozen
class Output:
    """A name that a run returns."""

    name: str
    label: str
    core: Core
    digits: int | None = None


@frozen
class Expected:
    """What a test expects: that a condition holds, or that two values are close."""

    whole: Core
    left: Core | None
    right: Core | None
    within: Core | None
    relative: bool
    at: Span


@frozen
class Proof:
    """What is known of the rows of a segment or a decision."""

    title: str
    policy: str
    """As it is written: `(first match)`."""
    rows: int
    proven: bool
    """Whether they are exclusive and complete whatever the data; else that is looked at in each row."""
    why: str
    """Why it is not proven."""


@frozen
class Timeline:
    """The periods of the model."""

    period: str
    length: int
    start: float | None
    """The day on which it begins, counted from 1970-01-01."""
    paid: str


@frozen
class Entity:
    """What a row of the main table is, and its key."""

    name: str
    key: str
    label: str
    at: Span
    head: str = ""
    """The head of the key in the data, where it is another one."""

    @property
    def column(self) -> str:
        """The head of the key in the data."""
        return self.head or self.key


@frozen
class OtherTable:
    """A table beside the entity's: records of each of its rows, or one to look up in."""

    name: str
    label: str
    of: str
    """The entity whose records they are; nothing: a lookup."""
    key: str
    """The column that says whose record a row is, or by which a row is looked up."""
    at: Span
    head: str = ""
    """The head of the key in the data, where it is another one."""

    @property
    def column(self) -> str:
        """The head of the key in the data."""
        return self.head or self.key


@dataclass(frozen=True)
class Meaning:
    """A model that has been understood, with what is to be said of it."""

    source: Source
    name: str
    label: str
    setting: Setting
    entity: Entity | None
    tables: Mapping[str, OtherTable]
    timeline: Timeline | None
    inputs: Mapping[str, Input]
    definitions: Mapping[str, Definition]
    """In an order in which each comes after those that it needs in the same period."""
    recurrences: tuple[tuple[str, ...], ...]
    """The groups of names that need each other across periods."""
    checks: tuple[Check, ...]
    outputs: tuple[Output, ...]
    declared: Mapping[str, Declared]
    scenarios: Mapping[str, Scenario]
    trials: tuple[Trial, ...]
    alternatives: Mapping[str, str] = field(default_factory=dict)
    """The label of each alternative."""
    reference: str = ""
    findings: tuple[Finding, ...] = ()
    expected: tuple[Expected, ...] = ()
    """What the test expects that the model is understood for."""
    listed: bool = False
    """Whether the model says what a run returns."""
    asked: frozenset[str] = frozenset()
    """The names that stand elsewhere than in formulas: in conditions, tests, bounds, the timeline."""
    rows_given: Mapping[str, Mapping[str, tuple[Value, ...]]] = field(default_factory=dict)
    """The columns of each table that the test gives, in the declared units."""
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    """What is known of the rows of segments and decisions."""
    fits: Mapping[str, FitFacts] = field(default_factory=dict)
    uncertain: Mapping[str, Uncertain] = field(default_factory=dict)
    """The assumptions and inputs whose values are drawn when it is simulated; `drawn` makes the model for that."""
    correlations: tuple[Correlation, ...] = ()
    """Which of them move together; one of the two may have been fixed by a scenario, a test or `--set`."""

    def plain_name(self, table: OtherTable) -> str:
        """The name under which data for a table may be handed over, too.

        The `orders` of a model that is taken in are plain `orders`, where the model itself has none.
        """
        plain = table.name.rpartition(".")[2]
        taken = plain in self.tables or (self.entity is not None and plain == self.entity.name)
        return table.name if taken else plain

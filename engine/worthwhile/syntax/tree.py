"""The tree: expressions as they are written, and the parts that statements are made of.

Every node keeps its span. Operators keep their signs, so that a tree can be written back as it
was read; what they come down to is decided where their meaning is.
"""

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction

from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Word:
    """A name, or a word with a place inside a statement."""

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


@frozen
class Quoted:
    """A text between quotes: a label, a source, the name of a test."""

    text: str
    span: Span


@frozen
class Number:
    """A number, an amount of money or a percent, with the unit that is written after it."""

    text: str
    first: Word | None
    per: tuple[Word, ...]
    span: Span

    @property
    def value(self) -> float:
        """What it is worth: 12% is 0.12, 3k is 3,000; the text rounded once."""
        return number_value(self.text)

    @property
    def is_money(self) -> bool:
        """Whether it begins with the sign of a currency."""
        return self.text[:1] in "$€£"

    @property
    def is_percent(self) -> bool:
        """Whether it ends in a percent sign."""
        return self.text.endswith("%")


SUFFIXES = {"k": 10**3, "M": 10**6, "B": 10**9}


def number_value(text: str) -> float:
    """The value of a number as the language writes it."""
    digits = text.replace("_", "").lstrip("$€£")
    times = Fraction(1)
    if digits.endswith("%"):
        digits, times = digits[:-1], Fraction(1, 100)
    elif digits[-1] in SUFFIXES:
        digits, times = digits[:-1], Fraction(SUFFIXES[digits[-1]])
    if times == 1:
        return float(digits)
    return float(Fraction(digits) * times)


@frozen
class DateText:
    """A date, or a month."""

    text: str
    span: Span

    @property
    def is_month(self) -> bool:
        """Whether only year and month are said."""
        return self.text.count("-") == 1


@frozen
class Text:
    """A text as a value."""

    text: str
    span: Span


@frozen
class Flag:
    """``true`` or ``false``."""

    value: bool
    span: Span


@frozen
class Missing:
    """``missing``."""

    span: Span


@frozen
class Name:
    """A mention of something defined elsewhere: ``clv``, ``orders.amount``."""

    parts: tuple[str, ...]
    span: Span

    @property
    def text(self) -> str:
        """The name with its dots."""
        return ".".join(self.parts)


@frozen
class Operation:
    """An operator between its operands, or a sign before one: ``+ - * / ^ of ?? and or not``."""

    sign: str
    operands: tuple["Expression", ...]
    span: Span


@frozen
class Comparison:
    """A chain of comparisons in one direction: ``0% <= x < 10%``."""

    operands: tuple["Expression", ...]
    signs: tuple[str, ...]
    span: Span


@frozen
class Range:
    """``a..b``, ``a..<b``, ``a..``, ``..b`` or ``..<b``."""

    low: "Expression | None"
    high: "Expression | None"
    open: bool
    span: Span


@frozen
class Choice:
    """``{gold, silver}``: a set of values."""

    values: tuple["Expression", ...]
    span: Span


@frozen
class Within:
    """``x in 1..10``, ``x not in {a, b}``."""

    value: "Expression"
    bounds: Range | Choice
    negated: bool
    span: Span


@frozen
class Is:
    """``status is paid``, ``x is not missing``."""

    value: "Expression"
    kind: "Name | Text | Missing | Flag"
    negated: bool
    span: Span


@frozen
class If:
    """``if c then a else b``."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"
    span: Span


@frozen
class UnitText:
    """A unit as it is written: ``USD per seat per month``."""

    words: tuple[Word, ...]
    span: Span

    def __str__(self) -> str:
        return " per ".join(it.text for it in self.words)


@frozen
class Convert:
    """``x as USD per year``."""

    value: "Expression"
    unit: UnitText
    span: Span


@frozen
class Index:
    """``x[t - 1]``: a series, curve or dated value read somewhere."""

    value: "Expression"
    at: "Expression"
    span: Span


@frozen
class Argument:
    """What stands between the brackets of a call, with its name where one is said."""

    name: Word | None
    value: "Expression | Range"
    span: Span


@frozen
class Call:
    """A function or an aggregate with its arguments and clauses."""

    function: Name
    arguments: tuple[Argument, ...]
    where: "Expression | None"
    over: Name | None
    by: "Expression | None"
    span: Span


@frozen
class Recurrence:
    """``initially a then b``."""

    first: "Expression"
    then: "Expression"
    span: Span


@frozen
class Scale:
    """``score 0..10``."""

    low: "Number | Operation"
    high: "Number | Operation"
    span: Span


@frozen
class OneOf:
    """``one of bronze, silver, "not yet"``."""

    labels: tuple[Word | Quoted, ...]
    span: Span


@frozen
class Taken:
    """A value written for something declared: literals in it take over the declared unit.

    Not written by anybody: statements make it of their defaults, weights and elements.
    """

    value: "Expression"
    type: "TypeText"
    span: Span


@frozen
class Changed:
    """A value set, raised or lowered: what a line of an alternative makes of a name.

    Not written by anybody: alternatives make it.
    """

    value: "Expression"
    how: str
    by: "Expression"
    span: Span


@frozen
class Tabulated:
    """The rows of a curve or of a dated value: a value at each key.

    Not written by anybody: the two statements make it. ``over`` is what a curve's keys are of, ``unit``
    what dated values are declared as.
    """

    keys: tuple["Expression", ...]
    values: tuple["Expression", ...]
    over: Word | None
    unit: "UnitText | None"
    using: Word | None
    beyond: Word | None
    span: Span


@frozen
class Fitting:
    """What a fit is called with, and the parameters that are given.

    Not written by anybody: the statement makes it. ``estimates`` are the parameters that members read.
    """

    call: "Call"
    names: tuple[Word, ...]
    values: tuple["Expression", ...]
    span: Span
    estimates: tuple[str, ...] = ()


@frozen
class OfFit:
    """What is read of a fit without being told anything: a parameter, a member; ``reads`` is what that needs.

    Not written by anybody: the names of a fit are made of it.
    """

    fit: Name
    what: str
    reads: tuple[Name, ...]
    span: Span


TypeText = UnitText | Scale | OneOf

Expression = (
    Number
    | DateText
    | Text
    | Flag
    | Missing
    | Name
    | Operation
    | Comparison
    | Within
    | Is
    | If
    | Convert
    | Index
    | Call
    | Recurrence
    | Taken
    | Changed
)


@frozen
class Part:
    """A piece of a statement, under the name that its rule has in the grammar."""

    rule: str
    children: tuple["Child", ...]
    span: Span


@frozen
class Rule:
    """One row of a segment or a decision: what has to hold, cell by cell; no cell: no other row does."""

    name: str
    cells: tuple["Part | Expression", ...]
    span: Span


@frozen
class Rules:
    """The rows of a segment or a decision: which of them holds.

    Not written by anybody, like those below: segments and decisions make it. A cell is a test of the
    column above it; where there are no columns, it is a condition.
    """

    title: str
    """How messages speak of the whole: `tier`."""
    policy: str
    columns: tuple[Expression, ...]
    rows: tuple[Rule, ...]
    span: Span


@frozen
class Chosen:
    """What follows from the row that holds: a value for each row."""

    rules: Name
    values: tuple[Expression, ...]
    span: Span


@frozen
class Summed:
    """What follows from all rows that hold, added up."""

    rules: Rules
    values: tuple[Expression, ...]
    span: Span


Ruled = Rules | Chosen | Summed
"""What segments and decisions are made of."""

Child = Part | Expression | Range | Choice | TypeText | Argument | Word | Quoted | None

NODES = (
    Word,
    Quoted,
    Number,
    DateText,
    Text,
    Flag,
    Missing,
    Name,
    Operation,
    Comparison,
    Range,
    Choice,
    Within,
    Is,
    If,
    UnitText,
    Convert,
    Index,
    Argument,
    Call,
    Recurrence,
    Scale,
    OneOf,
    Taken,
    Changed,
    Tabulated,
    Fitting,
    OfFit,
    Part,
    Rule,
    Rules,
)


def inner(node: object) -> Iterator[object]:
    """The nodes directly inside a node, from left to right."""
    for field in fields(node):  # type: ignore[arg-type]  # every node is a dataclass
        value = getattr(node, field.name)
        if isinstance(value, NODES):
            yield value
        elif isinstance(value, tuple):
            yield from (it for it in value if isinstance(it, NODES))


def every(node: object) -> Iterator[object]:
    """A node and all the nodes below it."""
    yield node
    for below in inner(node):
        yield from every(below)


def mentions(node: object) -> Iterator[Name]:
    """The names that an expression mentions as values, from left to right.

    The word of a call names a function, that of ``is`` a label, that of ``over`` a table.
    """
    match node:
        case Name():
            yield node
        case Call(arguments=arguments, where=where, by=by):
            for part in (*arguments, where, by):
                if part is not None:
                    yield from mentions(part)
        case Is(value=value):
            yield from mentions(value)
        case Word() | Quoted() | UnitText() | Scale() | OneOf():
            return
        case _:
            for below in inner(node):
                yield from mentions(below)


def fold_numbers(node: object) -> float | None:
    """The value of a signed number, or nothing where it is none."""
    match node:
        case Number():
            return node.value
        case Operation(sign="neg", operands=(Number() as number,)):
            return -number.value
    return None

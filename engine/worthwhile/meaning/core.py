"""The core: what every expression comes down to once names, units and shapes are known.

Conversions of units stand in it as multiplications, so nothing after this stage knows units.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from worthwhile.meaning.curves.reading import Reading
from worthwhile.text import Span
from worthwhile.text.deadline import look_at_the_clock
from worthwhile.text.frozen import frozen
from worthwhile.units import NUMBER, Adjust, Literal, Operand, Type, Unknown

Shape = frozenset[str]
"""What a value has one of for each: of the entity's rows (``e``), of periods (``t``), of the rows
of a table of records (its name). Nothing: a single value."""

ENTITY, TIME = "e", "t"
SINGLE: Shape = frozenset()
LONGEST_WORDS = 60


@frozen
class Const:
    """A value known from the text: numbers in the unit of the type, dates as days since 1970-01-01."""

    value: float | str | bool | None
    type: Type
    span: Span
    literal: Literal | None = None

    @property
    def shape(self) -> Shape:
        """A single value."""
        return SINGLE


@frozen
class Ref:
    """The value of a name."""

    name: str
    type: Type
    shape: Shape
    span: Span


@frozen
class Given:
    """What comes from outside under a name: a column, or the default."""

    name: str
    type: Type
    shape: Shape
    span: Span


@frozen
class Clock:
    """``t``, in periods."""

    type: Type
    span: Span

    @property
    def shape(self) -> Shape:
        """One value for each period."""
        return frozenset((TIME,))


@frozen
class Apply:
    """A function, row by row; ``claims`` names the pool that a share is taken of."""

    function: str
    args: tuple["Core", ...]
    type: Type
    shape: Shape
    span: Span
    claims: str = ""


@frozen
class Choose:
    """``if``: missing where the condition is missing."""

    condition: "Core"
    then: "Core"
    otherwise: "Core"
    type: Type
    shape: Shape
    span: Span


@frozen
class Instead:
    """``??``: the right where the left is missing."""

    value: "Core"
    other: "Core"
    type: Type
    shape: Shape
    span: Span


@frozen
class IsMissing:
    """``is missing``: the one question that a missing value answers."""

    value: "Core"
    type: Type
    shape: Shape
    span: Span


@frozen
class Reduce:
    """An aggregate along an axis, over the rows where a condition holds, by groups."""

    aggregate: str
    args: tuple["Core", ...]
    axis: str
    where: "Core | None"
    by: "Core | None"
    type: Type
    shape: Shape
    span: Span
    options: tuple[float, ...] = ()
    """The constants that a fit is told."""


@frozen
class Fetch:
    """A column of a lookup, in the row that has a key; missing where none has."""

    table: str
    column: str
    key: "Core"
    type: Type
    shape: Shape
    span: Span


@frozen
class Scan:
    """The running sum of a series."""

    value: "Core"
    type: Type
    shape: Shape
    span: Span


@frozen
class Lag:
    """A series some periods earlier; missing before its first."""

    series: "Core"
    periods: int
    type: Type
    shape: Shape
    span: Span


@frozen
class Read:
    """A series at a period that is not just some periods earlier; missing outside the timeline."""

    series: "Core"
    at: "Core"
    type: Type
    shape: Shape
    span: Span


@frozen
class Recur:
    """``initially a then b``: a in the first period, b from then on."""

    first: "Core"
    then: "Core"
    type: Type
    shape: Shape
    span: Span


@frozen
class Points:
    """The rows of a curve or of a dated value, in the order of their keys."""

    name: str
    keys: tuple[float, ...]
    values: tuple["Core", ...]
    reading: Reading
    type: Type
    shape: Shape
    span: Span
    key_type: Type


@frozen
class Interpolate:
    """A curve or a dated value, read at a key."""

    points: Points
    at: "Core"
    type: Type
    shape: Shape
    span: Span


@frozen
class Row:
    """A row of rules: its name, the places of the tests that all have to hold, where it stands.

    Nothing instead of tests: it holds where all the others are false.
    """

    name: str
    tests: tuple[int, ...] | None
    span: Span


class Policy(StrEnum):
    """What is asked of rows."""

    ONE = "exactly one"
    """The one that holds; missing where several do, or it is not known whether one does."""
    FIRST = "first match"
    """The first that holds; missing where it is not known whether one before it does."""
    COUNT = "how many hold"
    """Their number; missing where none holds for certain, and one is not known."""


@frozen
class Match:
    """Which row holds, or how many do; each test stands once, whatever the number of rows that ask it."""

    tests: tuple["Core", ...]
    rows: tuple[Row, ...]
    policy: Policy
    type: Type
    shape: Shape
    span: Span


@frozen
class Pick:
    """The value that belongs to the row that holds; missing where none does."""

    which: "Core"
    values: tuple["Core", ...]
    type: Type
    shape: Shape
    span: Span


@frozen
class AddUp:
    """The sum of the values of all rows that hold; missing where it is not known whether one does."""

    tests: tuple["Core", ...]
    rows: tuple[Row, ...]
    values: tuple["Core", ...]
    type: Type
    shape: Shape
    span: Span


Core = (
    Const
    | Ref
    | Given
    | Clock
    | Apply
    | Choose
    | Instead
    | IsMissing
    | Reduce
    | Fetch
    | Scan
    | Lag
    | Read
    | Recur
    | Match
    | Pick
    | AddUp
    | Points
    | Interpolate
)


def below(core: Core) -> tuple[Core, ...]:
    """The nodes directly inside a node."""
    match core:
        case Const() | Ref() | Given() | Clock():
            return ()
        case Apply(args=args):
            return args
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return condition, then, otherwise
        case Instead(value=value, other=other):
            return value, other
        case IsMissing(value=value) | Scan(value=value):
            return (value,)
        case Reduce(args=args, where=where, by=by):
            return (*args, *(it for it in (where, by) if it is not None))
        case Fetch(key=key):
            return (key,)
        case Lag(series=series):
            return (series,)
        case Read(series=series, at=at):
            return series, at
        case Recur(first=first, then=then):
            return first, then
        case Match(tests=tests):
            return tests
        case Pick(which=which, values=values):
            return which, *values
        case AddUp(tests=tests, values=values):
            return *tests, *values
        case Points(values=values):
            return values
        case Interpolate(points=points, at=at):
            return at, *points.values


def every(core: Core) -> Iterator[Core]:
    """A node and all below it, each where it stands."""
    look_at_the_clock()
    stack = [core]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(below(node)))


def joined(*cores: Core) -> Shape:
    """The shape of what needs all of these."""
    return SINGLE.union(*(it.shape for it in cores))


def axis_of(shape: Shape) -> str:
    """The rows that a value has one of for each: those of a table, the entity's; nothing: it is single."""
    tables = shape - {ENTITY, TIME}
    return min(tables) if tables else ENTITY if ENTITY in shape else ""


def name_read(core: Core) -> str:
    """The name that a node reads; nothing where it reads none."""
    match core:
        case Ref(name=name):
            return name
        case Fetch(column=column):
            return column
    return ""


def name_told(core: Core) -> str:
    """The name that stands where a node does; that of a curve, too, whose rows are read in place."""
    return core.points.name if isinstance(core, Interpolate) else name_read(core)


def literal_of(core: Core) -> Literal | None:
    """The literal that a node is, where it is one."""
    return core.literal if isinstance(core, Const) else None


def operand(core: Core) -> Operand:
    """A node as the rules of units see it."""
    words = " ".join(core.span.text.split())
    if len(words) > LONGEST_WORDS:
        words = words[: LONGEST_WORDS - 3] + "..."
    quotient = isinstance(core, Apply) and core.function == "/"
    return Operand(core.type, literal_of(core), TIME in core.shape, words, quotient)


def number(value: float, span: Span, type_: Type = NUMBER) -> Const:
    """A constant."""
    return Const(value, type_, span)


def apply(function: str, *args: Core, type_: Type = NUMBER, span: Span | None = None) -> Apply:
    """A function of nodes, its type as said."""
    return Apply(function, args, type_, joined(*args), span or args[0].span)


def adjusted(core: Core, adjust: Adjust, type_: Type | None = None) -> Core:
    """A node brought to another unit: raised, then multiplied; a constant is computed at once."""
    want = type_ if type_ is not None else core.type
    if isinstance(core, Const) and isinstance(core.value, float):
        value = core.value
        if adjust.power != 1:
            value = value ** float(adjust.power)
        if adjust.times != 1:
            value = scaled(value, adjust)
        return replace(core, value=value, type=want)
    if adjust.power != 1:
        core = apply("^", core, number(float(adjust.power), core.span), type_=want, span=core.span)
    if adjust.times == -1:
        core = apply("neg", core, type_=want, span=core.span)
    elif adjust.times != 1:
        by, sign = float(adjust.times), "*"
        if adjust.times.numerator == 1:
            by, sign = float(adjust.times.denominator), "/"
        core = apply(sign, core, number(by, core.span), type_=want, span=core.span)
    return core


def scaled(value: float, adjust: Adjust) -> float:
    """A number in another unit: divided where the factor is a part, so that 12 months are a year."""
    times = adjust.times
    return value / times.denominator * times.numerator if times.numerator in (1, -1) else value * float(times)


def retyped(core: Core, type_: Type) -> Core:
    """The same value, said to be of another type."""
    if core.type == type_:
        return core
    if isinstance(core, Clock):
        return apply("+", core, number(0.0, core.span), type_=type_, span=core.span)
    return replace(core, type=type_)


def unknown(span: Span, shape: Shape = SINGLE) -> Core:
    """A value of which something has been said already."""
    return Ref("", Unknown(), shape, span) if shape else Const(None, Unknown(), span)

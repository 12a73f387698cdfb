"""A function of the language: everything there is to know about it, in one value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum, auto
from typing import Any, TypeVar

from worthwhile.meaning import complaints
from worthwhile.meaning.core import Core
from worthwhile.meaning.fitting import Fit, Member
from worthwhile.meaning.uncertain.distribution import Distribution
from worthwhile.text import ModelError, Span
from worthwhile.text.frozen import frozen
from worthwhile.units import Measure, Rates, Ruling, Setting

Value = float | str | bool | None
Kernel = Callable[..., Any]
T = TypeVar("T")
Size = tuple[float, float]
"""How small and how large a number can be, without its sign."""


@frozen
class Parameter:
    """An argument that a function takes, by its place or by its name."""

    name: str
    optional: bool = False
    many: bool = False
    """Takes all the arguments from here on."""
    range: bool = False
    """Takes a range of constants: ``from: 1..5``."""


@frozen
class Example:
    """A call and what it gives; examples are the function's documentation and its test."""

    call: str
    gives: Value


@frozen
class Expansion:
    """What a function that is written in terms of others may use: the setting and its place."""

    setting: Setting
    start: float | None
    """The day on which the timeline begins."""
    span: Span


EVERY = 1_000
"""All arguments, however many."""


class Algebra(StrEnum):
    """What a function is in algebra: what may be rearranged is known by this, not by its name."""

    SUM = auto()
    DIFFERENCE = auto()
    PRODUCT = auto()
    QUOTIENT = auto()
    POWER = auto()
    NEGATION = auto()
    LOGARITHM = auto()
    """To the base e."""


@frozen
class Written:
    """How a function is written in plain Python, of values that are there: ``{0:6} + {1:7}``.

    The number after the colon says how closely an argument has to bind to stand without parentheses.
    ``{all}`` stands for all arguments. Where a result is missing, what is written raises an
    `ArithmeticError` or a `ValueError`, or gives what is not finite.
    """

    text: str
    binds: int = 10
    """How closely the whole binds: 1 a condition, 2 or, 3 and, 4 not, 5 a comparison, 6 a sum, 7 a
    product, 8 a sign, 10 a call."""
    size: Callable[..., float] | None = None
    """How large a number can become, from the `Size` of each argument; none: it is always finite."""
    uses: tuple[str, ...] = ()
    """What it takes from `math`."""
    between: str = ", "
    """What stands between all arguments."""


@frozen
class InCells:
    """How a function is written in the cell of a workbook: ``{0:6}+{1:7}``. What is missing is an error there.

    The number after the colon says how closely an argument has to bind: 4 a comparison, 6 a sum, 7 a
    product, 8 a power, 9 a sign, 10 a call. ``{all}`` stands for all arguments, ``{each}`` for all as ``each``
    has them.
    """

    text: str
    binds: int = 10
    between: str = ","
    each: str = "{}"
    plain: str = ""
    """The same where no argument is missing; nothing: there is no shorter way."""
    chained: bool = False
    """Whether calls of it inside each other are one call of many arguments."""


@frozen
class OverCells:
    """How an aggregate is written over cells: ``{0}`` is their range, errors in it are missing, texts do not count."""

    whole: str
    grouped: str = ""
    """The same over the cells of a group, which ``{by}`` picks as `SUMIFS` has it; nothing: it has none."""
    empty: str = "NA()"
    """What it is where nothing counts."""
    plain: str = ""
    """The same as the whole where nothing is missing, which reads more easily; nothing: there is no such way."""
    counted: str = "COUNT({0})"
    """How many cells count."""


@frozen
class Function:
    """A name, what it does to units, to one value and to whole columns, and why one would call it.

    ``kernel`` takes numpy arrays (float64, missing as NaN; flags as bytes 0 false, 1 missing, 2 true)
    and gives one; it may be told as ``"module:name"``, which is read when it is first needed.
    ``scalar`` takes and gives plain values, None where missing. Either may be left out where the
    function is ``expand``-ed into others, ``kernel`` where it is of texts.
    """

    name: str
    parameters: tuple[Parameter, ...]
    rule: Callable[..., Ruling]
    help: str
    examples: tuple[Example, ...] = ()
    kernel: str | Kernel | None = None
    scalar: Callable[..., Value] | None = None
    expand: Callable[[Expansion, Sequence[Core]], Core] | None = None
    fails: str = ""
    """Why it may give nothing for values that are there: "division by zero"."""
    takes_missing: bool = False
    """Whether it decides by itself what a missing argument means: and, or."""
    source: str = ""
    """Where the formula is from: author, year, equation."""
    ufunc: str = ""
    """The ufunc that gives the same where no argument is missing and the result is a number: ``"numpy:less"``.

    One with two arguments is taken from left to right where there are more. Without it the kernel is called.
    """
    carries: int = 0
    """How many of its arguments, from the first, leave the result not finite wherever they are not: of a sum
    all, of a quotient the first."""
    algebra: Algebra | None = None
    python: Written | None = None
    """How it is written in plain Python, which gives what ``scalar`` gives."""
    excel: InCells | None = None
    """How it is written in the cell of a workbook; none: a workbook has values instead, and says so."""

    member: tuple[Fit, Member] | None = None
    """What it reads of a fit; it is made from that."""
    distribution: Distribution | None = None
    """What it draws from; it is made from that."""
    derivatives: tuple[Callable[..., Value] | None, ...] = ()
    """By each argument: its partial derivative, of plain values as ``scalar`` takes them; None where it has none."""

    @property
    def elementary(self) -> str:
        """Its ufunc, if it has one: a kernel may be one by itself."""
        told = self.kernel if isinstance(self.kernel, str) and self.kernel.startswith("numpy:") else ""
        return self.ufunc or told

    @property
    def is_sign(self) -> bool:
        """Whether it is written as an operator, or only made by the engine."""
        return not self.name.isidentifier() or self.name in ("and", "or", "not", "of", "neg", "total")


@frozen
class Running:
    """An aggregate kept up to date value by value in plain Python: ``{0}`` is what there is, ``{1}`` the value.

    ``{t}`` is the period.
    """

    start: str
    step: str
    carries: bool = False
    """Whether a value that is not finite always makes the result so."""


@frozen
class Aggregate:
    """A reduction: what it does to units, and the accumulator that carries it out.

    ``accumulator`` is told as ``"module:name"``: a class whose objects take values for groups
    (``add``), take in others of their kind (``merge``) and give a value for each group
    (``finish``); that is what makes blocks, threads and clusters agree. One that also has
    ``take(grouping, *values)`` is given what is known of the groups of many rows at once: ``places``,
    ``size``, ``counts``, ``most``, and ``whole(values)``, which other aggregates share.
    """

    name: str
    parameters: tuple[Parameter, ...]
    rule: Callable[..., Ruling]
    help: str
    accumulator: str | Callable[..., Any]
    examples: tuple[Example, ...] = ()
    needs_order: bool = False
    """Whether it asks `by` for an order over records: first, last."""
    gives_back: bool = False
    """Whether each row gets a value of its own: rank."""
    counts_rows: bool = False
    """Whether its argument is a table or `t` itself, which then says over what: count."""
    outside: str | Callable[..., Any] = ""
    """The accumulator for more values than memory holds; nothing: the usual one takes little room."""
    source: str = ""
    scalar: Callable[..., Value] | None = None
    """What it makes of plain values that are all there, in their order: a list for each parameter.

    One that gives each row a value of its own gives that of the first.
    """
    needs_every: bool = False
    """Whether it has no value where it does not count all of them: internal rate."""
    running: Running | None = None
    """How it is kept up to date over the timeline in plain Python, where no list is needed."""
    ufunc: str = ""
    """The ufunc that takes in one period after the other, where nothing is missing: ``"numpy:add"``."""
    start: float = 0.0
    """What the ufunc begins with."""
    adds_up: bool = False
    """Whether it is the sum, which may be taken apart and closed."""
    fit: Fit | None = None
    """What it estimates; it is made from that."""
    excel: OverCells | None = None
    """How it is written over the cells of a workbook; none: a workbook has values instead, and says so."""


class Offers(dict[str, T]):
    """What plugins offer, by name. What the grammar has and nobody carries out is a finding where it is asked for."""

    def __missing__(self, name: str) -> T:
        raise ModelError([complaints.no_operator(name, None)])


@frozen
class Toolbox:
    """The functions and aggregates that a model may use."""

    functions: dict[str, Function]
    aggregates: dict[str, Aggregate]
    plugins: frozenset[str] = frozenset()
    """The names that `requires plugin` may ask for."""
    fits: Mapping[str, Fit] = field(default_factory=dict)
    """What `fit` may name."""
    distributions: Mapping[str, Distribution] = field(default_factory=dict)
    """What may stand after `~`."""
    measures: Mapping[str, Measure] = field(default_factory=dict)
    """Units and currencies of plugins, beside the standard ones."""
    rates: Mapping[str, Rates] = field(default_factory=dict)
    """Rates of exchange by their names: ``EUR_USD``."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Which plugin offers a thing, by its hook and name: ``functions npv``."""

    def owner(self, hook: str, name: str) -> str:
        """The plugin that offers a thing; nothing where it is not known."""
        return self.owners.get(f"{hook} {name}", "")

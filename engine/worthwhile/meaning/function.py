"""A function of the language: everything there is to know about it, in one value."""

from collections.abc import Callable, Sequence
from typing import Any

from worthwhile.meaning.core import Core
from worthwhile.text import Span
from worthwhile.text.frozen import frozen
from worthwhile.units import Ruling, Setting

Value = float | str | bool | None
Kernel = Callable[..., Any]


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

    @property
    def is_sign(self) -> bool:
        """Whether it is written as an operator, or only made by the engine."""
        return not self.name.isidentifier() or self.name in ("and", "or", "not", "of", "neg", "total")


@frozen
class Aggregate:
    """A reduction: what it does to units, and the accumulator that carries it out.

    ``accumulator`` is told as ``"module:name"``: a class whose objects take values for groups
    (``add``), take in others of their kind (``merge``) and give a value for each group
    (``finish``); that is what makes blocks, threads and clusters agree.
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


@frozen
class Toolbox:
    """The functions and aggregates that a model may use."""

    functions: dict[str, Function]
    aggregates: dict[str, Aggregate]
    plugins: frozenset[str] = frozenset()
    """The names that `requires plugin` may ask for."""

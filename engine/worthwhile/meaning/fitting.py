"""What a plugin offers for `fit`, what its estimator gives back, and how it says that data is not fit for it.

A `Fit` is the description: the data it asks for, the parameters that it estimates, and the members that
formulas read. It is read by `check`, so the files that make it import no numpy; what computes is named as
``"module:name"`` and read when a model is run. An estimator is a class like an accumulator: its objects take rows (``add``), take in others of their
kind (``merge``) and estimate when all have been seen (``finish``). Blocks, threads and clusters
agree because what it keeps does not hang on the order in which rows came.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum, auto
from math import inf, isfinite
from typing import Any, Protocol, Self

from worthwhile.text.frozen import frozen


class Unfit(Exception):  # noqa: N818 (it is the data that falls short)
    """The data cannot be used: why, in words for whoever has to mend it, and what would help."""

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.why, self.hint = why, hint

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.why, self.hint)


@frozen
class Fitted:
    """What was estimated, in the units that the columns came in."""

    estimates: Mapping[str, float]
    """Each parameter by its name."""
    errors: Mapping[str, float]
    """Its standard error; NaN where the data does not tell."""
    log_likelihood: float
    """NaN where there is no likelihood."""
    rows: int
    """How many rows were counted."""
    tables: Mapping[str, Any]
    """What members look up besides: the steps of a survival curve, the centres of clusters; arrays."""
    remarks: tuple[str, ...] = ()
    """What whoever reads it should know: a parameter at its bound, an order that was not reached."""


class Estimator(Protocol):
    """What a fit's class does; columns are float64, complete and in one unit of time."""

    def add(self, *columns: Any) -> None:  # noqa: ANN401 (numpy arrays, which this floor does not read)
        """Take in rows: one array for each argument of the fit, all of one length, none missing."""
        ...

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        ...

    def finish(self) -> Fitted:
        """Estimate. Raises `Unfit` where the data cannot carry it."""
        ...


class Measured(StrEnum):
    """What a fit's data, or the argument of a member, is; numpy sees float64 for all of them."""

    NUMBER = auto()
    """A number without a unit: a count, a share."""
    TIME = auto()
    """A length of time. All times of a fit, its members' arguments included, come in one unit: its own."""
    RATE = auto()
    """A rate or a factor per any period; the kernel has a rate for one unit of the fit's time, compounded."""
    AMOUNT = auto()
    """A number in a unit of its own: money, hours, or none."""
    FLAG = auto()
    """True or false: 1.0 and 0.0."""


@frozen
class Variable:
    """What a fit or a member is handed under a name: a column of the entity, or an argument of a member."""

    name: str
    measured: Measured = Measured.NUMBER
    help: str = ""
    many: bool = False
    """Takes all the arguments from here on: ``x`` stands for ``x1``, ``x2``, ..."""
    like: str = ""
    """Of an amount as a member's argument: the data whose unit it has to be in, and is brought to."""


@frozen
class Option:
    """A constant that a fit is told by its name: ``kmeans(recency, spend, clusters: 4)``. It is a number.

    All options are handed to the estimator's class when it is made, in their order.
    """

    name: str
    default: float | None = None
    """None: it has to be said."""
    help: str = ""
    low: float | None = None
    high: float | None = None
    whole: bool = False


class Shown(StrEnum):
    """How a number without a unit is shown."""

    NUMBER = auto()
    COUNT = auto()
    PERCENT = auto()


@frozen
class Estimate:
    """A parameter: it is estimated, or given by `with`, and read as ``buying.r``.

    ``unit`` tells its unit by the fit's data: ``""`` a plain number, ``"age"`` that of `age` (of times: the
    fit's own unit of time), ``"y / x1"`` that of y per that of x1. Its bounds are looked at where it is given.
    """

    name: str
    unit: str = ""
    help: str = ""
    low: float | None = None
    high: float | None = None
    open: bool = True
    """Whether its bounds themselves are outside."""
    shown: Shown = Shown.NUMBER

    def holds(self, value: float) -> bool:
        """Whether a number can be its value: it is finite, and within its bounds."""
        low, high = -inf if self.low is None else self.low, inf if self.high is None else self.high
        inside = low < value < high if self.open else low <= value <= high
        return inside and isfinite(value)


@frozen
class Member:
    """What formulas read of a fit, row by row: ``buying.alive``, ``buying.purchases(39 weeks)``.

    ``kernel`` is called as ``kernel(*own, estimates=..., columns=..., tables=...)``: its own arguments as arrays;
    the estimates by name, as numbers; the rows of the data named in ``columns`` as a tuple of arrays; the tables
    of `Fitted`, which are empty unless ``tables`` is set. Arrays are float64 and broadcast; missing is NaN. It
    gives an array of their common shape, NaN where there is no value; infinities become missing. ``unit`` is told
    as that of an `Estimate`.
    """

    name: str
    kernel: str | Callable[..., Any]
    arguments: tuple[Variable, ...] = ()
    columns: tuple[str, ...] = ()
    """The data of the row that it reads. Without any it has one value for all: a survival curve."""
    unit: str = ""
    help: str = ""
    fails: str = ""
    """Why it may give nothing for values that are there: "a time before the start"."""
    source: str = ""
    tables: bool = False
    """Whether it looks up tables: it can be read only where the fit has been estimated."""
    shown: Shown = Shown.NUMBER


@frozen
class Worked:
    """An example of a fit: what it is given, and what comes of it. It is documentation and test.

    Times are in the fit's unit, whatever that is.
    """

    data: Mapping[str, Sequence[float]]
    """Columns by the names of the data."""
    reads: str
    """An estimate, ``log_likelihood``, or a member with its arguments as plain numbers: ``purchases(39)``."""
    gives: float | tuple[float | None, ...] | None
    """The number; one for each row where the member reads the row's data."""
    given: Mapping[str, float] | None = None
    """The parameters, where they are not to be estimated."""
    options: Mapping[str, float] | None = None
    within: float = 1e-9
    """How close, relative."""


Estimates = tuple[Estimate, ...]
Columns = Sequence[str]
Options = Mapping[str, float]


@frozen
class Fit:
    """An estimator for ``fit NAME = bgnbd(frequency, recency, age)``, and what can be read of it.

    Where the estimates hang on the number of columns or on options they are a function: of the names of all
    the data (``x1``, ``x2``, ...) and of the options.
    """

    name: str
    data: tuple[Variable, ...]
    estimates: Estimates | Callable[[Columns, Options], Estimates]
    members: tuple[Member, ...]
    estimator: str | Callable[..., Estimator]
    """``"module:Class"``, an `Estimator`; it is made with the options, in their order, and is pickled."""
    help: str
    clock: str = ""
    """The data whose declared unit is the fit's unit of time; nothing: the last that is a time."""
    options: tuple[Option, ...] = ()
    likelihood: bool = True
    """Whether it has a log-likelihood."""
    examples: tuple[Worked, ...] = ()
    source: str = ""
    """Where the method is from: author, year, equations."""
    extra: str = "stats"
    """The extra that brings what it imports; nothing: numpy is enough."""

    def named(self, given: int) -> tuple[str, ...]:
        """The names of all the data of a call with so many columns."""
        names = [it.name for it in self.data if not it.many]
        if self.data and self.data[-1].many:
            last = self.data[-1].name
            names += [f"{last}{place}" for place in range(1, given - len(names) + 1)]
        return tuple(names)

    def estimated(self, names: Columns, options: Options) -> Estimates:
        """Its parameters."""
        return self.estimates if isinstance(self.estimates, tuple) else self.estimates(names, options)

"""Every sentence that is said about what is uncertain while a model is read."""

from collections.abc import Iterable, Sequence

from worthwhile.meaning.uncertain.distribution import Distribution, DistributionParameter, signature
from worthwhile.text import Finding, Level, Note, Span, did_you_mean
from worthwhile.units import Type, article


def _error(code: str, message: str, span: Span | None, hint: str = "", *notes: Note) -> Finding:
    return Finding(code, Level.ERROR, message, span, notes, hint=hint)


def _warning(code: str, message: str, span: Span | None, hint: str = "", *notes: Note) -> Finding:
    return Finding(code, Level.WARNING, message, span, notes, hint=hint)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{it}`" for it in words)


# ---- W0770: no such distribution


def unknown(name: str, span: Span, known: Sequence[str]) -> Finding:
    """Nobody offers what stands after `~`."""
    some = f"there are {_listed(sorted(set(known)))}; `1 to 5` is an interval of 90%" if known else ""
    hint = did_you_mean(name, known) or some or "`worthwhile plugins` lists what is installed"
    return _error("W0770", f"there is no distribution `{name}`", span, hint)


# ---- W0771: what cannot be uncertain


def not_uncertain(name: str, type_: Type, span: Span) -> Finding:
    """A date, a text, a flag or a category is not drawn from a distribution of numbers."""
    hint = "let a number be uncertain that decides it: `chance : percent ~ beta(2, 8)`"
    return _error("W0771", f"`{name}` is {article(type_)}, which is not drawn from a distribution", span, hint)


def column(name: str, table: str, span: Span) -> Finding:
    """What the rows of another table hold is not drawn."""
    hint = "an assumption is drawn once per draw, an input once per row and draw; multiply the column by one of these"
    return _error(
        "W0771", f"`{name}` is a column of `{table}`: only assumptions and inputs can be uncertain", span, hint
    )


def of_length(name: str, span: Span, at: Span) -> Finding:
    """The number of periods is the same in all draws."""
    hint = "let an uncertain time end the flow instead: `if t < horizon then ... else 0`"
    message = f"the length of the timeline is the same in all draws, and `{name}` is uncertain"
    return _error("W0771", message, span, hint, Note(at, f"`{name}` is declared here"))


# ---- W0772: parameters


def wrong_parameters(it: Distribution, span: Span, others: Sequence[Distribution]) -> Finding:
    """Too many, too few, or others than it has."""
    forms = " or ".join(f"`{signature(each)}`" for each in others)
    return _error("W0772", f"`{it.called}` takes {forms}", span)


def parameter_twice(it: Distribution, name: str, span: Span) -> Finding:
    """A parameter is told by its place and by its name, or twice by its name."""
    return _error("W0772", f"`{name}` of `{it.called}` is told twice", span, f"it is `{signature(it)}`")


def clauses(it: Distribution, span: Span) -> Finding:
    """A distribution is no aggregate."""
    return _error("W0772", f"`{it.called}` takes parameters, not `where`, `over` or `by`", span)


def a_series(words: str, span: Span) -> Finding:
    """A name is drawn once for all periods."""
    hint = "draw one number, and let a formula make a series of it"
    return _error("W0772", f"`{words}` has a value for each period: a name is drawn once for all of them", span, hint)


def many(it: DistributionParameter, words: str, span: Span) -> Finding:
    """A parameter has more values than the name that is drawn."""
    hint = "aggregate it, or let an input be uncertain, which is drawn for each row"
    return _error("W0772", f"`{it.name}` is one value, and `{words}` has many", span, hint)


# ---- W0773: no distribution


def no_distribution(it: Distribution, why: str, span: Span) -> Finding:
    """Its parameters are those of no distribution."""
    words = " ".join(span.text.split())
    return _error("W0773", f"`{words}` is no {it.title} distribution: {why}", span)


def no_interval(low: str, high: str, span: Span) -> Finding:
    """The lower end of an interval comes first."""
    return _error("W0773", f"the interval from {low} to {high} is empty", span, "write the lower end first")


def no_spread(spread: str, span: Span) -> Finding:
    """What follows `+-` is above zero."""
    return _error("W0773", f"after `+-` stands one standard deviation, which is above 0, not {spread}", span)


def unknown_ends(span: Span) -> Finding:
    """Whether an interval is log-normal or normal hangs on its ends."""
    hint = "say which it is: `lognormal(p5: ..., p95: ...)` above 0, `normal(p5: ..., p95: ...)` else"
    return _error("W0773", "the ends of this interval are known only in a run", span, hint)


def a_share(it: Distribution, name: str, type_: Type, span: Span) -> Finding:
    """A share between 0 and 1 has no unit."""
    hint = "`pert(low, mode, high)` is of the same kind between ends of your own"
    return _error("W0773", f"`{it.called}` gives shares between 0 and 1, and `{name}` is {article(type_)}", span, hint)


def lacks(it: Distribution, module: str, span: Span | None) -> Finding:
    """A library that is not installed."""
    wanted = f'pip install "worthwhile[{it.extra}]"' if it.extra else f"pip install {module}"
    return _error("W0780", f"`{it.called}` needs {module}, which is not installed", span, wanted)


# ---- W0774: bounds


def a_set(name: str, span: Span) -> Finding:
    """A set does not cut a distribution off."""
    hint = "give a range, `in 0..10`, or leave the bounds out"
    return _error(
        "W0774", f"the bounds of `{name}` are a set of values, and it is drawn from all between them", span, hint
    )


def nothing_left(it: Distribution, bounds: str, span: Span, ends: str) -> Finding:
    """The bounds leave nothing of a distribution."""
    return _error("W0774", f"nothing of this {it.title} distribution lies within `{bounds}`: it gives {ends}", span)


def outside(name: str, default: str, ends: str, span: Span) -> Finding:
    """The point value is one that is never drawn."""
    hint = "leave the value out, and the mean is taken; or mend one of the two"
    return _warning(
        "W0775", f"the value of `{name}`, {default}, is never drawn: its distribution gives {ends}", span, hint
    )


def below_zero(name: str, low: str, span: Span) -> Finding:
    """An interval that begins at zero is normal, and 5% of it lies below."""
    hint = "cut it off, `in 0..`; or begin above 0, and it is log-normal"
    return _warning("W0776", f"`{name}` is taken as normal: 5% of its draws are below {low}", span, hint)


# ---- W0777: correlations


def not_drawn(name: str, span: Span, at: Span, *, computed: bool) -> Finding:
    """Only uncertain names can move together."""
    if computed:
        message, hint = f"`{name}` is computed, not drawn", "correlate the assumptions and inputs that it comes of"
    else:
        message, hint = f"`{name}` is not uncertain", f"say how uncertain it is: `{name} ... ~ 1 to 5`"
    return _error(
        "W0777", f"{message}, so nothing can move with it", span, hint, Note(at, f"`{name}` is declared here")
    )


def unknown_name(name: str, span: Span, known: Iterable[str]) -> Finding:
    """A name that is not there."""
    names = list(known)
    hint = did_you_mean(name, names) or (
        f"uncertain are {_listed(names[:5])}" if names else "nothing here is uncertain"
    )
    return _error("W0777", f"there is no uncertain `{name}`", span, hint)


def two_kinds(one: str, other: str, span: Span) -> Finding:
    """One is drawn once per draw, the other once per row and draw."""
    hint = "make both assumptions, or both inputs"
    message = f"of `{one}` and `{other}` one is drawn once per draw, the other for each row"
    return _error("W0777", message, span, hint)


def with_itself(name: str, span: Span) -> Finding:
    """A name moves with itself anyhow."""
    return _error("W0777", f"`{name}` is correlated with itself", span)


def no_correlation(words: str, span: Span) -> Finding:
    """A correlation is a constant between -1 and 1."""
    return _error("W0778", f"a correlation is a number from -1 to 1 that the model says, not `{words}`", span)


def correlated_twice(one: str, other: str, span: Span, first: Span) -> Finding:
    """One pair, two correlations."""
    note = Note(first, "it is said here first")
    return _error("W0778", f"the correlation of `{one}` with `{other}` is said twice", span, "", note)


def impossible(names: Sequence[str], span: Span, notes: Sequence[Span]) -> Finding:
    """Correlations that no numbers can have together."""
    hint = "what moves with two others makes these move together: bring the correlations nearer to 0"
    message = f"no numbers have these correlations together: {_listed(names)}"
    return _error("W0779", message, span, hint, *(Note(it, "with this one") for it in notes))

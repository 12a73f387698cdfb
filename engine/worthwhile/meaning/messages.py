"""Every sentence this stage can say."""

from collections.abc import Iterable, Sequence

from worthwhile.meaning.function import Aggregate, Function
from worthwhile.meaning.graph import Mention
from worthwhile.text import Finding, Level, Note, Span, did_you_mean
from worthwhile.units import Type


def _error(code: str, message: str, span: Span | None, hint: str = "", *notes: Note) -> Finding:
    return Finding(code, Level.ERROR, message, span, notes, hint=hint)


def _warning(code: str, message: str, span: Span | None, hint: str = "", *notes: Note) -> Finding:
    return Finding(code, Level.WARNING, message, span, notes, hint=hint)


ELSEWHERE = {
    "average": "`mean(x over t)` is the average",
    "averageif": "`mean(x where c over ...)` is the average of some rows",
    "avg": "`mean(x over t)` is the average",
    "coalesce": "`a ?? b` takes b where a is missing",
    "concat": "texts are not joined in a model",
    "countif": "`count(customer where c)` counts some rows",
    "datediff": "`days_between(earlier, later)`, `months_between(earlier, later)`",
    "iferror": "`a ?? b` takes b where a is missing",
    "ifnull": "`a ?? b` takes b where a is missing",
    "iif": "`if c then a else b`",
    "isblank": "`x is missing`",
    "isnull": "`x is missing`",
    "maximum": "did you mean `max`?",
    "minimum": "did you mean `min`?",
    "now": "a model never reads the clock: `as_of` is the day it looks from",
    "percentile": "`quantile(x, 80% over customer)`",
    "pmt": "did you mean `payment`?",
    "pow": "a power is `a ^ b`",
    "power": "a power is `a ^ b`",
    "pv": "did you mean `present_value`?",
    "stddev": "did you mean `stdev`?",
    "sumif": "`sum(x where c over ...)` is the sum of some rows",
    "sumproduct": "`sum(a * b over ...)`",
    "today": "a model never reads the clock: `as_of` is the day it looks from",
}
"""What functions of spreadsheets and databases are here."""

# ---- names


def unknown_name(name: str, span: Span, known: Iterable[str], hint: str = "") -> Finding:
    """A name that is mentioned but not defined."""
    hint = hint or did_you_mean(name, known)
    if _begins_a_line(span):
        hint = "this reads as the end of the line above, which ends in an operator: is something missing there?"
    return _error("W0201", f"nothing is called `{name}`", span, hint)


def _begins_a_line(span: Span) -> bool:
    """Whether a mention looks as if it were meant to define the name: `power = 120`."""
    line, start = span.source.line(span.line), span.column - 1
    after = line[start + len(span.text) :].lstrip()
    return span.line > 1 and not line[:start].strip() and after.startswith("=") and not after.startswith("==")


def unknown_function(name: str, span: Span, known: Iterable[str], *, drawn: bool) -> Finding:
    """A function that nobody offers; ``drawn``: it is a distribution."""
    after = f"`{name}` is a distribution: it stands after `~` of an assumption or an input, `price : USD ~ {name}(...)`"
    return _error(
        "W0201",
        f"there is no function `{name}`",
        span,
        (after if drawn else "")
        or ELSEWHERE.get(name.lower())
        or did_you_mean(name, known)
        or "`worthwhile plugins` lists what is installed; `define` adds one of your own",
    )


def no_clock(name: str, span: Span) -> Finding:
    """``t`` in a model without a timeline."""
    return _error(
        "W0201",
        f"`{name}` needs a timeline, and the model has none",
        span,
        "add a line such as `timeline 36 months paid end`",
    )


def wrong_count(function: Function | Aggregate, found: int, span: Span) -> Finding:
    """Too few or too many arguments."""
    least = sum(not it.optional for it in function.parameters)
    most = len(function.parameters)
    many = any(it.many for it in function.parameters)
    wanted = f"{least} or more" if many else str(least) if least == most else f"{least} to {most}"
    plural = "" if wanted == "1" else "s"
    return Finding(
        "W0202",
        Level.ERROR,
        f"`{function.name}` takes {wanted} argument{plural}, not {found}",
        span,
        hint=f"`{signature(function)}`: {function.help}",
        expected=f"{wanted} argument{plural}",
        found=str(found),
    )


def wrong_argument(function: Function | Aggregate, name: str, span: Span) -> Finding:
    """An argument name that the function does not have."""
    known = [it.name for it in function.parameters]
    near = did_you_mean(name, known)
    return _error(
        "W0202",
        f"`{function.name}` has no argument `{name}`",
        span,
        near or f"it is called as `{signature(function)}`; in square brackets stands what may be left out",
    )


def argument_twice(function: str, name: str, span: Span) -> Finding:
    """An argument that is given by place and by name."""
    return _error("W0202", f"`{function}` gets `{name}` twice", span, "give it once")


def no_clauses(name: str, clauses: Sequence[str], span: Span) -> Finding:
    """`where` in a function that is no aggregate."""
    said = ", ".join(f"`{it}`" for it in clauses)
    return _error("W0202", f"`{name}` is no aggregate: it takes no {said}", span, "`sum(x where c)` is one")


def range_wanted(function: str, name: str, span: Span) -> Finding:
    """A value where a range of constants is wanted."""
    return _error("W0202", f"`{name}:` of `{function}` is a range of numbers", span, f"`{name}: 0..10`")


def no_range(span: Span) -> Finding:
    """A range where a value is wanted."""
    return _error("W0202", "a range is no value here", span, "a range stands after `in`")


def signature(function: Function | Aggregate) -> str:
    """How a function is called."""
    said = []
    for it in function.parameters:
        word = f"{it.name}: ..." if it.range else f"{it.name}, ..." if it.many else it.name
        said.append(f"[{word}]" if it.optional else word)
    return f"{function.name}({', '.join(said)})"


def macro_count(name: str, wanted: int, found: int, span: Span) -> Finding:
    """The wrong number of arguments for a function of the model."""
    return _error("W0202", f"`{name}` takes {wanted} argument{'s' * (wanted != 1)}, not {found}", span)


def macro_circle(name: str, span: Span) -> Finding:
    """A function of the model that calls itself."""
    return _error(
        "W0209", f"`{name}` calls itself", span, "a function of a model is put in where it is called: it cannot recurse"
    )


def circle(links: Sequence[Mention], starts: Span) -> Finding:
    """Definitions that need each other."""
    names = [links[-1].name, *(it.name for it in links)]
    way = " -> ".join(names)
    notes = tuple(Note(it.span, f"needs `{it.name}`") for it in links[1:])
    message = f"`{names[0]}` needs itself" if len(links) == 1 else f"these need each other: {way}"
    return _error(
        "W0203",
        message,
        links[0].span if links else starts,
        "the last period's value is read by `[t - 1]`, with `initially` for the first; else take one of the links away",
        *notes,
    )


def no_first_value(links: Sequence[Mention]) -> Finding:
    """A recurrence without a first value."""
    name = links[-1].name
    return _error(
        "W0204",
        f"`{name}` is built on its own last period, and has no first value",
        links[0].span,
        f"say the first: `{name} = initially ... then ...`, or `{name}[t-1] ?? ...`",
        *(Note(it.span, f"reads `{it.name}`") for it in links[1:]),
    )


def defined_twice(what: str, again: Span, first: Span) -> Finding:
    """A name that has two definitions, or a statement that stands once."""
    return _error(
        "W0205", f"{what} is defined twice", again, "take one of the two away, or rename it", Note(first, "first here")
    )


def taken(name: str, what: str, span: Span) -> Finding:
    """A name that the language has given already."""
    return _error("W0205", f"`{name}` is {what}", span, f"another name, such as `{name}_`")


def only_case(name: str, other: str, span: Span, first: Span) -> Finding:
    """Two names that differ only in case."""
    return _warning(
        "W0208",
        f"`{name}` and `{other}` differ only in case",
        span,
        "two names that sound alike are mixed up sooner or later",
        Note(first, "the other"),
    )


def unknown_scenario(name: str, span: Span | None, known: Iterable[str]) -> Finding:
    """A scenario that is extended or asked for, but not there."""
    known = list(known)
    listed = ", ".join(f"`{it}`" for it in known)
    hint = did_you_mean(name, known) or (f"the model has {listed}" if known else "the model has no scenario")
    return _error("W0210", f"there is no scenario `{name}`", span, hint)


def cannot_set(name: str, span: Span | None, at: Span | None) -> Finding:
    """A formula that a scenario, a test or `--set` wants to set."""
    notes = (Note(at, "its formula"),) if at else ()
    return _error(
        "W0211",
        f"`{name}` is a formula: only assumptions and inputs are set",
        span,
        "set what it is made of",
        *notes,
    )


def unknown_to_set(name: str, span: Span | None, known: Iterable[str]) -> Finding:
    """A name to set that is not there."""
    known = list(known)
    hint = did_you_mean(name, known) or f"the model has {', '.join(f'`{it}`' for it in sorted(known)[:8])}"
    return _error("W0201", f"there is no assumption or input `{name}`", span, hint)


def unknown_to_map(name: str, known: Iterable[str]) -> Finding:
    """A name with a column that has none."""
    known = list(known)
    said = f"these have columns: {', '.join(f'`{it}`' for it in known[:8])}" if known else "the model has no columns"
    return _error("W0649", f"there is no input or key `{name}` to map", None, did_you_mean(name, known) or said)


def scenario_circle(name: str, span: Span) -> Finding:
    """Scenarios that extend each other."""
    return _error("W0214", f"scenario `{name}` extends itself", span, "one of those in the circle stands by itself")


def no_plugin(name: str, span: Span, known: Iterable[str]) -> Finding:
    """A plugin that is required and not there."""
    near = did_you_mean(name, known)
    return _error(
        "W0803",
        f"the model needs the plugin `{name}`, which is not installed",
        span,
        f"{near} " * bool(near) + f"`pip install {name}` installs it",
    )


def plugin_failed(what: str, error: BaseException | str, span: Span | None = None, owner: str = "") -> Finding:
    """What a plugin offers raised something of its own, or gave what it must not; ``owner`` is the plugin."""
    said = str(error).strip().splitlines()
    told = said[0] if said else ""
    if isinstance(error, BaseException):
        told = f"failed: {type(error).__name__}{': ' * bool(told)}{told}"
    if owner:
        hint = f"tell those who made `{owner}`, or leave it out: WORTHWHILE_DISABLE_PLUGINS={owner}"
        return _error("W0804", f"{what} of the plugin `{owner}` {told}", span, hint)
    hint = "`worthwhile plugins` says which plugin offers it; WORTHWHILE_DISABLE_PLUGINS=NAME leaves one out"
    return _error("W0804", f"{what} {told}", span, hint)


def no_operator(name: str, span: Span | None) -> Finding:
    """Something that the grammar has and that no plugin carries out."""
    return _error(
        "W0845",
        f"no plugin that is installed carries out `{name}`",
        span,
        "the plugins that ship do: `worthwhile plugins` says why they are not there",
    )


# ---- units and types


def unknown_unit(word: str, span: Span, known: Iterable[str], *, value: bool) -> Finding:
    """A unit that is not there."""
    hint = did_you_mean(word, known)
    if not hint and value:
        hint = f"`{word}` is a value, not a unit: multiply with it, `5 * {word}`"
    return _error("W0320", f"there is no unit `{word}`", span, hint or f"declare it: `unit {word}`")


def unknown_currency(word: str, span: Span, known: Iterable[str]) -> Finding:
    """A currency that is not there."""
    return _error(
        "W0320",
        f"there is no currency `{word}`",
        span,
        did_you_mean(word, known) or "codes are those of ISO 4217: USD, EUR, GBP, ...",
    )


def no_dollar(text: str, currency: str, span: Span) -> Finding:
    """``$`` in a model whose currency is no dollar."""
    return _error(
        "W0318",
        f"`{text}`: the model's currency is {currency}, which is no dollar",
        span,
        f"`{text[1:]} {currency}`, or `{text[1:]} USD` where US dollars are meant",
    )


def factor_per_one(span: Span) -> Finding:
    """A factor without its period, or with two."""
    return _error("W0302", "a factor is per one period of the calendar", span, "`factor per month`, `factor per year`")


def no_type(word: str, span: Span) -> Finding:
    """`date per month`."""
    return _error("W0320", f"`{word}` has no `per`", span)


def unit_circle(name: str, span: Span) -> Finding:
    """Units that are multiples of each other."""
    return _error("W0205", f"the unit `{name}` is a multiple of itself", span)


def two_times(span: Span, names: Sequence[str]) -> Finding:
    """A unit with two names of one dimension in it."""
    said = " and ".join(f"`{it}`" for it in names)
    return _error("W0320", f"{said} are of one dimension", span, "use one of them")


def no_such_day(text: str, span: Span) -> Finding:
    """A date that the calendar does not have."""
    return _error("W0109", f"there is no day {text}", span, "dates are year, month, day: `2026-03-31`")


def month_compared(text: str, span: Span) -> Finding:
    """A day compared with a month."""
    return _error(
        "W0308",
        f"{text} is a month, not a day",
        span,
        f"`in {text}..{text}` is the whole month; its first day is `{text}-01`",
    )


def no_label(word: str, span: Span, labels: Sequence[str], at: Span | None = None) -> Finding:
    """A label that a category does not have."""
    listed = ", ".join(labels[:8]) + (", ..." if len(labels) > 8 else "")  # noqa: PLR2004 (a line)
    notes = (Note(at, "declared here"),) if at else ()
    return _error("W0311", f"`{word}` is none of {listed}", span, did_you_mean(word, labels), *notes)


def is_of_what(type_: Type, words: str, span: Span) -> Finding:
    """`is` on a text or a number."""
    hint = f'`{words} = "..."`' if str(type_) == "text" else f"`{words} = ...`, `{words} > ...`"
    return _error("W0311", f"`is` is for categories, flags and `missing`; `{words}` is of type {type_}", span, hint)


def set_of_values(span: Span) -> Finding:
    """Labels where values are wanted, or the reverse."""
    return _error("W0311", "labels of a category stand in the braces", span, "`tier in {gold, silver}`")


# ---- shapes


def no_lag(words: str, at: str, span: Span, hint: str) -> Finding:
    """An index that reads nothing."""
    return _error("W0402", f"`{words}[{at}]` cannot be read", span, hint)


def one_value(what: str, words: str, span: Span, hint: str) -> Finding:
    """A column or a series where one value is wanted."""
    return _error("W0403", f"{what} is one value, and `{words}` has many", span, hint)


# ---- value


def weights_total(subject: str, total: str, span: Span, when: str) -> Finding:
    """Weights that do not add up."""
    if when == "nothing":
        return _error("W0501", f"the weights of `{subject}` total {total}: there is nothing to divide by", span)
    if when:
        return _error("W0501", f"the weights of `{subject}` {when} total {total}, more than 100%", span)
    return Finding(
        "W0501",
        Level.ERROR,
        f"the weights of `{subject}` total {total}, not 100%",
        span,
        expected="100%",
        found=total,
        hint="`weight rest` takes what is left; `(normalised)` divides by the total",
    )


def pool_over(pool: str, total: str, span: Span, claims: Sequence[tuple[str, str, Span]]) -> Finding:
    """Benefits that claim more than all of a pool."""
    notes = tuple(Note(at, f"`{line}` takes {share}") for line, share, at in claims)
    return Finding(
        "W0503",
        Level.ERROR,
        f"the benefits claim {total} of `{pool}`",
        span,
        notes,
        expected="at most 100%",
        found=total,
        hint="the same hours or money cannot be saved twice: lower the shares",
    )


def pool_evaded(pool: str, line: str, span: Span, at: Span) -> Finding:
    """A pool that a benefit uses without `of`."""
    return _error(
        "W0504",
        f"`{pool}` is a pool: a benefit takes a share of it, by `of`",
        span,
        f"`12% of {pool}` is counted against 100%; this use in `{line}` would not be",
        Note(at, "the pool"),
    )


def negative_share(pool: str, share: str, span: Span) -> Finding:
    """A share below zero, which would make room for others."""
    return _error(
        "W0505", f"a share of `{pool}` is {share}: shares are not negative", span, "a loss is a cost of its own"
    )


def off_the_scale(subject: str, value: str, ends: str, span: Span) -> Finding:
    """A constant outside the scale."""
    return _error(
        "W0506",
        f"`{subject}` is {value}, outside its scale {ends}",
        span,
        f"`rescale(..., from: 0..100, to: {ends})` brings another scale to this one",
    )


# ---- time and limits


def periods_wanted(value: str, span: Span) -> Finding:
    """A timeline of no or half periods."""
    return _error("W0403", f"a timeline has a whole number of periods, at least one, not {value}", span)


def length_wanted(words: str, span: Span, hint: str) -> Finding:
    """A timeline whose length is no assumption."""
    return _error("W0403", f"the length of the timeline is one constant, and `{words}` is not", span, hint)


def too_many(code: str, what: str, found: int, most: int, span: Span | None) -> Finding:
    """More names, rows or periods than the limit."""
    return _error(code, f"{found:,} {what}: the limit is {most:,}", span, "a host can set the limit higher")


def default_outside(name: str, value: str, bounds: str, span: Span, where: str = "the default") -> Finding:
    """A default or a test's value outside the bounds."""
    return _warning(
        "W0253", f"{where} of `{name}`, {value}, is outside its bounds {bounds}", span, "one of the two is mistyped"
    )


def survival_as_rate(name: str, span: Span) -> Finding:
    """What stays, declared as what leaves."""
    return _warning(
        "W0355",
        f"`{name}` sounds like what stays, and is declared as what leaves or grows",
        span,
        "what stays is a `factor per month`; `1 - churn` makes one of a rate",
    )


def given_scale(span: Span) -> Finding:
    """A scale whose ends are turned round."""
    return _error("W0317", "a scale runs from its lower to its higher end", span, "`score 0..10`")


def doubt(code: str, message: str, span: Span, hint: str) -> Finding:
    """A warning that comes with a ruling on units."""
    return _warning(code, message, span, hint)


def no_number(name: str, found: str) -> Finding:
    """A value from Python that is none of the language."""
    return _error("W0317", f"`{name}` cannot be set to {found}", None, "a number, a text, a flag, a date or None")


def row_length(found: int, wanted: int, span: Span) -> Finding:
    """A row of a test's table with more or fewer cells than its head."""
    return _error(
        "W0212",
        f"this row has {found} cell{'s' * (found != 1)}, the head has {wanted}",
        span,
        "`missing` says that a cell has no value",
    )

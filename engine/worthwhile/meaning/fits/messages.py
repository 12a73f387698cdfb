"""Every sentence that is said about fits while a model is read."""

from collections.abc import Iterable, Sequence

from worthwhile.meaning.fitting import Estimate, Fit, Member, Option, Variable
from worthwhile.text import Finding, Level, Note, Span, did_you_mean

FEW = 8
"""How many names a hint lists."""


def _error(code: str, message: str, span: Span | None, hint: str = "", *notes: Note) -> Finding:
    return Finding(code, Level.ERROR, message, span, notes, hint=hint)


def signature(fit: Fit) -> str:
    """How a fit is called: ``bgnbd(frequency, recency, age)``."""
    said = [f"{it.name}, ..." if it.many else it.name for it in fit.data]
    said += [f"{it.name}: {'...' if it.default is None else f'{it.default:g}'}" for it in fit.options]
    return f"{fit.name}({', '.join(said)})"


def member_call(name: str, member: Member) -> str:
    """How a member is read: ``buying.purchases(time)``."""
    said = ", ".join(f"{it.name}, ..." if it.many else it.name for it in member.arguments)
    return f"{name}.{member.name}({said})" if said else f"{name}.{member.name}"


def listed(names: Iterable[str]) -> str:
    """Some names in a row; no more than can be read."""
    said = list(names)
    more = f" and {len(said) - FEW} more" if len(said) > FEW else ""
    return ", ".join(f"`{it}`" for it in said[:FEW]) + more


# ---- W0750: no such fit


def unknown_fit(name: str, span: Span, known: Sequence[str]) -> Finding:
    """Nobody offers what is to be estimated."""
    some = f"there are {listed(sorted(known))}" if known else ""
    hint = did_you_mean(name, known) or some or "`worthwhile plugins` lists what is installed"
    return _error("W0750", f"nobody knows how to fit `{name}`", span, hint)


# ---- W0751: nothing to fit over


def no_rows(name: str, span: Span) -> Finding:
    """A model about one thing has no table to estimate from."""
    hint = "say what a row of the data is, `entity customer key customer_id`, or give the parameters: `with ...`"
    return _error("W0751", f"`{name}` is estimated from a table, and the model has no entity", span, hint)


def nothing_differs(name: str, span: Span) -> Finding:
    """All that a fit is given has one value."""
    hint = "an input, or a formula over inputs, has a value for each row"
    return _error("W0751", f"what `{name}` is estimated from is the same for all rows", span, hint)


def a_series(words: str, span: Span) -> Finding:
    """A fit takes one value for each row, not one for each period."""
    hint = f"sum or mean it over the timeline, or read one period: `{words}[0]`"
    return _error("W0751", f"`{words}` has a value for each period, and a fit takes one for each row", span, hint)


def only_where(fit: Fit, span: Span) -> Finding:
    """A fit is over the entity's rows, all together."""
    hint = "it is over all rows of the entity; `where` takes some of them"
    return _error("W0751", f"`{fit.name}` takes no `over` and no `by`", span, hint)


# ---- W0752: data and arguments of the wrong kind


def wrong_count(fit: Fit, found: int, span: Span) -> Finding:
    """Too few or too many columns."""
    many = any(it.many for it in fit.data)
    wanted = f"{len(fit.data)} or more" if many else str(len(fit.data))
    return Finding(
        "W0752",
        Level.ERROR,
        f"`{fit.name}` takes {wanted} column{'' if wanted == '1' else 's'}, not {found}",
        span,
        hint=f"`{signature(fit)}`: {fit.help}",
        expected=f"{wanted} column{'' if wanted == '1' else 's'}",
        found=str(found),
    )


def unknown_argument(fit: Fit, name: str, span: Span) -> Finding:
    """A name that the fit does not have."""
    known = [*(it.name for it in fit.data), *(it.name for it in fit.options)]
    hint = did_you_mean(name, known) or f"it is called as `{signature(fit)}`"
    return _error("W0752", f"`{fit.name}` has no argument `{name}`", span, hint)


def argument_twice(fit: Fit, name: str, span: Span) -> Finding:
    """An argument is given twice."""
    return _error("W0752", f"`{name}` of `{fit.name}` is given twice", span, f"it is called as `{signature(fit)}`")


def wrong_kind(of: str, it: Variable, words: str, wanted: str, found: str, span: Span, hint: str) -> Finding:
    """Data or an argument that is not what is asked for."""
    return Finding(
        "W0752",
        Level.ERROR,
        f"`{of}` takes {wanted} as `{it.name}`, and `{words}` is {found}",
        span,
        hint=hint,
        expected=wanted,
        found=found,
    )


def wrong_arguments(name: str, member: Member, found: int, span: Span) -> Finding:
    """Too few or too many arguments of a member."""
    wanted = len(member.arguments)
    many = any(it.many for it in member.arguments)
    said = f"{wanted} or more arguments" if many else f"{wanted} argument{'' if wanted == 1 else 's'}"
    return Finding(
        "W0752",
        Level.ERROR,
        f"`{name}.{member.name}` takes {said}, not {found}",
        span,
        hint=f"`{member_call(name, member)}`: {member.help}",
        expected=said,
        found=str(found),
    )


def wrong_option(fit: Fit, option: Option, words: str, span: Span) -> Finding:
    """An option that is no constant, or outside what it can be."""
    low = "" if option.low is None else f" of at least {option.low:g}"
    high = "" if option.high is None else f"{' and' if low else ' of'} at most {option.high:g}"
    kind = "a whole number" if option.whole else "a number"
    wanted = f"{kind}{low}{high}, known when the model is read"
    return Finding(
        "W0752",
        Level.ERROR,
        f"`{option.name}` of `{fit.name}` is {wanted}; `{words}` is not",
        span,
        hint=option.help,
        expected=wanted,
        found=words,
    )


def option_wanted(fit: Fit, option: Option, span: Span) -> Finding:
    """An option that has to be said."""
    return _error("W0752", f"`{fit.name}` has to be told `{option.name}`", span, f"`{signature(fit)}`: {option.help}")


# ---- W0753: parameters that are given


def unknown_parameter(fit: Fit, name: str, span: Span, known: Sequence[str]) -> Finding:
    """`with` names what the fit does not estimate."""
    hint = did_you_mean(name, known) or (
        f"it has {listed(known)}" if known else "it has none: what it gives is a table"
    )
    return _error("W0753", f"`{fit.name}` has no parameter `{name}`", span, hint)


def parameter_twice(name: str, span: Span) -> Finding:
    """A parameter is given twice."""
    return _error("W0753", f"the parameter `{name}` is given twice", span, "leave one out")


def some_given(fit: Fit, missing: Sequence[str], span: Span) -> Finding:
    """Some parameters are given, others are not."""
    hint = "give all of them, and nothing is estimated, or none"
    return _error("W0753", f"`{fit.name}` is given some of its parameters, but not {listed(missing)}", span, hint)


def out_of_bounds(it: Estimate, words: str, span: Span) -> Finding:
    """A parameter that cannot be."""
    above, below = (">", "<") if it.open else (">=", "<=")
    wanted = [
        *([] if it.low is None else [f"{above} {it.low:g}"]),
        *([] if it.high is None else [f"{below} {it.high:g}"]),
    ]
    said = " and ".join(wanted)
    return Finding(
        "W0753",
        Level.ERROR,
        f"the parameter `{it.name}` is {said}, and `{words}` is not",
        span,
        hint=it.help,
        expected=said,
        found=words,
    )


def not_single(it: Estimate, words: str, span: Span) -> Finding:
    """A parameter has one value for all rows."""
    hint = "parameters are constants and assumptions"
    return _error("W0753", f"the parameter `{it.name}` has one value, and `{words}` has many", span, hint)


# ---- W0754: what is read of a fit


def no_member(name: str, what: str, span: Span, known: Sequence[str]) -> Finding:
    """A fit has no such parameter or member."""
    short = {it.partition("(")[0].removeprefix(f"{name}."): it for it in known}
    near = did_you_mean(what, list(short))
    return _error("W0754", f"the fit `{name}` has no `{what}`", span, near or f"it has {listed(known)}")


def not_estimated(name: str, what: str, span: Span, given: Span) -> Finding:
    """What only an estimation knows, of a fit whose parameters are given."""
    hint = "leave out `with`, and they are estimated from the data"
    note = Note(given, "nothing is estimated here")
    return _error("W0754", f"`{name}.{what}` is not known: the parameters of `{name}` are given", span, hint, note)


def told_nothing(name: str, member: Member, span: Span) -> Finding:
    """A member that takes arguments, read without any."""
    return _error(
        "W0754", f"`{name}.{member.name}` wants arguments", span, f"`{member_call(name, member)}`: {member.help}"
    )


def fit_unread(name: str, span: Span, known: Sequence[str]) -> Finding:
    """A fit is no value; what it estimates is."""
    return _error(
        "W0754", f"`{name}` is a fit, and has no value of its own", span, f"read what it gives: {listed(known)}"
    )

"""The names of fits: for each parameter and each member a definition, once it is known who estimates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from worthwhile.meaning.draft import Draft, Entry
from worthwhile.meaning.expressions.at import Say
from worthwhile.meaning.fits import complaints
from worthwhile.meaning.fits.offered import ERROR, LIKELIHOOD, ROWS
from worthwhile.meaning.fitting import Fit
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.items import Defined, Role
from worthwhile.syntax.tree import Fitting, Name, OfFit, Range, fold_numbers


def with_fits(draft: Draft, toolbox: Toolbox, say: Say) -> Draft:
    """The draft with the names that its fits give; a fit that nobody offers is told of, and lost."""
    fits = [it for it in draft.names.values() if isinstance(it, Defined) and isinstance(it.expression, Fitting)]
    if not fits:
        return draft
    names, lost = dict(draft.names), set(draft.lost)
    for entry in fits:
        expression = entry.expression
        assert isinstance(expression, Fitting)  # noqa: S101 (as they were picked)
        word = expression.call.function
        fit = toolbox.fits.get(word.text)
        if fit is None:
            say(complaints.unknown_fit(word.text, word.span, list(toolbox.fits)))
            del names[entry.name]
            lost.add(entry.name)
            continue
        parameters = tuple(it.name for it in fit.estimated(*said(fit, expression)))
        names[entry.name] = replace(entry, expression=replace(expression, estimates=parameters))
        for it in _names(entry, parameters, fit, given=bool(expression.names)):
            names.setdefault(it.name, it)
    return replace(draft, names=names, lost=lost)


def said(fit: Fit, expression: Fitting) -> tuple[tuple[str, ...], dict[str, float]]:
    """The names of the data that a fit is called with, and its options as far as they are written as numbers."""
    options = {it.name: it.default for it in fit.options if it.default is not None}
    columns = 0
    for it in expression.call.arguments:
        name = it.name.text if it.name else ""
        if name in {each.name for each in fit.options}:
            value = None if isinstance(it.value, Range) else fold_numbers(it.value)
            if value is not None:
                options[name] = value
        else:
            columns += 1
    return fit.named(columns), options


def _names(entry: Defined, parameters: Sequence[str], fit: Fit, *, given: bool) -> Iterator[Entry]:
    own = Name(tuple(entry.name.removeprefix(entry.sees[-1]).split(".")), entry.at)
    below = tuple(Name((*own.parts, it), entry.at) for it in parameters)
    for it in parameters:
        yield _named(entry, own, it, ())
        if not given:
            yield _named(entry, own, f"{it}.{ERROR}", ())
    if not given:
        for it in (*([LIKELIHOOD] if fit.likelihood else []), ROWS):
            yield _named(entry, own, it, ())
    for member in fit.members:
        if not member.arguments:
            yield _named(entry, own, member.name, below)


def _named(entry: Defined, own: Name, what: str, reads: tuple[Name, ...]) -> Defined:
    expression = OfFit(own, what, reads, entry.at)
    return Defined(f"{entry.name}.{what}", Role.OF_FIT, entry.at, expression, sees=entry.sees)

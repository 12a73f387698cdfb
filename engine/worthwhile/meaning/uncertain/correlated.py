"""`correlate`: which uncertain names move together, and whether numbers can."""

from collections.abc import Iterator, Sequence

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.constants import NotConstantError
from worthwhile.meaning.core import every, operand
from worthwhile.meaning.expressions import conversions
from worthwhile.meaning.graph import resolved
from worthwhile.meaning.items import Correlated, Declared
from worthwhile.meaning.uncertain import complaints
from worthwhile.meaning.uncertain.triangle import triangle
from worthwhile.meaning.uncertain.uncertain import Correlation
from worthwhile.syntax.tree import Name
from worthwhile.units import NUMBER, Unknown


def correlations_of(checking: Checking) -> tuple[Correlation, ...]:
    """The correlations of the model that are said rightly; what is wrong with others is told.

    One of a name that a scenario or a test has fixed stays, so that the other one is drawn as it was before; one that an
    import has given its value is no longer there.
    """
    first: dict[frozenset[str], Correlated] = {}
    found: dict[frozenset[str], Correlation] = {}
    for said in checking.draft.correlations:
        made = _understood(checking, said)
        if made is None:
            continue
        pair = frozenset((made.one, made.other))
        if pair in first:
            checking.say(complaints.correlated_twice(made.one, made.other, said.span, first[pair].span))
            continue
        first[pair] = said
        found[pair] = made
    bound = {name for name, it in checking.draft.names.items() if isinstance(it, Declared) and it.bound is not None}
    kept = tuple(
        it
        for it in found.values()
        if bound.isdisjoint((it.one, it.other)) and not checking.uncertain.keys().isdisjoint((it.one, it.other))
    )
    return tuple(it for group in _groups(kept) for it in _possible(checking, group))


def _understood(checking: Checking, said: Correlated) -> Correlation | None:
    names = [_name(checking, it, said.sees) for it in (said.one, said.other)]
    at = _at(checking, said)
    one, other = names
    if one is None or other is None or at is None:
        return None
    if one == other:
        checking.say(complaints.with_itself(one, said.span))
        return None
    shapes = [checking.world.facts[it].shape for it in (one, other)]
    if shapes[0] != shapes[1]:
        checking.say(complaints.two_kinds(one, other, said.span))
        return None
    return Correlation(one, other, at, said.span)


def _name(checking: Checking, mention: Name, sees: tuple[str, ...]) -> str | None:
    """The uncertain name that is meant; nothing, and a finding, where it is none."""
    name = resolved(checking.draft, mention.text, sees)
    entry = checking.draft.names.get(name)
    if entry is None:
        if not checking.draft.is_lost(sees[-1], mention.text):
            home = sees[-1]
            known = [it.removeprefix(home) for it in checking.uncertain if it.startswith(home)]
            checking.say(complaints.unknown_name(mention.text, mention.span, known))
        return None
    if isinstance(entry, Declared) and entry.distribution is not None:
        if name in checking.uncertain or entry.changes or entry.bound is not None:
            return name
        return None  # what is wrong with its distribution has been told
    if not isinstance(checking.world.facts[name].type, Unknown):
        computed = not isinstance(entry, Declared)
        checking.say(complaints.not_drawn(mention.text, mention.span, entry.at, computed=computed))
    return None


def _at(checking: Checking, said: Correlated) -> float | None:
    """The correlation; nothing, and a finding, where it is none."""
    core = conversions.adopt(checking.at(said.sees), said.at, NUMBER)
    if any(isinstance(it.type, Unknown) for it in every(core)):
        return None
    try:
        value = checking.known(core)
    except NotConstantError:
        value = None
    if not isinstance(value, float) or not -1 <= value <= 1:
        checking.say(complaints.no_correlation(operand(core).words, core.span))
        return None
    return value


def _groups(correlations: Sequence[Correlation]) -> Iterator[tuple[Correlation, ...]]:
    """The correlations that have to be possible together: those of names that hang together."""
    left = list(correlations)
    while left:
        group, names, grown = [left[0]], {left[0].one, left[0].other}, True
        while grown:
            more = [it for it in left if it not in group and not names.isdisjoint((it.one, it.other))]
            group += more
            names |= {name for it in more for name in (it.one, it.other)}
            grown = bool(more)
        left = [it for it in left if it not in group]
        yield tuple(it for it in correlations if it in group)


def _possible(checking: Checking, group: Sequence[Correlation]) -> Sequence[Correlation]:
    """The correlations, if there can be numbers that have them all; else none, and a finding."""
    names = list(dict.fromkeys(name for it in group for name in (it.one, it.other)))
    places = {name: place for place, name in enumerate(names)}
    matrix = [[float(row == column) for column in range(len(names))] for row in range(len(names))]
    for it in group:
        one, other = places[it.one], places[it.other]
        matrix[one][other] = matrix[other][one] = it.at
    if triangle(matrix) is not None:
        return group
    checking.say(complaints.impossible(names, group[-1].span, [it.span for it in group[:-1]]))
    return ()

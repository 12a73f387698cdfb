"""Alternatives: the definitions that other values reach, once more under the alternative's name."""

from dataclasses import replace

from worthwhile.meaning.draft import Draft, Entry
from worthwhile.meaning.graph import Graph, graph_of
from worthwhile.meaning.items import Alternative, Bound, Declared, Defined, Role
from worthwhile.syntax.tree import Changed, Name


def with_offers(draft: Draft) -> Draft:
    """The draft with, for each alternative, what differs in it.

    Those of models that are taken in come first: what they add may differ in an alternative of the
    model that takes them in.
    """
    homes = sorted({it.home for it in draft.alternatives.values()}, key=lambda it: (-it.count("."), it))
    for home in homes:
        graph = graph_of(draft)
        names = dict(draft.names)
        for offer in draft.alternatives.values():
            if offer.home == home:
                names |= _once_more(draft, graph, offer)
        draft = replace(draft, names=names)
    return draft


def _once_more(draft: Draft, graph: Graph, offer: Alternative) -> dict[str, Entry]:
    changes = {it.name: it for it in offer.changes if it.name in draft.names}
    reached = _reaching(graph, frozenset(changes))
    again: dict[str, Entry] = {}
    for name, entry in draft.names.items():
        mine = f"{offer.name}.{name.removeprefix(offer.home)}"
        if name in changes:
            change = changes[name]
            base = Name(tuple(name.removeprefix(offer.home).split(".")), change.span)
            value = Changed(base, change.how, change.value, change.span)
            again[mine] = Defined(mine, Role.HIDDEN, entry.at, value, entry.label, sees=(offer.home,))
        elif name not in reached:
            continue
        elif isinstance(entry, Defined):
            again[mine] = replace(entry, name=mine, role=Role.HIDDEN, sees=_seen(offer, entry.sees))
        elif entry.bound is not None:
            again[mine] = _given(entry, entry.bound, mine, offer)
    return again


def _seen(offer: Alternative, sees: tuple[str, ...]) -> tuple[str, ...]:
    """The alternative's own names first, then what was seen without it."""
    home = offer.home
    return (*(f"{offer.name}.{it.removeprefix(home)}" for it in sees if it.startswith(home)), *sees)


def _given(entry: Declared, bound: Bound, mine: str, offer: Alternative) -> Declared:
    """What an import gives, as the alternative has it."""
    given = replace(bound, sees=_seen(offer, bound.sees))
    return replace(entry, name=mine, role=Role.HIDDEN, default=None, bounds=None, bound=given)


def _reaching(graph: Graph, changed: frozenset[str]) -> frozenset[str]:
    """The names that need a changed one, directly or not."""
    users: dict[str, list[str]] = {}
    for name, mentions in graph.items():
        for mention in mentions:
            users.setdefault(mention.name, []).append(name)
    found, waiting = set(changed), list(changed)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return frozenset(found)

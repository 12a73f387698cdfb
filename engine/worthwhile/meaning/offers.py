"""Alternatives: the definitions that other values reach, once more under the alternative's name."""

from dataclasses import replace

from worthwhile.meaning.draft import Draft
from worthwhile.meaning.graph import Graph, graph_of
from worthwhile.meaning.items import Alternative, Defined, Role
from worthwhile.syntax.tree import Changed, Name


def with_offers(draft: Draft) -> Draft:
    """The draft with, for each alternative, what differs in it."""
    if not draft.alternatives:
        return draft
    graph = graph_of(draft)
    names = dict(draft.names)
    for offer in draft.alternatives.values():
        names |= _once_more(draft, graph, offer)
    return replace(draft, names=names)


def _once_more(draft: Draft, graph: Graph, offer: Alternative) -> dict[str, Defined]:
    changes = {it.name: it for it in offer.changes if it.name in draft.names}
    reached = _reaching(graph, frozenset(changes))
    again = {}
    for name, entry in draft.names.items():
        mine = f"{offer.name}.{name}"
        if name in changes:
            change = changes[name]
            base = Name(tuple(name.split(".")), change.span)
            value = Changed(base, change.how, change.value, change.span)
            again[mine] = Defined(mine, Role.HIDDEN, entry.at, value, entry.label)
        elif name in reached and isinstance(entry, Defined):
            again[mine] = replace(entry, name=mine, role=Role.HIDDEN, offer=offer.name)
    return again


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

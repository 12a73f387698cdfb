"""The names that a model mentions elsewhere than in its formulas."""

from collections.abc import Iterator

from worthwhile.meaning.draft import Draft
from worthwhile.meaning.items import Expect, Given, Kind
from worthwhile.syntax.tree import Name, mentions


def asked_in(draft: Draft) -> Iterator[str]:
    """The names in conditions, tests, outputs, bounds, distributions, overrides and the timeline.

    A name in its own bounds, or before the ``=`` of an override, is not asked for.
    """
    if draft.timeline and isinstance(draft.timeline.length, Name):
        yield draft.timeline.length.text
    looked_at: list[tuple[str, object]] = [("", it.name) for it in draft.shown]
    looked_at += [
        ("", it.expression) for it in draft.conditions if it.kind in (Kind.ENSURE, Kind.WARN) and not it.sees[-1]
    ]
    for trial in draft.trials:
        looked_at += [("", it.expression) for it in trial.lines if isinstance(it, Expect)]
        looked_at += [(it.change.name, it.change.value) for it in trial.lines if isinstance(it, Given)]
    changes = [it for scenario in draft.scenarios.values() for it in scenario.changes]
    changes += [it for offer in draft.alternatives.values() for it in offer.changes]
    looked_at += [(it.name, it.value) for it in changes]
    for entry in draft.names.values():
        for node in (getattr(entry, "bounds", None), getattr(entry, "distribution", None)):
            looked_at += [(entry.name, node)] if node is not None else []
    for own, node in looked_at:
        yield from (it.text for it in mentions(node) if it.text != own)

"""Drafts joined: a model under a name of its own beside the model that takes it in.

All its names begin with that name, and its expressions see no others (`Defined.sees`): what it means does
not depend on who takes it in.
"""

from collections.abc import Iterable
from dataclasses import replace

from worthwhile.meaning.draft import AS_OF, Draft, Entry, Room
from worthwhile.meaning.items import Alternative, Bound, Change, Declared, Defined, Imported, Role
from worthwhile.meaning.rooms import complaints as reuse_complaints
from worthwhile.text import Finding


def take_in(draft: Draft, imported: Imported, inner: Draft) -> list[Finding]:
    """Join a model to a draft; what cannot be given to it is told.

    Its outputs, tests and scenarios stay at home; its conditions hold here, too.
    """
    home = f"{imported.name}."
    given, wrong = _given(inner, imported)
    for name, entry in inner.names.items():
        if name in given:
            renamed = _entry(entry, home)
            assert isinstance(renamed, Declared)  # noqa: S101 (only these are given)
            draft.names[home + name] = replace(renamed, role=Role.FORMULA, bound=given[name])
        elif name != AS_OF or entry.at.end:  # without a day of its own it looks from that of the whole
            draft.names[home + name] = _entry(entry, home)
    for name, table in inner.tables.items():
        draft.tables[home + name] = replace(table, name=home + name, home=home + table.home)
    draft.macros |= {home + name: it for name, it in inner.macros.items()}
    draft.alternatives |= {home + name: _alternative(it, home) for name, it in inner.alternatives.items()}
    draft.conditions += [
        replace(it, subject=it.subject and home + it.subject, sees=_under(home, it.sees)) for it in inner.conditions
    ]
    draft.correlations += [replace(it, sees=_under(home, it.sees)) for it in inner.correlations]
    draft.rooms[home] = Room(imported, inner)
    draft.rooms |= {home + name: it for name, it in inner.rooms.items()}
    draft.lost |= {home + it for it in inner.lost}
    draft.required += inner.required
    draft.again += inner.again
    return wrong


def _under(home: str, sees: Iterable[str]) -> tuple[str, ...]:
    return tuple(home + it for it in sees)


def _entry(entry: Entry, home: str) -> Entry:
    """A name with another beginning."""
    if isinstance(entry, Defined):
        group = entry.group and home + entry.group
        return replace(entry, name=home + entry.name, group=group, sees=_under(home, entry.sees))
    bound = entry.bound and replace(entry.bound, sees=_under(home, entry.bound.sees))
    return replace(
        entry,
        name=home + entry.name,
        table=entry.table and home + entry.table,
        changes=tuple(_change(it, home) for it in entry.changes),
        sees=_under(home, entry.sees),
        bound=bound,
    )


def _change(change: Change, home: str) -> Change:
    return replace(change, name=home + change.name, sees=_under(home, change.sees))


def _alternative(offer: Alternative, home: str) -> Alternative:
    changes = tuple(_change(it, home) for it in offer.changes)
    return replace(offer, name=home + offer.name, reference=False, changes=changes, home=home + offer.home)


def _given(inner: Draft, imported: Imported) -> tuple[dict[str, Bound], list[Finding]]:
    """What the import gives, by name, and what it cannot give."""
    given: dict[str, Bound] = {}
    wrong: list[Finding] = []
    for name, bound in imported.bindings:
        entry = inner.names.get(name.text)
        if name.text in given:
            wrong.append(reuse_complaints.bound_twice(name.text, name.span, given[name.text].span))
        elif entry is None:
            if not inner.is_lost("", name.text):
                known = [it for it, e in inner.names.items() if isinstance(e, Declared) and e.at.end and not e.bound]
                wrong.append(reuse_complaints.nothing_to_bind(name.text, imported.name, name.span, known))
        elif isinstance(entry, Defined) or entry.bound is not None or entry.role is Role.COLUMN:
            wrong.append(reuse_complaints.formula_bound(name.text, imported.name, name.span, entry.at))
        else:
            given[name.text] = bound
    return given, wrong

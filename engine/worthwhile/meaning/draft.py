"""All that the statements of a model came down to, sorted by kind, before anything is checked."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from worthwhile.meaning.items import (
    Alternative,
    Change,
    Condition,
    Correlated,
    CurrencyOf,
    Declared,
    Defined,
    EntityOf,
    Heading,
    Imported,
    Item,
    Macro,
    OwnUnit,
    Required,
    Role,
    Scenario,
    Shown,
    TableOf,
    TimelineOf,
    Trial,
)
from worthwhile.text import Source, Span

AS_OF = "as_of"
EVERYTHING = "*"
"""Stands among the lost names where a whole file is lost: any name may be one of its."""
T = TypeVar("T")
Entry = Declared | Defined


@dataclass(slots=True)
class Draft:
    """A model's items by kind; the first of each name counts, what comes again is in ``again``."""

    source: Source
    heading: Heading | None = None
    currency: CurrencyOf | None = None
    entity: EntityOf | None = None
    timeline: TimelineOf | None = None
    tables: dict[str, TableOf] = field(default_factory=dict)
    """Records and lookups."""
    units: dict[str, OwnUnit] = field(default_factory=dict)
    names: dict[str, Entry] = field(default_factory=dict)
    macros: dict[str, Macro] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    alternatives: dict[str, Alternative] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    required: list[Required] = field(default_factory=list)
    imports: dict[str, Imported] = field(default_factory=dict)
    rooms: dict[str, "Room"] = field(default_factory=dict)
    """The models that are taken in, by how their names begin: ``base.``."""
    correlations: list[Correlated] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Names whose lines could not be read, or are not understood: they fit everything."""
    unread: frozenset[tuple[str, int]] = frozenset()
    """The lines that could not be read, each with its file."""
    again: list[tuple[str, Span, Span]] = field(default_factory=list)
    """What is said a second time: what, where again, where first."""

    def is_lost(self, home: str, text: str) -> bool:
        """Whether a name is not there because something about it has been complained of already."""
        parts = text.split(".")
        for count in range(len(parts) + 1):
            stem = home + ".".join(parts[:count])
            if stem in self.lost or f"{stem}{'.' * (count > 0)}{EVERYTHING}" in self.lost:
                return True
        return False

    def at_home(self, home: str) -> list[str]:
        """The names that expressions of a model may mention, as they write them."""
        return [it.removeprefix(home) for it in self.names if it.startswith(home)]

    def changed(self, changes: Iterable[Change]) -> "Draft":
        """The same model with values overridden, in order."""
        names = dict(self.names)
        for change in changes:
            entry = names[change.name]
            assert isinstance(entry, Declared)  # noqa: S101 (whoever overrides has looked)
            names[change.name] = entry.changed(change)
        return replace(self, names=names)


@dataclass(slots=True)
class Room:
    """A model that is taken in: what it says of itself, and what takes it in."""

    imported: Imported
    draft: Draft


def gather(source: Source, items: Iterable[Item], lost: Iterable[str] = ()) -> Draft:
    """Sort items by kind."""
    draft = Draft(source, lost=set(lost))
    for item in items:
        _sort_in(draft, item)
    if AS_OF not in draft.names:
        nowhere = Span(source, 0, 0)
        draft.names[AS_OF] = Declared(AS_OF, Role.ASSUMPTION, nowhere, "As of", source="the run")
    return draft


def _sort_in(draft: Draft, item: Item) -> None:
    match item:
        case Heading():
            draft.heading = _first(draft, "the model's name", draft.heading, item)
        case CurrencyOf():
            draft.currency = _first(draft, "the currency", draft.currency, item)
        case EntityOf():
            draft.entity = _first(draft, "the entity", draft.entity, item)
        case TimelineOf():
            draft.timeline = _first(draft, "the timeline", draft.timeline, item)
        case TableOf():
            _named(draft, draft.tables, item.name, item)
        case OwnUnit():
            _named(draft, draft.units, item.name, item)
        case Declared() | Defined():
            _named(draft, draft.names, item.name, item)
        case Macro():
            _named(draft, draft.macros, item.name, item)
        case Scenario():
            _named(draft, draft.scenarios, item.name, item)
        case Alternative():
            _named(draft, draft.alternatives, item.name, item)
        case Condition():
            draft.conditions.append(item)
        case Trial():
            draft.trials.append(item)
        case Shown():
            draft.shown.append(item)
        case Required():
            draft.required.append(item)
        case Imported():
            _named(draft, draft.imports, item.name, item)
        case Correlated():
            draft.correlations.append(item)


def _first(draft: Draft, what: str, known: T | None, item: T) -> T:
    if known is None:
        return item
    draft.again.append((what, place(item), place(known)))
    return known


def _named(draft: Draft, known: dict[str, T], name: str, item: T) -> None:
    if name in known:
        draft.again.append((f"`{name}`", place(item), place(known[name])))
    else:
        known[name] = item


def place(item: object) -> Span:
    """Where the name of an item stands."""
    match item:
        case Declared(at=at) | Defined(at=at):
            return at
        case CurrencyOf(word=word):
            return word.span
    span = getattr(item, "span", None)
    assert isinstance(span, Span)  # noqa: S101 (every other kind has one)
    return span

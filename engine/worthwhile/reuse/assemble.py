"""A volume to one draft: extended models first, what is stated again in their place, imports beside."""

from collections.abc import Iterator, Sequence

from worthwhile.meaning.draft import EVERYTHING, Draft, gather
from worthwhile.meaning.items import Correlated, Declared, Defined, Imported, Item
from worthwhile.meaning.rooms.joining import take_in
from worthwhile.reuse.volume import Reader, Said, Volume, asked_by, takes
from worthwhile.statements import Statement
from worthwhile.statements.extend import Extend
from worthwhile.statements.import_ import Import
from worthwhile.syntax.tree import Word
from worthwhile.text import Finding, Source
from worthwhile.text.frozen import frozen

WHOLE = ("Header", "Currency", "Entity", "Timeline", "Outputs", "Benefits", "Costs")
"""Statements that a model has once: stated again they replace the other."""


@frozen
class Assembled:
    """One draft of all that was taken in, and what is to be said of how it fits together."""

    statements: tuple[Statement, ...]
    """Those of the model's own text."""
    draft: Draft
    findings: tuple[Finding, ...]
    own: frozenset[Source]
    """The model's own text, and those that it extends."""


@frozen
class _Line:
    """A statement in the volume where it stands, with what is left of what it comes down to."""

    statement: Statement
    volume: Volume
    items: tuple[Item, ...]


def assemble(volume: Volume, reader: Reader) -> Assembled:
    """Make one draft of a volume."""
    findings = [found for it in volume.every() for found in reader(it.source).findings]
    draft = _draft(volume, reader, findings)
    return Assembled(reader(volume.source).statements, draft, tuple(findings), frozenset(_own(volume, reader)))


def _own(volume: Volume, reader: Reader) -> Iterator[Source]:
    yield volume.source
    for extend in _extends(reader(volume.source)):
        inner = volume.of(asked_by(extend))
        yield from _own(inner, reader) if inner else ()


def _draft(volume: Volume, reader: Reader, findings: list[Finding]) -> Draft:
    lost: set[str] = set()
    lines = _lines(volume, reader, lost)
    draft = gather(volume.source, (item for it in lines for item in it.items), lost)
    draft.unread = frozenset((it.span.source.name, it.span.line) for it in findings if it.span)
    volumes = {id(it.items[0]): it for it in lines if isinstance(it.statement, Import) and it.items}
    for imported in draft.imports.values():
        line = volumes[id(imported)]
        assert isinstance(line.statement, Import)  # noqa: S101 (as it was sorted)
        inner = line.volume.of(asked_by(line.statement))
        if inner is None:
            draft.lost.add(imported.name)
        else:
            findings += take_in(draft, imported, _draft(inner, reader, findings))
    return draft


def _lines(volume: Volume, reader: Reader, lost: set[str]) -> list[_Line]:
    """The statements of a text, after those that it extends, without what it states again."""
    said = reader(volume.source)
    lost |= said.lost
    own = [_Line(it, volume, tuple(it.items())) for it in said.statements]
    lines: list[_Line] = []
    for extend in _extends(said):
        inner = volume.of(asked_by(extend))
        if inner is None:
            lost.add(EVERYTHING)
        else:
            more = _lines(inner, reader, lost)
            lines = [*_without(lines, more), *more]
    return [*_without(lines, own), *own]


def _extends(said: Said) -> Iterator[Extend]:
    return (it for it in takes(said) if isinstance(it, Extend))


def _without(lines: Sequence[_Line], own: Sequence[_Line]) -> Iterator[_Line]:
    """What is left of statements where others are stated again."""
    kinds = {type(it.statement).__name__ for it in own}
    heads = {_head(it.statement) for it in own}
    names = {key for it in own for item in it.items if (key := _key(item))}
    for line in lines:
        kind, head = type(line.statement).__name__, _head(line.statement)
        defined = ("Defined", head[1])
        renamed = defined in names and any(_key(it) == defined for it in line.items)
        if (kind in WHOLE and kind in kinds) or (head[1] and head in heads) or renamed:
            continue
        items = tuple(it for it in line.items if _key(it) not in names)
        if items or not line.items:
            yield _Line(line.statement, line.volume, items)


def _head(statement: Statement) -> tuple[str, str]:
    """The kind of a statement, and the name that it is of."""
    name = getattr(statement, "name", None)
    text = name.text if isinstance(name, Word) else name if isinstance(name, str) else ""
    return type(statement).__name__, text


def _key(item: Item) -> tuple[str, str] | None:
    """What an item is known by: its kind and its name; values of all kinds share their names."""
    if isinstance(item, Declared | Defined):
        return "Defined", item.name
    if isinstance(item, Correlated):
        return "Correlated", " with ".join(sorted((item.one.text, item.other.text)))
    name = getattr(item, "name", None)
    return (type(item).__name__, name) if isinstance(name, str) and not isinstance(item, Imported) else None

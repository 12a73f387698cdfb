"""The head of a model in YAML, and what it takes from elsewhere."""

from collections.abc import Iterator
from typing import Any, cast

from worthwhile.syntax.format import as_written
from worthwhile.syntax.pieces import timeline_text
from worthwhile.syntax.tree import Expression, Name, Part, Quoted, Word
from worthwhile.syntax.twin import complaints
from worthwhile.syntax.twin.reader import Pair, Said
from worthwhile.syntax.twin.sections import BINDINGS, Section, bindings, bound, label_of, word
from worthwhile.syntax.twin.shapes import MENTION, NAME, TEXT, Keys, Listing, Named, Piece, Words
from worthwhile.syntax.twin.written import Block, Leaf, block, named, said, short
from worthwhile.text import Finding, Span

# ---- model, label, currency


def _header(it: Any, at: Span) -> Iterator[Part]:  # noqa: ANN401 (what the shape gives)
    yield Part("header", (it, None), at)


def _currency(it: Any, at: Span) -> Iterator[Part]:  # noqa: ANN401 (what the shape gives)
    yield Part("currency", (it,), at)


def _named(it: Part) -> Leaf:
    return named(word(it.children[0]))


# ---- units

UNIT_DEF = Keys("a unit", {"label": TEXT, "is": Piece("one_size", "a size such as `12 pieces`")}, short="is")


def _units(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        yield Part("unit_def", (it.name, label_of(it.value), it.value.get("is")), it.span)


def _write_unit(it: Part) -> Leaf | Block:
    _, label, size = it.children
    text = Leaf(as_written(cast("Expression", size))) if size else None
    return short(block(label=said(label), is_=text), "is") if label or size else Leaf("")


# ---- entity, timeline

ENTITY = Keys("the entity", {"name": NAME, "label": TEXT, "key": NAME}, ("name", "key"))


def _entity(it: Said, at: Span) -> Iterator[Part]:
    yield Part("entity", (it["name"], label_of(it), it["key"]), at)


def _write_entity(it: Part) -> Block:
    name, label, key = it.children
    return block(name=named(word(name)), label=said(label), key=named(word(key)))


def _timeline(it: Part, at: Span) -> Iterator[Part]:
    yield Part("timeline", it.children, at)


# ---- what is taken from elsewhere

IMPORT = Keys(
    "an import",
    {"path": TEXT, "library": MENTION, "as": NAME, "label": TEXT, "with": BINDINGS},
    ("as",),
)


def _requires(names: tuple[Quoted, ...], _: Span) -> Iterator[Part]:
    for it in names:
        yield Part("requires", (Word(it.text.strip("`"), it.span),), it.span)


def _write_requires(it: Part) -> Leaf:
    """A plugin's name as it is installed, whatever characters it has."""
    plugin = word(it.children[0])
    return Leaf(plugin.text, words=True, at=plugin.span.start)


def _imports(imports: tuple[Said, ...], _: Span) -> Iterator[Part | Finding]:
    for it in imports:
        origins = [it[key] for key in ("path", "library") if key in it]
        if len(origins) != 1:
            at = Span(it.span.source, it.span.start, it.span.start + 1)
            found = "both" if origins else "neither"
            yield complaints.wrong_kind(at, "`path` or `library`", found, "a path is a file, a library is installed")
            continue
        origin = origins[0]
        yield Part("import_", (origin, it["as"], label_of(it), bindings(it.get("with"), it.span)), it.span)


def _write_import(it: Part) -> Block:
    origin, name, label, with_ = it.children
    path = said(origin)
    library = named(origin) if isinstance(origin, Name) else None
    return block(path=path, library=library, as_=named(word(name)), label=said(label), with_=bound(with_))


def _extend(paths: tuple[Quoted, ...], _: Span) -> Iterator[Part]:
    for it in paths:
        yield Part("extend", (it,), it.span)


def _write_extend(it: Part) -> Leaf:
    return said(it.children[0]) or Leaf("")


SECTIONS = (
    Section("model", ("header",), NAME, _header, _named),
    Section("currency", ("currency",), NAME, _currency, _named),
    Section("units", ("unit_def",), Named(UNIT_DEF, NAME), _units, _write_unit),
    Section("entity", ("entity",), ENTITY, _entity, _write_entity),
    Section(
        "timeline",
        ("timeline",),
        Piece("one_timeline", "a length of time"),
        _timeline,
        lambda it: Leaf(timeline_text(it)),
    ),
    Section("requires", ("requires",), Listing(Words("the name of a plugin"), lone=True), _requires, _write_requires),
    Section("imports", ("import_",), Listing(IMPORT), _imports, _write_import),
    Section("extend", ("extend",), Listing(TEXT, lone=True), _extend, _write_extend),
)

"""Nodes read by their shapes: what fits is taken, and whatever does not is told, all of it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from worthwhile.syntax import complaints as unread
from worthwhile.syntax.layout import MARKS
from worthwhile.syntax.parse import parse_piece
from worthwhile.syntax.scene import RESERVED
from worthwhile.syntax.tree import Part, Quoted, Word
from worthwhile.syntax.twin import complaints
from worthwhile.syntax.twin.nodes import Broken, Entry, Mapping, Node, Sequence
from worthwhile.syntax.twin.scalars import Scalar
from worthwhile.syntax.twin.shapes import (
    CONDITION,
    NAME,
    Choice,
    Either,
    Keys,
    Listing,
    Named,
    Piece,
    Shape,
    Table,
    Tree,
    Words,
)
from worthwhile.text import Finding, Span
from worthwhile.text.frozen import frozen
from worthwhile.text.limits import Limits


@frozen
class Pair:
    """A key, what it says, and what stands under it."""

    key: Scalar
    name: Any
    value: Any
    span: Span


@frozen
class Branch:
    """Lines and groups under a key."""

    label: Quoted | None
    below: tuple[Pair, ...]


class Said(dict[str, Any]):
    """What a mapping of known keys says, in its order; a key without a value is not in it."""

    def __init__(self, span: Span, keys: dict[str, Span]) -> None:
        super().__init__()
        self.span, self.keys_at = span, keys


class Reader:
    """Reads the nodes of one text, and keeps what is wrong with them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.findings: list[Finding] = []
        self.lost: set[str] = set()
        self.asides: list[Span] = []

    def read(self, node: Node, shape: Shape) -> Any:  # noqa: ANN401 (whatever the shape gives)
        """What a node says; nothing, where something in it is wrong."""
        if isinstance(node, Broken):
            return None
        match shape:
            case Piece():
                return self._piece(node, shape)
            case Words():
                return self._words(node, shape)
            case Choice():
                return self._choice(node, shape)
            case Keys():
                return self._keys(node, shape)
            case Named():
                return self._named(node, shape)
            case Listing():
                return self._listing(node, shape)
            case Either():
                return self.read(node, shape.listing if isinstance(node, Sequence) else shape.mapping)
            case Tree():
                return self._tree(node, shape)
            case Table():
                return self._table(node, shape)

    # ---- scalars
    def _scalar(self, node: Node, spoken: str) -> Scalar | None:
        """A scalar with something in it."""
        if not isinstance(node, Scalar):
            self._wrong(node, spoken, "what begins with `[` or `{`, or holds `: `, stands in quotes")
            return None
        if node.is_nothing:
            self.findings.append(complaints.nothing_here(node.span, spoken))
            return None
        return node

    def _wrong(self, node: Node, wanted: str, hint: str = "") -> None:
        match node:
            case Broken():
                return
            case Scalar():
                at, found = node.span, "a text"
            case Sequence():
                at, found = node.span, "a list"
            case Mapping():
                at, found = node.span, "a mapping"
        first = Span(at.source, at.start, at.start + 1)
        self.findings.append(complaints.wrong_kind(at if isinstance(node, Scalar) else first, wanted, found, hint))

    def _piece(self, node: Node, shape: Piece) -> Any:  # noqa: ANN401 (whatever the grammar gives)
        scalar = self._scalar(node, shape.spoken)
        if scalar is None:
            return None
        if shape.word and scalar.text == shape.word:
            return Part(shape.word, (), scalar.span)
        part = self.piece(scalar, shape.start)
        if part is None:
            return None
        return part.children[0] if len(part.children) == 1 else part

    def piece(self, node: Scalar, start: str) -> Part | None:
        """A scalar as the language's own parser reads it."""
        if start == "one_name" and node.text in RESERVED:
            self.findings.append(unread.reserved(node.span, node.text))
            return None
        if "#" in node.text:
            self.asides += [
                node.place(it.start(), it.end()) for it in MARKS.finditer(node.text) if it["note"] is not None
            ]
        parsed = parse_piece(one_line(node.text), start, "piece", self._limits, node.place)
        self.findings += parsed.findings
        return parsed.parts[0] if parsed.parts else None

    def _words(self, node: Node, shape: Words) -> Quoted | None:
        scalar = self._scalar(node, shape.spoken)
        return (
            Quoted(scalar.text.rstrip("\n") if scalar.style in "|>" else scalar.text, scalar.span) if scalar else None
        )

    def _choice(self, node: Node, shape: Choice) -> Word | None:
        spoken = " or ".join(f"`{it}`" for it in shape.words)
        scalar = self._scalar(node, spoken)
        if scalar is None:
            return None
        if scalar.text not in shape.words:
            self.findings.append(complaints.wrong_kind(scalar.span, spoken, f"`{scalar.text}`", ""))
            return None
        return Word(scalar.text, scalar.span)

    # ---- mappings and lists
    def _keys(self, node: Node, shape: Keys) -> Said | None:
        if isinstance(node, Scalar):
            said = Said(node.span, {})
            if node.is_nothing and shape.needs:
                self.findings.append(complaints.nothing_here(node.span, shape.spoken))
                return None
            if node.is_nothing:
                return said
            if not shape.short:
                keys = ", ".join(f"`{it}`" for it in shape.keys)
                self._wrong(node, f"a mapping for {shape.spoken}", f"its keys are {keys}")
                return None
            value = self.read(node, shape.keys[shape.short])
            if value is None:
                return None
            said[shape.short] = value
            return self._complete(said, shape)
        if not isinstance(node, Mapping):
            self._wrong(node, shape.spoken)
            return None
        if shape.short and node.entries and all(_is_lone(it) and it.key.text not in shape.keys for it in node.entries):
            self._wrong(node, shape.spoken, "a set such as `{a, b}` stands in quotes: YAML takes it for a mapping")
            return None
        said = Said(node.span, {it.key.text: it.key.span for it in node.entries})
        whole, others = True, []
        for entry in node.entries:
            below = shape.keys.get(entry.key.text)
            if below is None and shape.others:
                others.append(entry)
            elif below is None:
                self.findings.append(complaints.unknown_key(entry.key.span, entry.key.text, shape.spoken, shape.keys))
                whole = False
            elif not (isinstance(entry.value, Scalar) and entry.value.is_nothing):
                value = self.read(entry.value, below)
                whole = whole and value is not None
                said[entry.key.text] = value
        if shape.others and others:
            rest = self._named(Mapping(tuple(others), node.span), shape.others)
            whole = whole and rest is not None
            said["*"] = rest
        return self._complete(said, shape) if whole else None

    def _complete(self, said: Said, shape: Keys) -> Said | None:
        wanting = [it for it in shape.needs if it not in said or said[it] == () or _is_bare(said[it])]
        for key in wanting:
            if key in said.keys_at:
                self.findings.append(complaints.nothing_here(said.keys_at[key], f"a value for `{key}`"))
            else:
                at = Span(said.span.source, said.span.start, min(said.span.end, said.span.start + 1) or said.span.end)
                self.findings.append(complaints.wants_key(at, key, shape.spoken))
        return None if wanting else said

    def _named(self, node: Node, shape: Named) -> tuple[Pair, ...] | None:
        """Pairs; one that is wrong is left out, and what it would have defined is kept in mind."""
        if isinstance(node, Scalar) and node.is_nothing:
            return ()
        if not isinstance(node, Mapping):
            hint = "each key with its value on a line, without a dash" if isinstance(node, Sequence) else ""
            self._wrong(node, shape.spoken, hint)
            return None
        pairs = tuple(self._pairs(node, shape))
        return None if shape.whole and len(pairs) < len(node.entries) else pairs

    def _pairs(self, node: Mapping, shape: Named) -> Iterator[Pair]:
        for entry in node.entries:
            name = self._piece(entry.key, shape.key)
            value = self.read(entry.value, shape.of)
            if name is None or value is None:
                self.lose(entry)
            else:
                yield Pair(entry.key, name, value, entry.key.span.to(entry.value.span))

    def _listing(self, node: Node, shape: Listing) -> tuple[Any, ...] | None:
        if isinstance(node, Scalar) and node.is_nothing:
            return ()
        if not isinstance(node, Sequence):
            if not shape.lone:
                self._wrong(node, "a list", "items in brackets, `[a, b]`, or each on a line behind `- `")
                return None
            value = self.read(node, shape.of)
            return None if value is None else (value,)
        values = tuple(self.read(it, shape.of) for it in node.items)
        return None if any(it is None for it in values) else values

    def _tree(self, node: Node, shape: Tree) -> Said | Branch | None:
        if not isinstance(node, Mapping):
            if not shape.root:
                return self._keys(node, shape.line)
            self._wrong(node, "a mapping")
            return None
        keys = {it.key.text: it.value for it in node.entries}
        below = Named(replace(shape, root=False), NAME, whole=shape.whole)
        if isinstance(keys.get(shape.below), Mapping):
            said = self._keys(node, Keys("a group", {"label": Words(), shape.below: below}, (shape.below,)))
            return None if said is None else Branch(said.get("label"), said[shape.below])
        if not shape.root and any(it in keys for it in shape.marks):
            return self._keys(node, shape.line)
        pairs = self._named(node, below)
        return None if pairs is None else Branch(None, pairs)

    def lose(self, entry: Entry) -> None:
        """Keep in mind what an entry that is wrong would have defined."""
        self.lost |= set(_names(entry.key, entry.value))

    # ---- decision tables
    def _table(self, node: Node, shape: Table) -> Said | None:
        """The head as any mapping, then row by row with as many cells as the head has columns."""
        if not isinstance(node, Mapping):
            self._wrong(node, shape.head.spoken)
            return None
        listed = [it for it in node.entries if it.key.text == shape.rows]
        rest = Mapping(tuple(it for it in node.entries if it.key.text != shape.rows), node.span)
        head = self._keys(rest, shape.head)
        if not listed:
            at = Span(node.span.source, node.span.start, node.span.start + 1)
            self.findings.append(complaints.wants_key(at, shape.rows, shape.head.spoken))
            return None
        if not isinstance(listed[0].value, Sequence):
            self._wrong(listed[0].value, "a list of rows")
            return None
        if head is None:
            return None
        wanted = len(head[shape.columns]), len(head[shape.results])
        rows = [self._row(it, *wanted) for it in listed[0].value.items]
        if not rows:
            self.findings.append(complaints.nothing_here(listed[0].value.span, "a row"))
        if not rows or any(it is None for it in rows):
            return None
        head[shape.rows] = tuple(rows)
        return head

    def _row(self, node: Node, columns: int, results: int) -> Part | None:
        if not isinstance(node, Sequence):
            self._wrong(node, "a row, as a list of its cells")
            return None
        if len(node.items) != columns + results:
            at = Span(node.span.source, node.span.start, node.span.start + 1)
            self.findings.append(complaints.row_length(at, len(node.items), columns + results))
            return None
        cells, follows = node.items[:columns], node.items[columns:]
        outcomes = [self.read(it, CONDITION) for it in follows]
        first = cells[0]
        if isinstance(first, Scalar) and first.text == "otherwise":
            held = [it for it in cells[1:] if not (isinstance(it, Scalar) and it.text in ("", "any"))]
            for it in held:
                self._wrong(it, "nothing, or `any`, in a row that begins with `otherwise`")
            if held or any(it is None for it in outcomes):
                return None
            return Part("otherwise_row", (Part("outcomes", tuple(outcomes), follows[0].span),), node.span)
        read = [self.read(it, _CELL) for it in cells]
        if any(it is None for it in (*read, *outcomes)):
            return None
        return Part(
            "row",
            (Part("cells", tuple(read), first.span), Part("outcomes", tuple(outcomes), follows[0].span)),
            node.span,
        )


_CELL = Piece("one_cell", "a cell: `any`, a value, a range or a comparison")


def _is_lone(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and entry.value.is_nothing


def _is_bare(value: object) -> bool:
    return isinstance(value, Branch) and not value.below


def one_line(text: str) -> str:
    """A scalar of several lines as one, each character in its place: lines and comments do not count in it."""
    if "\n" not in text:
        return text
    for mark in MARKS.finditer(text):
        if mark["note"] is not None:
            text = text[: mark.start()] + " " * (mark.end() - mark.start()) + text[mark.end() :]
    return text.replace("\n", " ")


def _names(key: Scalar, value: Node) -> Iterator[str]:
    """The names that an entry may have defined, and those below it."""
    yield key.text.strip("`").partition("(")[0]
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            yield from (it.key.text.strip("`") for it in node.entries)
            stack += [it.value for it in node.entries]
        elif isinstance(node, Sequence):
            yield from chain.from_iterable(_names(it, it) for it in node.items if isinstance(it, Scalar))
            stack += [it for it in node.items if not isinstance(it, Scalar)]

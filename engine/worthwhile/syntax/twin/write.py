"""The parts of statements as a YAML text: sections as they are met, short things on one line."""

from collections.abc import Iterator, Sequence
from typing import cast

from worthwhile.syntax.comments import Notes, placed
from worthwhile.syntax.tree import Part, Quoted, Word
from worthwhile.syntax.twin.nodes import Mapping, compose
from worthwhile.syntax.twin.nodes import Sequence as Items
from worthwhile.syntax.twin.quoting import scalar
from worthwhile.syntax.twin.read import LABEL, SECTIONS
from worthwhile.syntax.twin.sections import Section
from worthwhile.syntax.twin.written import NOWHERE, Block, Item, Leaf, Rows, Value, said, spelled
from worthwhile.text import Source
from worthwhile.text.source import Spelling

WIDTH = 120
"""How long a line may be before what stands on it in braces is taken apart."""
_SECTION_OF = {rule: section for section in SECTIONS.values() for rule in section.rules}
_DECLARING = frozenset(("assumptions", "inputs", "outputs"))
"""Sections that one statement brings with all that is in them."""
_ALONE = frozenset(("header", "currency", "entity", "timeline", "benefits", "costs"))
"""Statements that are a section each."""


def write(parts: Sequence[Part], source: Source | None = None) -> str:
    """Statements as YAML, with the comments of the text that they were read from.

    They stand in one mapping; where it says something in which order they come, in a list of several.
    """
    documents = list(_documents(parts))
    if source and source.spelling is Spelling.YAML:
        documents = _placed_keys(documents, source)
    places = [at for document in documents for at in _places(document)]
    writer = _Writer(placed(source, places) if source else Notes())
    lines: list[str] = []
    for document in documents:
        below = list(writer.sections(document))
        lines += below if len(documents) == 1 else _dashed(below)
    lines += writer.notes.end
    while lines and not lines[0]:
        del lines[0]
    return "\n".join(lines) + "\n" if lines else ""


# ---- statements into sections


def _documents(parts: Sequence[Part]) -> Iterator[Block]:
    """One mapping, where the order of its sections says nothing: without outputs, the columns of a run follow it."""
    together = _gathered(parts)
    if together and any(it.rule == "outputs" for it in parts):
        yield together
        return
    stretch = _Stretch()
    for part in parts:
        if stretch.parts and not stretch.goes_on(part):
            yield _gathered(stretch.parts) or Block(())
            stretch = _Stretch()
        stretch.take(part)
    if stretch.parts:
        yield _gathered(stretch.parts) or Block(())


class _Stretch:
    """Statements that keep their order in one mapping."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._sections: list[str] = []
        self._keys: set[tuple[str, str]] = set()
        """What stands under which section already."""

    def take(self, part: Part) -> None:
        """Take in a statement."""
        section = _SECTION_OF[part.rule].key
        self.parts.append(part)
        self._keys.add((section, _key(part)))
        if section not in self._sections:
            self._sections.append(section)

    def goes_on(self, part: Part) -> bool:
        """Whether a statement keeps its place behind the others."""
        section, key = _SECTION_OF[part.rule].key, _key(part)
        if section not in self._sections:
            return True
        last = _SECTION_OF[self.parts[-1].rule].key == section
        twice = bool(key) and (section, key) in self._keys
        return last and part.rule not in (*_DECLARING, *_ALONE) and not twice


def _gathered(parts: Sequence[Part]) -> Block | None:
    """Statements by their sections; nothing, where a key would stand twice."""
    sections: dict[str, list[Item]] = {}
    for part in parts:
        section = _SECTION_OF[part.rule]
        if part.rule in _ALONE and section.key in sections:
            return None
        if part.rule in _ALONE or (part.rule in _DECLARING and section.key not in sections):
            sections[section.key] = list(_head(part, section))
        elif part.rule in _DECLARING:
            first, more = sections[section.key][0], section.write(part)
            below = cast("Block | Rows", first.value)
            whole = type(below)((*below.items, *cast("Block | Rows", more).items), below.flat)
            sections[section.key] = [Item(first.key, whole, first.at)]
        else:
            sections.setdefault(section.key, []).append(Item(_key(part), section.write(part), part.span.start))
    items: list[Item] = []
    for key, found in sections.items():
        if found[0].key in (key, LABEL):
            items += found
        elif isinstance(SECTIONS[key].shape, type(SECTIONS["ensure"].shape)):
            lone = len(found) == 1 and key in ("extend", "requires")
            items.append(Item(key, found[0].value if lone else Rows(tuple(found)), found[0].at if lone else NOWHERE))
        else:
            items.append(Item(key, Block(tuple(found))))
    return None if any(_twice(it.value) for it in items) else Block(tuple(items))


def _head(part: Part, section: Section) -> Iterator[Item]:
    """A section that one statement makes; the model's label is a key beside its name."""
    yield Item(section.key, section.write(part), part.span.start)
    if part.rule == "header" and isinstance(part.children[1], Quoted):
        label = cast("Leaf", said(part.children[1]))
        yield Item(LABEL, label, label.at)


def _twice(value: Value) -> bool:
    if not isinstance(value, Block):
        return False
    keys = [it.key for it in value.items]
    return len(set(keys)) < len(keys) or any(_twice(it.value) for it in value.items)


def _key(part: Part) -> str:
    """What a statement stands under; nothing, where it is an item of a list."""
    name = part.children[0]
    if part.rule == "define":
        parameters = (spelled(cast("Word", it)) for it in part.children[2:-1])
        return f"{spelled(cast('Word', name))}({', '.join(parameters)})"
    return spelled(name) if isinstance(name, Word) and isinstance(_SECTION_OF[part.rule].shape, _NAMED) else ""


_NAMED = type(SECTIONS["formulas"].shape)


# ---- places


def _placed_keys(documents: list[Block], source: Source) -> list[Block]:
    """Sections with the places of their keys, where the source is YAML itself."""
    root = compose(source).root
    said_in = [it for it in (root.items if isinstance(root, Items) else (root,)) if isinstance(it, Mapping)]
    if len(said_in) != len(documents):
        return documents
    found = []
    for document, node in zip(documents, said_in, strict=True):
        keys = {it.key.text: it.key.span.start for it in node.entries}
        items = (Item(it.key, it.value, keys.get(it.key, it.at)) for it in document.items)
        found.append(Block(tuple(items)))
    return found


def _places(value: Value) -> Iterator[int]:
    if isinstance(value, Leaf):
        return
    for it in value.items:
        if it.at != NOWHERE:
            yield it.at
        yield from _places(it.value)


# ---- lines


def _dashed(lines: list[str]) -> Iterator[str]:
    """A mapping as an item of a list; the comments before it stay before it."""
    begun = False
    for line in lines:
        if not begun and (not line or line.startswith("#")):
            yield line
        else:
            yield ("  " if begun else "- ") + line if line else ""
            begun = True


class _Writer:
    """Writes values line by line, each comment once."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self._told: set[int] = {NOWHERE}

    def sections(self, document: Block) -> Iterator[str]:
        """The sections of one mapping."""
        for it in document.items:
            yield from self._item(it, "", deep=False)

    def _item(self, item: Item, pad: str, *, deep: bool = True) -> Iterator[str]:
        """An entry of a mapping, or of a list where it has no key."""
        value = item.value
        first = () if isinstance(value, Leaf) else value.items[:1]
        if item.at == NOWHERE and first and first[0].at not in self._told:
            yield from self.notes.take_blanks(first[0].at)
        before, behind, after = self._notes(item.at)
        yield from (pad + it if it else "" for it in before)
        note = f"  {behind}" if behind else ""
        head = f"{scalar(item.key)}:" if item.key else "-"
        flat = self._flat(value, flow=False) if deep or not isinstance(value, Block) or value.flat else None
        if isinstance(value, Leaf) or (flat is not None and len(pad + head) + 1 + len(flat) <= WIDTH):
            yield f"{pad}{head} {flat}".rstrip() + note
        elif item.key:
            yield pad + head + note
            yield from self._below(value, pad + "  ")
        else:
            yield from self._dash(value, pad, note)
        yield from (pad + it if it else "" for it in after)

    def _dash(self, value: Block | Rows, pad: str, note: str) -> Iterator[str]:
        """An item of a list that takes several lines: the first behind the dash."""
        begun = False
        for line in self._below(value, pad + "  "):
            code = not begun and bool(line.strip()) and not line.lstrip().startswith("#")
            yield f"{pad}- {line[len(pad) + 2 :]}{note}" if code else line
            begun = begun or code

    def _below(self, value: Block | Rows, pad: str) -> Iterator[str]:
        for it in value.items:
            yield from self._item(it, pad)

    def _notes(self, at: int) -> tuple[Sequence[str], str, Sequence[str]]:
        if at in self._told:
            return (), "", ()
        self._told.add(at)
        before = (*self.notes.before.get(at, ()), *self.notes.inside.get(at, ()))
        return before, self.notes.behind.get(at, ""), self.notes.after.get(at, ())

    def _flat(self, value: Value, *, flow: bool) -> str | None:
        """A value on one line, where it may be; not where a comment stands in it."""
        match value:
            case Leaf(text=text, words=words):
                return scalar(text, words=words, flow=flow) if text or words or flow else ""
            case Block() | Rows() if not value.flat and value.items:
                return None
        inside = []
        for it in value.items:
            if it.at not in self._told and self.notes.has(it.at):
                return None
            said_of = self._flat(it.value, flow=True)
            if said_of is None:
                return None
            inside.append(f"{scalar(it.key, flow=True)}: {said_of}" if it.key else said_of)
        joined = ", ".join(inside)
        return f"{{{joined}}}" if isinstance(value, Block) else f"[{joined}]"

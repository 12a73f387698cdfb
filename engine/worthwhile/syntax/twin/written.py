"""What a YAML text is written from: keys, texts and lists, each with the place it comes from."""

from collections.abc import Iterable

from worthwhile.syntax.format import IF, as_written, name_text, type_text
from worthwhile.syntax.tree import Child, Choice, Expression, Name, OneOf, Quoted, Range, Scale, UnitText, Word
from worthwhile.text.frozen import frozen

NOWHERE = -1
"""The place of what was not written as a line or key of its own."""


@frozen
class Leaf:
    """A scalar: a piece of the language, or just words; ``at`` is where it stands in the source."""

    text: str
    words: bool = False
    at: int = NOWHERE


@frozen
class Item:
    """A key with its value, or an item of a list; ``at`` is where it stands in the source."""

    key: str
    value: "Leaf | Block | Rows"
    at: int = NOWHERE


@frozen
class Block:
    """A mapping; a ``flat`` one may stand on one line, in braces."""

    items: tuple[Item, ...]
    flat: bool = False


@frozen
class Rows:
    """A list; a ``flat`` one may stand on one line, in brackets."""

    items: tuple[Item, ...]
    flat: bool = False


Value = Leaf | Block | Rows


def code(node: Expression | Range | Choice, least: int = IF) -> Leaf:
    """An expression."""
    return Leaf(as_written(node, least), at=node.span.start)


def said(child: Child) -> Leaf | None:
    """A label or another text, where one is said."""
    return Leaf(child.text, words=True, at=child.span.start) if isinstance(child, Quoted) else None


def named(word: Word | Name) -> Leaf:
    """A name as a value."""
    return Leaf(spelled(word), at=word.span.start)


def typed(child: Child) -> Leaf | None:
    """A declared type, where one is said."""
    return Leaf(type_text(child), at=child.span.start) if isinstance(child, UnitText | Scale | OneOf) else None


def spelled(word: Word | Name) -> str:
    """A name as a key or a value."""
    return name_text(word.text) if isinstance(word, Word) else ".".join(map(name_text, word.parts))


def keyed(name: str, special: Iterable[str]) -> str:
    """A name where some keys mean something else: in backquotes it is a name everywhere."""
    return f"`{name}`" if name in special else name


def block(**keys: Value | None) -> Block:
    """A mapping of those keys that have something to say; an underscore behind a key is not part of it."""
    return Block(tuple(Item(key.rstrip("_"), it, _place(it)) for key, it in keys.items() if it is not None), flat=True)


def _place(value: Value) -> int:
    return value.at if isinstance(value, Leaf) else NOWHERE


def short(value: Block, key: str) -> Leaf | Block:
    """The value of the one key that a scalar can stand for, where no other is said."""
    match value.items:
        case (Item(key=only, value=Leaf() as leaf),) if only == key:
            return leaf
    return value


def rows(leaves: Iterable[Leaf]) -> Rows:
    """A list of scalars."""
    return Rows(tuple(Item("", it) for it in leaves), flat=True)

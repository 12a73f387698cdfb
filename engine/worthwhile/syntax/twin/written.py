"""What a YAML text is written from: keys, texts and lists, each with the place it comes from."""

from collections.abc import Iterable

from worthwhile.syntax.format import IF, as_written, name_text
from worthwhile.syntax.tree import Child, Choice, Expression, Name, Quoted, Range, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Leaf:
    """A scalar: a piece of the language, or just words."""

    text: str
    words: bool = False


@frozen
class Item:
    """A key with its value, or an item of a list; ``at`` is where it stands in the source."""

    key: str
    value: "Leaf | Block | Rows"
    at: int


@frozen
class Block:
    """A mapping."""

    items: tuple[Item, ...]


@frozen
class Rows:
    """A list."""

    items: tuple[Item, ...]


def code(node: Expression | Range | Choice, least: int = IF) -> Leaf:
    """An expression."""
    return Leaf(as_written(node, least))


def said(child: Child) -> Leaf | None:
    """A label or another text, where one is said."""
    return Leaf(child.text, words=True) if isinstance(child, Quoted) else None


def named(word: Word | Name) -> Leaf:
    """A name as a value."""
    return Leaf(spelled(word))


def spelled(word: Word | Name) -> str:
    """A name as a key or a value."""
    return name_text(word.text) if isinstance(word, Word) else ".".join(map(name_text, word.parts))


def keyed(name: str, special: Iterable[str]) -> str:
    """A name where some keys mean something else: in backquotes it is a name everywhere."""
    return f"`{name}`" if name in special else name


def block(at: Span, **keys: "Leaf | Block | Rows | None") -> Block:
    """A mapping of those keys that have something to say; an underscore behind a key is not part of it."""
    return Block(tuple(Item(key.rstrip("_"), it, at.start) for key, it in keys.items() if it is not None))


def short(value: Block, key: str) -> "Leaf | Block":
    """The value of the one key that a scalar can stand for, where no other is said."""
    match value.items:
        case (Item(key=only, value=Leaf() as leaf),) if only == key:
            return leaf
    return value


def rows(leaves: Iterable[Leaf], at: Span) -> Rows:
    """A list of scalars."""
    return Rows(tuple(Item("", it, at.start) for it in leaves))

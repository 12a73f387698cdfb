"""One key of the form: what stands under it, what is read of it, and how it is written."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from worthwhile.syntax.format import VALUE
from worthwhile.syntax.tree import Child, Name, Part, Quoted, Word
from worthwhile.syntax.twin.reader import Pair, Said
from worthwhile.syntax.twin.shapes import MENTION, ONE_VALUE, Named, Shape
from worthwhile.syntax.twin.written import Block, Item, Leaf, Rows, code, spelled
from worthwhile.text import Finding, Span
from worthwhile.text.frozen import frozen


@frozen
class Section:
    """A key of the document: the statements under it, one each or all in one."""

    key: str
    rules: tuple[str, ...]
    shape: Shape
    read: Callable[[Any, Span], Iterable[Part | Finding]]
    write: Callable[[Part], "Leaf | Block | Rows"]


def word(child: Child) -> Word:
    """A name."""
    return cast("Word", child)


def part(child: Child) -> Part:
    """A piece of a statement."""
    return cast("Part", child)


def flag(said: Said, key: str) -> Span | None:
    """Where something is said to be true."""
    value = said.get(key)
    return value.span if value is not None and value.text == "true" else None


def label_of(said: Said) -> Quoted | None:
    """The label."""
    return cast("Quoted | None", said.get("label"))


BINDINGS = Named(ONE_VALUE, MENTION, whole=True)


def bindings(pairs: tuple[Pair, ...] | None, at: Span) -> Part | None:
    """Names bound to values, as the language has them."""
    if not pairs:
        return None
    bound = tuple(Part("binding", (it.name, it.value), it.span) for it in pairs)
    return Part("bindings", bound, at)


def bound(child: Child) -> Block | None:
    """Bindings as a mapping."""
    if not isinstance(child, Part):
        return None
    return Block(tuple(_binding(part(it)) for it in child.children), flat=True)


def _binding(binding: Part) -> Item:
    name, value = binding.children
    return Item(spelled(cast("Name", name)), code(cast("Any", value), VALUE))

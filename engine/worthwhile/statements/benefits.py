"""``benefits:``: what an offer brings, line by line."""

from collections.abc import Iterator
from typing import Self

from worthwhile.meaning.items import Item, Role
from worthwhile.statements.statement import Statement, indented, labelled, parts, words
from worthwhile.statements.total import Group, Line, read_below, total_of
from worthwhile.syntax.tree import Part
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Benefits(Statement):
    """The benefits and their total."""

    label: str
    below: tuple[Line | Group, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        label, *rest = part.children
        head = Span(part.span.source, part.span.start, part.span.start + len("benefits"))
        return cls(words(label), tuple(map(read_below, parts(rest))), head)

    def items(self) -> Iterator[Item]:
        for it in self.below:
            yield from it.defined(Role.BENEFIT, "benefits")
        yield total_of("benefits", self.span, self.label, self.below)

    def lines(self) -> Iterator[str]:
        yield f"{labelled('benefits', self.label)}:"
        for it in self.below:
            yield from indented(it.lines())

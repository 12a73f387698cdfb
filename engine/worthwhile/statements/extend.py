"""``extend "saas.worth"``: another model's statements, taken in."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item
from worthwhile.statements.statement import Statement
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import quote
from worthwhile.syntax.tree import Part, Quoted
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Extend(Statement):
    """The file that is extended."""

    path: Quoted
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        return cls(cast("Quoted", part.children[0]), part.span)

    def items(self) -> Iterator[Item]:
        return iter(())  # what it takes in are statements: they come before there are items

    def lines(self) -> Iterator[Line]:
        yield line(self.span.start, f"extend {quote(self.path.text)}")

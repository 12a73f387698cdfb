"""``correlate churn with price at 0.3``: two uncertain names that move together."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Correlated, Item
from worthwhile.statements.statement import Statement, value_text
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import expression_text
from worthwhile.syntax.tree import Expression, Name, Part
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Correlate(Statement):
    """Two names and their correlation."""

    one: Name
    other: Name
    at: Expression
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        one, other, at = part.children
        return cls(cast("Name", one), cast("Name", other), cast("Expression", at), part.span)

    def items(self) -> Iterator[Item]:
        yield Correlated(self.one, self.other, self.at, self.span)

    def lines(self) -> Iterator[Line]:
        names = f"{expression_text(self.one)} with {expression_text(self.other)}"
        yield line(self.span.start, f"correlate {names} at {value_text(self.at)}")

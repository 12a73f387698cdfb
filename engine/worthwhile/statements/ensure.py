"""``ensure churn <= 20% else "Above any churn we have seen"``: what must hold, or the run fails."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Condition, Item, Kind
from worthwhile.statements.statement import Statement, value_cell, words
from worthwhile.syntax.columns import Cell, Line, line
from worthwhile.syntax.format import quote
from worthwhile.syntax.tree import Expression, Part
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Ensure(Statement):
    """A condition, and what is said where it does not hold."""

    that: Expression
    otherwise: str
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        that, otherwise = part.children
        return cls(cast("Expression", that), words(otherwise), part.span)

    def items(self) -> Iterator[Item]:
        yield Condition(Kind.ENSURE, self.that, self.span, self.otherwise)

    def lines(self) -> Iterator[Line]:
        say = Cell(f"else {quote(self.otherwise)}" if self.otherwise else "", loose=True)
        yield line(self.span.start, value_cell("ensure", self.that), say)

"""``ensure churn <= 20% else "Above any churn we have seen"``: what must hold, or the run fails."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Condition, Item, Kind
from worthwhile.statements.statement import Statement, words
from worthwhile.syntax.format import expression_text, quote
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

    def lines(self) -> Iterator[str]:
        say = f" else {quote(self.otherwise)}" if self.otherwise else ""
        yield f"ensure {expression_text(self.that)}{say}"

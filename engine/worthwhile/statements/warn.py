"""``warn "High churn" when churn > 10%``: what is worth a second look."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Condition, Item, Kind
from worthwhile.statements.statement import Statement, value_cell, words
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import quote
from worthwhile.syntax.tree import Expression, Operation, Part
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Warn(Statement):
    """What is said, and when."""

    say: str
    when: Expression
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        say, when = part.children
        return cls(words(say), cast("Expression", when), part.span)

    def items(self) -> Iterator[Item]:
        calm = Operation("not", (self.when,), self.when.span)
        yield Condition(Kind.WARN, calm, self.span, self.say)

    def lines(self) -> Iterator[Line]:
        yield line(self.span.start, f"warn {quote(self.say)}", value_cell("when", self.when, loose=True))

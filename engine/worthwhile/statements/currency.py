"""``currency USD``: the model's money, and what ``$`` stands for."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import CurrencyOf, Item
from worthwhile.statements.statement import Statement
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.tree import Part, Word
from worthwhile.text.frozen import frozen


@frozen
class Currency(Statement):
    """The model's own currency."""

    code: Word

    @classmethod
    def read(cls, part: Part) -> Self:
        return cls(cast("Word", part.children[0]))

    def items(self) -> Iterator[Item]:
        yield CurrencyOf(self.code)

    def lines(self) -> Iterator[Line]:
        yield line(self.code.span.start, f"currency {self.code.text}")

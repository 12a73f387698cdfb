"""``model subscription_clv "Discounted customer lifetime value"``: what the model is called."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Heading, Item
from worthwhile.statements.statement import Statement, labelled, words
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Part, Word
from worthwhile.text.frozen import frozen


@frozen
class Header(Statement):
    """The model's name and label."""

    name: Word
    label: str

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label = part.children
        return cls(cast("Word", name), words(label))

    def items(self) -> Iterator[Item]:
        yield Heading(self.name.text, self.label, self.name.span)

    def lines(self) -> Iterator[Line]:
        yield line(self.name.span.start, labelled(f"model {name_text(self.name.text)}", self.label))

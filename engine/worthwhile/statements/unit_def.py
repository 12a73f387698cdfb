"""``unit seat``, ``unit box = 12 pieces``: a unit of the model's own."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, OwnUnit
from worthwhile.statements.statement import Statement, labelled, words
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import expression_text, name_text
from worthwhile.syntax.tree import Number, Part, Word
from worthwhile.text.frozen import frozen


@frozen
class UnitDef(Statement):
    """A unit, perhaps a multiple of another."""

    name: Word
    label: str
    size: Number | None

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, size = part.children
        return cls(cast("Word", name), words(label), cast("Number | None", size))

    def items(self) -> Iterator[Item]:
        yield OwnUnit(self.name.text, self.label, self.size, self.name.span)

    def lines(self) -> Iterator[Line]:
        head = labelled(f"unit {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head} = {expression_text(self.size)}" if self.size else head)

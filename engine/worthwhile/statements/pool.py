"""``pool crew_hours = crew * hours_worked``: what benefits may only take shares of."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Defined, Item, Role
from worthwhile.statements.formula import definition_line
from worthwhile.statements.statement import Statement, words
from worthwhile.syntax.columns import Line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Expression, Part, TypeText, Word
from worthwhile.text.frozen import frozen


@frozen
class Pool(Statement):
    """A quantity of which at most all can be claimed."""

    name: Word
    label: str
    type: TypeText | None
    expression: Expression

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, type_, expression = part.children
        return cls(cast("Word", name), words(label), cast("TypeText | None", type_), cast("Expression", expression))

    def items(self) -> Iterator[Item]:
        yield Defined(self.name.text, Role.POOL, self.name.span, self.expression, self.label, self.type)

    def lines(self) -> Iterator[Line]:
        yield definition_line(f"pool {name_text(self.name.text)}", self, "pool")

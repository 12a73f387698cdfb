"""``clv "Lifetime value" : USD = npv(margin * survival, rate: discount) - cac``: a name and its value."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Declared, Defined, Item, Role
from worthwhile.statements.statement import Statement, labelled, words
from worthwhile.syntax.format import expression_text, head_text, type_text
from worthwhile.syntax.tree import Expression, Part, TypeText, Word
from worthwhile.text.frozen import frozen

AS_OF = "as_of"
"""The one formula that is an assumption: the day a run looks from."""


@frozen
class Formula(Statement):
    """A name, perhaps with a declared type, and the expression that gives its value."""

    name: Word
    label: str
    type: TypeText | None
    expression: Expression

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, type_, expression = part.children
        return cls(cast("Word", name), words(label), cast("TypeText | None", type_), cast("Expression", expression))

    def items(self) -> Iterator[Item]:
        at = self.name.span
        if self.name.text == AS_OF:
            yield Declared(
                AS_OF, Role.ASSUMPTION, at, self.label, self.type, default=self.expression, source="the model"
            )
        else:
            yield Defined(self.name.text, Role.FORMULA, at, self.expression, self.label, self.type)

    def lines(self) -> Iterator[str]:
        yield definition_line(head_text(self.name.text), self.label, self.type, self.expression)


def definition_line(head: str, label: str, type_: TypeText | None, expression: Expression) -> str:
    """A name, its label, its type and its expression on one line."""
    declared = f" : {type_text(type_)}" if type_ else ""
    return f"{labelled(head, label)}{declared} = {expression_text(expression)}"

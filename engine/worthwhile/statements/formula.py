"""``clv "Lifetime value" : USD = npv(margin * survival, rate: discount) - cac``: a name and its value."""

from collections.abc import Iterator
from typing import Protocol, Self, cast

from worthwhile.meaning.items import Declared, Defined, Item, Role
from worthwhile.statements.statement import Statement, label_cell, value_cell, words
from worthwhile.syntax.columns import Cell, Line, line
from worthwhile.syntax.format import head_text, name_text, type_text
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

    def lines(self) -> Iterator[Line]:
        head = head_text(self.name.text) if self.label else name_text(self.name.text)
        yield definition_line(head, self, "formula")


class Definition(Protocol):
    """What a formula, a pool, a benefit have in common."""

    @property
    def name(self) -> Word:
        """Its name."""

    @property
    def label(self) -> str:
        """Its label, or nothing."""

    @property
    def type(self) -> TypeText | None:
        """Its type, where one is declared."""

    @property
    def expression(self) -> Expression:
        """Its value."""


def definition_line(head: str, it: Definition, kind: str, *more: Cell) -> Line:
    """A name, its label, and its type and expression: in columns, where it has a label or stands in a block."""
    value = value_cell(f": {type_text(it.type)} =" if it.type else "=", it.expression)
    if kind == "line" or it.label:
        return line(it.name.span.start, head, label_cell(it.label), value, *more, kind=kind, joint="  ")
    return line(it.name.span.start, head, value)

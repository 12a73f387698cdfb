"""``define share(part, whole) = if whole = 0 then 0% else part / whole``: a function of the model's own."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, Macro
from worthwhile.statements.statement import Statement, labelled, value_cell, words
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Expression, Part, Word
from worthwhile.text.frozen import frozen


@frozen
class Define(Statement):
    """A function: put in where it is called, its units checked at each call."""

    name: Word
    label: str
    parameters: tuple[Word, ...]
    body: Expression

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, *parameters, body = part.children
        said = tuple(cast("Word", it) for it in parameters)
        return cls(cast("Word", name), words(label), said, cast("Expression", body))

    def items(self) -> Iterator[Item]:
        yield Macro(self.name.text, self.parameters, self.body, self.name.span, self.label)

    def lines(self) -> Iterator[Line]:
        head = labelled(f"define {name_text(self.name.text)}", self.label)
        named = ", ".join(name_text(it.text) for it in self.parameters)
        yield line(self.name.span.start, f"{head}{' ' if self.label else ''}({named})", value_cell("=", self.body))

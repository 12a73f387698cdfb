"""``fit buying = bgnbd(frequency, recency, age)``: a model estimated from the whole table."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Defined, Item, Role
from worthwhile.statements.bindings import Binding, binding_cells, read_bindings
from worthwhile.statements.statement import Statement, labelled, value_cell, words
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Call, Fitting, Part, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Fit(Statement):
    """A fit by its name, what estimates it, and the parameters that are fixed."""

    name: Word
    label: str
    call: Call
    bindings: tuple[Binding, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, call, bindings = part.children
        head = cast("Word", name)
        return cls(head, words(label), cast("Call", call), read_bindings(bindings), part.span)

    def items(self) -> Iterator[Item]:
        names = tuple(Word(it.name.text, it.name.span) for it in self.bindings)
        made = Fitting(self.call, names, tuple(it.value for it in self.bindings), self.span)
        yield Defined(self.name.text, Role.FIT, self.name.span, made, self.label)

    def lines(self) -> Iterator[Line]:
        head = labelled(f"fit {name_text(self.name.text)}", self.label)
        fixed = binding_cells("with", map(str, self.bindings))
        yield line(self.name.span.start, head, value_cell("=", self.call), *fixed)

"""``import "shared/margins.worth" as margins``, ``import clv.subscription as base with margin = m``."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Bound, Imported, Item
from worthwhile.statements.bindings import Binding, binding_cells, read_bindings
from worthwhile.statements.statement import Statement, labelled, words
from worthwhile.syntax.columns import Cell, Line, line
from worthwhile.syntax.format import expression_text, name_text, quote
from worthwhile.syntax.tree import Name, Part, Quoted, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Import(Statement):
    """Another model, from a path or a library, under a name of its own."""

    origin: Quoted | Name
    name: Word
    label: str
    bindings: tuple[Binding, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        origin, name, label, bindings = part.children
        bound = read_bindings(bindings)
        return cls(cast("Quoted | Name", origin), cast("Word", name), words(label), bound, part.span)

    def items(self) -> Iterator[Item]:
        given = tuple((it.name, Bound(it.value, it.span)) for it in self.bindings)
        yield Imported(self.name.text, self.label, self.origin, given, self.span)

    def lines(self) -> Iterator[Line]:
        origin = quote(self.origin.text) if isinstance(self.origin, Quoted) else expression_text(self.origin)
        named = Cell(f"as {labelled(name_text(self.name.text), self.label)}", loose=True)
        yield line(self.span.start, f"import {origin}", named, *binding_cells("with", map(str, self.bindings)))

"""``lookup plans by plan_id:``: one row for each key that entities or records name."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, Role, TableOf
from worthwhile.statements.declaration import Declaration
from worthwhile.statements.statement import Statement, labelled, parts, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Part, Word
from worthwhile.text import Finding, Span
from worthwhile.text.frozen import frozen


@frozen
class Lookup(Statement):
    """A table to look up in: its name, its key and its columns."""

    name: Word
    label: str
    by: Word
    columns: tuple[Declaration, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, by, *columns = part.children
        said = tuple(map(Declaration.read, parts(columns)))
        head = cast("Word", name)
        return cls(head, words(label), cast("Word", by), said, head.span)

    def findings(self) -> Iterator[Finding]:
        for it in self.columns:
            yield from it.findings()

    def items(self) -> Iterator[Item]:
        yield TableOf(self.name.text, self.label, None, self.by, self.span)
        for it in self.columns:
            yield it.declared(Role.COLUMN, self.name.text)

    def lines(self) -> Iterator[Line]:
        head = labelled(f"lookup {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head} by {name_text(self.by.text)}:")
        yield from deeper(it.line() for it in self.columns)

"""``records orders of customer by customer_id:``: many rows for each row of the entity."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, NotYet
from worthwhile.statements.declaration import Declaration
from worthwhile.statements.statement import Statement, labelled, parts, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Part, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Records(Statement):
    """A child table: its name, whose it is, by which key, and its columns."""

    name: Word
    label: str
    of: Word
    by: Word
    columns: tuple[Declaration, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, of, by, *columns = part.children
        said = tuple(map(Declaration.read, parts(columns)))
        head = cast("Word", name)
        return cls(head, words(label), cast("Word", of), cast("Word", by), said, head.span)

    def items(self) -> Iterator[Item]:
        yield NotYet("records", self.span, (self.name.text,))

    def lines(self) -> Iterator[Line]:
        head = labelled(f"records {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head} of {name_text(self.of.text)} by {name_text(self.by.text)}:")
        yield from deeper(it.line() for it in self.columns)

"""``dated price as USD per month:``: a step function of the calendar."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, NotYet
from worthwhile.statements.statement import Statement, labelled, parts, value_text, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import name_text, unit_text
from worthwhile.syntax.tree import DateText, Expression, Part, UnitText, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Dated(Statement):
    """A value from each of its dates on."""

    name: Word
    label: str
    unit: UnitText
    rows: tuple[tuple[DateText, Expression], ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, unit, *rows = part.children
        said = tuple((cast("DateText", it.children[0]), cast("Expression", it.children[1])) for it in parts(rows))
        head = cast("Word", name)
        return cls(head, words(label), cast("UnitText", unit), said, head.span)

    def items(self) -> Iterator[Item]:
        yield NotYet("dated", self.span, (self.name.text,))

    def lines(self) -> Iterator[Line]:
        head = labelled(f"dated {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head} as {unit_text(self.unit)}:")
        for date, value in self.rows:
            row = line(date.span.start, f"from {date.text}", f"= {value_text(value)}", kind="row")
            yield from deeper([row])

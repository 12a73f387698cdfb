"""``dated price as USD per month:``: a step function of the calendar."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Defined, Item, Role
from worthwhile.statements.statement import Statement, labelled, parts, value_text, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import name_text, unit_text
from worthwhile.syntax.tree import DateText, Expression, Part, Tabulated, UnitText, Word
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
        return cls(head, words(label), cast("UnitText", unit), said, part.span)

    def items(self) -> Iterator[Item]:
        keys, values = (tuple(it) for it in zip(*self.rows, strict=True))
        table = Tabulated(keys, values, None, self.unit, None, None, self.span)
        yield Defined(self.name.text, Role.DATED, self.name.span, table, self.label)

    def lines(self) -> Iterator[Line]:
        head = labelled(f"dated {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head} as {unit_text(self.unit)}:")
        for date, value in self.rows:
            row = line(date.span.start, f"from {date.text}", f"= {value_text(value)}", kind="row")
            yield from deeper([row])

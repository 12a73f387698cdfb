"""``timeline 36 months from 2026-01 paid end``: the periods of the model."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, TimelineOf
from worthwhile.statements.statement import Statement, words
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import expression_text
from worthwhile.syntax.tree import DateText, Name, Number, Part
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Timeline(Statement):
    """How many periods, from when, and when in a period is paid."""

    length: Number | Name
    starts: DateText | None
    paid: str
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        length, starts, paid = part.children
        begins = cast("DateText", starts.children[0]) if isinstance(starts, Part) else None
        when = words(paid.children[0]) if isinstance(paid, Part) else ""
        return cls(cast("Number | Name", length), begins, when, part.span)

    def items(self) -> Iterator[Item]:
        yield TimelineOf(self.length, self.starts, self.paid, self.span)

    def lines(self) -> Iterator[Line]:
        starts = f" from {self.starts.text}" if self.starts else ""
        paid = f" paid {self.paid}" if self.paid else ""
        yield line(self.span.start, f"timeline {expression_text(self.length)}{starts}{paid}")

"""``outputs:``: the names that a run returns, in order."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, Shown
from worthwhile.statements.statement import Statement, label_cell, parts, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import expression_text, unit_text
from worthwhile.syntax.tree import Name, Part, UnitText
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Outputs(Statement):
    """The outputs."""

    shown: tuple[Shown, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        return cls(tuple(map(_read, parts(part.children))), part.span)

    def items(self) -> Iterator[Item]:
        yield from self.shown

    def lines(self) -> Iterator[Line]:
        yield line(self.span.start, "outputs:")
        for it in self.shown:
            unit = f"as {unit_text(it.unit)}" if it.unit else ""
            digits = f"rounded {it.digits}" if it.digits is not None else ""
            cells = (expression_text(it.name), label_cell(it.label), unit, digits)
            yield from deeper([line(it.name.span.start, *cells, kind="output", joint="  ")])


def _read(part: Part) -> Shown:
    name, label, *display = part.children
    unit = next((cast("UnitText", it.children[0]) for it in parts(display, "shown_as")), None)
    digits = next((words(it.children[0]) for it in parts(display, "rounded")), None)
    return Shown(cast("Name", name), words(label), unit, _whole(digits), part.span)


def _whole(text: str | None) -> int | None:
    return int(float(text.replace("_", ""))) if text and text.replace("_", "").isdigit() else None

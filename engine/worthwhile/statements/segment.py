"""``segment tier:``: which of several names a row gets, by conditions."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, NotYet
from worthwhile.statements.statement import Statement, label_cell, labelled, parts, value_cell, words
from worthwhile.syntax.columns import Cell, Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Expression, Part, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen

POLICIES = {"exactly_one": "(exactly one)", "first_match": "(first match)", "adding": "(sum)"}


@frozen
class Row:
    """A label and the condition under which it is given; nothing: otherwise."""

    name: Word
    label: str
    when: Expression | None


@frozen
class Segment(Statement):
    """A category, its labels and their conditions."""

    name: Word
    label: str
    policy: str
    rows: tuple[Row, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, policy, *rows = part.children
        head = cast("Word", name)
        said = tuple(map(_row, parts(rows)))
        return cls(head, words(label), policy.rule if isinstance(policy, Part) else "", said, head.span)

    def items(self) -> Iterator[Item]:
        yield NotYet("segment", self.span, (self.name.text,))

    def lines(self) -> Iterator[Line]:
        policy = f" {POLICIES[self.policy]}" if self.policy else ""
        head = labelled(f"segment {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head}{policy}:")
        for row in self.rows:
            condition = value_cell("when", row.when, loose=True) if row.when else Cell("otherwise")
            cells = (name_text(row.name.text), label_cell(row.label), condition)
            yield from deeper([line(row.name.span.start, *cells, kind="segment", joint="  ")])


def _row(part: Part) -> Row:
    name, label, *when = part.children
    return Row(cast("Word", name), words(label), cast("Expression", when[0]) if when else None)

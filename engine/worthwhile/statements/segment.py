"""``segment tier:``: which of several names a row gets, by conditions."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Defined, Item, Role
from worthwhile.meaning.proofs import complaints
from worthwhile.statements.statement import Statement, label_cell, labelled, parts, value_cell, words
from worthwhile.syntax.columns import Cell, Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Expression, Part, Rule, Rules, Word
from worthwhile.text import Finding, Span
from worthwhile.text.frozen import frozen

POLICIES = {"exactly_one": "(exactly one)", "first_match": "(first match)", "adding": "(sum)"}


@frozen
class Row:
    """A label and the condition under which it is given; nothing: otherwise."""

    name: Word
    label: str
    when: Expression | None

    @property
    def span(self) -> Span:
        """Where the row stands."""
        return self.name.span.to(self.when.span) if self.when else self.name.span

    def rule(self) -> Rule:
        """What has to hold."""
        return Rule(self.name.text, (self.when,) if self.when else (), self.span)


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

    def findings(self) -> Iterator[Finding]:
        first: dict[str, Span] = {}
        for row in self.rows:
            what = f"`{row.name.text}`" if row.when else "`otherwise`"
            for said in {f"the row `{row.name.text}`", f"the row {what}"}:
                known = first.setdefault(said, row.name.span)
                if known is not row.name.span:
                    yield complaints.row_twice(said, self.name.text, row.name.span, known)

    def items(self) -> Iterator[Item]:
        name = self.name.text
        rows = tuple(it.rule() for it in self.rows)
        yield Defined(name, Role.SEGMENT, self.span, Rules(name, self.policy, (), rows, self.span), self.label)

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

"""``margin "Margin" : USD per month = $10 in $0.. source "billing"``: one line of a block of names.

Not a statement of its own: assumptions, inputs, records and lookups are made of such lines.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self, cast

from worthwhile.meaning.items import Declared, Item, Role
from worthwhile.statements.statement import Statement, label_cell, parts, type_cell, value_cell, words
from worthwhile.syntax import complaints
from worthwhile.syntax.columns import Cell, Line, deeper, line
from worthwhile.syntax.format import VALUE, as_written, name_text, quote
from worthwhile.syntax.pieces import distribution_text
from worthwhile.syntax.tree import (
    Choice,
    Expression,
    Part,
    Quoted,
    Range,
    TypeText,
    Word,
)
from worthwhile.text import Finding, Span
from worthwhile.text.frozen import frozen

SPOKEN = {
    "default": "the default",
    "within_bounds": "the range",
    "uncertain": "the distribution",
    "optional": "`optional`",
    "column": "the column",
    "source": "the source",
}
ATTRIBUTES = tuple(SPOKEN)
"""What can follow the type, in the order in which it is written."""


@frozen
class Declaration:
    """A name with its type and attributes."""

    name: Word
    label: str
    type: TypeText | None
    attributes: tuple[Part, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> "Declaration":
        """Make one of what its rule gives."""
        name, label, type_, *attributes = part.children
        said = tuple(cast("Part", it) for it in attributes)
        return cls(cast("Word", name), words(label), cast("TypeText | None", type_), said, part.span)

    def findings(self) -> Iterator[Finding]:
        """What it says twice."""
        first: dict[str, Span] = {}
        for attribute in self.attributes:
            known = first.setdefault(attribute.rule, attribute.span)
            if known is not attribute.span:
                yield complaints.said_twice(attribute.span, SPOKEN[attribute.rule], known)

    def declared(self, role: Role, table: str = "") -> Declared:
        """What it comes down to."""
        said = {it.rule: it for it in self.attributes}

        def value(rule: str) -> object:
            return said[rule].children[0] if rule in said else None

        return Declared(
            f"{table}.{self.name.text}" if role is Role.COLUMN else self.name.text,
            role,
            self.name.span,
            self.label,
            self.type,
            default=cast("Expression | None", value("default")),
            bounds=cast("Range | Choice | None", value("within_bounds")),
            distribution=cast("Part | None", value("uncertain")),
            optional="optional" in said,
            column=words(cast("Quoted | None", value("column"))),
            source=words(cast("Quoted | None", value("source"))),
            table=table,
        )

    def line(self) -> Line:
        """The declaration as it is written."""
        said = {it.rule: it for it in self.attributes}
        values = [_attribute(said[rule]) if rule in said else Cell("") for rule in ATTRIBUTES]
        head = (name_text(self.name.text), label_cell(self.label), replace(type_cell(self.type), loose=True))
        return line(self.name.span.start, *head, *values, kind="declaration", joint="  ")


def _attribute(part: Part) -> Cell:
    value = part.children[0] if part.children else None
    match part.rule:
        case "default":
            return value_cell("=", cast("Expression", value), VALUE, loose=True)
        case "within_bounds":
            return Cell(f"in {as_written(cast('Range | Choice', value))}", loose=True)
        case "uncertain":
            return Cell(f"~ {distribution_text(cast('Part', value))}", loose=True)
        case "column":
            return Cell(f"from {quote(words(cast('Quoted', value)))}", loose=True)
        case "source":
            return Cell(f"source {quote(words(cast('Quoted', value)))}", loose=True)
    return Cell("optional", loose=True)


@frozen
class Declarations(Statement):
    """A statement of such lines and nothing else."""

    HEAD: ClassVar[str]
    ROLE: ClassVar[Role]

    declarations: tuple[Declaration, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        return cls(tuple(map(Declaration.read, parts(part.children))), part.span)

    def findings(self) -> Iterator[Finding]:
        for it in self.declarations:
            yield from it.findings()

    def items(self) -> Iterator[Item]:
        for it in self.declarations:
            yield it.declared(self.ROLE)

    def lines(self) -> Iterator[Line]:
        yield line(self.span.start, f"{self.HEAD}:")
        yield from deeper(it.line() for it in self.declarations)

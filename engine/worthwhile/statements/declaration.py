"""``margin "Margin" : USD per month = $10 in $0.. source "billing"``: one line of a block of names.

Not a statement of its own: assumptions, inputs, records and lookups are made of such lines.
"""

from collections.abc import Iterator
from typing import ClassVar, Self, cast

from worthwhile.meaning.items import Declared, Item, Role
from worthwhile.statements.statement import INDENT, Statement, labelled, parts, words
from worthwhile.syntax import complaints
from worthwhile.syntax.format import VALUE, expression_text, name_text, quote, type_text
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

    def line(self) -> str:
        """The declaration as it is written."""
        line = labelled(name_text(self.name.text), self.label)
        if self.type:
            line += f" : {type_text(self.type)}"
        for attribute in sorted(self.attributes, key=lambda it: ATTRIBUTES.index(it.rule)):
            line += f" {_attribute(attribute)}"
        return line


def _attribute(part: Part) -> str:
    value = part.children[0] if part.children else None
    match part.rule:
        case "default":
            return f"= {expression_text(cast('Expression', value), VALUE)}"
        case "within_bounds":
            return f"in {expression_text(cast('Range | Choice', value))}"
        case "uncertain":
            return f"~ {_distribution(cast('Part', value))}"
        case "column":
            return f"from {quote(words(cast('Quoted', value)))}"
        case "source":
            return f"source {quote(words(cast('Quoted', value)))}"
    return "optional"


def _distribution(part: Part) -> str:
    values = [expression_text(cast("Expression", it), VALUE) for it in part.children]
    return {"interval": " to ", "plus_minus": " +- "}.get(part.rule, "").join(values)


@frozen
class Declarations(Statement):
    """A statement of such lines and nothing else."""

    HEAD: ClassVar[str]
    ROLE: ClassVar[Role]

    declarations: tuple[Declaration, ...]

    @classmethod
    def read(cls, part: Part) -> Self:
        return cls(tuple(map(Declaration.read, parts(part.children))))

    def findings(self) -> Iterator[Finding]:
        for it in self.declarations:
            yield from it.findings()

    def items(self) -> Iterator[Item]:
        for it in self.declarations:
            yield it.declared(self.ROLE)

    def lines(self) -> Iterator[str]:
        yield f"{self.HEAD}:"
        for it in self.declarations:
            yield INDENT + it.line()

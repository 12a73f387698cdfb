"""Lines and groups under one total: what benefits and costs are.

Not a statement of its own, but what the two have in common. Each line is a formula, each group and the total the sum of what is
under it; ``when c`` makes a line 0 where c is false.
"""

from collections.abc import Iterator
from typing import ClassVar, Self, cast

from worthwhile.meaning.items import Defined, Item, Role
from worthwhile.statements.formula import definition_line
from worthwhile.statements.statement import Statement, labelled, parts, value_cell, words
from worthwhile.syntax.columns import Cell, Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Expression, If, Name, Number, Operation, Part, TypeText, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Entry:
    """One benefit or cost."""

    name: Word
    label: str
    type: TypeText | None
    expression: Expression
    when: Expression | None

    def defined(self, role: Role, group: str) -> Iterator[Item]:
        """The line as a formula."""
        value = self.expression
        if self.when:
            span = value.span.to(self.when.span)
            value = If(self.when, value, Number("0", None, (), self.when.span), span)
        yield Defined(self.name.text, role, self.name.span, value, self.label, self.type, group)

    def lines(self) -> Iterator[Line]:
        """The line as it is written."""
        when = value_cell("when", self.when, loose=True) if self.when else Cell("")
        yield definition_line(name_text(self.name.text), self, "line", when)


@frozen
class Group:
    """Lines and groups with a sum of their own."""

    name: Word
    label: str
    below: tuple["Entry | Group", ...]

    def defined(self, role: Role, group: str) -> Iterator[Item]:
        """What is under it, and its sum."""
        for it in self.below:
            yield from it.defined(role, self.name.text)
        yield total_of(self.name.text, self.name.span, self.label, self.below, group)

    def lines(self) -> Iterator[Line]:
        """The group as it is written."""
        yield line(self.name.span.start, f"{labelled(name_text(self.name.text), self.label)}:")
        for it in self.below:
            yield from deeper(it.lines())


def read_below(part: Part) -> Entry | Group:
    """A line or a group of what its rule gives."""
    name, label, *rest = part.children
    head = cast("Word", name)
    if part.rule == "group":
        return Group(head, words(label), tuple(read_below(cast("Part", it)) for it in rest))
    type_, expression, when = rest
    return Entry(
        head,
        words(label),
        cast("TypeText | None", type_),
        cast("Expression", expression),
        cast("Expression | None", when),
    )


def total_of(name: str, at: Span, label: str, below: tuple[Entry | Group, ...], group: str = "") -> Defined:
    """The sum of lines and groups."""
    names = tuple(Name((it.name.text,), it.name.span) for it in below)
    return Defined(name, Role.TOTAL, at, Operation("total", names, at), label, None, group)


@frozen
class Total(Statement):
    """A statement of lines and groups, and their total."""

    HEAD: ClassVar[str]
    ROLE: ClassVar[Role]

    label: str
    below: tuple[Entry | Group, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        label, *rest = part.children
        head = Span(part.span.source, part.span.start, part.span.start + len(cls.HEAD))
        return cls(words(label), tuple(map(read_below, parts(rest))), head)

    def items(self) -> Iterator[Item]:
        for it in self.below:
            yield from it.defined(self.ROLE, self.HEAD)
        yield total_of(self.HEAD, self.span, self.label, self.below)

    def lines(self) -> Iterator[Line]:
        yield line(self.span.start, f"{labelled(self.HEAD, self.label)}:")
        for it in self.below:
            yield from deeper(it.lines())

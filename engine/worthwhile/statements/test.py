"""``test "one steady customer":``: what is given, and what must come of it."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import (
    Change,
    Expect,
    ExpectError,
    Given,
    GivenScenario,
    GivenTable,
    How,
    Item,
    Trial,
)
from worthwhile.statements.bindings import Binding, read_bindings
from worthwhile.statements.statement import INDENT, Statement, parts, words
from worthwhile.syntax.format import VALUE, expression_text, name_text, quote
from worthwhile.syntax.tree import Expression, Name, Part, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen

TestLine = tuple[Binding, ...] | GivenScenario | GivenTable | Expect | ExpectError


@frozen
class Test(Statement):
    """A test by its name, with its lines."""

    name: str
    body: tuple[TestLine, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        name, *lines = part.children
        return cls(words(name), tuple(map(_read_line, parts(lines))), part.span)

    def items(self) -> Iterator[Item]:
        lines: list[Given | GivenScenario | GivenTable | Expect | ExpectError] = []
        for line in self.body:
            if isinstance(line, tuple):
                lines += [Given(Change(it.name.text, How.SET, it.value, it.span)) for it in line]
            else:
                lines.append(line)
        yield Trial(self.name, tuple(lines), self.span)

    def lines(self) -> Iterator[str]:
        yield f"test {quote(self.name)}:"
        for line in self.body:
            for text in _written(line):
                yield INDENT + text


def _read_line(part: Part) -> TestLine:
    match part.rule:
        case "given":
            return read_bindings(part.children[0])
        case "given_scenario":
            return GivenScenario(cast("Word", part.children[0]))
        case "given_table":
            name, head, *rows = part.children
            columns = tuple(cast("Word", it) for it in cast("Part", head).children)
            cells = tuple(tuple(cast("Expression", it) for it in row.children) for row in parts(rows))
            return GivenTable(cast("Name", name), columns, cells, part.span)
        case "expect_error":
            return ExpectError(words(part.children[0]), part.span)
    expression, within = part.children
    return Expect(cast("Expression", expression), cast("Expression | None", within), part.span)


def _written(line: TestLine) -> Iterator[str]:
    match line:
        case tuple():
            yield f"given {', '.join(map(_binding, line))}"
        case GivenScenario(name=name):
            yield f"given scenario {name_text(name.text)}"
        case GivenTable(name=name, columns=columns, rows=rows):
            yield f"given {_given_name(name)}:"
            yield INDENT + " | ".join(name_text(it.text) for it in columns)
            for row in rows:
                yield INDENT + " | ".join(expression_text(it, VALUE) for it in row)
        case Expect(expression=expression, within=within):
            near = f" within {expression_text(within, VALUE)}" if within else ""
            yield f"expect {expression_text(expression)}{near}"
        case ExpectError(code=code):
            yield f"expect error {quote(code)}"


def _binding(it: Binding) -> str:
    return f"{_given_name(it.name)} = {expression_text(it.value, VALUE)}"


def _given_name(name: Name) -> str:
    text = expression_text(name)
    return f"`{text}`" if text == "scenario" else text

"""``test "one steady customer":``: what is given, and what must come of it."""

from collections.abc import Iterable, Iterator
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
from worthwhile.statements.bindings import Binding, binding_cells, read_bindings
from worthwhile.statements.statement import Statement, parts, value_cell, value_text, words
from worthwhile.syntax.columns import Cell, Line, deeper, line
from worthwhile.syntax.format import expression_text, name_text, quote
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
        for said in self.body:
            if isinstance(said, tuple):
                lines += [Given(Change(it.name.text, How.SET, it.value, it.span)) for it in said]
            else:
                lines.append(said)
        yield Trial(self.name, tuple(lines), self.span)

    def lines(self) -> Iterator[Line]:
        yield line(self.span.start, f"test {quote(self.name)}:")
        for it in self.body:
            yield from deeper(_written(it))


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


def _written(it: TestLine) -> Iterator[Line]:
    match it:
        case tuple():
            yield line(it[0].span.start, *binding_cells("given", map(_binding, it)))
        case GivenScenario(name=name):
            yield line(name.span.start, f"given scenario {name_text(name.text)}")
        case GivenTable(name=name, columns=columns, rows=rows):
            yield line(it.span.start, f"given {_given_name(name)}:")
            yield from deeper([_row(columns[0].span.start, [name_text(column.text) for column in columns])])
            for row in rows:
                yield from deeper([_row(row[0].span.start, map(value_text, row))])
        case Expect(expression=expression, within=within):
            near = Cell(f"within {value_text(within)}" if within else "")
            yield line(it.span.start, value_cell("expect", expression), near)
        case ExpectError(code=code):
            yield line(it.span.start, f"expect error {quote(code)}")


def _row(at: int, cells: Iterable[str]) -> Line:
    first, *rest = cells
    return line(at, first, *(f"| {it}" for it in rest), kind="row")


def _binding(it: Binding) -> str:
    return f"{_given_name(it.name)} = {value_text(it.value)}"


def _given_name(name: Name) -> str:
    text = expression_text(name)
    return f"`{text}`" if text == "scenario" else text

"""``decide strategy:``: a table of conditions and what follows from them."""

from collections.abc import Iterable, Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, NotYet
from worthwhile.statements.segment import POLICIES
from worthwhile.statements.statement import Statement, labelled, parts, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import as_written, name_text
from worthwhile.syntax.pieces import cell_text
from worthwhile.syntax.tree import Expression, Part, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Result:
    """A result column."""

    name: Word
    label: str


@frozen
class Rule:
    """One row: its cells (none: otherwise), and what follows."""

    cells: tuple[Part, ...]
    outcomes: tuple[Expression, ...]
    span: Span


@frozen
class Decide(Statement):
    """A decision table."""

    name: Word
    label: str
    policy: str
    columns: tuple[Expression, ...]
    results: tuple[Result, ...]
    rows: tuple[Rule, ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, *rest = part.children
        policy = next(parts(rest, *POLICIES), None)
        heading = next(parts(rest, "heading"))
        columns, results = (cast("Part", it) for it in heading.children)
        head = cast("Word", name)
        return cls(
            head,
            words(label),
            policy.rule if policy else "",
            tuple(cast("Expression", it) for it in columns.children),
            tuple(_result(it) for it in parts(results.children)),
            tuple(map(_rule, parts(rest, "row", "otherwise_row"))),
            head.span,
        )

    def items(self) -> Iterator[Item]:
        yield NotYet("decide", self.span, tuple(it.name.text for it in self.results))

    def lines(self) -> Iterator[Line]:
        policy = f" {POLICIES[self.policy]}" if self.policy else ""
        head = labelled(f"decide {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head}{policy}:")
        results = [labelled(name_text(it.name.text), it.label) for it in self.results]
        yield from deeper([_table_row(self.columns[0].span.start, map(as_written, self.columns), results)])
        for row in self.rows:
            cells = map(cell_text, row.cells) if row.cells else ["otherwise", *[""] * (len(self.columns) - 1)]
            yield from deeper([_table_row(row.span.start, cells, map(as_written, row.outcomes))])


def _result(part: Part) -> Result:
    name, label = part.children
    return Result(cast("Word", name), words(label))


def _rule(part: Part) -> Rule:
    *cells, outcomes = (cast("Part", it) for it in part.children)
    inside = tuple(cast("Part", it) for it in cells[0].children) if cells else ()
    return Rule(inside, tuple(cast("Expression", it) for it in outcomes.children), part.span)


def _table_row(at: int, cells: Iterable[str], outcomes: Iterable[str]) -> Line:
    """A row, its signs at the beginning of the columns that they lead in."""
    first, *rest = cells
    result, *more = outcomes
    signed = [f"| {it}" if it else "" for it in rest]
    return line(at, first, *signed, f"-> {result}", *(f"| {it}" for it in more), kind="row")

"""``decide strategy:``: a table of conditions and what follows from them."""

from collections.abc import Iterable, Iterator
from typing import Self, cast

from worthwhile.meaning.items import Defined, Item, Role
from worthwhile.meaning.proofs import complaints
from worthwhile.statements.segment import POLICIES
from worthwhile.statements.statement import Statement, labelled, parts, words
from worthwhile.syntax import tree
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import as_written, name_text
from worthwhile.syntax.pieces import cell_text
from worthwhile.syntax.tree import Chosen, Expression, Missing, Name, Part, Rules, Summed, Word
from worthwhile.text import Finding, Span
from worthwhile.text.frozen import frozen

HEAD, ADDING = "decide", "adding"


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

    def findings(self) -> Iterator[Finding]:
        for row in self.rows[:-1]:
            if not row.cells:
                yield complaints.otherwise_before(row.span)
        for row in self.rows:
            if row.cells and len(row.cells) != len(self.columns):
                span = row.cells[0].span.to(row.cells[-1].span)
                yield complaints.cell_count(len(row.cells), len(self.columns), span)
            if len(row.outcomes) != len(self.results):
                span = row.outcomes[0].span.to(row.outcomes[-1].span)
                yield complaints.result_count(len(row.outcomes), len(self.results), span)

    def items(self) -> Iterator[Item]:
        numbered = enumerate(self.rows, 1)
        rows = tuple(tree.Rule(f"row {it}" if row.cells else "otherwise", row.cells, row.span) for it, row in numbered)
        rules = Rules(self.name.text, self.policy, self.columns, rows, self.span)
        which = Name((f"{HEAD} {self.name.text}",), self.span)
        if self.policy != ADDING:
            yield Defined(which.text, Role.HIDDEN, self.span, rules, self.label)
        for place, result in enumerate(self.results):
            at = result.name.span
            values = tuple(row.outcomes[place] if place < len(row.outcomes) else Missing(row.span) for row in self.rows)
            follows = Summed(rules, values, at) if self.policy == ADDING else Chosen(which, values, at)
            yield Defined(result.name.text, Role.DECISION, at, follows, result.label)

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
    follows = tuple(cast("Expression", it) for it in outcomes.children)
    span = Span(part.span.source, part.span.start, follows[-1].span.end)
    return Rule(inside, follows, span)


def _table_row(at: int, cells: Iterable[str], outcomes: Iterable[str]) -> Line:
    """A row, its signs at the beginning of the columns that they lead in."""
    first, *rest = cells
    result, *more = outcomes
    signed = [f"| {it}" if it else "" for it in rest]
    return line(at, first, *signed, f"-> {result}", *(f"| {it}" for it in more), kind="row")

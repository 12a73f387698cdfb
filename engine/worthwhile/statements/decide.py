"""``decide strategy:``: a table of conditions and what follows from them."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Defined, Item, Role
from worthwhile.meaning.proofs import complaints
from worthwhile.statements.segment import POLICIES
from worthwhile.statements.statement import INDENT, Statement, labelled, parts, words
from worthwhile.syntax import tree
from worthwhile.syntax.format import VALUE, choice_text, expression_text, name_text, range_text
from worthwhile.syntax.tree import Choice, Chosen, Expression, Missing, Name, Part, Range, Rules, Summed, Word
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

    def lines(self) -> Iterator[str]:
        policy = f" {POLICIES[self.policy]}" if self.policy else ""
        yield f"{labelled(f'decide {name_text(self.name.text)}', self.label)}{policy}:"
        columns = " | ".join(map(expression_text, self.columns))
        results = " | ".join(labelled(name_text(it.name.text), it.label) for it in self.results)
        yield f"{INDENT}{columns} -> {results}"
        for row in self.rows:
            cells = " | ".join(map(cell_text, row.cells)) if row.cells else "otherwise"
            yield f"{INDENT}{cells} -> {' | '.join(map(expression_text, row.outcomes))}"


def _result(part: Part) -> Result:
    name, label = part.children
    return Result(cast("Word", name), words(label))


def _rule(part: Part) -> Rule:
    *cells, outcomes = (cast("Part", it) for it in part.children)
    inside = tuple(cast("Part", it) for it in cells[0].children) if cells else ()
    follows = tuple(cast("Expression", it) for it in outcomes.children)
    span = Span(part.span.source, part.span.start, follows[-1].span.end)
    return Rule(inside, follows, span)


def cell_text(part: Part) -> str:
    """A cell as it is written."""
    match part.rule:
        case "any_cell":
            return "any"
        case "cell_or" | "cell_and":
            word = " or " if part.rule == "cell_or" else " and "
            return word.join(cell_text(cast("Part", it)) for it in part.children)
        case "cell_value":
            text = expression_text(cast("Expression", part.children[0]), VALUE)
            return "`any`" if text == "any" else text
        case "cell_compare":
            sign, value = part.children
            return f"{words(sign)} {expression_text(cast('Expression', value), VALUE)}"
        case "cell_range":
            return range_text(cast("Range", part.children[0]))
        case "cell_in" | "cell_not_in":
            bounds = cast("Range | Choice", part.children[0])
            inside = choice_text(bounds) if isinstance(bounds, Choice) else range_text(bounds)
            return f"{'not ' if part.rule == 'cell_not_in' else ''}in {inside}"
    kind = expression_text(cast("Expression", part.children[0]))
    return f"is {'not ' if part.rule == 'cell_is_not' else ''}{kind}"

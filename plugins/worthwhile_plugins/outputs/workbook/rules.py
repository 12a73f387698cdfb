"""Segments and decisions in a cell: which of several rows of tests holds, and what follows from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from worthwhile.plugin import core

if TYPE_CHECKING:
    from worthwhile_plugins.outputs.workbook.formulas import Formulas, Told

CALL, SUM = 10, 6
DEEPEST = 60
"""How deep conditions may lie in each other; a workbook takes 64."""
NOTHING = "NA()"


class TooDeepError(Exception):
    """More rows than conditions may lie in each other."""


def told(
    formulas: "Formulas",
    node: core.Match | core.Pick | core.AddUp,
    below: Sequence[core.Traced],
    period: int | None,
    axis: str,
) -> "Told":
    """Rows of tests as text."""
    match node:
        case core.Match(policy=core.Policy.COUNT):
            return _count(_held(formulas, node, below, period, axis)), CALL
        case core.Match(rows=rows):
            return _which(formulas, node, below, [_label(it.name) for it in rows], period, axis), CALL
        case core.Pick(which=which):
            results = [formulas.text(it, period, axis) for it in below[1:]]
            if isinstance(which, core.Match):
                return _which(formulas, which, below[0].below, results, period, axis), CALL
            assert isinstance(which.type, core.Category)  # noqa: S101 (what rows are picked by has labels)
            _deep(results)
            cell, found = formulas.text(below[0], period, axis), NOTHING
            for label, result in reversed(list(zip(which.type.labels, results, strict=True))):
                found = f"IF(EXACT({cell},{_label(label)}),{result},{found})"
            return found, CALL
        case core.AddUp():
            return _added(formulas, node, below, period, axis)


def _label(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _which(
    formulas: "Formulas",
    node: core.Match,
    below: Sequence[core.Traced],
    results: Sequence[str],
    period: int | None,
    axis: str,
) -> str:
    """The result of the row that holds."""
    held = _held(formulas, node, below, period, axis)
    pairs = [(test, result) for test, result in zip(held, results, strict=True) if test]
    rest = [result for test, result in zip(held, results, strict=True) if not test]
    tests = [it for it, _ in pairs]
    _deep(tests)
    if node.policy is core.Policy.FIRST:
        found = rest[0] if rest else NOTHING
        for test, result in reversed(pairs):
            found = f"IF({test},{result},{found})"
        return found
    # Of rows of which one alone may hold, one that holds counts though it is not known of another.
    sure = all(map(formulas.complete, below[: len(node.tests)]))
    found = NOTHING if not rest else rest[0] if sure else f"IF(OR({','.join(tests)}),{NOTHING},{rest[0]})"
    for test, result in reversed(pairs):
        found = f"IF({test},{result},{found})" if sure else f"IF(IFERROR({test},FALSE),{result},{found})"
    if len(tests) > 1 and not formulas.proven.get(node.span.text, False):
        found = f"IF({'+'.join(f'IFERROR(N({it}),0)' for it in tests)}>1,{NOTHING},{found})"
    return found


def _held(
    formulas: "Formulas", node: core.Match | core.AddUp, below: Sequence[core.Traced], period: int | None, axis: str
) -> list[str]:
    """Whether each row holds; nothing where it holds if no other does."""
    written = formulas.functions["and"].excel
    assert written is not None  # noqa: S101 (it is one of ours)
    tests = below[: len(node.tests)]
    found = []
    for row in node.rows:
        if row.tests is None:
            found.append("")
            continue
        texts = [formulas.text(tests[it], period, axis) for it in row.tests]
        if not texts:
            found.append("TRUE")
        elif len(texts) == 1:
            found.append(texts[0])
        elif all(formulas.complete(tests[it]) for it in row.tests):
            found.append(f"AND({','.join(texts)})")
        else:
            each = ",".join(written.each.replace("{}", it) for it in texts)
            found.append(written.text.replace("{all}", ",".join(texts)).replace("{each}", each))
    return found


def _count(held: Sequence[str]) -> str:
    tests = [it for it in held if it]
    total = "+".join(f"IFERROR(N({it}),0)" for it in tests) or "0"
    return f"IF({total}>0,{total},N(OR({','.join(tests)})))" if tests else "0"


def _added(
    formulas: "Formulas", node: core.AddUp, below: Sequence[core.Traced], period: int | None, axis: str
) -> "Told":
    """The values of all rows that hold."""
    held = _held(formulas, node, below, period, axis)
    values = [formulas.text(it, period, axis) for it in below[len(node.tests) :]]
    tests = [it for it in held if it]
    terms = []
    for test, value in zip(held, values, strict=True):
        if test:
            terms.append(f"IF({test},{value},0)")
        else:
            terms.append(f"IF(OR({','.join(tests)}),0,{value})" if tests else value)
    return "+".join(terms) or "0", SUM


def _deep(rows: Sequence[str]) -> None:
    if len(rows) > DEEPEST:
        message = f"{len(rows)} rows of tests"
        raise TooDeepError(message)

"""Segments and decisions in a cell: which of several rows of tests holds, and what follows from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from worthwhile.plugin import core

if TYPE_CHECKING:
    from worthwhile_plugins.outputs.workbook.formulas import Formulas, Told

CALL, SUM = 10, 6
DEEPEST = 60
"""How deep conditions may lie in each other; a workbook takes 64."""
NOTHING = "NA()"


class TooDeepError(Exception):
    """More rows than conditions may lie in each other."""


def told(formulas: "Formulas", trace: Any, period: int | None, axis: str) -> "Told":
    """Rows of tests as text."""
    node = trace.core
    match node:
        case core.Match(policy=core.Policy.COUNT):
            return _count(_held(formulas, trace, period, axis)), CALL
        case core.Match():
            results = [f'"{it.name.replace(chr(34), chr(34) * 2)}"' for it in node.rows]
            return _which(formulas, trace, results, period, axis), CALL
        case core.Pick():
            which, *values = trace.below
            results = [formulas.text(it, period, axis) for it in values]
            if isinstance(which.core, core.Match):
                return _which(formulas, which, results, period, axis), CALL
            labels = which.core.type.labels
            cell = formulas.text(which, period, axis)
            found = NOTHING
            for label, result in reversed(list(zip(labels, results, strict=True))):
                found = f'IF(EXACT({cell},"{label.replace(chr(34), chr(34) * 2)}"),{result},{found})'
            _deep(results)
            return found, CALL
        case _:
            return _added(formulas, trace, period, axis)


def _which(formulas: "Formulas", trace: Any, results: Sequence[str], period: int | None, axis: str) -> str:
    """The result of the row that holds."""
    node = trace.core
    held = _held(formulas, trace, period, axis)
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
    found = f"IF(OR({','.join(tests)}),{NOTHING},{rest[0]})" if rest else NOTHING
    for test, result in reversed(pairs):
        found = f"IF(IFERROR({test},FALSE),{result},{found})"
    if len(tests) > 1 and not _proven(formulas, node):
        found = f"IF({'+'.join(f'IFERROR(N({it}),0)' for it in tests)}>1,{NOTHING},{found})"
    return found


def _proven(formulas: "Formulas", node: Any) -> bool:
    """Whether it is known of the rows that no two can hold."""
    return formulas.proven.get(node.span.text, False)


def _held(formulas: "Formulas", trace: Any, period: int | None, axis: str) -> list[str]:
    """Whether each row holds; nothing where it holds if no other does."""
    node = trace.core
    written = formulas.functions["and"].excel
    tests = trace.below[: len(node.tests)]
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
        else:
            each = ",".join(written.each.replace("{}", it) for it in texts)
            found.append(written.text.replace("{all}", ",".join(texts)).replace("{each}", each))
    return found


def _count(held: Sequence[str]) -> str:
    tests = [it for it in held if it]
    total = "+".join(f"IFERROR(N({it}),0)" for it in tests) or "0"
    return f"IF({total}>0,{total},N(OR({','.join(tests)})))" if tests else "0"


def _added(formulas: "Formulas", trace: Any, period: int | None, axis: str) -> "Told":
    """The values of all rows that hold."""
    node = trace.core
    held = _held(formulas, trace, period, axis)
    values = [formulas.text(it, period, axis) for it in trace.below[len(node.tests) :]]
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

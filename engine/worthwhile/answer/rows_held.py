"""Which rows of a segment or a decision held, and what they looked at: as much as explains the value."""

from collections.abc import Iterable

from worthwhile.data.columns import Value
from worthwhile.meaning.core import TIME, AddUp, Match, Pick, Policy, Row
from worthwhile.plan.steps import Traced
from worthwhile.run.some_rows import RowValues


def cut_down(trace: Traced, values: RowValues) -> tuple[str, Traced]:
    """The words that tell why a value is what it is, and the node with only what counted below it.

    The words are empty where there is nothing to cut: other nodes, series, values that are missing.
    """
    core = trace.core
    if TIME in core.shape:
        return "", trace
    match core:
        case Match(policy=policy, rows=rows):
            return _of_match(trace, policy, rows, values)
        case Pick():
            return _of_pick(trace, values)
        case AddUp(rows=rows):
            return _of_sum(trace, rows, values)
    return "", trace


def _of_match(trace: Traced, policy: Policy, rows: tuple[Row, ...], values: RowValues) -> tuple[str, Traced]:
    """The row that holds; of the first match those before it, too, of `otherwise` all."""
    label = values.value(trace.slot)
    place = next((it for it, row in enumerate(rows) if row.name == label), None)
    if place is None:
        return "", trace
    row = rows[place]
    looked_at = rows[: place + 1] if policy is Policy.FIRST else rows[place : place + 1]
    tests = _tests(rows if row.tests is None else looked_at)
    return _words(row), Traced(trace.slot, trace.core, tuple(trace.below[it] for it in tests))


def _of_pick(trace: Traced, values: RowValues) -> tuple[str, Traced]:
    """The row that holds, and the result that belongs to it."""
    which, *results = trace.below
    label = values.value(which.slot)
    labels = values.steps[which.slot].labels
    if label is None:
        return "", Traced(trace.slot, trace.core, (which,))
    result = results[labels.index(str(label))]
    return " ".join(result.core.span.text.split()), Traced(trace.slot, trace.core, (which, result))


def _of_sum(trace: Traced, rows: tuple[Row, ...], values: RowValues) -> tuple[str, Traced]:
    """The rows that hold, and their results."""
    assert isinstance(trace.core, AddUp)  # noqa: S101 (the caller matched)
    count = len(trace.core.tests)
    tests, results = trace.below[:count], trace.below[count:]
    if values.value(trace.slot) is None:
        return "", trace
    held = [it for it, row in enumerate(rows) if row.tests is not None and _holds(row, tests, values)]
    held = held or [it for it, row in enumerate(rows) if row.tests is None]
    looked_at = _tests([rows[it] for it in held] if held and rows[held[0]].tests is not None else rows)
    words = " + ".join(" ".join(results[it].core.span.text.split()) for it in held)
    below = (*(tests[it] for it in looked_at), *(results[it] for it in held))
    return words or "no row holds", Traced(trace.slot, trace.core, below)


def _holds(row: Row, tests: tuple[Traced, ...], values: RowValues) -> bool:
    return all(_value(tests[it], values) is True for it in row.tests or ())


def _value(trace: Traced, values: RowValues) -> Value:
    return values.value(trace.slot)


def _tests(rows: Iterable[Row]) -> list[int]:
    return list(dict.fromkeys(it for row in rows for it in row.tests or ()))


def _words(row: Row) -> str:
    return " ".join(row.span.text.split()) if row.tests is not None else f"{row.name}, as no other row holds"

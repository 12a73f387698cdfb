"""Every sentence that can be said of the rows of segments and decisions."""

from collections.abc import Sequence
from dataclasses import replace

from worthwhile.text import Finding, Level, Note, Span
from worthwhile.units import Type, article


def _listed(names: Sequence[str], most: int = 3) -> str:
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# ---- the rows by themselves


def row_twice(what: str, title: str, again: Span, first: Span) -> Finding:
    """Two rows of one name, or two of what no other row takes."""
    hint = "one row takes all that no other does" if "otherwise" in what else "`or` joins two conditions of one row"
    return Finding(
        "W0205",
        Level.ERROR,
        f"{what} of `{title}` is defined twice",
        again,
        (Note(first, "first here"),),
        hint=hint,
    )


def cell_count(found: int, wanted: int, span: Span) -> Finding:
    """A row of a decision with more or fewer cells than columns."""
    return Finding(
        "W0212",
        Level.ERROR,
        f"this row has {found} cell{'s' * (found != 1)} before `->`, the head has {wanted}",
        span,
        expected=f"{wanted} cell{'s' * (wanted != 1)}",
        found=str(found),
        hint="`any` accepts every value; `otherwise` stands for the whole row",
    )


def result_count(found: int, wanted: int, span: Span) -> Finding:
    """A row of a decision with more or fewer results than columns of results."""
    return Finding(
        "W0212",
        Level.ERROR,
        f"this row has {found} result{'s' * (found != 1)} after `->`, the head has {wanted}",
        span,
        expected=f"{wanted} result{'s' * (wanted != 1)}",
        found=str(found),
        hint="`missing` says that a result has no value",
    )


def mixed_results(words: str, type_: Type, first: str, lead: Type, span: Span, at: Span) -> Finding:
    """Results of one column that are of two kinds."""
    return Finding(
        "W0301",
        Level.ERROR,
        f"`{words}` is {article(type_)}, and `{first}` in the same column is {article(lead)}",
        span,
        (Note(at, article(lead)),),
        expected=article(lead),
        found=article(type_),
        hint="the results of a column are of one kind: a second column takes the others",
    )


def no_sum_of(title: str, type_: Type, span: Span) -> Finding:
    """Results of a sum that are no numbers."""
    return Finding(
        "W0545",
        Level.ERROR,
        f"`{title} (sum)` adds up the results of its rows, and this is {article(type_)}",
        span,
        expected="a number",
        found=article(type_),
        hint="`(first match)` takes the result of one row",
    )


# ---- all rows together
# A row is told as `vip`, in backquotes, where it has a name, and as row 3 where it has none.


def _and_more(more: int, what: str) -> str:
    return f"; {more:,} more {what}" if more else ""


def _with(assumed: Sequence[str]) -> str:
    """The assumptions of whose values a finding comes."""
    return f"with {_listed(assumed)} " if assumed else ""


def overlap(title: str, point: str, one: tuple[str, Span], other: tuple[str, Span], where: str, more: int) -> Finding:
    """Two rows of which one has to hold, and both do."""
    first, second = sorted((one, other), key=lambda it: it[1].start)
    hint = f"both hold where {where}: " if where else ""
    return Finding(
        "W0540",
        Level.ERROR,
        f"{point or 'every value'} falls in both {first[0]} and {second[0]} of `{title}`",
        second[1],
        (Note(first[1], first[0]),),
        hint=f"{hint}narrow one of the two, or say `(first match)`{_and_more(more, 'pairs of rows overlap')}",
    )


def gap(title: str, point: str, where: str, span: Span) -> Finding:
    """A value for which no row holds."""
    hint = f"no row holds where {where}: " if where else ""
    return Finding(
        "W0541",
        Level.ERROR,
        f"{point or 'every value'} falls in no row of `{title}`",
        span,
        hint=f"{hint}widen a row, add one, or end with `otherwise`",
    )


def never(title: str, row: str, why: str, span: Span, assumed: Sequence[str], more: int) -> Finding:
    """A row that nothing falls in."""
    return Finding(
        "W0542",
        Level.WARNING if assumed else Level.ERROR,
        f"{_with(assumed)}{row} of `{title}` can never hold{f': {why}' if why else ''}",
        span,
        hint=f"mend its condition, or take it out{_and_more(more, 'rows can never hold')}",
    )


def unreachable(
    title: str, row: str, above: Sequence[tuple[str, Span]], span: Span, assumed: Sequence[str], more: int
) -> Finding:
    """A row behind others that take all that it could."""
    takes = "takes" if len(above) == 1 else "take"
    notes = tuple(Note(at, it) for it, at in above[:3])
    return Finding(
        "W0543",
        Level.WARNING if assumed else Level.ERROR,
        f"{_with(assumed)}{row} of `{title}` is never reached: {_listed([it for it, _ in above])} above {takes} all of it",
        span,
        notes,
        hint=f"put it further up, or take it out{_and_more(more, 'rows are never reached')}",
    )


def superfluous(title: str, row: str, span: Span) -> Finding:
    """A last resort that is never needed."""
    return Finding(
        "W0544",
        Level.WARNING,
        f"{row} of `{title}` is never needed: the others leave nothing out",
        span,
        hint="take it out: then a gap that a later change tears is told when the model loads",
    )


def too_many_cases(title: str, span: Span, *, in_data: bool) -> Finding:
    """Conditions that come to more cases than are looked through."""
    instead = "they are checked on every row of the data instead" if in_data else "whether each can hold is not known"
    return Finding(
        "W0940",
        Level.WARNING,
        f"the rows of `{title}` come to too many cases to be proven: {instead}",
        span,
        hint="fewer `or` within one condition, or a table by `decide`, can be proven",
    )


def too_many_rows(title: str, found: int, most: int, span: Span) -> Finding:
    """More rows in one table than the limit."""
    return Finding(
        "W0941",
        Level.ERROR,
        f"`{title}` has {found:,} rows: the limit is {most:,}",
        span,
        hint="a host can set the limit higher; a table as long as this may be better off in the data",
    )


def under_scenario(finding: Finding, scenario: str, span: Span) -> Finding:
    """What fails with the values of a scenario, and not without."""
    return replace(
        finding,
        level=Level.WARNING,
        message=f"under scenario `{scenario}` {finding.message}",
        notes=(*finding.notes, Note(span, "the scenario")),
    )


def otherwise_before(span: Span) -> Finding:
    """`otherwise` of a decision that is not its last row."""
    return Finding(
        "W0113",
        Level.ERROR,
        "`otherwise` is the last row of a decision",
        span,
        hint="it holds where no other row does: put it at the end",
    )

"""Every sentence that can be said of the rows of segments and decisions."""

from collections.abc import Sequence

from worthwhile.text import Finding, Level, Note, Span
from worthwhile.units import Type, article


def _listed(names: Sequence[str], most: int = 3) -> str:
    told = [f"`{it}`" for it in names[:most]]
    if len(names) > most:
        return f"{', '.join(told)} and {len(names) - most} more"
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


# ---- the rows by themselves


def row_twice(what: str, title: str, again: Span, first: Span) -> Finding:
    """Two rows of one name."""
    return Finding(
        "W0205",
        Level.ERROR,
        f"{what} of `{title}` is defined twice",
        again,
        (Note(first, "first here"),),
        hint="`or` joins two conditions of one row",
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


def _and_more(more: int, what: str) -> str:
    return f"; {more:,} more {what}" if more else ""


def overlap(title: str, point: str, one: tuple[str, Span], other: tuple[str, Span], where: str, more: int) -> Finding:
    """Two rows of which one has to hold, and both do."""
    first, second = sorted((one, other), key=lambda it: it[1].start)
    hint = f"both hold where {where}" if where else "both hold everywhere"
    return Finding(
        "W0540",
        Level.ERROR,
        f"{point or 'every value'} falls in both `{first[0]}` and `{second[0]}` of `{title}`",
        second[1],
        (Note(first[1], f"`{first[0]}`"),),
        hint=f"{hint}: narrow one of the two, or say `(first match)`{_and_more(more, 'pairs of rows overlap')}",
    )


def gap(title: str, point: str, where: str, span: Span) -> Finding:
    """A value for which no row holds."""
    return Finding(
        "W0541",
        Level.ERROR,
        f"{point or 'every value'} falls in no row of `{title}`",
        span,
        hint=f"no row holds{f' where {where}' if where else ''}: widen one, add one, or end with `otherwise`",
    )


def never(title: str, row: str, why: str, span: Span, *, assumed: bool, more: int) -> Finding:
    """A row that nothing falls in."""
    because = "with the present values of assumptions " if assumed else ""
    return Finding(
        "W0542",
        Level.WARNING if assumed else Level.ERROR,
        f"{because}the row `{row}` of `{title}` can never hold{why}",
        span,
        hint=f"mend its condition, or take it out{_and_more(more, 'rows can never hold')}",
    )


def unreachable(
    title: str, row: str, above: Sequence[tuple[str, Span]], span: Span, *, assumed: bool, more: int
) -> Finding:
    """A row behind others that take all that it could."""
    because = "with the present values of assumptions " if assumed else ""
    names = _listed([it for it, _ in above])
    takes = "takes" if len(above) == 1 else "take"
    notes = tuple(Note(at, f"`{it}`") for it, at in above[:3])
    return Finding(
        "W0543",
        Level.WARNING if assumed else Level.ERROR,
        f"{because}the row `{row}` of `{title}` is never reached: {names} above {takes} all of it",
        span,
        notes,
        hint=f"put it further up, or take it out{_and_more(more, 'rows are never reached')}",
    )


def superfluous(title: str, row: str, span: Span) -> Finding:
    """A last resort that is never needed."""
    return Finding(
        "W0544",
        Level.WARNING,
        f"the row `{row}` of `{title}` is never needed: the others leave nothing out",
        span,
        hint="without it a gap that a later change tears would be told when the model loads",
    )


def too_many_cases(title: str, span: Span) -> Finding:
    """Conditions that come to more cases than are looked through."""
    return Finding(
        "W0940",
        Level.WARNING,
        f"the rows of `{title}` come to too many cases to be proven: they are checked on every row of the data instead",
        span,
        hint="fewer `or` within one condition, or a table by `decide`, can be proven",
    )

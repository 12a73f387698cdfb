"""Every sentence that can be said of tables and of aggregates over their rows."""

from collections.abc import Iterable, Sequence

from worthwhile.text import Finding, Level, Note, Span, did_you_mean
from worthwhile.units import Type, article


def _error(code: str, message: str, span: Span, hint: str = "", *notes: Note) -> Finding:
    return Finding(code, Level.ERROR, message, span, notes, hint=hint)


def unknown_table(name: str, span: Span, known: Iterable[str]) -> Finding:
    """An axis that the model does not have."""
    known = list(known)
    listed = ", ".join(f"`{it}`" for it in known)
    return _error(
        "W0401",
        f"`over {name}`: there is no table or timeline of that name",
        span,
        did_you_mean(name, known) or (f"there is {listed}" if listed else "`entity` declares the main table"),
    )


def over_what(name: str, words: str, span: Span, axes: Sequence[str]) -> Finding:
    """An aggregate that does not say over what."""
    example = f"`{name}({words} over {axes[0]})`" if axes else "the model has neither entity, records nor timeline"
    return _error("W0401", f"`{name}` over what?", span, example)


def two_tables(name: str, tables: Sequence[str], span: Span) -> Finding:
    """Rows of two tables that have nothing to do with each other."""
    first, second = tables[:2]
    return _error(
        "W0401",
        f"`{name}` of rows of both `{first}` and `{second}`, which do not belong to each other",
        span,
        f"aggregate one of them inside: `sum({first}.x - sum({second}.y))`",
    )


def records_of_what(table: str, of: str, entity: str, span: Span) -> Finding:
    """Records of something else than the entity."""
    if not entity:
        hint = f"`entity {of} key ...` says what one row of the main table is"
        return _error("W0406", f"`{table}` are records of `{of}`, and the model has no entity", span, hint)
    return _error("W0406", f"`{table}` are records of `{of}`, but the entity is `{entity}`", span, f"`of {entity}`")


def no_key_holder(table: str, key: str, entity: str, span: Span) -> Finding:
    """A lookup whose key nobody has."""
    whose = f"`{entity}`" if entity else "the model"
    return _error(
        "W0407",
        f"nothing is looked up in `{table}`: neither {whose} nor any records have a `{key}`",
        span,
        f"declare it among the inputs or the columns of records: `{key} : text`",
    )


def key_of_what(table: str, key: str, type_: Type, span: Span) -> Finding:
    """A key that names no rows."""
    return _error(
        "W0408",
        f"`{key}` is {article(type_)}, and rows of `{table}` are not named by that",
        span,
        "a text, a category, a whole number, a date or a flag",
    )


def not_along(name: str, words: str, axis: str, span: Span) -> Finding:
    """An aggregate over an axis along which there is only one value."""
    return _error(
        "W0401",
        f"`{words}` has one value, not one for each row of `{axis}`",
        span,
        f"`{name}` would see the same value again and again; leave it out",
    )


def by_what(type_: Type, span: Span) -> Finding:
    """Groups by something that is no group."""
    return _error("W0401", f"`by` wants groups, not {type_}", span, "a category, a text, a flag, a date or a count")


def one_group(words: str, span: Span) -> Finding:
    """Groups by something that is the same in all the rows."""
    return _error(
        "W0401",
        f"`by {words}`: it is the same for all the rows that are aggregated",
        span,
        "leave it out: there would be one group",
    )


def order_wanted(name: str, words: str, span: Span) -> Finding:
    """first or last without an order."""
    return _error("W0401", f"`{name}` of what order?", span, f"`{name}({words} by orders.placed_on)`")


def fan_out(
    table: str, entity: str, words: str, span: Span, at: Span | None = None, *, condition: bool = False
) -> Finding:
    """Many records where one value per row of the entity is wanted; ``at`` is where they come in."""
    notes = (Note(at, f"a value for each row of `{table}`"),) if at else ()
    if condition:
        said, hint = (
            "any(...) or all(...)",
            f"`any({words})` or `all({words})`; `count({table} where {words})` counts them",
        )
    else:
        said = "sum(...), mean(...) or max(...)"
        hint = f"`sum({words})`, `mean({words})` or `max({words})`; `count({table})` counts them"
    return _error("W0405", f"many {table} per {entity or 'model'}: say {said}", span, hint, *notes)


def not_of_periods(name: str, span: Span) -> Finding:
    """An aggregate that gives each row a value, over the timeline."""
    return _error(
        "W0401",
        f"`{name}` places rows among one another, and periods are no rows",
        span,
        f"`{name}(... over customer)` places customers; `first_period` finds a period",
    )

"""Pieces of statements as text, the same in both spellings: cells, distributions, changes, timelines."""

from typing import cast

from worthwhile.syntax.format import VALUE, as_written, quote
from worthwhile.syntax.tree import Child, Choice, Expression, Name, Part, Quoted, Range, Word


def value_text(child: Child) -> str:
    """A value: in brackets where it is a condition."""
    return as_written(cast("Expression", child), VALUE)


def distribution_text(part: Part) -> str:
    """What follows `~`."""
    return {"interval": " to ", "plus_minus": " +- "}.get(part.rule, "").join(map(value_text, part.children))


def change_text(part: Part) -> str:
    """A value set, raised or lowered, without the sign that sets it."""
    value = value_text(part.children[0])
    return value if part.rule == "set_to" else f"{part.rule} {value}"


def bindings_text(part: Part) -> str:
    """Names and the values that they are bound to."""
    pairs = (cast("Part", it).children for it in part.children)
    return ", ".join(f"{as_written(cast('Name', name))} = {value_text(value)}" for name, value in pairs)


def timeline_text(part: Part) -> str:
    """How many periods, from when, and when in a period is paid."""
    length, starts, paid = part.children
    begins = f" from {value_text(starts.children[0])}" if isinstance(starts, Part) else ""
    when = f" paid {cast('Word', paid.children[0]).text}" if isinstance(paid, Part) else ""
    return f"{value_text(length)}{begins}{when}"


def expectation_text(part: Part) -> str:
    """What a test expects."""
    if part.rule == "expect_error":
        return f"error {quote(cast('Quoted', part.children[0]).text)}"
    expression, within = part.children
    near = f" within {value_text(within)}" if within else ""
    return f"{as_written(cast('Expression', expression))}{near}"


def cell_text(part: Part) -> str:
    """A cell as it is written."""
    match part.rule:
        case "any_cell":
            return "any"
        case "cell_or" | "cell_and":
            word = " or " if part.rule == "cell_or" else " and "
            return word.join(cell_text(cast("Part", it)) for it in part.children)
        case "cell_value":
            text = value_text(part.children[0])
            return "`any`" if text == "any" else text
        case "cell_compare":
            sign, value = part.children
            return f"{cast('Word', sign).text} {value_text(value)}"
        case "cell_range":
            return as_written(cast("Range", part.children[0]))
        case "cell_in" | "cell_not_in":
            inside = as_written(cast("Range | Choice", part.children[0]))
            return f"{'not ' if part.rule == 'cell_not_in' else ''}in {inside}"
    kind = as_written(cast("Expression", part.children[0]))
    return f"is {'not ' if part.rule == 'cell_is_not' else ''}{kind}"

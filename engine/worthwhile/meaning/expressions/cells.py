"""Cells of a decision: what a column is asked, without its left side."""

from typing import cast

from worthwhile.meaning import complaints
from worthwhile.meaning.core import Const, Core, IsMissing, unknown
from worthwhile.meaning.expressions import conditions, conversions
from worthwhile.meaning.expressions.at import At
from worthwhile.syntax.tree import Choice, DateText, Expression, Flag, Is, Missing, Name, Part, Range, Text, Word
from worthwhile.units import Amount, Category, Factor, Rate, Truth


def cell(at: At, column: Core, part: Part) -> Core | None:
    """A cell as a condition on its column; nothing where it accepts everything."""
    match part.rule:
        case "any_cell":
            return None
        case "cell_or":
            return conditions.either(_parts(at, column, part), part.span)
        case "cell_and":
            return conditions.both(_parts(at, column, part), part.span)
        case "cell_value":
            return _equal(at, column, cast("Expression", part.children[0]), part)
        case "cell_compare":
            sign, value = part.children
            return _compared(at, column, cast("Word", sign).text, cast("Expression", value), part)
        case "cell_range" | "cell_in" | "cell_not_in":
            bounds = cast("Range | Choice", part.children[0])
            found = conditions.inside(at, column, bounds, part.span, lambda it: _value(at, column, it))
            return conditions.turned(found, part.span, negated=part.rule == "cell_not_in")
    kind = cast("Name | Text | Missing | Flag", part.children[0])
    found = conditions.of_kind(at, column, Is(kind, kind, False, part.span))
    return conditions.turned(found, part.span, negated=part.rule == "cell_is_not")


def _parts(at: At, column: Core, part: Part) -> list[Core]:
    tests = (cell(at, column, cast("Part", it)) for it in part.children)
    return [it for it in tests if it is not None]


def _equal(at: At, column: Core, node: Expression, part: Part) -> Core:
    """A value alone: what the column has to be."""
    if isinstance(node, Missing):
        return IsMissing(column, Truth(), column.shape, part.span)
    if isinstance(column.type, Category):
        return conditions.has_label(at, column, node, part.span)
    return _compared(at, column, "=", node, part)


def _compared(at: At, column: Core, sign: str, node: Expression, part: Part) -> Core:
    if isinstance(node, DateText) and node.is_month:
        at.say(complaints.month_compared(node.text, node.span))
        return unknown(part.span, column.shape)
    return conditions.compare(at, sign, column, _value(at, column, node), part.span)


def _value(at: At, column: Core, node: Expression) -> Core:
    """A value in a cell: a literal takes over what it leaves out of the column's unit."""
    core, want = at.core(node), column.type
    has_unit = isinstance(want, Rate | Factor) or (isinstance(want, Amount) and bool(want.unit))
    if has_unit and isinstance(core, Const) and core.literal:
        return conversions.taken(at, core, want, node.span)
    return core

"""Values brought to a type: by ``as``, by a declaration, by an override."""

from dataclasses import replace

from worthwhile.meaning.core import Apply, Const, Core, adjusted, joined, retyped, unknown
from worthwhile.meaning.expressions import conditions
from worthwhile.meaning.expressions.at import At, Rule
from worthwhile.meaning.graph import resolved
from worthwhile.syntax.tree import Choice, Convert, Expression, Name, Number, Range, Text, UnitText
from worthwhile.text import Span
from worthwhile.units import (
    Amount,
    Category,
    Day,
    Factor,
    Operand,
    Rate,
    Refusal,
    Ruling,
    Setting,
    Tag,
    Type,
    Unknown,
)
from worthwhile.units import complaints as rulings
from worthwhile.units.rules import converting

POINTS = ("point", "points")


def convert(at: At, node: Convert) -> Core:
    """``x as USD per year``."""
    return converted(at, at.core(node.value), node.unit, node.span)


def converted(at: At, value: Core, unit: UnitText, span: Span) -> Core:
    """A value in another unit of its dimension."""
    want = at.types.unit(unit.words)
    if isinstance(want, Unknown):
        return unknown(span, value.shape)

    def rule(setting: Setting, x: Operand) -> Ruling:
        return converting.converted(setting, x, want)

    ruling = at.ruled(rule, (value,), span)
    if ruling is None:
        return unknown(span, value.shape)
    return replace(retyped(adjusted(value, ruling.of(0)), ruling.type), span=span)


def adopt(at: At, node: Expression, want: Type) -> Core:
    """A default, bound, given value or cell, for something declared as ``want``."""
    if isinstance(want, Category) and isinstance(node, Name | Text):
        meant = resolved(at.world.draft, node.text, at.sees) if isinstance(node, Name) else ""
        if meant not in at.world.facts or node.text in want.labels:
            label = conditions.label(at, want, node)
            return label if label is not None else unknown(node.span)
    return taken(at, at.core(node), want, node.span)


def taken(at: At, core: Core, want: Type, span: Span) -> Core:
    """A typed value for something declared: literals take over what they leave out."""

    def rule(setting: Setting, x: Operand) -> Ruling:
        return converting.adopted(setting, x, want)

    found = _brought(at, core, want, rule, span)
    return replace(found, literal=None) if isinstance(found, Const) else found


def fit(at: At, core: Core, want: Type, span: Span) -> Core:
    """A formula's value for the type that is declared for it."""
    if isinstance(core, Const) and core.literal:
        return taken(at, core, want, span)

    def rule(setting: Setting, x: Operand) -> Ruling:
        return converting.fitted(setting, x, want)

    return _brought(at, core, want, rule, span)


def _brought(at: At, core: Core, want: Type, rule: Rule, span: Span) -> Core:
    ruling = at.ruled(rule, (core,), span)
    if ruling is None:
        return unknown(span, core.shape)
    if ruling.use:
        return Apply(ruling.use, (core,), want, core.shape, span)
    return retyped(adjusted(core, ruling.of(0)), core.type if isinstance(want, Unknown) else want)


def bounded(at: At, value: Core, bounds: Range | Choice, want: Type) -> Core:
    """Whether a value lies in bounds whose literals take over its declared unit."""
    if isinstance(bounds, Choice) and isinstance(want, Category):
        return conditions.inside(at, value, bounds, bounds.span)

    def end(node: Expression) -> Core:
        return adopt(at, node, want)

    return conditions.inside(at, value, bounds, bounds.span, end)


def points_in(node: Expression) -> Const | None:
    """What ``2 points`` come to: two hundredths."""
    if isinstance(node, Number) and node.first is not None and node.first.text in POINTS:
        return Const(node.value / 100, Amount(), node.span)
    return None


def has_points(want: Type) -> bool:
    """Whether a value is counted in hundredths: a percent, a rate, a factor."""
    percent = isinstance(want, Amount) and not want.unit and want.tag is Tag.PERCENT
    return percent or isinstance(want, Rate | Factor)


def changed(at: At, base: Core, want: Type, how: str, by: Expression, span: Span) -> Core:
    """A value set, raised or lowered: ``= $5``, ``up 14%``, ``down 2 points``, ``up $3``."""
    if how == "set":
        return adopt(at, by, want)
    sign = "+" if how == "up" else "-"
    if isinstance(want, Unknown):
        return unknown(span, base.shape)
    points = points_in(by)
    if points is not None:
        if not has_points(want):
            return _refused(at, rulings.points_on(want), base, span)
        return Apply(sign, (base, points), want, base.shape, span)
    if isinstance(want, Day):
        return at.apply(sign, (base, at.core(by)), span)
    if not isinstance(want, Amount | Rate | Factor):
        return _refused(at, rulings.no_change(want), base, span)
    if isinstance(by, Number) and by.is_percent and not by.per:
        part = Const(1 + by.value if how == "up" else 1 - by.value, Amount(), by.span)
        return Apply("*", (base, part), want, base.shape, span)
    amount = adopt(at, by, want)
    return Apply(sign, (base, amount), want, joined(base, amount), span)


def _refused(at: At, refusal: Refusal, base: Core, span: Span) -> Core:
    at.say(at.refused(refusal, (), span))
    return unknown(span, base.shape)

"""Curves and dated values, read: ``retention[t]``, ``retention[tenure]``, ``price[2026-03-31]``."""

from worthwhile.meaning.core import Core, Interpolate, Points, adjusted, joined, literal_of, operand, unknown
from worthwhile.meaning.curves import complaints as curve_complaints
from worthwhile.meaning.expressions.at import At
from worthwhile.meaning.graph import resolved
from worthwhile.syntax.tree import Expression, Index, Name
from worthwhile.units import AS_IS, Adjust, Amount, Day, Refusal, Tag, Unit, Unknown
from worthwhile.units.rules import converting


def rows_of(at: At, node: Expression) -> Points | None:
    """The rows of a curve or a dated value that is mentioned."""
    if not isinstance(node, Name) or node.text in at.bound:
        return None
    facts = at.world.facts.get(resolved(at.world.draft, node.text, at.sees))
    return facts.points if facts else None


def read(at: At, node: Index, points: Points) -> Core | None:
    """A table at a key; nothing where a dated value is read by periods, as any series is."""
    core = at.core(node.at)
    if isinstance(core.type, Unknown):
        return unknown(node.span, joined(points, core))
    if isinstance(points.key_type, Day):
        if not isinstance(core.type, Day):
            return None
        key = core
    else:
        adjust = _in_keys(at, core, points)
        if adjust is None:
            words, over = " ".join(node.at.span.text.split()), str(points.key_type)
            at.say(curve_complaints.no_key_of(points.name, words, over, core.type, node.span))
            return unknown(node.span, joined(points, core))
        key = adjusted(core, adjust)
    return Interpolate(points, key, points.type, joined(points, key), node.span)


def _in_keys(at: At, core: Core, points: Points) -> Adjust | None:
    """What brings a quantity to the unit of the keys; nothing where it is none such."""
    setting, over = at.setting, points.key_type
    plain = isinstance(core.type, Amount) and not core.type.unit
    if plain and setting.is_time(over) and isinstance(over, Amount):
        if operand(core).tagged(Tag.PERCENT, Tag.SCORE):
            return None
        if setting.clock is not None:  # beside a timeline a bare number counts periods
            return Adjust(times=setting.units.factor(Unit.one(setting.clock.period), over.unit))
        return AS_IS if literal_of(core) else None
    try:
        return converting.adopted(setting, operand(core), over).of(0)
    except Refusal:
        return None

"""Names as values: parameters, definitions, the timeline's own, the entity's table."""

from dataclasses import replace

from worthwhile.meaning import complaints, table_complaints
from worthwhile.meaning.core import ENTITY, Clock, Const, Core, Ref, unknown
from worthwhile.meaning.expressions.at import At
from worthwhile.meaning.graph import resolved
from worthwhile.syntax.tree import Name
from worthwhile.text import Finding
from worthwhile.units import Amount, Category, CurveOf, Table, Tag, Unit

PERIOD, TIME = "period", "t"


def name(at: At, node: Name) -> Core:
    """What a name stands for; a finding where it stands for nothing."""
    text, world = node.text, at.world
    if text in at.bound:
        return replace(at.bound[text], span=node.span)
    meant = resolved(world.draft, text, at.sees)
    facts = world.facts.get(meant)
    if facts and isinstance(facts.type, CurveOf):
        key = TIME if at.setting.clock else "..."
        at.say(table_complaints.curve_unread(text, facts.type.over, key, node.span))
        return unknown(node.span, facts.shape)
    if facts:
        return Ref(meant, facts.type, facts.shape, node.span)
    if text in (TIME, PERIOD):
        return _of_timeline(at, node, text)
    entity = world.draft.entity
    if entity and text == entity.name:
        return Ref(text, Table(text), frozenset((ENTITY,)), node.span)
    if not at.is_lost(text):
        at.say(_unknown(at, node))
    return unknown(node.span)


def _of_timeline(at: At, node: Name, text: str) -> Core:
    clock = at.setting.clock
    if clock is None:
        at.say(complaints.no_clock(text, node.span))
        return unknown(node.span)
    if text == PERIOD:
        return Const(1.0, Amount(Unit.one(clock.period)), node.span)
    return Clock(Amount(Unit.one(clock.period), Tag.CLOCK), node.span)


def _unknown(at: At, node: Name) -> Finding:
    """What is said of a name that nobody defines: a label, a function, a unit, or a slip."""
    draft, text, toolbox = at.world.draft, node.text, at.world.toolbox
    for known, facts in at.world.facts.items():
        if isinstance(facts.type, Category) and text in facts.type.labels:
            hint = f"`{text}` is a label of `{known}`: `{known} is {text}`, `{known} in {{..., {text}}}`"
            return complaints.unknown_name(text, node.span, (), hint)
    if at.home + text in draft.macros or text in toolbox.functions or text in toolbox.aggregates:
        return complaints.unknown_name(text, node.span, (), f"`{text}` is a function: `{text}(...)`")
    if at.setting.units.find(text):
        return complaints.unknown_name(text, node.span, (), f"`{text}` is a unit: it follows a number, `1 {text}`")
    names = [it for it in (*draft.at_home(at.home), TIME, PERIOD, *at.bound) if " " not in it]
    inside = next(
        (it for it in names if it.endswith(f".{text}") and f"{at.home}{it.partition('.')[0]}." in draft.rooms), ""
    )
    return complaints.unknown_name(text, node.span, names, f"did you mean `{inside}`?" if inside else "")

"""Names as values: parameters, definitions, the timeline's own, the entity's table."""

from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.core import ENTITY, Clock, Const, Core, Fetch, Ref, unknown
from worthwhile.meaning.curves import complaints as curve_complaints
from worthwhile.meaning.expressions.at import At
from worthwhile.meaning.expressions.fits import offered
from worthwhile.meaning.fits import complaints as fit_complaints
from worthwhile.meaning.fits.offered import ERROR, LIKELIHOOD, ROWS
from worthwhile.meaning.graph import fit_read, resolved
from worthwhile.meaning.items import TableOf
from worthwhile.meaning.tables import complaints as table_complaints
from worthwhile.meaning.tables.keys import as_said, key_holder
from worthwhile.meaning.world import Facts
from worthwhile.syntax.tree import Name
from worthwhile.text import Finding
from worthwhile.units import (
    PREFIX,
    Amount,
    Category,
    CurveOf,
    Day,
    FitOf,
    Table,
    Tag,
    Truth,
    Type,
    Unit,
    Unknown,
    Words,
)

PERIOD, TIME = "period", "t"
SHOWN = 3
"""How many rates of exchange a message names."""


def name(at: At, node: Name) -> Core:
    """What a name stands for; a finding where it stands for nothing."""
    text, world = node.text, at.world
    if text in at.bound:
        return replace(at.bound[text], span=node.span)
    meant = resolved(world.draft, text, at.sees)
    facts = world.facts.get(meant)
    if facts and isinstance(facts.type, CurveOf):
        key = TIME if at.setting.clock else "..."
        at.say(curve_complaints.curve_unread(text, facts.type.over, key, node.span))
        return unknown(node.span, facts.shape)
    if facts and isinstance(facts.type, FitOf):
        known = offered(text, facts.fit) if facts.fit else []
        at.say(fit_complaints.fit_unread(text, node.span, known))
        return unknown(node.span, facts.shape)
    if facts:
        lookup = world.draft.tables.get(min(facts.shape - {ENTITY, "t"}, default=""))
        if lookup and lookup.of is None and at.table != lookup.name:
            return _looked_up(at, node, meant, lookup, facts)
        return Ref(meant, facts.type, facts.shape, node.span)
    if text in (TIME, PERIOD):
        return _of_timeline(at, node, text)
    entity = world.draft.entity
    if entity and text == entity.name:
        return Ref(text, Table(text), frozenset((ENTITY,)), node.span)
    table = at.home + text
    if table in world.draft.tables:
        return Ref(table, Table(table), frozenset((table,)), node.span)
    if not at.is_lost(text):
        at.say(_unknown(at, node))
    return unknown(node.span)


def _looked_up(at: At, node: Name, column: str, lookup: TableOf, facts: Facts) -> Core:
    """A column of a lookup, by the key that these rows have."""
    holder = key_holder(at.world.draft, lookup, at.table)
    if holder is None:  # said where the lookup is declared
        return unknown(node.span)
    key = name(at, Name(tuple(as_said(lookup, column, node.text, holder).split(".")), node.span))
    if isinstance(key.type, Unknown):
        return unknown(node.span, key.shape)
    if not names_rows(key.type):
        at.say(table_complaints.key_of_what(lookup.name, holder, key.type, node.span))
        return unknown(node.span, key.shape)
    return Fetch(lookup.name, column, key, facts.type, key.shape, node.span)


def names_rows(type_: Type) -> bool:
    """Whether values of a type can name the rows of a table."""
    if isinstance(type_, Category | Words | Truth | Day):
        return True
    return isinstance(type_, Amount) and not type_.unit and type_.tag in (Tag.COUNT, Tag.NUMBER)


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
    of_fit = _unknown_of_fit(at, node)
    if of_fit is not None:
        return of_fit
    for known, facts in at.world.facts.items():
        if isinstance(facts.type, Category) and text in facts.type.labels:
            hint = f"`{text}` is a label of `{known}`: `{known} is {text}`, `{known} in {{..., {text}}}`"
            return complaints.unknown_name(text, node.span, (), hint)
    if at.home + text in draft.macros or text in toolbox.functions or text in toolbox.aggregates:
        return complaints.unknown_name(text, node.span, (), f"`{text}` is a function: `{text}(...)`")
    if at.setting.units.find(text):
        return complaints.unknown_name(text, node.span, (), f"`{text}` is a unit: it follows a number, `1 {text}`")
    if node.parts[0] == PREFIX and toolbox.rates:
        offered = ", ".join(f"`{PREFIX}.{it}`" for it in sorted(toolbox.rates)[:SHOWN])
        return complaints.unknown_name(text, node.span, (), f"plugins offer {offered}; others are an assumption")
    names = [it for it in (*draft.at_home(at.home), TIME, PERIOD, *at.bound) if " " not in it]
    inside = next(
        (it for it in names if it.endswith(f".{text}") and f"{at.home}{it.partition('.')[0]}." in draft.rooms), ""
    )
    return complaints.unknown_name(text, node.span, names, f"did you mean `{inside}`?" if inside else "")


def _unknown_of_fit(at: At, node: Name) -> Finding | None:
    """What is said of a name that a fit does not have; nothing where it is no fit's."""
    for cut in (1, 2):
        stem, what = ".".join(node.parts[:-cut]), ".".join(node.parts[-cut:])
        found = fit_read(at.world.draft, f"{stem}.", at.sees) if stem else None
        facts = at.world.facts.get(found[0]) if found else None
        if facts is None or facts.fit is None:
            continue
        member = next((it for it in facts.fit.fit.members if it.name == what), None)
        if member is not None:
            return fit_complaints.told_nothing(stem, member, node.span)
        if facts.fit.given and (what in (LIKELIHOOD, ROWS) or what.endswith(f".{ERROR}")):
            return fit_complaints.not_estimated(stem, what, node.span, facts.fit.with_at)
        return fit_complaints.no_member(stem, what, node.span, offered(stem, facts.fit))
    return None

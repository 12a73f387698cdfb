"""The units of a model: the standard ones, its currency, and those it declares, in any order."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from worthwhile.meaning import complaints
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.expressions.at import Say
from worthwhile.meaning.items import OwnUnit
from worthwhile.meaning.rooms import complaints as reuse_complaints
from worthwhile.syntax.tree import Number
from worthwhile.units import STANDARD, Measure, Units
from worthwhile.units.spelling import singulars

Offered = Mapping[str, Measure]


def all_units(draft: Draft, offered: Offered, say: Say) -> tuple[Units, dict[str, Units]]:
    """The units of a model and of all that it takes in together, and those that each may name.

    ``offered`` are those of plugins. A model's own go before them: what is installed beside it does not
    change what a model means by a word that it declares.
    """
    own = {"": units_of(draft, offered, say)}
    together = own[""]
    for home, room in draft.rooms.items():
        own[home] = units_of(room.draft, offered, say)
        for name in sorted(own[home].measures.keys() - STANDARD.keys()):
            measure = own[home].measures[name]
            known = together.measures.get(name)
            if known is None:
                together = together.with_one(measure, own=name in own[home].own)
            elif known != measure:
                here, there = draft.units.get(name), room.draft.units.get(name)
                said = there or here
                if said is not None:  # of two that differ, a model has declared one
                    both = here.span if here and there else None
                    say(reuse_complaints.other_unit(name, said.span, both))
    return together, own


def units_of(draft: Draft, offered: Offered, say: Say) -> Units:
    """The catalogue of a model."""
    units = _with_currency(draft, _with_offered(Units(), draft, offered), say)
    for name, it in draft.units.items():
        if units.find(name):
            say(complaints.taken(name, "a unit already", it.span))
    for name, it in draft.units.items():
        if it.size is None:
            units = units.with_own(Measure(name, name))
    waiting = {name: it for name, it in draft.units.items() if it.size is not None}
    while waiting:
        ready = {name: made for name, it in waiting.items() if (made := _multiple(units, name, it.size))}
        if not ready:
            break
        for name, measure in ready.items():
            units = units.with_own(measure)
            del waiting[name]
    for name, it in waiting.items():
        _complain(draft, units, it, say)
        units = units.with_own(Measure(name, name))
    return units


def _with_offered(units: Units, draft: Draft, offered: Offered) -> Units:
    """The catalogue with the units of plugins, but for those that the model declares itself."""
    own = frozenset(it for name in draft.units for it in singulars(name))
    for name, it in offered.items():
        if own.isdisjoint(singulars(name)):
            units = units.with_one(it, own=not it.currency)
    return units


def _with_currency(draft: Draft, units: Units, say: Say) -> Units:
    if draft.currency is None:
        return units
    code, span = draft.currency.word.text, draft.currency.word.span
    measure = units.find(code)
    if measure is None or not measure.is_currency or code != measure.name:
        known = [it.name for it in units.measures.values() if it.is_currency]
        say(complaints.unknown_currency(code, span, sorted(known)))
        return units
    return replace(units, currency=code)


def _multiple(units: Units, name: str, size: Number | None) -> Measure | None:
    """A unit that is so many of another, where that one is known."""
    if size is None or size.first is None:
        return None
    of = units.find(size.first.text)
    if of is None or of.name == name or size.per or size.is_percent or size.value <= 0:
        return None
    return Measure(name, of.base, of.scale * Fraction(size.value))


def _complain(draft: Draft, units: Units, it: OwnUnit, say: Say) -> None:
    word = it.size.first if it.size else None
    if word is None:
        return
    if units.find(word.text) or any(word.text.startswith(name) for name in draft.units):
        say(complaints.unit_circle(it.name, it.span))
    else:
        say(complaints.unknown_unit(word.text, word.span, units.words(), value=False))

"""Names before anything is typed: what is said twice, sounds alike, or is set without being there."""

from collections.abc import Iterable
from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.draft import Draft, place
from worthwhile.meaning.expressions.at import Say
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.items import Change, Declared, Defined
from worthwhile.meaning.rooms import complaints as reuse_complaints
from worthwhile.text.limits import Limits


def look_at_names(draft: Draft, toolbox: Toolbox, limits: Limits, say: Say) -> None:
    """Say what is wrong with the names of a model."""
    for what, again, first in draft.again:
        say(complaints.defined_twice(what, again, first))
    for required in draft.required:
        if required.plugin.text not in toolbox.plugins:
            say(complaints.no_plugin(required.plugin.text, required.plugin.span, toolbox.plugins))
    lower: dict[str, str] = {}
    for name, entry in draft.names.items():
        other = lower.setdefault(name.lower(), name)
        if other != name and " " not in name:
            say(complaints.only_case(name, other, place(entry), place(draft.names[other])))
        if name in ("t", "period") and draft.timeline:
            say(complaints.taken(name, "a name of the timeline", place(entry)))
        if draft.entity and name == draft.entity.name:
            say(complaints.taken(name, "the name of the entity", place(entry)))
    for name, imported in draft.imports.items():
        if name in draft.names or name in draft.alternatives or (draft.entity and name == draft.entity.name):
            say(complaints.taken(name, "a name of the model", imported.span))
    for name, macro in draft.macros.items():
        if name in toolbox.functions or name in toolbox.aggregates:
            say(complaints.taken(name, "a function of the language", macro.span))
    if len(draft.names) > limits.names:
        say(complaints.too_many("W0905", "names", len(draft.names), limits.names, None))


def known_overrides(draft: Draft, say: Say) -> Draft:
    """The draft without the lines of scenarios and alternatives that set what is not there."""
    scenarios, alternatives = {}, {}
    for name, scenario in draft.scenarios.items():
        scenarios[name] = replace(scenario, changes=tuple(it for it in scenario.changes if settable(draft, it, say)))
        if scenario.extends and scenario.extends.text not in draft.scenarios:
            say(complaints.unknown_scenario(scenario.extends.text, scenario.extends.span, draft.scenarios))
        _look_for_circle(draft, name, say)
    for name, offer in draft.alternatives.items():
        known = tuple(it for it in offer.changes if _there(draft, it, draft.names, say))
        alternatives[name] = replace(offer, changes=known)
        if name in draft.names:
            say(complaints.taken(name, "a name of the model", offer.span))
    return replace(draft, scenarios=scenarios, alternatives=alternatives)


def _look_for_circle(draft: Draft, name: str, say: Say) -> None:
    """Say where a scenario extends itself."""
    seen, here = {name}, draft.scenarios[name]
    while here.extends and here.extends.text in draft.scenarios:
        here = draft.scenarios[here.extends.text]
        if here.name in seen:
            if here.name == name:
                say(complaints.scenario_circle(name, draft.scenarios[name].span))
            return
        seen.add(here.name)


def settable(draft: Draft, change: Change, say: Say) -> bool:
    """Whether an override sets an assumption or an input; a finding where it does not."""
    entry = draft.names.get(change.name)
    if isinstance(entry, Defined):
        say(complaints.cannot_set(change.name, change.span, entry.at))
        return False
    if entry is not None and entry.bound is not None:
        say(reuse_complaints.is_bound(change.name, change.span, entry.bound.span))
        return False
    known = [name for name, it in draft.names.items() if isinstance(it, Declared) and not it.bound]
    return _there(draft, change, known, say)


def _there(draft: Draft, change: Change, known: Iterable[str], say: Say) -> bool:
    if change.name in known:
        return True
    if not draft.is_lost("", change.name):
        say(complaints.unknown_to_set(change.name, change.span, [it for it in known if " " not in it]))
    return False

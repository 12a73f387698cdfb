"""The proofs once more with the values of each scenario: what would fail under one is told beforehand."""

from collections.abc import Iterator
from dataclasses import replace

from worthwhile.meaning.checking import Checking, Said
from worthwhile.meaning.core import Core, Ref, every
from worthwhile.meaning.expressions import conversions
from worthwhile.meaning.items import Change, Declared, Role, Scenario
from worthwhile.meaning.meaning import Definition
from worthwhile.meaning.proofs import complaints
from worthwhile.meaning.proofs.prove import prove_all, rules_of
from worthwhile.text import errors


def prove_scenarios(checking: Checking) -> None:
    """Say what overlaps or is left out under a scenario, where it is not so without."""
    draft = checking.draft
    if not draft.scenarios:
        return
    cut = {name for it in rules_of(checking) for name in _assumptions(checking, it)}
    known = {it.message for it in checking.say.findings.values()}
    for scenario in draft.scenarios.values():
        changes = [it for it in _changes(checking, scenario) if it.name in cut]
        if not changes:
            continue
        set_ = {it.name for it in changes}
        left = {name: it for name, it in checking.uncertain.items() if name not in set_}
        under = replace(checking, definitions=_changed(checking, changes), say=Said(), uncertain=left)
        list(prove_all(under, {}))
        for finding in errors(under.say.findings.values()):
            if finding.message not in known:
                checking.say(complaints.under_scenario(finding, scenario.name, scenario.span))


def _assumptions(checking: Checking, definition: Definition) -> Iterator[str]:
    """The assumptions that a segment or a decision compares with, directly or through others."""
    waiting: list[Core] = [definition.core]
    seen: set[str] = set()
    while waiting:
        for node in every(waiting.pop()):
            if isinstance(node, Ref) and node.name not in seen:
                seen.add(node.name)
                entry = checking.draft.names.get(node.name)
                if isinstance(entry, Declared) and entry.role is Role.ASSUMPTION:
                    yield node.name
                    waiting.append(checking.definitions[node.name].core)


def _changes(checking: Checking, scenario: Scenario) -> list[Change]:
    """The lines of a scenario, after those of the ones that it extends."""
    chain, seen = [scenario], {scenario.name}
    while chain[-1].extends is not None:
        further = checking.draft.scenarios.get(chain[-1].extends.text)
        if further is None or further.name in seen:
            break
        seen.add(further.name)
        chain.append(further)
    return [change for it in reversed(chain) for change in it.changes]


def _changed(checking: Checking, changes: list[Change]) -> dict[str, Definition]:
    """The definitions with assumptions set, raised or lowered."""
    found = dict(checking.definitions)
    for change in changes:
        it = found[change.name]
        at = checking.quietly().within({change.name: it.core}, ())
        found[change.name] = replace(
            it, core=conversions.changed(at, it.core, it.type, change.how, change.value, change.span)
        )
    return found

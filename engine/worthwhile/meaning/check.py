"""A draft to its meaning: every name typed, every fault told, in an order to compute in."""

from worthwhile.meaning.checking import Checking, Said, unheard
from worthwhile.meaning.checks import checks_of
from worthwhile.meaning.core import AddUp, Match, every, name_read
from worthwhile.meaning.definitions import understand_all
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.exchange import with_rates
from worthwhile.meaning.fits.expand import with_fits
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.graph import graph_of
from worthwhile.meaning.items import Declared, Expect, Trial
from worthwhile.meaning.meaning import Entity, Meaning
from worthwhile.meaning.mentioned import asked_in
from worthwhile.meaning.naming import known_overrides, look_at_names
from worthwhile.meaning.offers import with_offers
from worthwhile.meaning.outputs import outputs_of
from worthwhile.meaning.own_units import all_units
from worthwhile.meaning.proofs import door
from worthwhile.meaning.rooms.alike import look_at_rooms
from worthwhile.meaning.tables.heads import tables_of, with_tables
from worthwhile.meaning.timelines import timeline_of
from worthwhile.meaning.trials import expectation, look_at_overrides, rows_given
from worthwhile.meaning.types import TypeReader
from worthwhile.meaning.uncertain.correlated import correlations_of
from worthwhile.meaning.world import World
from worthwhile.text.limits import LIMITS, Limits
from worthwhile.units import Setting


def check(draft: Draft, toolbox: Toolbox, limits: Limits = LIMITS, trial: Trial | None = None) -> Meaning:
    """Understand a model; what is wrong with it stands in the findings of the meaning.

    With ``trial`` it is understood for that test, and what the test expects is in the meaning, too.
    """
    say = Said()
    units, own = all_units(draft, toolbox.measures, say)
    draft = with_fits(draft, toolbox, say)
    look_at_names(draft, toolbox, limits, say)
    draft = with_rates(draft, toolbox.rates)
    draft = with_offers(known_overrides(with_tables(draft, say), say))
    readers = {
        home: TypeReader(it, unheard if draft.is_lost(home, "") else say, lambda word: word in draft.names)
        for home, it in own.items()
    }
    world = World(draft, Setting(units), toolbox, readers, {})
    checking = Checking(draft, toolbox, limits, say, world)
    graph = graph_of(draft)
    timeline = timeline_of(checking, graph)
    look_at_rooms(checking, graph, timeline)
    understand_all(checking, graph)
    has_rows = any(isinstance(it.core, Match | AddUp) for it in checking.definitions.values())
    of_rows, proven = door.prove_rules(checking) if has_rows else ((), {})
    checks = (*checks_of(checking), *of_rows)
    outputs = tuple(outputs_of(checking, graph))
    look_at_overrides(checking)
    correlations = correlations_of(checking)
    expects = [it for it in trial.lines if isinstance(it, Expect)] if trial else []
    expected = tuple(expectation(checking, it) for it in expects)
    fits = {name: it.fit for name, it in world.facts.items() if it.fit is not None}
    of_fits = (name_read(node) for it in fits.values() for core in it.data.values() for node in every(core))
    heading, entity = draft.heading, draft.entity
    return Meaning(
        source=draft.source,
        name=heading.name if heading else "model",
        label=heading.label if heading else "",
        setting=checking.setting,
        entity=Entity(entity.name, entity.key, entity.label, entity.span) if entity else None,
        tables=tables_of(draft),
        timeline=timeline,
        inputs=checking.inputs,
        definitions=checking.definitions,
        recurrences=checking.recurrences,
        checks=checks,
        outputs=outputs,
        declared={name: it for name, it in draft.names.items() if isinstance(it, Declared)},
        scenarios=draft.scenarios,
        trials=tuple(draft.trials),
        alternatives={it.name: it.label for it in draft.alternatives.values()},
        reference=next((it.name for it in draft.alternatives.values() if it.reference), ""),
        findings=tuple(say.findings.values()),
        expected=expected,
        listed=bool(draft.shown),
        asked=frozenset((*asked_in(draft), *of_fits)),
        rows_given=rows_given(checking, trial) if trial else {},
        proofs=proven,
        fits=fits,
        uncertain={name: checking.uncertain[name] for name in draft.names if name in checking.uncertain},
        correlations=correlations,
    )

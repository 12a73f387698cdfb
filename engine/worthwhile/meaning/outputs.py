"""What a run returns: what `outputs:` lists, or every formula that nothing else uses."""

from collections.abc import Iterator

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.core import ENTITY, TIME, Ref
from worthwhile.meaning.expressions import conversions
from worthwhile.meaning.graph import Graph
from worthwhile.meaning.items import Defined, Role, Shown
from worthwhile.meaning.meaning import Output
from worthwhile.units import Unknown

UNLISTED = (Role.FORMULA, Role.SCORE, Role.SEGMENT, Role.DECISION, Role.TOTAL)
"""What is returned without being listed, where nothing else uses it."""


def outputs_of(checking: Checking, graph: Graph) -> Iterator[Output]:
    """The outputs of a model, in order."""
    if checking.draft.shown:
        for it in checking.draft.shown:
            yield from _listed(checking, it)
        return
    used = {it.name for name, mentions in graph.items() for it in mentions if it.name != name}
    for name, entry in checking.draft.names.items():
        definition = checking.definitions[name]
        if not isinstance(entry, Defined) or entry.role not in UNLISTED or name in used or entry.sees[-1]:
            continue
        if definition.shape - {ENTITY, TIME}:
            checking.fan_out(definition.core)
            continue
        core = Ref(name, definition.type, definition.shape, definition.at)
        yield Output(name, definition.label, core)


def _listed(checking: Checking, it: Shown) -> Iterator[Output]:
    core = checking.at().core(it.name)
    if isinstance(core.type, Unknown):
        return
    if core.shape - {ENTITY, TIME}:
        checking.fan_out(core)
        return
    known = checking.definitions.get(core.name) if isinstance(core, Ref) else None
    if it.unit is not None:
        core = conversions.converted(checking.at(), core, it.unit, it.span)
    yield Output(it.name.text, it.label or (known.label if known else ""), core, it.digits)

"""The timeline: its period, how many there are, when it begins, when in a period is paid."""

from worthwhile.meaning import complaints
from worthwhile.meaning.checking import Checking
from worthwhile.meaning.core import SINGLE, Core, Ref
from worthwhile.meaning.definitions import understand_with_needs
from worthwhile.meaning.expressions.literals import day_number
from worthwhile.meaning.graph import Graph
from worthwhile.meaning.items import Declared, Role, TimelineOf
from worthwhile.meaning.meaning import Timeline
from worthwhile.meaning.uncertain import complaints as uncertain_complaints
from worthwhile.syntax.tree import Name
from worthwhile.units import Amount, Clock, Setting, Unknown

PERIOD = "month"
"""What is taken for the period where it cannot be known."""


def timeline_of(checking: Checking, graph: Graph) -> Timeline | None:
    """The timeline of a model, put into its setting."""
    said = checking.draft.timeline
    if said is None:
        return None
    period, length = length_of(checking, said, graph)
    start = day_number(said.starts) if said.starts else None
    if said.starts and start is None:
        checking.say(complaints.no_such_day(said.starts.text, said.starts.span))
    most = checking.limits.periods
    if length is not None and length > most:
        checking.say(complaints.too_many("W0907", "periods", length, most, said.length.span))
        length = None
    clock = Clock(period, length, said.starts is not None, said.paid)
    checking.world.setting = Setting(checking.setting.units, clock)
    checking.world.start = None if start is None else float(start)
    return Timeline(period, length or 1, checking.world.start, said.paid)


def length_of(checking: Checking, said: TimelineOf, graph: Graph, home: str = "") -> tuple[str, int | None]:
    """The period and how many there are: a constant, or an assumption that is one."""
    core = _said_length(checking, said, graph, home)
    if core is None or isinstance(core.type, Unknown):
        return PERIOD, None
    words, span = " ".join(said.length.span.text.split()), said.length.span
    if not checking.setting.is_time(core.type):
        checking.say(complaints.length_wanted(words, span, "a length of time, such as `36 months`"))
        return PERIOD, None
    assert isinstance(core.type, Amount)  # noqa: S101 (it is a time)
    period = core.type.unit.powers[0][0]
    value, drawn = checking.constant(core), checking.uncertain_in(core)
    if drawn:
        checking.say(uncertain_complaints.of_length(drawn, span, checking.world.facts[drawn].at))
        return period, None
    if not isinstance(value, float) or not value.is_integer() or value < 1:
        text = "missing" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
        checking.say(complaints.periods_wanted(text, span))
        return period, None
    return period, int(value)


def _said_length(checking: Checking, said: TimelineOf, graph: Graph, home: str) -> Core | None:
    at, draft = said.length, checking.draft
    if not isinstance(at, Name):
        return checking.at((home,)).core(at)
    name = home + at.text
    entry = draft.names.get(name)
    if entry is None:
        if not draft.is_lost(home, at.text):
            checking.say(complaints.unknown_name(at.text, at.span, draft.at_home(home)))
        return None
    if not isinstance(entry, Declared) or (entry.role is not Role.ASSUMPTION and entry.bound is None):
        hint = "declare it as an assumption, such as `horizon : months = 36`"
        checking.say(complaints.length_wanted(at.text, at.span, hint))
        return None
    understand_with_needs(checking, graph, name)
    return Ref(name, checking.world.facts[name].type, SINGLE, at.span)

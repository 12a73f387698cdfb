"""What a run has to say of its rows, as findings: conditions, impossible values, what was left out."""

from collections.abc import Iterator

from worthwhile.data.columns import Value
from worthwhile.meaning.core import ENTITY, TIME, Const, Core, Ref
from worthwhile.meaning.items import Kind
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.shown import shown
from worthwhile.plan.steps import CheckSlot, Plan, Traced
from worthwhile.run import complaints
from worthwhile.run.bind import Bound
from worthwhile.run.execute import Filled
from worthwhile.run.machine import Machine
from worthwhile.run.one_row import RowValues, one_row
from worthwhile.run.watch import Hit
from worthwhile.text import Finding, Note
from worthwhile.text.frozen import frozen


@frozen
class Scene:
    """One run, as far as messages look into it."""

    meaning: Meaning
    plan: Plan
    machine: Machine
    bound: Bound
    filled: Filled

    def row(self, place: int) -> RowValues:
        """One row with every value."""
        return one_row(self.plan, self.machine, self.bound.columns, self.filled.store, place)


def diagnostics(scene: Scene) -> Iterator[Finding]:
    """All that a run has to say, data first."""
    yield from scene.bound.findings
    for place, hit in sorted(scene.filled.broken.items()):
        yield _broken(scene, scene.plan.checks[place], hit)
    for (name, _, _), hit in sorted(scene.filled.impossible.items(), key=lambda it: it[0][1]):
        yield _impossible(scene, name, hit)
    steps = {it.slot: it for it in scene.plan.steps}
    for slot, hit in sorted(scene.filled.left_out.items()):
        span = steps[slot].span
        yield complaints.left_out(" ".join(span.text.split()), hit.rows, scene.bound.named(hit.first), span)


def _broken(scene: Scene, check: CheckSlot, hit: Hit) -> Finding:
    single = ENTITY not in check.trace.core.shape
    keys = () if single else scene.bound.named(hit.first)
    period = hit.period or 0
    values = scene.row(hit.first[0] if not single else 0)
    value = ""
    if check.shows is not None:
        told = values.value(check.shows.slot, period)
        value = shown(told, check.shows.core.type)
        if check.kind in (Kind.WEIGHTS, Kind.POOL) and isinstance(told, float):
            value = f"{told * 100:.10g}%"
    rows = hit.rows
    match check.kind:
        case Kind.BOUNDS:
            return complaints.outside(check.subject, check.wants, value, rows, keys, check.at)
        case Kind.SCALE:
            return complaints.off_the_scale(check.subject, check.wants, value, rows, keys, check.at)
        case Kind.WEIGHTS:
            return complaints.weights(check.subject, value, check.text, rows, keys, check.at)
        case Kind.BEFORE | Kind.BEYOND:
            wants = check.wants
            beyond = check.kind is Kind.BEYOND
            return complaints.no_row(check.text, wants, value, rows, keys, check.at, beyond=beyond, single=single)
        case Kind.POOL if check.text == "negative":
            return complaints.negative_share(check.subject, value, rows, keys, check.at)
        case Kind.POOL:
            return complaints.pool(check.subject, value, check.text, rows, keys, check.at)
    when = f", first in period {period}" if TIME in check.trace.core.shape else ""
    notes = list(parts(check.trace, values, period))
    words = " ".join(check.trace.core.span.text.split())
    if check.kind is Kind.WARN:
        return complaints.warn(check.text, rows, keys, check.at, notes, when, single=single)
    return complaints.ensure(words, check.text, rows, keys, check.at, notes, when, single=single)


def parts(trace: Traced, values: RowValues, period: int) -> Iterator[Note]:
    """The value of every part of an expression that is not a plain literal, as notes under it."""
    seen: set[tuple[int, int]] = set()
    for it in _inside(trace):
        span = it.core.span
        place = (span.start, span.end)
        if place in seen or isinstance(it.core, Const) or it.slot not in values:
            continue
        seen.add(place)
        told = values.value(it.slot, period if TIME in it.core.shape else 0)
        name = f"{it.core.name} = " if isinstance(it.core, Ref) and span.text != it.core.name else ""
        yield Note(span, f"{name}{_told(told, it.core)}")


def _inside(trace: Traced) -> Iterator[Traced]:
    for it in trace.below:
        yield it
        yield from _inside(it)


def _told(value: Value, core: Core) -> str:
    return shown(value, core.type)


def _impossible(scene: Scene, name: str, hit: Hit) -> Finding:
    definition = scene.meaning.definitions[name]
    single = ENTITY not in definition.shape
    keys = () if single else scene.bound.named(hit.first)
    place = hit.trace.core.span if hit.trace else definition.at
    return complaints.impossible(name, hit.reason, hit.rows, keys, definition.at, place, single=single)

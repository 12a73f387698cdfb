"""What there is to compute for one subject: what is returned, and what stops where it does not hold."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import inf

from worthwhile.data.form import Form
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.meaning.items import Kind, Role
from worthwhile.meaning.meaning import Input, Meaning
from worthwhile.plan.schedule import phases_of
from worthwhile.plan.steps import CheckSlot, Loop, Op, OutputSlot, Phase, Plan, Slot, Step
from worthwhile.text.frozen import frozen
from worthwhile.text.limits import LIMITS, Limits

STOPPING = (Kind.ENSURE, Kind.BEYOND)
"""The conditions that stop a subject; of the others only a run tells."""

BRIEF = 100_000
"""Steps times periods that take no time worth mentioning: some milliseconds."""


class UnprintedError(Exception):
    """A plan that cannot be said in plain Python: it is asked as a table of one row."""


@frozen
class Task:
    """The steps that one subject needs, rows left aside, in phases."""

    meaning: Meaning
    steps: Mapping[Slot, Step]
    phases: tuple[Phase, ...]
    inputs: tuple[Input, ...]
    """All that a host may give, whether it is needed or not."""
    defaults: Mapping[str, Slot]
    outputs: tuple[OutputSlot, ...]
    checks: tuple[CheckSlot, ...]
    names: Mapping[Slot, str]
    """What definitions are called; the first of those that share a slot."""
    periods: int

    @property
    def loops(self) -> Iterable[Loop]:
        """The walks over the timeline."""
        return (it.loop for it in self.phases if it.loop is not None)


def task_of(meaning: Meaning, plan: Plan, limits: Limits = LIMITS) -> Task:
    """What to print. Raises `UnprintedError` where other rows, tables or values from elsewhere are needed."""
    if meaning.tables:
        raise UnprintedError("tables")
    inputs = tuple(
        it for it in meaning.inputs.values() if not it.table and meaning.declared[it.name].role is Role.INPUT
    )
    heads = [it.column for it in inputs if it.column]
    if len(set(heads)) != len(heads):
        raise UnprintedError("inputs of one column")
    for it in plan.inputs:
        if it.default is None and meaning.declared[it.name].role is not Role.INPUT:
            raise UnprintedError(f"an assumption without a value: {it.name}")
    if plan.periods * sum(TIME in it.shape for it in plan.outputs) > limits.cells:
        raise UnprintedError("too many cells")
    checks = tuple(it for it in plan.checks if it.kind in STOPPING)
    wanted = [*(it.slot for it in plan.outputs), *(it.slot for it in checks)]
    steps = _needed(plan, wanted)
    if limits.seconds < inf and len(steps) * plan.periods > BRIEF:
        raise UnprintedError("too long for what cannot look at the clock")
    keep = frozenset(it.slot for it in plan.outputs if TIME in steps[it.slot].shape)
    watched = tuple(it.slot for it in checks)
    names: dict[Slot, str] = {}
    for name, trace in plan.definitions.items():
        if trace.slot in steps:
            names.setdefault(trace.slot, name)
    for it in plan.inputs:
        if it.slot in steps:
            names[it.slot] = it.name
    defaults = {it.name: it.default for it in plan.inputs if it.default is not None}
    phases = phases_of(steps, keep, watched)
    return Task(meaning, steps, phases, inputs, defaults, plan.outputs, checks, names, plan.periods)


def _needed(plan: Plan, wanted: Iterable[Slot]) -> Mapping[Slot, Step]:
    """The steps that lead to some slots, in order; what each row of the entity has is single here."""
    known = {it.slot: it for it in plan.steps}
    needed: set[Slot] = set()
    waiting = list(wanted)
    while waiting:
        slot = waiting.pop()
        if slot not in needed:
            needed.add(slot)
            waiting.extend(known[slot].reads)
    found = {}
    for slot, step in known.items():
        if slot in needed:
            if step.form is Form.FITTED or step.op in (Op.FIND, Op.FETCH) or step.axis not in ("", ENTITY, TIME):
                raise UnprintedError(step.op)
            found[slot] = replace(step, shape=step.shape - {ENTITY})
    return found

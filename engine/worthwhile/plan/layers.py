"""A plan of which some inputs are drawn many times, in layers: each is computed as seldom as it can be.

=======  =====================================================  ==========================================
layer    holds                                                  its rows
=======  =====================================================  ==========================================
known    what hangs on no draw                                  those of the data
drawn    what hangs on draws, and on no row of the entity       the draws
each     what hangs on both                                     the draws, again for each row of the entity
=======  =====================================================  ==========================================

A layer reads what another has computed as inputs of its own. Each is an ordinary plan, whose entity is the draw in
the last two. Where an aggregate over rows hangs on a draw, all rows are needed for each draw: then there are no layers.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from worthwhile.data.form import Form
from worthwhile.meaning.core import ENTITY, TIME, Const, axis_of
from worthwhile.plan.schedule import passes_of
from worthwhile.plan.steps import Op, OutputSlot, Plan, Slot, Step, Traced
from worthwhile.text.frozen import frozen
from worthwhile.units import NUMBER

DRAW = ENTITY
"""The rows of a layer of draws: to a plan they are what rows of the entity are to others."""
Steps = Mapping[Slot, Step]


@frozen
class Layer:
    """A plan, and the slots that it gives and takes over."""

    plan: Plan
    gives: tuple[Slot, ...]
    """In the order of the plan's outputs."""
    takes: tuple[Slot, ...]
    """What other layers have computed, each an input of the name `handed` says."""


@frozen
class Layers:
    """The layers of a plan."""

    known: Layer
    drawn: Layer
    each: Layer


def handed(slot: Slot) -> str:
    """The input by which a layer reads what another has computed. No model can write it."""
    return f":{slot}"


def hanging_on(plan: Plan, uniforms: Collection[str]) -> frozenset[Slot]:
    """The slots whose values change from draw to draw."""
    found = {it.slot for it in plan.steps if it.op is Op.INPUT and it.name in uniforms}
    before = -1
    while len(found) != before:  # a lag reads a slot that is filled further down
        before = len(found)
        found |= {it.slot for it in plan.steps if not found.isdisjoint(it.reads)}
    return frozenset(found)


def layers_of(plan: Plan, uniforms: Collection[str], asked: Sequence[Slot]) -> Layers | None:
    """The layers of a plan for some slots that hang on draws; nothing where there are none.

    ``uniforms`` are the inputs that are drawn.
    """
    cutting = _Cutting(plan, hanging_on(plan, uniforms))
    rows = [it for it in asked if ENTITY in cutting.steps[it].shape]
    each = cutting.layer(rows, of_rows=True)
    single = [it for it in asked if it not in rows]
    drawn = cutting.layer([*single, *(it for it in each.takes if it in cutting.hanging)], of_rows=False)
    if cutting.impossible:
        return None
    known = [it for it in dict.fromkeys((*each.takes, *drawn.takes)) if it not in cutting.hanging]
    return Layers(cutting.known(known), drawn, each)


def giving(plan: Plan, slots: Sequence[Slot]) -> Plan:
    """A plan that returns some slots, and looks at no conditions."""
    return _laid_out(plan, plan.steps, slots)


def _laid_out(plan: Plan, steps: Sequence[Step], slots: Sequence[Slot]) -> Plan:
    by_slot = {it.slot: it for it in steps}
    passes = passes_of(steps, tuple(slots), frozenset(slots), plan.tables)
    inputs = tuple(it for it in plan.inputs if it.slot in by_slot)
    outputs = tuple(_output(by_slot[it]) for it in slots)
    return Plan(tuple(steps), passes, passes, inputs, outputs, (), (), {}, plan.periods, tables=plan.tables)


@dataclass(slots=True)
class _Cutting:
    """Cuts layers out of a plan."""

    plan: Plan
    hanging: frozenset[Slot]
    steps: dict[Slot, Step] = field(default_factory=dict)
    impossible: bool = False

    def __post_init__(self) -> None:
        self.steps = {it.slot: it for it in self.plan.steps}

    def layer(self, asked: Sequence[Slot], *, of_rows: bool) -> Layer:
        """The layer of draws that gives some slots, of one row of the entity or of none."""
        needed, takes = set[Slot](), set[Slot]()
        waiting = list(asked)
        while waiting:
            slot = waiting.pop()
            if slot in needed or slot in takes:
                continue
            if self._taken(slot, of_rows=of_rows):
                takes.add(slot)
                continue
            needed.add(slot)
            step = self.steps[slot]
            hangs = slot in self.hanging
            rows = step.op is Op.REDUCE or (hangs and axis_of(step.shape) not in ("", ENTITY))
            self.impossible = self.impossible or rows
            waiting += step.reads
        order = [it.slot for it in self.plan.steps if it.slot in needed or it.slot in takes]
        steps = [self._in_layer(it, taken=it in takes) for it in order]
        return Layer(_laid_out(self.plan, steps, asked), tuple(asked), tuple(it for it in order if it in takes))

    def _taken(self, slot: Slot, *, of_rows: bool) -> bool:
        """Whether a layer of draws reads a slot instead of computing it: it is single there, or the same for all rows."""
        step = self.steps[slot]
        if TIME in step.shape or step.op is Op.CONSTANT or axis_of(step.shape) not in ("", ENTITY):
            return False
        return (of_rows and ENTITY not in step.shape and step.form is not Form.TEXT) if slot in self.hanging else True

    def _in_layer(self, slot: Slot, *, taken: bool) -> Step:
        """A step with the rows that it has in a layer of draws."""
        step = self.steps[slot]
        shape = step.shape - {ENTITY}
        if slot in self.hanging:
            shape |= {DRAW}
        if taken:
            return Step(slot, Op.INPUT, (), step.form, shape, step.span, handed(slot), labels=step.labels)
        return replace(step, shape=shape)

    def known(self, asked: Sequence[Slot]) -> Layer:
        """The layer of the data's own rows that gives some slots."""
        steps = [it for it in self.plan.steps if it.slot not in self.hanging]
        return Layer(_laid_out(self.plan, steps, asked), tuple(asked), ())


def _output(step: Step) -> OutputSlot:
    trace = Traced(step.slot, Const(None, NUMBER, step.span))
    return OutputSlot(handed(step.slot), "", step.slot, NUMBER, step.shape, trace)

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

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from worthwhile.data.form import Form
from worthwhile.meaning.core import ENTITY, TIME, Const, axis_of
from worthwhile.plan.schedule import passes_of
from worthwhile.plan.steps import Op, OutputSlot, Plan, Slot, Step, Traced
from worthwhile.text.frozen import frozen
from worthwhile.units import NUMBER

DRAW = ENTITY
"""The rows of a layer of draws: to a plan they are what rows of the entity are to others."""


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


def layers_of(plan: Plan, uniforms: Collection[str], asked: Sequence[Slot], *, apart: bool = True) -> Layers | None:
    """The layers of a plan for some slots that hang on draws; nothing where there are none.

    ``uniforms`` are the inputs that are drawn. Rows of the entity are computed one ``apart`` from the other, so that
    what a row has is single among its draws; or several together, where a row's value stands beside each draw.
    """
    cutting = _Cutting(plan, hanging_on(plan, uniforms), apart)
    rows = [it for it in asked if ENTITY in cutting.steps[it].shape]
    each = cutting.layer(rows, of_rows=True)
    single = [it for it in asked if it not in rows]
    drawn = cutting.layer([*single, *(it for it in each.takes if it in cutting.hanging)], of_rows=False)
    if cutting.impossible:
        return None
    known = [it for it in dict.fromkeys((*each.takes, *drawn.takes)) if it not in cutting.hanging]
    return Layers(cutting.known(known), drawn, each)


def together_of(plan: Plan, uniforms: Collection[str], asked: Sequence[Slot]) -> tuple[Layer, Layer]:
    """What hangs on no draw, and the rest for all rows of the data in one draw.

    It takes over what hangs on draws alone, too: the slots among its ``takes`` that are not of what is known.
    """
    cutting = _Cutting(plan, hanging_on(plan, uniforms), apart=True)
    rest = cutting.together(asked)
    return cutting.known([it for it in rest.takes if it not in cutting.hanging]), rest


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
    apart: bool
    """Whether rows of the entity are computed one apart from the other."""
    steps: dict[Slot, Step] = field(default_factory=dict)
    impossible: bool = False

    def __post_init__(self) -> None:
        self.steps = {it.slot: it for it in self.plan.steps}

    def layer(self, asked: Sequence[Slot], *, of_rows: bool) -> Layer:
        """The layer of draws that gives some slots, of one row of the entity or of none."""
        needed, takes = self._needed(asked, lambda it: self._taken(it, of_rows=of_rows))
        for step in (self.steps[it] for it in needed):
            rows = step.slot in self.hanging and axis_of(step.shape) not in ("", ENTITY)
            self.impossible = self.impossible or rows or step.op is Op.REDUCE
        steps = [self._in_layer(it, takes) for it in self.steps if it in needed or it in takes]
        return Layer(_laid_out(self.plan, steps, asked), tuple(asked), tuple(it for it in self.steps if it in takes))

    def together(self, asked: Sequence[Slot]) -> Layer:
        """The layer of all rows in one draw."""
        needed, takes = self._needed(asked, lambda it: self._may_be_taken(it) and self._of_no_row(it))
        steps = [
            self.steps[it] if it in needed else _taken_over(self.steps[it])
            for it in self.steps
            if it in needed or it in takes
        ]
        return Layer(_laid_out(self.plan, steps, asked), tuple(asked), tuple(it for it in self.steps if it in takes))

    def _needed(self, asked: Sequence[Slot], taken: Callable[[Slot], bool]) -> tuple[set[Slot], set[Slot]]:
        """What a layer computes for some slots, and what it reads instead of computing it."""
        needed, takes = set[Slot](), set[Slot]()
        waiting = list(asked)
        while waiting:
            slot = waiting.pop()
            if slot in needed or slot in takes:
                continue
            if taken(slot):
                takes.add(slot)
            else:
                needed.add(slot)
                waiting += self.steps[slot].reads
        return needed, takes

    def _taken(self, slot: Slot, *, of_rows: bool) -> bool:
        """Whether a layer of draws reads a slot: no draw changes it, or it is the same for all rows."""
        step = self.steps[slot]
        if not self._may_be_taken(slot):
            return False
        return slot not in self.hanging or (of_rows and ENTITY not in step.shape and step.form is not Form.TEXT)

    def _may_be_taken(self, slot: Slot) -> bool:
        """Whether a slot has a column that one layer can hand to another."""
        step = self.steps[slot]
        return TIME not in step.shape and step.op is not Op.CONSTANT and axis_of(step.shape) in ("", ENTITY)

    def _of_no_row(self, slot: Slot) -> bool:
        """Whether no draw changes a slot, or it hangs on draws alone."""
        if slot not in self.hanging:
            return True
        if ENTITY in self.steps[slot].shape or self.steps[slot].form is Form.TEXT:
            return False
        alone = _Cutting(self.plan, self.hanging, self.apart)
        alone.layer([slot], of_rows=False)
        return not alone.impossible

    def _in_layer(self, slot: Slot, takes: Collection[Slot]) -> Step:
        """A step with the rows that it has in a layer of draws."""
        step = self.steps[slot]
        shape = step.shape - {ENTITY}
        if slot in self.hanging or (not self.apart and ENTITY in step.shape):
            shape |= {DRAW}
        return replace(_taken_over(step) if slot in takes else step, shape=shape)

    def known(self, asked: Sequence[Slot]) -> Layer:
        """The layer of the data's own rows that gives some slots."""
        steps = [it for it in self.plan.steps if it.slot not in self.hanging]
        return Layer(_laid_out(self.plan, steps, asked), tuple(asked), ())


def _taken_over(step: Step) -> Step:
    """An input in the place of a step that another layer has carried out."""
    return Step(step.slot, Op.INPUT, (), step.form, step.shape, step.span, handed(step.slot), labels=step.labels)


def _output(step: Step) -> OutputSlot:
    trace = Traced(step.slot, Const(None, NUMBER, step.span))
    return OutputSlot(handed(step.slot), "", step.slot, NUMBER, step.shape, trace)

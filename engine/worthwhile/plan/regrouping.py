"""Products brought into an order in which little is left to do for each row in each draw.

In price x quantity x draw of the price x draw of the volume the first two hang on no draw, the last two on no row:
drawn together they are computed once for each row and once for each draw, and one product is left for each pair. It
rounds in another order than what was written.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.meaning.function import Algebra, Toolbox
from worthwhile.plan.layers import hanging_on
from worthwhile.plan.rewrites.draft import Bench, Draft, algebra_of, named
from worthwhile.plan.rewrites.terms import fraction
from worthwhile.plan.steps import Op, Plan, Slot, Step

CHAIN = (Algebra.PRODUCT, Algebra.QUOTIENT)


def regrouped(plan: Plan, toolbox: Toolbox, uniforms: Collection[str]) -> Plan:
    """A plan with its products drawn together; ``uniforms`` are the inputs that are drawn."""
    regrouping = _Regrouping(plan, Bench(Draft(plan.steps, (), toolbox, plan.periods)), hanging_on(plan, uniforms))
    for step in plan.steps:
        regrouping.put(step)
    return replace(plan, steps=tuple(regrouping.bench.steps))


@dataclass(slots=True)
class _Factors:
    """The factors of a product, above and below the line."""

    above: list[Slot] = field(default_factory=list)
    below: list[Slot] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.above) + len(self.below)

    def add(self, slot: Slot, *, upside_down: bool) -> None:
        """One more."""
        (self.below if upside_down else self.above).append(slot)


class _Regrouping:
    """Goes through the steps of a plan."""

    def __init__(self, plan: Plan, bench: Bench, hanging: frozenset[Slot]) -> None:
        self.bench, self._hanging = bench, hanging
        self._steps = {it.slot: it for it in plan.steps}
        self._read = Counter(slot for step in plan.steps for slot in step.reads)
        self._read.update(it.slot for it in plan.outputs)
        self._read.update(it.slot for it in plan.checks)

    def put(self, step: Step) -> None:
        """A step as it is, or regrouped."""
        self.bench.put(self._regrouped(step) or step)

    def _regrouped(self, step: Step) -> Step | None:
        product, quotient = (named(self.bench.draft.toolbox, it) for it in CHAIN)
        if product is None or quotient is None or not self._is_chain(step):
            return None
        known, drawn, both = _Factors(), _Factors(), _Factors()
        for slot, upside_down in self._factors(step):
            found = known if slot not in self._hanging else both if ENTITY in self._steps[slot].shape else drawn
            found.add(slot, upside_down=upside_down)
        groups = [it for it in (known, drawn) if it]
        if len(known) + len(drawn) == len(groups):  # nothing to draw together
            return None
        for it in groups:
            alone = fraction(it.above, it.below, step, self.bench)
            if alone is None:
                return None
            both.above.append(alone)
        *most, last = both.above
        top = fraction(most, [], step, self.bench) if most else None
        if both.below:
            above, below = fraction(both.above, [], step, self.bench), fraction(both.below, [], step, self.bench)
            return None if above is None or below is None else _applied(step, quotient.name, above, below)
        return None if top is None else _applied(step, product.name, top, last)

    def _is_chain(self, step: Step) -> bool:
        """Whether a step is a product of what rows and draws have."""
        inside = step.slot in self._hanging and ENTITY in step.shape and TIME not in step.shape
        return inside and algebra_of(step, self.bench.draft.toolbox) in CHAIN

    def _factors(self, step: Step) -> list[tuple[Slot, bool]]:
        """All factors, and whether each is below the line; a product that nobody else reads is taken apart, too."""
        found: list[tuple[Slot, bool]] = []
        turned = algebra_of(step, self.bench.draft.toolbox) is Algebra.QUOTIENT
        for slot, upside_down in zip(step.args, (False, turned), strict=True):
            inner = self._steps[slot]
            if self._is_chain(inner) and self._read[slot] == 1:
                found += [(it, upside_down != other) for it, other in self._factors(inner)]
            else:
                found.append((slot, upside_down))
        return found


def _applied(step: Step, name: str, one: Slot, other: Slot) -> Step:
    return Step(step.slot, Op.APPLY, (one, other), step.form, step.shape, step.span, name)

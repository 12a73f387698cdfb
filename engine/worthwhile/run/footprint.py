"""How much memory the columns of a run take, reckoned before it begins.

It is an upper bound for what a run holds beside its data: what each walk leaves behind for others, for the
outputs and for aggregates, twice where it is put together or taken in by groups, and the rows that are at
work. Texts count as the places among their words.
"""

from collections.abc import Iterator, Mapping

from worthwhile.data.form import Form
from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.plan.steps import Phase, Plan, Slot, Step, Walk
from worthwhile.run.pace import BUFFERS, LEAST, Pace
from worthwhile.run.program.listing import wanted_of
from worthwhile.run.rows import Tables
from worthwhile.run.threads import available

WIDTHS = {Form.NUMBER: 8, Form.FLAG: 1, Form.LABEL: 4, Form.TEXT: 8, Form.FITTED: 8}
"""Bytes of a value in a column; a text may be gathered before its place is known."""
OBJECT = 160
"""Bytes that an array takes beside its values."""


def footprint(plan: Plan, tables: Tables, pace: Pace) -> int:
    """Bytes that the columns of a run on these tables take at most, those of the data left aside."""
    steps = {it.slot: it for it in plan.steps}
    reckoning = _Reckoning(plan, steps, {axis: it.count for axis, it in tables.items()}, pace)
    return sum(reckoning.kept()) + max(reckoning.at_work(), default=0) + reckoning.single()


class _Reckoning:
    def __init__(self, plan: Plan, steps: Mapping[Slot, Step], rows: Mapping[str, int], pace: Pace) -> None:
        self.plan, self.steps, self.rows, self.pace = plan, steps, rows, pace

    def _bytes(self, slot: Slot, rows: int) -> int:
        step = self.steps[slot]
        return (rows * WIDTHS[step.form] + OBJECT) * (self.plan.periods if TIME in step.shape else 1)

    def kept(self) -> Iterator[int]:
        """What each walk leaves behind, and its aggregates take in and give."""
        last = self.plan.passes[-1]
        for each in self.plan.passes:
            for walk in each.walks:
                ends = each is last and walk.axis == ENTITY
                returned = [it.slot for it in self.plan.outputs if ends and ENTITY in it.shape]
                rows = self.rows[walk.axis]
                for slot in wanted_of(walk, self.steps, walk.reductions, returned):
                    yield self._bytes(slot, rows)
                for step in walk.reductions:
                    yield self._aggregate(step, rows)

    def _aggregate(self, step: Step, rows: int) -> int:
        """What one takes in, which it may hold sorted and by groups, and what it gives."""
        periods = self.plan.periods if TIME in step.shape else 1
        taken = sum(self._bytes(it, rows) for it in step.reads) + rows * WIDTHS[Form.NUMBER] * periods
        groups = self.rows.get(axis_of(step.shape) or ENTITY, 1) if axis_of(step.shape) or step.by is not None else 1
        return 2 * taken + self._bytes(step.slot, min(max(groups, 1), max(rows, 1)) if step.by else groups)

    def at_work(self) -> Iterator[int]:
        """The rows that are walked at once: every step has its column, and series that are looked back at several."""
        for each in self.plan.passes:
            for walk in each.walks:
                rows = self.rows[walk.axis]
                threads = available()
                interpreted = self._block(walk, min(rows, self.pace.block))
                yield max(interpreted, self._programmed(walk, rows) * threads if rows >= self.pace.least else 0)

    def _programmed(self, walk: Walk, rows: int) -> int:
        """The buffers of a program, and what its lines make beside them; where they are many, its blocks are small."""
        most = self._block(walk, min(rows, self.pace.programmed))
        return most if self.pace.asked else min(most, max(3 * BUFFERS, self._block(walk, min(rows, LEAST))))

    def _block(self, walk: Walk, rows: int) -> int:
        return sum(self._phase(it, rows) for it in walk.phases)

    def single(self) -> int:
        """What is single, or has one value for each period."""
        return sum(self._phase(it, 1) for each in self.plan.passes for it in each.single)

    def _phase(self, phase: Phase, rows: int) -> int:
        found = sum(rows * WIDTHS[it.form] + OBJECT for it in phase.steps)
        if phase.loop:
            loop = phase.loop
            found += sum(rows * WIDTHS[it.form] + OBJECT for it in (*loop.steps, *loop.folds))
            found += sum((rows * WIDTHS[self.steps[it].form] + OBJECT) * self.plan.periods for it in loop.keep)
            back = loop.history.items()
            found += sum((rows * WIDTHS[self.steps[it].form] + OBJECT) * most for it, most in back)
        return 2 * found

"""The rows of some tables walked block by block, and what comes of it."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Column
from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.plan.steps import Plan, Slot, Step, Walk
from worthwhile.run.block import Block, Store
from worthwhile.run.feeding import Feed, Feeds, Together
from worthwhile.run.gathered import Beside, Gathered, Which
from worthwhile.run.machine import Machine
from worthwhile.run.pace import Pace
from worthwhile.run.program.listing import wanted_of
from worthwhile.run.program.program import program_for
from worthwhile.run.program.walking import Setting, carried_out, regular
from worthwhile.run.reduction import Reduction, Reductions
from worthwhile.run.rows import Places, Rows, Tables, given_back
from worthwhile.run.watch import FIRST, Hit, Numbers, Watch

NOTHING_YET = Store()
NO_ROWS = np.empty(0, dtype=np.int64)


class Scope:
    """Some tables of a run: what is known of their rows, and what was seen in them.

    ``shared`` is what is known beside them, and does not change while they are walked.
    """

    def __init__(self, plan: Plan, machine: Machine, tables: Tables, pace: Pace, shared: Store = NOTHING_YET) -> None:
        self.plan, self.machine, self.tables, self.pace = plan, machine, tables, pace
        self.steps: Mapping[Slot, Step] = {it.slot: it for it in plan.steps}
        self.shared, self.store = shared, Store()
        self.watch = Watch(plan, machine, self.steps, tables)
        self.left_out: dict[Slot, Hit] = {}
        self.unmatched: dict[Slot, Hit] = {}
        """By the step that looks up: the rows whose key no row of the lookup has."""

    def walk(
        self, walk: Walk, feeds: Feeds, returned: Sequence[Slot] = (), *, looking: bool = True, last: bool = False
    ) -> Gathered:
        """All the rows of one table: a program fills what it can, the interpreter the rows that are left.

        ``returned`` are the slots of the outputs. Without ``looking`` nothing is said of the rows: they will
        be walked again. ``last`` is the walk that returns something.
        """
        rows, known = self.tables[walk.axis], self.known
        wanted = wanted_of(walk, self.steps, feeds.steps, returned)
        gathered = Gathered(wanted, self.steps, rows, self.plan.periods)
        told = frozenset(self.unmatched)  # what is looked up once more has been told of
        looks = looking and bool(walk.watch or last)
        for which in self._left(walk, rows, known, gathered, wanted, empty=last):
            self._interpret(walk, rows, which, known, gathered, feeds, told if looking else None, looks=looks)
        gathered.finish()
        self.store.values |= {it: gathered.values[it] for it in walk.collect if it in gathered.values}
        self.store.series |= {it: gathered.series[it] for it in walk.collect if it in gathered.series}
        if feeds.steps:
            feeds.whole(Beside(gathered, self._seen(known, walk.axis, rows, slice(0, rows.count), _wanted(walk))))
        return gathered

    def walk_and_finish(
        self,
        walk: Walk,
        returned: Sequence[Slot] = (),
        *,
        looking: bool = True,
        last: bool = False,
        common: "Scope | None" = None,
    ) -> Gathered:
        """All the rows there are of one table, after which the aggregates over them are known.

        What is known of all rows together is known to ``common``.
        """
        rows, periods = self.tables[walk.axis], self.plan.periods
        owners = None if rows.parents is None else self.tables[ENTITY].count
        reductions = Reductions([self._reduction(it, owners) for it in walk.reductions])
        feeds = Together(reductions, self.steps, rows, periods, self.pace.block)
        gathered = self.walk(walk, feeds, returned, looking=looking, last=last)
        for it, found in reductions.finish():
            knows = self if axis_of(it.step.shape) or common is None else common
            knows.know(it.step.slot, found, it.left_out, it.first_left_out)
        return gathered

    def _reduction(self, step: Step, owners: int | None) -> Reduction:
        by = self.steps[step.by] if step.by is not None else None
        return Reduction(self.machine, step, by, self.plan.periods, owners)

    def _left(
        self, walk: Walk, rows: Rows, known: Store, gathered: Gathered, wanted: tuple[Slot, ...], *, empty: bool
    ) -> Iterator[Which]:
        """Have a program fill what it can; gives the rows that are left, some at a time."""
        block = self.pace.block
        odd = self._programmed(walk, rows, known, gathered, wanted)
        if odd is None:  # of no rows one block of none: outputs want their form
            for start in range(0, max(rows.count, 1) if empty else rows.count, block):
                yield slice(start, min(start + block, rows.count))
        else:
            for start in range(0, len(odd), block):
                yield odd[start : start + block]

    def _programmed(
        self, walk: Walk, rows: Rows, known: Store, gathered: Gathered, wanted: tuple[Slot, ...]
    ) -> Places | None:
        """The rows that a program has left to the interpreter; nothing where there is no program."""
        program = None
        if rows.count >= max(self.pace.least, 1):
            program = program_for(self.plan, walk, self.machine, wanted, frozenset(rows.columns))
        if program is None or not regular(program, known):
            rows.see((), NO_ROWS)
            return None
        setting = Setting(self.machine, self.steps, self.tables, rows, known, walk.axis, self.pace)
        odd = carried_out(program, setting, gathered)
        rows.see(program.script.looked_at, odd)
        return odd

    def _interpret(
        self,
        walk: Walk,
        rows: Rows,
        which: Which,
        known: Store,
        gathered: Gathered,
        feeds: Feeds,
        told: frozenset[Slot] | None,
        *,
        looks: bool,
    ) -> None:
        """Some rows step by step, with all that is to be said of them."""
        numbers: Numbers = range(which.start, which.stop) if isinstance(which, slice) else which
        before = self._seen(known, walk.axis, rows, which, _wanted(walk))
        block = Block(self.machine, self.steps, len(numbers), self.plan.periods, rows.cut(which), before, self.tables)
        look = self.watch.looking(block, walk.axis, numbers, walk.watch) if looks else None

        def feed(step: Step, period: int, here: Block) -> None:
            feeds.period(step, here, numbers[0] if len(numbers) else 0, period)

        block.walk(walk.phases, look, feed)
        feeds.block(block, numbers[0] if len(numbers) else 0)
        gathered.put(block, which)
        if look:
            look.straight(block.values)
            self.note(self.left_out, block.left_out, numbers)
        if told is not None:
            fresh = {slot: it for slot, it in block.unmatched.items() if slot not in told}
            self.note(self.unmatched, fresh, numbers)

    def _seen(self, known: Store, axis: str, rows: Rows, which: Which, wanted: frozenset[Slot]) -> Store:
        """What is known already, for some rows: single values as they are, columns cut to the rows."""
        parents = rows.parents[which] if rows.parents is not None else None

        def cut(slot: Slot, column: Column) -> Column:
            theirs = axis_of(self.steps[slot].shape)
            if theirs == axis and len(column) == rows.count:
                return column[which]
            return given_back(column, parents) if theirs == ENTITY and parents is not None else column

        def here(slot: Slot) -> bool:
            return axis == ENTITY or slot in wanted or not axis_of(self.steps[slot].shape)

        values = {slot: cut(slot, it) for slot, it in known.values.items() if here(slot)}
        series = {slot: [cut(slot, it) for it in parts] for slot, parts in known.series.items() if here(slot)}
        return Store(values, series)

    @property
    def known(self) -> Store:
        """All that is known: beside these rows, and of them."""
        if self.shared is NOTHING_YET:
            return self.store
        return Store({**self.shared.values, **self.store.values}, {**self.shared.series, **self.store.series})

    def finish(self, slot: Slot, feed: Feed) -> None:
        """Know what an aggregate gives."""
        self.know(slot, feed.finish(), feed.left_out, feed.first_left_out)

    def know(self, slot: Slot, found: list[Column], left_out: int, first: Sequence[int]) -> None:
        """Know the value of an aggregate, or the columns of one, and which rows it has left out."""
        if TIME in self.steps[slot].shape:
            self.store.series[slot] = found
        else:
            self.store.values[slot] = found[0]
        if left_out:
            self.left_out[slot] = Hit(left_out, list(first[:FIRST]))

    def note(self, hits: dict[Slot, Hit], found: Mapping[Slot, NDArray[np.bool_]], numbers: Numbers) -> None:
        """Count rows of a block that something was found in."""
        for slot, rows in found.items():
            hits.setdefault(slot, Hit()).add(rows, numbers)


def _wanted(walk: Walk) -> frozenset[Slot]:
    """All that a walk reads."""
    steps = [*walk.reductions]
    watched: set[Slot] = set()
    for phase in walk.phases:
        steps += phase.steps
        if phase.loop:
            steps += [*phase.loop.steps, *phase.loop.folds]
            watched |= {*phase.loop.watch, *phase.loop.keep}
    return frozenset(slot for it in steps for slot in it.reads) | watched | {*walk.collect}

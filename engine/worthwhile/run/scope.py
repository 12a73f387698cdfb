"""The rows of some tables walked block by block, and what comes of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Column
from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.plan.steps import Plan, Slot, Step, Walk
from worthwhile.run.block import Block, Store
from worthwhile.run.gathered import Beside, Gathered, Which
from worthwhile.run.machine import Machine
from worthwhile.run.pace import Pace
from worthwhile.run.program.program import program_for
from worthwhile.run.program.walking import Setting, carried_out, regular
from worthwhile.run.rows import Places, Rows, Tables, given_back
from worthwhile.run.watch import Hit, Numbers, Watch

NOTHING_YET = Store()


class Feed(Protocol):
    """What takes in the values of an aggregate over rows, block by block."""

    left_out: int
    first_left_out: list[int]

    def take(self, block: Block | Beside, period: int = 0) -> None:
        """Take in the values of a block, in one period."""
        ...

    def finish(self) -> list[Column]:
        """The value, or a column of values; of a series one for each period."""
        ...


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
        self, walk: Walk, feeds: Mapping[Slot, Feed], returned: Sequence[Slot] = (), *, looking: bool = True
    ) -> Gathered:
        """All the rows of one table: a program fills what it can, the interpreter the rows that are left.

        ``returned`` are the slots of the outputs. Without ``looking`` nothing is said of the rows: they will
        be walked again.
        """
        rows, known = self.tables[walk.axis], self.known
        fed = [it for it in walk.reductions if TIME not in it.shape and it.slot in feeds]
        reads = [slot for it in fed for slot in it.reads if axis_of(self.steps[slot].shape) == walk.axis]
        wanted = tuple(dict.fromkeys([*walk.collect, *returned, *reads]))
        gathered = Gathered(wanted, self.steps, rows, self.plan.periods)
        told = frozenset(self.unmatched)  # what is looked up once more has been told of
        looks = looking and bool(walk.watch or returned)
        for which in self._left(walk, rows, known, gathered, wanted, looks=looks):
            self._interpret(walk, rows, which, known, gathered, feeds, told if looking else None, looks=looks)
        gathered.finish()
        self.store.values |= {it: gathered.values[it] for it in walk.collect if it in gathered.values}
        self.store.series |= {it: gathered.series[it] for it in walk.collect if it in gathered.series}
        if fed:
            beside = Beside(gathered, self._seen(known, walk.axis, rows, slice(0, rows.count), _wanted(walk)))
            for it in fed:
                feeds[it.slot].take(beside)
        return gathered

    def _left(
        self, walk: Walk, rows: Rows, known: Store, gathered: Gathered, wanted: tuple[Slot, ...], *, looks: bool
    ) -> Iterator[Which]:
        """Have a program fill what it can; gives the rows that are left, some at a time."""
        block = self.pace.block
        odd = self._programmed(walk, rows, known, gathered, wanted)
        if odd is None:  # of no rows one block of none: outputs want their form
            for start in range(0, max(rows.count, 1) if looks else rows.count, block):
                yield slice(start, min(start + block, rows.count))
        else:
            for start in range(0, len(odd), block):
                yield odd[start : start + block]

    def _programmed(
        self, walk: Walk, rows: Rows, known: Store, gathered: Gathered, wanted: tuple[Slot, ...]
    ) -> Places | None:
        """The rows that a program has left to the interpreter; nothing where there is no program."""
        if rows.count < max(self.pace.least, 1):
            return None
        program = program_for(self.machine, self.plan, walk, wanted, frozenset(rows.columns))
        if program is None or not regular(program, known):
            return None
        setting = Setting(self.machine, self.steps, self.tables, rows, known, walk.axis, self.pace)
        return carried_out(program, setting, gathered)

    def _interpret(
        self,
        walk: Walk,
        rows: Rows,
        which: Which,
        known: Store,
        gathered: Gathered,
        feeds: Mapping[Slot, Feed],
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
            if step.slot in feeds:
                feeds[step.slot].take(here, period)

        block.walk(walk.phases, look, feed)
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
        found = feed.finish()
        if TIME in self.steps[slot].shape:
            self.store.series[slot] = found
        else:
            self.store.values[slot] = found[0]
        if feed.left_out:
            self.left_out[slot] = Hit(feed.left_out, feed.first_left_out[:10])

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

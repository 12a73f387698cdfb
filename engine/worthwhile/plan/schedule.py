"""When each step is due: which pass, which walk over rows, which walk over the timeline.

An aggregate over rows needs all of them before anybody can use it: it ends a pass. An aggregate over
the timeline needs all periods: it ends a walk over the timeline. Within one walk, series are computed
period by period; where a later walk needs one again, it is computed again rather than kept for every
row. Within one pass the lookups come first, then the entity's rows, which look things up, then the
records, which read what their own row of the entity has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from worthwhile.meaning.core import ENTITY, TIME, axis_of
from worthwhile.plan.steps import Loop, Op, Pass, Phase, Slot, Step, Walk
from worthwhile.text.deadline import look_at_the_clock
from worthwhile.text.frozen import frozen

Steps = Mapping[Slot, Step]


def passes_of(
    steps: Sequence[Step], final: Sequence[Slot], shown: frozenset[Slot], tables: Mapping[str, bool]
) -> tuple[Pass, ...]:
    """Lay steps out in passes; ``final`` is what has to be there at the end, ``shown`` what is returned.

    ``tables`` says of each table beside the entity's whether its rows belong to rows of the entity.
    """
    axes = [it for it, owned in tables.items() if not owned] + [ENTITY] + [it for it, owned in tables.items() if owned]
    return tuple(_passes({it.slot: it for it in steps}, tuple(final), shown, axes))


def phases_of(steps: Steps, keep: frozenset[Slot], watched: tuple[Slot, ...]) -> tuple[Phase, ...]:
    """Lay steps out in phases where rows make no difference; ``keep`` are the series that are kept whole."""
    return _Block(steps, tuple(steps), keep, watched, ()).phases()


def _passes(steps: Steps, final: tuple[Slot, ...], shown: frozenset[Slot], axes: Sequence[str]) -> Iterator[Pass]:
    depth = _depths(steps)
    last = max(depth.values(), default=0)
    reductions = [it for it in steps.values() if it.op is Op.REDUCE]
    known: frozenset[Slot] = frozenset()
    for number in range(last + 1):
        ending = tuple(it for it in reductions if depth[it.slot] == number + 1)
        later = [slot for it in reductions if depth[it.slot] > number + 1 for slot in it.reads]
        single = [
            it.slot
            for it in steps.values()
            if not axis_of(it.shape) and depth[it.slot] == number and it.op is not Op.REDUCE
        ]
        walks: list[Walk] = []
        elsewhere: set[Slot] = set()
        for axis in reversed(axes):
            due = (number == last) if axis == ENTITY else None
            looked = tuple(
                it for it in final if axis_of(steps[it].shape) == axis and (depth[it] == number if due is None else due)
            )
            mine = tuple(it for it in ending if it.axis == axis)
            wanted = [slot for it in mine for slot in it.reads] + [*looked, *elsewhere]
            rows = _closure(steps, wanted, known - _series(steps, looked), axis)
            again = _closure(steps, [*later, *(() if number == last else final)], frozenset(), axis)
            seen = {slot for it in mine for slot in it.args if steps[slot].shape == {axis}} & set(again)
            gathered = {it for it in elsewhere if it in rows}
            keep = _series(steps, rows) & (shown | gathered)
            phases = _Block(steps, rows, keep, looked, mine).phases()
            collect = tuple(it for it in rows if it in seen | gathered)
            if phases or mine or axis == ENTITY:
                walks.append(Walk(axis, phases, collect, mine, frozenset(looked)))
            elsewhere |= _read_elsewhere(steps, rows, mine, axis)
        yield Pass(_Block(steps, single, _series(steps, single), final, ()).phases(), tuple(reversed(walks)))
        known |= {slot for it in walks for slot in it.collect}


def _read_elsewhere(steps: Steps, rows: Sequence[Slot], reductions: Sequence[Step], axis: str) -> set[Slot]:
    """What one walk reads that another has to fill."""
    reads = {slot for it in (*(steps[it] for it in rows), *reductions) for slot in it.reads}
    return {it for it in reads if axis_of(steps[it].shape) not in ("", axis)}


def _depths(steps: Steps) -> Mapping[Slot, int]:
    """After how many aggregates over rows a slot can be filled."""
    depth = dict.fromkeys(steps, 0)
    changed = True
    while changed:  # a lag reads a slot that is filled further down
        changed = False
        look_at_the_clock()
        for slot, step in steps.items():
            found = max((depth[it] for it in step.reads), default=0) + (step.op is Op.REDUCE)
            if found > depth[slot]:
                depth[slot], changed = found, True
    return depth


def _closure(steps: Steps, wanted: Iterable[Slot], known: frozenset[Slot], axis: str) -> list[Slot]:
    """The slots of some rows that have to be filled for what is wanted, in order."""
    needed: set[Slot] = set()
    waiting = list(wanted)
    while waiting:
        slot = waiting.pop()
        step = steps[slot]
        if slot in needed or slot in known or axis_of(step.shape) != axis or step.op is Op.REDUCE:
            continue
        needed.add(slot)
        waiting.extend(step.reads)
    return [it for it in steps if it in needed]


def _series(steps: Steps, slots: Iterable[Slot]) -> frozenset[Slot]:
    return frozenset(it for it in slots if TIME in steps[it].shape)


@frozen
class _Block:
    """The slots that one pass fills for the rows, or for what is single."""

    steps: Steps
    slots: Sequence[Slot]
    keep: frozenset[Slot]
    """Series that are kept whole."""
    watched: tuple[Slot, ...]
    reductions: tuple[Step, ...]

    def phases(self) -> tuple[Phase, ...]:
        """Straight steps and walks in turn, each walk with all the series that it needs."""
        level = self._levels()
        top = max(level.values(), default=0)
        found = (self._phase(level, number) for number in range(top + 1))
        return tuple(it for it in found if it.steps or it.loop)

    def _phase(self, level: Mapping[Slot, int], number: int) -> Phase:
        steps, series = self.steps, _series(self.steps, self.slots)
        here = [it for it in self.slots if level[it] == number]
        straight = tuple(steps[it] for it in here if it not in series and steps[it].op is not Op.FOLD)
        folds = tuple(steps[it] for it in self.slots if steps[it].op is Op.FOLD and level[it] == number + 1)
        ahead = {steps[it].args[0] for it in self.slots if steps[it].op is Op.READ and steps[it].args[0] in series}
        keep = tuple(it for it in here if it in series and it in self.keep | ahead)
        watch = tuple(it for it in here if it in series and it in self.watched)
        fed = tuple(it for it in self.reductions if self._fed_at(it, level) == number)
        wanted = [*keep, *watch, *(slot for it in (*folds, *fed) for slot in it.reads)]
        walked = self._walked(wanted, series)
        if not walked and not folds and not fed:
            return Phase(straight)
        history: dict[Slot, int] = {}
        walks = {it.slot for it in walked}
        for step in walked:
            if step.op is Op.LAG and step.args[0] in walks:  # a series of the population is there already
                history[step.args[0]] = max(history.get(step.args[0], 0), step.periods)
        return Phase(straight, Loop(walked, folds, keep, history, watch, fed))

    def _fed_at(self, step: Step, level: Mapping[Slot, int]) -> int:
        """The walk that feeds a population aggregate of a series; -1 where it takes one value a row."""
        if TIME not in step.shape:
            return -1
        return max((level[it] for it in step.reads if it in level), default=0)

    def _walked(self, wanted: Iterable[Slot], series: frozenset[Slot]) -> tuple[Step, ...]:
        """The series steps that a walk has to take, in order."""
        needed: set[Slot] = set()
        waiting = [it for it in wanted if it in series]
        while waiting:
            slot = waiting.pop()
            if slot not in needed:
                needed.add(slot)
                step = self.steps[slot]
                before = step.args[1:] if step.op is Op.READ else step.reads
                waiting.extend(it for it in before if it in series)
        return tuple(self.steps[it] for it in self.slots if it in needed)

    def _levels(self) -> Mapping[Slot, int]:
        """After how many walks over the timeline each slot can be filled."""
        level, series = dict.fromkeys(self.slots, 0), _series(self.steps, self.slots)
        changed = True
        while changed:
            changed = False
            look_at_the_clock()
            for slot in self.slots:
                found = self._level(self.steps[slot], level, series)
                if found > level[slot]:
                    level[slot], changed = found, True
        return level

    @staticmethod
    def _level(step: Step, level: Mapping[Slot, int], series: frozenset[Slot]) -> int:
        before = max((level[it] for it in step.reads if it in level), default=0)
        if step.op is Op.FOLD:
            return before + 1
        if step.op is Op.READ and step.args[0] in series:
            return max(before, level[step.args[0]] + 1)
        return before

"""A run whose rows are read elsewhere, in pieces: what comes back is put together here.

The rows are read as often as a stream reads them. Each reading is a task that is carried to the pieces;
their partials are merged in the order of the rows, so that where they were read, and in how many pieces,
makes no difference to any bit of the result.
"""

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from worthwhile.answer.diagnostics import Scene, diagnostics
from worthwhile.answer.pieces import Heading, Returned, Task, versions
from worthwhile.answer.result import Result
from worthwhile.answer.stream import Remembered, single
from worthwhile.data.columns import Column, joined
from worthwhile.data.form import form_of
from worthwhile.data.frame import Frame
from worthwhile.data.keys import Keys, keys_of
from worthwhile.data.packed import below, packed, unpacked
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import Plan, Slot
from worthwhile.run import complaints
from worthwhile.run.bind import Bound, Taken, keys_told, not_given, take_lookup
from worthwhile.run.execute import Filled
from worthwhile.run.groups import Groups
from worthwhile.run.machine import Machine
from worthwhile.run.pace import pace_of
from worthwhile.run.partial import Partial
from worthwhile.run.rows import Rows
from worthwhile.run.sweep import Sweeps
from worthwhile.run.tally import NOTHING, Tally, added, told
from worthwhile.text import Finding, ModelError, errors
from worthwhile.text.limits import LIMITS, Limits

Mapped = Callable[[Task], Iterable[Returned]]
"""Carries a task to all pieces, and gives what comes back of each, in any order."""


class Gathered(Result):
    """The result of a run whose rows were read elsewhere: outputs and keys are here, the rows are not."""

    def __init__(
        self, scene: Scene, remembered: Remembered, *, strict: bool, whole: Callable[[], Scene] | None
    ) -> None:
        super().__init__(scene, strict=strict, whole=whole)
        self._remembered = remembered

    @cached_property
    def diagnostics(self) -> tuple[Finding, ...]:
        """What the run found, in all rows."""
        return self._told(diagnostics(self._remembered))


def spread(
    model: object,
    meaning: Meaning,
    plan: Plan,
    toolbox: Toolbox,
    heading: Heading,
    lookups: Mapping[str, Frame],
    mapped: Mapped,
    *,
    strict: bool = False,
    block: int | None = None,
    limits: Limits = LIMITS,
    whole: Callable[[], Scene] | None = None,
) -> Result:
    """Run a plan on rows that are elsewhere; ``lookups`` are here, by the names of the model's tables.

    Raises `ModelError` where the data cannot be taken in, or what must hold does not.
    """
    driver = _Driver(meaning, plan, toolbox, heading, lookups, block)
    if errors(driver.early):
        raise ModelError(driver.early)
    task = Task(
        pickle.dumps(model),
        heading,
        {name: (it.name, packed(it.table)) for name, it in lookups.items()},
        block,
        pickle.dumps([]),
        pickle.dumps({}),
        learning=False,
        last=False,
        versions=versions(),
    )
    driver.read(task, mapped, limits)
    return driver.result(strict=strict, whole=whole)


def _carried(task: Task, mapped: Mapped) -> list[Returned]:
    """What came back of all pieces, in the order of the rows. Raises `ModelError` where one of them was stopped."""
    found = sorted(mapped(task), key=lambda it: it.place)
    for it in found:
        if it.told:
            raise ModelError(it.told)
    return found


class _Driver:
    """The readings of one run, and what comes back of them."""

    def __init__(
        self,
        meaning: Meaning,
        plan: Plan,
        toolbox: Toolbox,
        heading: Heading,
        lookups: Mapping[str, Frame],
        block: int | None,
    ) -> None:
        self.meaning, self.plan, self.machine = meaning, plan, Machine(toolbox)
        self.entity = heading.of_entity(meaning)
        self.records = heading.of_records(meaning, plan)
        self.looked = Bound()
        self._of_lookup: dict[str, list[Finding]] = {}
        for table in meaning.tables.values():
            if not table.of:
                bound = Bound()
                take_lookup(meaning, plan, table, lookups.get(table.name), bound)
                self.looked.taken |= bound.taken
                self._of_lookup[table.name] = bound.findings
        tables = {name: it.rows for name, it in self.looked.taken.items()}
        self.sweeps = Sweeps(plan, self.machine, tables, pace_of(block))
        self.partial = Partial()
        self.tallies: dict[str, dict[str, Tally]] = {}
        """Of the entity under its axis, and of each table of records."""
        self.returned: list[Returned] = []
        self.strays: dict[str, tuple[int, tuple[object, ...]]] = {}
        self._names: dict[tuple[str, int], object] = {}

    @property
    def early(self) -> list[Finding]:
        """All that can be said before rows are read."""
        found = list(self.entity.findings)
        for name in self.meaning.tables:
            found += self._of_lookup.get(name, [])
            found += self.records[name].findings if name in self.records else ()
        return found + list(not_given(self.meaning, self.plan, [it.name for it in self.entity.wanted]))

    # ---- reading
    def read(self, task: Task, mapped: Mapped, limits: Limits) -> None:
        """All the readings."""
        earlier: list[Partial] = []
        while True:
            first, last = self.sweeps.reading == 0, self.sweeps.last
            task = replace(task, earlier=pickle.dumps(earlier), last=last)
            groups = self._groups(task, mapped)
            task = replace(task, groups=pickle.dumps(groups))
            self.returned = _carried(task, mapped)
            self.partial = self._together(groups)
            if first:
                self.tallies[ENTITY] = self.partial.tallies
                self._enough_room(limits)
            self._names |= self.partial.names
            if last:
                break
            self.sweeps.finish(self.partial)
            earlier.append(Partial(self.partial.rows, self.partial.aggregates))
        self.partial.names |= self._names
        for it in self.returned:
            self.strays |= it.strays
            for name, tallies in it.tallies.items():
                self.tallies[name] = added(self.tallies.get(name, {}), tallies)

    def _groups(self, task: Task, mapped: Mapped) -> dict[Slot, Groups]:
        """The groups of this reading's aggregates, which all pieces have to know alike."""
        stop = self.sweeps.stops[self.sweeps.reading]
        walks = (it for each in self.plan.passes[: stop + 1] for it in each.walks if it.axis == ENTITY)
        fed = {step.slot for walk in walks for step in walk.reductions}
        groups = {slot: it for slot, it in self.sweeps.groups.items() if slot in fed}
        unknown = [slot for slot, it in groups.items() if not it.settled and not len(it)]
        if unknown:
            for it in _carried(replace(task, learning=True), mapped):
                for slot in unknown:
                    if slot in it.groups:
                        groups[slot].learn(it.groups[slot])
        return groups

    def _together(self, groups: Mapping[Slot, Groups]) -> Partial:
        """The partials of all pieces, in the order of the rows."""
        found: Partial | None = None
        for it in self.returned:
            for slot, population in it.partial.aggregates.items():
                if population.groups is not None:
                    if not population.groups.alike(groups[slot]):
                        raise ValueError("a piece has met groups that it had not met before: do its rows change?")
                    population.groups = groups[slot]
            if found is None:
                found = it.partial
            else:
                found.merge(it.partial)
        return found or Partial()

    def _enough_room(self, limits: Limits) -> None:
        cells = self.partial.rows * self.plan.periods * sum({ENTITY, TIME} <= it.shape for it in self.plan.outputs)
        if cells > limits.cells:
            raise ModelError([complaints.too_many_cells(cells, limits.cells)])

    # ---- what comes of it
    def result(self, *, strict: bool, whole: Callable[[], Scene] | None) -> Result:
        """All that came back, as the result of one run."""
        common, partial = self.sweeps.shared, self.partial
        filled = Filled(
            partial.rows,
            self._outputs(),
            {**common.watch.broken, **partial.broken},
            {**common.watch.impossible, **partial.impossible},
            {**common.left_out, **partial.left_out},
            {**common.unmatched, **partial.unmatched},
            common.store,
        )
        keys = self._keys()
        bound = Bound({ENTITY: Taken(Rows(partial.rows), keys, self.entity.file), **self.looked.taken})
        for name in self.records:
            bound.taken[name] = Taken(Rows(0, parents=np.empty(0, dtype=np.int64)))
        scene = Scene(self.meaning, self.plan, self.machine, bound, filled)
        remembered = Remembered(self.meaning, self.plan, filled, partial, scene, self.looked.taken.keys())
        findings = self._said(remembered, keys)
        remembered = replace(remembered, findings=findings)
        if errors(findings):
            raise ModelError(findings)
        result = Gathered(scene, remembered, strict=strict, whole=whole)
        stopping = errors(result.diagnostics)
        if stopping:
            raise ModelError(stopping, result=result)
        return result

    def _outputs(self) -> list[Column | list[Column]]:
        pieces = [it.outputs for it in self.returned if it.outputs]
        found: list[Column | list[Column]] = []
        for place, output in enumerate(self.plan.outputs):
            alone = single(output, self.sweeps.shared.store.values, self.sweeps.shared.store.series)
            if ENTITY not in output.shape or not pieces:
                found.append(alone)
                continue
            form = form_of(output.type)
            parts = [it[place] for it in pieces]
            if TIME in output.shape:
                periods = zip(*(it for it in parts if isinstance(it, list)), strict=True)
                found.append([joined(it, form) for it in periods])
            else:
                found.append(joined([it for it in parts if not isinstance(it, list)], form))
        return found

    def _keys(self) -> Keys | None:
        sheets = [unpacked(it.keys) for it in self.returned if it.keys]
        return keys_of(below(sheets).column(0)) if sheets else None

    def _said(self, remembered: Remembered, keys: Keys | None) -> Sequence[Finding]:
        """All that is to be said of the data, in the order in which a run here says it."""
        found = [*self.entity.told, *keys_told(self.entity, keys)]
        found += told(self.entity, self.tallies.get(ENTITY, {}), lambda rows: remembered.named(rows, ENTITY))
        for name, table in self.meaning.tables.items():
            if name not in self.records:
                found += self._of_lookup[name]
                continue
            heads = self.records[name]
            found += heads.told
            rows, examples = self.strays.get(name, (0, ()))
            if rows:
                whose = self.meaning.entity.name if self.meaning.entity else ""
                first = list(dict.fromkeys(examples))[: complaints.FIRST]
                found.append(complaints.of_nobody(table.name, table.key, whose, rows, first, table.at, heads.file))
            tallies = self.tallies.get(name, {it.name: NOTHING for it in heads.wanted})
            found += told(heads, tallies, lambda rows, name=name: remembered.named(rows, name))  # type: ignore[misc]  # (a default binds what changes in the loop)
        return [*found, *not_given(self.meaning, self.plan, [it.name for it in self.entity.wanted])]

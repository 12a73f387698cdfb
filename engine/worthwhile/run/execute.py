"""A plan carried out over columns: pass by pass, block by block."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from worthwhile.data.columns import Column, joined, wide
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.plan.steps import Pass, Plan, Slot, Step
from worthwhile.run.block import Block, Store
from worthwhile.run.machine import Machine
from worthwhile.run.population import Population
from worthwhile.run.watch import Hit, Looking, Watch

BLOCK = 16_384
"""Rows walked at once: their columns stay in the cache."""


@dataclass(slots=True)
class Filled:
    """What a run gives: the outputs' columns, and what was seen on the way."""

    rows: int
    outputs: list[Column | list[Column]]
    """A column for each output; of a series a column for each period."""
    broken: dict[int, Hit] = field(default_factory=dict)
    """By the place of the condition: the rows in which it does not hold."""
    impossible: dict[tuple[str, int, int], Hit] = field(default_factory=dict)
    """By definition and place in the text: the rows in which it has no value, and why."""
    left_out: dict[Slot, Hit] = field(default_factory=dict)
    store: Store = field(default_factory=Store)
    """Single values and the population's, for whoever asks again for one row."""


def execute(plan: Plan, machine: Machine, columns: Mapping[str, Column], rows: int, block: int = BLOCK) -> Filled:
    """Carry out a plan.

    ``columns`` holds the inputs there are, each with a value for every row or with one for all;
    ``rows`` is how many rows the entity has, 1 in a model about one thing.
    """
    with np.errstate(all="ignore"):
        return _Execution(plan, machine, columns, rows, block).filled()


class _Execution:
    def __init__(self, plan: Plan, machine: Machine, columns: Mapping[str, Column], rows: int, block: int) -> None:
        self.plan, self.machine, self.columns = plan, machine, columns
        self.rows, self.block = rows, max(1, block)
        self.steps = {it.slot: it for it in plan.steps}
        self.store = Store()
        self.watch = Watch(plan, machine, columns, self.steps, self.store)
        self.looks: Looking | None = None
        """What was seen of single values up to here."""
        self.left_out: dict[Slot, Hit] = {}

    def filled(self) -> Filled:
        outputs: list[Column | list[Column]] = []
        for number, each in enumerate(self.plan.passes):
            last = number == len(self.plan.passes) - 1
            self._single(each, last=last)
            outputs = self._rows(each, last=last)
        return Filled(self.rows, outputs, self.watch.broken, self.watch.impossible, self.left_out, self.store)

    def _single(self, each: Pass, *, last: bool) -> None:
        """What has one value only, or one for each period."""
        block = self._block(1, self.columns)
        looks = self.watch.looking(block, 0, single=True)
        looks.go_on_from(self.looks)
        block.walk(each.single, looks)
        self.store.values |= block.values
        self.store.series |= block.series
        if last:  # what is missing is walked again, for which everything has to be there
            looks.straight(self.store.values)
        self.looks = looks

    def _rows(self, each: Pass, *, last: bool) -> list[Column | list[Column]]:
        gathered = {
            it.slot: Population(self.machine, it, self.steps[it.by] if it.by is not None else None, self.plan.periods)
            for it in each.population
        }
        kept: dict[Slot, list[Column]] = {slot: [] for slot in each.collect}
        outputs = _Outputs(self.plan, self.steps) if last else None
        for start in range(0, max(self.rows, 1), self.block):
            stop = min(start + self.block, self.rows)
            if stop <= start and (self.rows or not each.rows):
                break
            span = slice(start, stop)
            block = self._block(stop - start, self._sliced(span), self._seen(span))
            looks = self.watch.looking(block, start, single=False) if last else None

            def feed(step: Step, period: int, here: Block) -> None:
                gathered[step.slot].take(here, period)

            block.walk(each.rows, looks, feed)
            for it in each.population:
                if TIME not in it.shape:
                    gathered[it.slot].take(block)
            for slot, parts in kept.items():
                parts.append(wide(block.at(slot), block.rows))
            if looks:
                looks.straight(block.values)
                self._leave_out(block, start)
            if outputs:
                outputs.take(block)
        for slot, parts in kept.items():
            self.store.values[slot] = joined(parts, self.steps[slot].form)
        for slot, population in gathered.items():
            self._finish(slot, population)
        return outputs.finish(self.store, self.rows) if outputs else []

    def _block(self, rows: int, given: Mapping[str, Column], before: Store | None = None) -> Block:
        return Block(self.machine, self.steps, rows, self.plan.periods, given, before or self.store)

    def _sliced(self, span: slice) -> dict[str, Column]:
        return {name: it if len(it) == 1 != self.rows else it[span] for name, it in self.columns.items()}

    def _seen(self, span: slice) -> Store:
        """Single values as they are, columns cut to the block."""
        values = {slot: self._cut(slot, it, span) for slot, it in self.store.values.items()}
        series = {slot: [self._cut(slot, it, span) for it in parts] for slot, parts in self.store.series.items()}
        return Store(values, series)

    def _cut(self, slot: Slot, column: Column, span: slice) -> Column:
        return column[span] if ENTITY in self.steps[slot].shape and len(column) == self.rows else column

    def _finish(self, slot: Slot, population: Population) -> None:
        found = population.finish()
        if TIME in self.steps[slot].shape:
            self.store.series[slot] = found
        else:
            self.store.values[slot] = found[0]
        if population.left_out:
            self.left_out[slot] = Hit(population.left_out, population.first_left_out[:10])

    def _leave_out(self, block: Block, start: int) -> None:
        for slot, rows in block.left_out.items():
            hit = self.left_out.setdefault(slot, Hit())
            hit.add(rows, start)


class _Outputs:
    """Gathers the outputs of each block."""

    def __init__(self, plan: Plan, steps: Mapping[Slot, Step]) -> None:
        self.plan = plan
        self.parts: list[list[Column]] = [[] for _ in plan.outputs]
        self.series: list[list[list[Column]]] = [[[] for _ in range(plan.periods)] for _ in plan.outputs]
        self.forms = [steps[it.slot].form for it in plan.outputs]

    def take(self, block: Block) -> None:
        for place, output in enumerate(self.plan.outputs):
            if ENTITY not in output.shape:
                continue
            if TIME in output.shape:
                for period in range(self.plan.periods):
                    self.series[place][period].append(wide(block.at(output.slot, period), block.rows))
            else:
                self.parts[place].append(wide(block.at(output.slot), block.rows))

    def finish(self, store: Store, rows: int) -> list[Column | list[Column]]:
        del rows
        found: list[Column | list[Column]] = []
        for place, output in enumerate(self.plan.outputs):
            form = self.forms[place]
            if ENTITY in output.shape:
                if TIME in output.shape:
                    found.append([joined(it, form) for it in self.series[place]])
                else:
                    found.append(joined(self.parts[place], form))
            elif TIME in output.shape:
                found.append(list(store.series[output.slot]))
            else:
                found.append(store.values[output.slot])
        return found

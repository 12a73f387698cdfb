"""The draws of a model on data: which values change from draw to draw, and all their draws row by row."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from worthwhile.data.columns import Array
from worthwhile.meaning.core import ENTITY
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.uncertain.uncertain import uniform_of
from worthwhile.plan.layers import giving, hanging_on, layers_of
from worthwhile.plan.steps import CheckSlot, OutputSlot, Plan, Slot
from worthwhile.run.drawing import DrawByDraw, Drawn, Layered, Uniforms
from worthwhile.run.machine import Machine
from worthwhile.run.pace import pace_of
from worthwhile.run.rows import Tables
from worthwhile.run.uniforms import uniforms, uniforms_of_row
from worthwhile.text import ModelError
from worthwhile.text.limits import Limits
from worthwhile.whatif import complaints


@dataclass(frozen=True)
class Draws:
    """A plan of which some inputs are drawn, its data, and where the draws come from."""

    meaning: Meaning
    plan: Plan
    machine: Machine
    tables: Tables
    draws: int
    seed: int
    samples: Mapping[str, Array]
    """Draws of assumptions that come from elsewhere."""
    limits: Limits
    on_draws: Callable[[int], None]
    """Is told of draws that have been made, of one row or of all."""

    @property
    def rows(self) -> int:
        """How many rows the data has."""
        return self.tables[ENTITY].count

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The names that are drawn here."""
        return tuple(it for it in self.meaning.uncertain if it not in self.samples)

    @cached_property
    def _of_rows(self) -> tuple[str, ...]:
        return tuple(it for it in self._names if ENTITY in self.meaning.uncertain[it].shape)

    @cached_property
    def _inputs(self) -> tuple[str, ...]:
        return tuple(map(uniform_of, (*self._names, *self.samples)))

    @cached_property
    def _once(self) -> Uniforms:
        """What is drawn once for each draw."""
        names = [it for it in self._names if it not in self._of_rows]
        found = uniforms(names, self.draws, self.seed, self.meaning.correlations)
        return {uniform_of(name): it for name, it in (found | dict(self.samples)).items()}

    def _of_row(self, row: int) -> Uniforms:
        """What is drawn for one row."""
        if not self._of_rows:
            return {}
        found = uniforms_of_row(self._of_rows, row, self.draws, self.seed, self.meaning.correlations)
        return {uniform_of(name): it for name, it in found.items()}

    @cached_property
    def outputs(self) -> tuple[OutputSlot, ...]:
        """The outputs that change from draw to draw."""
        hanging = hanging_on(self.plan, self._inputs)
        return tuple(it for it in self.plan.outputs if it.slot in hanging)

    @cached_property
    def checks(self) -> tuple[CheckSlot, ...]:
        """The conditions that do."""
        hanging = hanging_on(self.plan, self._inputs)
        return tuple(it for it in self.plan.checks if it.slot in hanging)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """All that is asked for."""
        return tuple(dict.fromkeys([*(it.slot for it in self.outputs), *(it.slot for it in self.checks)]))

    @cached_property
    def drawn(self) -> Drawn:
        """All draws; in layers, where the plan has some."""
        self._enough_room(self.draws * (len(self.slots) + len(self._inputs)))
        layers = layers_of(self.plan, self._inputs, self.slots)
        if layers is None:
            return self._draw_by_draw()
        return Layered(layers, self.machine, self.tables, pace_of(), self.draws, self._once, self._of_row).prepared()

    def _draw_by_draw(self) -> DrawByDraw:
        self._enough_room(self.rows * self.draws * self.plan.periods * (len(self.slots) + len(self._of_rows)))
        plan = giving(self.plan, self.slots)
        return DrawByDraw(plan, self.machine, self.tables, pace_of(), self.slots, self._each())

    def _enough_room(self, cells: int) -> None:
        if cells > self.limits.cells:
            raise ModelError([complaints.too_many_draws(self.rows, self.draws, cells, self.limits.cells)])

    def _each(self) -> Iterator[Uniforms]:
        """What is drawn in one draw after the other."""
        of_rows = [self._of_row(it) for it in range(self.rows)]
        beside = {uniform_of(it): np.stack([row[uniform_of(it)] for row in of_rows]) for it in self._of_rows if of_rows}
        for draw in range(self.draws):
            once = {name: it[draw : draw + 1] for name, it in self._once.items()}
            yield once | {name: np.ascontiguousarray(it[:, draw]) for name, it in beside.items()}
            self.on_draws(1)

"""The draws of a model on data: which values change from draw to draw, and all their draws row by row."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from worthwhile.data.columns import Array
from worthwhile.meaning.core import ENTITY, TIME, Shape
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.uncertain.uncertain import uniform_of
from worthwhile.plan.layers import Layer, hanging_on, layers_of, together_of
from worthwhile.plan.steps import CheckSlot, OutputSlot, Plan, Slot
from worthwhile.run.drawing import DrawByDraw, Drawn, Layered, Uniforms, Values, rows_at_once
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
    def together(self) -> tuple[Slot, ...]:
        """What needs all rows in each draw: an aggregate over them is another one in each."""
        return tuple(it for it in self.slots if layers_of(self.plan, self._inputs, [it]) is None)

    @cached_property
    def drawn(self) -> tuple[Drawn, ...]:
        """All draws: in layers what has some, draw after draw what hangs on an aggregate over rows that is drawn."""
        together = self.together
        known, rest = together_of(self.plan, self._inputs, together)
        handed = [it for it in rest.takes if it not in known.gives]
        asked = [*(it for it in self.slots if it not in together), *handed]
        series = any(TIME in it.shape for it in self.plan.steps if it.slot in asked)
        rows = rows_at_once(self.draws, self.plan.periods if series else 1)
        layers = layers_of(self.plan, self._inputs, asked, apart=rows == 1)
        assert layers is not None  # noqa: S101 (each of them has some)
        self._enough_room(together)
        layered = Layered(
            layers, self.machine, self.tables, pace_of(), self.draws, rows, self._once, self._of_row
        ).prepared()
        return (layered, self._draw_by_draw(known, rest, layered.single)) if together else (layered,)

    def _enough_room(self, together: Collection[Slot]) -> None:
        """Look whether all that is held at once may be."""
        shapes = {it.slot: it.shape for it in self.plan.steps}
        rows = sum(self._cells(shapes[it]) for it in together) + self.rows * len(self._of_rows) * bool(together)
        cells = self.draws * (rows + len(self.slots) + len(self._inputs))
        if cells > self.limits.cells:
            most = self.limits.cells
            raise ModelError([complaints.too_many_draws(self.rows, self.draws, cells, most, together=bool(together))])

    def _cells(self, shape: Shape) -> int:
        return (self.rows if ENTITY in shape else 1) * (self.plan.periods if TIME in shape else 1)

    def _draw_by_draw(self, known: Layer, rest: Layer, alone: Mapping[Slot, Values]) -> DrawByDraw:
        of_rows = [self._of_row(it) for it in range(self.rows)] if self._of_rows else []
        beside = {uniform_of(it): np.stack([row[uniform_of(it)] for row in of_rows]) for it in self._of_rows if of_rows}

        def of_draw(draw: int) -> Uniforms:
            self.on_draws(1)
            once = {name: it[draw : draw + 1] for name, it in self._once.items()}
            return once | {name: np.ascontiguousarray(it[:, draw]) for name, it in beside.items()}

        return DrawByDraw(known, rest, self.machine, self.tables, pace_of(), self.draws, alone, of_draw)

    def sample(self, slot: Slot, row: int) -> Values:
        """One slot in one row, in every draw."""
        for part in self.drawn:
            if slot in part.single:
                return part.single[slot]
            if slot in part.of_rows:
                return part.rows(row, row + 1)[slot]
        raise KeyError(slot)

"""A plan carried out for many draws of its uncertain inputs.

In layers, where it has some: a row of the entity after the other, all draws of it at once. Else draw after draw,
all rows at once, since an aggregate over rows is another one in each draw.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

import numpy as np

from worthwhile.data.columns import Array, Column, Texts, joined, wide
from worthwhile.meaning.core import ENTITY, TIME, Shape
from worthwhile.plan.layers import DRAW, Layer, Layers, handed
from worthwhile.plan.steps import Slot
from worthwhile.run.execute import execute
from worthwhile.run.machine import Machine
from worthwhile.run.pace import Pace
from worthwhile.run.rows import Rows, Tables
from worthwhile.run.threads import at_most, available, in_parallel, shares
from worthwhile.text.deadline import look_at_the_clock

PARTS = 8
"""Parts that each thread takes draws or rows in: the last one to finish is not waited for long."""

Values = Column | list[Column]
"""A value for each draw; of a series such a column for each period."""
Uniforms = Mapping[str, Array]
"""By the name of an input the uniform numbers of all draws."""


class Drawn(Protocol):
    """Draws that can be asked for."""

    @property
    def single(self) -> Mapping[Slot, Values]:
        """The slots that are single, in every draw."""
        ...

    @property
    def of_rows(self) -> tuple[Slot, ...]:
        """The slots that rows of the entity have."""
        ...

    @property
    def at_once(self) -> int:
        """How many rows are best asked for at once."""
        ...

    def rows(self, start: int, stop: int) -> Mapping[Slot, Values]:
        """Those of some rows in every draw: all draws of the first row, then of the next."""
        ...


@dataclass(frozen=True)
class Layered:
    """Draws of a plan in layers."""

    layers: Layers
    machine: Machine
    tables: Tables
    pace: Pace
    draws: int
    """How many."""
    at_once: int
    """How many rows are best asked for at once: one where the layers have rows apart."""
    once: Uniforms
    """What is drawn once for each draw."""
    of_row: Callable[[int], Uniforms]
    """What is drawn for a row of the entity beside."""

    def prepared(self) -> "Layered":
        """The same, with all that its rows share: threads may ask it for rows then."""
        _ = self.single, self._known
        return self

    @cached_property
    def _known(self) -> dict[Slot, Values]:
        layer = self.layers.known
        return dict(zip(layer.gives, execute(layer.plan, self.machine, self.tables, self.pace).outputs, strict=True))

    @cached_property
    def single(self) -> dict[Slot, Values]:
        """What hangs on draws alone: each slot's value in every draw."""
        return self._carried_out(self.layers.drawn, self.once, 0, 1)

    @property
    def of_rows(self) -> tuple[Slot, ...]:
        """The slots that rows of the entity have."""
        return self.layers.each.gives

    def rows(self, start: int, stop: int) -> dict[Slot, Values]:
        """Those of some rows in every draw, together if the layers have rows together."""
        look_at_the_clock()
        count = stop - start
        beside = [self.of_row(it) for it in range(start, stop)]
        uniforms = {name: np.tile(it, count) for name, it in self.once.items()} if count > 1 else dict(self.once)
        uniforms |= {name: np.concatenate([it[name] for it in beside]) for name in beside[0]}
        return self._carried_out(self.layers.each, uniforms, start, stop)

    def _carried_out(self, layer: Layer, uniforms: Uniforms, start: int, stop: int) -> dict[Slot, Values]:
        columns: dict[str, Column] = {**uniforms, **{handed(it): self._at(it, start, stop) for it in layer.takes}}
        tables = {**self.tables, DRAW: Rows(self.draws * (stop - start), columns)}
        return dict(zip(layer.gives, execute(layer.plan, self.machine, tables, self.pace).outputs, strict=True))

    def _at(self, slot: Slot, start: int, stop: int) -> Column:
        """What a layer takes over: what is known of rows beside each of their draws, draws for each row."""
        found = self._known[slot] if slot in self._known else self.single[slot]
        assert not isinstance(found, list)  # noqa: S101 (no series is handed over)
        if slot not in self._known:
            return _each(found, np.tile(np.arange(self.draws), stop - start)) if stop - start > 1 else found
        if ENTITY not in self._shapes[slot]:
            return found
        if self.at_once == 1:
            return found[start:stop]
        return _each(found, np.repeat(np.arange(start, stop), self.draws))

    @cached_property
    def _shapes(self) -> Mapping[Slot, Shape]:
        """What is known of rows, and what is known once."""
        return {it.slot: it.shape for it in self.layers.known.plan.outputs}


PAIRS = 1 << 17
"""Draws of rows that are computed at once: as many as a program walks in one block."""


def rows_at_once(draws: int, periods: int) -> int:
    """How many rows are computed together, so that a walk over their draws is worth its while.

    Of series every period is held, of what is none there is one.
    """
    return max(1, PAIRS // (draws * periods))


def _each(column: Column, places: Array) -> Column:
    """The values at some places."""
    return Texts(column.codes[places], column.words) if isinstance(column, Texts) else column[places]


class DrawByDraw:
    """All rows in one draw after the other; what is asked for is held until all draws are there.

    ``alone`` are slots that hang on draws alone, in every draw; ``of_draw`` gives the uniforms of a draw, by its
    number, as columns of the entity's rows.
    """

    def __init__(
        self,
        known: Layer,
        rest: Layer,
        machine: Machine,
        tables: Tables,
        pace: Pace,
        draws: int,
        alone: Mapping[Slot, Values],
        of_draw: Callable[[int], Uniforms],
    ) -> None:
        main, plan, slots = tables[ENTITY], rest.plan, rest.gives
        there = execute(known.plan, machine, tables, pace).outputs
        columns = {handed(slot): it for slot, it in zip(known.gives, there, strict=True) if not isinstance(it, list)}
        single = {handed(slot): it for slot, it in alone.items() if slot in rest.takes and not isinstance(it, list)}

        def some(part: slice) -> list[list[Values]]:
            found = []
            with at_most(1):  # the threads there are take draws, not rows
                for draw in range(part.start, part.stop):
                    look_at_the_clock()
                    here = {name: it[draw : draw + 1] for name, it in single.items()}
                    given = {**main.columns, **columns, **here, **of_draw(draw)}
                    rows = Rows(main.count, given, main.parents, main.index)
                    found.append(execute(plan, machine, {**tables, ENTITY: rows}, pace).outputs)
            return found

        parts = in_parallel([partial(some, it) for it in shares(draws, PARTS * available(), least=1)])
        all_draws = [outputs for part in parts for outputs in part]
        each: dict[Slot, list[Values]] = {slot: [it[at] for it in all_draws] for at, slot in enumerate(slots)}
        self._shapes = {it.slot: it.shape for it in plan.outputs}
        self._rows = {it: main.count if ENTITY in self._shapes[it] else 1 for it in slots}
        self._forms = {it.slot: it.form for it in plan.steps}
        self._all = {slot: self._together(slot, found) for slot, found in each.items()}

    @property
    def single(self) -> dict[Slot, Values]:
        """The slots that are single, in every draw."""
        return {slot: self._at(slot, 0) for slot, shape in self._shapes.items() if ENTITY not in shape}

    @property
    def of_rows(self) -> tuple[Slot, ...]:
        """The slots that rows of the entity have."""
        return tuple(slot for slot, shape in self._shapes.items() if ENTITY in shape)

    @property
    def at_once(self) -> int:
        """How many rows are best asked for at once."""
        return 1

    def rows(self, start: int, stop: int) -> dict[Slot, Values]:
        """Those of one row in every draw."""
        assert stop - start == 1  # noqa: S101 (as `at_once` says)
        return {slot: self._at(slot, start) for slot in self.of_rows}

    def _at(self, slot: Slot, row: int) -> Values:
        rows = self._rows[slot]
        if TIME in self._shapes[slot]:
            return [it[row::rows] for it in self._all[slot]]
        return self._all[slot][0][row::rows]

    def _together(self, slot: Slot, found: Sequence[Values]) -> list[Column]:
        """The rows of all draws, one draw below the other, for each period."""
        parts = [it if isinstance(it, list) else [it] for it in found]
        rows = self._rows[slot]
        return [joined([wide(each, rows) for each in period], self._forms[slot]) for period in zip(*parts, strict=True)]

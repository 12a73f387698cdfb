"""A model asked in many draws of what is uncertain in it (Monte Carlo simulation; Metropolis and Ulam 1949)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from worthwhile.answer.ask import ask
from worthwhile.data.columns import FALSE, Texts
from worthwhile.data.frame import Frame
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.uncertain.drawing import drawn
from worthwhile.meaning.uncertain.uncertain import uniform_of
from worthwhile.plan.compile import compile_plan
from worthwhile.plan.regrouping import regrouped
from worthwhile.plan.steps import OutputSlot, Plan, Slot, Told
from worthwhile.run.bind import bind
from worthwhile.run.drawing import PARTS, Drawn, Values
from worthwhile.run.machine import Machine
from worthwhile.run.rows import Tables
from worthwhile.run.scope import NO_ROWS
from worthwhile.run.threads import at_most, available, in_parallel, shares
from worthwhile.text import Finding, ModelError, errors
from worthwhile.text.limits import LIMITS, Limits
from worthwhile.whatif import complaints
from worthwhile.whatif.asked import Asked
from worthwhile.whatif.draws import Draws
from worthwhile.whatif.simulation import Broken, Simulation
from worthwhile.whatif.spread import Numbers, Spread, empty, fill


def simulate(
    meaning: Meaning,
    plan: Plan,
    toolbox: Toolbox,
    frames: Mapping[str, Frame],
    asked: Asked,
    *,
    fitted: Mapping[str, Told] | None = None,
    threads: int | None = None,
    limits: Limits = LIMITS,
    on_draws: Callable[[int], None] | None = None,
) -> Simulation:
    """Run a plan once as it stands, then in every draw.

    Raises `ModelError` where nothing is uncertain, where the data cannot be taken in, and where what must hold does
    not in the run as it stands.
    """
    samples = asked.samples
    if not meaning.uncertain and not samples:
        raise ModelError([complaints.nothing_uncertain(meaning)])
    point = ask(meaning, plan, toolbox, frames, threads=threads, limits=limits)
    other = drawn(meaning, samples=frozenset(samples))
    names = [*meaning.uncertain, *samples]
    plan = regrouped(compile_plan(other, toolbox, fitted=fitted), toolbox, [*map(uniform_of, names)])
    tables = _tables(other, plan, frames, names)
    heard = on_draws or _unheard
    draws = Draws(other, plan, Machine(toolbox), tables, asked.draws, asked.seed, samples, limits, heard)
    with at_most(threads):
        spreads, broken = _all(draws, asked.quantiles)
    notes = tuple(_left_aside(meaning, samples))
    return Simulation(point, asked.draws, asked.seed, asked.quantiles, spreads, broken, partial(_sample, draws), notes)


def _left_aside(meaning: Meaning, samples: Collection[str]) -> Iterator[Finding]:
    """The correlations of what is drawn here with what comes from elsewhere."""
    for it in meaning.correlations:
        if (it.one in samples) != (it.other in samples):
            yield complaints.correlated_with_samples(it, it.one if it.one in samples else it.other)


def _tables(meaning: Meaning, plan: Plan, frames: Mapping[str, Frame], names: list[str]) -> Tables:
    """The data, for a plan some of whose inputs are drawn."""
    apart = set(map(uniform_of, names))
    inputs = {name: it for name, it in meaning.inputs.items() if name not in apart}
    bound = bind(replace(meaning, inputs=inputs), plan, frames)
    for it in bound.tables.values():
        it.see((), NO_ROWS)
    bound.settle()
    if errors(bound.findings):
        raise ModelError(bound.findings)
    return bound.tables


def _unheard(draws: int) -> None:
    """Where nobody asks how far it is."""
    del draws


def _all(draws: Draws, quantiles: tuple[float, ...]) -> tuple[dict[str, Spread], tuple[Broken, ...]]:
    """What all rows come to in all draws, and the conditions that do not hold in some."""
    filling = _Filling(draws, quantiles)
    for part in draws.drawn:
        filling.take(part.single, 0, np.empty(draws.draws))
        if len(draws.drawn) == 1 and not part.of_rows:
            draws.on_draws(draws.draws)
        if part.of_rows:
            in_parallel([partial(_rows, part, it, filling, draws) for it in shares(draws.rows, PARTS * available(), 1)])
    return {it.name: filling.spreads[it.slot] for it in draws.outputs}, filling.broken()


def _rows(part: Drawn, rows: slice, filling: "_Filling", draws: Draws) -> None:
    """Some rows in all draws."""
    work = np.empty(draws.draws)
    with at_most(1):
        for start in range(rows.start, rows.stop, part.at_once):
            stop = min(start + part.at_once, rows.stop)
            found = part.rows(start, stop)
            for row in range(start, stop):
                filling.take(_of_one(found, row - start, draws.draws), row, work)
            draws.on_draws(draws.draws * (stop - start))


def _of_one(found: Mapping[Slot, Values], row: int, draws: int) -> dict[Slot, Values]:
    """One of several rows."""
    which = slice(row * draws, (row + 1) * draws)
    return {slot: [part[which] for part in it] if isinstance(it, list) else it[which] for slot, it in found.items()}


class _Filling:
    """Spreads and conditions, filled row by row; each row is filled once, by whichever thread."""

    def __init__(self, draws: Draws, quantiles: tuple[float, ...]) -> None:
        self._draws = draws
        self.shapes = {it.slot: it.shape for it in draws.plan.steps}
        self.spreads = {it.slot: self._empty(it, quantiles) for it in draws.outputs}
        self._failed = {it.slot: np.zeros(self._rows(it.slot), dtype=np.int64) for it in draws.checks}

    def _rows(self, slot: Slot) -> int:
        return self._draws.rows if ENTITY in self.shapes[slot] else 1

    def _empty(self, it: OutputSlot, quantiles: tuple[float, ...]) -> Spread:
        periods = (self._draws.plan.periods,) if TIME in it.shape else ()
        return empty(it.type, self._draws.draws, (self._rows(it.slot), *periods), quantiles)

    def take(self, found: Mapping[Slot, Values], row: int, work: Numbers) -> None:
        """Take in one row in all draws."""
        for slot, values in found.items():
            if slot in self.spreads:
                fill(self.spreads[slot], row, values, work)
            if slot in self._failed:
                self._failed[slot][row] = np.count_nonzero(_fails(values, self._draws.draws))

    def broken(self) -> tuple[Broken, ...]:
        """The conditions that do not hold in some draw."""
        checks = [it for it in self._draws.checks if self._failed[it.slot].any()]
        return tuple(Broken(it, self._failed[it.slot], self._draws.draws) for it in checks)


def _fails(values: Values, draws: int) -> NDArray[np.bool_]:
    """In which draws a condition does not hold, in one period at least."""
    failed = np.zeros(draws, dtype=bool)
    for column in values if isinstance(values, list) else [values]:
        assert not isinstance(column, Texts)  # noqa: S101 (a condition is a flag)
        failed |= column == FALSE
    return failed


def _sample(draws: Draws, name: str, row: int) -> Values | None:
    """All draws of an output in one row; nothing where it is no other in any."""
    slot = next((it.slot for it in draws.outputs if it.name == name), None)
    return None if slot is None else draws.sample(slot, row)

"""A model run on rows that come in batches: more of them than memory holds.

Aggregates over the entity's rows have to be known before a row's own values are, so the rows are read
once for each that waits for another, and once more. What is to be said of the data and of the run
comes at the end.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import inf
from typing import Any

import numpy as np

from worthwhile.answer.ask import unknown_tables
from worthwhile.answer.diagnostics import Scene, diagnostics
from worthwhile.answer.result import Result
from worthwhile.data.columns import DTYPES, NO_WORDS, Column, Texts
from worthwhile.data.form import Form, form_of
from worthwhile.data.frame import Frame
from worthwhile.data.supply import Spill, Supply, UnlikeError, alike, cut
from worthwhile.data.unique import shared
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import OutputSlot, Plan
from worthwhile.run import complaints
from worthwhile.run.bind import Bound, Taken
from worthwhile.run.execute import Filled, Part
from worthwhile.run.footprint import footprint
from worthwhile.run.heads import twice
from worthwhile.run.intake import Intake
from worthwhile.run.machine import Machine
from worthwhile.run.pace import pace_of
from worthwhile.run.partial import Partial
from worthwhile.run.rows import Rows
from worthwhile.run.some_rows import RowValues
from worthwhile.run.sweep import Sweeps
from worthwhile.run.tally import Tally
from worthwhile.text import Finding, Level, ModelError, errors
from worthwhile.text.deadline import within
from worthwhile.text.frozen import frozen
from worthwhile.text.limits import LIMITS, Limits

ROWS = 1_000_000
"""Rows of a batch, where nothing else is asked for."""


class Batch(Result):
    """The outputs of some rows, as `Result` has them; ``source`` holds the columns they were made of."""

    def __init__(self, scene: Scene, seen: Scene, source: Frame, *, keep: bool) -> None:
        super().__init__(scene)
        self._seen, self.source, self._keep = seen, source, keep

    def _arrays(self) -> Iterator[tuple[str, Any]]:
        """The outputs by their heads; before them, where they are kept, the columns of the data that have others."""
        if not self._keep:
            yield from super()._arrays()
            return
        entity = self.entity
        found = {head: it for head, it in super()._arrays() if entity is None or head != entity.key}
        yield from ((head, self.source.raw(head)) for head in self.source.heads if head not in found)
        yield from found.items()

    @cached_property
    def diagnostics(self) -> tuple[Finding, ...]:
        """What was found in these rows; the summary of the stream tells what was found in all."""
        return tuple(diagnostics(self._seen))


class Summary(Result):
    """What is to be said when all rows have gone by: how many, single values, diagnostics."""

    def __init__(self, scene: Scene, remembered: "Remembered", rows: int, *, strict: bool) -> None:
        super().__init__(scene, strict=strict)
        self._remembered, self._rows = remembered, rows

    @property
    def rows(self) -> int:
        """How many rows the run had."""
        return self._rows

    @property
    def keys(self) -> tuple[object, ...] | None:
        """None: the keys have gone by with the rows."""
        return None

    @cached_property
    def diagnostics(self) -> tuple[Finding, ...]:
        """What the run found, in all rows."""
        return self._told(diagnostics(self._remembered))


@frozen
class Remembered:
    """A run whose rows have gone by: the few that something is said of are kept."""

    meaning: Meaning
    plan: Plan
    filled: Filled
    partial: Partial
    shared: Scene
    """What has one value only, and the lookups."""
    lookups: Collection[str]
    findings: Sequence[Finding] = ()

    def row(self, place: int, axis: str = ENTITY) -> RowValues:
        """One of the rows that something was found in, with every value."""
        if (axis, place) in self.partial.specimens:
            return self.partial.specimens[axis, place]
        # What is single is asked for beside a row of the entity: where none was kept it is there all the same.
        return self.shared.row(place, axis if axis in self.lookups else "")

    def named(self, rows: Sequence[int], axis: str) -> tuple[object, ...]:
        """The keys of some rows; of what is single there are none."""
        if not axis or axis in self.lookups:
            return self.shared.named(list(rows), axis)
        return tuple(self.partial.names.get((axis, it)) for it in rows)


class Stream:
    """The batches of a run, in the order of the source; ``summary`` is there when the last has been taken.

    Raises `ModelError` where the data cannot be taken in, before the first batch where that can be
    known then, and after the last where an ``ensure`` did not hold. ``keep`` keeps all columns of the
    data beside the outputs; without ``exact`` batches have about the number of rows that is asked for.
    """

    def __init__(
        self,
        meaning: Meaning,
        plan: Plan,
        toolbox: Toolbox,
        supply: Supply,
        tables: Mapping[str, Frame],
        *,
        strict: bool = False,
        rows: int = ROWS,
        block: int | None = None,
        limits: Limits = LIMITS,
        keep: bool = False,
        exact: bool = True,
    ) -> None:
        self.meaning, self.plan, self._supply, self._strict = meaning, plan, supply, strict
        self._batch_rows, self._limits, self._machine = max(1, rows), limits, Machine(toolbox)
        if meaning.entity is None:
            why = "the model is about one thing, not about many rows; `run` takes its values"
            raise ModelError([complaints.not_a_table(supply.name, why)])
        unknown_tables(meaning, [meaning.entity.name, *tables])
        self._intake = Intake(meaning, plan, supply.heads, supply.name, tables, supply.spelled, supply.notes)
        findings = self._intake.findings
        if keep:
            at = meaning.entity.at
            findings += [complaints.head_twice(it, supply.name, at) for it in twice(supply.heads)]
        if errors(findings):
            raise ModelError(list(dict.fromkeys(findings)))
        lookups = {name: it.rows for name, it in self._intake.lookups.items()}
        self._sweeps = Sweeps(plan, self._machine, lookups, pace_of(block))
        self._keep, self._exact = keep, exact
        self._heads = tuple(supply.heads) if keep else self._intake.heads.read
        self._spill: Spill | None = None
        self._partial = Partial()
        self._begun = False
        self._summary: Summary | None = None
        self.on_rows: Callable[[int], None] = _unheard
        """Is told of rows that have been read, in every reading."""

    @property
    def rows(self) -> int | None:
        """How many rows there are, where that is known before they are read."""
        return self._supply.rows

    @property
    def readings(self) -> int:
        """How many times the rows are read."""
        return len(self._sweeps.stops)

    @property
    def summary(self) -> Summary:
        """What is to be said of the run as a whole. Raises `RuntimeError` before the last batch has been taken."""
        if self._summary is None:
            raise RuntimeError("there is a summary when all batches have been taken")
        return self._summary

    def __iter__(self) -> Iterator[Batch]:
        if self._begun:
            raise RuntimeError("a stream is gone through once; `Model.stream` makes another")
        self._begun = True
        return self._batches()

    # ---- reading
    def _batches(self) -> Iterator[Batch]:
        tallies: Mapping[str, Tally] = {}
        while True:
            last, first = self._sweeps.last, self._sweeps.reading == 0
            partial: Partial | None = None
            for frame in self._frames(fresh=first):
                start = partial.rows if partial else 0
                with within(self._limits.seconds):
                    taken, tally = self._intake.part(frame, start, fresh=first)
                    self._enough_memory(taken)
                    part, found = self._sweeps.part(taken, tally if first else {}, partial)
                if partial is None:
                    partial = found
                else:
                    partial.merge(found)
                self.on_rows(frame.rows)
                if last:
                    yield self._batch(part, taken, frame)
            assert partial is not None  # noqa: S101 (of no rows there is one part of none)
            tallies = partial.tallies if first else tallies
            before = self._sweeps.rows
            if before is not None and before != partial.rows:
                why = f"it gave {before:,} rows when it was read first, and now {partial.rows:,}"
                raise ModelError([complaints.unreadable(self._supply.name, why)])
            self._keep_names(partial)
            if last:
                strays = self._intake.strays(partial.rows)
                if strays:
                    partial.merge(self._sweeps.part(strays, {}, partial)[1])
                break
            self._sweeps.finish(partial)
        try:
            self._finish(partial, tallies)
        finally:  # whoever takes the batches may want to write where they came from
            self._supply.close()

    def _frames(self, *, fresh: bool) -> Iterator[Frame]:
        """The rows from the first on, as tables of the size of a batch."""
        supply = self._supply
        if fresh and supply.once:
            self._spill = Spill()
            kept = self._heads if self.readings > 1 else (self._intake.heads.key,)
            batches = self._spill.past(self._alike(supply.read(self._heads)), kept)
        else:
            batches = self._alike(self._again(self._heads))
        return cut(batches, self._heads, self._batch_rows, supply.name, exact=self._exact)

    def _alike(self, batches: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from alike(batches)
        except UnlikeError as error:
            raise ModelError([complaints.unreadable(self._supply.name, str(error))]) from None

    def _again(self, heads: Sequence[str]) -> Iterator[Any]:
        return self._spill.read(heads) if self._spill else self._supply.read(heads)

    def _keys(self) -> Iterator[Any]:
        key = self._intake.heads.key
        return (it.raw(key) for it in cut(self._again([key]), [key], ROWS, self._supply.name))

    def _enough_memory(self, taken: Mapping[str, Taken]) -> None:
        if self._limits.memory < inf:
            tables = {**self._sweeps.shared.tables, **{axis: it.rows for axis, it in taken.items()}}
            takes = footprint(self.plan, tables, self._sweeps.shared.pace)
            if takes > self._limits.memory:
                raise ModelError([complaints.too_much_memory(takes, self._limits.memory)])

    # ---- what comes of it
    def _batch(self, part: Part, taken: Mapping[str, Taken], frame: Frame) -> Batch:
        cells = frame.rows * self.plan.periods * sum({ENTITY, TIME} <= it.shape for it in self.plan.outputs)
        if cells > self._limits.cells:
            raise ModelError([complaints.too_many_cells(cells, self._limits.cells)])
        whole = self._sweeps.rows
        filled = part.filled() if whole is None else replace(part.filled(), rows=whole)
        own = replace(
            filled,
            broken=part.watch.broken,
            impossible=part.watch.impossible,
            left_out=part.left_out,
            unmatched=part.unmatched,
        )
        bound = Bound(dict(taken))
        scene = Scene(self.meaning, self.plan, self._machine, bound, filled)
        seen = Scene(self.meaning, self.plan, self._machine, bound, own)
        return Batch(scene, seen, frame, keep=self._keep)

    def _keep_names(self, partial: Partial) -> None:
        """What an earlier reading has told of, the last one does not tell again."""
        self._partial.names |= partial.names

    def _finish(self, partial: Partial, tallies: Mapping[str, Tally]) -> None:
        partial.names |= self._partial.names
        common, intake = self._sweeps.shared, self._intake
        filled = Filled(
            partial.rows,
            [single(it, common.store.values, common.store.series) for it in self.plan.outputs],
            {**common.watch.broken, **partial.broken},
            {**common.watch.impossible, **partial.impossible},
            {**common.left_out, **partial.left_out},
            {**common.unmatched, **partial.unmatched},
            common.store,
        )
        bound = Bound({ENTITY: Taken(Rows(0)), **intake.lookups})
        for name, owned in self.plan.tables.items():
            if owned:
                bound.taken[name] = Taken(Rows(0, parents=np.empty(0, dtype=np.int64)))
        scene = Scene(self.meaning, self.plan, self._machine, bound, filled)
        remembered = Remembered(self.meaning, self.plan, filled, partial, scene, intake.lookups.keys())
        twice: tuple[tuple[object, ...], int] = ((), 0)
        if not intake.keys.rises:
            twice = shared(self._keys)
        findings = intake.told(tallies, lambda rows: remembered.named(rows, ENTITY), twice)
        remembered = replace(remembered, findings=findings)
        self._summary = Summary(scene, remembered, partial.rows, strict=self._strict)
        taking_in = errors(findings)
        if taking_in:
            raise ModelError(findings)
        stopping = errors(self._summary.diagnostics)
        if stopping:
            raise ModelError(stopping, result=self._summary)


def _unheard(rows: int) -> None:
    """Where nobody asks how far it is."""
    del rows


def single(
    output: OutputSlot, values: Mapping[int, Column], series: Mapping[int, list[Column]]
) -> Column | list[Column]:
    """The value of an output that has one only; of the rows' own nothing is left."""
    if ENTITY not in output.shape:
        return series[output.slot] if TIME in output.shape else values[output.slot]
    form = form_of(output.type)
    none: Column = Texts(np.empty(0, dtype=np.int32), NO_WORDS)
    if form is not Form.TEXT:
        none = np.empty(0, dtype=DTYPES[form])
    return [none] if TIME in output.shape else none


__all__ = ["ROWS", "Batch", "Level", "Stream", "Summary"]

"""What the aggregates over the rows of a walk are fed with, and when.

Aggregates of values that a row has once are fed when all rows have been walked, a large stretch of them
at a time; those of series with every period of every block, for no walk keeps all periods of all rows.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from worthwhile.data.columns import Column, wide
from worthwhile.meaning.core import TIME
from worthwhile.plan.steps import Slot, Step
from worthwhile.run.block import Block
from worthwhile.run.gathered import Beside
from worthwhile.run.reduction import Reductions, rows_at_once
from worthwhile.run.rows import Rows
from worthwhile.run.stretch import Stretch


class Feed(Protocol):
    """What takes in the values of one aggregate over rows."""

    left_out: int
    first_left_out: list[int]

    def take(self, block: Block | Beside, period: int = 0) -> None:
        """Take in the values of some rows, in one period."""
        ...

    def finish(self) -> list[Column]:
        """The value, or a column of values; of a series one for each period."""
        ...


class Feeds(Protocol):
    """All the aggregates that a walk feeds."""

    @property
    def steps(self) -> Sequence[Step]:
        """Those that are fed; others of the walk are known."""
        ...

    def period(self, step: Step, block: Block, start: int, period: int) -> None:
        """Take in one period of a block, for the aggregate of a series."""
        ...

    def block(self, block: Block, start: int) -> None:
        """Know that a block has been walked, with all periods."""
        ...

    def whole(self, beside: Beside) -> None:
        """Take in all rows that have been walked, for what has one value a row."""
        ...


class OneByOne:
    """Aggregates that each take in what they need."""

    def __init__(self, feeds: Mapping[Step, Feed]) -> None:
        self._feeds = {it.slot: feed for it, feed in feeds.items()}
        self.steps = tuple(feeds)

    def period(self, step: Step, block: Block, start: int, period: int) -> None:
        """Take in one period of a block."""
        del start
        if step.slot in self._feeds:
            self._feeds[step.slot].take(block, period)

    def block(self, block: Block, start: int) -> None:
        """Nothing waits for the end of a block."""

    def whole(self, beside: Beside) -> None:
        """Take in all rows."""
        for it in self.steps:
            if TIME not in it.shape:
                self._feeds[it.slot].take(beside)


class Together:
    """Aggregates over the rows of one table that share what they ask of it."""

    def __init__(
        self, reductions: Reductions, by_slot: Mapping[Slot, Step], rows: Rows, periods: int, block: int
    ) -> None:
        self._reductions, self._by_slot, self._rows = reductions, by_slot, rows
        self.steps = tuple(it.step for it in reductions.all)
        self._plain = tuple(dict.fromkeys(slot for it in self.steps if TIME not in it.shape for slot in it.reads))
        self._in_blocks = any(TIME in it.shape for it in self.steps)
        self._most = rows_at_once(self.steps, periods, block)
        self._stretch: Stretch | None = None

    def period(self, step: Step, block: Block, start: int, period: int) -> None:
        """Gather one period of a block for the stretch that it lies in."""
        self._at(start).take(step.reads, block, start, period)

    def block(self, block: Block, start: int) -> None:
        """Gather what a block has once, where blocks are gathered at all."""
        if self._in_blocks:
            self._at(start).take(self._plain, block, start)

    def whole(self, beside: Beside) -> None:
        """Feed what has been gathered, or all rows, stretch by stretch."""
        if self._in_blocks:
            self._feed()
            return
        for start in range(0, max(self._rows.count, 1), self._most):
            stretch = self._new(start)
            span = slice(start, start + stretch.rows)
            for slot in self._plain:
                stretch.give(slot, wide(beside.at(slot), beside.rows)[span])
            self._reductions.feed(stretch)

    def _at(self, start: int) -> Stretch:
        known = self._stretch
        if known is None or start >= known.start + known.rows:
            self._feed()
            known = self._stretch = self._new(start)
        return known

    def _new(self, start: int) -> Stretch:
        return Stretch(self._by_slot, self._rows, start, min(self._most, self._rows.count - start))

    def _feed(self) -> None:
        if self._stretch is not None:
            self._reductions.feed(self._stretch)
            self._stretch = None

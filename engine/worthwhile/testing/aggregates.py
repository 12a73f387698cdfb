"""Aggregates: in parts as in one, in any order, merged, sent elsewhere, and beside what plain values give."""

import itertools
import math
import pickle
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from worthwhile.data.columns import TRUE
from worthwhile.meaning.function import Aggregate
from worthwhile.run.grouping import Grouping
from worthwhile.run.machine import resolved
from worthwhile.testing.faults import Say, finding, told
from worthwhile.testing.rules import rulings
from worthwhile.testing.samples import trying

ROWS, GROUPS, PARTS = 240, 7, 5
SMALL = 100
EMPTY = GROUPS - 1
"""The group that has no value at all."""
VALUES = (-7.25, -1.0, 0.1, 0.1, 0.2, 0.5, 1.0, 3.75, 12.0, 1e6, 2.0**53)


def check_aggregate(
    aggregate: Aggregate, *plugins: object, ulps: float = 4, values: Sequence[float] = VALUES, timeline: bool = True
) -> None:
    """Check an aggregate of `aggregates()`; raises `Nonconforming` with all that is wrong.

    - Its rule of units gives a `Ruling` or raises `Refusal` whatever it is asked about, over rows and over time.
    - Its accumulator gives the same, to the bit, whether values come at once or in parts, one row at a time, with
      parts merged one after the other or in pairs, and with parts that have been pickled in between: that
      is what makes blocks, threads and machines agree. It merges what has seen nothing, and gives a value for each
      group, those without values included. `merge` leaves the other as it was.
    - ``scalar``, if it has one, gives the same for each group as a list, up to ``ulps`` units in the last place of the
      largest value that went in; so does ``outside``, to the bit.
    - Over the periods of a timeline (`each`) it gives what it gives of the same values in groups. Turn that off with
      ``timeline=False`` for one that hangs on periods.

    ``values`` are what is aggregated, in every group some of them, in an order that hangs on nothing: numbers, or
    ``(False, True)`` for one of conditions. An accumulator that knows `each` only is looked at by its rule alone.
    """
    with finding(f"the aggregate `{aggregate.name}`") as say:
        if not aggregate.help.endswith("."):
            say("its help is no sentence: it ends without a full stop")
        trying("aggregates", aggregate, *plugins)
        count = sum(not it.optional for it in aggregate.parameters)
        for axis in ("e", "t"):
            for _ in rulings(aggregate.rule, count, say, before=(axis,)):
                pass
        try:
            made = resolved(aggregate.accumulator)
        except Exception as error:  # noqa: BLE001 (whatever an import does)
            say(f"its accumulator is not there: {told(error)}")
            return
        columns = _columns(count + aggregate.needs_order, values)
        if not hasattr(made, "add") and not hasattr(made, "take"):
            if not hasattr(made, "each"):
                say("its accumulator takes nothing: it has neither `add` nor `take`, nor `each`")
            return
        try:
            whole = _look_at_parts(made, columns, say, gives_back=aggregate.gives_back)
            if aggregate.outside and not aggregate.gives_back:
                _look_outside(resolved(aggregate.outside), columns, whole, say)
            _look_at_scalar(aggregate, columns, whole, ulps, say)
            if timeline and not aggregate.gives_back and not aggregate.needs_order:
                _look_at_periods(made, columns, say)
        except Exception as error:  # noqa: BLE001 (whatever an accumulator does)
            say(f"its accumulator breaks: {told(error)}")


def _columns(count: int, values: Sequence[float]) -> list[Any]:
    """The groups, and a column for each argument: always the same, in no order. Orders have no ties."""
    drawn = np.random.default_rng(20260101)
    groups = drawn.integers(0, EMPTY, ROWS)
    kinds = np.array([TRUE * it for it in values], dtype=np.uint8) if _are_flags(values) else np.array(values)
    columns = [drawn.choice(kinds, ROWS) for _ in range(count)]
    if count > 1:
        columns[-1] = drawn.permutation(ROWS) / ROWS
    return [groups, *columns]


def _are_flags(values: Sequence[float]) -> bool:
    return all(isinstance(it, bool) for it in values)


def _plain(column: Any) -> list[Any]:  # noqa: ANN401 (an array)
    """Values as a scalar takes them."""
    return [it == TRUE for it in column.tolist()] if column.dtype == np.uint8 else list(column.tolist())


def _fed(made: Callable[[], Any], columns: Sequence[Any]) -> Any:  # noqa: ANN401 (an accumulator)
    accumulator = made()
    _feed(accumulator, columns)
    return accumulator


def _feed(accumulator: Any, columns: Sequence[Any]) -> None:  # noqa: ANN401 (as above)
    groups, *values = columns
    if hasattr(accumulator, "take"):
        accumulator.take(Grouping(groups, GROUPS), *values)
    else:
        accumulator.add(groups, *values)


def _cut(columns: Sequence[Any], places: Sequence[int]) -> list[list[Any]]:
    edges = [0, *places, ROWS]
    return [[it[a:b] for it in columns] for a, b in itertools.pairwise(edges)]


def _look_at_parts(made: Callable[[], Any], columns: Sequence[Any], say: Say, *, gives_back: bool) -> Any:  # noqa: ANN401 (an array)
    whole = _finished(_fed(made, columns))
    if len(whole) != (ROWS if gives_back else GROUPS):
        say(f"it gives {len(whole)} values for {GROUPS} groups")
    cut = _cut(columns, [ROWS * it // PARTS for it in range(1, PARTS)])

    def beside(what: str, accumulator: Any) -> None:  # noqa: ANN401 (an accumulator)
        found = _finished(accumulator)
        if not np.array_equal(found, whole, equal_nan=True):
            group = next((n for n, (a, b) in enumerate(zip(found, whole, strict=False)) if not _equal(a, b)), 0)
            say(f"{what} it gives {found[group]!r} for a group, at once {whole[group]!r}")

    by_parts = made()
    for part in cut:
        _feed(by_parts, part)
    beside("fed part by part", by_parts)
    rows = made()
    for row in range(ROWS):
        _feed(rows, [it[row : row + 1] for it in columns])
    beside("fed row by row", rows)
    merged = made()
    for part in cut:
        merged.merge(_fed(made, part))
    beside("merged part by part", merged)
    pairs = [_fed(made, part) for part in cut]
    while len(pairs) > 1:
        for one, other in zip(pairs[::2], pairs[1::2], strict=False):
            one.merge(other)
        pairs = pairs[::2]
    beside("merged in pairs", pairs[0])
    sent = made()
    for part in cut:
        sent.merge(pickle.loads(pickle.dumps(_fed(made, part))))  # noqa: S301 (our own)
    beside("merged from elsewhere", sent)
    padded = _fed(made, columns)
    padded.merge(made())
    beside("merged with what has seen nothing", padded)
    kept, other = _fed(made, cut[1]), _fed(made, cut[0])
    before = _finished(pickle.loads(pickle.dumps(kept)))  # noqa: S301 (our own)
    other.merge(kept)
    _feed(other, cut[2])
    if not np.array_equal(_finished(kept), before, equal_nan=True):
        say("merging changes what has been merged")
    return whole


def _finished(accumulator: Any) -> Any:  # noqa: ANN401 (an array)
    found = accumulator.finish(GROUPS)
    if not isinstance(found, np.ndarray):
        raise TypeError(f"`finish` gives `{type(found).__name__}`, where an array was expected")
    return found.copy()


def _equal(one: float, other: float) -> bool:
    return bool(one == other) or (math.isnan(one) and math.isnan(other))


def _look_outside(made: Callable[[], Any], columns: Sequence[Any], whole: Any, say: Say) -> None:  # noqa: ANN401 (an array)
    accumulator = made()
    for part in _cut(columns, [ROWS // 3, ROWS // 2]):
        accumulator.add(*part)
    if not np.array_equal(_finished(accumulator), whole, equal_nan=True):
        say("the accumulator for more values than memory holds gives others than the usual one")


def _look_at_scalar(aggregate: Aggregate, columns: Sequence[Any], whole: Any, ulps: float, say: Say) -> None:  # noqa: ANN401 (an array)
    if aggregate.scalar is None or aggregate.gives_back:
        return
    groups, *values = columns
    for group in range(GROUPS):
        rows = np.flatnonzero(groups == group)
        if aggregate.needs_order:
            rows = rows[np.argsort(values[-1][rows], kind="stable")]
        lists = [_plain(it[rows]) for it in values]
        try:
            found = aggregate.scalar(*lists)
        except Exception as error:  # noqa: BLE001 (whatever a scalar does)
            say(f"its scalar breaks over {len(rows)} values: {told(error)}")
            return
        alone = math.nan if found is None or isinstance(found, str) else float(found)
        many = float(whole[group]) / (TRUE if whole.dtype == np.uint8 else 1)
        room = ulps * max([math.ulp(it) for it in (alone, many, *lists[0]) if math.isfinite(it)], default=0.0)
        if not (math.isnan(alone) and math.isnan(many)) and not abs(alone - many) <= room * max(len(rows), 1):
            say(f"of {len(rows)} values its scalar gives {alone!r}, its accumulator {many!r}")
            return


def _look_at_periods(made: Callable[[], Any], columns: Sequence[Any], say: Say) -> None:
    """Over time each row is a group of its own: here eight rows of thirty periods."""
    accumulator, rows = made(), 8
    if not hasattr(accumulator, "each"):
        say("it has no `each`: over the periods of a timeline it cannot be asked")
        return
    periods = ROWS // rows
    small = [np.where(np.abs(it) > SMALL, 1, it).astype(it.dtype) for it in columns[1:]]  # large ones hide others
    values = [it.reshape(periods, rows) for it in small]
    counted = values[0] > 0
    for period in range(periods):
        accumulator.each(rows, period, counted[period], *(it[period] for it in values))
    found = accumulator.finish(rows)
    groups = np.broadcast_to(np.arange(rows), (periods, rows))
    other = made()
    _feed_some(other, groups[counted], [it[counted] for it in values], rows)
    wanted = other.finish(rows)
    if not np.allclose(found, wanted, rtol=1e-12, atol=0, equal_nan=True):
        say(f"over time it gives {found.tolist()}, of the same values in groups {wanted.tolist()}")


def _feed_some(accumulator: Any, groups: Any, values: Sequence[Any], size: int) -> None:  # noqa: ANN401 (an accumulator)
    if hasattr(accumulator, "take"):
        accumulator.take(Grouping(np.ascontiguousarray(groups, dtype=np.int64), size), *values)
    else:
        accumulator.add(np.ascontiguousarray(groups, dtype=np.int64), *values)

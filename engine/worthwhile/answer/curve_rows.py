"""Which rows of a table a value lies between, in words."""

from bisect import bisect_right

from worthwhile.data.columns import Value
from worthwhile.meaning.core import TIME, Interpolate
from worthwhile.meaning.curves.reading import Using
from worthwhile.meaning.shown import shown
from worthwhile.plan.steps import Traced
from worthwhile.run.some_rows import RowValues
from worthwhile.units import Day


def rows_told(trace: Traced, values: RowValues) -> str:
    """The row that a value is taken from, or the two that it lies between; of a series the whole table."""
    core = trace.core
    assert isinstance(core, Interpolate)  # noqa: S101 (the caller looked)
    keys, last = core.points.keys, len(core.points.keys) - 1
    if TIME in core.at.shape:
        rows = _row(core, trace, values, 0)
        return f"{rows} to {_row(core, trace, values, last)}, {_how(core)}" if last else rows
    at = values.value(trace.below[0].slot) if trace.below[0].slot in values else None
    if not isinstance(at, float):
        return "read at missing"
    place = bisect_right(keys, at) - 1
    read = f"at {shown(at, core.points.key_type)}: "
    if place < 0:
        return f"{read}before {_row(core, trace, values, 0)}"
    row = _row(core, trace, values, place)
    if at == keys[place] or (place < last and core.points.reading.using is Using.STEP):
        return f"{read}{row}"
    if place == last:
        return f"{read}beyond {row}, {core.points.reading.beyond}"
    return f"{read}between {row} and {_row(core, trace, values, place + 1)}, {_how(core)}"


def _how(core: Interpolate) -> str:
    return "by date" if isinstance(core.points.key_type, Day) else str(core.points.reading.using)


def _row(core: Interpolate, trace: Traced, values: RowValues, place: int) -> str:
    """A row as it is written."""
    slot = trace.below[1 + place].slot
    value: Value = values.value(slot) if slot in values else None
    key, told = shown(core.points.keys[place], core.points.key_type), shown(value, core.points.type)
    return f"from {key} = {told}" if isinstance(core.points.key_type, Day) else f"{key} -> {told}"

"""Curves and dated values in a cell: their rows stand on a sheet, and the cell reads between them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from worthwhile.plugin import core
from worthwhile_plugins.outputs.workbook.places import CURVES, FIRST, letters

if TYPE_CHECKING:
    from worthwhile_plugins.outputs.workbook.formulas import Formulas, Told

ABOUT = 1e-9
CALL, SUM = 10, 6


class OwnRowsError(Exception):
    """A curve whose values are not the same for all rows."""


def told(
    formulas: "Formulas", points: core.Points, below: Sequence[core.Traced], period: int | None, axis: str
) -> "Told":
    """A table read at a key, as text; the table gets its columns on the sheet of curves."""
    reading = points.reading
    at, values = below[0], below[1:]
    if any(it.core.shape for it in values):
        raise OwnRowsError("a curve whose values differ from row to row")
    layout = formulas.layout
    known = layout.curves.setdefault(points.name, (3 * len(layout.curves), (points, values)))
    if known[1][0] != points:
        raise OwnRowsError("two curves of one name")
    last = FIRST + len(points.keys)
    keys, found = (f"{CURVES}!${letters(known[0] + it)}${FIRST + 1}:${letters(known[0] + it)}${last}" for it in (0, 1))
    first, end = (f"{CURVES}!${letters(known[0])}${it}" for it in (FIRST + 1, last))
    key = formulas.text(at, period, axis, 6)
    inside = f"MAX({key},{first})" if reading.before else key
    if reading.using is core.Using.STEP or len(points.keys) == 1:
        text, binds = f"INDEX({found},MATCH({inside},{keys},1))", CALL
    else:
        text, binds = _between(reading, inside, keys, found, end, len(points.keys)), SUM
        if not reading.before:
            text, binds = f"IF({key}<{first},NA(),{text})", CALL
    if reading.beyond is core.Beyond.ERROR:
        text, binds = f"IF({key}>{end}+{ABOUT:.9f}*MAX(1,ABS({end})),NA(),{text})", CALL
    return text, binds


def _between(reading: core.Reading, key: str, keys: str, found: str, end: str, rows: int) -> str:
    x = key if reading.beyond is core.Beyond.LAST_RATE else f"MIN({key},{end})"
    place = f"MIN(MATCH({x},{keys},1),{rows - 1})"
    low, high = f"INDEX({found},{place})", f"INDEX({found},{place}+1)"
    start, stop = f"INDEX({keys},{place})", f"INDEX({keys},{place}+1)"
    gone = f"({x}-{start})/({stop}-{start})"
    if reading.using is core.Using.LINEAR:
        return f"{low}+({high}-{low})*{gone}"
    return f"{low}*({high}/{low})^({gone})"

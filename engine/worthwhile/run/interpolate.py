"""Curves and dated values over columns: each row finds its place among the keys, all at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import FILL, NO_LABEL, Array, Column, Texts, recoded
from worthwhile.data.form import Form
from worthwhile.meaning.curves.reading import Beyond, Reading, Using, end


def interpolated(reading: Reading, keys: Sequence[float], at: Array, values: Sequence[Column], form: Form) -> Column:
    """The value at each key of a column; see `worthwhile.meaning.reading` for the formulas."""
    grid = np.asarray(keys)
    place = np.searchsorted(grid, at, side="right") - 1
    inside = ~np.isnan(at) & ((place >= 0) | reading.before)
    if reading.beyond is Beyond.ERROR:
        inside &= at <= end(keys)
    place = np.clip(place, 0, len(grid) - 1)
    if reading.using is Using.STEP or len(grid) == 1:
        return picked(values, place, inside, form)
    table = _table(values)
    found = _between(reading, grid, np.where(inside, np.maximum(at, grid[0]), grid[0]), place, table)
    return np.where(inside, found, np.nan)


def _between(reading: Reading, grid: Array, at: Array, place: NDArray[np.int64], table: Array) -> Array:
    last = len(grid) - 1
    start = np.minimum(place, last - 1)
    gone = (at - grid[place]) / (grid[start + 1] - grid[start])
    if reading.beyond is not Beyond.LAST_RATE:
        gone = np.where(place == last, 0.0, gone)
    value, low, high = (_at(table, it) for it in (place, start, start + 1))
    if reading.using is Using.LINEAR:
        found = value + (high - low) * gone
    else:
        found = np.where((low > 0) & (high > 0), value * np.power(high / low, gone), np.nan)
    whole: Array = np.where(gone == 0, value, found)
    return np.where(np.isinf(whole), np.nan, whole)


def _table(values: Sequence[Column]) -> Array:
    """The values of all rows: one for each key, or, where some differ by row, one for each key and row."""
    plain = [it for it in values if not isinstance(it, Texts)]
    rows = max(len(it) for it in plain)
    if rows == 1:
        return np.concatenate(plain)
    return np.stack([np.broadcast_to(it, (rows,)) for it in plain])


def _at(table: Array, place: NDArray[np.int64]) -> Array:
    if table.ndim == 1:
        found: Array = table[place]
        return found
    rows = table.shape[1]
    picked_: Array = table[np.broadcast_to(place, (rows,)), np.arange(rows)]
    return picked_


def picked(values: Sequence[Column], which: NDArray[np.int64], inside: NDArray[np.bool_], form: Form) -> Column:
    """The column that each row asks for, missing where it asks for none."""
    if form is Form.TEXT:
        lexicon: dict[str, int] = {}
        codes = [recoded(it, lexicon) for it in values if isinstance(it, Texts)]
        found = _at(_table(codes), which)
        words = np.array(list(lexicon), dtype=object)
        return Texts(np.where(inside, found, NO_LABEL).astype(np.int32), words)
    found = _at(_table(values), which)
    return np.where(inside, found, FILL[form]).astype(found.dtype)

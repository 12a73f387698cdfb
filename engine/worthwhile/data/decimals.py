"""Decimals as float64: the nearest there is to each, which a cast by way of powers of ten is not."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from worthwhile.data.cells import EXACT
from worthwhile.data.columns import Array

POWERS = 22
"""10^22 is the last power of ten that a float64 holds exactly."""
WIDTHS = (32, 64, 128)


def decimals(array: pa.ChunkedArray) -> tuple[Array, NDArray[np.bool_]]:
    """The values, missing as NaN, and where a whole number has no exact place.

    A quotient of two numbers that are exact is rounded once (Clinger, 1990); what is larger is
    divided by Python's decimals, which round once, too.
    """
    parts = [_part(it) for it in array.chunks if len(it)]
    if not parts:
        return np.empty(0), np.empty(0, dtype=bool)
    return np.concatenate([it for it, _ in parts]), np.concatenate([it for _, it in parts])


def _part(array: pa.Array) -> tuple[Array, NDArray[np.bool_]]:
    kind, rows = array.type, len(array)
    gone = array.is_null().to_numpy(zero_copy_only=False)
    values, far = np.full(rows, np.nan), np.zeros(rows, dtype=bool)
    slow = ~gone
    if kind.bit_width in WIDTHS and 0 <= kind.scale <= POWERS:
        words = array.cast(pa.decimal128(38, kind.scale)) if kind.bit_width < WIDTHS[-1] else array
        pairs = np.frombuffer(words.buffers()[1], dtype=np.int64).reshape(-1, 2)[words.offset : words.offset + rows]
        low, high = pairs[:, 0], pairs[:, 1]
        small = ~gone & (high == low >> 63) & (low <= EXACT) & (low >= -EXACT)
        values[small] = low[small] / 10.0**kind.scale
        slow &= ~small
    for row in np.flatnonzero(slow).tolist():
        value: Decimal = array[row].as_py()
        values[row] = float(value)
        far[row] = abs(values[row]) >= EXACT and value == int(value) != int(values[row])
    return values, far

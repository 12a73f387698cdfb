"""Members row by row: all that a member is handed in one shape, and in blocks that stay in the cache."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Estimates = Mapping[str, float]

BLOCK = 8192
"""Rows at a time."""


def rowwise(kernel: Callable[..., Array]) -> Callable[..., Array]:
    """A member of ``kernel(estimates, *own, *columns)``, which is handed blocks of rows of one length.

    What is missing (NaN) among them is missing in the result, whatever the kernel makes of it.
    """

    @wraps(kernel)
    def member(
        *own: Any,  # noqa: ANN401 (arrays and numbers)
        estimates: Estimates,
        columns: tuple[Any, ...] = (),
        tables: Mapping[str, Any] | None = None,
    ) -> Array:
        del tables
        given = [np.asarray(it, dtype=np.float64) for it in (*own, *columns)]
        shape = np.broadcast_shapes(*(it.shape for it in given))
        flat = [np.broadcast_to(it, shape).reshape(-1) if it.ndim else it for it in given]
        found = np.empty(int(np.prod(shape)))
        with np.errstate(all="ignore"):
            for low in range(0, len(found), BLOCK):
                high = min(low + BLOCK, len(found))
                block = [it[low:high] if it.ndim else np.full(high - low, it) for it in flat]
                value = kernel(estimates, *block)
                for it in block:
                    if np.isnan(it.sum()):
                        value = np.where(np.isnan(it), np.nan, value)
                found[low:high] = value
        return found.reshape(shape)

    return member


def differing(*values: Array) -> Iterator[tuple[tuple[float, ...], Any]]:
    """Each combination of finite values that there is, and the rows that have it; nearly always there is one."""
    if all((it == it[0]).all() for it in values) and all(np.isfinite(it[0]) for it in values):
        yield tuple(float(it[0]) for it in values), slice(None)
        return
    table = np.column_stack(values)
    finite = np.flatnonzero(np.isfinite(table).all(axis=1))
    found, back = np.unique(table[finite], axis=0, return_inverse=True)
    for place, row in enumerate(found.tolist()):
        yield tuple(row), finite[back.reshape(-1) == place]

"""Members row by row: all that a member is handed in one shape, and in blocks that stay in the cache."""

from collections.abc import Callable, Mapping
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
                    value = np.where(np.isnan(it), np.nan, value)
                found[low:high] = value
        return found.reshape(shape)

    return member


def differing(values: Array) -> list[tuple[float, Array]]:
    """Each value that there is, and the rows that have it; nearly always there is one."""
    first = values[0]
    if (values == first).all():
        return [(float(first), np.ones(len(values), np.bool_))]
    return [(float(it), values == it) for it in np.unique(values[np.isfinite(values)])]

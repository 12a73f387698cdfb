"""Memory for whole columns, used again once nobody holds the column any more.

A system hands out large memory page by page, zeroed, at the first touch of each: for a column of a run that
costs as much as a third of its formulas. So what large columns lay in is kept for the next ones, within a
bound, as the allocators of other column engines do.
"""

import os
from typing import Any

import numpy as np

from worthwhile.data.columns import Array

LARGE = 1 << 20
"""Bytes from which on memory is worth keeping."""
PART = 16
"""One byte of so many that the machine has is kept at most."""


def _most() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // PART
    except (AttributeError, ValueError, OSError):  # a system that does not say how much it has
        return 1 << 28


MOST = _most()
"""Bytes that are kept at most."""
KEPT = 31 << 20
"""Bytes of a block that the C library is made to keep when it is freed: its own bound is 32 MiB."""

np.empty(KEPT, np.uint8)
# glibc gives blocks back to the system as soon as they are free until it has seen a larger one freed: the short-lived
# arrays of a block of rows would be zeroed again each time. This one is freed at once, and never touched.

_spare: list[Array] = []
"""What nobody holds. Lists take and give items whole, whichever thread asks: nothing here needs a lock."""


def column(rows: int, dtype: Any) -> Array:  # noqa: ANN401 (whatever numpy takes for a type)
    """A column whose values are not set yet."""
    kind = np.dtype(dtype)
    size = rows * kind.itemsize
    return np.empty(rows, kind) if size < LARGE else np.asarray(_Lent(_memory(size), rows, kind))


def _memory(size: int) -> Array:
    """Some that is spare and not much larger; else new memory."""
    for _ in range(len(_spare)):
        try:
            found = _spare.pop(0)
        except IndexError:  # another thread was faster
            break
        if size <= found.nbytes <= 2 * size:
            return found
        _spare.append(found)
    return np.empty(size, np.uint8)


class _Lent:
    """Memory for as long as an array, or a view of it, lies in it: numpy keeps it with the array."""

    def __init__(self, memory: Array, rows: int, kind: np.dtype[Any]) -> None:
        self._memory = memory
        self.__array_interface__ = {
            "data": (memory.ctypes.data, False),
            "shape": (rows,),
            "typestr": kind.str,
            "version": 3,
        }

    def __del__(self, spare: list[Array] = _spare, most: int = MOST) -> None:
        # What it needs is its own: when Python ends, the names of a module may be gone before its objects are.
        spare.append(self._memory)
        while sum(it.nbytes for it in tuple(spare)) > most and spare:
            del spare[:1]

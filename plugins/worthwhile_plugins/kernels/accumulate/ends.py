"""The first and the last value of an order."""

import numpy as np

from worthwhile_plugins.kernels.accumulate.gathered import FromAll
from worthwhile_plugins.kernels.accumulate.kinds import Column, Groups


class _Ends(FromAll):
    """The value at one end of an order; over the timeline, of the periods."""

    last: bool

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        column = values[0]
        keys = values[1] if len(values) > 1 and not self._all.in_time else np.zeros(len(groups))
        order = np.lexsort((np.arange(len(groups)), _ranked(keys), groups))
        inside = groups[order]
        edge = (
            np.concatenate([inside[1:] != inside[:-1], [True]])
            if self.last
            else (np.concatenate([[True], inside[1:] != inside[:-1]]))
        )
        picked = order[edge] if len(order) else order
        if hasattr(column, "codes"):
            codes = np.full(size, -1, dtype=np.int32)
            codes[groups[picked]] = column.codes[picked]
            return type(column)(codes, column.words)
        empty = {np.dtype(np.uint8): 1, np.dtype(np.int32): -1}.get(column.dtype, np.nan)
        found = np.full(size, empty, dtype=column.dtype)
        found[groups[picked]] = column[picked]
        return found


class First(_Ends):
    """first."""

    last = False


class Last(_Ends):
    """last."""

    last = True


def _ranked(keys: Column) -> Column:
    """What can be sorted: of texts their places in the alphabet."""
    if not hasattr(keys, "codes"):
        return keys
    ranks = np.empty(len(keys.words), dtype=np.int64)
    ranks[np.argsort(keys.words)] = np.arange(len(keys.words))
    return ranks[keys.codes]

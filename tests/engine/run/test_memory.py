"""Memory of whole columns: used again, never while somebody holds what lies in it."""

import gc

import numpy as np

from worthwhile.run import memory


def test_what_somebody_holds_is_not_handed_out_again() -> None:
    rows = memory.LARGE // 8
    first = memory.column(rows, np.float64)
    first[:] = 1.0
    part = first[-5:]
    del first
    gc.collect()
    other = memory.column(rows, np.float64)
    other[:] = 2.0
    assert part.tolist() == [1.0] * 5


def test_what_nobody_holds_is_used_again_and_kept_within_a_bound() -> None:
    rows = 3 * memory.LARGE // 8
    column = memory.column(rows, np.float64)
    place = column.ctypes.data
    del column
    gc.collect()
    again = [memory.column(rows, np.float64) for _ in range(200)]
    assert place in {it.ctypes.data for it in again}
    assert len({it.ctypes.data for it in again}) == len(again)
    del again
    gc.collect()
    assert sum(it.nbytes for it in memory._spare) <= memory.MOST


def test_a_column_is_of_the_kind_that_is_asked_for() -> None:
    for kind in (np.float64, np.int32, np.uint8, np.bool_):
        for rows in (0, 1, 2_000_000):
            column = memory.column(rows, kind)
            assert (column.dtype, column.shape, column.flags.writeable) == (np.dtype(kind), (rows,), True)

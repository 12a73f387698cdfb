"""Numbers on disk come back as they went, and sorted; keys that several rows share are found."""

import pickle
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from worthwhile.data.keys import keys_of
from worthwhile.data.runs import Runs, SortedRuns
from worthwhile.data.unique import Rising, shared

NUMBERS = st.lists(st.lists(st.sampled_from([-1.5, -0.0, 0.0, 1.0, 2.0, 3.5]), max_size=12), max_size=8)


@given(NUMBERS, st.integers(1, 6), st.integers(1, 9))
def test_numbers_are_sorted_and_equal_ones_stay_in_order(parts: list[list[float]], run: int, window: int) -> None:
    runs = SortedRuns(np.float64, run, window)
    for it in parts:
        runs.add(np.array(it, dtype=np.float64))
    whole = sorted(number for it in parts for number in it)  # Python's sort is stable: 0.0 and -0.0 show the order
    for _ in range(2):
        found = np.concatenate([np.empty(0), *runs.sorted()])
        assert found.tolist() == whole
        assert np.signbit(found).tolist() == np.signbit(np.array(whole)).tolist()
    assert len(runs) == len(whole)


@given(NUMBERS, NUMBERS, st.integers(1, 6))
def test_runs_are_merged_and_pickled(parts: list[list[float]], more: list[list[float]], run: int) -> None:
    one, other = Runs(np.float64, run), Runs(np.float64, run)
    for runs, numbers in ((one, parts), (other, more)):
        for it in numbers:
            runs.add(np.array(it, dtype=np.float64))
    one.merge(pickle.loads(pickle.dumps(other)))  # noqa: S301 (our own)
    whole = [number for it in (*parts, *more) for number in it]
    assert np.concatenate([np.empty(0), *one.all()]).tolist() == whole
    assert np.array(one.mapped()).tolist() == whole


def test_complex_numbers_go_by_their_real_part_first() -> None:
    runs = SortedRuns(np.complex128, 2, 2)
    runs.add(np.array([1 + 1j, 0 + 5j, 1 - 2j, 0 + 4j, 2 + 0j]))
    assert np.concatenate(list(runs.sorted())).tolist() == [4j, 5j, 1 - 2j, 1 + 1j, 2 + 0j]


KEYS = st.one_of(
    st.lists(st.none() | st.integers(-5, 5)).map(lambda it: pa.array(it, pa.int64())),
    st.lists(st.none() | st.integers(0, 9)).map(lambda it: pa.array(it, pa.uint8())),
    st.lists(st.none() | st.sampled_from(["", "a", "b", "ab", "ba", "é", "abc"])).map(
        lambda it: pa.array(it, pa.string())
    ),
    st.lists(st.none() | st.sampled_from([0.5, 1.0, -1.0])).map(lambda it: pa.array(it, pa.float64())),
    st.lists(st.none() | st.booleans()).map(lambda it: pa.array(it, pa.bool_())),
    st.lists(st.none() | st.sampled_from(["x", "y", "z"])).map(
        lambda it: pa.array(it, pa.string()).dictionary_encode()
    ),
)


@given(KEYS, st.integers(1, 4))
def test_keys_that_rows_share_are_found_part_by_part(array: Any, size: int) -> None:
    parts = [array.slice(start, size) for start in range(0, len(array), size)]
    counts = Counter(it for it in array.to_pylist() if it is not None)
    several = {key: count for key, count in counts.items() if count > 1}
    keys, rows = shared(lambda: iter(pa.chunked_array([it], array.type) for it in parts))
    assert rows == sum(several.values())
    assert list(keys) == list(several)[:10]
    rising = Rising()
    for it in parts:
        rising.take(keys_of(pa.chunked_array([it])))
    there = [it for it in array.to_pylist() if it is not None]
    if pa.types.is_boolean(array.type):
        assert not rising.rises or len(there) < 2 or there == [False, True]
    else:
        assert rising.rises == all(a < b for a, b in pairwise(there))
    assert rising.rows_gone == array.null_count
    assert list(rising.gone) == [place for place, it in enumerate(array.to_pylist()) if it is None][:10]

"""Rows found by whole-number keys, beside a dictionary."""

from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from worthwhile.data.directory import Directory

LEAST, MOST = -(2**63), 2**63 - 1
ODD = st.sampled_from([LEAST, LEAST + 1, -1, 0, 1, 2**53, MOST - 1, MOST])
KEYS = st.integers(-4, 9) | st.integers(0, 50).map(lambda it: it << 42) | st.integers(LEAST, MOST) | ODD
CLOSE = st.integers(LEAST + 100, MOST - 100).flatmap(lambda low: st.lists(st.integers(low - 9, low + 9), max_size=20))


def rows_of(keys: list[int], gone: list[bool]) -> dict[int, int]:
    """The first row of each key."""
    return {key: row for row, key in reversed(list(enumerate(keys))) if not gone[row]}


@given(st.lists(KEYS, max_size=40) | CLOSE, st.lists(KEYS, max_size=20), st.data())
def test_each_key_is_found_in_its_first_row(keys: list[int], others: list[int], drawn: st.DataObject) -> None:
    gone = [drawn.draw(st.booleans()) for _ in keys] if drawn.draw(st.booleans()) else [False] * len(keys)
    directory = Directory(np.array(keys, dtype=np.int64), np.array(gone, dtype=bool) if any(gone) else None)
    known, asked = rows_of(keys, gone), [*keys, *others, *(it ^ 1 for it in keys)]
    assert directory.rows(np.array(asked, dtype=np.int64)).tolist() == [known.get(it, -1) for it in asked]
    assert directory.distinct == (len(known) == len(keys) - sum(gone))


SPREAD: dict[str, Callable[[int], NDArray[np.int64]]] = {
    "in order": np.arange,
    "from below 0": lambda count: np.arange(count) - 7,
    "mixed": lambda count: np.random.default_rng(1).permutation(count) * 3,
    "far apart": lambda count: np.random.default_rng(1).integers(LEAST, MOST, count),
    "alike in their lower bits": lambda count: np.arange(count) << 45,
    "alike in their upper bits": lambda count: (np.arange(count) * 1001) + (1 << 61),
}


@pytest.mark.parametrize("spread", SPREAD)
def test_many_keys(spread: str) -> None:
    keys = SPREAD[spread](20_000)
    others = np.concatenate([keys + 1, keys[:5000], keys[::-7]])
    known = dict(zip(keys.tolist(), range(len(keys)), strict=True))
    directory = Directory(keys)
    assert directory.rows(others).tolist() == [known.get(it, -1) for it in others.tolist()]
    assert directory.distinct
    assert not Directory(np.append(keys, keys[123])).distinct

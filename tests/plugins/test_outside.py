"""Aggregates whose values lie on disk give what those give that have them at hand, to the last bit."""

import pickle
from functools import partial
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worthwhile.data.columns import Texts
from worthwhile.plugin.runs import Runs, SortedRuns
from worthwhile_plugins.kernels import accumulate
from worthwhile_plugins.kernels.accumulate import outside

NUMBER = st.sampled_from([-3.25, -1.0, 0.1, 0.1, 0.2, 1.0, 2.5, 1e16, 7.0]) | st.floats(-1e9, 1e9).map(
    lambda it: it + 0.0
)
ROW = st.tuples(st.integers(0, 3), NUMBER, NUMBER)
PARTS = st.lists(st.lists(ROW, max_size=9), min_size=1, max_size=6)
FEW: dict[str, Any] = {"Runs": partial(Runs, run=4), "SortedRuns": partial(SortedRuns, run=4, window=5)}
SIZE = 5

ONE = ("Median", "Product", "Distinct", "Deviation")
TWO = ("Slope", "Intercept", "Correlation", "First", "Last")


def columns(name: str, part: list[tuple[int, float, float]]) -> tuple[Any, ...]:
    groups = np.array([it[0] for it in part], dtype=np.int64)
    values = np.array([it[1] for it in part]), np.array([it[2] for it in part])
    if name == "Quantile":
        return groups, values[0], np.full(len(part), 0.3)
    return (groups, *values) if name in TWO else (groups, values[0])


@pytest.mark.parametrize("name", [*ONE, *TWO, "Quantile"])
@given(PARTS, st.integers(0, 6))
def test_part_by_part_and_merged(name: str, parts: list[list[tuple[int, float, float]]], split: int) -> None:
    inside = getattr(accumulate, name)()
    with patch.multiple(outside, **FEW, EDGES=3):
        one, other = getattr(outside, name)(), getattr(outside, name)()
        for place, it in enumerate(parts):
            if it:
                inside.add(*columns(name, it))
                (one if place < split else other).add(*columns(name, it))
        one.merge(pickle.loads(pickle.dumps(other)))  # noqa: S301 (our own)
        found, want = one.finish(SIZE), inside.finish(SIZE)
    assert np.asarray(found, dtype=np.float64).tobytes() == np.asarray(want, dtype=np.float64).tobytes()


@given(PARTS, st.integers(0, 6))
def test_ranks_are_looked_up(parts: list[list[tuple[int, float, float]]], split: int) -> None:
    rows = [it for part in parts for it in part]
    with patch.multiple(outside, **FEW):
        one, other = outside.Rank(), outside.Rank()
        for place, it in enumerate(parts):
            if it:
                (one if place < split else other).add(*columns("Rank", it))
        one.merge(other)
        one.finish(SIZE)
        if not rows:
            return
        found = one.look_up(*columns("Rank", rows))
    for (group, value, _), rank in zip(rows, found.tolist(), strict=True):
        assert rank == 1 + sum(it[1] > value for it in rows if it[0] == group)


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), max_size=6), max_size=5), st.integers(0, 5)
)
def test_different_texts_whose_words_have_other_places_in_every_part(
    parts: list[list[tuple[int, str]]], split: int
) -> None:
    with patch.multiple(outside, **FEW):
        one, other = outside.Distinct(), outside.Distinct()
        for place, part in enumerate(parts):
            words = list(dict.fromkeys(it[1] for it in part))
            codes = np.array([words.index(it[1]) for it in part], dtype=np.int32)
            texts = Texts(codes, np.array(words, dtype=object))
            groups = np.array([it[0] for it in part], dtype=np.int64)
            (one if place < split else other).add(groups, texts)
        one.merge(other)
        found = one.finish(SIZE)
    rows = {it for part in parts for it in part}
    assert found.tolist() == [sum(group == each for group, _ in rows) for each in range(SIZE)]

"""Sums of groups are rounded once, as `math.fsum` does, in whatever parts they are added up."""

import math
import pickle
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random
from unittest.mock import patch

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from worthwhile_plugins.kernels import exact
from worthwhile_plugins.kernels.exact import ExactSum

ODD = st.sampled_from([
    1e300, -1e300, 1e-300, 5e-324, -5e-324, 1.7e308, -1.7e308, 0.0, -0.0, 2.0**53, 1.0, -1.0,
    2.0**1000, -(2.0**999), 2.0**-1074, 2.0**-1021, 1e16, -1e16, 0.1,
])  # fmt: skip
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | ODD | st.integers(-(10**6), 10**6).map(lambda it: it / 100)
GROUPED = st.lists(st.tuples(st.integers(0, 3), NUMBERS), max_size=20)
Pairs = Sequence[tuple[int, float]]


def rounded(values: list[float]) -> float:
    """The sum rounded once; infinite where it is too large for a number."""
    whole = sum(map(Fraction, values), Fraction(0))
    try:
        return float(whole)
    except OverflowError:
        return math.inf if whole > 0 else -math.inf


def taken(rows: Pairs) -> ExactSum:
    """Rows added up."""
    sums = ExactSum()
    sums.add(np.array([it for it, _ in rows], dtype=np.int64), np.array([it for _, it in rows], dtype=float))
    return sums


def of_known_groups(rows: Pairs) -> ExactSum:
    """Rows added up by who knows how many groups there are, and how many rows they have."""
    sums = ExactSum()
    groups = np.array([it for it, _ in rows], dtype=np.int64)
    if rows:
        most = int(np.bincount(groups).max())
        sums.add(groups, np.array([it for _, it in rows], dtype=float), int(groups.max()) + 1, most)
    return sums


def wanted(rows: Pairs, size: int) -> list[float]:
    return [rounded([value for of, value in rows if of == group]) for group in range(size)]


@given(
    GROUPED, st.lists(st.integers(0, 20)), st.sampled_from([taken, of_known_groups]), st.randoms(use_true_random=False)
)
def test_a_sum_is_the_same_in_every_order_and_in_parts(
    rows: list[tuple[int, float]], cuts: list[int], of: Callable[[Pairs], ExactSum], random: Random
) -> None:
    mixed = random.sample(rows, len(rows))
    edges = [0, *sorted(min(it, len(rows)) for it in cuts), len(rows)]
    parts = [of(mixed[one:other]) for one, other in pairwise(edges)]
    while len(parts) > 1:  # merged two by two, whichever come first
        one, other = parts.pop(random.randrange(len(parts))), parts.pop(random.randrange(len(parts)))
        one.merge(other)
        parts.append(pickle.loads(pickle.dumps(one)))  # noqa: S301 (our own)
    for one, other, want in zip(taken(rows).finish(5), parts[0].finish(5), wanted(rows, 5), strict=True):
        assert one == other == want
        assert math.copysign(1, one) == math.copysign(1, other)


@given(GROUPED, GROUPED)
def test_what_is_merged_stays_as_it_is(rows: list[tuple[int, float]], more: list[tuple[int, float]]) -> None:
    one, other = taken(rows), taken(more)
    one.merge(other)
    one.add(np.zeros(1, dtype=np.int64), np.ones(1))
    assert other.finish(4).tolist() == wanted(more, 4)


@given(st.lists(st.lists(st.tuples(st.integers(0, 3), NUMBERS), max_size=6), max_size=12))
def test_what_comes_bit_by_bit_is_added_up_in_one(batches: list[list[tuple[int, float]]]) -> None:
    sums = ExactSum()
    for rows in batches:
        sums.add(np.array([it for it, _ in rows], dtype=np.int64), np.array([it for _, it in rows], dtype=float))
    assert sums.finish(4).tolist() == wanted([it for rows in batches for it in rows], 4)


@given(st.lists(st.floats(-1e200, 1e200)))
def test_a_sum_is_that_of_fsum(values: list[float]) -> None:
    assert taken([(0, it) for it in values]).finish(1)[0] == math.fsum(values)


@given(st.lists(NUMBERS, min_size=5, max_size=60))
def test_one_group_is_added_up_block_by_block(values: list[float]) -> None:
    with patch.object(exact, "AT_ONCE", 4):
        assert of_known_groups([(0, it) for it in values]).finish(1)[0] == rounded(values)


SCALES: dict[str, Callable[[Random], float]] = {
    "money": lambda random: round(random.lognormvariate(3, 1), 2),
    "whole": lambda random: float(random.randrange(-1000, 1000)),
    "wide": lambda random: random.uniform(-1, 1) * 2.0 ** random.randrange(-80, 80),
    "cancelling": lambda random: random.choice([1e16, -1e16, 1e-3, 3.0]),
    "tiny": lambda random: random.uniform(-1, 1) * 2.0**-1060,
    "far apart": lambda random: random.choice([2.0**900, -(2.0**900), 1.0, 2.0**-900, 2.0**-52]),
}


@pytest.mark.parametrize("scale", SCALES)
def test_many_groups_and_one(scale: str) -> None:
    random = Random(7)  # noqa: S311 (no secret)
    values = [SCALES[scale](random) for _ in range(40_000)]
    groups = [random.randrange(3000) for _ in values]
    by_group: dict[int, list[float]] = {}
    for group, value in zip(groups, values, strict=True):
        by_group.setdefault(group, []).append(value)
    places, numbers = np.array(groups), np.array(values)
    sums, halves, other = ExactSum(), ExactSum(), ExactSum()
    sums.add(places, numbers, 3000, max(map(len, by_group.values())))
    halves.add(places[:15_000], numbers[:15_000])
    other.add(places[15_000:], numbers[15_000:])
    halves.merge(other)
    want = [math.fsum(by_group.get(group, [])) for group in range(3000)]
    assert sums.finish(3000).tolist() == halves.finish(3000).tolist() == want
    whole = ExactSum()
    whole.add(np.broadcast_to(np.int64(0), (len(values),)), numbers, 1, len(values))
    assert whole.finish(1)[0] == math.fsum(values)

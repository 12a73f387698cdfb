"""Sums of groups are rounded once, as `math.fsum` does, in whatever parts they are added up."""

import math
from fractions import Fraction
from random import Random

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from worthwhile_plugins.kernels.exact import ExactSum

ODD = st.sampled_from([1e300, -1e300, 1e-300, 5e-324, -5e-324, 1.7e308, -1.7e308, 0.0, -0.0, 2.0**53, 1.0, -1.0])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | ODD | st.integers(-(10**6), 10**6).map(lambda it: it / 100)
GROUPED = st.lists(st.tuples(st.integers(0, 3), NUMBERS), max_size=20)


def rounded(values: list[float]) -> float:
    """The sum rounded once; infinite where it is too large for a number."""
    whole = sum(map(Fraction, values), Fraction(0))
    try:
        return float(whole)
    except OverflowError:
        return math.inf if whole > 0 else -math.inf


def taken(rows: list[tuple[int, float]]) -> ExactSum:
    sums = ExactSum()
    sums.add(
        np.array([group for group, _ in rows], dtype=np.int64), np.array([value for _, value in rows], dtype=float)
    )
    return sums


@given(GROUPED, st.integers(0, 20), st.randoms(use_true_random=False))
def test_a_sum_is_the_same_in_every_order_and_in_parts(rows: list[tuple[int, float]], cut: int, random: Random) -> None:
    mixed = random.sample(rows, len(rows))
    whole, merged = taken(rows), taken(mixed[:cut])
    merged.merge(taken(mixed[cut:]))
    for group, (one, other) in enumerate(zip(whole.finish(5), merged.finish(5), strict=True)):
        want = rounded([value for of, value in rows if of == group])
        assert one == other == want


@given(st.lists(st.floats(-1e200, 1e200)))
def test_a_sum_is_that_of_fsum(values: list[float]) -> None:
    assert taken([(0, it) for it in values]).finish(1)[0] == math.fsum(values)

"""Powers and geometric sums of columns, beside fractions, which do not round."""

from fractions import Fraction

import numpy as np
import pytest

from worthwhile.run.powers import NEAR, geometric, whole_power

BASES = [0.0, 1.0, -1.0, 0.5, 1.1, -0.97, 2.0, 1e-3, 1 + 2.0**-52]
RATIOS = [0.0, 1.0, -1.0, 0.5, 0.97, 1.03, -0.9, 1 - 1e-9, 1 + 1e-12, 1 - NEAR, 1 - NEAR * 1.01, 1 + NEAR / 2, 3.0]


@pytest.mark.parametrize("times", [2, 3, 4, 5, 7, 12, 60, 64])
def test_a_whole_power_rounds_once_for_each_multiplication(times: int) -> None:
    found = whole_power(np.array(BASES), times)
    for base, power in zip(BASES, found.tolist(), strict=True):
        assert power == pytest.approx(float(Fraction(base) ** times), rel=times * 2.0**-53, abs=0)


def test_a_whole_power_writes_where_it_is_told() -> None:
    out = np.empty(3)
    assert whole_power(np.array([2.0, 3.0, np.nan]), 3, out=out) is out
    assert out[:2].tolist() == [8.0, 27.0]
    assert np.isnan(out[2])


@pytest.mark.parametrize("terms", [1, 2, 12, 60, 64, 65, 360])
def test_a_geometric_sum_keeps_its_digits_near_one(terms: int) -> None:
    with np.errstate(invalid="ignore"):  # as a run has it
        found = geometric(np.array(RATIOS), terms)
    for ratio, total in zip(RATIOS, found.tolist(), strict=True):
        exact = float(sum(Fraction(ratio) ** it for it in range(terms)))
        assert total == pytest.approx(exact, rel=1e-12, abs=1e-15), ratio


def test_what_is_missing_does_not_hide_what_is_near_one() -> None:
    alone = geometric(np.array([1 - 1e-9]), 60)
    beside = geometric(np.array([np.nan, 1 - 1e-9, 0.5]), 60)
    assert beside[1] == alone[0]
    assert np.isnan(beside[0])

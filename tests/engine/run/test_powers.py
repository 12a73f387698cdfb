"""Powers and geometric sums of columns, beside fractions, which do not round."""

import math
from fractions import Fraction

import numpy as np
import pytest

import worthwhile
from worthwhile.run.powers import NEAR, geometric, timed_power, whole_power

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


WEIBULL = """
currency USD
timeline 24 months paid start
entity customer key id
assumptions:
    growth : factor per month = 1.004
inputs:
    margin   : USD per month
    life     : months
    shape    : number
    discount : percent per month
survival = exp(-((t / life)^shape))
clv = npv(margin * survival * growth^t, rate: discount)
outputs:
    survival
    clv
"""


def test_a_power_of_time_is_that_of_its_base() -> None:
    lives, shapes = np.array([3.0, 0.5, 40.0, 7.0, 2.0, -2.0, 0.0]), np.array([0.7, 1.9, 3.0, 0.0, -1.0, 2.0, 1.5])
    for period in (0.0, 1.0, 17.0):
        with np.errstate(all="ignore"):
            base, shared = period / lives, np.array([period])
            found = timed_power(base, shapes, shared, shapes * np.log(lives))
            expected = np.power(base, shapes)
        np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_survival_by_weibull_is_that_of_plain_python() -> None:
    count = 5_000
    rng = np.random.default_rng(8)
    data = {
        "id": np.arange(count),
        "margin": rng.uniform(5, 80, count),
        "life": rng.uniform(3, 60, count),
        "shape": rng.uniform(0.5, 2.5, count),
        "discount": rng.uniform(0.002, 0.03, count),
    }
    data["life"][:2], data["shape"][2] = (0.0, -4.0), 0.0
    model = worthwhile.parse(WEIBULL)
    run, small = model.run(data), model.run({name: it[:500] for name, it in data.items()})
    np.testing.assert_array_equal(run["clv"][:500], small["clv"])
    for row in range(2, count, 211):
        margin, life, shape, discount = (data[it][row] for it in ("margin", "life", "shape", "discount"))
        survival = [math.exp(-((t / life) ** shape)) for t in range(24)]
        worth = math.fsum(margin * it * 1.004**t / (1 + discount) ** t for t, it in enumerate(survival))
        assert run["survival"][row] == pytest.approx(survival, rel=1e-12)
        assert run["clv"][row] == pytest.approx(worth, rel=1e-12)
        one = model.evaluate(margin=float(margin), life=float(life), shape=float(shape), discount=float(discount))
        assert one["clv"] == pytest.approx(worth, rel=1e-12)
    assert np.isnan(run["clv"][0])

"""Weibull's distribution with censoring: a published example, scipy, and the likelihood as it is written."""

import math
from typing import Any

import numpy as np
import pytest

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.fits import weibull

# NIST/SEMATECH e-Handbook, section 8.4.1.3: ten failures, and ten units that worked to the end.
HOURS = [54, 187, 216, 240, 244, 335, 361, 373, 375, 386] + [500] * 10
FAILED = [1] * 10 + [0] * 10


def fitted(lived: Any, churned: Any) -> Any:
    made = weibull.Weibull()
    made.add(np.asarray(lived, dtype=float), np.asarray(churned, dtype=float))
    return made.finish()


def likelihood(lived: Any, churned: Any, shape: float, scale: float) -> float:
    return math.fsum(
        (math.log(shape / scale) + (shape - 1) * math.log(t / scale) if c else 0.0) - (t / scale) ** shape
        for t, c in zip(lived, churned, strict=True)
    )


def test_the_example_of_the_handbook() -> None:
    found = fitted(HOURS, FAILED)
    assert f"{found.estimates['shape']:.4f}" == "1.7208"
    assert found.estimates["scale"] == pytest.approx(606.5280, abs=6e-4)  # printed from rounded logarithms
    assert f"{found.log_likelihood:.3f}" == "-75.135"
    assert weibull.mean(estimates=found.estimates) == pytest.approx(540.737, abs=1e-3)
    assert found.rows == 20


def test_errors_are_those_of_the_curvature() -> None:
    found = fitted(HOURS, FAILED)
    k, s = found.estimates["shape"], found.estimates["scale"]
    assert likelihood(HOURS, FAILED, k, s) == pytest.approx(found.log_likelihood, rel=1e-13)
    at = {(i, j): likelihood(HOURS, FAILED, k + i * 1e-3, s + j * 0.3) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    kk = (at[1, 0] - 2 * at[0, 0] + at[-1, 0]) / 1e-6
    ss = (at[0, 1] - 2 * at[0, 0] + at[0, -1]) / 0.09
    ks = (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / (4 * 3e-4)
    spread = np.sqrt(np.diag(np.linalg.inv(-np.array([[kk, ks], [ks, ss]]))))
    assert [found.errors["shape"], found.errors["scale"]] == pytest.approx(spread.tolist(), rel=1e-4)
    # the slopes are 0 there
    assert (at[1, 0] - at[-1, 0]) / 2e-3 == pytest.approx(0, abs=1e-5)
    assert (at[0, 1] - at[0, -1]) / 0.6 == pytest.approx(0, abs=1e-6)


def test_members_as_scipy_has_them() -> None:
    special = pytest.importorskip("scipy.special")
    time = np.array([0.01, 1.0, 5.0, 12.0, 40.0])
    for shape in (0.3, 0.9, 1.0, 1.7, 6.0):
        estimates = {"shape": shape, "scale": 7.0}
        x = (time / 7.0) ** shape
        assert weibull.survival(time, estimates=estimates).tolist() == pytest.approx(np.exp(-x).tolist())
        assert weibull.hazard(time, estimates=estimates).tolist() == pytest.approx((shape * x / time).tolist())
        some = x < 600  # beyond, the usual formula is 0 / 0
        tail = 7.0 / shape * special.gamma(1 / shape) * special.gammaincc(1 / shape, x[some]) / np.exp(-x[some])
        left = weibull.residual(time, estimates=estimates)
        assert left[some].tolist() == pytest.approx(tail.tolist(), rel=1e-9)
        assert weibull.residual(np.array([0.0]), estimates=estimates) == pytest.approx(
            [float(weibull.mean(estimates=estimates))], rel=1e-13
        )
        half = weibull.median(estimates=estimates)
        assert weibull.survival(half, estimates=estimates) == pytest.approx(0.5)
    before = np.array([-1.0])
    assert np.isnan(
        [it(before, estimates=estimates) for it in (weibull.survival, weibull.hazard, weibull.residual)]
    ).all()


def test_far_out_where_the_usual_formula_is_0_over_0() -> None:
    """For x beyond 700 the time left is about 1 / hazard: x^(a-1) (1 + (a-1)/x + ...), the asymptotic series."""
    shape, scale = 2.0, 1.0
    found = weibull.residual(np.array([60.0]), estimates={"shape": shape, "scale": scale})[0]
    x = 3600.0
    series = 0.5 * x**-0.5 * (1 - 0.5 / x + 0.75 / x**2 - 1.875 / x**3)
    assert found == pytest.approx(series, rel=1e-12)


def test_parameters_come_back() -> None:
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(60):
        lived = 10 * rng.weibull(0.7, 1500)
        found = fitted(np.minimum(lived, 15), lived < 15)
        inside += sum(
            abs(found.estimates[name] - truth) <= 1.96 * found.errors[name]
            for name, truth in (("shape", 0.7), ("scale", 10.0))
        )
    assert 106 <= inside <= 120  # 114 are expected, and fewer than 106 come once in 2,000 times


def test_any_order_and_any_unit_of_time() -> None:
    mixed = np.random.default_rng(3).permutation(20)
    lived, churned = np.array(HOURS, float), np.array(FAILED, float)
    one, other = weibull.Weibull(), weibull.Weibull()
    one.add(lived[mixed[:7]], churned[mixed[:7]])
    other.add(lived[mixed[7:]], churned[mixed[7:]])
    other.merge(one)
    whole = fitted(lived, churned)
    assert other.finish() == whole
    far = fitted(lived * 2.0**300, churned)  # powers of such times are beyond float64
    assert far.estimates["shape"] == whole.estimates["shape"]
    assert far.estimates["scale"] == pytest.approx(whole.estimates["scale"] * 2.0**300, rel=1e-13)


def test_who_has_only_come_is_counted_and_says_nothing() -> None:
    found, without = fitted([0, *HOURS], [0, *FAILED]), fitted(HOURS, FAILED)
    assert found.rows == 21
    assert (found.estimates, found.log_likelihood) == (without.estimates, without.log_likelihood)


@pytest.mark.parametrize(
    ("lived", "churned", "why"),
    [
        ([1, 2], [0, 0], "nobody left"),
        ([0, 2, 3], [1, 1, 0], "1 customers left after no time at all"),
        ([1, 2, 2], [0, 1, 1], "did so at the same time"),
        ([3], [1], "did so at the same time"),
        ([], [], "no rows"),
    ],
)
def test_unfit_data_is_refused(lived: list[float], churned: list[float], why: str) -> None:
    with pytest.raises(Unfit, match=why):
        fitted(lived, churned)

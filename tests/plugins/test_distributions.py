"""The distributions that ship: beside scipy's, which are written otherwise, and by the laws of any distribution."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from worthwhile.plugin.registry import installed
from worthwhile.run.cut_off import CutOff
from worthwhile_plugins.kernels.distributions import standard

OFFERED = installed().toolbox.distributions
Z = special.ndtri(0.95)
NUMBERS = st.floats(-1e4, 1e4)
ABOVE = st.floats(1e-3, 1e4)
INSIDE = st.floats(1e-9, 1 - 1e-9)


def test_the_normal_quantile_is_that_of_scipy() -> None:
    small = 10.0 ** -np.arange(1, 300, 0.25)
    p = np.concatenate([small, 1 - small[:60], np.linspace(1e-6, 1 - 1e-6, 50_001)])
    found, wanted = standard.quantile(p), special.ndtri(p)
    assert np.all(np.abs(found - wanted) <= 4e-15 * np.maximum(np.abs(wanted), 1e-2))
    with np.errstate(divide="ignore", invalid="ignore"):
        assert standard.quantile(np.array([0.0, 1.0])).tolist() == [-math.inf, math.inf]
    with np.errstate(invalid="ignore"):
        assert np.isnan(standard.quantile(np.array([-0.1, 1.1, math.nan]))).all()


def test_the_error_function_is_that_of_the_standard_library() -> None:
    x = np.concatenate([np.linspace(-6, 26.5, 30_001), [0.46875, -0.46875, 4.0, 1e-300, 0.0, 40.0, -40.0]])
    wanted = np.array([math.erfc(it) for it in x])
    assert np.all(np.abs(standard.erfc(x) - wanted) <= 1e-14 * wanted)
    with np.errstate(invalid="ignore", divide="ignore"):
        assert standard.cdf(np.array([-math.inf, math.inf])).tolist() == [0, 1]
        assert np.isnan(standard.cdf(np.array([math.nan])))


def logarithm(mean: float, sd: float) -> tuple[float, float]:
    """mu and sigma of the logarithm, by the moments of the value."""
    sigma = math.sqrt(math.log(1 + (sd / mean) ** 2))
    return math.log(mean) - sigma**2 / 2, sigma


def lognormal(mu: float, sigma: float) -> Any:
    return stats.lognorm(s=sigma, scale=math.exp(mu))


def of_ends(low: float, high: float) -> Any:
    return lognormal((math.log(low) + math.log(high)) / 2, math.log(high / low) / (2 * Z))


def three(low: float, mode: float, high: float) -> tuple[float, float, float]:
    """The shape that scipy wants, and where it begins and how wide it is."""
    return (mode - low) / (high - low), low, high - low


def pert(low: float, mode: float, high: float) -> Any:
    share = (mode - low) / (high - low)
    return stats.beta(1 + 4 * share, 5 - 4 * share, loc=low, scale=high - low)


OF_SCIPY: dict[str, Any] = {
    "normal": (stats.norm, st.tuples(NUMBERS, ABOVE)),
    "normal_interval": (
        lambda low, high: stats.norm((low + high) / 2, (high - low) / (2 * Z)),
        st.tuples(NUMBERS, ABOVE).map(lambda it: (it[0], it[0] + it[1])),
    ),
    "lognormal": (
        lambda mean, sd: lognormal(*logarithm(mean, sd)),
        st.tuples(ABOVE, st.floats(0.01, 5)).map(lambda it: (it[0], it[0] * it[1])),
    ),
    "lognormal_interval": (of_ends, st.tuples(ABOVE, st.floats(1.01, 1e3)).map(lambda it: (it[0], it[0] * it[1]))),
    "lognormal_logarithm": (lognormal, st.tuples(st.floats(-9, 9), st.floats(0.01, 3))),
    "uniform": (
        lambda low, high: stats.uniform(low, high - low),
        st.tuples(NUMBERS, ABOVE).map(lambda it: (it[0], it[0] + it[1])),
    ),
    "triangular": (
        lambda *values: stats.triang(*three(*values)),
        st.tuples(NUMBERS, ABOVE, st.floats(0, 1)).map(lambda it: (it[0], it[0] + it[1] * it[2], it[0] + it[1])),
    ),
    "pert": (
        pert,
        st.tuples(NUMBERS, ABOVE, st.floats(0, 1)).map(lambda it: (it[0], it[0] + it[1] * it[2], it[0] + it[1])),
    ),
    "beta": (stats.beta, st.tuples(st.floats(0.5, 1e3), st.floats(0.5, 1e3))),
}


def test_all_that_ship_are_tried() -> None:
    assert OF_SCIPY.keys() == OFFERED.keys()


@pytest.mark.parametrize("name", OF_SCIPY)
@given(st.data())
def test_a_distribution_is_that_of_scipy(name: str, data: st.DataObject) -> None:
    made, parameters = OF_SCIPY[name]
    values = data.draw(parameters)
    assume(OFFERED[name].wrong(values) == "")
    whole, wanted = CutOff(OFFERED[name], low=False, high=False), made(*values)
    u = np.array(data.draw(st.lists(INSIDE, min_size=1, max_size=5)))
    found = whole.drawn(u, *values)
    spread = wanted.ppf(0.75) - wanted.ppf(0.25)
    assert found == pytest.approx(wanted.ppf(u), rel=1e-9, abs=1e-9 * spread)
    assert whole.middle(*values).item() == pytest.approx(wanted.mean(), rel=1e-9, abs=1e-9 * spread)


@pytest.mark.parametrize("name", OF_SCIPY)
@given(st.data())
def test_what_is_cut_off_lies_within_and_keeps_its_order(name: str, data: st.DataObject) -> None:
    made, parameters = OF_SCIPY[name]
    values = data.draw(parameters)
    assume(OFFERED[name].wrong(values) == "")
    wanted = made(*values)
    below, above = sorted(data.draw(st.tuples(st.floats(0.01, 0.98), st.floats(0.01, 0.98))))
    low, high = wanted.ppf(below), wanted.ppf(above + 0.01)
    assume(low < high)
    cut = CutOff(OFFERED[name], low=True, high=True)
    u = np.sort(np.array(data.draw(st.lists(INSIDE, min_size=1, max_size=5))))
    found = cut.drawn(u, low, high, *values)
    assert np.all((low <= found) & (found <= high))
    assert np.all(np.diff(found) >= 0)
    left, right = wanted.cdf(low), wanted.cdf(high)
    assert (wanted.cdf(found) - left) / (right - left) == pytest.approx(u, abs=1e-6)
    assert low <= cut.middle(low, high, *values).item() <= high


@pytest.mark.parametrize(("a", "b"), [(8.0, 92.0), (0.7, 3.0), (2.0, 2.0)])
def test_beta_is_the_integral_of_its_density(a: float, b: float) -> None:
    """Beside the definition, for scipy computes it."""
    size = math.exp(math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b))
    median = CutOff(OFFERED["beta"], low=False, high=False).drawn(0.5, a, b).item()
    below, _ = integrate.quad(lambda x: x ** (a - 1) * (1 - x) ** (b - 1) / size, 0, median)
    assert below == pytest.approx(0.5, abs=1e-7)


@pytest.mark.parametrize("name", OF_SCIPY)
def test_bounds_that_leave_nothing_give_nothing(name: str) -> None:
    values = {2: (0.3, 0.4), 3: (0.3, 0.35, 0.4)}[len(OFFERED[name].parameters)]
    cut = CutOff(OFFERED[name], low=True, high=True)
    for low, high in ((0.5, 0.2), (0.3, 0.3), (1e9, 2e9), (math.nan, 1.0)):
        assert np.isnan(cut.drawn(0.5, low, high, *values)).all()
        assert np.isnan(cut.middle(low, high, *values)).all()


def test_far_in_the_tail_there_are_still_draws() -> None:
    cut = CutOff(OFFERED["normal"], low=True, high=True)
    found = cut.drawn(np.array([1e-6, 0.5, 1 - 1e-6]), -9.0, -8.0, 0.0, 1.0)
    assert found == pytest.approx(stats.truncnorm(-9, -8).ppf([1e-6, 0.5, 1 - 1e-6]), rel=1e-9)

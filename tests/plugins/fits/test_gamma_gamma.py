"""Gamma-Gamma: published estimates, and customers whose expected spend does not exist."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits import gamma_gamma as tells

REFERENCE = Path(__file__).parent / "reference"
NAMES = ("p", "q", "gamma")


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cdnow() -> tuple[Any, Any]:
    found = np.array([[float(it["frequency"]), float(it["spend"])] for it in rows("cdnow.csv")])
    return found[:, 0], found[:, 1]


def fitted(*columns: Any) -> Fitted:
    made = tells.GammaGamma()
    made.add(*(np.asarray(it, dtype=float) for it in columns))
    return made.finish()


def test_cdnow_to_the_printed_digits() -> None:
    """6.25, 3.74, 15.44 (Fader and Hardie 2013); LL -4055.9177 as the tests of CLVTools print it."""
    found = fitted(*cdnow())
    assert [f"{found.estimates[it]:.2f}" for it in NAMES] == ["6.25", "3.74", "15.44"]
    assert f"{found.log_likelihood:.4f}" == "-4055.9177"
    wanted = (6.249572271305251, 3.744224667134781, 15.443520962650359)
    errors = (1.1900553359560875, 0.290133065276291, 4.15942275197232)
    for name, value, error in zip(NAMES, wanted, errors, strict=True):
        assert found.estimates[name] == pytest.approx(value, rel=1e-10)
        assert found.errors[name] == pytest.approx(error, rel=1e-8)
    assert found.log_likelihood == pytest.approx(-4055.917694801872, rel=1e-13)
    assert found.rows == 946  # of 2,357: those who bought again


def test_it_is_the_top_of_the_printed_likelihood() -> None:
    frequency, spend = (it[::10] for it in cdnow())
    found = fitted(frequency, spend)

    def height(given: Any) -> float:
        p, q, gamma = (given[it] for it in NAMES)
        return math.fsum(
            math.lgamma(p * x + q) - math.lgamma(p * x) - math.lgamma(q) + q * math.log(gamma)
            + (p * x - 1) * math.log(m) + p * x * math.log(x) - (p * x + q) * math.log(gamma + m * x)
            for x, m in zip(frequency, spend, strict=True) if x
        )  # fmt: skip

    top = height(found.estimates)
    assert found.log_likelihood == pytest.approx(top, rel=1e-12)
    for name in NAMES:
        step = 1e-3 * found.estimates[name]
        below, above = (height({**found.estimates, name: found.estimates[name] + it}) for it in (-step, step))
        assert abs(above - below) / (2 * step) < 1e-2 / found.errors[name]
        assert max(below, above) < top


def test_bits_do_not_hang_on_order_or_blocks() -> None:
    frequency, spend = cdnow()
    whole = fitted(frequency, spend)
    order = np.random.default_rng(1).permutation(len(spend))
    parts = [tells.GammaGamma(), tells.GammaGamma()]
    for low in range(0, len(order), 100):
        parts[low // 100 % 2].add(frequency[order[low : low + 100]], spend[order[low : low + 100]])
    parts[1].merge(parts[0])
    again = parts[1].finish()
    assert (dict(again.estimates), again.log_likelihood) == (dict(whole.estimates), whole.log_likelihood)


def test_reference_rows() -> None:
    """All 59: huge and tiny amounts, and q up to 1, where a mean that does not exist is missing and not negative."""
    wrong = []
    for row in rows("gamma_gamma.csv"):
        given = {it: float(row[it]) for it in NAMES}
        found = float(tells.expected_spend(estimates=given, columns=(float(row["frequency"]), float(row["spend"]))))
        wanted = float(row["expected_spend"])
        right = math.isnan(found) if math.isinf(wanted) else found == pytest.approx(wanted, rel=1e-13)
        if not right:
            wrong.append((row["id"], row["tag"], found))
    assert wrong == []


def test_a_small_q_is_remarked() -> None:
    """Customers with q = 0.7: the population has no mean spend, whoever bought often has one."""
    rng = np.random.default_rng(3)
    frequency = rng.integers(1, 6, 4000).astype(float)
    spend = rng.gamma(6 * frequency) / frequency / rng.gamma(0.7, 1 / 10, 4000)
    found = fitted(frequency, spend)
    assert found.estimates["q"] == pytest.approx(0.7, abs=3 * found.errors["q"])
    assert len(found.remarks) == 1
    assert "no mean spend" in found.remarks[0]
    assert np.isnan(tells.population_spend(estimates=found.estimates))
    assert np.isnan(tells.expected_spend(estimates=found.estimates, columns=(0.0, 0.0)))
    assert tells.expected_spend(estimates=found.estimates, columns=(3.0, 20.0)) > 0


def test_what_is_expected_lies_between_own_and_all() -> None:
    given = {"p": 6.25, "q": 3.74, "gamma": 15.44}
    frequency, spend = np.array([1.0, 2.0, 7.0]), np.array([11.77, 22.35, 73.74])
    share = tells.weight(estimates=given, columns=(frequency,))
    everybody = float(tells.population_spend(estimates=given))
    expected = tells.expected_spend(estimates=given, columns=(frequency, spend))
    assert expected == pytest.approx(share * spend + (1 - share) * everybody, rel=1e-13)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (([0.0] * 20, [0.0] * 20), "nobody bought again"),
        (([1.0, 2.0], [3.0, 4.0]), "2 customers with repeat purchases are too few"),
        (([1.0, 2.0] * 9, [3.0, 0.0] * 9), "not more than 0 in 9 of 18 rows"),
        (([1.0, 2.0] * 9, [3.0, -4.0] * 9), "not more than 0"),
        (([1.0, 1.5] * 9, [3.0, 4.0] * 9), "not a whole number"),
        (([1.0, -1.0] * 9, [3.0, 4.0] * 9), "negative"),
        (([1.0] * 20, list(range(1, 21))), "more than once"),
        (([1.0, 2.0] * 9, [5.0] * 18), "do not differ"),
    ],
)
def test_unfit(columns: Any, why: str) -> None:
    with pytest.raises(Unfit) as refused:
        fitted(*columns)
    assert why in refused.value.why


@pytest.mark.parametrize(
    "customer", [(1.5, 3.0), (-1.0, 3.0), (2.0, 0.0), (2.0, -3.0), (math.nan, 3.0), (2.0, math.nan)]
)
def test_rows_that_cannot_be_are_missing(customer: tuple[float, float]) -> None:
    assert np.isnan(tells.expected_spend(estimates={"p": 6.25, "q": 3.74, "gamma": 15.44}, columns=customer))

"""The shifted beta-geometric model: the cohorts of Fader and Hardie, and numbers computed at 40 digits and more."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.fits import sbg

REFERENCE = Path(__file__).parent / "reference"
# Survivors of 1,000 at the start of each year: Fader and Hardie (2007), table 1.
COHORTS = {
    "high_end": [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394],
    "regular": [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173],
}


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cohort(there: list[int]) -> tuple[Any, Any]:
    """One row a customer."""
    lived, churned = [], []
    for year in range(1, len(there)):
        gone = there[year - 1] - there[year]
        lived += [year] * gone
        churned += [1] * gone
    return np.array(lived + [len(there) - 1] * there[-1], float), np.array(churned + [0] * there[-1], float)


def fitted(lived: Any, churned: Any) -> Any:
    made = sbg.Sbg()
    made.add(np.asarray(lived, dtype=float), np.asarray(churned, dtype=float))
    return made.finish()


def test_two_cohorts_to_the_printed_digits() -> None:
    """Published: .704, 1.182, LL -1680.27 and .668, 3.806, LL -1611.16 on seven renewals."""
    regular, high_end = (fitted(*cohort(COHORTS[it][:8])) for it in ("regular", "high_end"))
    assert [f"{regular.estimates[it]:.3f}" for it in ("alpha", "beta")] == ["0.704", "1.182"]
    assert [f"{high_end.estimates[it]:.3f}" for it in ("alpha", "beta")] == ["0.668", "3.806"]
    assert [f"{it.log_likelihood:.2f}" for it in (regular, high_end)] == ["-1680.27", "-1611.16"]
    assert regular.rows == 1000
    # 7.530 years are left to a High End customer after seven renewals, at 10% a year, as printed
    left = sbg.residual(np.array([7.0]), np.array([0.1]), estimates={"alpha": 0.668, "beta": 3.806})
    assert f"{left[0]:.3f}" == "7.530"


@pytest.mark.parametrize("row", rows("sbg_parameters.csv"), ids=lambda it: f"{it['cohort']}_{it['years']}")
def test_estimates_to_the_last_digits(row: dict[str, str]) -> None:
    found = fitted(*cohort(COHORTS[row["cohort"]][: int(row["years"]) + 1]))
    for name in ("alpha", "beta"):
        assert found.estimates[name] == pytest.approx(float(row[name]), rel=1e-11)
    assert found.log_likelihood == pytest.approx(float(row["log_likelihood"]), rel=1e-13)


def test_survival_and_retention() -> None:
    for row in rows("sbg_survival.csv"):
        estimates = {it: float(row[it]) for it in ("alpha", "beta")}
        time = np.array([float(row["t"])])
        assert sbg.survival(time, estimates=estimates)[0] == pytest.approx(float(row["survival"]), rel=1e-12)
        if row["retention"]:
            assert sbg.retention(time, estimates=estimates)[0] == pytest.approx(float(row["retention"]), rel=1e-14)


def test_lifetimes() -> None:
    for row in rows("sbg_lifetimes.csv"):
        estimates = {it: float(row[it]) for it in ("alpha", "beta")}
        discount, n = np.array([float(row["discount"])]), int(row["n"])
        match row["quantity"]:
            case "residual":
                got = sbg.residual(np.array([n - 1.0]), discount, estimates=estimates)[0]
            case "lifetime":
                got = sbg.lifetime(discount, estimates=estimates)[0]
            case _:
                time = np.arange(float(n))
                got = math.fsum(sbg.survival(time, estimates=estimates) / (1 + discount) ** time)
        assert got == pytest.approx(float(row["value"]), rel=1e-13), row


def test_lifetimes_where_series_fail() -> None:
    """scipy's 2F1 is infinite or not a number here; the values are of mpmath, at 40 digits."""
    for alpha, beta, discount, n, value in (
        (3.732213328794843, 163.3930795387392, 0.00024031589071668176, 11, 63.334068313326166),
        (13.345261924908035, 905.1914719056555, 1.668053569761482e-05, 393, 105.95486831838501),
        (0.8878566628720436, 0.0801417059921101, 6.051388380756577e-07, 311, 4097.6932277876051),
    ):
        estimates = {"alpha": alpha, "beta": beta}
        residual = sbg.residual(np.array([n - 1.0]), np.array([discount]), estimates=estimates)[0]
        renewed = sbg.retention(np.array([float(n)]), estimates=estimates)[0]
        assert residual / renewed == pytest.approx(value, rel=1e-12)


def test_errors_are_those_of_the_curvature() -> None:
    """The likelihood as it is written in the paper, differentiated by differences."""
    lived, churned = cohort(COHORTS["regular"][:8])
    found = fitted(lived, churned)

    def likelihood(alpha: float, beta: float) -> float:
        total = 0.0
        for years in range(1, 8):
            survive = [
                math.exp(
                    math.lgamma(beta + t)
                    + math.lgamma(alpha + beta)
                    - math.lgamma(alpha + beta + t)
                    - math.lgamma(beta)
                )
                for t in (years - 1, years)
            ]
            total += float(churned[lived == years].sum()) * math.log(survive[0] - survive[1])
            total += float((1 - churned[lived == years]).sum()) * math.log(survive[1])
        return total

    a, b, h = found.estimates["alpha"], found.estimates["beta"], 1e-3
    assert likelihood(a, b) == pytest.approx(found.log_likelihood, rel=1e-10)
    at = {(i, j): likelihood(a + i * h, b + j * h) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    aa = (at[1, 0] - 2 * at[0, 0] + at[-1, 0]) / h**2
    bb = (at[0, 1] - 2 * at[0, 0] + at[0, -1]) / h**2
    ab = (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / (4 * h**2)
    inverse = np.linalg.inv(-np.array([[aa, ab], [ab, bb]]))
    assert [found.errors["alpha"], found.errors["beta"]] == pytest.approx(np.sqrt(np.diag(inverse)).tolist(), rel=1e-4)


def test_parameters_come_back() -> None:
    """Of 60 simulated cohorts, the truth lies within two standard errors as often as it should."""
    rng = np.random.default_rng(11)
    inside = 0
    for _ in range(60):
        chance = rng.beta(0.8, 2.4, 4000)
        leaves = rng.geometric(chance).astype(float)
        found = fitted(np.minimum(leaves, 8), leaves <= 8)
        inside += sum(
            abs(found.estimates[name] - truth) <= 1.96 * found.errors[name]
            for name, truth in (("alpha", 0.8), ("beta", 2.4))
        )
    assert 106 <= inside <= 120  # 114 are expected, and fewer than 106 come once in 2,000 times


def test_any_order_and_any_blocks() -> None:
    lived, churned = cohort(COHORTS["high_end"])
    mixed = np.random.default_rng(3).permutation(len(lived))
    one, other = sbg.Sbg(), sbg.Sbg()
    one.add(lived[mixed[:300]], churned[mixed[:300]])
    other.add(lived[mixed[300:]], churned[mixed[300:]])
    other.merge(one)
    assert other.finish() == fitted(lived, churned)


def test_between_renewals_nobody_leaves() -> None:
    estimates = {"alpha": 1.0, "beta": 1.0}  # then S(t) = 1 / (1 + t)
    asked = np.array([0, 0.99, 1, 2.5, np.nextafter(3, 0), 1e5, -1])
    got = sbg.survival(asked, estimates=estimates)
    assert got.tolist() == pytest.approx([1, 1, 1 / 2, 1 / 3, 1 / 4, 1 / 100_001, math.nan], nan_ok=True)
    endless = sbg.lifetime(np.array([0.0]), estimates=estimates)
    assert np.isnan(endless).all()
    assert sbg.lifetime(np.array([0.0]), estimates={"alpha": 3.0, "beta": 4.0}) == pytest.approx([3.0])  # (a+b-1)/(a-1)


@pytest.mark.parametrize(
    ("lived", "churned", "why"),
    [
        ([0, 0.5], [0, 0], "no customer has come to a renewal"),
        ([2, 3], [0, 0], "nobody left"),
        ([1, 1], [1, 0], "only one renewal"),
        ([1, 1], [1, 1], "only one renewal"),
        ([1, 3, 3], [1, 0, 0], "after the first renewal"),
        ([1, 2.5, 3], [1, 1, 0], "1 customers left at a time that is no renewal, such as after 2.5"),
        ([0, 2], [1, 0], "after 0 periods"),
        ([2e6, 1], [1, 1], "2,000,000 periods"),
        (*cohort([1000, 900, 800, 700, 600]), "do not seem to differ"),
        (*cohort([1024, 512, 256, 128]), "use|do not seem to differ"),
    ],
)
def test_unfit_data_is_refused(lived: Any, churned: Any, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        fitted(lived, churned)


def test_a_likelihood_that_hardly_tells_is_told() -> None:
    found = fitted(*cohort([1000, 800, 645, 521]))
    assert "a constant retention" in found.remarks[0]

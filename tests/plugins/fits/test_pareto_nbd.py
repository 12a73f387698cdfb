"""Pareto/NBD: published estimates, and numbers computed at 60 digits."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits import pareto_members as tells
from worthwhile_plugins.kernels.fits.pareto_nbd import ParetoNbd

REFERENCE = Path(__file__).parent / "reference"
NAMES = ("r", "alpha", "s", "beta")
GIVEN = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
CUSTOMERS = [(0, 0, 38.86), (2, 30.43, 38.86), (26, 30.86, 31.0)]


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def numbers(row: dict[str, str], *names: str) -> tuple[float, ...]:
    return tuple(float(row[it]) for it in names)


def cdnow() -> tuple[Any, Any, Any]:
    found = np.array([numbers(it, "frequency", "recency_days", "age_days") for it in rows("cdnow.csv")])
    return found[:, 0], found[:, 1] / 7, found[:, 2] / 7


def fitted(*columns: Any) -> Fitted:
    made = ParetoNbd()
    made.add(*(np.asarray(it, dtype=float) for it in columns))
    return made.finish()


def told(member: Any, *own: Any, given: Any = None, row: Any = ()) -> Any:
    return member(*own, estimates=given or GIVEN, columns=row)


def test_cdnow_to_the_printed_digits() -> None:
    """.553, 10.578, .606, 11.669, LL -9595.0 (Fader, Hardie and Lee 2005, table 2); digits beyond by another optimiser."""
    found = fitted(*cdnow())
    assert [f"{found.estimates[it]:.3f}" for it in NAMES] == ["0.553", "10.578", "0.606", "11.669"]
    assert f"{found.log_likelihood:.1f}" == "-9595.0"
    wanted = (0.5532770468531861, 10.577683463302371, 0.6062399891277794, 11.668735288853387)
    errors = (0.04762792599235427, 0.8427225338909711, 0.18728134243074776, 6.211113595135999)
    for name, value, error in zip(NAMES, wanted, errors, strict=True):
        assert found.estimates[name] == pytest.approx(value, rel=1e-9)
        assert found.errors[name] == pytest.approx(error, rel=1e-8)
    assert found.log_likelihood == pytest.approx(-9594.976178939545, rel=1e-13)


def test_it_is_the_top_of_the_likelihood() -> None:
    """Of each row an integral over the time of leaving, here by scipy's quadrature, at the estimates and beside them."""
    frequency, recency, age = (it[::60] for it in cdnow())
    found = fitted(frequency, recency, age)

    def row(given: Any, x: float, last: float, end: float) -> float:
        r, alpha, s, beta = (given[it] for it in NAMES)
        gone = quad(
            lambda y: s * ((alpha + end) / (alpha + y)) ** (r + x) * ((beta + end) / (beta + y)) ** s / (beta + y),
            last, end, epsabs=0, epsrel=1e-12,
        )[0]  # fmt: skip
        there = r * math.log(alpha / (alpha + end)) - x * math.log(alpha + end) + s * math.log(beta / (beta + end))
        return float(math.lgamma(r + x) - math.lgamma(r) + there + math.log1p(gone))

    def height(given: Any) -> float:
        return math.fsum(row(given, *it) for it in zip(frequency, recency, age, strict=True))

    top = height(found.estimates)
    assert found.log_likelihood == pytest.approx(top, rel=1e-12)
    for name in NAMES:
        step = 1e-3 * found.estimates[name]
        below, above = (height({**found.estimates, name: found.estimates[name] + it}) for it in (-step, step))
        assert abs(above - below) / (2 * step) < 1e-2 / found.errors[name]
        assert max(below, above) < top


def test_bits_do_not_hang_on_order_or_blocks() -> None:
    columns = [it[::5] for it in cdnow()]
    whole = fitted(*columns)
    order = np.random.default_rng(1).permutation(len(columns[0]))
    parts = [ParetoNbd(), ParetoNbd()]
    for low in range(0, len(order), 50):
        parts[low // 50 % 2].add(*(it[order[low : low + 50]] for it in columns))
    parts[1].merge(parts[0])
    again = parts[1].finish()
    assert (dict(again.estimates), again.log_likelihood) == (dict(whole.estimates), whole.log_likelihood)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (([1.0] * 10, [9.0] * 10, [8.0] * 10), "recency > age"),
        (([0.0] * 50, [0.0] * 50, [9.0] * 50), "nobody bought again"),
        (([1.0, 2, 0, 4, 1, 0] * 9, [9.0, 9, 0, 9, 9, 0] * 9, [9.0] * 54), "beta grows without end"),
    ],
)
def test_unfit(columns: Any, why: str) -> None:
    with pytest.raises(Unfit) as refused:
        fitted(*columns)
    assert why in refused.value.why


def test_reference_rows() -> None:
    """All 100: s at its poles, alpha and beta far apart, heavy buyers gone quiet, discounts from 1e-9 to 10."""
    wrong = []
    for row in rows("pareto_nbd.csv"):
        given = dict(zip(NAMES, numbers(row, *NAMES), strict=True))
        customer = numbers(row, "frequency", "recency", "age")
        found = {
            "alive": told(tells.alive, given=given, row=customer),
            "purchases": told(tells.purchases, float(row["time"]), given=given, row=customer),
            "dert": told(tells.dert, math.expm1(float(row["delta"])), 1.0, given=given, row=customer),
        }
        wrong += [
            (row["id"], row["tag"], it) for it in found if found[it] != pytest.approx(float(row[it]), rel=1e-12, abs=0)
        ]
    assert wrong == []


@pytest.mark.parametrize("customer", CUSTOMERS)
@pytest.mark.parametrize(("time", "discount"), [(52, 0.0027), (520, 0.1), (1, 2.0)])
def test_discounted_purchases_by_quadrature(customer: tuple[float, ...], time: float, discount: float) -> None:
    """The rate of buying, (r+x) / (alpha+T) ((beta+T) / (beta+T+t))^s, discounted."""
    (x, _, age), (r, alpha, s, beta) = customer, GIVEN.values()
    wanted = quad(
        lambda t: (r + x) / (alpha + age) * (1 + t / (beta + age)) ** -s * (1 + discount) ** -t,
        0, time, epsabs=0, epsrel=1e-12, limit=200,
    )[0]  # fmt: skip
    found = told(tells.discounted, float(time), discount, 1.0, row=customer)
    assert found == pytest.approx(wanted * told(tells.alive, row=customer), rel=1e-11)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_by_period_as_summed(customer: tuple[float, ...]) -> None:
    bought = np.diff(told(tells.purchases, np.arange(53.0) * 1.5, row=customer))
    wanted = math.fsum(bought * 1.002 ** -np.arange(1, 53))
    assert told(tells.by_period, 52.0, 0.002, 1.5, row=customer) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_probabilities_make_up_the_expectation(customer: tuple[float, ...]) -> None:
    counts = np.arange(3000.0)
    for chances, expected in (
        (told(tells.probability, counts, 39.0, row=customer), told(tells.purchases, 39.0, row=customer)),
        (told(tells.new_probability, counts, 39.0), told(tells.new_purchases, 39.0)),
    ):
        assert chances.sum() == pytest.approx(1, rel=1e-12)
        assert (chances * counts).sum() == pytest.approx(float(expected), rel=1e-11)


@pytest.mark.parametrize("chance", [1e-9, 0.1, 0.5, 0.9])
def test_the_next_purchase_comes_in_time(chance: float) -> None:
    """Often enough by then; whoever has less of a chance to buy ever again than that has no time."""
    row = tuple(np.array(it) for it in zip(*CUSTOMERS, (1.0, 1.0, 38.86), strict=True))
    time = told(tells.next_purchase, chance, row=row)
    in_the_end = 1 - told(tells.probability, 0.0, 1e14, row=row)
    missing = np.isnan(time)
    assert np.array_equal(missing, in_the_end < chance)
    bought = 1 - told(tells.probability, 0.0, np.where(missing, 0.0, time), row=row)
    assert bought[~missing] == pytest.approx(np.full((~missing).sum(), chance), rel=1e-11, abs=1e-15)
    assert told(tells.next_purchase, 0.0, row=row).tolist() == [0.0] * 4


def test_nobody_buys_by_quadrature() -> None:
    """No purchase in t: still there and none, or gone at y and none up to then."""
    r, alpha, s, beta = GIVEN.values()
    there = (alpha / (alpha + 39)) ** r * (beta / (beta + 39)) ** s
    gone = quad(
        lambda y: (alpha / (alpha + y)) ** r * s * beta**s / (beta + y) ** (s + 1), 0, 39, epsabs=0, epsrel=1e-12
    )[0]
    assert told(tells.new_probability, 0.0, 39.0) == pytest.approx(there + gone, rel=1e-12)


@pytest.mark.parametrize(
    "customer", [(2, 39.0, 38.86), (1.5, 3, 9), (0, 3, 9), (2, -1, 9), (math.nan, 1, 9), (2, 1, math.inf)]
)
def test_rows_that_cannot_be_are_missing(customer: tuple[float, ...]) -> None:
    for member, own in (
        (tells.alive, ()), (tells.purchases, (9.0,)), (tells.dert, (0.1, 1.0)), (tells.discounted, (9.0, 0.1, 1.0)),
        (tells.probability, (1.0, 9.0)),
    ):  # fmt: skip
        assert np.isnan(told(member, *own, row=customer))
    for member, own in ((tells.purchases, (-1.0,)), (tells.dert, (0.0, 1.0)), (tells.probability, (0.5, 9.0))):
        assert np.isnan(told(member, *own, row=CUSTOMERS[1]))


def test_a_row_has_the_same_bits_alone() -> None:
    row = tuple(it[::20] for it in cdnow())
    for member, own in (
        (tells.purchases, (39.0,)),
        (tells.dert, (0.15, 52.0)),
        (tells.discounted, (520.0, 0.15, 52.0)),
    ):
        together = told(member, *own, row=row)
        for place in range(0, len(row[0]), 17):
            assert told(member, *own, row=tuple(it[place : place + 1] for it in row))[0] == together[place]

"""BG/NBD and MBG/NBD: published estimates, numbers computed at 90 digits, and what the data cannot tell."""

import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import hyp2f1
from scipy.stats import beta as beta_distribution

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits import bgnbd_members as tells
from worthwhile_plugins.kernels.fits.bgnbd import BgNbd, MbgNbd

REFERENCE = Path(__file__).parent / "reference"
NAMES = ("r", "alpha", "a", "b")
HARDIE = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def numbers(row: dict[str, str], *names: str) -> tuple[float, ...]:
    return tuple(float(row[it]) for it in names)


def cdnow() -> tuple[Any, Any, Any]:
    """Repeat purchases, and the times in weeks."""
    found = np.array([numbers(it, "frequency", "recency_days", "age_days") for it in rows("cdnow.csv")])
    return found[:, 0], found[:, 1] / 7, found[:, 2] / 7


def fitted(kind: type[BgNbd], *columns: Any) -> Fitted:
    made = kind()
    made.add(*(np.asarray(it, dtype=float) for it in columns))
    return made.finish()


def told(member: Callable[..., Any], *own: Any, given: Any = None, row: Any = ()) -> Any:
    return member(*own, estimates=given or HARDIE, columns=row)


def close(found: float, wanted: float, within: float = 1e-11) -> bool:
    """Of what is smaller than any float nothing is left."""
    return found == wanted or abs(found - wanted) <= max(within * abs(wanted), 1e-300)


def plain(given: Any, frequency: float, recency: float, age: float, *, modified: int = 0) -> float:
    """The logarithm of the likelihood of one row, as it is printed (Fader, Hardie and Lee 2005, eq. 6)."""
    r, alpha, a, b = (given[it] for it in NAMES)

    def log_beta(one: float, other: float) -> float:
        return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)

    there = log_beta(a, b + frequency + modified) - (r + frequency) * math.log(alpha + age)
    gone = -math.inf
    if frequency or modified:
        gone = log_beta(a + 1, b + frequency - 1 + modified) - (r + frequency) * math.log(alpha + recency)
    most = max(there, gone)
    both = most + math.log(math.exp(there - most) + math.exp(gone - most))
    return float(math.lgamma(r + frequency) - math.lgamma(r) + r * math.log(alpha) - log_beta(a, b) + both)


# ── Estimates ────────────────────────────────────────────────────────────────


def test_cdnow_to_the_printed_digits() -> None:
    """Fader, Hardie and Lee (2005), table 2: .243, 4.414, .793, 2.426, LL -9582.4; digits beyond from exact Newton."""
    found = fitted(BgNbd, *cdnow())
    assert [f"{found.estimates[it]:.3f}" for it in NAMES] == ["0.243", "4.414", "0.793", "2.426"]
    assert f"{found.log_likelihood:.1f}" == "-9582.4"
    wanted = (0.242594522430187, 4.413602019014926, 0.7929220172256574, 2.4259067768266287)
    errors = (0.012557378067873947, 0.3782240598538959, 0.18573382137222186, 0.7054142597950234)
    for name, value, error in zip(NAMES, wanted, errors, strict=True):
        assert found.estimates[name] == pytest.approx(value, rel=1e-11)
        assert found.errors[name] == pytest.approx(error, rel=1e-8)
    assert found.log_likelihood == pytest.approx(-9582.429206673929, rel=1e-13)
    assert (found.rows, found.remarks) == (2357, ())


def test_modified_on_cdnow() -> None:
    """Estimates as the tests of lifetimes print them; their further digits are good to 1e-8 only."""
    found = fitted(MbgNbd, *cdnow())
    assert [f"{found.estimates[it]:.3f}" for it in NAMES] == ["0.525", "6.183", "0.891", "1.614"]
    wanted = (0.5248431598538704, 6.183085284324533, 0.8913593896184778, 1.6140022351387713)
    for name, value in zip(NAMES, wanted, strict=True):
        assert found.estimates[name] == pytest.approx(value, rel=1e-8)
    assert found.log_likelihood == pytest.approx(-9582.135715553746, rel=1e-13)


@pytest.mark.parametrize(("kind", "modified"), [(BgNbd, 0), (MbgNbd, 1)])
def test_it_is_the_top_of_the_printed_likelihood(kind: type[BgNbd], modified: int) -> None:
    columns = [it[::8] for it in cdnow()]
    found = fitted(kind, *columns)

    def height(given: Any) -> float:
        return math.fsum(plain(given, *row, modified=modified) for row in zip(*columns, strict=True))

    top = height(found.estimates)
    assert found.log_likelihood == pytest.approx(top, rel=1e-13)
    for name in NAMES:
        step = 1e-3 * found.estimates[name]
        below, above = (height({**found.estimates, name: found.estimates[name] + it}) for it in (-step, step))
        assert abs(above - below) / (2 * step) < 1e-2 / found.errors[name]  # level: what is left is of third order
        assert max(below, above) < top


def test_bits_do_not_hang_on_order_or_blocks() -> None:
    columns = cdnow()
    whole = fitted(BgNbd, *columns)
    order = np.random.default_rng(1).permutation(len(columns[0]))
    shuffled = [it[order] for it in columns]
    parts = [BgNbd(), BgNbd(), BgNbd()]
    for low in range(0, len(order), 97):
        parts[low % 3].add(*(it[low : low + 97] for it in shuffled))
    parts[2].merge(parts[0])
    parts[2].merge(parts[1])
    again = parts[2].finish()
    assert dict(again.estimates) == dict(whole.estimates)
    assert dict(again.errors) == dict(whole.errors)
    assert again.log_likelihood == whole.log_likelihood


def test_what_is_handed_over_may_be_overwritten() -> None:
    columns = [np.array(it) for it in cdnow()]
    made = BgNbd()
    made.add(*columns)
    for it in columns:
        it[:] = -1
    assert dict(made.finish().estimates) == dict(fitted(BgNbd, *cdnow()).estimates)


def test_the_unit_of_time_scales_alpha_alone() -> None:
    frequency, recency, age = cdnow()
    weeks, days = fitted(BgNbd, frequency, recency, age), fitted(BgNbd, frequency, recency * 7, age * 7)
    for name, factor in zip(NAMES, (1, 7, 1, 1), strict=True):
        assert days.estimates[name] == pytest.approx(weeks.estimates[name] * factor, rel=1e-9)
    # a density by day instead of by week: each repeat purchase counts for a seventh
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - frequency.sum() * math.log(7), rel=1e-12)


TEN = [1.0, 2, 0, 4, 1, 0, 3, 1, 0, 2]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ((TEN, [9.0] * 10, [8.0] * 10), "recency > age"),
        (([0.0] * 50, [0.0] * 50, [9.0] * 50), "nobody bought again"),
        (([1.0, 2, 0], [1.0, 2, 0], [5.0] * 3), "3 customers are too few"),
        (([], [], []), "0 customers are too few"),
        (([-1.0] * 10, [0.0] * 10, [9.0] * 10), "negative"),
        (([0.5] * 10, [1.0] * 10, [9.0] * 10), "not a whole number"),
        (([0.0] * 10, [1.0] * 10, [9.0] * 10), "no repeat purchase"),
        ((TEN, [-1.0] * 10, [9.0] * 10), "a time is negative"),
        ((TEN, [math.inf] * 10, [math.inf] * 10), "not finite"),
        ((TEN, [0.0] * 10, [0.0] * 10), "nobody has been known for any time"),
        # everybody bought on the last day: nothing speaks for leaving
        ((TEN * 9, [it and 9.0 for it in TEN] * 9, [9.0] * 90), "shows no dropout: b grows without end"),
        (([2.0] * 90, [5.0] * 90, [9.0] * 90), "do not differ in how often they buy"),
    ],
)
@pytest.mark.parametrize("kind", [BgNbd, MbgNbd])
def test_unfit(kind: type[BgNbd], columns: Any, why: str) -> None:
    with pytest.raises(Unfit) as refused:
        fitted(kind, *columns)
    assert why in refused.value.why
    assert refused.value.hint


def test_what_is_hardly_told_is_remarked() -> None:
    """Customers that never leave: a chance of leaving near 0 fits, and any spread of it."""
    rng = np.random.default_rng(3)
    age = np.full(3000, 52.0)
    frequency = rng.poisson(rng.gamma(1, 1 / 10, 3000) * age).astype(float)
    recency = np.where(frequency > 0, age * rng.random(3000) ** (1 / np.maximum(frequency, 1)), 0)
    found = fitted(BgNbd, frequency, recency, age)
    assert found.estimates["a"] / (found.estimates["a"] + found.estimates["b"]) < 0.02
    assert found.remarks == ("The data hardly tells a and b: the standard error is as large as the estimate.",)


# ── What it tells of a customer ──────────────────────────────────────────────


@pytest.mark.parametrize("name", ["bgnbd.csv", "bgnbd_edge.csv"])
def test_reference_rows(name: str) -> None:
    """All 254, those where the printed formula has a pole, cancels or overflows included."""
    wrong = []
    for row in rows(name):
        given = dict(zip(NAMES, numbers(row, *NAMES), strict=True))
        customer = numbers(row, "frequency", "recency", "age")
        alive = float(told(tells.alive, given=given, row=customer))
        bought = float(told(tells.purchases, float(row["time"]), given=given, row=customer))
        if not (close(alive, float(row["alive"])) and close(bought, float(row["purchases"]))):
            wrong.append((row["id"], row["tag"], alive, bought))
    assert wrong == []


def test_discounted_reference_rows() -> None:
    wrong = []
    for row in rows("bgnbd_dert.csv"):
        given = dict(zip(NAMES, numbers(row, *NAMES), strict=True))
        customer, force = numbers(row, "frequency", "recency", "age"), float(row["delta"])
        if not close(float(told(tells.dert, math.expm1(force), 1.0, given=given, row=customer)), float(row["dert"])):
            wrong.append(row["id"])
        for weeks in (52, 1040):
            if row[f"weekly_{weeks}"]:
                ends = np.arange(weeks + 1.0)
                bought = np.diff(told(tells.purchases, ends, given=given, row=customer))
                if not close(float((bought * np.exp(-force * ends[1:])).sum()), float(row[f"weekly_{weeks}"])):
                    wrong.append(f"{row['id']}, {weeks} weeks")
    assert wrong == []


@pytest.mark.parametrize(
    ("customer", "time", "discount"),
    [((0, 0, 38.86), 52, 0.0027), ((7, 29.43, 38.86), 13, 0.1), ((40, 30, 31), 520, 0.01), ((2, 30.43, 38.86), 9, 2)],
)
def test_discounted_purchases_by_quadrature(customer: tuple[float, ...], time: float, discount: float) -> None:
    """The rate of buying, (r+x) / (alpha+T) 2F1(r+x+1, a; a+b+x; -t / (alpha+T)), discounted."""
    (x, _, age), (r, alpha, a, b) = customer, HARDIE.values()
    force = math.log1p(discount)

    def worth(t: float) -> float:
        rate = (r + x) / (alpha + age) * hyp2f1(r + x + 1, a, a + b + x, -t / (alpha + age))
        return float(math.exp(-force * t) * rate)

    wanted = quad(worth, 0, time, epsabs=0, epsrel=1e-12, limit=200)[0]
    alive = float(told(tells.alive, row=customer))
    found = float(told(tells.discounted, time, discount, 1.0, row=customer))
    assert found == pytest.approx(alive * wanted, rel=1e-9)
    # the same discount, told by another period
    assert told(tells.discounted, time, math.expm1(52 * force), 52.0, row=customer) == pytest.approx(found, rel=1e-12)


@pytest.mark.parametrize("mark", ["", "mbg_"])
@pytest.mark.parametrize("customer", [(0, 0, 38.86), (2, 30.43, 38.86), (26, 30.86, 31.0)])
def test_by_period_as_summed(mark: str, customer: tuple[float, ...]) -> None:
    ends = np.arange(53.0) * 1.5
    bought = np.diff(told(getattr(tells, f"{mark}purchases"), ends, row=customer))
    wanted = math.fsum(bought * 1.002 ** -np.arange(1, 53))
    found = told(getattr(tells, f"{mark}by_period"), 52.0, 0.002, 1.5, row=customer)
    assert found == pytest.approx(wanted, rel=1e-12)
    assert told(getattr(tells, f"{mark}by_period"), 0.0, 0.002, 1.5, row=customer) == 0
    assert np.isnan(told(getattr(tells, f"{mark}by_period"), 1.5, 0.002, 1.5, row=customer))


def test_no_discount_is_no_discount() -> None:
    row = (np.array([0.0, 2.0, 7.0]), np.array([0.0, 30.0, 38.0]), np.array([38.0, 38.0, 39.0]))
    assert np.array_equal(told(tells.discounted, 52.0, 0.0, 1.0, row=row), told(tells.purchases, 52.0, row=row))


def test_new_customers_as_printed() -> None:
    """E[X(t)] of Hardie's sheet; at 78 weeks it prints 1.8576, from a series cut off after 150 terms."""
    given = dict(zip(NAMES, (0.242594522430187, 4.413602019014926, 0.79292201722566, 2.42590677682663), strict=True))
    found = told(tells.new_purchases, np.array([0.1429, 1, 3, 31.8571, 32, 78]), given=given)
    assert [f"{it:.4f}" for it in found] == ["0.0078", "0.0532", "0.1506", "1.0405", "1.0437", "1.8580"]


def test_probabilities_as_printed() -> None:
    """The BTYD manual, as quoted in the tests of lifetimes."""
    given = dict(zip(NAMES, (0.243, 4.414, 0.793, 2.426), strict=True))
    found = told(tells.new_probability, np.array([10.0, 0.0]), np.array([2.0, 39.0]), given=given)
    assert [f"{it:.5e}" for it in found] == ["1.07869e-07", "5.73786e-01"]


@pytest.mark.parametrize("mark", ["", "mbg_"])
@pytest.mark.parametrize("customer", [(0, 0, 38.86), (2, 30.43, 38.86), (26, 30.86, 31.0)])
def test_probabilities_make_up_the_expectation(mark: str, customer: tuple[float, ...]) -> None:
    counts = np.arange(3000.0)
    for pair, row, own in (
        (("probability", "purchases"), customer, 39.0),
        (("new_probability", "new_purchases"), (), 39.0),
    ):
        chances = told(getattr(tells, mark + pair[0]), counts, own, row=row)
        assert chances.sum() == pytest.approx(1, rel=1e-12)
        expected = float(told(getattr(tells, mark + pair[1]), own, row=row))
        assert (chances * counts).sum() == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("customer", [(0, 0, 38.86), (2, 30.43, 38.86), (26, 30.86, 31.0), (1, 1.0, 38.86)])
def test_modified_by_quadrature(customer: tuple[float, float, float]) -> None:
    """Over p, which is Beta(a, b+x+1) of who is alive; alive by Bayes from the likelihood as it is printed."""
    (x, recency, age), (r, alpha, a, b) = customer, HARDIE.values()
    power, z = r + x, 39 / (alpha + age)
    wanted = quad(
        lambda p: beta_distribution.pdf(p, a, b + x + 1) * -math.expm1(-power * math.log1p(p * z)) / p,
        0, 1, epsabs=0, epsrel=1e-11, limit=200,
    )[0]  # fmt: skip
    odds = a / (b + x) * ((alpha + age) / (alpha + recency)) ** power
    assert told(tells.mbg_alive, row=customer) == pytest.approx(1 / (1 + odds), rel=1e-13)
    assert told(tells.mbg_purchases, 39.0, row=customer) == pytest.approx(wanted / (1 + odds), rel=1e-8)


def test_the_next_purchase_comes_in_time() -> None:
    customer = (np.array([2.0, 0.0, 1.0]), np.array([30.43, 0.0, 1.0]), np.full(3, 38.86))
    chance = np.array([0.5, 0.2, 0.1])
    time = told(tells.next_purchase, chance, row=customer)
    assert 1 - told(tells.probability, 0.0, time, row=customer) == pytest.approx(chance, rel=1e-12)
    assert np.isnan(told(tells.next_purchase, 0.9, row=customer)[0])  # more than P(alive): it may never come
    assert np.isnan(told(tells.next_purchase, -0.1, row=customer)).all()


@pytest.mark.parametrize(
    "customer",
    [
        (2, 39.0, 38.86),
        (1.5, 3, 9),
        (-1, 0, 9),
        (0, 3, 9),
        (2, -1, 9),
        (math.nan, 1, 9),
        (2, math.nan, 9),
        (2, 1, math.inf),
    ],
)
def test_rows_that_cannot_be_are_missing(customer: tuple[float, ...]) -> None:
    for mark in ("", "mbg_"):
        for name, own in (
            ("alive", ()), ("purchases", (9.0,)), ("dert", (0.1, 1.0)), ("discounted", (9.0, 0.1, 1.0)),
            ("probability", (1.0, 9.0)), ("next_purchase", (0.1,)),
        ):  # fmt: skip
            assert np.isnan(told(getattr(tells, mark + name), *own, row=customer)), name


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("purchases", (-1.0,)), ("purchases", (math.inf,)), ("dert", (0.0, 1.0)), ("dert", (0.1, 0.0)),
        ("discounted", (-1.0, 0.1, 1.0)), ("discounted", (1.0, -1.0, 1.0)), ("probability", (0.5, 1.0)),
        ("probability", (-1.0, 1.0)), ("probability", (1.0, -1.0)),
    ],
)  # fmt: skip
def test_questions_without_an_answer_are_missing(name: str, own: tuple[float, ...]) -> None:
    assert np.isnan(told(getattr(tells, name), *own, row=(2.0, 30.43, 38.86)))


def test_at_once_nothing_happens() -> None:
    customer = (2.0, 30.43, 38.86)
    assert told(tells.purchases, 0.0, row=customer) == 0
    assert told(tells.discounted, 0.0, 0.1, 1.0, row=customer) == 0
    assert told(tells.probability, 0.0, 0.0, row=customer) == pytest.approx(1, abs=1e-15)
    assert told(tells.probability, 3.0, 0.0, row=customer) == 0


def test_a_row_has_the_same_bits_alone() -> None:
    frequency, recency, age = cdnow()
    row = (frequency, recency, age)
    for member, own in ((tells.purchases, (39.0,)), (tells.dert, (0.15, 52.0)), (tells.discounted, (52.0, 0.15, 52.0))):
        together = told(member, *own, row=row)
        assert together.shape == frequency.shape
        for place in range(0, len(frequency), 211):
            alone = told(member, *own, row=tuple(it[place : place + 1] for it in row))
            assert alone[0] == together[place]

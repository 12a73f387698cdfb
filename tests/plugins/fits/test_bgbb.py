"""BG/BB: the donors of Fader, Hardie and Shang (2010)."""

import csv
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from worthwhile.plugin import Fitted, Unfit
from worthwhile_plugins.kernels.fits import bgbb as tells

REFERENCE = Path(__file__).parent / "reference" / "bgbb.csv"
NAMES = ("alpha", "beta", "gamma", "delta")
WHOLE = {"alpha": 2.0, "beta": 3.0, "gamma": 1.0, "delta": 4.0}
"""Whole parameters, so that chances are fractions; gamma at the pole of the printed expectation."""


def rows() -> list[dict[str, float]]:
    with REFERENCE.open(encoding="utf-8") as file:
        return [{name: float(value) for name, value in it.items()} for it in csv.DictReader(file)]


def donors() -> tuple[Any, Any, Any]:
    """11,104 donors, one a row."""
    many = [int(it["customers"]) for it in rows()]
    return tuple(np.repeat([it[name] for it in rows()], many) for name in ("frequency", "recency", "periods"))  # type: ignore[return-value]  # (as many as there are names)


def fitted(*columns: Any) -> Fitted:
    made = tells.BgBb()
    made.add(*(np.asarray(it, dtype=float) for it in columns))
    return made.finish()


def test_donors_to_the_printed_digits() -> None:
    """1.204, .750, .657, 2.783, LL -33225.6; the further digits, by another optimiser, are good to 1e-8 only."""
    found = fitted(*donors())
    assert [f"{found.estimates[it]:.3f}" for it in NAMES] == ["1.204", "0.750", "0.657", "2.783"]
    assert f"{found.log_likelihood:.1f}" == "-33225.6"
    wanted = (1.20352235089276, 0.7497163579435998, 0.6567182094682186, 2.7834422389421216)
    errors = (0.06939123261077666, 0.029447685164928485, 0.051009570287395466, 0.3208172183278483)
    for name, value, error in zip(NAMES, wanted, errors, strict=True):
        assert found.estimates[name] == pytest.approx(value, rel=1e-8)
        assert found.errors[name] == pytest.approx(error, rel=1e-5)
    assert found.log_likelihood == pytest.approx(-33225.581274347, rel=1e-13)
    assert found.rows == 11104


def test_it_is_the_top_of_the_printed_likelihood() -> None:
    found = fitted(*donors())

    def log_beta(one: float, other: float) -> float:
        return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)

    def height(given: Any) -> float:
        alpha, beta, gamma, delta = (given[it] for it in NAMES)
        whole = []
        for row in rows():
            x, last, n = row["frequency"], int(row["recency"]), int(row["periods"])
            terms = [log_beta(alpha + x, beta + n - x) + log_beta(gamma, delta + n)]
            terms += [log_beta(alpha + x, beta + j - x) + log_beta(gamma + 1, delta + j) for j in range(last, n)]
            both = log_beta(alpha, beta) + log_beta(gamma, delta)
            whole.append(row["customers"] * (math.log(math.fsum(map(math.exp, terms))) - both))
        return math.fsum(whole)

    top = height(found.estimates)
    assert found.log_likelihood == pytest.approx(top, rel=1e-12)
    for name in NAMES:
        step = 1e-3 * found.estimates[name]
        below, above = (height({**found.estimates, name: found.estimates[name] + it}) for it in (-step, step))
        assert abs(above - below) / (2 * step) < 1e-2 / found.errors[name]
        assert max(below, above) < top


def test_reference_rows() -> None:
    for row in rows():
        given = {it: row[it] for it in NAMES}
        customer = tuple(row[it] for it in ("frequency", "recency", "periods"))
        assert tells.alive(estimates=given, columns=customer) == pytest.approx(row["alive"], rel=1e-13)
        assert tells.purchases(5, estimates=given, columns=customer) == pytest.approx(row["purchases_5"], rel=1e-13)
        assert tells.dert(0.1, estimates=given, columns=customer) == pytest.approx(row["dert_10"], rel=1e-13)


def test_new_donors_as_printed() -> None:
    """E[X(n)] for 1 to 11 years: .4985 to 3.3887 (Hardie, note 010)."""
    given = dict(
        zip(NAMES, (1.20352235089276, 0.7497163579435998, 0.6567182094682186, 2.7834422389421216), strict=True)
    )
    found = tells.new_purchases(np.array([1.0, 11.0]), estimates=given)
    assert [f"{it:.4f}" for it in found] == ["0.4985", "3.3887"]


def rising(a: int, n: int) -> Fraction:
    return Fraction(math.prod(range(a, a + n)))


def chance(many: int, ahead: int) -> Fraction:
    """Exactly: bought at so many of so many occasions, of a new customer with whole parameters."""
    a, b, g, d = (int(WHOLE[it]) for it in NAMES)

    def bought(occasions: int) -> Fraction:
        return math.comb(occasions, many) * rising(a, many) * rising(b, occasions - many) / rising(a + b, occasions)

    found = bought(ahead) * rising(d, ahead) / rising(g + d, ahead) if many <= ahead else Fraction(0)
    for occasions in range(many, ahead):
        found += bought(occasions) * g * rising(d, occasions) / rising(g + d, occasions + 1)
    return found


@pytest.mark.parametrize("ahead", [0, 1, 4, 9])
def test_probabilities_are_fractions(ahead: int) -> None:
    counts = np.arange(11.0)
    found = tells.new_probability(counts, float(ahead), estimates=WHOLE)
    assert found == pytest.approx([float(chance(it, ahead)) for it in range(11)], rel=1e-13)
    expected = float(tells.new_purchases(float(ahead), estimates=WHOLE))
    assert expected == pytest.approx(float(sum(it * chance(it, ahead) for it in range(11))), rel=1e-13)


@pytest.mark.parametrize("customer", [(0, 0, 6), (3, 4, 6), (6, 6, 6)])
def test_probabilities_make_up_the_expectation(customer: tuple[float, ...]) -> None:
    given = {"alpha": 1.204, "beta": 0.75, "gamma": 0.657, "delta": 2.783}
    counts = np.arange(13.0)
    chances = tells.probability(counts, 12.0, estimates=given, columns=customer)
    assert chances.sum() == pytest.approx(1, rel=1e-13)
    assert (chances * counts).sum() == pytest.approx(
        float(tells.purchases(12.0, estimates=given, columns=customer)), rel=1e-12
    )


def test_discounted_by_sums() -> None:
    given = {"alpha": 1.204, "beta": 0.75, "gamma": 0.657, "delta": 2.783}
    ahead = np.arange(0.0, 400.0)
    each = np.diff(tells.purchases(ahead, estimates=given, columns=(3, 4, 6)))
    wanted = math.fsum(each * 1.2 ** -ahead[1:])
    assert tells.dert(0.2, estimates=given, columns=(3, 4, 6)) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (([3.0] * 20, [2.0] * 20, [8.0] * 20), "more purchases than occasions"),
        (([3.0] * 20, [9.0] * 20, [8.0] * 20), "recency > periods"),
        (([0.0] * 20, [2.0] * 20, [8.0] * 20), "no purchase"),
        (([1.0] * 20, [2.5] * 20, [8.0] * 20), "not a whole number"),
        (([-1.0] * 20, [2.0] * 20, [8.0] * 20), "negative"),
        (([0.0] * 20, [0.0] * 20, [8.0] * 20), "nobody bought"),
        (([1.0] * 3, [2.0] * 3, [8.0] * 3), "too few"),
        (([1.0] * 20, [2.0] * 20, [1e9] * 20), "more than 65,536 occasions"),
        (([1.0, 3, 8, 5] * 9, [8.0] * 36, [8.0] * 36), "no dropout: delta grows without end"),
    ],
)
def test_unfit(columns: Any, why: str) -> None:
    with pytest.raises(Unfit) as refused:
        fitted(*columns)
    assert why in refused.value.why


def test_what_has_no_answer_is_missing() -> None:
    for customer in ((3, 2, 6), (0, 2, 6), (1, 7, 6), (1.5, 2, 6), (math.nan, 2, 6)):
        for member, own in (
            (tells.alive, ()),
            (tells.purchases, (5.0,)),
            (tells.dert, (0.1,)),
            (tells.probability, (1.0, 5.0)),
        ):
            assert np.isnan(member(*own, estimates=WHOLE, columns=customer))
    for member, own in (
        (tells.purchases, (1.5,)),
        (tells.purchases, (-1.0,)),
        (tells.dert, (0.0,)),
        (tells.probability, (0.5, 5.0)),
    ):
        assert np.isnan(member(*own, estimates=WHOLE, columns=(3, 4, 6)))


def test_many_customers_with_many_occasions() -> None:
    """A row has as many terms as occasions since the last purchase; they are taken part by part, and one by one alike."""
    recency = np.arange(1.0, 300.0)
    together = tells.alive(estimates=WHOLE, columns=(np.ones(299), recency, np.full(299, 1000.0)))
    alone = [float(tells.alive(estimates=WHOLE, columns=(1.0, it, 1000.0))) for it in recency[::50]]
    assert together[::50].tolist() == alone
    assert np.isnan(tells.alive(estimates=WHOLE, columns=(3, 4, 1e9)))


def test_bits_do_not_hang_on_order_or_blocks() -> None:
    columns = donors()
    whole = fitted(*columns)
    order = np.random.default_rng(1).permutation(len(columns[0]))
    parts = [tells.BgBb(), tells.BgBb()]
    for low in range(0, len(order), 1000):
        parts[low // 1000 % 2].add(*(it[order[low : low + 1000]] for it in columns))
    parts[1].merge(parts[0])
    again = parts[1].finish()
    assert (dict(again.estimates), again.log_likelihood) == (dict(whole.estimates), whole.log_likelihood)

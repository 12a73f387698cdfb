"""Least squares: certified values of NIST, published examples, and the same sums in fractions."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.fits import linear, segmented

# NIST StRD, Longley: employment and six columns that are nearly combinations of each other.
LONGLEY = """
60323 83.0 234289 2356 1590 107608 1947
61122 88.5 259426 2325 1456 108632 1948
60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950
63221 96.2 328975 2099 3099 112075 1951
63639 98.1 346999 1932 3594 113270 1952
64989 99.0 365385 1870 3547 115094 1953
63761 100.0 363112 3578 3350 116219 1954
66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956
68169 108.4 442769 2936 2798 120445 1957
66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959
69564 114.2 502601 3931 2514 125368 1960
69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962
"""
CERTIFIED = [
    (-3482258.63459582, 890420.383607373),
    (15.0618722713733, 84.9149257747669),
    (-0.358191792925910e-01, 0.334910077722432e-01),
    (-2.02022980381683, 0.488399681651699),
    (-1.03322686717359, 0.214274163161675),
    (-0.511041056535807e-01, 0.226073200069370),
    (1829.15146461355, 455.478499142212),
]
# Future spend by life stage: MineThatData, 14 February 2024. Printed: 34.63, 51.75 and the residuals.
STAGE, SPEND = [3, 3.5, 4, 4.5, 5, 7], [200, 235, 180, 305, 285, 400]


def columns(*given: Any) -> list[Any]:
    return [np.asarray(it, dtype=float) for it in given]


def line(*given: Any) -> Any:
    made = linear.Linear()
    made.add(*columns(*given))
    return made.finish()


def broken(y: Any, since: Any) -> Any:
    made = segmented.Segmented()
    made.add(*columns(y, since))
    return made.finish()


def test_longley_to_all_certified_digits() -> None:
    found = line(*np.array([it.split() for it in LONGLEY.split("\n") if it], dtype=float).T)
    assert list(found.estimates.values()) == pytest.approx([it[0] for it in CERTIFIED], rel=1e-14)
    assert list(found.errors.values()) == pytest.approx([it[1] for it in CERTIFIED], rel=1e-14)
    assert found.tables["r2"][0] == pytest.approx(0.995479004577296, rel=1e-14)
    assert found.tables["sigma"][0] == pytest.approx(304.854073561965, rel=1e-14)
    assert list(found.estimates) == ["intercept", *(f"slope{it}" for it in range(1, 7))]


def test_the_example_of_merchandise_as_printed() -> None:
    found = line(SPEND, STAGE)
    assert found.estimates == {"intercept": 34.625, "slope": 51.75}
    left = linear.residual(estimates=found.estimates, columns=tuple(columns(SPEND, STAGE)))
    assert left.tolist() == [10.125, 19.25, -61.625, 37.5, -8.375, 3.125]
    fitted = linear.fitted(estimates=found.estimates, columns=(columns(STAGE)[0],))
    assert (fitted + left).tolist() == SPEND


def test_intervals_as_the_textbook_sums_them() -> None:
    """Draper and Smith's formulas of one x, with the quantile of t for 4 degrees of freedom from its table: 2.776."""
    found = line(SPEND, STAGE)
    n, mean = 6, sum(STAGE) / 6
    about = sum((it - mean) ** 2 for it in STAGE)
    left = sum((y - 34.625 - 51.75 * x) ** 2 for x, y in zip(STAGE, SPEND, strict=True))
    sigma = math.sqrt(left / (n - 2))
    assert linear.sigma(tables=found.tables) == pytest.approx(sigma)
    assert found.errors["slope"] == pytest.approx(sigma / math.sqrt(about))
    assert found.errors["intercept"] == pytest.approx(sigma * math.sqrt(1 / n + mean**2 / about))
    t = found.tables["quantile"][0]
    assert f"{t:.3f}" == "2.776"
    at = np.array([6.0])
    reach = t * sigma * math.sqrt(1 + 1 / n + (6 - mean) ** 2 / about)
    middle = 34.625 + 51.75 * 6
    assert linear.predict_low(at, estimates=found.estimates, tables=found.tables)[0] == pytest.approx(middle - reach)
    assert linear.predict_high(at, estimates=found.estimates, tables=found.tables)[0] == pytest.approx(middle + reach)
    total = sum((it - sum(SPEND) / 6) ** 2 for it in SPEND)
    assert linear.r2(tables=found.tables) == pytest.approx(1 - left / total)
    assert found.log_likelihood == pytest.approx(-3 * (math.log(2 * math.pi * left / n) + 1))
    assert found.tables["low"][1] == pytest.approx(51.75 - t * found.errors["slope"])


def test_columns_that_no_other_arithmetic_tells_apart() -> None:
    """Years as days since 1900, and dollars with cents about a billion: in fractions, by Cramer's rule."""
    x = [1e9 + 0.01, 1e9 + 0.02, 1e9 + 0.04, 1e9 + 0.07]
    y = [3.0, 5.0, 4.0, 9.0]
    exact, values = [Fraction(it) for it in x], [Fraction(it) for it in y]
    mean = sum(exact) / 4
    slope = sum((a - mean) * b for a, b in zip(exact, values, strict=True)) / sum((a - mean) ** 2 for a in exact)
    found = line(y, x)
    assert found.estimates["slope"] == float(slope)
    assert found.estimates["intercept"] == float(sum(values) / 4 - slope * mean)


def test_any_order_and_any_blocks() -> None:
    rng = np.random.default_rng(4)
    x1, x2 = rng.normal(size=(2, 9000))
    y = 3 + 2 * x1 - x2 + rng.normal(size=9000)
    whole = line(y, x1, x2)
    mixed = rng.permutation(9000)
    one, other = linear.Linear(), linear.Linear()
    for start in range(0, 9000, 1300):
        some = mixed[start : start + 1300]
        (one if start % 2600 else other).add(y[some], x1[some], x2[some])
    one.merge(other)
    found = one.finish()
    assert (found.estimates, found.errors, found.log_likelihood) == (
        whole.estimates,
        whole.errors,
        whole.log_likelihood,
    )
    empty = linear.Linear()
    empty.merge(one)
    assert empty.finish().estimates == whole.estimates
    # the truth lies within three errors, and numpy's own least squares agree
    expected = np.linalg.lstsq(np.stack([np.ones(9000), x1, x2], axis=1), y, rcond=None)[0]
    assert list(found.estimates.values()) == pytest.approx(expected.tolist(), rel=1e-10)


def test_slopes_come_back_as_often_as_they_should() -> None:
    rng = np.random.default_rng(8)
    inside = 0
    for _ in range(100):
        x = rng.uniform(0, 10, 20)
        found = line(1 + 0.5 * x + rng.normal(0, 2, 20), x)
        inside += int(found.tables["low"][1] <= 0.5 <= found.tables["high"][1])
    assert 88 <= inside <= 100  # 95 are expected, and fewer than 88 come once in 400 times


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (([1, 2, 3], [5, 5, 5]), "`x1` is the same in all 3 rows"),
        (([1, 2, 3, 4], [1, 2, 4, 8], [2, 4, 8, 16]), "`x2` can be told from the other columns"),
        (([1, 2, 3, 9], [1, 2, 4, 7], [0.1, 0.2, 0.4, 0.7]), "combination"),  # by rounding alone it is none
        (([1], [1]), "1 rows are not enough for 2"),
        (([], []), "no rows"),
        (([1, math.inf, 2], [1, 2, 3]), "1 rows have a number without bounds"),
        (([1e200, 2, 3], [1, 2, 3]), "cannot be multiplied"),
    ],
)
def test_unfit_data_is_refused(given: Any, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        line(*given)


def test_as_many_rows_as_coefficients() -> None:
    found = line([1, 3], [0, 1])
    assert found.estimates == {"intercept": 1.0, "slope": 2.0}
    assert np.isnan(found.errors["slope"])
    assert "there are no errors" in found.remarks[0]
    assert "every row lies on the line" in line([1, 3, 5], [0, 1, 2]).remarks


# ── A trend that is broken ───────────────────────────────────────────────────


def series() -> tuple[Any, Any]:
    """Two years before a change and one after, with noise that is written down."""
    since = np.arange(-24.0, 12.0)
    noise = np.array([0.3, -0.7, 0.2, 0.9, -0.4, -0.2, 0.6, -0.8, 0.1] * 4)
    return 50 + 0.8 * since + np.where(since >= 0, -6 - 0.3 * since, 0) + noise, since


def test_a_break_as_two_lines() -> None:
    """With a step and a slope of its own each side has the line that it has alone."""
    y, since = series()
    found = broken(y, since)
    before, after = (line(y[it], since[it]).estimates for it in (since < 0, since >= 0))
    assert found.estimates["level"] == pytest.approx(before["intercept"], rel=1e-12)
    assert found.estimates["trend"] == pytest.approx(before["slope"], rel=1e-12)
    assert found.estimates["step"] == pytest.approx(after["intercept"] - before["intercept"], rel=1e-12)
    assert found.estimates["trend_change"] == pytest.approx(after["slope"] - before["slope"], rel=1e-12)
    asked = np.array([-3.0, 0.0, 5.0])
    assert segmented.without(asked, estimates=found.estimates).tolist() == pytest.approx(
        [before["intercept"] + before["slope"] * it for it in asked]
    )
    effect = segmented.effect(asked, estimates=found.estimates)
    assert effect[0] == 0
    assert effect[2] == pytest.approx(found.estimates["step"] + 5 * found.estimates["trend_change"])


def test_errors_of_a_break_by_matrices() -> None:
    y, since = series()
    found = broken(y, since)
    design = np.stack([np.ones(36), since, since >= 0, np.maximum(since, 0)], axis=1).astype(float)
    inverse = np.linalg.inv(design.T @ design)
    left = y - design @ (inverse @ design.T @ y)
    sigma = math.sqrt(left @ left / 32)
    assert list(found.errors.values()) == pytest.approx((sigma * np.sqrt(np.diag(inverse))).tolist(), rel=1e-9)
    t = found.tables["quantile"][0]
    assert f"{t:.3f}" == "2.037"  # of 32 degrees of freedom, from the table
    for time in (0.0, 7.0):
        row = np.array([0, 0, 1, time])
        reach = t * sigma * math.sqrt(row @ inverse @ row)
        at = np.array([time])
        effect = found.estimates["step"] + found.estimates["trend_change"] * time
        low, high = (
            it(at, estimates=found.estimates, tables=found.tables)[0]
            for it in (segmented.effect_low, segmented.effect_high)
        )
        assert (low, high) == pytest.approx((effect - reach, effect + reach), rel=1e-9)
        row = np.array([1, time, 1, time])
        new = segmented.predict_high(at, estimates=found.estimates, tables=found.tables)[0]
        middle = segmented.predict(at, estimates=found.estimates)[0]
        assert new - middle == pytest.approx(t * sigma * math.sqrt(1 + row @ inverse @ row), rel=1e-9)
    assert segmented.durbin_watson(tables=found.tables) == pytest.approx(np.sum(np.diff(left) ** 2) / (left @ left))


def test_what_hangs_together_in_time_is_told() -> None:
    since = np.arange(-20.0, 20.0)
    drift = np.sin(since / 4)
    assert any("Durbin-Watson" in it for it in broken(since + drift, since).remarks)
    assert not broken(*series()).remarks


def test_a_break_in_any_order() -> None:
    y, since = series()
    mixed = np.random.default_rng(2).permutation(36)
    one, other = segmented.Segmented(), segmented.Segmented()
    one.add(y[mixed[:10]], since[mixed[:10]])
    other.add(y[mixed[10:]], since[mixed[10:]])
    one.merge(other)
    found, whole = one.finish(), broken(y, since)
    assert (found.estimates, found.errors) == (whole.estimates, whole.errors)
    assert found.tables["durbin_watson"] == whole.tables["durbin_watson"]


@pytest.mark.parametrize(
    ("since", "why"),
    [
        ([0, 1, 2, 3, 4], "no time was seen before"),
        ([-2, -1, 5, 5, 5], "one time only was seen from the change on"),
        ([], "no rows"),
    ],
)
def test_a_break_that_cannot_be_seen(since: list[float], why: str) -> None:
    with pytest.raises(Unfit, match=why):
        broken(range(len(since)), since)

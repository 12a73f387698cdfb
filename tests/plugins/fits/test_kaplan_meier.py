"""Survival as it was seen: published tables, and the sums that the book writes, in plain Python."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.fits import kaplan_meier as km

# Freireich and others (1963), weeks in remission on 6-MP, as printed in Kalbfleisch and Prentice; + is censored.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
# The table that every course on survival prints for them: week, share, Greenwood's error.
PRINTED = {
    6: (0.857, 0.0764),
    7: (0.807, 0.0869),
    10: (0.753, 0.0963),
    13: (0.690, 0.1068),
    16: (0.627, 0.1141),
    22: (0.538, 0.1282),
    23: (0.448, 0.1346),
}


def columns(text: str) -> tuple[Any, Any]:
    words = text.split()
    return np.array([float(it.rstrip("+")) for it in words]), np.array([float(not it.endswith("+")) for it in words])


def fitted(lived: Any, churned: Any) -> Any:
    made = km.KaplanMeier()
    made.add(np.asarray(lived, dtype=float), np.asarray(churned, dtype=float))
    return made.finish()


def test_remission_on_6_mp_as_printed() -> None:
    found = fitted(*columns(REMISSION))
    weeks = np.array(list(PRINTED), dtype=float)
    assert np.round(km.survival(weeks, tables=found.tables), 3).tolist() == [it[0] for it in PRINTED.values()]
    assert np.round(km.survival_error(weeks, tables=found.tables), 4).tolist() == [it[1] for it in PRINTED.values()]
    assert km.median(tables=found.tables) == 23
    assert found.rows == 21
    assert km.at_risk(np.array([0.0, 7.0, 23.5]), tables=found.tables).tolist()[:2] == [21, 17]


def test_five_customers_as_published() -> None:
    found = fitted([10, 20, 20, 30, 40], [1, 0, 1, 1, 0])
    asked = np.array([0, 9.999, 10, 20, 25, 30, 35, 40, 40.5, -1])
    assert km.survival(asked, tables=found.tables).tolist() == pytest.approx(
        [1, 1, 0.8, 0.6, 0.6, 0.3, 0.3, 0.3, math.nan, math.nan], nan_ok=True
    )


def by_hand(lived: list[float], churned: list[float], until: float) -> tuple[float, float, float, float, float]:
    """Share, its error, the ends of the interval, and the area with its error, term by term as written in the books."""
    events = sorted({t for t, c in zip(lived, churned, strict=True) if c})
    share, spread, steps = 1.0, 0.0, [(0.0, 1.0)]
    parts = []
    for t in events:
        if t > until:
            break
        risk = sum(it >= t for it in lived)
        died = sum(it == t and bool(c) for it, c in zip(lived, churned, strict=True))
        share *= 1 - died / risk
        spread += died / (risk * (risk - died))
        parts.append((t, died / (risk * (risk - died))))
        steps.append((t, share))
    ends = [*steps, (until, share)]

    def area(begin: float) -> float:
        return math.fsum(s * (max(b, begin) - max(a, begin)) for (a, s), (b, _) in pairwise(ends))

    error = math.sqrt(math.fsum(area(t) ** 2 * part for t, part in parts))
    wide = 1.959963984540054 * math.sqrt(spread) / abs(math.log(share))
    low, high = (share ** math.exp(side * wide) for side in (1, -1))
    return share, share * math.sqrt(spread), low, high, area(0.0), error  # type: ignore[return-value]  # (as many as there are names)


def test_errors_and_means_as_the_books_sum_them() -> None:
    lived, churned = columns(REMISSION)
    found = fitted(lived, churned).tables
    for until in (6.0, 11.5, 23.0, 35.0):
        time = np.array([until])
        got = [
            it(time, tables=found)[0]
            for it in (
                km.survival,
                km.survival_error,
                km.survival_low,
                km.survival_high,
                km.restricted_mean,
                km.restricted_mean_error,
            )
        ]
        assert got == pytest.approx(by_hand(lived.tolist(), churned.tolist(), until), rel=1e-12)


def test_any_order_and_any_blocks() -> None:
    rng = np.random.default_rng(7)
    lived = np.round(rng.exponential(20, 500_00), 3)
    churned = (rng.random(len(lived)) < 0.6).astype(float)
    whole = fitted(lived, churned)
    mixed = rng.permutation(len(lived))
    one, other = km.KaplanMeier(), km.KaplanMeier()
    for start in range(0, len(lived), 7001):
        some = mixed[start : start + 7001]
        (one if start % 2 else other).add(lived[some], churned[some])
    other.merge(one)
    found = other.finish()
    assert found.rows == whole.rows
    for name, table in whole.tables.items():
        np.testing.assert_array_equal(found.tables[name], table, strict=True)


def test_all_left_and_nobody_left() -> None:
    gone = fitted([1, 2, 2], [1, 1, 1])
    asked = np.array([0.5, 2, 100])
    assert km.survival(asked, tables=gone.tables).tolist() == pytest.approx([1, 0, 0])
    assert km.survival_error(asked, tables=gone.tables)[2] == 0
    assert km.restricted_mean(asked, tables=gone.tables)[2] == pytest.approx(5 / 3)
    # of three that were all seen to the end it is the mean, and its error that of a mean of three (divided by n)
    assert km.restricted_mean_error(asked, tables=gone.tables)[2] == pytest.approx(math.sqrt(2) / 3 / math.sqrt(3))
    here = fitted([1, 2], [0, 0])
    assert km.survival(asked, tables=here.tables).tolist() == pytest.approx([1, 1, math.nan], nan_ok=True)
    assert "none of the 2 customers left" in here.remarks[0]
    assert np.isnan(km.median(tables=here.tables))


def test_times_that_were_converted_step_at_the_event() -> None:
    found = fitted([7, 30], [1, 0])
    almost = np.nextafter(7.0, 0)
    assert km.survival(np.array([almost, 6.999]), tables=found.tables).tolist() == [0.5, 1]


@pytest.mark.parametrize(
    ("lived", "churned", "why"),
    [([], [], "no rows"), ([1, -2], [1, 1], "in 1 row is .* below 0"), ([math.inf, math.inf], [0, 0], "in 2 rows")],
)
def test_unfit_data_is_refused(lived: list[float], churned: list[float], why: str) -> None:
    with pytest.raises(Unfit, match=why):
        fitted(lived, churned)

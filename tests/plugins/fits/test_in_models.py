"""Fits as formulas read them: units, rows, and the same numbers in blocks of any size."""

from typing import Any

import numpy as np
import pytest

import worthwhile as ww

TRADE = """
currency USD
entity shop key id
inputs:
    area   : number
    staff  : hours
    sales  : USD per month
fit one = linear(sales, area)
fit two = linear(sales, area, staff)
fit kind = k_means(area, staff, clusters: 2, scaled: 1)
slope : USD per month = one.slope
low = one.slope - one.t_quantile * one.slope.standard_error
an_hour = two.slope2
next_one = two.predict(10, 1 day)
left_over = two.residual
group : count = kind.cluster
"""
SINCE = """
currency USD
entity month key id
inputs:
    day    : date
    visits : number
assumptions:
    launch : date = 2026-01-01  source "the project"
fit trend = segmented(visits, since)
since : days = day - launch
step = trend.step
a_week = trend.trend
added = trend.effect(4 weeks)
"""
STAY = """
entity customer key id
inputs:
    tenure   : months
    churned  : flag
fit seen = kaplan_meier(tenure, churned)
fit bent = weibull(tenure, churned)
middle : months = seen.median
two_years = seen.survival(2 years)
within_a_year : months = seen.restricted_mean(1 year)
rate : number per year = bent.hazard(6 months)
typical : months = bent.scale
"""


def shops() -> dict[str, list[float]]:
    rng = np.random.default_rng(12)
    area, staff = rng.uniform(50, 200, 300), rng.uniform(20, 90, 300)
    sales = 900 + 12 * area + 3 * staff + rng.normal(0, 40, 300)
    return {"id": list(range(300)), "area": area.tolist(), "staff": staff.tolist(), "sales": sales.tolist()}


def test_lines_and_clusters_in_a_model() -> None:
    data = shops()
    model = ww.parse(TRADE)
    found = model.run(data)
    x = np.stack([np.ones(300), data["area"], data["staff"]], axis=1)
    best = np.linalg.lstsq(x, np.array(data["sales"]), rcond=None)[0]
    assert found.values("an_hour")[0] == pytest.approx(best[2], rel=1e-9)
    assert found.values("next_one")[0] == pytest.approx(best @ [1, 10, 24], rel=1e-9)  # a day has 24 hours
    assert found.values("left_over") == pytest.approx((data["sales"] - x @ best).tolist(), rel=1e-6)
    units: Any = found.to_dict()["units"]
    assert units["an_hour"] == "USD per month per hour"
    assert set(found.values("group")) == {1, 2}
    for block in (7, 100):
        again = model.run(data, block=block)
        for name in ("slope", "low", "an_hour", "next_one", "left_over", "group"):
            assert again.values(name) == found.values(name)


def test_a_break_in_a_model() -> None:
    days = [f"2025-{month:02}-01" for month in range(7, 13)] + [f"2026-{month:02}-01" for month in range(1, 7)]
    start = np.datetime64("2026-01-01")
    since = np.array([(np.datetime64(it) - start).astype(int) for it in days])
    visits = 100 + 0.5 * since + np.where(since >= 0, 20 + 0.25 * since, 0)
    found = ww.parse(SINCE).run({"id": list(range(12)), "day": days, "visits": visits.tolist()})
    assert found.values("step")[0] == pytest.approx(20)
    assert found.values("a_week")[0] == pytest.approx(0.5)  # a day: the unit of `since`
    assert found.values("added")[0] == pytest.approx(20 + 0.25 * 28)


def test_survival_in_a_model() -> None:
    rng = np.random.default_rng(2)
    lived = np.ceil(10 * rng.weibull(0.8, 4000))
    data = {"id": list(range(4000)), "tenure": np.minimum(lived, 36).tolist(), "churned": (lived <= 36).tolist()}
    found = ww.parse(STAY).run(data)
    there = [float((lived > month).mean()) for month in range(37)]  # all were seen to the end: shares are simple
    assert found.values("two_years")[0] == pytest.approx(there[24])
    assert found.values("within_a_year")[0] == pytest.approx(sum(there[:12]))
    assert found.values("middle")[0] == next(it for it in range(37) if there[it] <= 0.5)
    shape, scale = 0.8, 10.0
    assert found.values("typical")[0] == pytest.approx(scale, rel=0.1)
    assert found.values("rate")[0] == pytest.approx(12 * shape / scale * (6 / scale) ** (shape - 1), rel=0.1)


def test_unfit_data_is_told_at_the_fit() -> None:
    with pytest.raises(ww.ModelError, match="nobody left"):
        ww.parse(STAY).run({"id": [1, 2], "tenure": [3.0, 4.0], "churned": [False, False]})


def test_a_place_wants_a_value_for_each_column() -> None:
    with pytest.raises(ww.ModelError, match=r"`two\.predict` takes"):
        ww.parse(TRADE.replace("two.predict(10, 1 day)", "two.predict(10)"))

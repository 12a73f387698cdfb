"""Models of which the uncertain names are computed from uniform numbers."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from worthwhile.meaning.core import ENTITY
from worthwhile.meaning.uncertain.drawing import drawn
from worthwhile.model import Model, parse_model
from worthwhile.plan.compile import compile_plan
from worthwhile.run.execute import execute
from worthwhile.run.machine import Machine
from worthwhile.run.pace import pace_of
from worthwhile.run.rows import Rows

U = np.array([0.001, 0.2, 0.5, 0.77, 0.999])
Z = stats.norm.ppf(0.95)
ALONE = "entity row key id\n"


def executed(model: Model, rows: int, **columns: Any) -> dict[str, np.ndarray]:
    """Its outputs when it is drawn, from columns of uniforms and inputs."""
    plan = compile_plan(drawn(model.meaning), model.registry.toolbox)
    table = Rows(rows)
    table.columns |= {name: np.asarray(it, dtype=np.float64) for name, it in columns.items()}
    filled = execute(plan, Machine(model.registry.toolbox), {ENTITY: table}, pace_of())
    return {it.name: np.asarray(found) for it, found in zip(plan.outputs, filled.outputs, strict=True)}


def of(declared: str) -> np.ndarray:
    """The values of an input that is declared so, drawn from some uniforms."""
    model = parse_model(f"{ALONE}inputs:\n    x : {declared}\ny = x + 0\n")
    return executed(model, len(U), **{"~x": U})["y"]


def lognormal(low: float, high: float) -> Any:
    return stats.lognorm(s=np.log(high / low) / (2 * Z), scale=np.sqrt(low * high))


def cut(distribution: Any, low: float, high: float) -> np.ndarray:
    below, above = distribution.cdf(low), distribution.cdf(high)
    return np.asarray(distribution.ppf(below + U * (above - below)))


@pytest.mark.parametrize(
    ("declared", "wanted"),
    [
        ("number ~ normal(10, 2)", stats.norm(10, 2).ppf(U)),
        ("number ~ 10 +- 2", stats.norm(10, 2).ppf(U)),
        ("number ~ 1 to 5", lognormal(1, 5).ppf(U)),
        ("number ~ -1 to 5", stats.norm(2, 3 / Z).ppf(U)),
        ("number ~ normal(p95: 5, p5: -1)", stats.norm(2, 3 / Z).ppf(U)),
        ("number ~ lognormal(p5: 1, p95: 5)", lognormal(1, 5).ppf(U)),
        ("number ~ uniform(2, 6)", stats.uniform(2, 4).ppf(U)),
        ("number ~ uniform(high: 6, low: 2)", stats.uniform(2, 4).ppf(U)),
        ("number in 9..11 ~ 10 +- 2", cut(stats.norm(10, 2), 9, 11)),
        ("number in ..11 ~ 10 +- 2", cut(stats.norm(10, 2), -np.inf, 11)),
        ("number in 0.. ~ normal(0.5, 2)", cut(stats.norm(0.5, 2), 0, np.inf)),
        ("number in 0.. ~ 1 to 5", lognormal(1, 5).ppf(U)),
        ("number in 2..4 ~ 1 to 5", cut(lognormal(1, 5), 2, 4)),
        ("score 0..10 in -5..20 ~ normal(9, 2)", cut(stats.norm(9, 2), 0, 10)),
        ("score 0..10 in 8.. ~ normal(9, 2)", cut(stats.norm(9, 2), 8, 10)),
        ("score 0..10 ~ normal(9, 2)", cut(stats.norm(9, 2), 0, 10)),
        ("USD ~ $1 to $5", lognormal(1, 5).ppf(U)),
        ("percent per month ~ 1% to 5%", lognormal(0.01, 0.05).ppf(U)),
        ("percent ~ 10% +- 2%", stats.norm(0.1, 0.02).ppf(U)),
        ("hours ~ 60 minutes to 5 hours", lognormal(1, 5).ppf(U)),
    ],
)
def test_a_draw_is_the_quantile_of_its_uniform(declared: str, wanted: np.ndarray) -> None:
    assert of(declared) == pytest.approx(wanted, rel=1e-12)


def test_the_lognormal_has_the_moments_of_the_value() -> None:
    s = np.sqrt(np.log1p(0.09))
    wanted = stats.lognorm(s=s, scale=100 * np.exp(-s * s / 2))
    assert (wanted.mean(), wanted.std()) == pytest.approx((100, 30))
    assert of("number ~ lognormal(100, 30)") == pytest.approx(wanted.ppf(U), rel=1e-12)


def test_an_assumption_is_drawn_once_and_parameters_may_be_other_names() -> None:
    text = (
        f"{ALONE}assumptions:\n    centre : number ~ 10 +- 2\n    k : number ~ uniform(centre - 1, centre + 1)\n"
        "inputs:\n    m : number\n    x : number ~ normal(m, m / 10)\nboth = x * k\none = k\n"
    )
    found = executed(parse_model(text), 2, **{"~centre": [0.5], "~k": [0.25], "m": [3, 40], "~x": [0.5, 0.975]})
    assert found["one"] == pytest.approx([9.5])
    assert found["both"] == pytest.approx([3 * 9.5, (40 + 4 * stats.norm.ppf(0.975)) * 9.5])


def test_parameters_of_a_row_that_are_no_distribution_give_nothing() -> None:
    model = parse_model(f"{ALONE}inputs:\n    m : number\n    x : number ~ normal(0, m)\ny = x + 0\n")
    found = executed(model, 4, **{"~x": [0.5] * 4, "m": [1, 0, -1, np.nan]})["y"]
    assert found.tolist()[0] == 0
    assert np.isnan(found[1:]).all()


def mean_of(declared: str) -> float:
    model = parse_model(f"assumptions:\n    x : {declared}\ny = x + 0\n")
    value = model.run().values("y")[0]
    assert model.evaluate()["y"] == pytest.approx(value, rel=1e-14)
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize(
    ("declared", "distribution", "low", "high"),
    [
        ("number ~ 10 +- 2", stats.norm(10, 2), -np.inf, np.inf),
        ("number ~ 1 to 5", lognormal(1, 5), 0, np.inf),
        ("number ~ lognormal(100, 30)", stats.lognorm(s=0.2935603792, scale=95.78262852), 0, np.inf),
        ("number in 9..14 ~ 10 +- 2", stats.norm(10, 2), 9, 14),
        ("number in 0.. ~ normal(0.5, 2)", stats.norm(0.5, 2), 0, np.inf),
        ("number in ..3 ~ 1 to 5", lognormal(1, 5), 0, 3),
        ("number in 3.. ~ 1 to 50", lognormal(1, 50), 3, np.inf),
        ("number in 3.. ~ uniform(1, 4)", stats.uniform(1, 3), 3, 4),
    ],
)
def test_without_a_value_the_point_is_the_mean_of_what_is_left(
    declared: str,
    distribution: Any,
    low: float,
    high: float,
) -> None:
    left = distribution.cdf(high) - distribution.cdf(low)
    peak = np.clip(distribution.median(), low, high)
    ends = sorted({low, float(peak), high})
    whole = sum(integrate.quad(lambda x: x * distribution.pdf(x), a, b)[0] for a, b in pairwise(ends))
    assert mean_of(declared) == pytest.approx(whole / left, rel=1e-8)


def test_the_mean_of_many_rows_is_that_of_each() -> None:
    model = parse_model(f"{ALONE}inputs:\n    m : number\n    x : number in 0..5 ~ normal(m, 1)\ny = x + 0\n")
    means = np.linspace(-3, 8, 2_500)
    found = model.run({"id": range(2_500), "m": means}).values("y")
    wanted = stats.truncnorm((0 - means) / 1, (5 - means) / 1, loc=means).mean()
    assert found == pytest.approx(wanted, rel=1e-8)
    assert found[:10] == model.run({"id": range(10), "m": means[:10]}).values("y")


def test_no_rows_have_no_mean() -> None:
    model = parse_model(f"{ALONE}inputs:\n    m : number\n    x : number in 0..5 ~ normal(m, 1)\ny = x + 0\n")
    assert len(model.run({"id": [], "m": []}).values("y")) == 0


def test_a_mean_that_there_is_none_of_is_told() -> None:
    model = parse_model(f"{ALONE}inputs:\n    m : number\n    x : number ~ normal(10, m)\ny = x + 0\n")
    result = model.run({"id": [1, 2, 3], "m": [2, 0, None]})
    assert result.values("y") == [10, None, None]
    told = {it.code: it for it in result.diagnostics}
    assert told.keys() == {"W0602", "W0701"}
    assert "its standard deviation is not above 0" in told["W0701"].message
    assert "1 row" in told["W0701"].message


def test_a_default_that_cannot_be_computed_is_told_where_it_is_taken() -> None:
    model = parse_model(f"{ALONE}inputs:\n    m : number\n    x : number = 10 / m\ny = x + 0\n")
    result = model.run({"id": [1, 2], "m": [5, 0]})
    assert [(it.code, "division by zero" in it.message) for it in result.diagnostics] == [("W0701", True)]
    result = model.run({"id": [1, 2], "m": [5, 0], "x": [1, None]})
    assert [it.code for it in result.diagnostics] == ["W0602"]


def test_an_explanation_says_where_a_mean_comes_from() -> None:
    text = (
        "assumptions:\n    a : number in 0.. ~ 1 to 5\n    b : number = 2 ~ 1 to 5\ninputs:\n    x : number ~ 3 +- 1\n"
    )
    told = parse_model(f"{ALONE}{text}y = a + b + x\n").run({"id": [1]}).explain("y")
    found = {it.name: (it.formula, it.origin) for it in told.because}
    assert found["a"] == ("the mean: log-normal, 90% from 1 to 5, within 0..", "<text>:3")
    assert found["b"] == ("", "<text>:4")
    assert found["x"] == ("", "the mean, <text>:6")

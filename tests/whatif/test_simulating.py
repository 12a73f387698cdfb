"""Simulated models: each way to carry out draws gives what the model gives when it is run with those values."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import worthwhile
from worthwhile import Model, ModelError
from worthwhile.meaning.uncertain.drawing import drawn
from worthwhile.plan.compile import compile_plan
from worthwhile.plan.layers import hanging_on, layers_of
from worthwhile.whatif.draws import Draws
from worthwhile.whatif.quantiles import quantiles
from worthwhile.whatif.spread import told

HEAD = """
currency USD
timeline 6 months paid start
entity customer key id
"""
NAMES = """
assumptions:
    churn : percent per month = 2%
    fee   : USD               = $3
    cap   : number            = 2
inputs:
    margin : USD per month
    plan   : one of basic, team
    since  : date
"""
MODELS = {
    "a flow": "kept = (1 - churn)^t\nv = sum(margin * kept over t) - fee\noutputs:\n    v\n",
    "what hangs on draws alone": "f = fee * 2\ng = exp(-churn / (1% per month))\nv = f * g * margin\nw = f - g * $1\n",
    "a decision": (
        'decide care (first match):\n    fee   | plan  -> what   | worth\n    >= $3 | basic -> "more" | 3\n'
        '    < $2  | any   -> "less" | 1\n    otherwise     -> "same" | 2\n'
        "x = worth * margin\noutputs:\n    what\n    x\n"
    ),
    "conditions and categories": (
        "good = margin * 10 months > fee * cap\nsegment tier (first match):\n    high when fee > $3\n    low otherwise\n"
        "outputs:\n    good\n    tier\n"
    ),
    "a series": "left = margin * (1 - churn)^t\nbest = max(left over t)\noutputs:\n    left\n    best\n",
    "what is missing in some draws": "v = margin * 1 month / max(fee - $2, $0)\noutputs:\n    v\n",
    "dates": "due = since + cap * 10 days\noutputs:\n    due\n",
    "all rows": (
        "v = margin * 1 month - fee * cap\ntotal = sum(v over customer)\nshare = v / total\n"
        "best = max(v over customer)\noutputs:\n    share\n    total\n    best\n"
    ),
    "a running value": (
        "stock = initially cap then stock[t-1] * (1 - churn * 1 month) + 1\nv = stock[5] * margin\noutputs:\n    v\n"
    ),
}
ROWS: dict[str, Any] = {
    "id": ["a", "b", "c"],
    "margin": [1.0, 20.0, 3.5],
    "plan": ["basic", "team", "basic"],
    "since": ["2025-01-31", "2026-02-01", "2024-12-31"],
}
SAMPLES: dict[str, np.ndarray[Any, Any]] = {
    "churn": np.array([0.01, 0.05, 0.2, 0.0, 0.03]),
    "fee": np.array([3.0, 1.0, 2.0, 5.0, 2.5]),
    "cap": np.array([2.0, 1.0, 3.0, 4.0, 1.0]),
}


def model_of(text: str) -> Model:
    return worthwhile.parse(f"{HEAD}{NAMES}{text}")


@pytest.mark.parametrize("name", MODELS)
def test_each_draw_is_a_run_with_its_values(name: str) -> None:
    model = model_of(MODELS[name])
    found = model.simulate(ROWS, draws=SAMPLES)
    assert len(found), "nothing hangs on draws"
    for draw in range(5):
        run = model.run(ROWS, set={it: float(values[draw]) for it, values in SAMPLES.items()})
        for output in found:
            for row, key in enumerate(ROWS["id"]):
                single = found.point.is_single(output)
                wanted = np.asarray(run[output][0 if single else row])
                sample = np.asarray(found.sample(output, None if single else key)[draw])
                if wanted.dtype.kind == "f":
                    np.testing.assert_allclose(sample, wanted, rtol=1e-13)
                else:
                    assert np.array_equal(sample, wanted)


@pytest.mark.parametrize("name", MODELS)
def test_layers_give_what_draw_after_draw_gives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(MODELS[name])
    layered = model.simulate(ROWS, draws=SAMPLES)
    monkeypatch.setattr(Draws, "together", property(lambda it: it.slots))
    one_by_one = model.simulate(ROWS, draws=SAMPLES)
    assert layered.names == one_by_one.names
    for output in layered:
        key = None if layered.point.is_single(output) else "b"
        one, other = layered.sample(output, key), one_by_one.sample(output, key)
        if one.dtype.kind == "f":  # powers of single numbers and of many may end in other bits
            np.testing.assert_allclose(one, other, rtol=1e-14)
        else:
            assert np.array_equal(one, other)
        for head, values in told(layered[output]).items():
            np.testing.assert_allclose(values, told(one_by_one[output])[head], rtol=1e-14)


def test_only_what_needs_all_rows_goes_draw_after_draw() -> None:
    for name, text in MODELS.items():
        model = model_of(text)
        plan = compile_plan(drawn(model.meaning, samples=SAMPLES), model.registry.toolbox)
        uniforms = [f"~{it}" for it in SAMPLES]
        slots = [it.slot for it in plan.outputs if it.slot in hanging_on(plan, uniforms)]
        assert (layers_of(plan, uniforms, slots) is None) == (name == "all rows")


UNCERTAIN = """
currency USD
entity customer key id
assumptions:
    fee : USD = $2 ~ normal($3, $1)
inputs:
    m : USD
    x : USD ~ normal(m, m / 10)
y = x - fee
twice = 2 * fee
outputs:
    x
    y
    twice
"""
MANY = 20_000
TABLE: dict[str, Any] = {"id": ["a", "b"], "m": [10.0, 200.0]}


def test_the_moments_are_those_of_the_distributions() -> None:
    found = worthwhile.parse(UNCERTAIN).simulate(TABLE, draws=MANY, quantiles=(0.1, 0.9))
    error = 5 * np.sqrt(1 + 20**2) / np.sqrt(MANY)
    np.testing.assert_allclose(found["y"].mean, [10 - 3, 200 - 3], rtol=0, atol=error)
    np.testing.assert_allclose(found["y"].sd, [np.sqrt(2), np.sqrt(20**2 + 1)], rtol=0.03)
    wanted = [stats.norm(m - 3, np.hypot(m / 10, 1)).ppf(0.9) for m in TABLE["m"]]
    np.testing.assert_allclose(found["y"].quantiles[0.9], wanted, rtol=0.01)
    # One number of each stratum: the marginal distribution is met far better than by chance.
    np.testing.assert_allclose(found["twice"].mean, [6], rtol=1e-5)
    np.testing.assert_allclose(found["x"].quantiles[0.1], stats.norm(TABLE["m"], [1, 20]).ppf(0.1), rtol=1e-4)


def test_an_assumption_is_drawn_once_for_all_rows_and_an_input_in_each() -> None:
    found = worthwhile.parse(UNCERTAIN).simulate(TABLE, draws=MANY)
    one, other = (found.sample("x", it) for it in "ab")
    assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(MANY)
    one, other = (found.sample("x", it) - found.sample("y", it) for it in "ab")
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)


def test_statistics_are_those_of_the_draws() -> None:
    found = worthwhile.parse(UNCERTAIN).simulate(TABLE, draws=777, quantiles=(0, 0.05, 0.5, 1))
    for row, key in enumerate(TABLE["id"]):
        sample = found.sample("y", key)
        spread = found["y"]
        assert spread.mean[row] == pytest.approx(sample.mean(), rel=1e-13)
        assert spread.sd[row] == pytest.approx(sample.std(ddof=1), rel=1e-13)
        assert spread.error[row] == pytest.approx(sample.std(ddof=1) / np.sqrt(777))
        for probability, values in spread.quantiles.items():
            assert values[row] == pytest.approx(np.quantile(sample, probability), rel=1e-13)


def test_a_seed_makes_the_same_draws_whatever_else_is_there() -> None:
    model = worthwhile.parse(UNCERTAIN)
    more = worthwhile.parse(UNCERTAIN.replace("inputs:", "    other : number ~ 1 to 5\ninputs:"))
    one = model.simulate(TABLE, seed=7).sample("y", "b")
    assert np.array_equal(one, more.simulate(TABLE, seed=7, threads=1).sample("y", "b"))
    assert not np.array_equal(one, model.simulate(TABLE, seed=8).sample("y", "b"))
    assert np.array_equal(model.simulate(TABLE, threads=1)["y"].sd, model.simulate(TABLE, threads=4)["y"].sd)


def test_what_is_set_is_not_drawn() -> None:
    model = worthwhile.parse(UNCERTAIN)
    found = model.simulate(TABLE, set={"fee": 5}, draws=100)
    assert found.names == ("x", "y")
    assert set(found.sample("twice")) == {10.0}
    with pytest.raises(KeyError, match="nothing uncertain"):
        found["twice"]


def test_correlated_names_move_together() -> None:
    text = "assumptions:\n    a : number ~ 1 to 5\n    b : number ~ normal(0, 1)\n    c : number ~ uniform(0, 1)\n"
    model = worthwhile.parse(f"{text}correlate a with b at 0.7\nx = a + 0\ny = b + 0\nz = c + 0\n")
    found = model.simulate(draws=5_000)
    a, b, c = (found.sample(it) for it in "xyz")
    assert stats.spearmanr(a, b).statistic == pytest.approx(0.7, abs=0.02)
    assert abs(stats.spearmanr(a, c).statistic) < 0.05


def test_records_that_no_draw_touches_are_added_up_once() -> None:
    text = (
        "currency USD\nentity customer key id\nassumptions:\n    margin : percent = 30% ~ 20% to 40%\n"
        "records orders of customer by id:\n    paid : USD\nspent = sum(orders.paid)\n"
        "profit = spent * margin\noutputs:\n    profit\n"
    )
    model = worthwhile.parse(text)
    orders = {"id": ["a", "b", "a"], "paid": [10.0, 5.0, 20.0]}
    found = model.simulate({"id": ["a", "b"]}, orders=orders, draws={"margin": [0.1, 0.5]})
    assert found.sample("profit", "a").tolist() == pytest.approx([3.0, 15.0])
    assert found.sample("profit", "b").tolist() == pytest.approx([0.5, 2.5])


# ---- what is said


def test_conditions_and_values_that_fail_in_some_draws_are_told() -> None:
    text = (
        "currency USD\nentity customer key id\nassumptions:\n    fee : USD = $1\ninputs:\n    m : USD\n"
        'left = m - fee\nroot = sqrt(left / $1)\nensure left > -$3 else "too little"\noutputs:\n    root\n'
    )
    found = worthwhile.parse(text).simulate({"id": ["a", "b"], "m": [2.0, 50.0]}, draws={"fee": [1.0, 2.0, 3.0, 9.0]})
    codes = {it.code: it for it in found.diagnostics}
    assert codes["W0788"].keys == ("a",)
    assert "25% of the draws of 1 row" in codes["W0788"].message
    assert "50% of the draws of 1 row" in codes["W0789"].message
    assert found["root"].missing.tolist() == [2, 0]
    assert found["root"].mean[0] == pytest.approx(0.5)


def test_no_draw_has_a_value() -> None:
    model = worthwhile.parse("assumptions:\n    a : number = 1\nx = sqrt(a)\n")
    found = model.simulate(draws={"a": [-1.0, -2.0]})
    assert np.isnan(found["x"].mean).all()
    assert found.to_dict()["outputs"] == {
        "x": {"point": [1.0], "mean": [None], "sd": [None], "5%": [None], "50%": [None], "95%": [None]}
        | {"no value": [1.0], "error": [None]}
    }


@pytest.mark.parametrize(
    ("draws", "said"),
    [
        ({"nope": [1.0]}, "no assumption of numbers"),
        ({"m": [1.0]}, "no assumption of numbers"),
        ({"fee": ["x"]}, "could not convert"),
        ({"fee": [[1.0]]}, "no list of draws"),
        ({"fee": []}, "no list of draws"),
        ({"fee": [1.0, float("nan")]}, "1 of them are no numbers"),
        (0, "0 draws were asked for"),
    ],
)
def test_draws_that_cannot_be_taken(draws: Any, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        worthwhile.parse(UNCERTAIN).simulate(TABLE, draws=draws)


def test_what_is_wrong_with_data_is_said_before_anything_is_drawn() -> None:
    with pytest.raises(ModelError, match="m"):
        worthwhile.parse(UNCERTAIN).simulate({"id": ["a"]})
    with pytest.raises(ModelError, match="every draw would be the same"):
        worthwhile.parse("x = 1 + 1\n").simulate()


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50),
    st.integers(1, 40_000),
    st.floats(0, 1),
    st.sampled_from(["sorted", "shuffled"]),
)
@settings(deadline=None, max_examples=60)
def test_quantiles_are_those_of_sorted_numbers(some: list[float], count: int, probability: float, order: str) -> None:
    values = np.resize(np.array(some), count)
    values = np.sort(values) if order == "sorted" else np.random.default_rng(count).permutation(values)
    wanted = np.quantile(values, probability)
    assert quantiles(values.copy(), (probability,))[0] == pytest.approx(wanted, rel=1e-12, abs=1e-9)


def test_notebooks_show_its_tables() -> None:
    html = worthwhile.parse(UNCERTAIN).simulate(TABLE, draws=50)._repr_html_()
    assert html.count("<table") == 3
    assert "50 draws, seed 1" in html


# ---- odd questions, odd numbers


def one(text: str, **options: Any) -> Any:
    """A model about one thing, simulated."""
    return worthwhile.parse(text).simulate(**options)


def test_draws_from_elsewhere_are_kept_as_they_were() -> None:
    samples = {"fee": np.array([1.0, 2.0, 3.0])}
    found = worthwhile.parse(UNCERTAIN).simulate(TABLE, draws=samples)
    samples["fee"][:] = 99
    assert found.sample("twice").tolist() == [2.0, 4.0, 6.0]


def test_what_is_set_cannot_be_handed_over_too() -> None:
    model = worthwhile.parse(UNCERTAIN)
    with pytest.raises(ModelError, match="it is set, or the scenario changes it"):
        model.simulate(TABLE, draws={"fee": [1.0]}, set={"fee": 5})


def test_scenarios_are_compared_on_the_same_draws() -> None:
    names = ["k : number = 2 ~ 1 to 5", "c : number = 2 ~ 1 to 3"]
    rest = "correlate k with c at 80%\nv = c * 100 + k * 0\nscenario fix:\n    k = 3\n"
    found = []
    for lines in (names, names[::-1]):
        model = worthwhile.parse("assumptions:\n    " + "\n    ".join(lines) + f"\n{rest}")
        found += [model.simulate(draws=500, scenario=it).sample("v") for it in (None, "fix")]
    for it in found[1:]:
        np.testing.assert_allclose(it, found[0], rtol=1e-14)


def test_heads_do_not_hide_one_another() -> None:
    found = one("assumptions:\n    a : number = 1\nu = a * 2\n`u mean` = a + 100\n", draws={"a": [1.0, 2.0]})
    table = found.to_arrow().to_pydict()
    assert table["u"] == [2.0]
    assert table["u mean"] == [101.0]
    assert table["u mean of draws"] == [3.0]
    assert table["u mean mean"] == [101.5]


def test_without_quantiles_there_is_a_mean() -> None:
    found = one("assumptions:\n    a : number = 1\nu = a * 2\n", draws={"a": [1.0, 2.0]}, quantiles=())
    assert list(found.to_dict()["outputs"]["u"]) == ["point", "mean", "sd", "error"]


def test_dates_are_told_as_dates() -> None:
    text = "assumptions:\n    d : date = 2025-01-01\n    a : number = 1\ndue = d + a * 1 day\n"
    found = one(text, draws={"a": [1.0, 2.0, 9.0]}, quantiles=(0.5,))
    assert found.to_dict()["outputs"]["due"] == {
        "point": ["2025-01-02"],
        "mean": ["2025-01-05"],
        "sd": [pytest.approx(np.std([1, 2, 9], ddof=1))],
        "50%": ["2025-01-03"],
        "error": [pytest.approx(np.std([1, 2, 9], ddof=1) / np.sqrt(3))],
    }


def test_numbers_beyond_all_bounds_are_no_fault() -> None:
    found = one("assumptions:\n    a : number = 1\nu = a * 1\n", draws={"a": [1e300, -1e308, 1e308]})
    assert found.to_dict()["outputs"]["u"]["sd"] == [None]
    assert found["u"].quantiles[0.5].tolist() == [1e300]


def test_a_warning_is_told_the_right_way_round() -> None:
    found = one('assumptions:\n    a : number = 1\nu = a * 1\nwarn "Too high" when a > 4\n', draws={"a": [1.0, 5.0]})
    assert [it.message for it in found.diagnostics] == ["in 50% of the draws: Too high"]


def test_what_a_row_lacks_is_told_by_the_run_alone() -> None:
    found = worthwhile.parse(UNCERTAIN).simulate({"id": ["a", "b"], "m": [None, 200.0]}, draws=50)
    assert {it.code for it in found.diagnostics} == {"W0602"}
    assert found.to_arrow()["y mean"].null_count == 1


@pytest.mark.parametrize(
    "options",
    [{"seed": None}, {"seed": 1.5}, {"seed": 1 << 64}, {"quantiles": ("a",)}, {"quantiles": 2}, {"draws": True}],
)
def test_what_makes_no_sense_is_a_finding(options: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="W0790"):
        one("assumptions:\n    a : number = 1 ~ 1 to 2\nu = a * 1\n", **options)


def test_a_row_has_to_be_named() -> None:
    with pytest.raises(KeyError, match="of which"):
        worthwhile.parse(UNCERTAIN).simulate(TABLE, draws=5).sample("y")


@pytest.mark.parametrize("formula", ["st[3]", "cumulative(st)[2]", "(m * t / (1 month))[2]"])
def test_no_rows_have_no_series(formula: str) -> None:
    text = "timeline 6 months paid end\nentity c key id\nassumptions:\n    a : number = 1 ~ 1 to 2\ninputs:\n    m : number\n"
    model = worthwhile.parse(f"{text}st = initially m then st[t-1] * 2\nv = {formula} * a\noutputs:\n    v\n")
    assert len(model.run({"id": [], "m": []})["v"]) == 0
    assert len(model.simulate({"id": [], "m": []}, draws=3)["v"].mean) == 0

"""The door for Python: load, parse, run, evaluate, results, errors, threads."""

import json
import math
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import worthwhile as ww

TEXT = """model clv "Customer lifetime value"
entity customer key customer_id
timeline 36 months paid end
assumptions:
    discount "Cost of capital" : percent per year = 10%   source "Treasury"
inputs:
    margin "Margin" : USD per month in $0..
    churn  : percent per month = 3% in 0%..100%
    plan   : one of basic, pro optional
    joined : date optional
    active : flag optional
survival = (1 - churn)^t
clv "Value" = npv(margin * survival, rate: discount)
total = sum(clv over customer)
scenario bold:
    discount = 20%
test "one":
    given margin = $10, churn = 0%, discount = 0%
    expect clv = $360
outputs:
    clv rounded 2
    total
    survival
    plan
    joined
    active
"""
DATA: dict[str, list[Any]] = {
    "customer_id": ["a", "b", "c"],
    "margin": [20.0, 35.0, None],
    "churn": [0.03, 0.0, 0.5],
    "plan": ["pro", None, "basic"],
    "joined": [date(2024, 2, 29), None, date(2026, 1, 1)],
    "active": [True, False, True],
}


@pytest.fixture(scope="module")
def model() -> ww.Model:
    return ww.parse(TEXT)


def value(margin: float, churn: float, discount: float = 0.10) -> float:
    """The value by hand: each month's margin, of those who are left, discounted to the start."""
    return math.fsum(margin * (1 - churn) ** t / (1 + discount) ** ((t + 1) / 12) for t in range(36))


def plain(column: Any) -> list[float]:
    return [float(it) for it in column]


# ---- models


def test_a_model_says_what_is_in_it(model: ww.Model) -> None:
    assert model.name == "clv"
    assert list(model.inputs) == ["margin", "churn", "plan", "joined", "active"]
    assert str(model.inputs["margin"].type) == "USD per month"
    assert model.inputs["margin"].label == "Margin"
    assert model.inputs["plan"].optional
    assert model.assumptions["discount"].source == "Treasury"
    assert list(model.outputs) == ["clv", "total", "survival", "plan", "joined", "active"]
    assert model.scenarios == ("bold",)
    assert not model.findings


def test_load_reads_a_file_and_names_what_is_wrong(tmp_path: Path, model: ww.Model) -> None:
    file = tmp_path / "clv.worth"
    file.write_text(TEXT, encoding="utf-8")
    assert ww.load(file) == ww.load(str(file)) == model
    assert hash(ww.load(file)) == hash(model)
    assert ww.parse(TEXT.replace("10%", "11%")) != model
    for wrong in (tmp_path / "nowhere.worth", tmp_path):
        with pytest.raises(ww.ModelError) as told:
            ww.load(wrong)
        assert [it.code for it in told.value.findings] == ["W0609"]


def test_an_error_carries_all_findings_and_survives_pickling() -> None:
    with pytest.raises(ww.ModelError) as told:
        ww.parse("a = $1 + 2 hours\nb = nothing\nc = 1 +* 2\n")
    codes = [it.code for it in told.value.findings]
    assert len(codes) == 3
    assert {"W0301", "W0201"} < set(codes)
    assert all(it.level == ww.Level.ERROR and it.span is not None for it in told.value.findings)
    assert "W0301" in str(told.value)
    again = pickle.loads(pickle.dumps(told.value))  # noqa: S301 (our own)
    assert [it.code for it in again.findings] == codes


def test_a_model_can_be_pickled(model: ww.Model) -> None:
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 (our own)
    assert again == model
    assert plain(again.run(DATA)["clv"])[:2] == plain(model.run(DATA)["clv"])[:2]


def test_a_model_cannot_be_changed(model: ww.Model) -> None:
    with pytest.raises(AttributeError):
        model.source = None  # type: ignore[misc,assignment]  # what a type checker would stop


def test_a_model_runs_its_own_tests(model: ww.Model) -> None:
    assert [(it.ok, it.trial.name if hasattr(it, "trial") else "one") for it in model.test()] == [(True, "one")]


def test_limits_are_the_hosts() -> None:
    with pytest.raises(ww.ModelError) as told:
        ww.parse(TEXT, limits=ww.Limits(text=20))
    assert [it.code[:3] for it in told.value.findings] == ["W09"]


# ---- run


class Stream:
    """Anything that hands its columns over as an Arrow stream."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


FORMS: dict[str, Callable[[], Any]] = {
    "a dict of lists": lambda: DATA,
    "a dict of arrays": lambda: {
        **DATA,
        "margin": np.array([20.0, 35.0, np.nan]),
        "churn": np.array([0.03, 0.0, 0.5], dtype=np.float32).astype(float),
        "joined": np.array(["2024-02-29", "NaT", "2026-01-01"], dtype="datetime64[D]"),
        "active": np.array([True, False, True]),
    },
    "an Arrow table": lambda: pa.table(DATA),
    "an Arrow table in pieces": lambda: pa.concat_tables([pa.table(DATA).slice(0, 1), pa.table(DATA).slice(1)]),
    "a record batch": lambda: pa.record_batch(DATA),
    "an Arrow stream": lambda: Stream(pa.table(DATA)),
    "a dictionary column": lambda: pa.table({**DATA, "plan": pa.array(DATA["plan"]).dictionary_encode()}),
}


@pytest.mark.parametrize("form", FORMS)
def test_whatever_holds_columns_can_be_run(model: ww.Model, form: str) -> None:
    result = model.run(FORMS[form]())
    clv = result["clv"]
    assert clv.dtype == np.float64
    assert plain(clv[:2]) == pytest.approx([value(20, 0.03), value(35, 0)], rel=1e-6)
    assert math.isnan(clv[2])
    assert result.values("plan") == ["pro", None, "basic"]
    assert result.values("joined") == ["2024-02-29", None, "2026-01-01"]
    assert result.values("active") == [True, False, True]


def test_a_data_frame_of_pandas_can_be_run(model: ww.Model) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed, and nothing here needs it")
    result = model.run(pandas.DataFrame(DATA))
    assert plain(result["clv"][:2]) == pytest.approx([value(20, 0.03), value(35, 0)])
    assert list(result.to_pandas().columns)[:2] == ["customer_id", "clv"]


def test_an_address_can_be_run(model: ww.Model, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("customer_id,margin\na,20\n", encoding="utf-8")
    for address in (file, str(file)):
        assert plain(model.run(address)["clv"]) == pytest.approx([value(20, 0.03)], rel=1e-12)
    assert plain(model.run(customer=str(file))["clv"]) == pytest.approx([value(20, 0.03)], rel=1e-12)


@pytest.mark.parametrize("data", [5, "nowhere.csv", [1, 2], {"customer_id": ["a"], "margin": [1.0, 2.0]}, object()])
def test_what_is_no_table_is_a_finding(model: ww.Model, data: object) -> None:
    with pytest.raises(ww.ModelError) as told:
        model.run(data)
    assert all(it.code.startswith("W06") for it in told.value.findings)


def test_values_and_scenarios_can_be_set(model: ww.Model) -> None:
    expected = {
        "a number in the declared unit": (dict[str, Any](set={"discount": 0.08}), 0.08),
        "a text of the language": ({"set": {"discount": "8%"}}, 0.08),
        "a change": ({"set": {"discount": "up 2 points"}}, 0.12),
        "a scenario": ({"scenario": "bold"}, 0.20),
        "a change of a scenario": ({"scenario": "bold", "set": {"discount": "up 50%"}}, 0.30),
    }
    for case, (options, discount) in expected.items():
        found = model.run(DATA, **options)["clv"][0]
        assert float(found) == pytest.approx(value(20, 0.03, discount), rel=1e-12), case
    refused: list[dict[str, Any]] = [
        {"set": {"discont": 1}},
        {"scenario": "shy"},
        {"set": {"discount": "8 hours"}},
        {"set": {"discount": []}},
    ]
    for wrong in refused:
        with pytest.raises(ww.ModelError):
            model.run(DATA, **wrong)


def test_a_setting_does_not_stay(model: ww.Model) -> None:
    before = model.run(DATA)["clv"][0]
    model.run(DATA, set={"discount": 0.5})
    model.evaluate(margin=1.0, discount=0.5)
    assert model.run(DATA)["clv"][0] == before


def test_strict_raises_and_hands_the_result_over_all_the_same(model: ww.Model) -> None:
    with pytest.raises(ww.ModelError) as told:
        model.run(DATA, strict=True)
    assert {it.code for it in told.value.findings} == {"W0602"}
    result: Any = told.value.result
    assert float(result["clv"][0]) == pytest.approx(value(20, 0.03), rel=1e-12)


# ---- results


def test_a_result_hands_out_its_columns(model: ww.Model) -> None:
    result = model.run(DATA)
    assert result.keys == ("a", "b", "c")
    assert list(result) == list(model.outputs)
    assert len(result) == 6
    assert "clv" in result
    assert "margin" not in result
    assert result["survival"].shape == (3, 36)
    assert float(result["survival"][0, 2]) == pytest.approx(0.97**2)
    assert result["total"].shape == (1,)
    assert float(result["total"][0]) == pytest.approx(value(20, 0.03) + value(35, 0), rel=1e-12)
    assert str(result["joined"][0]) == "2024-02-29"
    assert np.isnat(result["joined"][1])
    with pytest.raises(KeyError):
        result["margin"]
    assert [it.code for it in result.diagnostics if it.level == "warning"] == ["W0602"]
    assert result.conventions == {"timing": "end", "periods": 36, "period": "month", "as_of": None}


def test_a_result_goes_out_in_several_forms(model: ww.Model) -> None:
    result = model.run(DATA)
    table = result.to_arrow()
    assert table.column_names[:2] == ["customer_id", "clv"]
    assert "survival[35]" in table.column_names
    assert "total" not in table.column_names
    assert pa.table(result).equals(table)
    assert result.summary() == {"total": pytest.approx(float(result["total"][0]))}
    assert json.loads(json.dumps(result.to_dict(), default=str))["keys"] == ["a", "b", "c"]
    assert "<table>" in result._repr_html_()


def test_an_explanation_recomputes(model: ww.Model) -> None:
    explanation = model.run(DATA).explain("clv", key="b")
    assert "35" in str(explanation)
    assert explanation.to_dict()["value"] == pytest.approx(value(35, 0), rel=1e-12)
    for name, key in (("nothing", "b"), ("clv", "zz")):
        with pytest.raises(ww.ModelError):
            model.run(DATA).explain(name, key=key)


# ---- one subject


def test_evaluate_is_the_row_of_a_run(model: ww.Model) -> None:
    result = model.run(DATA)
    for row in range(3):
        subject = {name: column[row] for name, column in DATA.items() if name != "customer_id"}
        found = model.evaluate(subject)
        wanted = result.values("clv")[row]
        assert found["clv"] == (None if wanted is None else pytest.approx(wanted, rel=1e-12))
        assert found["plan"] == result.values("plan")[row]
        assert found["active"] is result.values("active")[row]


def test_evaluate_takes_plain_values_and_defaults(model: ww.Model) -> None:
    found = model.evaluate(margin=20.0)
    assert found["clv"] == pytest.approx(value(20, 0.03), rel=1e-12)
    assert type(found["clv"]) is float
    assert model.evaluate(margin=20, churn=0, discount=0)["clv"] == pytest.approx(720)
    assert model.evaluate(margin=None)["clv"] is None
    assert model.evaluate(margin=1, joined=date(2025, 1, 31))["joined"] in ("2025-01-31", date(2025, 1, 31))


@pytest.mark.parametrize("wrong", [{}, {"margn": 1}, {"margin": "many"}, {"margin": [1.0]}, {"margin": math.inf}])
def test_evaluate_refuses_what_it_cannot_use(model: ww.Model, wrong: dict[str, Any]) -> None:
    with pytest.raises(ww.ModelError):
        model.evaluate(wrong)


def test_names_with_other_characters_are_given_in_a_dict() -> None:
    model = ww.parse("inputs:\n    `Avg Margin ($)` : USD\n    été : number = 2\na = `Avg Margin ($)` * été\n")
    assert model.evaluate({"Avg Margin ($)": 3.0}) == {"a": 6.0}
    assert model.evaluate({"Avg Margin ($)": 3.0}, été=1) == {"a": 3.0}


# ---- threads


def test_one_model_serves_many_threads() -> None:
    model = ww.parse(TEXT)  # nothing of it has been planned yet
    single = ww.parse(TEXT)

    def work(seed: int) -> tuple[list[float], float]:
        margins = [float(seed + it) for it in range(200)]
        data = {"customer_id": list(range(200)), "margin": margins}
        result = model.run(data, set={"discount": seed / 100}, block=37)
        return plain(result["clv"]), model.evaluate(margin=float(seed))["clv"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(1, 25)))
    for seed, (column, one) in enumerate(found, 1):
        data = {"customer_id": list(range(200)), "margin": [float(seed + it) for it in range(200)]}
        assert column == plain(single.run(data, set={"discount": seed / 100}, block=37)["clv"])
        assert one == pytest.approx(value(seed, 0.03), rel=1e-12)


def test_many_threads_parse_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        models = list(pool.map(lambda it: ww.parse(f"a = {it} + 1\n"), range(40)))
    assert [it.evaluate()["a"] for it in models] == [it + 1 for it in range(40)]


def test_an_object_without_columns_is_told_by_name(model: ww.Model) -> None:
    with pytest.raises(ww.ModelError) as told:
        model.run(SimpleNamespace(columns=3))
    assert "customer" in str(told.value)


def test_a_model_in_yaml_is_loaded_as_any_other(tmp_path: Path) -> None:
    text = "inputs: {margin: USD per month}\nformulas: {yearly: margin as USD per year}\n"
    for name in ("shop.yaml", "shop.YML"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        model = ww.load(tmp_path / name)
        assert model == ww.parse(text, spelling="yaml")
        assert model.evaluate(margin=2.0) == {"yearly": 24.0}
    with pytest.raises(ww.ModelError) as told:
        ww.load(tmp_path / "other.yaml")
    assert [it.code for it in told.value.findings] == ["W0609"]


def test_records_are_one_more_value_of_a_subject() -> None:
    model = ww.parse(
        "currency USD\nentity customer key id\nrecords orders of customer by id:\n    amount : USD\n"
        "spent = sum(orders.amount)\nbasket = mean(orders.amount)\n"
    )
    assert model.evaluate(orders={"amount": [10.0, 30.0]}) == {"spent": 40.0, "basket": 20.0}
    assert model.evaluate(orders=[{"amount": 10.0}]) == {"spent": 10.0, "basket": 10.0}
    assert model.evaluate(orders=[]) == {"spent": 0.0, "basket": None}
    with pytest.raises(ww.ModelError, match="W0611"):
        model.evaluate()


def test_a_column_of_records_has_no_explanation_of_one_number() -> None:
    model = ww.parse(
        "entity customer key id\nrecords orders of customer by id:\n    amount : number\nx = sum(orders.amount)\n"
    )
    result = model.run({"id": ["a"]}, orders={"id": ["a", "a"], "amount": [1.0, 2.0]})
    assert "2 rows of orders: 1, 2" in str(result.explain("x", key="a"))
    with pytest.raises(ww.ModelError, match="a value for each row of `orders`"):
        result.explain("orders.amount", key="a")


@pytest.mark.parametrize("odd", [10**400, -(10**400), Decimal("1e400"), 1j, object(), np.ma.masked, [[1]]])
def test_a_value_that_is_no_number_is_a_finding(odd: Any) -> None:
    with pytest.raises(ww.ModelError):
        ww.parse("inputs:\n    m : number\nx = m * 2\n").evaluate(m=odd)

"""What is known of uncertain names: how they are told, what fixes them, what moves together, what is proven."""

import json
import pickle
from pathlib import Path
from types import ModuleType

import pytest

from worthwhile import ModelError
from worthwhile.cli.main import FINE, main
from worthwhile.meaning.items import Kind
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.uncertain.drawing import drawn
from worthwhile.meaning.uncertain.triangle import triangle
from worthwhile.model import Model, load, parse_model
from worthwhile.plan.compile import compile_plan

TEXT = """
currency USD
entity customer key customer_id
assumptions:
    price  : USD                = $2    in $0..$4  ~ $1 to $5        source "Survey"
    churn  : percent per month                     ~ beta(8, 92)     source "Survey"
    half   : USD                                   ~ normal(price / 2, $0.10)  source "Survey"
inputs:
    fee    : USD per month
    next   : USD per month                         ~ normal(fee, fee * 5%)
    other  : USD per month in $0..                 ~ $20 +- $5
worth = price + half + next / churn + other / churn
correlate churn with price at 30%
correlate next with other at -0.15
scenario fixed:
    price = $3
scenario up:
    price up 10%
scenario twice:
    price = price * 2
scenario both:
    price up 10%
    price = $1
"""


def model() -> Model:
    return parse_model(TEXT)


def of(declared: str) -> Meaning:
    return parse_model(f'assumptions:\n    x : {declared} source "x"\ny = x + 0\n').meaning


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ("USD ~ $1 to $5", "log-normal, 90% from $1 to $5"),
        ("USD ~ -$1 to $5", "normal, 90% from -$1 to $5"),
        ("USD ~ 1 to 5", "log-normal, 90% from $1 to $5"),
        ("USD in $0.. ~ $10 ± $2", "normal, mean $10, sd $2, within $0.."),
        ("factor per month ~ 97% +- 1%", "normal, mean 97% per month, sd 1% per month"),
        ("hours ~ 30 minutes to 2 hours", "log-normal, 90% from 0.5 hours to 2 hours"),
        ("percent ~ beta(8, 92)", "beta, a 8, b 92"),
        ("number ~ pert(1, 2, 6)", "PERT, from 1 over 2 to 6"),
        ("score 0..10 ~ triangular(2, 5, 9)", "triangular, from 2 over 5 to 9"),
        ("number ~ uniform(2 * 3, 10)", "uniform, from 6 to 10"),
    ],
)
def test_it_is_told_what_a_name_is(declared: str, says: str) -> None:
    assert of(declared).uncertain["x"].says == says


def test_parameters_that_hang_on_names_are_told_as_they_are_written() -> None:
    told = {name: it.says for name, it in model().meaning.uncertain.items()}
    assert told["next"] == "normal, mean fee, sd fee * 5%"
    assert told["half"] == "normal, mean price / 2, sd $0.10"


def test_an_assumption_is_one_value_and_an_input_one_for_each_row() -> None:
    meaning = model().meaning
    assert list(meaning.uncertain) == ["price", "churn", "half", "next", "other"]
    assert {name: len(it.shape) for name, it in meaning.uncertain.items()} == {
        "price": 0, "churn": 0, "half": 0, "next": 1, "other": 1,
    }  # fmt: skip
    assert [(it.one, it.other, it.at) for it in meaning.correlations] == [
        ("churn", "price", 0.3),
        ("next", "other", -0.15),
    ]


@pytest.mark.parametrize(("scenario", "uncertain"), [("fixed", False), ("up", True), ("twice", True), ("both", False)])
def test_what_fixes_a_value_takes_its_uncertainty(scenario: str, *, uncertain: bool) -> None:
    meaning = model().with_values(scenario=scenario).meaning
    assert ("price" in meaning.uncertain) is uncertain
    assert len(meaning.correlations) == 2  # its fellow is drawn as it was
    assert "price" not in model().with_values({"price": 3}).meaning.uncertain
    assert len(model().with_values({"price": 3, "churn": 0.1}).meaning.correlations) == 1


def test_the_drawn_model_asks_for_uniforms_and_for_no_column_of_what_it_draws() -> None:
    meaning = drawn(model().meaning)
    assert set(meaning.inputs) == {"as_of", "fee", "~price", "~churn", "~half", "~next", "~other"}
    assert all(meaning.inputs[name].default is None for name in meaning.inputs if name.startswith("~"))
    toolbox = model().registry.toolbox
    assert {it.name for it in compile_plan(meaning, toolbox).inputs} == set(meaning.inputs) - {"as_of"}
    some = drawn(model().meaning, {"price"})
    assert set(some.inputs) == {"as_of", "fee", "next", "other", "~price"}
    assert drawn(model().meaning, ()) == model().meaning


def test_bounds_are_looked_at_where_something_is_done_after_them() -> None:
    def looked(it: Model) -> set[str]:
        return {check.subject for check in drawn(it.meaning).checks if check.kind is Kind.BOUNDS}

    assert looked(model()) == set()
    assert looked(model().with_values(scenario="up")) == {"price"}
    assert looked(model().with_values(scenario="fixed")) == {"price"}


def test_rows_of_a_segment_are_proven_for_all_that_may_be_drawn() -> None:
    segment = "segment s:\n    low when x < cut\n    high when x >= {}\n"
    head = 'inputs:\n    x : USD\nassumptions:\n    cut : USD = $3 in $1..$5{} source "x"\n'
    certain = parse_model(head.format("") + segment.format("$3")).meaning.proofs["s"]
    open_ = parse_model(head.format(" ~ $1 to $5") + segment.format("$3")).meaning.proofs["s"]
    same = parse_model(head.format(" ~ $1 to $5") + segment.format("cut")).meaning.proofs["s"]
    assert (certain.proven, open_.proven, same.proven) == (True, False, True)


def test_what_hangs_on_itself_goes_in_a_circle() -> None:
    with pytest.raises(ModelError) as told:
        of("number ~ normal(y, 1)")
    assert [it.code for it in told.value.findings] == ["W0203"]
    with pytest.raises(ModelError) as told:
        of("number in 0..y ~ 1 to 2")
    assert [it.code for it in told.value.findings] == ["W0203"]


def test_what_is_taken_in_keeps_its_correlations(tmp_path: Path) -> None:
    (tmp_path / "inner.worth").write_text(
        'assumptions:\n    a : number ~ 1 to 2 source "x"\n    b : number ~ 1 to 2 source "x"\n'
        "both = a * b\ncorrelate a with b at 0.4\n"
    )  # fmt: skip
    outer = tmp_path / "outer.worth"
    outer.write_text(
        'import "inner.worth" as inner\nimport "inner.worth" as set with a = 3\nx = inner.both + set.both\n'
    )
    meaning = load(outer).meaning
    assert list(meaning.uncertain) == ["inner.a", "inner.b", "set.b"]
    assert [(it.one, it.other, it.at) for it in meaning.correlations] == [("inner.a", "inner.b", 0.4)]
    outer.write_text('extend "inner.worth"\ncorrelate b with a at -0.2\n')
    assert [(it.one, it.other, it.at) for it in load(outer).meaning.correlations] == [("b", "a", -0.2)]


def test_show_and_describe_tell_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.worth"
    path.write_text(TEXT)
    assert main(["show", str(path)]) == FINE
    said = capsys.readouterr().out
    assert "~ log-normal, 90% from $1 to $5, within $0..$4" in said
    assert "churn  with price  at 0.3" in said
    assert next(it for it in said.splitlines() if "  next" in it).count("required") == 0
    assert main(["show", str(path), "--format", "json"]) == FINE
    told = json.loads(capsys.readouterr().out)
    assert [it["uncertain"] for it in told["inputs"]] == [
        None,
        "normal, mean fee, sd fee * 5%",
        "normal, mean $20 per month, sd $5 per month, within $0..",
    ]
    assert told["correlations"][0] == {"one": "churn", "other": "price", "at": 0.3}
    assert "~ beta, a 8, b 92" in load(path)._repr_html_()
    assert main(["help", "lognormal"]) == FINE
    assert "lognormal(mu: ..., sigma: ...)" in capsys.readouterr().out


def test_a_meaning_can_be_sent_elsewhere() -> None:
    meaning = pickle.loads(pickle.dumps(drawn(model().meaning)))  # noqa: S301 (our own)
    assert meaning.uncertain["churn"].distribution == model().meaning.uncertain["churn"].distribution


def test_without_plugins_nothing_is_uncertain() -> None:
    from worthwhile.plugin.registry import Registry

    for declared in ("1 to 5", "1 +- 5", "normal(1, 5)"):
        with pytest.raises(ModelError) as told:
            parse_model(f"assumptions:\n    x : number ~ {declared}\ny = 1\n", registry=Registry.of(ModuleType("none")))
        assert "W0770" in {it.code for it in told.value.findings}


@pytest.mark.parametrize(
    ("matrix", "possible"),
    [
        ([[1.0]], True),
        ([[1.0, 1.0], [1.0, 1.0]], True),
        ([[1.0, -1.0], [-1.0, 1.0]], True),
        ([[1.0, 0.9, 0.9], [0.9, 1.0, -0.9], [0.9, -0.9, 1.0]], False),
        ([[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]], True),
        ([[1.0, 1.0, 0.5], [1.0, 1.0, 0.4], [0.5, 0.4, 1.0]], False),
        ([[1.0, 0.8, 0.6], [0.8, 1.0, 0.0], [0.6, 0.0, 1.0]], True),
        ([[1.0, 0.8, 0.61], [0.8, 1.0, 0.0], [0.61, 0.0, 1.0]], False),
    ],
)
def test_correlations_are_possible_or_not(matrix: list[list[float]], *, possible: bool) -> None:
    root = triangle(matrix)
    assert (root is not None) is possible
    if root is not None:
        size = range(len(matrix))
        back = [[sum(root[row][it] * root[column][it] for it in size) for column in size] for row in size]
        assert back == [pytest.approx(row, abs=1e-9) for row in matrix]

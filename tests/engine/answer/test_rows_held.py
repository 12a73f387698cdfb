"""Why a segment or a decision is what it is: the row that held, and what it looked at."""

import json
from pathlib import Path

import pytest

import worthwhile as ww
from worthwhile.answer.explanation import Explanation
from worthwhile.cli.main import FINE, main

MODEL = """
currency USD
entity customer key id
timeline 3 months paid end
inputs:
    clv  : USD
    nps  : number optional
    late : count
segment tier:
    vip  when clv >= $1_000
    core when $200 <= clv < $1_000 and nps > 0
    low_ when $200 <= clv < $1_000 and nps <= 0
    rest otherwise
segment mood (first match):
    owing  when late > 3
    silent when nps is missing
    fine_  otherwise
decide care (exactly one):
    tier         | late -> play     | hours
    vip or core  | any  -> "call"   | late * 2
    low_         | any  -> "write"  | 1
    rest         | < 2  -> "leave"  | 0
    rest         | >= 2 -> "remind" | 0.5
decide points (sum):
    late  | clv      -> risk
    >= 1  | any      -> 10
    any   | < $500   -> late + 5
segment state:
    under when clv < nps * $1
    over_ when clv >= nps * $1
balance : USD = initially clv then balance[t-1] * 10%
segment now_:
    rich when balance >= $50
    poor when balance < $50
"""
DATA = {
    "id": ["a", "b", "c"],
    "clv": [1_500.0, 250.0, 20.0],
    "nps": [None, -5.0, 7.0],
    "late": [4, 0, 3],
}


def explained(name: str, key: str) -> Explanation:
    return ww.parse(MODEL).run(DATA).explain(name, key=key)


def below(it: Explanation) -> list[str]:
    return [each.name for each in it.because]


@pytest.mark.parametrize(
    ("name", "key", "value", "formula", "names"),
    [
        ("tier", "a", "vip", "vip when clv >= $1_000", ["clv"]),
        ("tier", "b", "low_", "low_ when $200 <= clv < $1_000 and nps <= 0", ["clv", "nps"]),
        ("tier", "c", "rest", "rest, as no other row holds", ["clv", "nps"]),
        ("mood", "a", "owing", "owing when late > 3", ["late"]),
        ("mood", "b", "fine_", "fine_, as no other row holds", ["late", "nps"]),
        ("play", "c", "remind", '"remind"', ["decide care"]),
        ("hours", "a", 8.0, "late * 2", ["decide care", "late"]),
        ("risk", "a", 10.0, "10", ["late"]),
        ("risk", "c", 18.0, "10 + late + 5", ["late", "clv"]),
        ("risk", "b", 5.0, "late + 5", ["clv", "late"]),
        ("state", "a", None, "state", ["clv", "nps"]),
    ],
)
def test_the_row_that_held_is_the_formula(name: str, key: str, value: object, formula: str, names: list[str]) -> None:
    it = explained(name, key)
    assert (it.value, it.formula, below(it)) == (value, formula, names)


def test_the_row_of_a_decision_is_told_with_its_cells() -> None:
    (which, *_) = explained("play", "b").because
    assert (which.value, which.formula) == ("row 2", 'low_ | any -> "write" | 1')
    assert below(which) == ["tier"]
    assert which.because[0].formula == "low_ when $200 <= clv < $1_000 and nps <= 0"


def test_a_series_is_told_period_by_period() -> None:
    it = explained("now_", "a")
    assert it.value == ["rich", "rich", "poor"]
    assert below(it) == ["balance"]


def test_show_says_what_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.worth").write_text(MODEL, encoding="utf-8")
    assert main(["show", str(tmp_path / "m.worth"), "--format", "json"]) == FINE
    rules = {it["name"]: it for it in json.loads(capsys.readouterr().out)["rules"]}
    assert rules["tier"] == {"name": "tier", "policy": "exactly one", "rows": 4, "proven": True, "why": None}
    assert rules["points"]["policy"] == "sum"
    assert main(["show", str(tmp_path / "m.worth")]) == FINE
    told = " ".join(capsys.readouterr().out.split())
    assert "tier (exactly one) 4 rows proven: no gap, no overlap" in told
    assert "mood (first match) 3 rows proven: no gap" in told
    assert "points (sum) 2 rows every row that holds counts" in told


def test_one_subject_is_asked_about() -> None:
    found = ww.parse(MODEL).evaluate(clv=250.0, nps=-5.0, late=2)
    assert {name: found[name] for name in ("mood", "play", "hours", "risk")} == {
        "mood": "fine_",
        "play": "write",
        "hours": 1.0,
        "risk": 17.0,
    }

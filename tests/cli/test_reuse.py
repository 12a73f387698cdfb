"""Imports and libraries on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from worthwhile.cli import main

FILES = {
    "shop.worth": "model shop\ncurrency USD\nentity shop key id\nimport sales.margins as m with price = price\n"
    'inputs:\n    price : USD\nprofit = m.margin\ntest "one":\n    given price = $10, m.cost = $4\n    expect profit = $6\n',
    "library/sales/margins.worth": "currency USD\ninputs:\n    price : USD in $0..\n    cost : USD in $0..\n"
    'margin = price - cost\ntest "other":\n    expect margin = $1\n',
    "shops.csv": "id,price,m.cost\na,10,4\nb,20,-1\n",
}
LIBRARY = ("--library", "library")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert main([*words, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_run(capsys: pytest.CaptureFixture[str]) -> None:
    answer = said(capsys, "run", "shop.worth", "--data", "shop=shops.csv", *LIBRARY)
    assert answer["outputs"] == {"profit": [6.0, 21.0]}
    (found,) = answer["diagnostics"]
    assert (found["code"], found["keys"]) == ("W0601", ["b"])
    assert (found["file"], found["line"]) == (str(Path("library/sales/margins.worth")), 4)


def test_without_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    answer = said(capsys, "check", "shop.worth", code=1)
    assert [it["code"] for it in answer["findings"]] == ["W0813"]


def test_check_with_data(capsys: pytest.CaptureFixture[str]) -> None:
    answer = said(capsys, "check", "shop.worth", "--data", "shop=shops.csv", *LIBRARY)
    assert "W0601" in {it["code"] for it in answer["findings"]}


def test_test_runs_the_tests_of_the_model_alone(capsys: pytest.CaptureFixture[str]) -> None:
    answer = said(capsys, "test", "shop.worth", *LIBRARY)
    assert (answer["passed"], answer["failed"]) == (1, 0)


def test_explain_goes_down_into_the_import(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("explain", "shop.worth", "profit", "--row", "a", "--data", "shop=shops.csv")
    answer = said(capsys, *words, *LIBRARY)
    (margin,) = answer["because"]
    price, cost = margin["because"]
    assert (margin["name"], margin["formula"]) == ("m.margin", "price - cost")
    assert (price["name"], price["kind"], price["formula"]) == ("m.price", "formula", "price")
    assert (cost["kind"], cost["origin"]) == ("input", "shops.csv row 1")


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    answer = said(capsys, "show", "shop.worth", *LIBRARY)
    assert [it["name"] for it in answer["inputs"]] == ["price", "m.cost"]
    bound = next(it for it in answer["formulas"] if it["name"] == "m.price")
    assert bound["formula"] == "price"
    assert answer["outputs"] == ["profit"]
    assert answer["imports"] == {"m": str(Path("library/sales/margins.worth"))}


def test_set_is_refused_where_an_import_gives(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("run", "shop.worth", "--data", "shop=shops.csv", "--set", "m.price=$5")
    answer = said(capsys, *words, *LIBRARY, code=2)
    assert [it["code"] for it in answer["findings"]] == ["W0211"]
    said(capsys, *words[:-1], "m.nothing=$5", *LIBRARY, code=2)

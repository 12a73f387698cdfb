"""``worthwhile new``: what it writes runs at once, and nothing that is there is written over."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import worthwhile as ww
from worthwhile.cli import main
from worthwhile.cli.shipped import shipped_models


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    code, out, _ = asked(capsys, *words, "--format", "json")
    assert code == 0
    return json.loads(out)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_blank_model_runs_and_its_test_passes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "new", "pricing")
    assert told["files"] == ["pricing/pricing.worth", "pricing/pricing.csv"]
    model = ww.load(here / "pricing/pricing.worth")
    assert model.name == "pricing"
    assert model.findings == ()
    assert [it.ok for it in model.test()] == [True]
    # 60% of what each buys, less 12 a call
    assert model.run(str(here / "pricing/pricing.csv")).values("value") == pytest.approx([672, 264, -72])


def test_a_blank_model_is_laid_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "new", "pricing")[0] == 0
    assert asked(capsys, "fmt", "--check", str(here))[0] == 0


@pytest.mark.parametrize("origin", ["telecom.telecom", "value.benefits_minus_cost"])
def test_what_it_says_to_do_next_works(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    code, out, _ = asked(capsys, "new", "deep/mine", "--from", origin)
    assert code == 0
    cd, *rest = [shlex.split(it) for it in out.splitlines() if re.match(r"  (cd|worthwhile) ", it)]
    assert cd[0] == "cd"
    monkeypatch.chdir(here / cd[1])
    assert [it[1] for it in rest] == ["check", "test", "run", "help"]
    for words in rest:
        assert asked(capsys, *words[1:])[0] == 0, words
    assert ww.load("mine.worth").name == "mine"


def test_a_copy_is_the_library_s_model_under_another_name(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "new", "mine", "--from", "telecom.telecom")
    assert told["from"] == "telecom.telecom"
    theirs = shipped_models()["telecom.telecom"]
    text = theirs.file.read_text(encoding="utf-8").replace("model telecom ", "model mine ", 1)
    assert (here / "mine/mine.worth").read_text(encoding="utf-8") == text
    assert (here / "mine/mine.csv").read_bytes() == theirs.tables[""].read_bytes()


def test_what_a_model_extends_comes_along(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "new", "mine", "--from", "clv.rfm_holdout")
    assert "mine/rfm.worth" in told["files"]
    assert all(it.ok for it in ww.load(here / "mine/mine.worth").test())
    code, _, err = asked(capsys, "new", "rfm", "--from", "clv.rfm_holdout")
    assert code == 2
    assert "extends rfm.worth: take another NAME" in err
    assert not (here / "rfm").exists()


def test_the_last_part_of_a_name_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "new", "mine", "--from", "benefits_minus_cost")["from"] == "value.benefits_minus_cost"


@pytest.mark.parametrize("there", ["mine.worth", "mine.csv"])
def test_nothing_is_written_over(here: Path, capsys: pytest.CaptureFixture[str], there: str) -> None:
    (here / "mine").mkdir()
    (here / "mine" / there).write_text("kept", encoding="utf-8")
    code, _, err = asked(capsys, "new", "mine")
    assert code == 2
    assert f"mine/{there}: there already" in err
    assert [(it.name, it.read_text(encoding="utf-8")) for it in (here / "mine").iterdir()] == [(there, "kept")]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "new wants one NAME"),
        (("a", "b"), "new wants one NAME"),
        (("two-words",), "cannot be the name of a model"),
        (("9lives",), "cannot be the name of a model"),
        (("if",), "cannot be the name of a model"),
        (("mine", "--from", "value.benefit_minus_cost"), "value.benefits_minus_cost"),
        (("mine", "--from", "nowhere"), "--list has them all"),
        (("plugin",), "new plugin wants one NAME"),
        (("plugin", "a", "b"), "new plugin wants one NAME"),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    code, _, err = asked(capsys, "new", *words)
    assert code == 2
    assert says in err
    assert list(here.iterdir()) == []


def test_the_word_plugin_makes_a_plugin(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "new", "plugin", "weather")[0] == 0
    assert (here / "worthwhile-weather/pyproject.toml").is_file()


def test_a_folder_that_cannot_be_written_to_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "file").write_text("", encoding="utf-8")
    code, _, err = asked(capsys, "new", "file/mine")
    assert code == 2
    assert "cannot be written to" in err


def test_the_list_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    models = {it["model"]: it for it in answer(capsys, "new", "--list")["models"]}
    assert models["value.benefits_minus_cost"] == {
        "model": "value.benefits_minus_cost",
        "folder": "value",
        "title": "Customer value as benefits minus cost",
        "methods": ["M01"],
    }


def test_help_has_the_page_of_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "help", "value.benefits_minus_cost")
    assert code == 0
    assert out.startswith("# Customer value as benefits minus cost")
    assert answer(capsys, "help", "value.benefits_minus_cost")["methods"] == ["M01"]
    code, _, err = asked(capsys, "help", "value.benefits_minus_costs")
    assert code == 2
    assert "value.benefits_minus_cost" in err


def test_help_has_the_models_of_a_method_or_says_why_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "help", "m01")
    assert code == 0
    assert out.splitlines()[0] == "M01 Value as benefits minus cost"
    assert "value.benefits_minus_cost  Customer value as benefits minus cost" in out
    found = answer(capsys, "help", "M18")
    assert found["models"] == []
    assert found["why"]
    assert found["why"] in asked(capsys, "help", "M18")[1]


def test_a_model_of_the_library_runs_by_its_name(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "run", "value.benefits_minus_cost", "--set", "coupon=$150")
    assert told["outputs"]["customer_value"] == [50]
    assert asked(capsys, "explain", "value.benefits_minus_cost", "customer_value")[0] == 0
    # a file of that name is nearer
    (here / "value.benefits_minus_cost").write_text("x = 2\n", encoding="utf-8")
    assert answer(capsys, "run", "value.benefits_minus_cost")["outputs"] == {"x": [2]}


def test_check_takes_a_folder(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "new", "mine")[0] == 0
    (here / "mine" / "broken.worth").write_text("model broken\nx = y\n", encoding="utf-8")
    code, out, _ = asked(capsys, "check", "mine")
    assert code == 1
    assert "2 models checked: 1 error" in out
    (here / "mine" / "broken.worth").unlink()
    assert asked(capsys, "check", ".")[1] == "1 model checked: nothing to say\n"
    assert asked(capsys, "check", "nowhere")[0] == 2

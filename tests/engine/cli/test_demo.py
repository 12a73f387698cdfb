"""``worthwhile demo``: what it leaves behind, and what it does where something is there already."""

import json
from pathlib import Path

import pytest

from worthwhile.cli.main import FELL_SHORT, FINE, USAGE, main


def test_it_makes_a_folder_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", str(tmp_path / "here")]) == FINE
    said = capsys.readouterr()
    assert "5 of the model's 5 tests pass" in said.out
    assert said.err == ""
    assert {"subscription.worth", "customers.csv"} <= {it.name for it in (tmp_path / "here").iterdir()}


def test_what_it_says_to_try_can_be_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["demo", str(tmp_path)])
    tries = [it.split()[1:] for it in capsys.readouterr().out.splitlines() if it.startswith("  worthwhile ")]
    monkeypatch.chdir(tmp_path)
    assert {it[0] for it in tries} == {"run", "test", "explain", "show", "check"}
    for arguments in tries:
        assert main(arguments) == FINE
    assert (tmp_path / "values.csv").read_text(encoding="utf-8").startswith('"customer_id","plan","clv"')


def test_it_keeps_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(
        "customer_id,plan,monthly_fee,tickets_per_year,churn,cac\nx,team,100,12,3%,250\n", encoding="utf-8"
    )
    assert main(["demo", str(tmp_path)]) == FINE
    assert (tmp_path / "customers.csv").read_text(encoding="utf-8").count("\n") == 2


def test_a_model_that_was_broken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "subscription.worth").write_text("model broken\nclv = fee\n", encoding="utf-8")
    assert main(["demo", str(tmp_path)]) == FELL_SHORT
    assert "W02" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["demo", str(tmp_path / "file" / "inside")]) == USAGE
    assert "cannot be written to" in capsys.readouterr().err


def test_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", str(tmp_path), "--format", "json"]) == FINE
    said = json.loads(capsys.readouterr().out)
    assert said["rows"] == 60
    assert said["tests"] == {"passed": 5, "failed": 0}
    assert said["outputs"]["clv"][3] is None

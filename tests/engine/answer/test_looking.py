"""``check --data`` says of a table what a run would, and nothing of what the model makes of it."""

import json
from pathlib import Path

import pytest

from worthwhile.cli.main import FELL_SHORT, FINE, main

MODEL = """
model bounded
entity customer key id
inputs:
    fee : USD in $0..
ratio = $100 / fee
warn "Nothing is paid" when fee = $0
"""


def said(folder: Path, rows: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[tuple[str, int]]]:
    (folder / "m.worth").write_text(MODEL, encoding="utf-8")
    (folder / "c.csv").write_text(rows, encoding="utf-8")
    code = main(["check", str(folder / "m.worth"), "--data", f"customer={folder / 'c.csv'}", "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return code, sorted((it["code"], it["rows"]) for it in findings if "rows" in it)


def test_cells_and_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "id,fee\na,1\nb,-2\nc,\nd,much\ne,-3\n"
    assert said(tmp_path, rows, capsys) == (FINE, [("W0601", 2), ("W0602", 1), ("W0603", 1)])


def test_what_the_model_makes_of_it_is_left_to_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(tmp_path, "id,fee\na,0\n", capsys) == (FINE, [])


def test_a_column_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = said(tmp_path, "id,price\na,1\n", capsys)
    assert code == FELL_SHORT

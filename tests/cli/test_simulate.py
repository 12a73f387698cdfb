"""``worthwhile simulate``: tables for people, one object for programs, rows for files."""

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pyarrow import parquet

from worthwhile.cli import main

MODEL = """model offers "Offers"
currency USD
entity account key account_id
assumptions:
    uplift "Price rise" : percent = 5% in 0%.. ~ 5% +- 2%
inputs:
    fee : USD
    usage : USD in $0.. ~ uniform(fee / 10, fee / 5)
bill "Bill" = fee * (1 + uplift) + usage
tier = bill > $1_000
total "All bills" = sum(bill over account)
certain = fee * 2
outputs:
    bill
    tier
    total
    certain
"""
DATA = "account_id,fee\nnorth,1200\nsouth,800\n"
OPTIONS = ("simulate", "offers.worth", "--data", "account=accounts.csv", "--draws", "500", "--color", "never")
HEADS = ["account_id", "bill", "bill mean", "bill sd", "bill 5%", "bill 50%", "bill 95%", "tier", "tier true"]


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("offers.worth").write_text(MODEL, encoding="utf-8")
    Path("accounts.csv").write_text(DATA, encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str], *more: str, code: int = 0) -> str:
    assert main([*OPTIONS, *more]) == code
    found = capsys.readouterr()
    return found.out if code == 0 else found.err


def test_people_get_a_table_for_rows_and_one_for_single_values(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys).splitlines()
    assert lines[0] == "Bill  USD"
    assert lines[1].split() == ["account_id", "point", "mean", "sd", "5%", "50%", "95%"]
    north = lines[3].split()
    assert (north[0], north[1]) == ("north", "1,440.00")
    assert float(north[2].replace(",", "")) == pytest.approx(1440, rel=1e-3)
    total = next(it for it in lines if it.strip().startswith("All bills"))
    assert total.split()[2] == "2,400.00"
    assert any("500 draws, seed 1" in it for it in lines[-2:])
    assert not any("certain" in it for it in lines)


def test_programs_get_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "--format", "json", "--quantile", "10%", "--quantile", "0.9"))
    assert (found["draws"], found["seed"], found["keys"]) == (500, 1, ["north", "south"])
    assert list(found["outputs"]["bill"]) == ["point", "mean", "sd", "10%", "90%", "error"]
    assert found["outputs"]["tier"]["true"] == [1.0, found["outputs"]["tier"]["true"][1]]
    assert found["units"] == {"bill": "USD", "tier": None, "total": "USD"}


def test_rows_are_written_with_a_column_for_each_number(capsys: pytest.CaptureFixture[str]) -> None:
    for target in ("out.csv", "out.parquet", "out.json", "sqlite:///out.db#bills"):
        assert said(capsys, "--out", target) == ""
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == HEADS
    assert rows[1][:2] == ["north", "1440"]
    assert parquet.read_table("out.parquet").column_names == HEADS
    written = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert written["keys"] == ["north", "south"]
    assert written["outputs"]["bill mean"] == [float(it[2]) for it in rows[1:]]
    assert written["outputs"]["total"] == [2400.0]
    assert written["units"]["bill 5%"] == "USD"
    assert written["units"]["tier true"] is None
    assert written["conventions"]["draws"] == 500
    with closing(sqlite3.connect("out.db")) as base:
        assert base.execute('SELECT account_id, "bill mean" FROM bills').fetchall()[0][0] == "north"
        assert base.execute('SELECT "total" FROM bills_summary').fetchall() == [(2400.0,)]


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (("--out", "out.xlsx"), 2, "name a .csv file"),
        (("--quantile", "half"), 2, "`half` is no probability"),
        (("--quantile", "150%"), 1, "W0790"),
        (("--draws", "0"), 2, "--draws"),
        (("--set", "uplift=3%", "--scenario", "none"), 2, "W0"),
    ],
)
def test_what_cannot_be_asked_for(
    capsys: pytest.CaptureFixture[str], more: tuple[str, ...], code: int, says: str
) -> None:
    assert says in said(capsys, *more, code=code)
    assert not list(Path().glob("out.*"))


def test_a_series_has_a_line_for_each_period(capsys: pytest.CaptureFixture[str]) -> None:
    text = "timeline 3 months paid start\nassumptions:\n    churn : percent per month = 2% ~ 1% to 4%\nkept = (1 - churn)^t\n"
    Path("series.worth").write_text(text, encoding="utf-8")
    assert main(["simulate", "series.worth", "--color", "never"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["month", "point", "mean", "sd", "5%", "50%", "95%"]
    assert [it.split()[0] for it in lines[3:6]] == ["0", "1", "2"]


def test_what_is_missing_is_an_empty_cell(capsys: pytest.CaptureFixture[str]) -> None:
    Path("accounts.csv").write_text("account_id,fee\nnorth,\nsouth,800\n", encoding="utf-8")
    for target in ("out.csv", "out.json"):
        assert main([*OPTIONS, "--out", target]) == 0
    capsys.readouterr()
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        assert next(it for it in csv.reader(file) if it[0] == "north")[1:7] == [""] * 6
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["outputs"]["bill mean"][0] is None

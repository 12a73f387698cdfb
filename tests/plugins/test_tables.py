"""Sources and outputs: tables come in with their traps told, and go out whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

import worthwhile as ww
from worthwhile.plugin.registry import installed
from worthwhile.plugin.targets import written

EVERYTHING = """
entity deal key id
inputs:
    amount : USD in $0.. optional
    size   : count optional
    share  : percent optional
    plan   : one of basic, pro, "not yet" optional
    region : text optional
    signed : date optional
    won    : flag optional
outputs:
    amount
    size
    share
    plan
    region
    signed
    won
"""
ROWS: dict[str, list[Any]] = {
    "id": ["a", "b,c", 'd"e', "f\ng"],
    "amount": [12.5, None, 0.1 + 0.2, 1e-300],
    "size": [3, 4, None, 0],
    "share": [0.25, 0.5, 0.125, None],
    "plan": ["basic", "not yet", None, "pro"],
    "region": ["nord, süd", None, "", "x"],
    "signed": ["2024-02-29", None, "1969-12-31", "2026-01-01"],
    "won": [True, False, None, True],
}


def deals() -> ww.Model:
    return ww.parse(EVERYTHING)


def codes(findings: Any) -> list[str]:
    return [it.code for it in findings]


# ---- out, and in again


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_goes_out_comes_in_again(ending: str, tmp_path: Path) -> None:
    first = deals().run(ROWS)
    file = tmp_path / f"deals.{ending}"
    assert written(first, str(file)) == ()
    again = deals().run(str(file))
    for name in first:
        expected: list[Any] = list(first.values(name))
        if ending == "csv":  # where a text without a letter is an empty cell
            expected = [None if it == "" else it for it in expected]
        assert again.values(name) == expected, name
    assert again.keys == first.keys
    assert not [it for it in again.diagnostics if it.level != "note"]


def test_json_is_what_the_command_line_prints(tmp_path: Path) -> None:
    result = deals().run(ROWS)
    file = tmp_path / "deals.json"
    written(result, str(file))
    read = json.loads(file.read_text(encoding="utf-8"))
    assert read == json.loads(json.dumps(result.to_dict(), default=str))
    assert read["outputs"]["amount"] == [12.5, None, 0.1 + 0.2, 1e-300]
    assert read["outputs"]["signed"] == ["2024-02-29", None, "1969-12-31", "2026-01-01"]
    assert read["keys"] == ROWS["id"]
    assert read["rows"] == 4


def test_parquet_keeps_the_kinds_of_columns(tmp_path: Path) -> None:
    file = tmp_path / "deals.parquet"
    written(deals().run(ROWS), str(file))
    kinds = {it.name: it.type for it in parquet.read_schema(file)}
    assert pa.types.is_floating(kinds["amount"])
    assert pa.types.is_date(kinds["signed"])
    assert pa.types.is_boolean(kinds["won"])


def test_a_series_goes_out_as_a_column_a_period(tmp_path: Path) -> None:
    model = ww.parse("entity row key id\ntimeline 3 months\ninputs:\n    x : number\ngrown = x + t / (1 month)\n")
    file = tmp_path / "grown.csv"
    written(model.run({"id": [1], "x": [10.0]}), str(file))
    table = csv.read_csv(file)
    assert table.column_names == ["id", "grown[0]", "grown[1]", "grown[2]"]
    assert table.to_pylist() == [{"id": 1, "grown[0]": 10, "grown[1]": 11, "grown[2]": 12}]


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_a_stopped_writer_leaves_the_old_file(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / f"deals.{ending}"
    file.write_bytes(b"the old one")
    result = deals().run(ROWS)

    def stops(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", stops)  # after everything is written, before it is put in its place
    with pytest.raises(ww.ModelError) as told:
        written(result, str(file))
    assert codes(told.value.findings) == ["W0612"]
    assert "No space left" in told.value.findings[0].message
    assert file.read_bytes() == b"the old one"
    assert [it.name for it in tmp_path.iterdir()] == [file.name]


def test_an_interrupt_while_writing_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stops)
    with pytest.raises(KeyboardInterrupt):
        written(deals().run(ROWS), str(tmp_path / "deals.csv"))
    assert not list(tmp_path.iterdir())


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.touch(mode=0o640)
    file.chmod(0o640)
    written(deals().run(ROWS), str(file))
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("address", ["nowhere/deals.csv", "deals.docx", "deals", "folder.csv"])
def test_what_cannot_be_written_is_a_finding(address: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ww.ModelError) as told:
        written(deals().run(ROWS), str(tmp_path / address))
    assert codes(told.value.findings) == ["W0612"]
    assert not [it for it in tmp_path.iterdir() if it.name.startswith(".")]


@pytest.mark.parametrize("source", installed().sources, ids=lambda it: it.name)
def test_a_source_leaves_other_addresses_alone(source: Any) -> None:
    assert not source.claims("mysql://host/base#table")
    assert not source.claims("https://host/table.csv")
    assert not source.claims("table.unknown")
    own = {
        "csv": ("some where/UPPER.CSV", "a.tsv.gz", "-", "a.csv?delimiter=;", "-?decimal=,"),
        "parquet": ("some where/UPPER.PARQUET", "a/*.parquet"),
        "json": ("some where/UPPER.JSON", "a.jsonl", "a.ndjson.gz"),
        "excel": ("some where/UPPER.XLSX", "a.xlsx#Sheet 2", "a.xls", "a.ods"),
        "sqlite": ("sqlite:///a.db#table", "sqlite:///a.db?query=SELECT 1"),
        "postgresql": ("postgresql://host/base#table", "postgres://me:secret@host/base?query=SELECT 1"),
        "duckdb": ("duckdb:///a.db#table", "duckdb:///a.db?query=SELECT 1"),
    }
    assert all(source.claims(it) for it in own[source.name])
    assert not any(source.claims(it) for name, others in own.items() for it in others if name != source.name)


# ---- traps of tables

MODEL = """
entity customer key customer_id
inputs:
    margin : USD per month in $0..$1_000
    churn  : percent per month = 3% in 0%..100%
    plan   : one of basic, pro optional
    joined : date optional
    active : flag optional
    seats  : count optional
    score  : score 0..10 optional
value = margin
outputs:
    margin
    churn
    plan
    joined
    active
    seats
    score
"""
HEAD = "customer_id,margin,churn,plan,joined,active,seats,score"


def ran(tmp_path: Path, text: str | bytes, **options: Any) -> Any:
    file = tmp_path / "customers.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return ww.parse(MODEL).run(str(file), **options)


def row(**cells: str) -> str:
    known = {
        "customer_id": "a", "margin": "20", "churn": "3%", "plan": "pro", "joined": "2025-03-31",
        "active": "true", "seats": "3", "score": "7",
    }  # fmt: skip
    return ",".join((known | cells).values())


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("margin", "20", 20.0),
        ("margin", " 20.5 ", 20.5),
        ("margin", "2e1", 20.0),
        ("churn", "3%", 0.03),
        ("churn", "0.03", 0.03),
        ("plan", "basic", "basic"),
        ("joined", "2024-02-29", "2024-02-29"),
        ("active", "true", True),
        ("active", "FALSE", False),
        ("seats", "12", 12),
        ("score", "10", 10.0),
        ("joined", "", None),
        ("active", "", None),
        ("plan", "", None),
        ("seats", "", None),
    ],
)
def test_a_cell_is_read_as_it_is_meant(name: str, cell: str, value: object, tmp_path: Path) -> None:
    result = ran(tmp_path, f"{HEAD}\n{row(**{name: cell})}\n")
    assert result.values(name) == [value]
    assert not result.diagnostics


@pytest.mark.parametrize(
    ("name", "cell", "code", "value"),
    [
        ("margin", "twenty", "W0603", None),
        ("margin", "1.2.3", "W0603", None),
        ("margin", "", "W0602", None),
        ("margin", "-5", "W0601", -5.0),
        ("margin", "1000.01", "W0601", 1000.01),
        ("margin", "nan", "W0602", None),
        ("margin", "inf", "W0603", None),
        ("churn", "120%", "W0601", 1.2),
        ("churn", "", "W0602", None),
        ("plan", "gold", "W0603", None),
        ("plan", "Pro", "W0603", None),
        ("joined", "31.03.2025", "W0603", None),
        ("joined", "2025-02-30", "W0603", None),
        ("joined", "03/31/2025", "W0603", None),
        ("active", "maybe", "W0603", None),
        ("seats", "2.5", "W0603", None),
        ("seats", "many", "W0603", None),
        ("score", "11", "W0610", 11.0),
    ],
)
def test_a_cell_that_is_wrong_is_told_with_its_row(
    name: str, cell: str, code: str, value: object, tmp_path: Path
) -> None:
    text = f"{HEAD}\n{row(customer_id='fine')}\n{row(**{'customer_id': 'odd', name: cell})}\n"
    result = ran(tmp_path, text)
    assert [(it.code, it.level, it.rows, it.keys) for it in result.diagnostics] == [(code, "warning", 1, ("odd",))]
    assert result.values(name)[1] == value
    assert result.values(name)[0] is not None
    with pytest.raises(ww.ModelError) as told:
        ran(tmp_path, text, strict=True)
    assert codes(told.value.findings) == [code]


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("customer_id,margin,margin\na,1,2\n", "W0604", "margin"),
        ("customer_id,customer_id,margin\na,b,2\n", "W0604", "customer_id"),
        ("customer_id,margn\na,1\n", "W0604", "margn"),
        ("id,margin\na,1\n", "W0604", "customer_id"),
        ("customer_id,margin\na,1\na,2\n", "W0605", "customers.csv"),
        ("customer_id,margin\na,1,2\n", "W0608", "line 2"),
        ("customer_id,margin\na\n", "W0608", "line 2"),
        ("", "W0608", "empty"),
        (b"customer_id,margin\n\xff\xfe,1\n", "W0608", "UTF-8"),
        ("customer_id,margin\na,1\n".encode("utf-16-le"), "W0608", "UTF-16"),
    ],
)
def test_a_table_that_cannot_be_taken_in_is_refused(text: str | bytes, code: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ww.ModelError) as told:
        ran(tmp_path, text)
    (finding,) = told.value.findings
    assert finding.code == code
    assert says in f"{finding.message} {finding.hint}"


def test_a_table_of_heads_only_has_no_rows(tmp_path: Path) -> None:
    result = ran(tmp_path, HEAD + "\n")
    assert result.rows == 0
    assert result.values("margin") == []


def test_a_default_serves_where_there_is_no_column_but_not_for_an_empty_cell(tmp_path: Path) -> None:
    assert ran(tmp_path, "customer_id,margin\na,1\nb,2\n").values("churn") == [0.03, 0.03]
    assert ran(tmp_path, "customer_id,margin,churn\na,1,\nb,2,5%\n").values("churn") == [None, 0.05]


def test_a_byte_order_mark_line_ends_of_other_systems_and_quotes_are_read(tmp_path: Path) -> None:
    text = '\ufeffcustomer_id,margin\r\n"a, or b","1"\r\n"say ""c""",2'
    result = ran(tmp_path, text)
    assert result.keys == ("a, or b", 'say "c"')
    assert result.values("margin") == [1.0, 2.0]


def test_tabs_separate_in_tsv(tmp_path: Path) -> None:
    file = tmp_path / "customers.tsv"
    file.write_text("customer_id\tmargin\na,b\t4\n", encoding="utf-8")
    result = ww.parse(MODEL).run(str(file))
    assert result.keys == ("a,b",)
    assert result.values("margin") == [4.0]


def test_a_row_without_a_key_is_told(tmp_path: Path) -> None:
    result = ran(tmp_path, "customer_id,margin\n,1\nb,2\n")
    assert "W0607" in codes(result.diagnostics)
    assert result.values("margin") == [1.0, 2.0]


def test_columns_that_the_model_does_not_ask_for_do_no_harm(tmp_path: Path) -> None:
    text = 'customer_id,remark,margin,remark\na,"one\ntwo",5,x\n'
    assert ran(tmp_path, text).values("margin") == [5.0]

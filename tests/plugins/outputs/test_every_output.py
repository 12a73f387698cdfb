"""The same 10,000 rows through every output, read back by somebody else: bit by bit what they were."""

import csv
import json
import math
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import worthwhile as ww
from plugins.outputs.office import cells
from plugins.outputs.same_rows import ROWS, model, rows, same, wanted
from plugins.postgres import Server
from worthwhile.cli import streaming
from worthwhile.cli.main import main
from worthwhile.plugin.targets import written

GIVEN = rows()
WANTED = wanted(GIVEN)
TOTAL = math.fsum(it for it in WANTED["amount"] if it is not None)
LATEST = max(it for it in WANTED["signed"] if it is not None)


@pytest.fixture(scope="module")
def result() -> Any:
    return model().run(GIVEN)


@pytest.fixture(params=["at once", "batch by batch"])
def write(request: pytest.FixtureRequest, tmp_path: Path, result: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Both ways to write: a result that is there, and a run on a file that is read some rows at a time."""
    if request.param == "at once":
        return lambda address: written(result, address)

    def streamed(address: str) -> None:
        (tmp_path / "model.worth").write_text(str(model()), encoding="utf-8")
        parquet.write_table(GIVEN, tmp_path / "given.parquet", row_group_size=1_700)
        monkeypatch.setattr(streaming, "ROWS", 3_000)
        data = f"thing={tmp_path / 'given.parquet'}"
        assert main(["run", str(tmp_path / "model.worth"), "--data", data, "--out", address, "--quiet"]) == 0

    return streamed


def test_csv(write: Any, tmp_path: Path) -> None:
    write(str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    read: dict[str, Any] = {
        "id": int,
        "amount": float,
        "size": int,
        "share": float,
        "signed": date.fromisoformat,
        "won": {"true": True, "false": False}.__getitem__,
    }
    found = {
        name: [None if it == "" else read.get(name, str)(it) for it in column]
        for name, column in zip(head, zip(*lines, strict=True), strict=True)
    }
    same(found, WANTED)


def test_parquet(write: Any, tmp_path: Path) -> None:
    write(str(tmp_path / "out.parquet"))
    table = parquet.read_table(tmp_path / "out.parquet")
    same(wanted(table), WANTED)
    assert table.schema.field("id").type == pa.int64()
    assert table.schema.field("size").type == pa.int64()
    assert table.schema.field("signed").type == pa.date32()
    assert table.schema.field("won").type == pa.bool_()
    kept = json.loads(parquet.read_metadata(tmp_path / "out.parquet").metadata[b"worthwhile"])
    assert kept["single"] == {"total": TOTAL, "things": ROWS, "latest": LATEST.isoformat()}
    assert (kept["model"], kept["rows"], kept["units"]["total"]) == ("everything", ROWS, "USD")


def test_json(write: Any, tmp_path: Path) -> None:
    write(str(tmp_path / "out.json"))
    said = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    days = [None if it is None else date.fromisoformat(it) for it in said["outputs"]["signed"]]
    found = {"id": said["keys"], **said["outputs"], "signed": days}
    assert (found.pop("total"), found.pop("things")) == ([TOTAL], [ROWS])
    assert found.pop("latest") == [LATEST.isoformat()]
    same(found, WANTED)
    assert said["units"]["amount"] == "USD"


def test_sqlite(write: Any, tmp_path: Path) -> None:
    write(f"sqlite:///{tmp_path}/out.db#things")
    base = sqlite3.connect(tmp_path / "out.db")
    cursor = base.execute("SELECT * FROM things ORDER BY rowid")
    heads = [it[0] for it in cursor.description]
    found = dict(zip(heads, map(list, zip(*cursor, strict=True)), strict=True))
    found["signed"] = [None if it is None else date.fromisoformat(it) for it in found["signed"]]
    found["won"] = [None if it is None else bool(it) for it in found["won"]]
    unsigned = [
        None if it is None else it + 0.0 for it in WANTED["amount"]
    ]  # SQLite keeps whole numbers as such: no -0.0
    same(found, {**WANTED, "amount": unsigned})
    kinds = {it[1]: it[2] for it in base.execute("PRAGMA table_info(things)")}
    assert (kinds["id"], kinds["amount"], kinds["signed"], kinds["won"]) == ("INTEGER", "REAL", "DATE", "BOOLEAN")
    assert base.execute("SELECT total, things, latest FROM things_summary").fetchall() == [
        (TOTAL, ROWS, LATEST.isoformat())
    ]
    base.close()


def test_postgresql(write: Any, postgres: Server) -> None:
    for _ in range(2):  # made, then replaced
        write(f"{postgres.uri}#things")
    table = postgres.fetch("SELECT * FROM things ORDER BY id")
    same(wanted(table), WANTED)
    assert [str(it.type) for it in table.schema][:3] == ["int64", "double", "int64"]
    assert table.schema.field("signed").type == pa.date32()
    assert table.schema.field("won").type == pa.bool_()
    assert postgres.fetch("SELECT * FROM things_summary").to_pylist() == [
        {"total": TOTAL, "things": ROWS, "latest": LATEST}
    ]
    said = postgres.fetch("SELECT col_description('things'::regclass, 2) AS said").to_pylist()
    assert said == [{"said": "Amount, USD"}]
    assert not postgres.fetch("SELECT tablename FROM pg_tables WHERE tablename LIKE 'worthwhile%'").num_rows


def test_a_million_rows_to_postgresql(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    count = 1_000_000
    monkeypatch.chdir(tmp_path)
    Path("m.worth").write_text("entity row key id\ninputs:\n    x : number optional\ntwice = x * 2\nhalf = x / 2\n")
    x = np.arange(count) / 3
    gone = np.arange(count) % 7 == 0
    parquet.write_table(pa.table({"id": np.arange(count), "x": pa.array(x, mask=gone)}), "given.parquet")
    assert main(["run", "m.worth", "--data", "row=given.parquet", "--out", f"{postgres.uri}#million", "--quiet"]) == 0
    asked = "SELECT count(*) AS rows, count(twice) AS there, sum(id) AS ids FROM million"
    assert postgres.fetch(asked).to_pylist()[0]["rows"] == count
    assert postgres.fetch(asked).to_pylist()[0]["there"] == int((~gone).sum())
    found = postgres.fetch("SELECT twice, half FROM million ORDER BY id")
    assert found["twice"].equals(pa.chunked_array([pa.array(x * 2, mask=gone)]))
    assert found["half"].equals(pa.chunked_array([pa.array(x / 2, mask=gone)]))


def test_excel(result: Any, tmp_path: Path) -> None:
    found = written(result, str(tmp_path / "out.xlsx"))
    assert {it.code for it in found} == {"W0675"}  # keys are texts, dates before 1900 too: nothing is computed of them
    sheets = cells(tmp_path / "out.xlsx")
    names, rows = sheets["Outputs"][1], sheets["Outputs"][4:]
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    assert list(map(int, columns["id"])) == WANTED["id"]
    for name in ("amount", "size", "share", "won", "plan", "region"):
        seen = [None if it in ("", "#N/A") else float(it) if name == "size" else it for it in columns[name]]
        wanted_ = [float(it) if name == "size" and it is not None else it for it in WANTED[name]]
        same({name: seen}, {name: wanted_})
    days = [str(it) if it else None for it in columns["signed"]]
    assert days == [None if it is None else it.isoformat() for it in WANTED["signed"]]
    single = {row[0]: row[2] for row in sheets["Summary"][4:]}
    assert (single["total"], single["things"], single["latest"]) == (TOTAL, ROWS, LATEST)


def test_objects(result: Any) -> None:
    polars = pytest.importorskip("polars")
    same(wanted(result.to_arrow()), WANTED)
    same(wanted(pa.table(result)), WANTED)
    same(result.to_polars().to_dict(as_series=False), WANTED)
    same(polars.DataFrame(result).to_dict(as_series=False), WANTED)
    frame = result.to_pandas()
    assert frame["id"].tolist() == WANTED["id"]
    assert [None if math.isnan(it) else it for it in frame["amount"].tolist()] == WANTED["amount"]
    assert frame["plan"].tolist() == WANTED["plan"] or frame["plan"].isna().sum() == WANTED["plan"].count(None)


def test_rows_come_back_as_what_was_handed_in(result: Any) -> None:
    import duckdb
    import pandas as pd
    import polars as pl

    kinds: list[Any] = [
        GIVEN, GIVEN.to_reader(), GIVEN.to_pandas(), pl.DataFrame(GIVEN), pl.DataFrame(GIVEN).lazy(),
        duckdb.from_arrow(GIVEN),
    ]  # fmt: skip
    for it in kinds:
        assert type(result.like(it)) is type(it)
    assert isinstance(result.like(pd.DataFrame({"a": [1]})), pd.DataFrame)
    same(result.like({"a": [1]}), WANTED)
    assert result.like([{"a": 1}])[0]["id"] == WANTED["id"][0]
    same(result.like(pl.DataFrame(GIVEN).lazy()).collect().to_dict(as_series=False), WANTED)
    same(wanted(pa.table(result.like(duckdb.from_arrow(GIVEN)))), WANTED)


def test_numbers_that_are_no_ordinary_ones_are_among_them() -> None:
    assert any(it is not None and it > 2**53 for it in WANTED["id"])
    assert 2**53 in WANTED["size"]
    assert any(it == 0 and math.copysign(1, it) < 0 for it in WANTED["amount"] if it is not None)
    assert all(None in WANTED[it] for it in WANTED if it != "id")


def test_single_values_that_a_file_has_no_place_for_are_told(result: Any, tmp_path: Path) -> None:
    (note,) = written(result, str(tmp_path / "out.csv"))
    assert (note.code, note.level) == ("W0670", "note")
    assert note.message.startswith("`total`, `things`, `latest` have one value")


def test_a_model_about_one_thing_has_one_row(tmp_path: Path) -> None:
    one = ww.parse("x = 2 * 3\n").run()
    for address in (tmp_path / "one.csv", tmp_path / "one.parquet", f"sqlite:///{tmp_path}/one.db#one"):
        assert written(one, str(address)) == ()
    assert (tmp_path / "one.csv").read_text() == '"x"\n6\n'
    assert parquet.read_table(tmp_path / "one.parquet").to_pylist() == [{"x": 6.0}]
    base = sqlite3.connect(tmp_path / "one.db")
    assert base.execute("SELECT * FROM one").fetchall() == [(6.0,)]
    base.close()

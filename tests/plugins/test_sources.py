"""What sources do beside giving rows: no more columns than are wanted, standard input, other heads, kinds of cells."""

import io
import json
import pickle
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest
from pyarrow import parquet

import worthwhile as ww
import worthwhile_plugins
from worthwhile.cli.main import main
from worthwhile.plugin import Source, plugin
from worthwhile.plugin.registry import Registry
from worthwhile_plugins.sources.address import parted

MODEL = """
entity customer key id
records orders "Orders" of customer by id:
    paid : USD
inputs:
    margin : USD from "Avg Margin" optional
    since  : date optional
    plan   : text optional
total = sum(orders.paid)
outputs:
    margin
    since
    plan
    total
"""


def model() -> ww.Model:
    return ww.parse(MODEL)


# ---- no more than is wanted


class Watched:
    """A table that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Sequence[str]] = []
        self.name = "watched"
        self.spelled: dict[str, Any] = {}

    def columns(self) -> Sequence[str]:
        return ["wide", "id", "Avg Margin", "plan", "other", "paid"]

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        self.asked.append(list(columns))
        yield pa.record_batch([["1"]] * len(columns), names=list(columns))


TABLE = Watched()


class WatchedSource:
    name = "watched"

    def claims(self, address: str) -> bool:
        return address == "watched"

    def open(self, address: str) -> Watched:
        assert address
        return TABLE


@plugin
def sources() -> Iterator[Source]:
    yield WatchedSource()


def test_only_the_columns_that_a_model_uses_are_read() -> None:
    offering = ModuleType("watching")
    setattr(offering, "sources", sources)  # noqa: B010 (a module has whatever its file says)
    asking = ww.parse(MODEL, registry=Registry.of(worthwhile_plugins, offering))
    TABLE.asked = []
    result = asking.run("watched", orders="watched")
    assert sorted(map(sorted, TABLE.asked)) == [["Avg Margin", "id", "plan"], ["id", "paid"]]
    assert (result.values("margin"), result.values("total"), result.keys) == ([1], [1], ("1",))
    TABLE.asked = []
    list(asking.stream("watched", orders="watched"))
    assert {head for asked in TABLE.asked for head in asked} == {"Avg Margin", "id", "plan", "paid"}


# ---- standard input


def test_a_table_comes_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is read twice, for the total and for the shares."""
    (tmp_path / "m.worth").write_text(
        "entity row key id\ninputs:\n    x : number\ny = x / sum(x over row)\n", encoding="utf-8"
    )
    for out in ("out.json", "out.parquet"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"id;x\na;1,5\nb;4,5\n")))
        data = ["--data", "row=-?decimal=,&delimiter=;"]
        assert main(["run", str(tmp_path / "m.worth"), *data, "--out", str(tmp_path / out)]) == 0
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["outputs"]["y"] == [0.25, 0.75]
    assert parquet.read_table(tmp_path / "out.parquet").column("y").to_pylist() == [0.25, 0.75]


def test_nothing_on_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(ww.ModelError) as told:
        model().run("-")
    assert "standard input cannot be read: it is empty" in told.value.findings[0].message


# ---- other heads


DATA = {"Kunde": ["a", "b"], "Marge": [1.0, 2.0], "Avg Margin": [9.0, 9.0]}
ORDERS = {"Wer": ["a", "a", "b"], "Bezahlt": [1.0, 2.0, 4.0]}
MAP = {"id": "Kunde", "margin": "Marge", "orders.id": "Wer", "orders.paid": "Bezahlt"}


def test_columns_go_by_other_heads_in_the_data() -> None:
    result = model().run(DATA, orders=ORDERS, map=MAP)
    assert result.values("margin") == [1, 2]
    assert result.values("total") == [3, 4]
    assert result.keys == ("a", "b")
    assert result.to_arrow().column_names == ["id", "margin", "since", "plan", "total"]
    (batch,) = model().stream(DATA, orders=ORDERS, map=MAP)
    assert batch.to_arrow() == result.to_arrow()
    (batch,) = model().stream(DATA, orders=ORDERS, map=MAP, keep=True)
    assert batch.to_arrow().column_names == ["Kunde", "Marge", "Avg Margin", "margin", "since", "plan", "total"]


def test_a_model_with_other_heads_is_a_model_like_any() -> None:
    with_heads = model().with_columns(MAP)
    again = pickle.loads(pickle.dumps(with_heads))  # noqa: S301 (our own)
    assert again == with_heads != model()
    assert again.run(DATA, orders=ORDERS).values("margin") == [1, 2]
    assert with_heads.with_columns({"margin": "Avg Margin"}).run(DATA, orders=ORDERS).values("margin") == [9, 9]
    assert model().run(DATA, orders=ORDERS, map=MAP, on="duckdb").values("total") == [3, 4]


def test_two_inputs_may_have_one_column() -> None:
    two = ww.parse('entity row key id\ninputs:\n    x : number\n    y : number from "x"\nz = x - y\n')
    assert two.run({"id": [1], "x": [5.0], "b": [2.0]}, map={"y": "b"}).values("z") == [3]
    assert two.run({"id": [1], "b": [2.0]}, map={"y": "b", "x": "b"}).values("z") == [0]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("margn", "did you mean `margin`?"),
        ("total", "these have columns: `id`, `orders.id`, `orders.paid`, `margin`, `since`, `plan`"),
        ("paid", "these have columns"),
    ],
)
def test_a_name_without_a_column_is_told(name: str, says: str) -> None:
    with pytest.raises(ww.ModelError) as told:
        model().run(DATA, map={name: "Marge"})
    (finding,) = told.value.findings
    assert finding.code == "W0649"
    assert says in finding.hint


def test_an_input_without_its_column_names_the_nearest_heads() -> None:
    wanting = ww.parse("entity row key id\ninputs:\n    margin : number\nx = margin\n")
    with pytest.raises(ww.ModelError) as told:
        wanting.run({"id": [1], "margins": [1.0]})
    assert told.value.findings[0].hint == "did you mean `margins`?"
    with pytest.raises(ww.ModelError) as told:
        wanting.run({"id": [1], "Deckungsbeitrag": [1.0]})
    assert "--map margin=COLUMN" in told.value.findings[0].hint


def test_the_command_line_maps_heads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.worth").write_text("entity row key id\ninputs:\n    x : number\ny = x + 1\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("Nr,Wert\n7,1\n", encoding="utf-8")
    told = [str(tmp_path / "m.worth"), "--data", f"row={tmp_path / 'a.csv'}", "--map", "id=Nr", "--map", "x=Wert"]
    assert main(["run", *told, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["outputs"] == {"y": [2]}
    assert main(["check", *told]) == 0
    assert main(["explain", told[0], "y", *told[1:]]) == 0
    assert "Wert" in capsys.readouterr().out
    assert main(["run", *told[:3], "--map", "z=Wert"]) == 2


# ---- kinds of cells


def test_a_moment_is_on_a_day() -> None:
    """A moment with a zone is on the day that its zone has; one in a database on that of UTC."""
    asked = ww.parse("entity row key id\ninputs:\n    day : date\noutputs:\n    day\n")
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    for kind, day in ((pa.timestamp("us", "UTC"), "2026-03-31"), (pa.timestamp("ns", "Europe/Berlin"), "2026-04-01")):
        assert asked.run(pa.table({"id": [1], "day": pa.array([late], kind)})).values("day") == [day]
    assert asked.run(pa.table({"id": [1], "day": pa.array([date(1969, 12, 31)], pa.date64())})).values("day") == [
        "1969-12-31"
    ]


@pytest.mark.parametrize("kind", [pa.decimal128(38, 4), pa.decimal256(50, 4), pa.decimal32(9, 2), pa.decimal64(18, 2)])
def test_decimals_are_the_nearest_numbers(kind: pa.DataType) -> None:
    """As Python rounds them, once; a cast of Arrow's does not."""
    values = [Decimal(it) / 100 for it in range(-5_000, 5_000, 7)] + [None, Decimal("0.10"), Decimal("-3.30")]
    if kind.precision > 18:
        values += [Decimal("123456789012345678901234.5678"), Decimal("-90071992547409.93")]
    asked = ww.parse("entity row key id\ninputs:\n    x : number optional\noutputs:\n    x\n")
    array = pa.array(values, kind)
    for some in (array, array.slice(3, 100)):
        result = asked.run(pa.table({"id": range(len(some)), "x": some}))
        assert result.values("x") == [None if it is None else float(it) for it in some.to_pylist()]


def test_a_whole_number_that_no_float_holds_is_told_wherever_it_comes_from(tmp_path: Path) -> None:
    asked = ww.parse("entity row key id\ninputs:\n    x : number\noutputs:\n    x\n")
    far = 2**53 + 1
    base = sqlite3.connect(tmp_path / "a.db")
    base.execute("CREATE TABLE t AS SELECT 1 AS id, 9007199254740993 AS x")
    base.commit()
    base.close()
    (tmp_path / "a.csv").write_text(f"id,x\n1,{far}\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(f'{{"id": 1, "x": {far}}}\n', encoding="utf-8")
    tables: list[Any] = [
        {"id": [1], "x": [far]},
        pa.table({"id": [1], "x": pa.array([Decimal(far)], pa.decimal128(38, 0))}),
        f"sqlite:///{tmp_path}/a.db#t", str(tmp_path / "a.csv"), str(tmp_path / "a.jsonl"),
    ]  # fmt: skip
    for it in tables:
        result = asked.run(it)
        assert [(found.code, found.found) for found in result.diagnostics] == [("W0603", f'"{far}"')], it
        assert result.values("x") == [None]


def test_nothing_in_a_number_is_missing_wherever_it_says_so() -> None:
    """A mask says what is missing; what is no number says it, too, for there is no other number that it could be."""
    asked = ww.parse("entity row key id\ninputs:\n    x : number\noutputs:\n    x\n")
    nan = float("nan")
    table = pa.table({"id": [1, 2, 3], "x": pa.array([nan, None, 1.0], pa.float64())})
    result = asked.run(table)
    assert result.values("x") == [None, None, 1]
    assert [(it.code, it.rows) for it in result.diagnostics] == [("W0602", 2)]


def test_mixed_cells_of_a_json_and_an_sqlite_column_are_each_read_as_they_are(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": 1, "x": 1},
        {"id": 2, "x": 0.1},
        {"id": 3, "x": "2.5"},
        {"id": 4, "x": None},
        {"id": 5},
        {"id": 6, "x": "n/a"},
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    base = sqlite3.connect(tmp_path / "a.db")
    base.execute("CREATE TABLE t (id, x)")
    base.executemany("INSERT INTO t VALUES (?, ?)", [(it["id"], it.get("x")) for it in rows])
    base.commit()
    base.close()
    asked = ww.parse("entity row key id\ninputs:\n    x : number optional\noutputs:\n    x\n")
    for address in (f"{tmp_path}/a.json", f"{tmp_path}/a.jsonl", f"sqlite:///{tmp_path}/a.db"):
        result = asked.run(address)
        assert result.values("x") == [1, 0.1, 2.5, None, None, None]
        assert result.keys == (1, 2, 3, 4, 5, 6)
        assert [(it.code, it.found) for it in result.diagnostics] == [("W0603", '"n/a"')]


def test_texts_of_a_workbook_are_read_as_is_said(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    rows: list[list[Any]] = [["", "", ""], ["", "id", "x"], ["", 1001, "1.234,5"], ["", "", ""], ["", 1002, 7]]
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(place, column, cell)
    book.close()
    asked = ww.parse("entity row key id\ninputs:\n    x : number\noutputs:\n    x\n")
    result = asked.run(f"{tmp_path}/a.xlsx?decimal=,")
    assert (result.keys, result.values("x")) == ((1001, 1002), [1234.5, 7])


# ---- addresses


@pytest.mark.parametrize(
    ("address", "target", "options", "part", "query"),
    [
        ("a.csv", "a.csv", {}, "", ""),
        ("a.csv?delimiter=;&decimal=,", "a.csv", {"delimiter": ";", "decimal": ","}, "", ""),
        ("a.csv?delimiter=%26", "a.csv", {"delimiter": "&"}, "", ""),
        ("book.xlsx#Sheet 2", "book.xlsx", {}, "Sheet 2", ""),
        ("book.xlsx?decimal=,#Why%3F", "book.xlsx", {"decimal": ","}, "Why?", ""),
        ("book.xlsx#Why?", "book.xlsx", {}, "Why?", ""),
        ("sqlite:///a.db#t", "sqlite:///a.db", {}, "t", ""),
        ("sqlite:///a.db?query=SELECT a FROM t WHERE b LIKE '%ab#c&d'", "sqlite:///a.db", {}, "",
         "SELECT a FROM t WHERE b LIKE '%ab#c&d'"),
        ("sqlite:///a.db?query=SELECT%20a%20FROM%20t", "sqlite:///a.db", {}, "", "SELECT a FROM t"),
        ("postgresql://h/b?sslmode=require&query=SELECT a FROM t", "postgresql://h/b", {"sslmode": "require"}, "",
         "SELECT a FROM t"),
        ("postgresql://h/b?sslmode=require#s.t", "postgresql://h/b", {"sslmode": "require"}, "s.t", ""),
    ],
)  # fmt: skip
def test_an_address_has_parts(address: str, target: str, options: dict[str, str], part: str, query: str) -> None:
    found = parted(address)
    assert (found.target, dict(found.options), found.part, found.query) == (target, options, part, query)


def test_folders_are_columns(tmp_path: Path) -> None:
    for country, year, margin in (("DE", 2025, 1.0), ("FR", 2026, 2.0)):
        folder = tmp_path / "lake" / f"country={country}" / f"year={year}"
        folder.mkdir(parents=True)
        parquet.write_table(pa.table({"id": [country], "margin": [margin]}), folder / "part-0.parquet")
        (folder / "_SUCCESS").touch()
        (folder / "._hidden.parquet").write_bytes(b"")
    asked = ww.parse(
        "entity row key id\ninputs:\n    margin : number\n    year : count\n    country : one of DE, FR\n"
        "outputs:\n    margin\n    year\n    country\n"
    )
    for address in (tmp_path / "lake", tmp_path / "lake" / "*" / "*" / "*.parquet"):
        result = asked.run(str(address))
        found = [result.values(it) for it in ("margin", "year", "country")]
        assert found == [[1, 2], [2025, 2026], ["DE", "FR"]]


def test_files_of_related_kinds_are_one_table(tmp_path: Path) -> None:
    parquet.write_table(
        pa.table({"id": pa.array([1], pa.int32()), "x": pa.array([2], pa.int32())}), tmp_path / "a.parquet"
    )
    parquet.write_table(pa.table({"x": [0.5], "id": [2]}), tmp_path / "b.parquet")
    asked = ww.parse("entity row key id\ninputs:\n    x : number\noutputs:\n    x\n")
    result = asked.run(str(tmp_path / "*.parquet"))
    assert (result.keys, result.values("x")) == ((1, 2), [2, 0.5])
    with patch("worthwhile_plugins.sources.reading.parquet_table.ROWS", 1):
        assert [it.values("x") for it in asked.stream(str(tmp_path / "*.parquet"), batch_rows=1)] == [[2], [0.5]]

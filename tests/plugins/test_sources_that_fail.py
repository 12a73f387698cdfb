"""What cannot be read is told with its place and a way out: never a traceback, never half a table."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest
from pyarrow import parquet

import worthwhile as ww
from worthwhile.cli.main import main
from worthwhile.text import Finding
from worthwhile.text.shown import shown, without_secrets

MODEL = "entity row key id\ninputs:\n    x : number\ny = x + 1\n"
ROWS = {"id": [1, 2], "x": [1.5, 2.5]}


def refused(data: Any) -> Finding:
    """What a run says of a source that it cannot read; reading it in batches says the same."""
    model = ww.parse(MODEL)
    with pytest.raises(ww.ModelError) as told:
        model.run(data)
    with pytest.raises(ww.ModelError) as again:
        list(model.stream(data))
    assert told.value.findings == again.value.findings
    (finding,) = told.value.findings
    assert finding.hint
    return finding


def cut(file: Path, left: float = 0.6) -> Path:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * left)])
    return file


def packed(file: Path, text: str) -> Path:
    with gzip.open(file, "wb") as stream:
        stream.write(text.encode())
    return file


def text(file: Path, content: str | bytes) -> Path:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def a_parquet(file: Path, rows: dict[str, list[Any]] | None = None) -> Path:
    parquet.write_table(pa.table(rows or ROWS), file)
    return file


def a_base(folder: Path) -> Path:
    base = sqlite3.connect(folder / "shop.db")
    base.execute("CREATE TABLE customers AS SELECT 1 AS id, 1.5 AS x")
    base.execute("CREATE TABLE orders (id, x)")
    base.commit()
    base.close()
    return folder / "shop.db"


def a_book(folder: Path) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(folder / "book.xlsx"))
    for name in ("Customers", "Orders"):
        book.add_worksheet(name).write_row(0, 0, ["id", "x"])
    book.close()
    return folder / "book.xlsx"


def a_duck(folder: Path) -> Path:
    import duckdb

    with duckdb.connect(str(folder / "duck.db")) as base:
        base.execute("CREATE TABLE customers AS SELECT 1 AS id, 1.5 AS x")
        base.execute("CREATE TABLE orders (id INTEGER, x DOUBLE)")
    return folder / "duck.db"


many = "".join(f"{it},1\n" for it in range(200_000))
CASES: dict[str, tuple[Callable[[Path], Any], str, str]] = {
    "no such csv": (lambda folder: folder / "a.csv", "W0609", "no such file"),
    "no such parquet": (lambda folder: folder / "a.parquet", "W0609", "no such file"),
    "no such pattern": (lambda folder: folder / "*.parquet", "W0609", "no such file"),
    "no such json": (lambda folder: folder / "a.json", "W0609", "no such file"),
    "no such book": (lambda folder: folder / "a.xlsx", "W0609", "no such file"),
    "no such base": (lambda folder: f"sqlite:///{folder}/a.db#t", "W0609", "no such file"),
    "no such duck": (lambda folder: f"duckdb:///{folder}/a.db#t", "W0609", "no such file"),
    "an unknown kind": (lambda folder: text(folder / "a.docx", "x"), "W0608", "csv, "),
    "nothing in it": (lambda folder: text(folder / "a.csv", ""), "W0608", "empty"),
    "nothing packed": (lambda folder: packed(folder / "a.csv.gz", ""), "W0608", "empty"),
    "cut csv.gz": (lambda folder: cut(packed(folder / "a.csv.gz", "id,x\n" + many)), "W0608", "gzip"),
    "not packed": (lambda folder: text(folder / "a.csv.gz", "id,x\n1,2\n"), "W0608", "gzip"),
    "short row": (lambda folder: text(folder / "a.csv", "id,x\n1,2\n3\n"), "W0608", "line 3 has 1 and not 2"),
    "long row": (lambda folder: text(folder / "a.csv", "id,x\n1,2\n3,4,5\n"), "W0608", "line 3 has 3 and not 2"),
    "a bad letter late": (
        lambda folder: text(folder / "a.csv", b"id,x\n" + many.encode() + b"\xff,1\n"), "W0608", "not in UTF-8",
    ),
    "a letter that cp1252 lacks": (
        lambda folder: f"{text(folder / 'a.csv', b'id,x' + bytes([10]) + bytes([129]) + b',1')}?encoding=cp1252",
        "W0608", "not in CP1252",
    ),
    "cut parquet": (lambda folder: cut(a_parquet(folder / "a.parquet")), "W0608", "does not end as a Parquet file"),
    "empty parquet": (lambda folder: text(folder / "a.parquet", ""), "W0608", "does not end as a Parquet file"),
    "parquet in pieces that differ": (
        lambda folder: (a_parquet(folder / "a-1.parquet"), a_parquet(folder / "a-2.parquet", {"id": [3], "z": [1.0]}))
        and folder / "a-*.parquet", "W0608", "a-2.parquet cannot be read: it has no column `x`",
    ),
    "parquet of two kinds": (
        lambda folder: (a_parquet(folder / "a-1.parquet"), a_parquet(folder / "a-2.parquet", {"id": [3], "x": ["a"]}))
        and folder / "a-*.parquet", "W0608", "different kinds",
    ),
    "an empty folder": (lambda folder: folder, "W0608", "no Parquet file in this folder"),
    "broken json": (lambda folder: text(folder / "a.json", '[{"id": 1,\n "x": }]'), "W0608", "line 2, column 7"),
    "deep json": (lambda folder: text(folder / "a.json", "[" * 100_000), "W0608", "nested too deeply"),
    "no table in json": (lambda folder: text(folder / "a.json", '{"id": 1}'), "W0608", "holds no table"),
    "uneven json": (lambda folder: text(folder / "a.json", '{"id": [1], "x": [1, 2]}'), "W0608", "from 1 to 2"),
    "json in other letters": (lambda folder: text(folder / "a.json", b'[{"id": "\xff"}]'), "W0608", "UTF-8"),
    "a broken line": (lambda folder: text(folder / "a.jsonl", '{"id": 1}\n\n{"id": \n'), "W0608", "line 3"),
    "a line that is no row": (lambda folder: text(folder / "a.jsonl", '{"id": 1}\n[1]\n'), "W0608", "line 2 is no object"),
    "two rows a line": (lambda folder: text(folder / "a.jsonl", '{"id": 1}, {"id": 2}\n'), "W0608", "line 1"),
    "no lines": (lambda folder: text(folder / "a.jsonl", "\n\n"), "W0608", "empty"),
    "no such sheet": (lambda folder: f"{a_book(folder)}#Customer", "W0647", "did you mean `Customers`?"),
    "which sheet": (a_book, "W0647", "`#Customers`"),
    "no workbook": (lambda folder: text(folder / "a.xlsx", "id,x"), "W0608", "no workbook"),
    "a cut workbook": (lambda folder: cut(a_book(folder)), "W0608", "no workbook"),
    "no such table": (lambda folder: f"sqlite:///{a_base(folder)}#customer", "W0647", "did you mean `customers`?"),
    "which table": (lambda folder: f"sqlite:///{a_base(folder)}", "W0647", "`#customers`"),
    "wrong sql": (lambda folder: f"sqlite:///{a_base(folder)}?query=SELECT id FORM customers", "W0648", "syntax error"),
    "writing sql": (lambda folder: f"sqlite:///{a_base(folder)}?query=DELETE FROM customers", "W0648", "syntax error"),
    "no base": (lambda folder: f"sqlite:///{text(folder / 'a.db', 'id,x' * 999)}#t", "W0608", "not a database"),
    "an option for a base": (lambda folder: f"sqlite:///{a_base(folder)}?table=customers", "W0645", "`query=`"),
    "no such duck table": (lambda folder: f"duckdb:///{a_duck(folder)}#customer", "W0647", "did you mean `customers`?"),
    "wrong duck sql": (lambda folder: f"duckdb:///{a_duck(folder)}?query=SELECT id FORM customers", "W0648", "syntax error"),
    "no duck": (lambda folder: f"duckdb:///{text(folder / 'a.db', 'id,x' * 9999)}#t", "W0608", "not a valid DuckDB"),
    "no host": (lambda _: "postgresql://127.0.0.1:1/base#t", "W0648", "base at 127.0.0.1"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_read_is_told(name: str, tmp_path: Path) -> None:
    data, code, says = CASES[name]
    given = data(tmp_path)
    finding = refused(given if isinstance(given, str) else str(given))
    assert finding.code == code
    assert says in f"{finding.message} {finding.hint}"


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    file = text(tmp_path / "a.csv", "id,x\n1,2\n")
    denied = PermissionError(13, "Permission denied")
    with patch("worthwhile_plugins.sources.reading.csv_table.content", side_effect=denied):  # root may read all
        assert "you may not read it" in refused(str(file)).message


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(ww.ModelError) as told:
        ww.parse(MODEL).run(str(tmp_path / "a.csv"))
    assert "it is a folder" in told.value.findings[0].message


@pytest.mark.parametrize(
    ("module", "address", "command"),
    [
        ("python_calamine", "{}/book.xlsx#Customers", 'pip install "worthwhile[excel]"'),
        ("duckdb", "duckdb:///{}/duck.db#customers", 'pip install "worthwhile[duckdb]"'),
        ("adbc_driver_postgresql.dbapi", "postgresql://host/base#t", 'pip install "worthwhile[postgresql]"'),
    ],
)
def test_a_driver_that_is_missing_is_told_with_the_command_that_installs_it(
    module: str, address: str, command: str, tmp_path: Path
) -> None:
    a_book(tmp_path)
    a_duck(tmp_path)
    with patch.dict("sys.modules", {module: None}):
        finding = refused(address.format(tmp_path))
    assert finding.code == "W0646"
    assert finding.hint == command


# ---- passwords


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:s3cret@127.0.0.1:1/base#t",
        "postgresql://ann:s3cr%65t@127.0.0.1:1/base?query=SELECT 1",
        "postgresql://127.0.0.1:1/base?user=ann&password=s3cret&query=SELECT 1",
        "mysql://ann:s3cret@host/base",
    ],
)
def test_no_message_shows_a_password(address: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "m.worth").write_text(MODEL, encoding="utf-8")
    for extra in ([], ["--format", "json"], ["--out", str(tmp_path / "out.csv")]):
        assert main(["run", str(tmp_path / "m.worth"), "--data", f"row={address}", *extra]) in (1, 2)
    told = "".join(capsys.readouterr())
    assert "s3cr" not in told
    assert "127.0.0.1" in told or "host" in told


def test_a_password_is_hidden_however_it_is_written() -> None:
    assert shown("postgresql://ann:a:b@c@host/base") == "postgresql://ann:***@host/base"
    assert shown("postgresql://host/base?password=a%20b&x=1") == "postgresql://host/base?password=***&x=1"
    assert shown("customers.csv?decimal=,") == "customers.csv?decimal=,"
    assert without_secrets('"a b" is wrong, a%20b', "postgresql://ann:a%20b@host/x") == '"***" is wrong, ***'


# ---- the command line


def test_what_was_named_wrongly_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.worth").write_text(MODEL, encoding="utf-8")
    base = a_base(tmp_path)
    wrong = [
        f"sqlite:///{base}#customer",
        f"{text(tmp_path / 'a.csv', 'id,x')}?delimter=;",
        f"{a_book(tmp_path)}#Customer",
    ]
    for address in wrong:
        assert main(["run", str(tmp_path / "m.worth"), "--data", f"row={address}"]) == 2, capsys.readouterr().err


def test_check_tells_how_a_file_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.worth").write_text(MODEL, encoding="utf-8")
    text(tmp_path / "a.csv", "id;x\n1;2,5\n")
    assert main(["check", str(tmp_path / "m.worth"), "--data", f"row={tmp_path / 'a.csv'}", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["findings"]
    assert [(it["code"], it["level"]) for it in told] == [("W0640", "note")] * 2
    assert {"delimiter=;", "decimal=,"} == {it["hint"].split("`")[1].removeprefix("?") for it in told}

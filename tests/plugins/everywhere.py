"""One table in every shape that a source reads: what goes in is known exactly, so that what arrives can be compared.

The columns hold the traps of each kind: nothing beside something, numbers that no float holds nearly, amounts
in decimals, the largest whole numbers, yes and no and nothing, days before 1970, categories, and texts with
every mark that a text file uses itself.
"""

import gzip
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

ROWS = 10_000
MODEL = """
entity row key id
inputs:
    price  : USD optional
    rate   : percent optional
    number : number optional
    seats  : count optional
    big    : count optional
    won    : flag optional
    plan   : one of basic, pro, "not yet" optional
    signed : date optional
    remark : text optional
outputs:
    price
    rate
    number
    seats
    big
    won
    plan
    signed
    remark
"""
WORDS = (
    "",
    "nord, süd",
    'say "so"',
    "two\nlines",
    "semi;colon",
    "tab\there",
    " blank ",
    "1.234",
    "03/04/2026",
    "日本",
    "x",
)
HEADS = ("id", "price", "rate", "number", "seats", "big", "won", "plan", "signed", "remark")


def rows(count: int = ROWS, *, words: tuple[str, ...] = WORDS) -> dict[str, list[Any]]:
    """The columns as plain values; ``price`` in decimals."""
    draw = Random(20260131)  # noqa: S311 (rows, no secrets)

    def some(value: Callable[[], Any]) -> list[Any]:
        return [None if draw.random() < 0.1 else value() for _ in range(count)]

    day = date(1900, 1, 1)
    return {
        "id": [f"k{it}" for it in range(count)],
        "price": some(lambda: Decimal(draw.randrange(-(10**9), 10**9)) / 100),
        "rate": some(lambda: draw.randrange(1001) / 1000),
        "number": some(lambda: draw.choice((draw.random(), 0.1 + 0.2, 1e-300, -1.5e22, 4.9e-324, draw.gauss(0, 1e6)))),
        "seats": some(lambda: draw.randrange(100)),
        "big": some(lambda: 2 * draw.randrange(2**52, 2**53)),
        "won": some(lambda: draw.random() < 0.5),
        "plan": some(lambda: draw.choice(("basic", "pro", "not yet"))),
        "signed": some(lambda: day + timedelta(draw.randrange(60_000))),
        "remark": some(lambda: draw.choice(words)),
    }


SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "price": pa.decimal128(12, 2),
        "rate": pa.float64(),
        "number": pa.float64(),
        "seats": pa.int64(),
        "big": pa.int64(),
        "won": pa.bool_(),
        "plan": pa.string(),
        "signed": pa.date32(),
        "remark": pa.string(),
    }
)


def table(known: dict[str, list[Any]]) -> pa.Table:
    """The columns as Arrow, of the kind that each is."""
    return pa.table(known, schema=SCHEMA)


def in_batches(known: dict[str, list[Any]], rows_of_batch: int = 1_000) -> pa.Table:
    """The same in batches, the categories and texts with another dictionary in each."""
    batches = []
    for batch in table(known).to_batches(rows_of_batch):
        arrays = [
            it.dictionary_encode() if head in ("plan", "remark") else it
            for head, it in zip(batch.schema.names, batch.columns, strict=True)
        ]
        batches.append(pa.record_batch(arrays, names=batch.schema.names))
    assert len({tuple(it.column("remark").dictionary.to_pylist()) for it in batches}) > 1
    return pa.Table.from_batches(batches)


# ---- files


def said(value: Any) -> str:
    """A value as text files have it; numbers to the last figure."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value)
    return str(value)


def local(value: Any) -> str:
    """The same as somebody in Germany writes it."""
    match value:
        case date():
            return f"{value.day:02}.{value.month:02}.{value.year}"
        case Decimal():
            return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
        case float():
            return repr(value).replace(".", ",")
    return said(value)


def delimited(known: dict[str, list[Any]], delimiter: str = ",", spoken: Callable[[Any], str] = said) -> str:
    """Rows of a text file."""

    def cell(text: str) -> str:
        quote = any(it in text for it in (delimiter, '"', "\n", "\r")) or text != text.strip()
        return '"' + text.replace('"', '""') + '"' if quote else text

    lines = [delimiter.join(map(cell, known))]
    lines += [delimiter.join(cell(spoken(it)) for it in row) for row in zip(*known.values(), strict=True)]
    return "\n".join(lines) + "\n"


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return float(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value


def records(known: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(known, map(plain, row), strict=True)) for row in zip(*known.values(), strict=True)]


def as_csv(known: dict[str, list[Any]], folder: Path) -> str:
    (folder / "rows.csv").write_text(delimited(known), encoding="utf-8", newline="")
    return str(folder / "rows.csv")


def as_packed_tsv(known: dict[str, list[Any]], folder: Path) -> str:
    with gzip.open(folder / "rows.tsv.gz", "wb", compresslevel=1) as file:
        file.write(delimited(known, "\t").encode())
    return str(folder / "rows.tsv.gz")


def as_local_csv(known: dict[str, list[Any]], folder: Path) -> str:
    """What nobody says how to read: all is found out."""
    (folder / "local.csv").write_bytes(delimited(known, ";", local).encode("utf-16"))
    return str(folder / "local.csv")


def as_given_csv(known: dict[str, list[Any]], folder: Path) -> str:
    (folder / "given.csv").write_text(delimited(known, "|", local), encoding="utf-8", newline="")
    return str(folder / "given.csv?delimiter=pipe&decimal=,&thousands=.&dates=dmy&encoding=utf-8")


def as_parquet(known: dict[str, list[Any]], folder: Path) -> str:
    parquet.write_table(table(known), folder / "rows.parquet", row_group_size=3_000)
    return str(folder / "rows.parquet")


def as_parquet_files(known: dict[str, list[Any]], folder: Path) -> str:
    whole = table(known)
    for start in range(0, whole.num_rows, 2_500):
        parquet.write_table(whole.slice(start, 2_500), folder / f"part-{start:05}.parquet")
    return str(folder / "part-*.parquet")


def as_parquet_folders(known: dict[str, list[Any]], folder: Path) -> str:
    """A folder a plan: the rows come in another order."""
    whole = table(known)
    for plan in ("basic", "pro", "not yet", None):
        inside = folder / "lake" / f"plan={'__HIVE_DEFAULT_PARTITION__' if plan is None else plan.replace(' ', '%20')}"
        inside.mkdir(parents=True)
        mask = pa.array([it == plan for it in known["plan"]])
        parquet.write_table(whole.filter(mask).drop_columns(["plan"]), inside / "part-0.parquet")
    return str(folder / "lake")


def as_json_rows(known: dict[str, list[Any]], folder: Path) -> str:
    (folder / "rows.json").write_text(json.dumps(records(known), ensure_ascii=False), encoding="utf-8")
    return str(folder / "rows.json")


def as_json_columns(known: dict[str, list[Any]], folder: Path) -> str:
    columns = {head: list(map(plain, values)) for head, values in known.items()}
    (folder / "columns.json").write_text(json.dumps(columns), encoding="utf-8")
    return str(folder / "columns.json")


def as_json_lines(known: dict[str, list[Any]], folder: Path) -> str:
    with gzip.open(folder / "rows.jsonl.gz", "wb", compresslevel=1) as file:
        file.write("\n".join(map(json.dumps, records(known))).encode())
    return str(folder / "rows.jsonl.gz")


def as_workbook(known: dict[str, list[Any]], folder: Path) -> str:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(folder / "book.xlsx"))
    book.add_worksheet("Notes").write(0, 0, "about this")
    sheet = book.add_worksheet("The rows")
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, (head, values) in enumerate(known.items()):
        sheet.write_string(0, column, head)
        for row, value in enumerate(values, 1):
            match value:
                case None:
                    pass
                case bool():
                    sheet.write_boolean(row, column, value)
                case date():
                    sheet.write_datetime(row, column, value, days)
                case str():
                    sheet.write_string(row, column, value)
                case _:
                    sheet.write_number(row, column, value)
    book.close()
    _to_the_last_figure(folder / "book.xlsx", known)
    return str(folder / "book.xlsx#The rows")


def _to_the_last_figure(book: Path, known: dict[str, list[Any]]) -> None:
    """Numbers as spreadsheets keep them, with 17 figures: the library writes 16."""
    with zipfile.ZipFile(book) as file:
        parts = {it: file.read(it) for it in file.namelist()}
    sheet = "xl/worksheets/sheet2.xml"
    columns = dict(zip("ABCDEFGHIJ", known.values(), strict=True))

    def exact(cell: re.Match[str]) -> str:
        return f"{cell[1]}{columns[cell[2]][int(cell[3]) - 2]!r}</v>"

    text = re.sub(r'(<c r="([DF])(\d+)"><v>)[^<]*</v>', exact, parts[sheet].decode())
    with zipfile.ZipFile(book, "w") as file:
        for name, content in (parts | {sheet: text.encode()}).items():
            file.writestr(name, content)


def as_sqlite(known: dict[str, list[Any]], folder: Path) -> str:
    base = sqlite3.connect(folder / "base.db")
    kinds = "id TEXT PRIMARY KEY, price NUMERIC, rate REAL, number REAL, seats INTEGER, big INTEGER, won BOOLEAN"
    base.execute(f"CREATE TABLE rows ({kinds}, plan TEXT, signed DATE, remark TEXT)")
    inserted = zip(*(map(plain, values) for values in known.values()), strict=True)
    base.executemany(f"INSERT INTO rows VALUES ({','.join('?' * len(known))})", inserted)
    base.commit()
    base.close()
    return f"sqlite:///{folder / 'base.db'}#rows"


def as_duckdb(known: dict[str, list[Any]], folder: Path) -> str:
    import duckdb

    with duckdb.connect(str(folder / "duck.db")) as base:
        base.execute("CREATE TYPE plans AS ENUM ('basic', 'pro', 'not yet')")
        known_rows = table(known)
        base.register("known_rows", known_rows)
        base.execute("CREATE TABLE rows AS SELECT * REPLACE (plan::plans AS plan) FROM known_rows")
    return f"duckdb:///{folder / 'duck.db'}#rows"


FILES: dict[str, Callable[[dict[str, list[Any]], Path], str]] = {
    it.__name__.removeprefix("as_"): it
    for it in (
        as_csv,
        as_packed_tsv,
        as_local_csv,
        as_given_csv,
        as_parquet,
        as_parquet_files,
        as_parquet_folders,
        as_json_rows,
        as_json_columns,
        as_json_lines,
        as_workbook,
        as_sqlite,
        as_duckdb,
    )
}

# ---- in memory


def arrays(known: dict[str, list[Any]]) -> dict[str, Any]:
    """A dict of numpy arrays where numpy has a kind for nothing, of lists elsewhere."""
    return {
        **known,
        "rate": np.array([np.nan if it is None else it for it in known["rate"]]),
        "signed": np.array(known["signed"], dtype="datetime64[D]"),
        "big": np.ma.masked_array(
            [0 if it is None else it for it in known["big"]], mask=[it is None for it in known["big"]], dtype=np.int64
        ),
    }


def pandas_of_numpy(known: dict[str, list[Any]]) -> Any:
    import pandas as pd

    frame = pd.DataFrame(known)
    frame["seats"] = frame["seats"].astype("Int64")
    frame["big"] = pd.array(known["big"], dtype="Int64")
    frame["won"] = pd.array(known["won"], dtype="boolean")
    frame["plan"] = frame["plan"].astype("category")
    return frame


def pandas_of_arrow(known: dict[str, list[Any]]) -> Any:
    import pandas as pd

    return table(known).to_pandas(types_mapper=pd.ArrowDtype)


def polars(known: dict[str, list[Any]]) -> Any:
    import polars as pl

    return pl.DataFrame(table(known)).with_columns(pl.col("plan").cast(pl.Categorical))


def polars_lazily(known: dict[str, list[Any]]) -> Any:
    return polars(known).lazy()


def relation(known: dict[str, list[Any]]) -> Any:
    import duckdb

    return duckdb.connect().from_arrow(table(known))


class Stream:
    """Something of which nothing is known but that it gives a stream of Arrow."""

    def __init__(self, inside: pa.Table) -> None:
        self._inside = inside

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._inside.__arrow_c_stream__(requested_schema)


class Interchange:
    """Something that speaks the interchange protocol of data frames only, which has neither decimals nor days."""

    def __init__(self, inside: pa.Table) -> None:
        place = inside.schema.names.index("price")
        prices = pa.array([None if it is None else float(it) for it in inside.column("price").to_pylist()])
        inside = inside.set_column(place, "price", prices)
        place = inside.schema.names.index("signed")
        self._inside = inside.set_column(place, "signed", inside.column("signed").cast(pa.timestamp("us")))

    def __dataframe__(self, *_: object, **__: object) -> object:
        return self._inside.__dataframe__()


MEMORY: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "lists": lambda known: known,
    "arrays": arrays,
    "rows": lambda known: [dict(zip(known, row, strict=True)) for row in zip(*known.values(), strict=True)],
    "arrow": table,
    "arrow_in_batches": in_batches,
    "arrow_batch": lambda known: table(known).combine_chunks().to_batches()[0],
    "arrow_reader": lambda known: in_batches(known).to_reader(),
    "pandas_of_numpy": pandas_of_numpy,
    "pandas_of_arrow": pandas_of_arrow,
    "polars": polars,
    "polars_lazily": polars_lazily,
    "relation": relation,
    "stream": lambda known: Stream(in_batches(known)),
    "interchange": lambda known: Interchange(table(known)),
}

__all__ = ["FILES", "HEADS", "MEMORY", "MODEL", "ROWS", "rows", "table"]

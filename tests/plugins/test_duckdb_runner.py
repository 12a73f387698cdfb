"""`--on duckdb` gives what a run here gives: values to the last bit, and everything that is said of the data."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import csv

import worthwhile as ww
from shipped import OF_ROWS, Sample
from worthwhile.cli import main
from worthwhile_plugins.runners import duckdb_runner

duckdb = pytest.importorskip("duckdb", reason="DuckDB is the extra `duckdb`")

TEXT = """model orders
currency USD
entity customer key customer_id
as_of = 2024-09-29
records orders of customer by customer_id:
    amount    : USD in $0..
    items     : count in 0..
    status    : one of paid, open, returned
    note      : text optional
    gift      : flag
    placed_on : date
bought = count(orders where orders.status is paid)
pieces = sum(orders.items where orders.placed_on > as_of - 365 days and not orders.gift)
latest = max(orders.placed_on)
days = distinct(orders.placed_on where orders.status in {paid, open})
biggest = max(orders.amount where 2 <= orders.items < 5)
least = min(orders.items)
notes = distinct(orders.note)
big = any(orders.amount > $100)
small = all(orders.amount <= $100 or orders.gift)
spent = sum(orders.amount)
value = spent - $3 * bought
all_pieces = sum(pieces over customer)
outputs:
    bought
    pieces
    latest
    days
    biggest
    least
    notes
    big
    small
    value
    all_pieces
"""
WHOLE = TEXT.replace("spent = sum(orders.amount)\nvalue = spent - $3 * bought\n", "value = bought * 3\n")
"""The same without a sum of fractions: nothing of it needs the rows."""
Columns = dict[str, Any]
parsed = cache(ww.parse)


def orders(rows: int = 400, customers: int = 30, seed: int = 1) -> Columns:
    draw = np.random.default_rng(seed)
    return {
        "customer_id": draw.integers(0, customers, rows),
        "amount": np.round(draw.lognormal(3, 1, rows), 2),
        "items": draw.integers(0, 9, rows),
        "status": np.array(["paid", "open", "returned"])[draw.integers(0, 3, rows)],
        "note": np.array(["a", "it's", ""])[draw.integers(0, 3, rows)],
        "gift": draw.random(rows) < 0.3,
        "placed_on": np.datetime64("2023-01-01") + draw.integers(0, 700, rows),
    }


CUSTOMERS = {"customer_id": np.arange(33)}


def told(model: ww.Model, customers: Any, records: Any, on: str | None) -> object:
    """All that a run says, or what stops it."""
    try:
        result = model.run(customers, orders=records, on=on)
    except ww.ModelError as error:
        return [it.to_dict() for it in error.findings]
    return {name: repr(it) if name == "outputs" else it for name, it in result.to_dict().items()}


def relation(table: pa.Table) -> Any:
    connection = duckdb.connect()
    connection.register("given", table)
    connection.execute("CREATE TABLE orders AS SELECT * FROM given")
    return connection.table("orders")


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The columns whose rows were fetched."""
    seen: list[list[str]] = []
    rest = duckdb_runner._rest

    def watched(job: Any, name: str, columns: list[str]) -> object:
        seen.append(list(columns))
        return rest(job, name, columns)

    monkeypatch.setattr(duckdb_runner, "_rest", watched)
    return seen


def test_what_needs_no_rows_fetches_none(fetched: list[list[str]]) -> None:
    model, table = parsed(WHOLE), pa.table(orders())
    assert told(model, CUSTOMERS, relation(table), "duckdb") == told(model, CUSTOMERS, table, None)
    assert fetched == []


def test_only_what_is_summed_here_is_fetched(fetched: list[list[str]]) -> None:
    model, table = parsed(TEXT), pa.table(orders())
    assert told(model, CUSTOMERS, relation(table), "duckdb") == told(model, CUSTOMERS, table, None)
    assert fetched == [["customer_id", "amount"]]


def test_reasons_are_given_with_all_rows() -> None:
    model, table = parsed(TEXT), pa.table(orders())
    pushed, here = (model.run(CUSTOMERS, orders=it, on=on) for it, on in ((relation(table), "duckdb"), (table, None)))
    assert str(pushed.explain("value", 7)) == str(here.explain("value", 7))
    assert "rows of orders" in str(pushed.explain("value", 7))


def changed(name: str, cells: Callable[[list[Any]], list[Any]], kind: pa.DataType | None = None) -> pa.Table:
    columns: Columns = {key: pa.array(it) for key, it in orders().items()}
    columns[name] = pa.array(cells(columns[name].to_pylist()), kind)
    return pa.table(columns)


def with_third(value: Any) -> Callable[[list[Any]], list[Any]]:
    return lambda cells: [*cells[:2], value, *cells[3:]]


CHANGED: Mapping[str, pa.Table] = {
    "an amount missing": changed("amount", with_third(None)),
    "an amount that is no number": changed("amount", with_third(float("nan"))),
    "an endless amount": changed("amount", with_third(float("inf"))),
    "an amount out of its bounds": changed("amount", with_third(-1.0)),
    "an amount of minus nought": changed("amount", with_third(-0.0)),
    "amounts as decimals": changed("amount", lambda it: [Decimal(str(each)) for each in it], pa.decimal128(12, 2)),
    "amounts as long decimals": changed("amount", lambda it: [Decimal(str(each)) for each in it], pa.decimal128(38, 9)),
    "amounts in half the bits": changed("amount", lambda it: it, pa.float32()),
    "items as texts": changed("items", lambda it: [str(each) for each in it]),
    "items as spaced texts": changed("items", lambda it: [f" {each}" for each in it]),
    "items as fractions": changed("items", lambda it: [each + 0.5 for each in it]),
    "items below nought": changed("items", with_third(-3)),
    "items beyond float64": changed("items", with_third((1 << 53) + 1), pa.int64()),
    "items that add up beyond float64": changed("items", lambda it: [(1 << 52) + each for each in it], pa.int64()),
    "a status that is none": changed("status", with_third("lost")),
    "a status in other letters": changed("status", with_third("Paid")),
    "a status missing": changed("status", with_third(None)),
    "a note missing": changed("note", with_third(None)),
    "gifts as numbers": changed("gift", lambda it: [int(each) for each in it]),
    "a gift missing": changed("gift", with_third(None)),
    "days as texts": changed("placed_on", lambda it: [str(each) for each in it]),
    "days with hours": changed("placed_on", lambda it: [datetime.combine(each, time(13)) for each in it]),
    "a day missing": changed("placed_on", with_third(None)),
    "an order of nobody": changed("customer_id", with_third(99)),
    "an order without a key": changed("customer_id", with_third(None)),
    "keys as texts": changed("customer_id", lambda it: [str(each) for each in it]),
    "keys as fractions": changed("customer_id", lambda it: [float(each) for each in it]),
    "no orders": pa.table({key: pa.array(it)[:0] for key, it in orders().items()}),
    "no column of items": pa.table({key: pa.array(it) for key, it in orders().items() if key != "items"}),
    "no keys": pa.table({key: pa.array(it) for key, it in orders().items() if key != "customer_id"}),
}


@pytest.mark.parametrize("name", CHANGED)
@pytest.mark.parametrize("text", [TEXT, WHOLE], ids=["with fractions", "whole"])
def test_odd_cells_are_told_as_here(name: str, text: str) -> None:
    model, table = parsed(text), CHANGED[name]
    given = relation(table) if text == TEXT else table
    assert told(model, CUSTOMERS, given, "duckdb") == told(model, CUSTOMERS, table, None)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_files_are_asked_where_they_are(ending: str, tmp_path: Path, fetched: list[list[str]]) -> None:
    model, table, path = parsed(WHOLE), pa.table(orders()), tmp_path / f"orders.{ending}"
    (pq.write_table if ending == "parquet" else csv.write_csv)(table, path)
    assert told(model, CUSTOMERS, str(path), "duckdb") == told(model, CUSTOMERS, str(path), None)
    assert bool(fetched) == (ending == "csv")  # texts of amounts and flags are read here


CELLS = {
    "customer_id": st.integers(0, 6) | st.just(None),
    "amount": st.sampled_from([0.0, 0.1, 0.2, 0.3, 1e16, 1.0, 99.99]) | st.floats(-1e3, 1e6),
    "items": st.integers(0, 9),
    "status": st.sampled_from(["paid", "open", "returned"]),
    "note": st.sampled_from(["a", "b"]) | st.none(),
    "gift": st.booleans(),
    "placed_on": st.dates(),
}
KINDS = {
    "customer_id": pa.int64(),
    "amount": pa.float64(),
    "items": pa.int32(),
    "status": pa.string(),
    "note": pa.string(),
    "gift": pa.bool_(),
    "placed_on": pa.date32(),
}


@settings(max_examples=8, deadline=None)
@given(st.lists(st.fixed_dictionaries(CELLS), max_size=25))
def test_drawn_tables_come_to_the_same(rows: list[Columns]) -> None:
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in KINDS.items()}
    table, customers = pa.table(columns), {"customer_id": np.arange(6)}
    for text in (TEXT, WHOLE):
        model = parsed(text)
        assert told(model, customers, relation(table), "duckdb") == told(model, customers, table, None)


def test_decimals_become_the_numbers_that_they_say() -> None:
    draw = np.random.default_rng(3)
    said = [Decimal(int(it)).scaleb(-7) for it in draw.integers(-(10**15) + 1, 10**15, 5_000)]
    table = pa.table({"id": range(len(said)), "x": pa.array(said, pa.decimal128(15, 7))})
    model = ww.parse("entity row key id\nrecords r of row by id:\n    x : number\nmost = max(r.x)\n")
    result = model.run({"id": range(len(said))}, r=relation(table), on="duckdb")
    assert result["most"].tolist() == [float(it) for it in said]


@pytest.mark.parametrize("sample", OF_ROWS, ids=lambda it: it.name)
def test_shipped_models_run_on_it(sample: Sample) -> None:
    model = ww.load(sample.path)
    assert repr(sample.run(model, "duckdb").to_dict()) == repr(sample.run(model).to_dict())


def test_the_command_runs_on_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "orders.worth").write_text(WHOLE, encoding="utf-8")
    csv.write_csv(pa.table(orders()), tmp_path / "orders.csv")
    csv.write_csv(pa.table(CUSTOMERS), tmp_path / "customers.csv")
    said = ["run", str(tmp_path / "orders.worth"), "--format", "json"]
    for name in ("customer=customers.csv", "orders=orders.csv"):
        table, _, file = name.partition("=")
        said += ["--data", f"{table}={tmp_path / file}"]
    assert main(said) == 0
    here = capsys.readouterr().out
    assert main([*said, "--on", "duckdb"]) == 0
    assert capsys.readouterr().out == here

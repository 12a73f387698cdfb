"""The same rows through every source there is: what arrives is the same, bit by bit."""

from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

import worthwhile as ww
from plugins import everywhere
from plugins.everywhere import FILES, HEADS, MEMORY, MODEL
from plugins.postgres import Server
from worthwhile.plugin.registry import installed
from worthwhile.testing import check_source

EPOCH = np.datetime64("1970-01-01", "D")
NUMBERS = ("price", "rate", "number", "seats", "big")


@cache
def known() -> dict[str, list[Any]]:
    return everywhere.rows()


@cache
def model() -> ww.Model:
    return ww.parse(MODEL)


@cache
def expected() -> dict[str, Any]:
    """What must arrive, by plain Python: the nearest float64 of each decimal, days as ISO."""
    wanted: dict[str, Any] = {}
    for head in HEADS[1:]:
        values = known()[head]
        if head in NUMBERS:
            wanted[head] = np.array([np.nan if it is None else float(it) for it in values]).view(np.int64)
        elif head == "signed":
            wanted[head] = [None if it is None else it.isoformat() for it in values]
        else:
            wanted[head] = values
    return wanted


def arrived(result: Any, keys: list[str]) -> dict[str, Any]:
    """What did, in the order of the keys."""
    place = {key: at for at, key in enumerate(result.keys)}
    order = np.array([place[it] for it in keys])
    found: dict[str, Any] = {}
    for head in HEADS[1:]:
        if head in NUMBERS:
            bits = np.where(np.isnan(result[head]), np.nan, result[head])[order].view(np.int64)
            found[head] = bits
        else:
            values = list(result.values(head))
            found[head] = [values[it] for it in order]
    return found


def same(found: dict[str, Any], *, empty_is_nothing: bool) -> None:
    for head, values in expected().items():
        if head in NUMBERS:
            different = np.flatnonzero(found[head] != values)
            assert not len(different), (head, known()[head][different[0]], found[head].view(np.float64)[different[0]])
        elif head == "remark" and empty_is_nothing:  # a text without a letter is an empty cell
            assert found[head] == [it or None for it in values]
        else:
            assert found[head] == values, head


def told(result: Any) -> set[str]:
    return {it.code for it in result.diagnostics}


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_what_was_put_into_it(name: str, tmp_path: Path) -> None:
    address = FILES[name](known(), tmp_path)
    result = model().run(address)
    assert told(result) == ({"W0640"} if name == "local_csv" else set())
    empty_is_nothing = "csv" in name or "tsv" in name or name == "workbook"
    same(arrived(result, known()["id"]), empty_is_nothing=empty_is_nothing)
    if name != "parquet_folders":
        assert list(result.keys or ()) == known()["id"]
        same(in_parts(address), empty_is_nothing=empty_is_nothing)


@pytest.mark.parametrize("name", MEMORY)
def test_what_is_in_memory_arrives_as_it_is(name: str) -> None:
    result = model().run(MEMORY[name](known()))
    assert told(result) == set()
    assert list(result.keys or ()) == known()["id"]
    same(arrived(result, known()["id"]), empty_is_nothing=False)


def in_parts(data: Any) -> dict[str, Any]:
    """The outputs of a stream of uneven batches, put together."""
    batches = list(model().stream(data, batch_rows=1_777))
    found: dict[str, Any] = {}
    for head in HEADS[1:]:
        if head in NUMBERS:
            found[head] = np.concatenate([it[head] for it in batches]).view(np.int64)
            found[head] = np.where(
                np.isnan(found[head].view(np.float64)), np.float64("nan").view(np.int64), found[head]
            )
        else:
            found[head] = [value for it in batches for value in it.values(head)]
    return found


@pytest.mark.parametrize("name", ["arrow_reader", "arrow_in_batches", "polars", "relation", "pandas_of_numpy"])
def test_what_is_in_memory_in_batches_gives_the_same(name: str) -> None:
    same(in_parts(MEMORY[name](known())), empty_is_nothing=False)


TYPED = {"parquet", "parquet_files", "duckdb"}
NOWHERE = {"sqlite": "sqlite:///nowhere/a.db#t", "duckdb": "duckdb:///nowhere/a.db#t", "workbook": "nowhere/a.xlsx#s"}


@pytest.mark.parametrize("name", [it for it in FILES if it not in ("local_csv", "given_csv", "parquet_folders")])
def test_a_source_keeps_to_what_is_asked_of_all(name: str, tmp_path: Path) -> None:
    some = everywhere.rows(60)
    address = FILES[name](some, tmp_path)
    source = next(it for it in installed().sources if it.claims(address))
    wanted: dict[str, list[Any]] = some
    if name in ("csv", "packed_tsv"):
        wanted = {head: [everywhere.said(it) or None for it in values] for head, values in some.items()}
    elif name == "workbook":
        wanted = {head: [None if it == "" else it for it in values] for head, values in some.items()}
        wanted["price"] = list(map(everywhere.plain, some["price"]))
    elif name not in TYPED:
        wanted = {head: list(map(everywhere.plain, values)) for head, values in some.items()}
    if name == "sqlite":
        wanted["won"] = [None if it is None else int(it) for it in some["won"]]
    check_source(source, address, wanted, missing=NOWHERE.get(name, f"nowhere/{Path(address).name}"))


@pytest.mark.parametrize("name", ["csv", "parquet", "json_lines", "sqlite", "duckdb"])
def test_rows_come_some_at_a_time(name: str, tmp_path: Path) -> None:
    """So that a table may be larger than memory: what is not asked for yet has not been read."""
    address = FILES[name](known(), tmp_path)
    source = next(it for it in installed().sources if it.claims(address))
    module = {"csv": ("csv_table", "BLOCK", 1 << 16), "json_lines": ("json_table", "ROWS", 500)}
    where, constant, size = module.get(name, (f"{name}_table", "ROWS", 2048))
    with patch(f"worthwhile_plugins.sources.reading.{where}.{constant}", size):
        table = source.open(address)
        batches = table.batches(["id", "number"])
        assert 0 < next(batches).num_rows < everywhere.ROWS / 2
        assert isinstance(batches, Generator)
        batches.close()


def test_postgresql_gives_what_was_put_into_it(postgres: Server) -> None:
    rows = everywhere.table(known())
    place = rows.schema.names.index("price")
    amounts = [None if it is None else str(it) for it in known()["price"]]
    postgres.ingest("written", rows.set_column(place, "price", [amounts]))
    postgres.run(
        "CREATE TYPE plans AS ENUM ('basic', 'pro', 'not yet')",
        "CREATE TABLE every_source AS SELECT id, price::numeric(12, 2), rate, number, seats, big, won, "
        "plan::plans AS plan, signed, remark FROM written",
        "DROP TABLE written",
    )
    for address in (f"{postgres.uri}#every_source", f"{postgres.uri}?query=SELECT * FROM every_source"):
        result = model().run(address)
        assert told(result) == set()
        assert list(result.keys or ()) == known()["id"]
        same(arrived(result, known()["id"]), empty_is_nothing=False)
    same(in_parts(f"{postgres.uri}#every_source"), empty_is_nothing=False)
    postgres.run("DROP TABLE every_source", "DROP TYPE plans")

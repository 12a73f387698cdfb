"""Tables of PostgreSQL, for real: its kinds, its messages, a million rows, one picture for all readings."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pytest

import worthwhile as ww
from plugins.postgres import PASSWORD, Server

MODEL = "entity row key id\ninputs:\n    x : number optional\ny = x * 2\noutputs:\n    x\n    y\n"


def told(server: Server, rest: str, uri: str = "") -> Any:
    with pytest.raises(ww.ModelError) as error:
        ww.parse(MODEL).run(f"{uri or server.uri}{rest}")
    (finding,) = error.value.findings
    said = f"{finding.message} {finding.hint} {finding.file}"
    assert PASSWORD not in said
    assert quote(PASSWORD, safe="") not in said
    return finding


@pytest.fixture
def shop(postgres: Server) -> Iterator[Server]:
    postgres.run(
        "CREATE SCHEMA sales",
        'CREATE TABLE sales."Customers" (id text PRIMARY KEY, x numeric)',
        "INSERT INTO sales.\"Customers\" VALUES ('a', 1.10), ('b', NULL), ('c', 'NaN')",
        "CREATE TABLE shop_rows (id int8, x float8)",
    )
    yield postgres
    postgres.run("DROP SCHEMA sales CASCADE", "DROP TABLE shop_rows")


def test_a_table_of_a_schema_is_read(shop: Server) -> None:
    result = ww.parse(MODEL).run(f"{shop.uri}#sales.Customers")
    assert (result.keys, result.values("x")) == (("a", "b", "c"), [1.1, None, None])


@pytest.mark.parametrize(
    ("rest", "code", "says"),
    [
        ("#sales.customers", "W0647", "did you mean `sales.Customers`?"),
        ("#shop_row", "W0647", "did you mean `shop_rows`?"),
        ("", "W0647", "nothing says which is to be read"),
        ("?query=SELECT id FORM shop_rows", "W0648", "syntax error"),
        ("?query=SELECT id, y FROM shop_rows", "W0648", 'column "y" does not exist'),
        ("?query=DELETE FROM shop_rows RETURNING id, x", "W0648", "syntax error"),
        ("?query=SELECT nextval('a') AS id, 1 AS x", "W0648", 'relation "a" does not exist'),
        ("?query=SELECT 1 AS id, 1/0 AS x", "W0648", "division by zero"),
    ],
)
def test_what_it_does_not_give_is_told(rest: str, code: str, says: str, shop: Server) -> None:
    finding = told(shop, rest)
    assert finding.code == code
    assert says in f"{finding.message} {finding.hint}"


def test_a_wrong_password_is_told_and_not_shown(shop: Server) -> None:
    wrong = f"postgresql://tester:not-{quote(PASSWORD, safe='')}@127.0.0.1:{shop.port}/postgres"
    finding = told(shop, "#shop_rows", wrong)
    assert finding.code == "W0648"
    assert "password authentication failed" in finding.message


def test_no_such_base(shop: Server) -> None:
    finding = told(shop, "#t", shop.uri.replace("/postgres", "/postgrs"))
    assert finding.code == "W0648"
    assert 'database "postgrs" does not exist' in finding.message


def test_a_query_cannot_write(shop: Server) -> None:
    shop.run("CREATE FUNCTION sales.wipe() RETURNS int8 LANGUAGE sql AS 'DELETE FROM shop_rows; SELECT 1::int8'")
    finding = told(shop, "?query=SELECT sales.wipe() AS id, 1 AS x")
    assert "read-only transaction" in finding.message


def test_what_arrow_has_no_kind_for_comes_as_text(postgres: Server) -> None:
    kinds = ww.parse(
        "entity row key id\ninputs:\n    big : number\n    mood : one of sad, glad\n    tags : text\n    since : date\n"
        "outputs:\n    big\n    mood\n    tags\n    since\n"
    )
    postgres.run("CREATE TYPE mood AS ENUM ('sad', 'glad')")
    query = (
        "SELECT '6f9619ff-8b86-d011-b42d-00c04fc964ff'::uuid AS id, 12345678901234567890.5::numeric AS big, "
        "'glad'::mood AS mood, ARRAY[1, 2] AS tags, timestamptz '2026-03-31 23:30+00' AS since"
    )
    result = kinds.run(f"{postgres.uri}?query={query}")
    postgres.run("DROP TYPE mood")
    assert result.keys == ("6f9619ff-8b86-d011-b42d-00c04fc964ff",)
    assert [result.values(it)[0] for it in result] == [12345678901234567890.5, "glad", "{1,2}", "2026-03-31"]
    assert not result.diagnostics


def test_all_readings_see_the_same_rows(postgres: Server) -> None:
    """A share of a total reads the rows twice; what others add meanwhile is not among them."""
    postgres.ingest("growing", pa.table({"id": range(10), "x": [1.0] * 10}))
    shares = ww.parse("entity row key id\ninputs:\n    x : number\nshare = x / sum(x over row)\n")
    stream = shares.stream(f"{postgres.uri}#growing", batch_rows=4)
    assert stream.readings == 2
    batches = iter(stream)
    first = next(batches)
    postgres.run("INSERT INTO growing VALUES (10, 90)")
    found = [value for it in (first, *batches) for value in it.values("share")]
    assert found == [0.1] * 10
    postgres.run("DROP TABLE growing")  # nothing holds it any more, though there is the stream
    assert stream.summary.rows == 10


def test_a_million_rows_in_batches(postgres: Server) -> None:
    """By COPY both ways; of all numbers there are the bits that went in."""
    count = 1_000_000
    draw = np.random.default_rng(7)
    x = draw.normal(size=count)
    postgres.ingest("million_in", pa.table({"id": np.arange(count), "x": x, "other": ["beside"] * count}))
    at, keys = 0, 0
    for batch in ww.parse(MODEL).stream(f"{postgres.uri}#million_in", batch_rows=250_000, exact=False):
        rows = batch.rows
        assert np.array_equal(batch["y"].view(np.int64), (x[at : at + rows] * 2).view(np.int64))
        keys += int(batch.to_arrow().column("id").to_numpy().sum())
        at += rows
    assert (at, keys) == (count, count * (count - 1) // 2)
    postgres.run("DROP TABLE million_in")

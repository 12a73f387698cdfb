"""Transactions summed up: how often, from when to when, and for how much each customer has bought, from a Parquet file."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks._race import Answer, Array, Contender, Target, race
from benchmarks._report import Report
from benchmarks._settings import Settings

UNTIL, DAYS = date(2026, 12, 31), 364
A_CUSTOMER = 3
"""Transactions of one customer, in the mean."""
GROUP = 1 << 20
SQL = """
WITH counted AS (SELECT customer_id, date, amount FROM read_parquet('{path}') WHERE date <= DATE '2026-12-31'),
     firsts AS (SELECT customer_id, min(date) AS first_day FROM counted GROUP BY customer_id)
SELECT customer_id, count(DISTINCT date) - 1 AS frequency, (max(date) - first_day) / 7 AS recency,
       (DATE '2026-12-31' - first_day) / 7 AS age,
       sum(amount) FILTER (WHERE date > first_day) / nullif(count(DISTINCT date) - 1, 0) AS spend
FROM counted JOIN firsts USING (customer_id) GROUP BY customer_id, first_day ORDER BY customer_id
"""


def written(path: Path, rows: int) -> Answer:
    """Make the file; gives what should come of it, by sorting in numpy."""
    draw = np.random.default_rng(9)
    who = draw.integers(0, max(rows // A_CUSTOMER, 1), rows)
    day = np.sort(draw.integers(0, DAYS, rows))  # as a log is written
    paid = np.round(draw.gamma(2, 20, rows), 2)
    days = np.datetime64("2026-01-01") + day
    parquet.write_table(pa.table({"customer_id": who, "date": days, "amount": paid}), path, row_group_size=GROUP)
    order = np.lexsort((day, who))
    who, day, paid = who[order], day[order], paid[order]
    new = np.concatenate([[True], who[1:] != who[:-1]])
    first = np.flatnonzero(new)
    customer = np.cumsum(new) - 1
    begins, ends = day[first], day[np.append(first[1:], len(day)) - 1]
    another = np.concatenate([[False], (who[1:] == who[:-1]) & (day[1:] != day[:-1])])
    frequency = np.bincount(customer, weights=another)
    later = np.where(day > begins[customer], paid, 0.0)
    with np.errstate(invalid="ignore"):
        spend = np.bincount(customer, weights=later) / frequency
    return who[first].astype(float), frequency, (ends - begins) / 7, (DAYS - begins) / 7, spend


def ours(path: Path) -> Any:
    from worthwhile.cli.options import Voice  # noqa: PLC0415 (as the command line reads it)
    from worthwhile.cli.summaries import Asked, summed_up  # noqa: PLC0415 (the same)

    asked = Asked(str(path), "customer_id", "date", "amount", UNTIL, None, "day", "left_out", strict=False)
    return summed_up(Voice(json=False, quiet=True, color="never"), asked).customers


def sorted_out(found: Any) -> Answer:
    """Columns in the order of customers."""
    order = np.argsort(found["customer_id"].to_numpy())
    names = ("customer_id", "frequency", "recency", "age", "spend")
    return tuple(found[it].to_numpy().astype(float)[order] for it in names)


def in_pandas(pandas: Any, path: Path) -> Any:
    frame = pandas.read_parquet(path)
    frame["date"] = pandas.to_datetime(frame["date"])
    days = frame.groupby(["customer_id", "date"], as_index=False)["amount"].sum()
    days["first"] = days.groupby("customer_id")["date"].transform("min")
    later = days[days["date"] > days["first"]]
    found = days.groupby("customer_id").agg(first=("first", "first"), last=("date", "max"), bought=("date", "size"))
    spend = later.groupby("customer_id")["amount"].mean().reindex(found.index)
    return (
        found.index.to_numpy().astype(float),
        found["bought"].to_numpy() - 1.0,
        (found["last"] - found["first"]).dt.days.to_numpy() / 7,
        (pandas.Timestamp(UNTIL) - found["first"]).dt.days.to_numpy() / 7,
        spend.to_numpy(),
    )


def contenders(settings: Settings, path: Path) -> Iterator[Contender]:
    yield Contender("worthwhile", "worthwhile", lambda: ours(path), sorted_out)
    if duckdb := settings.peer("duckdb"):

        def asked() -> Any:
            return duckdb.connect().execute(SQL.format(path=path)).to_arrow_table()

        yield Contender("DuckDB", "DuckDB", asked, sorted_out)
    if pandas := settings.peer("pandas"):
        yield Contender("pandas", "pandas", lambda: in_pandas(pandas, path), as_they_are)


def as_they_are(found: tuple[Array, ...]) -> Answer:
    return found


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(4_000_000, 3_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "transactions.parquet"
        reference = written(path, rows)
        title = f"{rows:,} transactions of {len(reference[0]):,} customers summed up"
        yield race(settings, "rfm", title, contenders(settings, path), reference, targets=(Target(1.0, ("pandas",)),))

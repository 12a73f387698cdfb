"""One contender of `in_and_out` in a process of its own: ``python -m benchmarks._in_and_out WAY TINY IN OUT``.

The input is CSV or Parquet by the ending of its name; what comes out is Parquet, the key and ten columns.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import Any

from benchmarks._machine import peak

FORMULAS = {
    "f1": "b1 + b2 + b3",
    "f2": "b4 + b5 + b6",
    "f3": "1.3 * f1 + 0.9 * f2",
    "f4": "(c1 + c2 + c3 + c4) * 1.07",
    "f5": "f3 - f4",
    "f6": "CASE WHEN f3 > 0 THEN f5 / f3 ELSE 0.0 END",
    "f7": "CASE WHEN f1 + f2 > 0 THEN f2 / (f1 + f2) ELSE 0.0 END",
    "f8": "CASE WHEN f5 - 0.1 * f3 > 0 THEN f5 - 0.1 * f3 ELSE 0.0 END",
    "f9": "CASE WHEN 0 - f5 > 0 THEN 0 - f5 ELSE 0.0 END",
    "f10": "f5 * (1 + f6)",
}
"""What the model says, for peers; each may use those before it."""
Run = Callable[[str, str], object]


def ours() -> Run:
    """As the command line does it: batch by batch, and whole or not at all."""
    from benchmarks._settings import model  # noqa: PLC0415 (not before it is wanted, as with all of these)
    from worthwhile.cli.streaming import ROWS  # noqa: PLC0415 (the same)
    from worthwhile.plugin.kinds import BatchTarget  # noqa: PLC0415 (the same)
    from worthwhile.plugin.targets import Writing, target_of  # noqa: PLC0415 (the same)

    asked = model("ten_formulas")

    def run(source: str, target: str) -> None:
        chosen = target_of(target, asked.registry)
        assert isinstance(chosen, BatchTarget)  # noqa: S101 (Parquet is)
        with Writing(chosen, target) as writing:
            for batch in asked.stream(source, batch_rows=ROWS, exact=False):
                writing.write(batch.to_arrow())

    return run


def polars_streaming() -> Run:
    polars = import_module("polars")

    def run(source: str, target: str) -> None:
        frame: Any = polars.scan_csv(source) if source.endswith(".csv") else polars.scan_parquet(source)
        for name, text in FORMULAS.items():
            frame = frame.with_columns(polars.sql_expr(text).alias(name))
        frame.select("customer_id", *FORMULAS).sink_parquet(target, compression="snappy")

    return run


def duckdb_copy() -> Run:
    duckdb = import_module("duckdb")

    def run(source: str, target: str) -> None:
        reader = "read_csv" if source.endswith(".csv") else "read_parquet"
        asked = f"SELECT * FROM {reader}('{source}')"
        for name, text in FORMULAS.items():
            asked = f"SELECT *, {text} AS {name} FROM ({asked})"
        asked = f"SELECT customer_id, {', '.join(FORMULAS)} FROM ({asked})"
        duckdb.connect().execute(f"COPY ({asked}) TO '{target}' (FORMAT parquet, COMPRESSION snappy)")

    return run


WAYS = {"worthwhile, streaming": ours, "polars, streaming": polars_streaming, "DuckDB, copy": duckdb_copy}


def main(way: str, tiny: str, source: str, target: str) -> None:
    """Time a way over a file, once it has done a tiny one: what is imported late is there by then."""
    run = WAYS[way]()
    run(tiny, target)
    start = perf_counter()
    run(source, target)
    seconds = perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak": peak() or 0.0}))


if __name__ == "__main__":
    main(*sys.argv[1:])

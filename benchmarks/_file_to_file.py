"""One contender of W8 in a process of its own: ``python -m benchmarks._file_to_file WAY TINY IN OUT``."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from time import perf_counter
from typing import Any

from benchmarks._machine import peak
from benchmarks.w1_value_equation import BENEFITS, COSTS, OVERHEAD, WEIGHTS

WORTH = " + ".join(f"{weight} * {name}" for weight, name in zip(WEIGHTS, BENEFITS, strict=True))
NET = f"worth - ({' + '.join(COSTS)}) * {1 + OVERHEAD!r}"
SHARE = "CASE WHEN worth > 0 THEN net / worth ELSE 0.0 END"


@dataclass(frozen=True, slots=True)
class Way:
    """How a contender gets ready, and what is then timed."""

    ready: Callable[[], Callable[[str, str], object]]
    needs: str = ""
    """What a model has to be able to for it."""


def ours() -> Callable[[str, str], object]:
    from benchmarks._settings import model  # noqa: PLC0415 (not before it is wanted, as with all of these)
    from worthwhile.plugin.targets import written  # noqa: PLC0415 (the same)

    asked = model("three_columns")
    return lambda source, target: written(asked.run(source), target)


def ours_streaming() -> Callable[[str, str], object]:
    """As the command line does it: batch by batch, and whole or not at all."""
    from benchmarks._settings import model  # noqa: PLC0415 (not before it is wanted)
    from worthwhile.cli.streaming import ROWS  # noqa: PLC0415 (the same)
    from worthwhile.plugin.kinds import BatchTarget  # noqa: PLC0415 (the same)
    from worthwhile.plugin.targets import Writing, target_of  # noqa: PLC0415 (the same)

    asked = model("three_columns")

    def run(source: str, target: str) -> None:
        chosen = target_of(target, asked.registry)
        assert isinstance(chosen, BatchTarget)  # noqa: S101 (Parquet is)
        with Writing(chosen, target) as writing:
            for batch in asked.stream(source, batch_rows=ROWS, exact=False):
                writing.write(batch.to_arrow())

    return run


def in_polars(polars: Any, frame: Any) -> Any:
    return (
        frame.with_columns(worth=polars.sql_expr(WORTH))
        .with_columns(net=polars.sql_expr(NET))
        .with_columns(share=polars.sql_expr(SHARE))
        .select("customer_id", "worth", "net", "share")
    )


def polars_streaming() -> Callable[[str, str], object]:
    polars = import_module("polars")

    return lambda source, target: in_polars(polars, polars.scan_parquet(source)).sink_parquet(
        target, compression="snappy"
    )


def polars_eager() -> Callable[[str, str], object]:
    polars = import_module("polars")

    return lambda source, target: in_polars(polars, polars.read_parquet(source)).write_parquet(
        target, compression="snappy"
    )


def duckdb_copy() -> Callable[[str, str], object]:
    duckdb = import_module("duckdb")

    def run(source: str, target: str) -> None:
        inner = f"SELECT *, {WORTH} AS worth FROM read_parquet('{source}')"
        asked = f"SELECT customer_id, worth, net, {SHARE} AS share FROM (SELECT *, {NET} AS net FROM ({inner}))"
        duckdb.connect().execute(f"COPY ({asked}) TO '{target}' (FORMAT parquet, COMPRESSION snappy)")

    return run


def pandas_whole() -> Callable[[str, str], object]:
    pandas = import_module("pandas")

    def run(source: str, target: str) -> None:
        frame = pandas.read_parquet(source)
        frame["worth"] = frame.eval(WORTH)
        frame["net"] = frame.eval(NET)
        frame["share"] = (frame["net"] / frame["worth"]).where(frame["worth"] > 0, 0.0)
        frame[["customer_id", "worth", "net", "share"]].to_parquet(target, compression="snappy", index=False)

    return run


def numpy_batches() -> Callable[[str, str], object]:
    """By hand: Arrow's batches, numpy's arithmetic."""
    import numpy as np  # noqa: PLC0415 (as the others)
    import pyarrow as pa  # noqa: PLC0415 (the same)
    from pyarrow import parquet  # noqa: PLC0415 (the same)

    schema = pa.schema([("customer_id", pa.int64()), *((it, pa.float64()) for it in ("worth", "net", "share"))])

    def run(source: str, target: str) -> None:
        read = parquet.ParquetFile(source).iter_batches(1 << 17, columns=["customer_id", *BENEFITS, *COSTS])
        with parquet.ParquetWriter(target, schema, compression="snappy") as writer:
            for batch in read:
                data = {it: batch[it].to_numpy() for it in (*BENEFITS, *COSTS)}
                worth = sum(weight * data[name] for weight, name in zip(WEIGHTS, BENEFITS, strict=True))
                net = worth - sum(data[it] for it in COSTS) * (1 + OVERHEAD)
                share = np.divide(net, worth, out=np.zeros(len(net)), where=worth > 0)
                columns = [batch["customer_id"], *map(pa.array, (worth, net, share))]
                writer.write_batch(pa.record_batch(columns, schema=schema))

    return run


WAYS = {
    "worthwhile": Way(ours),
    "worthwhile, streaming": Way(ours_streaming, "stream"),
    "polars, streaming": Way(polars_streaming),
    "polars, eager": Way(polars_eager),
    "DuckDB, copy": Way(duckdb_copy),
    "pandas": Way(pandas_whole),
    "numpy, batches by hand": Way(numpy_batches),
}


def main(way: str, tiny: str, source: str, target: str) -> None:
    """Time a way over a file, once it has done a tiny one: what is imported late is there by then."""
    run = WAYS[way].ready()
    run(tiny, target)
    start = perf_counter()
    run(source, target)
    seconds = perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak": peak() or 0.0}))


if __name__ == "__main__":
    main(*sys.argv[1:])

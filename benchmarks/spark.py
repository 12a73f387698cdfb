"""The runner on Spark, in local mode: 5 million rows of W2b from Parquet, the same bits, and the cost of a row there.

The cost inside the executors is what their workers take for the pieces that they are handed; the whole run has
Spark's own work, and the way of the rows to Python and back, in it.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks._report import Line, Report, Wanted, told
from benchmarks._settings import Settings, model
from benchmarks.w2b_weibull_clv import columns
from worthwhile.plugin.registry import installed

MOST = 1.5


@contextmanager
def watched() -> Iterator[list[float]]:
    """The seconds that pieces took where they were carried out."""
    lying: Any = import_module("worthwhile_plugins.runners.spark_runner.lying")
    seen: list[float] = []
    taken = lying.returned

    def returned(frame: Any) -> Iterable[Any]:
        found: list[Any] = taken(frame)
        seen.extend(it.seconds for it in found)
        return found

    lying.returned = returned
    try:
        yield seen
    finally:
        lying.returned = taken


def measure(settings: Settings) -> Iterator[Report]:
    title = "Spark, local mode"
    runner = next(it for it in installed().runners if it.name == "spark")
    lacks = "no peers are asked for" if settings.alone else runner.lacks()
    if lacks:
        yield Report("spark", title, notes=[f"Not run: {lacks}."])
        return
    from worthwhile_plugins.runners.spark_runner.session import CORES, session  # noqa: PLC0415 (needs what the runner needs)

    rows = settings.size(5_000_000, 2_000)
    asked = model("weibull_clv")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "customers.parquet")
        data = {"customer_id": np.arange(rows), **columns(rows)}
        parquet.write_table(pa.table(data), path, row_group_size=max(1, rows // 8))
        reference = asked.run(path)["clv"]
        os.environ.setdefault("MASTER", f"local[{CORES}]")
        start = perf_counter()
        with session() as spark, watched() as seen:
            spark.conf.set("spark.sql.files.maxPartitionBytes", str(max(1 << 16, Path(path).stat().st_size // 8)))
            begun = perf_counter() - start
            start = perf_counter()
            found = asked.run(path, on="spark")["clv"]
            first = perf_counter() - start
            here, there, inside = [], [], []
            for _ in range(1 if settings.small else min(3, settings.reps)):
                start = perf_counter()
                asked.run(path, threads=1)["clv"]
                here.append(perf_counter() - start)
                seen.clear()
                start = perf_counter()
                asked.run(path, on="spark")["clv"]
                there.append(perf_counter() - start)
                inside.append(sum(seen))
    same = reference.tobytes() == found.tobytes()
    lines = [
        Line("worthwhile, one process, 1 thread", median(here), min(here), ours=True),
        Line("worthwhile, inside the executors, all pieces", median(inside), min(inside), ours=True),
        Line("worthwhile on Spark, a later run", median(there), min(there), ours=True),
        Line("worthwhile on Spark, the first run", first, first, ours=True),
        Line("the start of the session", begun, begun),
    ]
    ratio = median(inside) / median(here)
    wanted = [
        Wanted("bits equal to one process", "equal" if same else "not equal", same),
        Wanted(f"the cost of a row inside the executors at most {MOST} x here", f"{ratio:.2f}", ratio <= MOST),
    ]
    notes = [f"{rows:,} rows from Parquet, {told(median(inside) / rows)} a row inside the executors (local[{CORES}])."]
    wrong = [] if same else ["the result on Spark has other bits than one process gives"]
    yield Report("spark", f"{title}, {rows:,} rows of W2b", lines, [] if settings.small else wanted, notes, wrong)

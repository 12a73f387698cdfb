"""The time for each row as tables grow, 1 to 50 million rows of the value equation."""

import gc
from collections.abc import Iterator
from functools import partial
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks._machine import peak_beyond
from benchmarks._report import Line, Report, Wanted, told
from benchmarks._settings import Settings, model
from benchmarks.w1_value_equation import columns

SIZES = (1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000)
MOST = 1.15


def measure(settings: Settings) -> Iterator[Report]:
    most = settings.size(SIZES[-1], 4_000)
    sizes = [it for it in SIZES if it <= most] or [most // 4, most // 2, most]
    data, asked = {"customer_id": np.arange(most), **columns(most)}, model("value_equation")
    taken: dict[int, list[float]] = {it: [] for it in sizes}
    extra: dict[int, float | None] = {}

    def run(rows: int) -> None:
        asked.run({name: it[:rows] for name, it in data.items()})["value"]

    for rows in sizes:
        extra[rows] = peak_beyond(partial(run, rows))
    for _ in range(1 if settings.small else settings.reps):
        for rows in sizes:
            gc.collect()
            start = perf_counter()
            run(rows)
            taken[rows].append(perf_counter() - start)
    each = {rows: median(it) / rows for rows, it in taken.items()}
    lines = [
        Line(
            f"worthwhile, {rows:,} rows",
            median(it),
            min(it),
            ours=True,
            extra=extra[rows],
            remarks=f"{told(each[rows])} a row",
        )
        for rows, it in taken.items()
    ]
    wanted = []
    if not settings.small:
        ratio = max(each.values()) / each[sizes[0]]
        what = f"time of a row at most {MOST} x that at {sizes[0]:,} rows"
        wanted.append(Wanted(what, f"{ratio:.2f}", ratio <= MOST))
    yield Report("growth", "Growth: the value equation (W1) on more and more rows", lines, wanted)

"""What it costs to ask a run for the reasons of one row: it is walked again for that row alone."""

from collections.abc import Iterator

import numpy as np

from benchmarks._race import Array, Contender, Target, race
from benchmarks._report import Report
from benchmarks._settings import Settings, model
from benchmarks.w2b_weibull_clv import by_months, columns

MOST = 1.05


def contenders(data: dict[str, Array], rows: int) -> Iterator[Contender]:
    asked, ours = model("weibull_clv"), {"customer_id": np.arange(rows), **data}

    def explained() -> Array:
        result = asked.run(ours)
        result.explain("clv", rows // 2)
        found: Array = result["clv"]
        return found

    yield Contender("worthwhile", "plain", lambda: asked.run(ours)["clv"], lambda it: (it,))
    yield Contender("worthwhile, one row explained", "worthwhile", explained, lambda it: (it,))


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(1_000_000, 2_000)
    data = columns(rows)
    yield race(
        settings,
        "trace_of_one_row",
        f"The reasons of one row, beside a run of {rows:,} rows (W2b)",
        contenders(data, rows),
        (by_months(data),),
        targets=(Target(MOST, ("plain",), "worthwhile, one row explained"),),
    )

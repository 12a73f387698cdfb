"""W2: discounted lifetime value over 60 months where a constant share stays: a geometric sum, 1 million rows."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks._machine import in_parts
from benchmarks._race import Array, Contender, Target, engine, race
from benchmarks._report import Report
from benchmarks._settings import Settings, model
from benchmarks.w1_value_equation import table
from worthwhile.plan.compile import compile_plan
from worthwhile.plan.rewrites import REWRITES
from worthwhile.plan.rewrites.sums import closed_sums

MONTHS, CAC, BLOCK = 60, 25.0, 16_384
CLOSED = f"margin * (1 - (stays / (1 + discount)) ** {MONTHS}) / (1 - stays / (1 + discount)) - {CAC}"


def columns(rows: int) -> dict[str, Array]:
    draw = np.random.default_rng(2)
    return {
        "margin": draw.uniform(5, 80, rows),
        "stays": draw.uniform(0.5, 0.99, rows),
        "discount": draw.uniform(0.002, 0.03, rows),
    }


def by_months(data: dict[str, Array]) -> Array:
    """Month after month, as it is defined: what the others are held to."""
    value = np.zeros(len(data["margin"]))
    for t in range(MONTHS):
        value += data["margin"] * data["stays"] ** t / (1 + data["discount"]) ** t
    return value - CAC


def closed(data: dict[str, Array]) -> Array:
    ratio = data["stays"] / (1 + data["discount"])
    value: Array = data["margin"] * (1 - ratio**MONTHS) / (1 - ratio) - CAC
    return value


def in_blocks(data: dict[str, Array], out: Array) -> Array:
    """The running product by hand, a block at a time, on all cores."""

    def some(low: int, high: int) -> None:
        ratios, products = np.empty(BLOCK), np.empty(BLOCK)
        for start in range(low, high, BLOCK):
            stop = min(start + BLOCK, high)
            value, ratio, product = out[start:stop], ratios[: stop - start], products[: stop - start]
            np.add(data["discount"][start:stop], 1.0, out=ratio)
            np.divide(data["stays"][start:stop], ratio, out=ratio)
            product[:] = data["margin"][start:stop]
            value[:] = product
            for _ in range(1, MONTHS):
                np.multiply(product, ratio, out=product)
                np.add(value, product, out=value)
            np.subtract(value, CAC, out=value)

    in_parts(len(out), some)
    return out


def fused(numba: Any) -> Any:
    prange, months, cac = numba.prange, MONTHS, CAC

    def kernel(margin, stays, discount, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        for it in prange(out.size):
            ratio = stays[it] / (1 + discount[it])
            out[it] = margin[it] * (1 - ratio**months) / (1 - ratio) - cac
        return out

    return numba.njit(parallel=True)(kernel)


def contenders(settings: Settings, data: dict[str, Array], rows: int) -> Iterator[Contender]:
    ours = {"customer_id": np.arange(rows), **data}
    yield from engine(model("geometric_clv"), ours, lambda it: it["clv"], lambda it: (it,))
    walked = model("geometric_clv")
    rewrites = [it for it in REWRITES if it is not closed_sums]
    vars(walked)["plan"] = compile_plan(walked.meaning, walked.registry.toolbox, rewrites)
    yield Contender(
        "worthwhile, recognition off", "worthwhile walking", lambda: walked.run(ours)["clv"], lambda it: (it,)
    )
    yield Contender("numpy, closed form", "numpy closed", lambda: closed(data), lambda it: (it,))
    yield Contender(
        "numpy, running product in blocks by hand",
        "numpy blocks",
        lambda: in_blocks(data, np.empty(rows)),
        lambda it: (it,),
    )
    yield Contender("numpy, month by month with powers", "numpy naive", lambda: by_months(data), lambda it: (it,))
    if numexpr := settings.peer("numexpr"):
        yield Contender(
            "numexpr, closed form", "numexpr", lambda: numexpr.evaluate(CLOSED, local_dict=data), lambda it: (it,)
        )
    if polars := settings.peer("polars"):
        margin, stays, discount = map(polars.col, ("margin", "stays", "discount"))
        ratio = stays / (1 + discount)
        lazy = polars.DataFrame(data).lazy().select(clv=margin * (1 - ratio**MONTHS) / (1 - ratio) - CAC)
        yield Contender("polars, closed form", "polars", lazy.collect, lambda it: (it["clv"].to_numpy(),))
    if duckdb := settings.peer("duckdb"):
        base = table(duckdb, data)
        asked = f"SELECT {CLOSED} AS clv FROM work"
        yield Contender(
            "DuckDB, closed form",
            "DuckDB",
            lambda: base.sql(asked).to_arrow_table(),
            lambda it: (it["clv"].to_numpy(),),
        )
    if numba := settings.peer("numba"):
        kernel = fused(numba)
        yield Contender("numba, closed form", "numba", lambda: kernel(*data.values(), np.empty(rows)), lambda it: (it,))


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(1_000_000, 2_000)
    data = columns(rows)
    yield race(
        settings,
        "w2",
        f"W2: lifetime value over {MONTHS} months, geometric, {rows:,} rows",
        contenders(settings, data, rows),
        (by_months(data),),
        moved=8.0 * rows * 4,
        targets=(
            Target(1.0, ("numpy closed",)),
            Target(1.0, ("polars",)),
            Target(1.2, ("numpy blocks",), "worthwhile, recognition off"),
        ),
    )

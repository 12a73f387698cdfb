"""W2b: discounted lifetime value over 60 months with Weibull survival: no closed form, two exponentials a month."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks._machine import in_parts
from benchmarks._race import Array, Contender, Target, engine, race
from benchmarks._report import Report
from benchmarks._settings import Settings, model
from benchmarks.w1_value_equation import table

MONTHS, CAC, GROWTH, BLOCK = 60, 25.0, 0.004, 32_768
LOGS = [0.0, *(math.log(it) for it in range(1, MONTHS))]


def columns(rows: int) -> dict[str, Array]:
    draw = np.random.default_rng(3)
    return {
        "margin": draw.uniform(5, 80, rows),
        "life": draw.uniform(6, 60, rows),
        "shape": draw.uniform(0.6, 1.6, rows),
        "discount": draw.uniform(0.002, 0.03, rows),
    }


def matrix(data: dict[str, Array]) -> Array:
    """Rows by months, all at once."""
    t = np.arange(MONTHS)
    margin, life, shape, discount = (it[:, None] for it in data.values())
    parts = margin * (1 + GROWTH) ** t * np.exp(-((t / life) ** shape)) / (1 + discount) ** t
    value: Array = parts.sum(axis=1) - CAC
    return value


def by_months(data: dict[str, Array]) -> Array:
    """Month after month over whole columns, as it is defined: what the others are held to."""
    margin, life, shape, discount = data.values()
    value = np.zeros(len(margin))
    for t in range(MONTHS):
        value += margin * (1 + GROWTH) ** t * np.exp(-((t / life) ** shape)) / (1 + discount) ** t
    return value - CAC


def in_blocks(data: dict[str, Array], out: Array) -> Array:
    """By hand: a block at a time, a running product, the power as an exponential of logarithms taken once."""

    def some(low: int, high: int) -> None:
        buffers = [np.empty(BLOCK) for _ in range(4)]
        for start in range(low, high, BLOCK):
            stop = min(start + BLOCK, high)
            value, shape = out[start:stop], data["shape"][start:stop]
            factor, product, part, scaled = (it[: stop - start] for it in buffers)
            np.add(data["discount"][start:stop], 1.0, out=factor)
            np.divide(1 + GROWTH, factor, out=factor)
            product[:] = data["margin"][start:stop]
            value[:] = product
            np.log(data["life"][start:stop], out=scaled)
            np.multiply(scaled, shape, out=scaled)
            for t in range(1, MONTHS):
                np.multiply(product, factor, out=product)
                np.multiply(shape, LOGS[t], out=part)
                np.subtract(part, scaled, out=part)
                np.exp(part, out=part)
                np.negative(part, out=part)
                np.exp(part, out=part)
                np.multiply(part, product, out=part)
                np.add(value, part, out=value)
            np.subtract(value, CAC, out=value)

    in_parts(len(out), some)
    return out


def by_months_numexpr(numexpr: Any, data: dict[str, Array]) -> Array:
    seen: dict[str, Any] = {**data, "product": data["margin"], "value": data["margin"], "growth": GROWTH}
    for t in range(1, MONTHS):
        seen["t"] = float(t)
        seen["product"] = numexpr.evaluate("product * (1 + growth) / (1 + discount)", local_dict=seen)
        seen["value"] = numexpr.evaluate("value + product * exp(-((t / life) ** shape))", local_dict=seen)
    value: Array = seen["value"] - CAC
    return value


def fused(numba: Any) -> Any:
    prange, months, cac, growth = numba.prange, MONTHS, CAC, GROWTH

    def kernel(margin, life, shape, discount, logs, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        for it in prange(out.size):
            factor = (1 + growth) / (1 + discount[it])
            product = value = margin[it]
            scaled = shape[it] * math.log(life[it])
            for t in range(1, months):
                product *= factor
                value += product * math.exp(-math.exp(shape[it] * logs[t] - scaled))
            out[it] = value - cac
        return out

    return numba.njit(parallel=True)(kernel)


def contenders(settings: Settings, data: dict[str, Array], rows: int) -> Iterator[Contender]:
    ours = {"customer_id": np.arange(rows), **data}
    yield from engine(model("weibull_clv"), ours, lambda it: it["clv"], lambda it: (it,))
    yield Contender("numpy, blocks by hand", "numpy blocks", lambda: in_blocks(data, np.empty(rows)), lambda it: (it,))
    yield Contender("numpy, month by month", "numpy months", lambda: by_months(data), lambda it: (it,))
    yield Contender("numpy, rows by months", "numpy naive", lambda: matrix(data), lambda it: (it,))
    if numexpr := settings.peer("numexpr"):
        yield Contender("numexpr", "numexpr", lambda: by_months_numexpr(numexpr, data), lambda it: (it,))
    if polars := settings.peer("polars"):
        margin, life, shape, discount = map(polars.col, data)
        parts = [
            margin * (1 + GROWTH) ** t * (-((t / life) ** shape)).exp() / (1 + discount) ** t for t in range(MONTHS)
        ]
        lazy = polars.DataFrame(data).lazy().select(clv=sum(parts[1:], parts[0]) - CAC)
        yield Contender("polars, 60 terms", "polars", lazy.collect, lambda it: (it["clv"].to_numpy(),))
    if duckdb := settings.peer("duckdb"):
        base = table(duckdb, data)
        terms = " + ".join(
            f"margin * {(1 + GROWTH) ** t!r} * exp(-pow({t} / life, shape)) / pow(1 + discount, {t})"
            for t in range(MONTHS)
        )
        asked = f"SELECT {terms} - {CAC} AS clv FROM work"
        yield Contender(
            "DuckDB, 60 terms",
            "DuckDB",
            lambda: base.sql(asked).to_arrow_table(),
            lambda it: (it["clv"].to_numpy(),),
        )
    if numba := settings.peer("numba"):
        kernel, logs = fused(numba), np.array(LOGS)
        yield Contender("numba, fused", "numba", lambda: kernel(*data.values(), logs, np.empty(rows)), lambda it: (it,))


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(1_000_000, 2_000)
    data = columns(rows)
    yield race(
        settings,
        "w2b",
        f"W2b: lifetime value over {MONTHS} months, Weibull survival, {rows:,} rows",
        contenders(settings, data, rows),
        (by_months(data),),
        moved=8.0 * rows * 5,
        targets=(Target(1.2, ("numpy blocks",)), Target(1.0, ("polars", "DuckDB", "numexpr", "numpy naive"))),
        notes=("Arithmetic decides here, not memory: the bandwidth limit says little.",),
    )

"""W1: six weighted benefits less four costs with their overhead, 10 million rows: memory decides."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks._machine import in_parts
from benchmarks._race import Array, Contender, Target, engine, race
from benchmarks._report import Report
from benchmarks._settings import Settings, model

WEIGHTS = (1.3, 0.7, 2.1, 0.45, 1.05, 0.9)
OVERHEAD = 0.07
BENEFITS, COSTS = tuple(f"b{it}" for it in range(1, 7)), tuple(f"c{it}" for it in range(1, 5))
BLOCK = 32_768
EQUATION = (
    " + ".join(f"{weight} * {name}" for weight, name in zip(WEIGHTS, BENEFITS, strict=True))
    + " - ("
    + " + ".join(f"{name} * (1 + {OVERHEAD})" for name in COSTS)
    + ")"
)


def columns(rows: int) -> dict[str, Array]:
    draw = np.random.default_rng(1)
    return {it: draw.random(rows) * 100 for it in BENEFITS} | {it: draw.random(rows) * 40 for it in COSTS}


def naive(data: dict[str, Array]) -> Array:
    benefits = sum(weight * data[name] for weight, name in zip(WEIGHTS[1:], BENEFITS[1:], strict=True))
    costs = sum(data[name] * (1 + OVERHEAD) for name in COSTS[1:])
    value: Array = WEIGHTS[0] * data["b1"] + benefits - (data["c1"] * (1 + OVERHEAD) + costs)
    return value


def in_blocks(data: dict[str, Array], out: Array) -> Array:
    """As one would write it by hand: a block at a time, into buffers that are used again, on all cores."""

    def some(low: int, high: int) -> None:
        buffer, costs = np.empty(BLOCK), np.empty(BLOCK)
        for start in range(low, high, BLOCK):
            stop = min(start + BLOCK, high)
            value, part, spent = out[start:stop], buffer[: stop - start], costs[: stop - start]
            np.multiply(data["b1"][start:stop], WEIGHTS[0], out=value)
            for weight, name in zip(WEIGHTS[1:], BENEFITS[1:], strict=True):
                np.multiply(data[name][start:stop], weight, out=part)
                np.add(value, part, out=value)
            np.add(data["c1"][start:stop], data["c2"][start:stop], out=spent)
            np.add(spent, data["c3"][start:stop], out=spent)
            np.add(spent, data["c4"][start:stop], out=spent)
            np.multiply(spent, 1 + OVERHEAD, out=spent)
            np.subtract(value, spent, out=value)

    in_parts(len(out), some)
    return out


def fused(numba: Any) -> Any:
    prange = numba.prange
    w1, w2, w3, w4, w5, w6 = WEIGHTS
    more = 1 + OVERHEAD

    def kernel(b1, b2, b3, b4, b5, b6, c1, c2, c3, c4, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        for it in prange(out.size):
            out[it] = (
                w1 * b1[it] + w2 * b2[it] + w3 * b3[it] + w4 * b4[it] + w5 * b5[it] + w6 * b6[it]
                - (c1[it] * more + c2[it] * more + c3[it] * more + c4[it] * more)
            )  # fmt: skip
        return out

    return numba.njit(parallel=True)(kernel)


def contenders(settings: Settings, data: dict[str, Array], rows: int) -> Iterator[Contender]:
    ours, equation = {"customer_id": np.arange(rows), **data}, model("value_equation")
    yield from engine(equation, ours, lambda it: it["value"], lambda it: (it,))
    if settings.peer("numba"):
        yield Contender(
            "worthwhile, on numba", "worthwhile fast", lambda: equation.run(ours, on="numba")["value"], lambda it: (it,)
        )
    yield Contender("numpy, naive", "numpy naive", lambda: naive(data), lambda it: (it,))
    yield Contender("numpy, blocks by hand", "numpy blocks", lambda: in_blocks(data, np.empty(rows)), lambda it: (it,))
    if numexpr := settings.peer("numexpr"):
        yield Contender("numexpr", "numexpr", lambda: numexpr.evaluate(EQUATION, local_dict=data), lambda it: (it,))
    if polars := settings.peer("polars"):
        lazy = polars.DataFrame(data).lazy().select(value=polars.sql_expr(EQUATION))
        yield Contender("polars, lazy", "polars", lazy.collect, lambda it: (it["value"].to_numpy(),))
        yield Contender(
            "polars, streaming",
            "polars",
            lambda: lazy.collect(engine="streaming"),
            lambda it: (it["value"].to_numpy(),),
        )
    if duckdb := settings.peer("duckdb"):
        base = table(duckdb, data)
        asked = f"SELECT {EQUATION} AS value FROM work"
        yield Contender(
            "DuckDB", "DuckDB", lambda: base.sql(asked).to_arrow_table(), lambda it: (it["value"].to_numpy(),)
        )
    if pandas := settings.peer("pandas"):
        frame = pandas.DataFrame(data, copy=False)
        yield Contender(
            "pandas",
            "pandas",
            lambda: frame.eval(f"value = {EQUATION}", engine="python")["value"],
            lambda it: (it.to_numpy(),),
        )
    if numba := settings.peer("numba"):
        kernel = fused(numba)
        yield Contender("numba, fused", "numba", lambda: kernel(*data.values(), np.empty(rows)), lambda it: (it,))


def table(duckdb: Any, data: dict[str, Array], name: str = "work", base: Any = None) -> Any:
    """DuckDB's own table in memory, as the others have their columns in memory."""
    import pyarrow as pa  # noqa: PLC0415 (beside a peer only)

    base = base or duckdb.connect()
    base.register("given", pa.table(data))
    base.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
    base.unregister("given")
    return base


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(10_000_000, 3_000)
    data = columns(rows)
    yield race(
        settings,
        "w1",
        f"W1: value equation, {rows:,} rows of 10 columns",
        contenders(settings, data, rows),
        (naive(data),),
        moved=8.0 * rows * 11,
        targets=(
            Target(1.0, ("polars",)),
            Target(1.0, ("numexpr", "DuckDB", "pandas", "numpy naive")),
            Target(1.3, of="worthwhile, on numba"),
        ),
        notes=("The bandwidth limit is the target of the accelerated way; the key column is read by the engine only.",),
    )

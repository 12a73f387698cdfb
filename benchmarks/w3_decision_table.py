"""W3: a decision of twelve rows over four columns, first match, with a value for each, 5 million rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks._machine import in_parts
from benchmarks._race import Answer, Array, Contender, Target, engine, race
from benchmarks._report import Report
from benchmarks._settings import Settings, model
from benchmarks.w1_value_equation import table

COLUMNS = ("recency", "frequency", "spend", "tenure")
Rule = tuple[tuple[str, str, float], ...]
RULES: tuple[Rule, ...] = (
    (("recency", "<", 30), ("frequency", ">=", 20), ("spend", ">=", 1000)),
    (("recency", "<", 60), ("frequency", ">=", 10), ("spend", ">=", 500)),
    (("recency", "<", 30), ("frequency", ">=", 20)),
    (("recency", "<", 30), ("tenure", "<", 90)),
    (("recency", "<", 60), ("spend", ">=", 500)),
    (("recency", "<", 90), ("frequency", ">=", 10)),
    (("recency", "<", 90), ("spend", ">=", 100)),
    (("recency", ">=", 365), ("spend", ">=", 1000)),
    (("recency", ">=", 365), ("frequency", "<", 2)),
    (("recency", ">=", 180), ("spend", ">=", 500)),
    (("recency", ">=", 180),),
    (("frequency", ">=", 5), ("tenure", ">=", 730)),
)
LABELS = (
    *("star", "best", "frequent", "new", "spender", "loyal", "active"),
    *("lost star", "lost", "cooling", "cold", "old", "rest"),
)
WORTH = np.array([120, 80, 60, 35, 55, 40, 25, 15, 0.5, 12, 2, 18, 7.0])
REST = len(RULES)
BLOCK = 32_768


def columns(rows: int) -> dict[str, Array]:
    draw = np.random.default_rng(4)
    return {
        "recency": np.floor(draw.exponential(150, rows)),
        "frequency": np.floor(draw.exponential(6, rows)),
        "spend": np.round(draw.lognormal(5, 1.2, rows), 2),
        "tenure": np.floor(draw.uniform(0, 1500, rows)),
    }


def conditions(data: Mapping[str, Any]) -> Iterator[Any]:
    for rule in RULES:
        parts = [data[name] < limit if sign == "<" else data[name] >= limit for name, sign, limit in rule]
        found = parts[0]
        for it in parts[1:]:
            found = found & it
        yield found


def select(data: dict[str, Array]) -> Answer:
    codes = np.select(list(conditions(data)), list(range(REST)), REST)
    return codes.astype(np.int64), WORTH[codes]


class Cells:
    """The limits of each column cut the space into cells; in each, one rule is the first that holds."""

    def __init__(self) -> None:
        self.limits = {
            name: sorted({limit for rule in RULES for column, _, limit in rule if column == name}) for name in COLUMNS
        }
        shape = [len(it) + 1 for it in self.limits.values()]
        self.strides = [int(np.prod(shape[place + 1 :])) for place in range(len(shape))]
        inside = [np.array([it[0] - 1, *it]) for it in self.limits.values()]  # a point of each cell
        grid = np.meshgrid(*inside, indexing="ij")
        points = {name: it.ravel() for name, it in zip(COLUMNS, grid, strict=True)}
        self.codes, self.worth = (it.astype(kind) for it, kind in zip(select(points), ("u1", "f8"), strict=True))

    def into(self, data: dict[str, Array], codes: Array, worth: Array) -> Answer:
        """By hand: a block at a time, comparisons added up, one look at the table, on all cores."""

        def some(low: int, high: int) -> None:
            cells, above, place = np.empty(BLOCK, "u2"), np.empty(BLOCK, bool), np.empty(BLOCK, "u1")
            for start in range(low, high, BLOCK):
                stop = min(start + BLOCK, high)
                cell, over, at = (it[: stop - start] for it in (cells, above, place))
                cell[:] = 0
                for (name, limits), stride in zip(self.limits.items(), self.strides, strict=True):
                    at[:] = 0
                    for limit in limits:
                        np.greater_equal(data[name][start:stop], limit, out=over)
                        np.add(at, over.view("u1"), out=at)
                    cell += at * np.uint16(stride)
                np.take(self.codes, cell, out=codes[start:stop], mode="clip")
                np.take(self.worth, cell, out=worth[start:stop], mode="clip")

        in_parts(len(codes), some)
        return codes, worth


def fused(numba: Any) -> Any:
    """The chain of rules written out as a function and compiled."""
    lines = ["def kernel(recency, frequency, spend, tenure, codes, worth, values):"]
    lines += ["    for it in prange(codes.size):"]
    for place, rule in enumerate(RULES):
        said = " and ".join(f"{name}[it] {sign} {limit}" for name, sign, limit in rule)
        lines += [f"        {'el' if place else ''}if {said}:", f"            code = {place}"]
    lines += [
        "        else:",
        f"            code = {REST}",
        "        codes[it] = code",
        "        worth[it] = values[code]",
    ]
    made: dict[str, Any] = {"prange": numba.prange}
    exec("\n".join(lines), made)  # noqa: S102 (the text above)
    return numba.njit(parallel=True)(made["kernel"])


def answer(found: Sequence[Any]) -> Answer:
    codes, worth = found
    return np.asarray(codes).astype(np.int64), np.asarray(worth)


def ours_answer(result: Any) -> Answer:
    codes, labels, worth = result
    return np.array([LABELS.index(it) for it in labels])[codes], worth


def contenders(settings: Settings, data: dict[str, Array], rows: int) -> Iterator[Contender]:
    ours = {"customer_id": np.arange(rows), **data}

    def take(it: Any) -> Any:
        return it.column("rule"), it.output("rule").type.labels, it["worth"]

    yield from engine(model("decision_table"), ours, take, ours_answer)
    cells = Cells()
    yield Contender(
        "numpy, cells in blocks by hand",
        "numpy blocks",
        lambda: cells.into(data, np.empty(rows, "u1"), np.empty(rows)),
        answer,
    )
    yield Contender("numpy, select", "numpy naive", lambda: select(data), answer)
    if polars := settings.peer("polars"):
        holding = list(conditions({name: polars.col(name) for name in COLUMNS}))
        chain = polars.when(holding[0]).then(polars.lit(0, polars.Int8))
        for place, it in enumerate(holding[1:], 1):
            chain = chain.when(it).then(polars.lit(place, polars.Int8))
        lazy = polars.DataFrame(data).lazy().select(code=chain.otherwise(polars.lit(REST, polars.Int8)))
        values = polars.Series(WORTH)

        def gathered() -> Any:
            codes = lazy.collect()["code"]
            return codes, values.gather(codes)

        yield Contender("polars, when and gather", "polars", gathered, answer)
    if duckdb := settings.peer("duckdb"):
        base = table(duckdb, data)
        cases = " ".join(
            f"WHEN {' AND '.join(f'{name} {sign} {limit}' for name, sign, limit in rule)} THEN {place}"
            for place, rule in enumerate(RULES)
        )
        listed = ", ".join(f"{it}::DOUBLE" for it in WORTH)
        asked = (
            f"SELECT code, [{listed}][code + 1] AS worth "
            f"FROM (SELECT (CASE {cases} ELSE {REST} END)::TINYINT AS code FROM work)"
        )
        yield Contender(
            "DuckDB, case and list",
            "DuckDB",
            lambda: base.sql(asked).to_arrow_table(),
            lambda it: answer((it["code"].to_numpy(), it["worth"].to_numpy())),
        )
    if numba := settings.peer("numba"):
        kernel = fused(numba)

        def compiled() -> Answer:
            codes, worth = np.empty(rows, "u1"), np.empty(rows)
            kernel(*data.values(), codes, worth, WORTH)
            return codes, worth

        yield Contender("numba, chain of rules", "numba", compiled, answer)


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(5_000_000, 3_000)
    data = columns(rows)
    yield race(
        settings,
        "w3",
        f"W3: decision of {len(RULES) + 1} rows over {len(COLUMNS)} columns, and a value, {rows:,} rows",
        contenders(settings, data, rows),
        select(data),
        moved=(8.0 * 4 + 9) * rows,
        targets=(Target(0.6, ("polars",)), Target(1.0, ("DuckDB", "numpy naive"))),
        notes=("Of the texts of the decision the engine gives the codes that it holds; the peers give codes, too.",),
    )

"""W4: 10 million orders of 1 million customers: count, sum, last date, sum of a year, days with an order.

Once with customers numbered from nought, once with numbers far apart and in no order. Ours has the table of
customers, too, and gives a row to each of them; sums are exact.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks._machine import POOL
from benchmarks._race import Answer, Array, Contender, Target, engine, race
from benchmarks._report import Report
from benchmarks._settings import Settings, model
from benchmarks.w1_value_equation import table

FIRST, DAYS = 18_900, 1_095  # days since 1970, and how many there are
LAST_YEAR = FIRST + DAYS - 365
EACH = 10
"""Orders of a customer, in the mean."""
BITS = 11
"""A day of the table takes so many bits."""


class Orders:
    """The orders, and the customers in the order in which ours has them."""

    def __init__(self, rows: int, *, sparse: bool) -> None:
        draw = np.random.default_rng(5)
        self.size = max(1, rows // EACH)
        rate = np.cumsum(draw.gamma(0.8, 1.0, self.size))
        self.place = np.minimum(np.searchsorted(rate / rate[-1], draw.random(rows)), self.size - 1)
        ids = np.arange(self.size)
        if sparse:
            ids = np.unique(draw.integers(0, 1 << 40, self.size + self.size // 20 + 10))
            ids = draw.permutation(ids)[: self.size]
        self.ids, self.sparse = ids, sparse
        self.customer = ids[self.place]
        self.day = (FIRST + draw.integers(0, DAYS, rows)).astype(np.int32)
        self.amount = np.round(draw.lognormal(3, 1, rows), 2)

    @property
    def date(self) -> Array:
        return self.day.astype("datetime64[D]")

    def reference(self) -> Answer:
        """Sorted by customer and day, and added up where one ends."""
        order = np.lexsort((self.day, self.place))
        place, day, amount = self.place[order], self.day[order], self.amount[order]
        new = np.flatnonzero(np.r_[True, place[1:] != place[:-1]]) if len(place) else np.empty(0, int)
        first = np.r_[True, (place[1:] != place[:-1]) | (day[1:] != day[:-1])]
        stop = np.r_[new[1:], len(place)]
        found = (
            (stop - new),
            np.add.reduceat(amount, new),
            day[stop - 1],
            np.add.reduceat(np.where(day > LAST_YEAR, amount, 0.0), new),
            np.add.reduceat(first.astype(int), new),
        )
        return self.all_rows(place[new], found)

    def all_rows(self, place: Array, found: Answer) -> Answer:
        """A row for each customer, whether there is an order or not."""
        whole = []
        for it, empty in zip(found, (0, 0.0, np.nan, 0.0, 0), strict=True):
            column = np.full(self.size, empty, dtype=np.float64 if isinstance(empty, float) else np.int64)
            column[place] = it
            whole.append(column)
        return tuple(whole)

    def by_id(self, ids: Array, found: Answer) -> Answer:
        order = np.argsort(self.ids)
        return self.all_rows(order[np.searchsorted(self.ids[order], ids)], found)


def dense(place: Array, day: Array, amount: Array, size: int) -> Answer:
    """By hand: sums by counting on one thread, while another sorts customer and day packed in one number."""

    def sums() -> Answer:
        lately = np.where(day > LAST_YEAR, amount, 0.0)
        return (
            np.bincount(place, minlength=size),
            np.bincount(place, amount, minlength=size),
            np.bincount(place, lately, minlength=size),
        )

    summing = POOL.submit(sums)
    packed = place.astype(np.int64) << BITS
    packed |= day - FIRST
    packed.sort()
    count, spent, lately = summing.result()
    stop = np.cumsum(count)
    some = count > 0
    latest = np.full(size, np.nan)
    latest[some] = (packed[stop[some] - 1] & (1 << BITS) - 1) + FIRST
    new = np.empty(len(packed), dtype=np.uint8)
    new[0] = 1
    np.not_equal(packed[1:], packed[:-1], out=new[1:].view(bool))
    days = np.zeros(size, dtype=np.int64)
    days[some] = np.add.reduceat(new, (stop - count)[some], dtype=np.int64)
    return count, spent, latest, lately, days


def sparse(customer: Array, day: Array, amount: Array) -> tuple[Array, Answer]:
    """By hand: customers far apart get places by Arrow's dictionary, then as if they were numbered."""
    import pyarrow as pa  # noqa: PLC0415 (its hash table only)

    coded = pa.array(customer).dictionary_encode()
    ids = coded.dictionary.to_numpy()
    return ids, dense(coded.indices.to_numpy(), day, amount, len(ids))


def contenders(settings: Settings, orders: Orders) -> Iterator[Contender]:
    records = {"customer_id": orders.customer, "amount": orders.amount, "placed_on": orders.date}
    names = ("bought", "spent", "latest", "lately", "days")

    def ours(found: Any) -> Answer:
        bought, spent, latest, lately, days = found
        gone = np.isnat(latest)
        return (
            bought.astype(np.int64),
            spent,
            np.where(gone, np.nan, latest.astype("datetime64[D]").astype(np.int64)),
            lately,
            days.astype(np.int64),
        )

    customers = {"customer_id": orders.ids}
    yield from engine(model("orders"), customers, lambda it: [it[name] for name in names], ours, orders=records)
    if orders.sparse:
        yield Contender(
            "numpy, by hand",
            "numpy",
            lambda: sparse(orders.customer, orders.day, orders.amount),
            lambda it: orders.by_id(*it),
        )
    else:
        yield Contender(
            "numpy, by hand",
            "numpy",
            lambda: dense(orders.place, orders.day, orders.amount, orders.size),
            lambda it: (*(each.astype(np.int64) for each in it[:1]), *it[1:]),
        )
    if polars := settings.peer("polars"):
        yield from with_polars(polars, orders, records)
    if duckdb := settings.peer("duckdb"):
        yield from with_duckdb(duckdb, orders, records)
    if pandas := settings.peer("pandas"):
        yield with_pandas(pandas, orders, records)


def with_polars(polars: Any, orders: Orders, records: dict[str, Array]) -> Iterator[Contender]:
    lazy = polars.DataFrame(records).lazy()
    amount, day = polars.col("amount"), polars.col("placed_on")
    year = polars.lit(np.datetime64(LAST_YEAR, "D").item())
    direct = lazy.group_by("customer_id").agg(
        bought=polars.len(),
        spent=amount.sum(),
        latest=day.max(),
        lately=amount.filter(day > year).sum(),
        days=day.n_unique(),
    )
    twice = (
        lazy.with_columns(lately=polars.when(day > year).then(amount).otherwise(0.0))
        .group_by("customer_id", "placed_on")
        .agg(bought=polars.len(), spent=amount.sum(), lately=polars.col("lately").sum())
        .group_by("customer_id")
        .agg(
            bought=polars.col("bought").sum(),
            spent=polars.col("spent").sum(),
            latest=day.max(),
            lately=polars.col("lately").sum(),
            days=polars.len(),
        )
    )

    def answer(it: Any) -> Answer:
        latest = it["latest"].to_physical().to_numpy()
        found = (it["bought"], it["spent"], latest, it["lately"], it["days"])
        return orders.by_id(it["customer_id"].to_numpy(), tuple(np.asarray(each) for each in found))

    yield Contender("polars, group_by and n_unique", "polars", direct.collect, answer)
    yield Contender("polars, group_by twice", "polars", twice.collect, answer)


def with_duckdb(duckdb: Any, orders: Orders, records: dict[str, Array]) -> Iterator[Contender]:
    base = table(duckdb, records)
    year = f"DATE '{np.datetime64(LAST_YEAR, 'D')}'"
    lately = f"coalesce(sum(amount) FILTER (placed_on > {year}), 0)"
    direct = (
        f"SELECT customer_id, count(*) AS bought, sum(amount) AS spent, max(placed_on) AS latest, {lately} AS lately, "
        "count(DISTINCT placed_on) AS days FROM work GROUP BY customer_id"
    )
    twice = (
        "SELECT customer_id, sum(bought)::BIGINT AS bought, sum(spent) AS spent, max(placed_on) AS latest, "
        "sum(lately) AS lately, count(*) AS days FROM (SELECT customer_id, placed_on, count(*) AS bought, "
        f"sum(amount) AS spent, {lately} AS lately FROM work GROUP BY customer_id, placed_on) GROUP BY customer_id"
    )

    def answer(it: Any) -> Answer:
        import pyarrow as pa  # noqa: PLC0415 (beside a peer only)

        latest = it["latest"].cast(pa.date32()).cast(pa.int32())
        found = (it["bought"], it["spent"], latest, it["lately"], it["days"])
        return orders.by_id(it["customer_id"].to_numpy(), tuple(each.to_numpy() for each in found))

    yield Contender("DuckDB, count distinct", "DuckDB", lambda: base.sql(direct).to_arrow_table(), answer)
    yield Contender("DuckDB, group by twice", "DuckDB", lambda: base.sql(twice).to_arrow_table(), answer)


def with_pandas(pandas: Any, orders: Orders, records: dict[str, Array]) -> Contender:
    frame = pandas.DataFrame(records, copy=False)
    year = pandas.Timestamp(np.datetime64(LAST_YEAR, "D"))

    def run() -> Any:
        lately = frame.assign(lately=frame["amount"].where(frame["placed_on"] > year, 0.0))
        return lately.groupby("customer_id", sort=False).agg(
            bought=("amount", "size"),
            spent=("amount", "sum"),
            latest=("placed_on", "max"),
            lately=("lately", "sum"),
            days=("placed_on", "nunique"),
        )

    def answer(it: Any) -> Answer:
        latest = it["latest"].to_numpy().astype("datetime64[D]").astype(np.int64)
        found = (it["bought"], it["spent"], latest, it["lately"], it["days"])
        return orders.by_id(it.index.to_numpy(), tuple(np.asarray(each) for each in found))

    return Contender("pandas, groupby", "pandas", run, answer)


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(10_000_000, 3_000)
    for name, apart in (("dense", False), ("sparse", True)):
        orders = Orders(rows, sparse=apart)
        yield race(
            settings,
            f"w4 {name}",
            f"W4: {rows:,} orders of {orders.size:,} customers, {name} keys",
            contenders(settings, orders),
            orders.reference(),
            moved=20.0 * rows + 40.0 * orders.size,
            targets=(Target(0.9, ("polars", "DuckDB")),),
            notes=("Ours gives exact sums, and joins the orders to the table of customers.",),
        )

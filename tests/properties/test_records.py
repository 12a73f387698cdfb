"""Every aggregate over records, over the entity and over lookups, beside a plain-Python reading of the page.

The model is one; the tables are drawn: none, one or many rows, in any order, with keys that nobody has,
keys that are missing, and holes in every column. Each formula stands beside what it means in terms of
the rows of one customer, written without the engine.
"""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

from worthwhile import Model, parse

Row = Mapping[str, Any]
Rows = Sequence[Row]
Meant = Callable[[Rows], Any]

HEAD = """
currency USD
entity customer key customer_id

inputs:
    region : one of north, south   optional
    rate   : number                optional
    plan   : text                  optional

records orders of customer by customer_id:
    amount : USD                   optional
    items  : count                 optional
    day    : date                  optional
    ok     : flag                  optional
    kind   : one of web, shop, fax optional
    note   : text                  optional
    article : count                optional

records visits of customer by customer_id:
    length : number                optional

lookup plans by plan:
    fee    : USD                   optional

lookup articles by article:
    price  : USD                   optional
"""


# ---- the page, read in plain Python


def there(values: Sequence[Any]) -> list[Any]:
    return [it for it in values if it is not None]


def column(name: str) -> Callable[[Rows], list[Any]]:
    return lambda rows: there([it[name] for it in rows])


amounts, items = column("amount"), column("items")


def exact(values: Sequence[float]) -> float:
    return float(sum(map(Fraction, values), Fraction(0)))


def mean(values: Sequence[float]) -> float | None:
    return exact(values) / len(values) if values else None


def inclusive(values: Sequence[float], share: float) -> float | None:
    """Excel's PERCENTILE.INC, from its description."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    if below + 1 == len(ordered):
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def end_of(rows: Rows, value: str, order: str, *, last: bool) -> Any:
    known = [it for it in rows if it[value] is not None and it[order] is not None]
    if not known:
        return None
    best = (max if last else min)(it[order] for it in known)
    among = [it[value] for it in known if it[order] == best]
    return among[-1 if last else 0]


def line(rows: Rows, what: str) -> float | None:
    pairs = [(it["items"], it["amount"]) for it in rows if it["items"] is not None and it["amount"] is not None]
    xs, ys = [float(x) for x, _ in pairs], [y for _, y in pairs]
    if len(set(xs)) < 2:
        return None
    if what == "correlation":
        return statistics.correlation(xs, ys) if len(set(ys)) > 1 else None
    found = statistics.linear_regression(xs, ys)
    return found.slope if what == "slope" else found.intercept


def and_(*sides: bool | None) -> bool | None:
    return False if False in sides else None if None in sides else True


def is_(value: Any, other: Any) -> bool | None:
    return None if value is None else value == other


def over(value: Any, limit: Any) -> bool | None:
    return None if value is None else value > limit


def where(rows: Rows, holds: Callable[[Row], bool | None]) -> list[Row]:
    return [it for it in rows if holds(it) is True]


def by(rows: Rows, name: str) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for it in rows:
        if it[name] is not None:
            groups.setdefault(it[name], []).append(it)
    return groups


def largest(values: Sequence[Any]) -> Any:
    return max(values, default=None)


MARCH = date(2025, 3, 1)


def of_rows(meant: Meant) -> Callable[[Row, Rows], Any]:
    return lambda _, rows: meant(rows)


OF_RECORDS: Mapping[str, Meant] = {
    "sum(orders.amount)": lambda r: exact(amounts(r)),
    "mean(orders.amount)": lambda r: mean(amounts(r)),
    "count(orders)": len,
    "min(orders.amount over orders)": lambda r: min(amounts(r), default=None),
    "max(orders.amount)": lambda r: max(amounts(r), default=None),
    "max(orders.day)": lambda r: max(column("day")(r), default=None),
    "median(orders.amount)": lambda r: statistics.median(amounts(r)) if amounts(r) else None,
    "quantile(orders.amount, 30%)": lambda r: inclusive(amounts(r), 0.3),
    "product(orders.items)": lambda r: math.prod(items(r)),
    "any(orders.ok)": lambda r: True in [it["ok"] for it in r],
    "all(orders.ok)": lambda r: False not in [it["ok"] for it in r],
    "first(orders.amount by orders.day)": lambda r: end_of(r, "amount", "day", last=False),
    "last(orders.amount by orders.day)": lambda r: end_of(r, "amount", "day", last=True),
    "last(orders.amount by orders.note)": lambda r: end_of(r, "amount", "note", last=True),
    "last(orders.kind by orders.items)": lambda r: end_of(r, "kind", "items", last=True),
    "first(orders.note by orders.day)": lambda r: end_of(r, "note", "day", last=False),
    "last(orders.ok by orders.amount)": lambda r: end_of(r, "ok", "amount", last=True),
    "distinct(orders.kind)": lambda r: len(set(column("kind")(r))),
    "distinct(orders.note)": lambda r: len(set(column("note")(r))),
    "distinct(orders.day)": lambda r: len(set(column("day")(r))),
    "distinct(orders.amount)": lambda r: len(set(amounts(r))),
    "stdev(orders.amount)": lambda r: statistics.stdev(amounts(r)) if len(amounts(r)) > 1 else None,
    "slope(orders.amount, orders.items)": lambda r: line(r, "slope"),
    "intercept(orders.amount, orders.items)": lambda r: line(r, "intercept"),
    "correlation(orders.amount, orders.items)": lambda r: line(r, "correlation"),
    # with conditions
    "sum(orders.amount where orders.ok)": lambda r: exact(amounts(where(r, lambda it: it["ok"]))),
    "count(orders where orders.kind is web)": lambda r: len(where(r, lambda it: is_(it["kind"], "web"))),
    "mean(orders.amount where orders.ok and orders.items > 2)": lambda r: mean(
        amounts(where(r, lambda it: and_(it["ok"], over(it["items"], 2))))
    ),
    "max(orders.amount where orders.day > 2025-03-01)": lambda r: largest(
        amounts(where(r, lambda it: over(it["day"], MARCH)))
    ),
    "last(orders.items by orders.day where not orders.ok)": lambda r: end_of(
        where(r, lambda it: is_(it["ok"], False)), "items", "day", last=True
    ),
    "quantile(orders.amount, 80% where orders.note is missing)": lambda r: inclusive(
        amounts(where(r, lambda it: it["note"] is None)), 0.8
    ),
    'distinct(orders.kind where orders.note = "a")': lambda r: len(
        set(column("kind")(where(r, lambda it: is_(it["note"], "a"))))
    ),
    "all(orders.items > 2 where orders.ok)": lambda r: all(
        it["items"] > 2 for it in where(r, lambda it: it["ok"]) if it["items"] is not None
    ),
    "sum(orders.amount - sum(orders.amount) / 2)": lambda r: exact([it - exact(amounts(r)) / 2 for it in amounts(r)]),
    # by groups of the customer's own orders
    "max(sum(orders.amount by orders.kind))": lambda r: largest([exact(amounts(of)) for of in by(r, "kind").values()]),
    "min(count(orders by orders.note) over orders)": lambda r: min(map(len, by(r, "note").values()), default=None),
    "sum(mean(orders.amount by orders.items))": lambda r: exact(
        [mean(amounts(of)) or 0.0 for of in by(r, "items").values() for _ in of]
    ),
    "max(count(orders by orders.day where orders.ok))": lambda r: largest(
        [len(where(of, lambda it: it["ok"])) for of in by(r, "day").values()]
    ),
    "sum(orders.amount where rank(orders.amount over orders) <= 2)": lambda r: exact(
        [it for it in amounts(r) if sum(other > it for other in amounts(r)) < 2]
    ),
    "sum(orders.items where rank(orders.amount over orders by orders.kind) = 1)": lambda r: exact(
        [
            it["items"]
            for of in by(r, "kind").values()
            for it in of
            if it["items"] is not None and it["amount"] is not None and it["amount"] == max(amounts(of))
        ]
    ),
}

BESIDE_THE_CUSTOMER: Mapping[str, Callable[[Row, Rows], Any]] = {
    "sum(orders.amount * rate)": lambda c, r: exact(
        [it["amount"] * c["rate"] for it in r if it["amount"] is not None and c["rate"] is not None]
    ),
    "count(orders where region is north)": lambda c, r: len(r) if c["region"] == "north" else 0,
}
"""What the customer has, beside each order."""

OF_A_CUSTOMER = {**{text: of_rows(meant) for text, meant in OF_RECORDS.items()}, **BESIDE_THE_CUSTOMER}


@dataclass(frozen=True)
class Data:
    """Drawn tables."""

    customers: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    plans: list[dict[str, Any]]
    articles: list[dict[str, Any]]

    def of(self, table: str, customer: Row) -> list[Row]:
        rows: list[dict[str, Any]] = getattr(self, table)
        return [it for it in rows if it["customer_id"] == customer["customer_id"]]

    def fee(self, customer: Row) -> float | None:
        return next((it["fee"] for it in self.plans if it["plan"] == customer["plan"]), None)

    def price(self, order: Row) -> float | None:
        return next((it["price"] for it in self.articles if it["article"] == order["article"]), None)

    def run(self, model: Model, block: int) -> Any:
        tables = {name: table(name, getattr(self, name)) for name in ("orders", "visits", "plans", "articles")}
        return model.run(table("customers", self.customers), block=block, **tables)


KINDS = {
    "customer_id": pa.string(), "region": pa.string(), "rate": pa.float64(), "plan": pa.string(), "amount": pa.float64(),
    "items": pa.int64(), "day": pa.date32(), "ok": pa.bool_(), "kind": pa.string(), "note": pa.string(),
    "article": pa.int64(), "length": pa.float64(), "fee": pa.float64(), "price": pa.float64(),
}  # fmt: skip
HEADS = {
    "customers": ("customer_id", "region", "rate", "plan"),
    "orders": ("customer_id", "amount", "items", "day", "ok", "kind", "note", "article"),
    "visits": ("customer_id", "length"),
    "plans": ("plan", "fee"),
    "articles": ("article", "price"),
}


def table(name: str, rows: Sequence[Row]) -> pa.Table:
    heads = HEADS[name]
    return pa.table({head: pa.array([it[head] for it in rows], KINDS[head]) for head in heads})


MONEY = st.integers(-400, 2000).map(lambda it: it / 4)
"""Quarters of a dollar: differences, and so lines and spreads, come out alike on every way."""
CELLS = {
    "region": st.sampled_from(["north", "south"]), "rate": st.sampled_from([0.5, 1.0, 2.0]), "plan": st.sampled_from("pqr"),
    "amount": MONEY, "items": st.integers(0, 5), "day": st.dates(date(2025, 1, 1), date(2025, 5, 1)), "ok": st.booleans(),
    "kind": st.sampled_from(["web", "shop", "fax"]), "note": st.sampled_from("abc"), "article": st.integers(1, 4),
    "length": MONEY, "fee": MONEY, "price": MONEY,
}  # fmt: skip


@st.composite
def rows(draw: st.DrawFn, name: str, keys: st.SearchStrategy[Any] | None, most: int) -> list[dict[str, Any]]:
    heads = HEADS[name]
    cells = {head: st.none() | CELLS[head] if head in CELLS else st.none() for head in heads}
    if keys is not None:
        cells[heads[0]] = keys
    return draw(st.lists(st.fixed_dictionaries({head: cells[head] for head in heads}), max_size=most))


@st.composite
def data(draw: st.DrawFn) -> Data:
    names = draw(st.lists(st.sampled_from(["a", "b", "0c", "é", "e 5"]), unique=True, min_size=1))
    customers = [{**draw(rows("customers", None, 1).filter(len))[0], "customer_id": it} for it in names]
    owners = st.sampled_from([*names, *names, *names, "nobody"]) | st.none()
    plans = draw(st.lists(st.sampled_from("pq"), unique=True))
    articles = draw(st.lists(st.integers(1, 3), unique=True))
    return Data(
        customers,
        draw(rows("orders", owners, 14)),
        draw(rows("visits", owners, 6)),
        [{"plan": it, "fee": draw(st.none() | MONEY)} for it in plans],
        [{"article": it, "price": draw(st.none() | MONEY)} for it in articles],
    )


def model(formulas: Sequence[str]) -> Model:
    lines = "".join(f"f{place} = {it}\n" for place, it in enumerate(formulas))
    outputs = "".join(f"    f{place}\n" for place in range(len(formulas)))
    return parse(f"{HEAD}\n{lines}\noutputs:\n{outputs}")


def same(got: Any, want: Any) -> bool:
    if isinstance(want, date):
        want = want.isoformat()
    if want is None or got is None or isinstance(want, str | bool):
        return bool(got == want)
    return math.isclose(float(got), float(want), rel_tol=1e-9, abs_tol=1e-7)


MODEL = model(list(OF_A_CUSTOMER))


@given(data(), st.sampled_from([1, 3, 1000]))
def test_aggregates_over_the_records_of_a_customer(drawn: Data, block: int) -> None:
    result = drawn.run(MODEL, block)
    for place, (text, meant) in enumerate(OF_A_CUSTOMER.items()):
        want = [meant(it, drawn.of("orders", it)) for it in drawn.customers]
        got = result.values(f"f{place}")
        assert all(map(same, got, want)), (text, got, want)


# ---- over the entity, several tables, lookups

OVER_ALL = """
spent     = sum(orders.amount)
house     = sum(spent over customer)
typical   = median(spent over customer where region is north)
home      = sum(spent over customer by region)
peers     = count(customer by region where spent > $100)
place     = rank(spent over customer)
place_at_home = rank(spent over customer by region)
widest    = max(max(orders.amount) over customer)
minutes   = sum(visits.length)
net       = spent - minutes * $1
fee       = plans.fee
fees      = sum(plans.fee over customer)
dearest   = max(plans.fee over plans)
listed    = count(plans)
worth     = sum(orders.items * articles.price)
known     = count(orders where articles.price > $0)
latest_price = last(articles.price over orders by orders.day)
outputs:
    spent
    house
    typical
    home
    peers
    place
    place_at_home
    widest
    net
    fee
    fees
    dearest
    listed
    worth
    known
    latest_price
"""
ALL = parse(HEAD + OVER_ALL)


@given(data(), st.sampled_from([1, 3, 1000]))
def test_aggregates_over_the_entity_and_lookups(drawn: Data, block: int) -> None:
    result, customers = drawn.run(ALL, block), drawn.customers
    orders = [drawn.of("orders", it) for it in customers]
    spent = [exact(amounts(it)) for it in orders]

    def at_home(me: int) -> list[int]:
        return [place for place, it in enumerate(customers) if it["region"] == customers[me]["region"]]

    def each(of: Callable[[int], Any], *, grouped: bool = False) -> list[Any]:
        return [None if grouped and it["region"] is None else of(me) for me, it in enumerate(customers)]

    north = [it for it, customer in zip(spent, customers, strict=True) if customer["region"] == "north"]
    fees, prices = [drawn.fee(it) for it in customers], [[drawn.price(it) for it in them] for them in orders]
    priced = [list(zip(them, price, strict=True)) for them, price in zip(orders, prices, strict=True)]
    worth = [
        exact([it["items"] * price for it, price in them if it["items"] is not None and price is not None])
        for them in priced
    ]
    dated = [[{**it, "price": price} for it, price in them] for them in priced]
    want: dict[str, list[Any]] = {
        "spent": spent,
        "house": [exact(spent)],
        "typical": [statistics.median(north) if north else None],
        "home": each(lambda me: exact([spent[it] for it in at_home(me)]), grouped=True),
        "peers": each(lambda me: sum(spent[it] > 100 for it in at_home(me)), grouped=True),
        "place": each(lambda me: 1 + sum(it > spent[me] for it in spent)),
        "place_at_home": each(lambda me: 1 + sum(spent[it] > spent[me] for it in at_home(me)), grouped=True),
        "widest": [max((it for them in orders for it in amounts(them)), default=None)],
        "net": each(lambda me: spent[me] - exact(column("length")(drawn.of("visits", customers[me])))),
        "fee": fees,
        "fees": [exact(there(fees))],
        "dearest": [max(there([it["fee"] for it in drawn.plans]), default=None)],
        "listed": [len(drawn.plans)],
        "worth": worth,
        "known": [sum(price is not None and price > 0 for price in them) for them in prices],
        "latest_price": [end_of(them, "price", "day", last=True) for them in dated],
    }
    for name, values in want.items():
        got = result.values(name)
        assert all(map(same, got, values)), (name, got, values)


@given(data())
def test_rows_of_nobody_and_keys_without_a_row_are_told(drawn: Data) -> None:
    result, names = drawn.run(ALL, 1000), {it["customer_id"] for it in drawn.customers}
    lost = sum(it["customer_id"] not in names for it in drawn.orders)
    told = {it.message.split("`")[1]: it.rows for it in result.diagnostics if it.code == "W0613"}
    assert told.get("orders", 0) == lost
    known = {it["plan"] for it in drawn.plans}
    unpriced = sum(it["plan"] is not None and it["plan"] not in known for it in drawn.customers)
    assert sum(it.rows for it in result.diagnostics if it.code == "W0614" and "`plans`" in it.message) == unpriced


@given(data(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(drawn: Data, random: Any) -> None:
    mixed = Data(
        drawn.customers, random.sample(drawn.orders, len(drawn.orders)), drawn.visits, drawn.plans, drawn.articles
    )
    steady = [place for place, it in enumerate(OF_A_CUSTOMER) if "first(" not in it and "last(" not in it]
    one, other = drawn.run(MODEL, 1000), mixed.run(MODEL, 3)
    for place in steady:
        assert one.values(f"f{place}") == other.values(f"f{place}")


def test_a_key_that_stands_twice_is_refused() -> None:
    twice = pa.table({"customer_id": ["a", "a"], "region": [None, None], "rate": [1.0, 2.0], "plan": ["p", "p"]})
    with pytest.raises(Exception, match="W0605"):
        MODEL.run(
            twice,
            orders=table("orders", []),
            visits=table("visits", []),
            plans=table("plans", []),
            articles=table("articles", []),
        )

"""Rows laid together by their owners, in small pieces and on several threads, give the same bits as at once."""

import math
from contextlib import ExitStack
from datetime import date, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from properties.test_records import ALL, MODEL, Data, data
from worthwhile import parse
from worthwhile.run import groups, reduction, sheaves, threads
from worthwhile_plugins.kernels import exact
from worthwhile_plugins.kernels.accumulate import different

SMALL = [
    (sheaves, "OWNERS", 1), (sheaves, "LENGTH", 3), (sheaves, "WORTH", 1),
    (reduction, "STRETCH", 4), (reduction, "SERIES", 2), (reduction, "ALONE", 0),
    (exact, "AT_ONCE", 2), (different, "SETTLED", 3), (groups, "FEW", 0),
]  # fmt: skip


@given(data(), st.sampled_from([1, 2, 3]), st.sampled_from([2, 1 << 4, 1 << 21]), st.sampled_from([1, 4]))
def test_small_pieces_give_the_same_bits(drawn: Data, block: int, cells: int, many: int) -> None:
    whole = [drawn.run(it, 1000) for it in (MODEL, ALL)]
    with ExitStack() as stack:
        for module, name, size in SMALL:
            stack.enter_context(patch.object(module, name, size))
        stack.enter_context(patch.object(different, "CELLS", cells))
        stack.enter_context(patch.object(threads, "available", lambda: many))
        pieces = [drawn.run(it, block) for it in (MODEL, ALL)]
    for one, other in zip(whole, pieces, strict=True):
        assert {it: one.values(it) for it in one} == {it: other.values(it) for it in other}
        assert one.diagnostics == other.diagnostics


ORDERS = """
currency USD
entity customer key id
records orders of customer by customer:
    amount : USD    optional
    day    : date
    web    : flag   optional

bought = count(orders)
spent  = sum(orders.amount)
online = sum(orders.amount where orders.web)
least  = min(orders.amount)
latest = max(orders.day)
days   = distinct(orders.day)
last_amount = last(orders.amount by orders.day)
outputs:
    bought
    spent
    online
    least
    latest
    days
    last_amount
"""


@pytest.mark.parametrize("keys", ["close", "spread"])
@patch.multiple(sheaves, OWNERS=1 << 7, WORTH=10_000, LENGTH=1 << 12)
def test_many_customers(keys: str) -> None:
    random, customers = Random(5), 3_000  # noqa: S311 (no secret)
    ids = random.sample(range(1 << 50), customers) if keys == "spread" else list(range(customers))
    begin = date(2024, 1, 1)
    rows = [
        (
            random.choice(ids) if random.random() > 0.01 else -1,
            None if random.random() < 0.05 else round(random.lognormvariate(3, 1), 2),
            begin + timedelta(random.randrange(400)),
            random.choice([True, False, None]),
        )
        for _ in range(30_000)
    ]
    orders: dict[str, Any] = {
        "customer": np.array([it[0] for it in rows]),
        "amount": np.array([np.nan if it[1] is None else it[1] for it in rows]),
        "day": np.array([it[2] for it in rows], dtype="datetime64[D]"),
        "web": [it[3] for it in rows],
    }
    result = parse(ORDERS).run({"id": np.array(ids)}, orders=orders)
    of: dict[int, list[Any]] = {it: [] for it in ids}
    for row in rows:
        if row[0] in of:
            of[row[0]].append(row)
    known = {key: [it[1] for it in them if it[1] is not None] for key, them in of.items()}
    assert result.values("bought") == [len(of[it]) for it in ids]
    assert result.values("spent") == [math.fsum(known[it]) for it in ids]
    assert result.values("online") == [
        math.fsum(row[1] for row in of[it] if row[1] is not None and row[3]) for it in ids
    ]
    assert result.values("least") == [min(known[it], default=None) for it in ids]
    latest = [max((row[2] for row in of[it]), default=None) for it in ids]
    assert result.values("latest") == [None if it is None else it.isoformat() for it in latest]
    assert result.values("days") == [len({row[2] for row in of[it]}) for it in ids]
    valued = [[row for row in of[it] if row[1] is not None] for it in ids]
    assert result.values("last_amount") == [
        max(enumerate(it), key=lambda at: (at[1][2], at[0]))[1][1] if it else None for it in valued
    ]
    left = [it for it in result.diagnostics if it.code == "W0704"]
    unsure = sum(row[0] != -1 and (row[3] is None or (row[3] and row[1] is None)) for row in rows)
    assert unsure in {it.rows for it in left}

"""The rows that every output is handed, and the addresses of all outputs."""

import math
import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

import worthwhile as ww

ROWS = 10_000
MODEL = """
model everything
currency USD
entity thing key id
inputs:
    amount "Amount"        : USD optional
    size   "How many"      : count optional
    share  "Share"         : percent optional
    plan   "Plan"          : one of basic, pro, "not yet" optional
    region "Region"        : text optional
    signed "Signed on"     : date optional
    won    "Won"           : flag optional
total   "All of it" = sum(amount over thing)
things  "Things"    = count(thing)
latest  "Latest"    = max(signed over thing)
outputs:
    amount
    size
    share
    plan
    region
    signed
    won
    total
    things
    latest
"""
TEXTS = ["nord, süd", 'a "quoted" word', "two\nlines", "tab\there", "=1+1", "007", "NULL", "ende ", "漢字", "😀", "'x'"]
NUMBERS = [0.1 + 0.2, 1e-300, 5e-324, 1e300, -0.0, 0.0, 2.0**53, 2.0**60, -1 / 3, 1e22, 123456789.123]


def rows(count: int = ROWS) -> pa.Table:
    """Every kind of value with every trap, a sixth of them missing; the keys are beyond 2^53."""
    drawn = random.Random(7)  # noqa: S311 (nothing is kept secret)

    def some(value: Any) -> Any:
        return None if drawn.random() < 1 / 6 else value

    def number() -> float:
        return drawn.choice(NUMBERS) if drawn.random() < 0.1 else drawn.gauss(0, 10 ** drawn.randint(-9, 12))

    def day() -> date:
        return date(1, 1, 1) + timedelta(drawn.randrange(3_652_059))

    return pa.table(
        {
            "id": pa.array([2**62 + 3 * it + 1 for it in range(count)]),
            "amount": pa.array([some(number()) for _ in range(count)], pa.float64()),
            "size": pa.array(
                [some(drawn.choice([0, 1, -5, 2**53, 2**31, drawn.randrange(10**9)])) for _ in range(count)]
            ),
            "share": pa.array([some(drawn.random()) for _ in range(count)], pa.float64()),
            "plan": pa.array([some(drawn.choice(["basic", "pro", "not yet"])) for _ in range(count)]),
            "region": pa.array([some(drawn.choice(TEXTS)) for _ in range(count)]),
            "signed": pa.array([some(day()) for _ in range(count)], pa.date32()),
            "won": pa.array([some(drawn.random() < 0.5) for _ in range(count)]),
        }
    )


def model() -> ww.Model:
    return ww.parse(MODEL)


def wanted(given: pa.Table) -> dict[str, list[Any]]:
    """The columns as plain Python: what has to come back."""
    return {name: column.to_pylist() for name, column in zip(given.column_names, given.columns, strict=True)}


def bits(value: Any) -> Any:
    """A value with all that equality overlooks: 1 is not 1.0 is not True, 0.0 is not -0.0."""
    return (type(value), value.hex() if isinstance(value, float) and not math.isnan(value) else value)


def same(found: Mapping[str, list[Any]], expected: Mapping[str, list[Any]]) -> None:
    """That columns are equal bit by bit, or the first cell that is not."""
    assert list(found) == list(expected)
    for name, values in expected.items():
        assert len(found[name]) == len(values)
        for row, (one, other) in enumerate(zip(found[name], values, strict=True)):
            assert bits(one) == bits(other), (name, row, one, other)

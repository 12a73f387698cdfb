"""The table that a test gives: its cells are literals of the language, and take over the declared unit."""

import worthwhile as ww
from worthwhile.text.draw import draw

MODEL = """
model kinds
entity customer key customer_id
timeline 3 months from 2026-01 paid end
inputs:
    plan   : one of basic, "not yet"
    fee    : USD per month in $0..
    since  : date
    churn  : percent per month
    on     : flag
    seats  : count optional
    note   : text
    keep   : factor per month
yearly = fee * 12 months
total  = sum(yearly over customer)
test "cells of every kind":
    given customer:
        customer_id | plan      | fee           | since      | churn | on    | seats   | note | keep
        "a"         | basic     | $25           | 2026-01-31 | 3%    | true  | 3       | "hi" | 97%
        "b"         | "not yet" | $120 per year | 2026-02-01 | 30%   | false | missing | "2"  | 100%
"""
EXPECTED = {
    "total": "$420",  # 25 * 12 + 120
    "sum(yearly where on over customer)": "$300",
    "sum(yearly where since > 2026-01-31 over customer)": "$120",
    "sum(yearly where churn > 20% over customer)": "$120",
    'sum(yearly where note = "2" over customer)': "$120",
    'sum(yearly where plan is "not yet" over customer)': "$120",
    "sum(yearly where keep < 99% over customer)": "$300",
    "sum(seats over customer)": "3",
}


def test_cells_of_every_kind() -> None:
    lines = "".join(f"    expect {left} = {right}\n" for left, right in EXPECTED.items())
    (outcome,) = ww.parse(MODEL + lines).test()
    assert outcome.ok, "\n".join(map(draw, outcome.findings))


def test_an_expectation_that_does_not_hold_falls_short() -> None:
    (outcome,) = ww.parse(MODEL + "    expect total = $421\n").test()
    assert not outcome.ok
    (finding,) = outcome.findings
    assert (finding.code, finding.found) == ("W0705", "$420")

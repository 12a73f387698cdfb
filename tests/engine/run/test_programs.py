"""Walks written out as block programs: what they look like, and that they leave odd rows to the interpreter."""

from typing import Any

import numpy as np
import pytest

import worthwhile
from worthwhile.run import threads
from worthwhile.run.program import program as programs
from worthwhile.run.program.listing import listed
from worthwhile.run.program.program import Program

VALUE = """
currency USD
entity customer key id
assumptions:
    weight : number = 1.5
inputs:
    benefit : USD
    cost    : USD
    share   : percent optional
worth = weight * benefit
net   = worth - cost
ratio = worth / cost
outputs:
    net
    ratio
"""

CLV = """
currency USD
timeline 60 months paid start
entity customer key id
inputs:
    margin   : USD per month
    retained : percent per month
    rate     : percent per month
clv = npv(margin * retained^t, rate: rate)
outputs:
    clv
"""

TIERS = """
entity customer key id
inputs:
    recency : number
    spend   : number
    plan    : one of basic, team
decide tier (first match):
    recency | spend   | plan  -> tier   | worth
    < 30    | >= 100  | any   -> "best" | 9
    < 30    | >= 20   | team  -> "good" | 5
    <= 60   | any     | basic -> "new"  | 3
    otherwise                 -> "rest" | 1
"""


def source_of(text: str) -> str:
    model = worthwhile.parse(text)
    return "\n".join(it.source for it in listed(model.plan, model.registry.toolbox))


def test_a_program_reads_like_the_model() -> None:
    source = source_of(VALUE)
    assert "worth = np.multiply(1.5, benefit, out=" in source
    assert "net = np.subtract(worth, cost, out=net_out)" in source
    compile(source, "<program>", "exec")


def test_it_looks_at_no_more_than_shows_what_is_odd() -> None:
    """A cost that is not there shows in the difference, an endless one does too: it need not be looked at."""
    source = source_of(VALUE)
    looks = [line.strip() for line in source.splitlines() if "look." in line]
    assert sorted(looks) == ["look.number(net)", "look.number(ratio)"]


def test_a_geometric_sum_needs_no_loop() -> None:
    source = source_of(CLV)
    assert "for t in" not in source
    assert "geometric(" in source


def test_the_closed_sum_is_that_of_the_periods() -> None:
    rng = np.random.default_rng(3)
    margin, retained, rate = rng.uniform(5, 80, 5000), rng.uniform(0.5, 0.99, 5000), rng.uniform(0.002, 0.03, 5000)
    retained[:3], rate[:3] = (1.0, 0.98, 0.0), (0.0, -0.02, 0.01)
    data = {"id": np.arange(5000), "margin": margin, "retained": retained, "rate": rate}
    found = worthwhile.parse(CLV).run(data)["clv"]
    expected = sum(margin * (retained / (1 + rate)) ** t for t in range(60))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_rows_with_something_odd_are_told_of_as_the_interpreter_tells() -> None:
    count = 20_000
    rng = np.random.default_rng(4)
    benefit, cost = rng.uniform(0, 9, count), rng.uniform(1, 5, count)
    benefit[[7, 9_000]], cost[[12, 16_500, 19_999]] = np.nan, (0.0, np.inf, 0.0)
    model = worthwhile.parse(VALUE)
    run = model.run({"id": np.arange(count), "benefit": benefit, "cost": cost})
    codes = {it.code: it for it in run.diagnostics}
    assert codes["W0602"].rows == 2
    assert codes["W0602"].keys == (7, 9_000)
    assert codes["W0603"].keys == (16_500,)
    assert codes["W0701"].rows == 2
    assert codes["W0701"].keys == (12, 19_999)
    fine = np.isfinite(benefit) & np.isfinite(cost)
    np.testing.assert_array_equal(np.isnan(run["net"]), ~fine)
    np.testing.assert_array_equal(run["net"][fine], (1.5 * benefit - cost)[fine])


@pytest.mark.parametrize("many", [1, 2, 5])
def test_threads_change_no_bit(many: int) -> None:
    rng = np.random.default_rng(5)
    data = {"id": np.arange(30_000), "benefit": rng.uniform(0, 9, 30_000), "cost": rng.uniform(1, 5, 30_000)}
    model = worthwhile.parse(VALUE)
    alone = model.run(data, threads=1)
    other = model.run(data, threads=many, block=1_000)
    assert all(np.array_equal(alone[it], other[it]) for it in alone)


def test_a_decision_is_looked_up_in_a_grid() -> None:
    assert ".cells(" in source_of(TIERS)
    count = 50_000
    rng = np.random.default_rng(6)
    recency, spend = rng.integers(0, 90, count).astype(float), rng.choice([0.0, 19.99, 20.0, 99.0, 100.0, 400.0], count)
    plan = rng.choice(["basic", "team"], count)
    run = worthwhile.parse(TIERS).run({"id": np.arange(count), "recency": recency, "spend": spend, "plan": plan})
    for row in range(0, count, 37):
        r, s, p = recency[row], spend[row], plan[row]
        tier, worth = (
            ("best", 9)
            if r < 30 and s >= 100
            else ("good", 5)
            if r < 30 and s >= 20 and p == "team"
            else ("new", 3)
            if r <= 60 and p == "basic"
            else ("rest", 1)
        )
        assert (run["tier"][row], run["worth"][row]) == (tier, worth)


@pytest.mark.parametrize("count", [3, 40, 300])
def test_a_decision_of_many_limits_is_looked_up_too(count: int) -> None:
    """Few limits are counted, many are searched; both are what a row of the rules says."""
    rules = "\n".join(f"    < {10 * it} | any -> {it}" for it in range(1, count))
    text = f"""
entity customer key id
inputs:
    spend : number
    other : number
decide band (first match):
    spend | other -> band
{rules}
    otherwise -> {count}
"""
    assert ".cells(" in source_of(text)
    spend = np.random.default_rng(9).integers(-5, 10 * count + 20, 9_000).astype(float)
    run = worthwhile.parse(text).run({"id": np.arange(9_000), "spend": spend, "other": spend})
    assert run["band"].tolist() == [float(min(max(it // 10 + 1, 1), count)) for it in spend.tolist()]


def test_a_program_is_written_once_for_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    once, made = programs.program_of, []

    def counted(*args: Any) -> Program | None:
        made.append(args)
        return once(*args)

    monkeypatch.setattr(programs, "program_of", counted)
    model = worthwhile.parse(VALUE)
    data = {"id": np.arange(9_000), "benefit": np.ones(9_000), "cost": np.ones(9_000)}
    model.run(data)
    model.run(data)
    assert len(made) == 1


def test_a_run_uses_no_more_threads_than_it_is_allowed() -> None:
    with threads.at_most(1):
        inside = threads.in_parallel([threads.available, threads.available], 2)
        assert (threads.available(), inside) == (1, [1, 1])
        with threads.at_most(None):
            assert threads.available() == 1
    assert threads.available() >= 1

"""What a host allows the models of strangers holds: how long a call takes, and how much memory.

No clock on the wall is asked: the one of these tests goes on by one whenever somebody looks at it, so that
a call can be stopped at any of its looks.
"""

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worthwhile as ww
from properties.asking import model_of, table_of
from properties.generator import Drawn, models
from worthwhile.run.footprint import footprint
from worthwhile.run.pace import pace_of
from worthwhile.run.rows import Rows
from worthwhile.text.deadline import within

MODEL = """
model offer
currency USD
entity customer key id
timeline 24 months paid end
inputs:
    margin : USD per month
    churn  : percent per month in 0%..100%
    visits : count
assumptions:
    discount : percent per year = 8%  source "a test"
survival = (1 - churn)^(t / 1 month) * 0.99^(t / 2 months)
clv = npv(margin * survival, rate: discount)
segment tier:
    top  when clv >= $500 and visits > 3
    some when clv >= $100 and not (clv >= $500 and visits > 3)
    rest when clv < $100
share = clv / sum(clv over customer)
care  = mean(clv over customer by tier)
test "a customer":
    given margin = $10 per month, churn = 2%, visits = 2
    expect clv > $0
"""
ROWS: dict[str, list[Any]] = {
    "id": ["a", "b", "c"],
    "margin": [20.0, 35.0, 1.0],
    "churn": [0.02, 0.05, 0.5],
    "visits": [1.0, 9.0, 3.0],
}
CALLS: dict[str, Callable[[], object]] = {
    "read": lambda: ww.parse(MODEL),
    "run": lambda: list(ww.parse(MODEL).run(ROWS)["care"]),
    "in blocks": lambda: list(ww.parse(MODEL).run(ROWS, block=1)["share"]),
    "streamed": lambda: [list(it["share"]) for it in ww.parse(MODEL).stream(ROWS, batch_rows=2)],
    "tested": lambda: [it.ok for it in ww.parse(MODEL).test()],
}


def ticking() -> Callable[[], float]:
    """A clock that goes on by one at each look."""
    ticks = count()
    return lambda: float(next(ticks))


def looks(call: Callable[[], object]) -> int:
    """How often a call looks at the clock."""
    ticks = count()
    with within(1e12, lambda: float(next(ticks))):
        call()
    return next(ticks)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_may_be_stopped_wherever_it_is_and_leaves_nothing_behind(name: str) -> None:
    call = CALLS[name]
    whole, most = call(), looks(call)
    assert most > 50
    for stop in range(1, most - 1, max(1, most // 37)):
        with pytest.raises(ww.ModelError) as raised, within(stop, ticking()):
            call()
        assert {it.code for it in raised.value.findings} == {"W0910"}
        assert str(stop) in raised.value.findings[0].message
    assert call() == whole


def test_a_call_inside_of_another_gets_no_more_time() -> None:
    with pytest.raises(ww.ModelError, match="W0910"), within(20, ticking()), within(1e9, ticking()):
        ww.parse(MODEL)


def slow(model: str) -> Iterator[Callable[[], object]]:
    """Every way to ask for work, of a host that allows no time for it."""
    brief = ww.Limits(seconds=1e-9)
    yield lambda: ww.parse(model, limits=brief)
    asked = replace(ww.parse(model), limits=brief)
    yield lambda: asked.run(ROWS)
    yield lambda: list(asked.stream(ROWS))
    yield lambda: asked.with_values({"discount": 0.1}).run(ROWS)


def test_a_host_sets_the_seconds() -> None:
    for call in slow(MODEL):
        with pytest.raises(ww.ModelError) as raised:
            call()
        assert [it.code for it in raised.value.findings] == ["W0910"]


def test_one_subject_over_many_periods_is_stopped_too() -> None:
    text = "timeline 1200 months paid end\ninputs:\n    x : number\n"
    text += "\n".join(f"y{it} = (t / 1 month + x) / (x + {it})" for it in range(1, 120))
    text += "\ntotal_ = sum(" + " + ".join(f"y{it}" for it in range(1, 120)) + " over t)\n"
    free = ww.parse(text)
    asked = replace(free, limits=ww.Limits(seconds=1e-9))
    with pytest.raises(ww.ModelError, match="W0910"):
        asked.evaluate(x=2.0)
    patient = replace(free, limits=ww.Limits(seconds=1e9))
    assert patient.evaluate(x=2.0)["total_"] == pytest.approx(free.evaluate(x=2.0)["total_"], rel=1e-12)


@pytest.mark.parametrize("wrong", [float("nan"), 0, -1, "1", None, True])
@pytest.mark.parametrize("name", ["seconds", "memory", "text", "periods"])
def test_a_limit_that_is_none_is_refused(name: str, wrong: object) -> None:
    """It would be off, and nobody would know."""
    with pytest.raises(ValueError, match=f"the limit {name}"):
        ww.parse(MODEL, limits=ww.Limits(**{name: wrong}))  # type: ignore[arg-type]  # (what is to be refused)


def test_a_run_that_would_take_too_much_memory_is_not_begun() -> None:
    series = MODEL + "outputs:\n    survival\n"
    model = ww.parse(series, limits=ww.Limits(memory=100_000))
    assert model.run(ROWS).rows == 3
    many = {name: cells * 2_000 for name, cells in ROWS.items()} | {"id": list(range(6_000))}
    with pytest.raises(ww.ModelError) as raised:
        model.run(many)
    assert [it.code for it in raised.value.findings] == ["W0911"]
    with pytest.raises(ww.ModelError, match="W0911"):
        list(model.stream(many, batch_rows=3_000))
    assert sum(it.rows for it in model.stream(many, batch_rows=20)) == 6_000


def peak(call: Callable[[], object]) -> int:
    """Bytes that a call has in use at once."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


BESIDE = 600_000
"""Bytes for what are no columns: the run's own books."""


@settings(max_examples=25)
@given(models(depth=2).filter(lambda it: bool(it.entity)), st.sampled_from([2_000, 9_000]))
def test_what_is_reckoned_is_what_is_needed(drawn: Drawn, rows: int) -> None:
    """A run takes no more than was reckoned: a limit on it holds."""
    model, table = model_of(drawn), table_of(drawn)
    table = table.take([it % table.num_rows for it in range(rows)])
    keys = table.column_names.index("id")
    table = table.set_column(keys, "id", [[f"c{it}" for it in range(rows)]])
    model.run(table)  # what is made once for all is there
    tables = {"e": Rows(rows)}
    data = table.nbytes * 4
    reckoned = footprint(model.plan, tables, pace_of()) + data + BESIDE
    assert peak(lambda: model.run(table)) < reckoned

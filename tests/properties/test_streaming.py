"""Rows that come in parts give what they give at once: the same bits, the same findings."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import worthwhile as ww
from properties import test_records as records
from properties.asking import model_of, table_of
from properties.generator import Drawn, models
from properties.same import identical
from worthwhile.answer.result import Result
from worthwhile.answer.stream import Stream

SIZES = st.sampled_from([1, 7, 1000])
FEW = settings(max_examples=25, phases=[Phase.generate])


def agree(whole: Result, stream: Stream) -> None:
    """Every value, and everything that is said."""
    batches = list(stream)
    assert sum(it.rows for it in batches) == whole.rows == stream.summary.rows
    assert [key for it in batches for key in it.keys or ()] == list(whole.keys or ())
    for name in whole:
        if whole.is_single(name):
            assert same_column(stream.summary[name], whole[name]), name
        else:
            assert same_column(np.concatenate([it[name] for it in batches]), whole[name]), name
    assert [str(it) for it in stream.summary.diagnostics] == [str(it) for it in whole.diagnostics]
    assert [it.to_dict() for it in stream.summary.diagnostics] == [it.to_dict() for it in whole.diagnostics]


def same_column(one: Any, two: Any) -> bool:
    """The same to the last bit; a batch without missing flags has them as bool, one with some as objects."""
    match one.dtype.kind:
        case "f":
            return bool(np.array_equal(one.view(np.uint64), two.view(np.uint64)))
        case "M":
            return identical(one.astype(np.int64), two.astype(np.int64))
    return list(one.ravel()) == list(two.ravel())


@FEW
@given(models().filter(lambda it: bool(it.entity)), SIZES)
def test_drawn_models(drawn: Drawn, size: int) -> None:
    model, data = model_of(drawn), table_of(drawn)
    agree(model.run(data), model.stream(data, batch_rows=size))


@FEW
@given(models().filter(lambda it: bool(it.entity)), SIZES)
def test_drawn_models_on_rows_that_come_once(drawn: Drawn, size: int) -> None:
    model, data = model_of(drawn), table_of(drawn)
    reader = pa.RecordBatchReader.from_batches(data.schema, data.to_batches(max_chunksize=2))
    agree(model.run(data), model.stream(reader, batch_rows=size))


@FEW
@given(records.data(), SIZES)
def test_records_and_lookups_in_memory_beside_rows_that_come_in_parts(drawn: records.Data, size: int) -> None:
    for model in (records.MODEL, records.ALL):
        tables = tables_of(drawn)
        customers = tables.pop("customers")
        agree(model.run(customers, **tables), model.stream(customers, batch_rows=size, **tables))


POPULATION = ww.parse("""
currency USD
entity customer key customer_id
timeline 4 months
inputs:
    spent  : USD                       optional
    margin : USD per month             optional
    region : one of north, south       optional
    plan   : text                      optional
    joined : date                      optional
    active : flag                      optional
    size   : count                     optional
total    = sum(spent over customer)
share    = spent / total
apart    = share - mean(share over customer)
middle   = median(spent over customer)
low      = quantile(spent, 20% over customer)
spread   = stdev(spent over customer)
plans    = distinct(plan over customer)
regions  = distinct(region over customer)
line     = slope(spent, size over customer)
start    = intercept(spent, size over customer)
along    = correlation(spent, size over customer)
least    = min(joined over customer)
most     = max(spent over customer where active)
some     = any(active over customer)
every    = all(active over customer)
first_in = first(plan over customer by joined)
last_in  = last(spent over customer by joined)
home     = mean(spent over customer by region)
same_plan = count(customer by plan)
mid_home = median(spent over customer by region)
kinds    = distinct(plan over customer by region)
place    = rank(spent over customer)
at_home  = rank(spent over customer by plan)
flow     = margin * (1 - 10%)^(t / (1 month))
flows    = sum(flow over customer)
placed   = rank(flow over customer)
warn "a refund" when spent < $0
outputs:
    share
    apart
    total
    middle
    low
    spread
    plans
    regions
    line
    start
    along
    least
    most
    some
    every
    first_in
    last_in
    home
    same_plan
    mid_home
    kinds
    place
    at_home
    flows
    placed
""")
CELLS = {
    "spent": (st.integers(-40, 400).map(lambda it: it / 4), pa.float64()),
    "margin": (st.floats(-100, 100).map(lambda it: it + 0.0), pa.float64()),
    "region": (st.sampled_from(["north", "south", "west"]), pa.string()),
    "plan": (st.sampled_from(["p", "q", "r", "s"]), pa.string()),
    "joined": (st.dates(date(2025, 1, 1), date(2025, 1, 9)), pa.date32()),
    "active": (st.booleans(), pa.bool_()),
    "size": (st.integers(0, 9), pa.int64()),
}


@st.composite
def customers(draw: st.DrawFn) -> pa.Table:
    rows = draw(st.integers(0, 25))
    columns = {"customer_id": pa.array(draw(st.permutations(range(rows))), pa.int64())}
    for name, (cells, kind) in CELLS.items():
        drawn = draw(st.lists(st.none() | cells, min_size=rows, max_size=rows))
        columns[name] = pa.array(drawn, kind)
    return pa.table(columns)


@FEW
@given(customers(), SIZES)
def test_every_aggregate_over_the_population(data: pa.Table, size: int) -> None:
    agree(POPULATION.run(data), POPULATION.stream(data, batch_rows=size))


def tables_of(drawn: records.Data) -> dict[str, pa.Table]:
    names = ("orders", "visits", "plans", "articles", "customers")
    return {it: records.table(it, getattr(drawn, it)) for it in names}

"""Rows that come in parts give what they give at once: the same bits, the same findings."""

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

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
            assert identical(stream.summary[name], whole[name]), name
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


def tables_of(drawn: records.Data) -> dict[str, pa.Table]:
    names = ("orders", "visits", "plans", "articles", "customers")
    return {it: records.table(it, getattr(drawn, it)) for it in names}

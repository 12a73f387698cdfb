"""`Model.stream`: batches in order, whatever gives them, and what is told when the last has gone by."""

import math
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

import worthwhile as ww
from shipped import OF_ROWS, Sample
from worthwhile.data.frame import Frame
from worthwhile.run.intake import Intake
from worthwhile.run.machine import Machine
from worthwhile.run.pace import pace_of
from worthwhile.run.partial import Partial
from worthwhile.run.sweep import Sweeps

TEXT = """
model shops
currency USD
entity shop key id
inputs:
    margin : USD in $0..
    plan   : one of basic, pro optional
total = sum(margin over shop)
share = margin / total
outputs:
    share
    plan
    total
"""
PLAIN = """
model shops
currency USD
entity shop key id
inputs:
    margin : USD in $0..
    plan   : one of basic, pro optional
double = margin * 2
outputs:
    double
    plan
"""
ROWS = 23
MARGINS = [it / 4 if it % 6 else None for it in range(ROWS)]
PLANS = [("basic", "pro", None)[it % 3] for it in range(ROWS)]


@pytest.fixture
def model() -> ww.Model:
    return ww.parse(TEXT)


def table(rows: int = ROWS) -> pa.Table:
    ids = [f"s{it:02}" for it in range(rows)]
    return pa.table({"id": ids, "margin": pa.array(MARGINS[:rows], pa.float64()), "plan": PLANS[:rows]})


def shares() -> list[float | None]:
    total = math.fsum(it for it in MARGINS if it is not None)
    return [None if it is None else it / total for it in MARGINS]


# ---- batches


def test_batches_come_in_order_and_have_the_rows_that_are_asked_for(model: ww.Model) -> None:
    stream = model.stream(table(), batch_rows=10)
    batches = list(stream)
    assert [it.rows for it in batches] == [10, 10, 3]
    assert [value for it in batches for value in it.values("share")] == shares()
    assert [key for it in batches for key in it.keys or ()] == table()["id"].to_pylist()
    assert batches[1].to_arrow().column_names == ["id", "share", "plan"]
    assert str(batches[1].explain("share", key="s13").origin) == ""
    assert "shop row 14" in str(batches[1].explain("share", key="s13"))
    assert "over 23 rows" in str(batches[1].explain("share", key="s13"))
    assert stream.summary.rows == ROWS
    assert stream.summary.summary() == {"total": math.fsum(it for it in MARGINS if it is not None)}


def once(data: pa.Table) -> Iterator[pa.RecordBatch]:
    yield from data.to_batches(max_chunksize=4)


@pytest.mark.parametrize(
    "given",
    [
        lambda data: data,
        lambda data: data.to_pydict(),
        lambda data: data.to_batches(max_chunksize=4),
        once,
        lambda data: pa.RecordBatchReader.from_batches(data.schema, once(data)),
        lambda data: iter([data.slice(0, 9), data.slice(9)]),
        lambda data: iter([data.slice(0, 9).to_pydict(), data.slice(9).to_pydict()]),
    ],
    ids=["table", "dict", "batches", "iterator", "reader", "tables", "dicts"],
)
def test_whatever_gives_rows(model: ww.Model, given: Any) -> None:
    batches = list(model.stream(given(table()), batch_rows=7))
    assert [value for it in batches for value in it.values("share")] == shares()


def test_an_address_is_read_as_often_as_it_takes(model: ww.Model, tmp_path: Path) -> None:
    parquet.write_table(table(), tmp_path / "shops.parquet", row_group_size=5)
    stream = model.stream(tmp_path / "shops.parquet", batch_rows=6)
    assert (stream.readings, stream.rows) == (2, ROWS)
    assert [value for it in stream for value in it.values("share")] == shares()
    assert ww.parse(PLAIN).stream(tmp_path / "shops.parquet").readings == 1


def test_files_of_a_pattern_are_one_table(model: ww.Model, tmp_path: Path) -> None:
    for place, start in enumerate(range(0, ROWS, 9)):
        parquet.write_table(table().slice(start, 9), tmp_path / f"shops-{place}.parquet")
    address = str(tmp_path / "shops-*.parquet")
    stream = model.stream(address, batch_rows=6)
    assert [value for it in stream for value in it.values("share")] == shares()
    assert stream.rows == ROWS
    assert model.run(address).values("share") == shares()
    with pytest.raises(ww.ModelError) as told:
        model.run(str(tmp_path / "none-*.parquet"))
    assert [it.code for it in told.value.findings] == ["W0609"]
    parquet.write_table(table().rename_columns(["id", "m", "plan"]), tmp_path / "shops-9.parquet")
    for asked in (model.run, lambda it: list(model.stream(it))):
        with pytest.raises(ww.ModelError) as told:
            asked(address)
        assert [it.code for it in told.value.findings] == ["W0608"]


@pytest.mark.parametrize("data", [table(0), iter([]), [], {"id": [], "margin": [], "plan": []}], ids=str)
def test_of_no_rows_there_is_one_batch_of_none(data: Any) -> None:
    if isinstance(data, list) or not isinstance(data, dict | pa.Table):
        with pytest.raises(ww.ModelError) as told:
            ww.parse(PLAIN).stream(data)
        assert {it.code for it in told.value.findings} <= {"W0604", "W0608"}
        return
    stream = ww.parse(PLAIN).stream(data)
    assert [it.rows for it in stream] == [0]
    assert stream.summary.rows == 0


def test_dictionaries_may_change_from_batch_to_batch() -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        for start, words in ((0, ["pro", "basic"]), (2, ["basic", "pro"]), (4, ["odd", "pro"])):
            plans = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), pa.array(words))
            yield pa.record_batch({"id": [start, start + 1], "margin": [1.0, 2.0], "plan": plans})

    stream = ww.parse(PLAIN).stream(batches(), batch_rows=3)
    assert [value for it in stream for value in it.values("plan")] == ["pro", "basic", "basic", "pro", None, "pro"]
    assert [(it.code, it.rows, it.keys) for it in stream.summary.diagnostics] == [("W0603", 1, (4,))]


def test_a_stream_is_gone_through_once_and_has_a_summary_at_the_end(model: ww.Model) -> None:
    stream = model.stream(table())
    with pytest.raises(RuntimeError):
        _ = stream.summary
    list(stream)
    with pytest.raises(RuntimeError):
        iter(stream)


# ---- what is told


def test_cells_are_counted_over_all_batches() -> None:
    texts = ["1.5", "x", "", "2"] * 30
    data = {"id": list(range(120)), "margin": texts, "plan": ["basic"] * 120}
    whole = ww.parse(PLAIN).run(data).diagnostics
    assert [(it.code, it.rows) for it in whole] == [("W0603", 30), ("W0602", 30)]
    assert whole[0].keys == tuple(range(1, 41, 4))
    assert whole[1].keys == tuple(range(2, 42, 4))
    for rows in (1, 7, 50, 1000):
        stream = ww.parse(PLAIN).stream(data, batch_rows=rows)
        list(stream)
        assert [it.to_dict() for it in stream.summary.diagnostics] == [it.to_dict() for it in whole]


def test_a_batch_tells_of_its_own_rows() -> None:
    data = {"id": [1, 2, 3], "margin": [1.0, -1.0, -2.0], "plan": ["pro"] * 3}
    stream = ww.parse(PLAIN).stream(data, batch_rows=2)
    assert [[(it.code, it.keys) for it in batch.diagnostics] for batch in stream] == [
        [("W0601", (2,))],
        [("W0601", (3,))],
    ]
    assert [(it.code, it.rows, it.keys) for it in stream.summary.diagnostics] == [("W0601", 2, (2, 3))]


def test_a_missing_column_is_told_before_anything_is_read() -> None:
    def never() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"id": [1], "plan": ["pro"]})
        raise AssertionError("read on")

    with pytest.raises(ww.ModelError) as told:
        ww.parse(PLAIN).stream(never())
    assert [it.code for it in told.value.findings] == ["W0604"]


@pytest.mark.parametrize("ids", [[1, 2, 3, 2, 5, 1], ["a", "b", "a", "c", "d", "b"]], ids=["numbers", "texts"])
@pytest.mark.parametrize("given", [lambda it: it, lambda it: iter(pa.table(it).to_batches(max_chunksize=2))])
def test_keys_that_rows_of_different_batches_share_are_refused(ids: list[Any], given: Any) -> None:
    data = {"id": ids, "margin": [1.0] * 6, "plan": ["pro"] * 6}
    with pytest.raises(ww.ModelError) as whole:
        ww.parse(PLAIN).run(data)
    with pytest.raises(ww.ModelError) as told:
        list(ww.parse(PLAIN).stream(given(data), batch_rows=2))
    assert [it.to_dict() for it in told.value.findings] == [it.to_dict() for it in whole.value.findings]
    assert told.value.findings[0].rows == 4


def test_what_has_to_hold_is_told_at_the_end_with_the_summary() -> None:
    model = ww.parse(PLAIN + "ensure margin < $5\n")
    with pytest.raises(ww.ModelError) as whole:
        model.run(table())
    stream = model.stream(table(), batch_rows=4)
    with pytest.raises(ww.ModelError) as told:
        list(stream)
    assert [str(it) for it in told.value.findings] == [str(it) for it in whole.value.findings]
    assert told.value.result is stream.summary
    strict = ww.parse(PLAIN).stream(table(), batch_rows=4, strict=True)
    with pytest.raises(ww.ModelError, match="W0602"):
        list(strict)


def test_columns_that_change_are_told(model: ww.Model) -> None:
    batches = [
        pa.record_batch({"id": [1], "margin": [1.0], "plan": ["pro"]}),
        pa.record_batch({"id": [2], "margin": [1], "plan": ["pro"]}),
    ]
    with pytest.raises(ww.ModelError) as told:
        list(model.stream(iter(batches)))
    assert [it.code for it in told.value.findings] == ["W0608"]
    assert "`margin` is double, then `margin` is int64" in told.value.findings[0].message


def test_a_source_that_gives_other_rows_when_it_is_read_again_is_told(model: ww.Model, tmp_path: Path) -> None:
    address = tmp_path / "shops.csv"

    def written(rows: int) -> None:
        address.write_text("id,margin\n" + "".join(f"{it},1\n" for it in range(rows)), encoding="utf-8")

    written(10)
    batches = iter(model.stream(address, batch_rows=2))
    assert next(batches).rows == 2
    model_of_one = ww.parse(PLAIN)
    assert sum(it.rows for it in model_of_one.stream(address)) == 10
    stream = model.stream(address, batch_rows=100)
    stream.on_rows = lambda _: written(3)
    with pytest.raises(ww.ModelError) as told:
        list(stream)
    assert [it.code for it in told.value.findings] == ["W0608"]
    assert "10 rows when it was read first, and now 3" in told.value.findings[0].message


def test_columns_are_kept_where_their_heads_differ(model: ww.Model) -> None:
    kept = next(iter(model.stream(table(), keep=True))).to_arrow()
    assert kept.column_names == ["id", "margin", "share", "plan"]
    assert kept["margin"].to_pylist() == MARGINS
    odd = pa.table([[1], [1.0], ["pro"], [1], [2]], names=["id", "margin", "plan", "a", "a"])
    assert [it.rows for it in model.stream(odd)] == [1]
    with pytest.raises(ww.ModelError) as told:
        model.stream(odd, keep=True)
    assert [it.code for it in told.value.findings] == ["W0604"]


def test_a_model_about_one_thing_is_not_streamed() -> None:
    with pytest.raises(ww.ModelError) as told:
        ww.parse("x = 1\n").stream({"y": [1]})
    assert "one thing" in told.value.findings[0].message


# ---- parts apart


def test_what_is_left_of_parts_can_be_pickled_and_merged(model: ww.Model) -> None:
    """As on a cluster: each part is read somewhere else, what is left of it comes together in the end."""
    data, toolbox = table(), model.registry.toolbox
    intake = Intake(model.meaning, model.plan, data.column_names, "shops", {})
    sweeps = Sweeps(model.plan, Machine(toolbox), {}, pace_of())
    found: list[float] = []
    while True:
        left = []
        for start in range(0, ROWS, 5):
            taken, tallies = intake.part(Frame("shops", data.slice(start, 5)), start, fresh=sweeps.reading == 0)
            part, partial = sweeps.part(taken, tallies)
            left.append(pickle.dumps(partial))
            if sweeps.last:
                column: Any = part.outputs[0]
                found += column.tolist()
        whole = Partial()
        for it in left:
            whole.merge(pickle.loads(it))  # noqa: S301 (our own)
        if sweeps.last:
            break
        sweeps.finish(whole)
    assert np.array_equal(np.array(found), np.array(shares(), dtype=np.float64), equal_nan=True)
    assert whole.rows == ROWS


@pytest.mark.parametrize("sample", OF_ROWS, ids=lambda it: it.name)
def test_shipped_models_stream_to_what_a_run_gives(sample: Sample) -> None:
    """Batches of seven: their rows one after the other, single values and findings in the summary."""
    model = ww.load(sample.path)
    whole = sample.run(model)
    rest: dict[str, Any] = {name: str(it) for name, it in sample.tables.items() if name}
    stream = model.stream(str(sample.tables[""]), batch_rows=7, **rest)
    parts = [batch.to_arrow() for batch in stream]
    assert pa.concat_tables(parts, promote_options="permissive").to_pylist() == whole.to_arrow().to_pylist()
    assert stream.summary.summary() == whole.summary()
    assert [it.code for it in stream.summary.diagnostics] == [it.code for it in whole.diagnostics]

"""`--on spark`: local mode gives what one process gives, to the last bit, wherever the tables lie."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

import worthwhile as ww
from shipped import OF_ROWS, Sample
from worthwhile.cli import main
from worthwhile.plugin.registry import installed

pytest.importorskip("pyspark", reason="PySpark is the extra `spark`")
LACKS = next(it.lacks() for it in installed().runners if it.name == "spark")
pytestmark = [
    pytest.mark.skipif(bool(LACKS), reason=f"{LACKS} is not installed"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
ROOT = Path(__file__).parents[2]

TEXT = """model orders
currency USD
entity customer key customer_id
as_of = 2024-09-29
inputs:
    town : text
    rate : percent in 0%..100%
records orders of customer by customer_id:
    amount    : USD in $0..
    placed_on : date
lookup towns by town:
    tax : percent
spent   = sum(orders.amount)
latest  = last(orders.amount by orders.placed_on)
lately  = sum(orders.amount where orders.placed_on > as_of - 365 days)
taxed   = spent * (1 - towns[town].tax)
share   = spent / sum(spent over customer by town)
place   = rank(spent over customer)
total   = sum(taxed over customer)
typical = median(spent over customer)
""".replace("towns[town].tax", "towns.tax")
Columns = dict[str, Any]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from worthwhile_plugins.runners.spark_runner.session import session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MASTER", "local[2]")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with session() as found:
                yield found


def told(model: ww.Model, data: Any, on: str | None = None, **tables: Any) -> object:
    """All that a run says, or the errors that stop it: then not all rows have been looked at there."""
    try:
        result = model.run(data, on=on, **tables)
    except ww.ModelError as error:
        return [it.to_dict() for it in error.findings if it.level is ww.Level.ERROR]
    return {name: repr(it) for name, it in result.to_dict().items()}


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("sample", OF_ROWS, ids=lambda it: it.name)
def test_shipped_models(sample: Sample) -> None:
    model = ww.load(sample.path)
    tables = {name: str(it) for name, it in sample.tables.items() if name}
    data = str(sample.tables[""])
    assert told(model, data, "spark", **tables) == told(model, data, **tables)


def customers(rows: int = 60) -> Columns:
    draw = np.random.default_rng(1)
    towns = [*(f"t{it}" for it in range(5)), None]
    return {
        "customer_id": pa.array(draw.permutation(rows) + 10),
        "town": pa.array([towns[it] for it in draw.integers(0, 6, rows)]),
        "rate": pa.array(np.round(draw.random(rows) * 1.2, 2)),
    }


def orders(rows: int = 700) -> Columns:
    draw = np.random.default_rng(2)
    return {
        "customer_id": pa.array([None, *draw.integers(5, 65, rows - 1).tolist()]),
        "amount": pa.array(np.where(draw.random(rows) < 0.02, np.nan, np.round(draw.normal(1e3, 1e6, rows), 2))),
        "placed_on": pa.array(np.datetime64("2024-01-01") + draw.integers(0, 40, rows)),
    }


TOWNS = {"town": ["t0", "t1", "t2", "t3"], "tax": [0.1, 0.2, 0.05, None]}


@pytest.fixture(scope="module")
def model() -> ww.Model:
    return ww.parse(TEXT)


@pytest.mark.usefixtures("spark")
def test_records_that_are_sent(model: ww.Model) -> None:
    data, records = pa.table(customers()), pa.table(orders())
    here = told(model, data, orders=records, towns=TOWNS)
    assert "W0613" in str(here)
    assert told(model, data, "spark", orders=records, towns=TOWNS) == here


@pytest.mark.usefixtures("spark")
def test_parquet_files_that_are_read_there(model: ww.Model, tmp_path: Path) -> None:
    data, records = tmp_path / "customers.parquet", tmp_path / "orders.parquet"
    pq.write_table(pa.table(customers()), data)
    pq.write_table(pa.table(orders()), records)
    here = told(model, str(data), orders=str(records), towns=TOWNS)
    assert told(model, str(data), "spark", orders=str(records), towns=TOWNS) == here


def test_data_frames_in_several_partitions(model: ww.Model, spark: Any) -> None:
    data = spark.createDataFrame(pa.table(customers())).repartition(3)
    records = spark.createDataFrame(pa.table(orders())).repartition(4)
    here = told(model, data.toArrow(), orders=records.toArrow(), towns=TOWNS)
    assert told(model, data, "spark", orders=records, towns=TOWNS) == here


def test_one_table_there_and_one_here(model: ww.Model, spark: Any) -> None:
    data, records = pa.table(customers()), spark.createDataFrame(pa.table(orders()))
    here = told(model, data, orders=records.toArrow(), towns=TOWNS)
    assert told(model, data, "spark", orders=records, towns=TOWNS) == here


def test_a_frame_without_records(spark: Any) -> None:
    model = ww.parse("entity row key id\ninputs:\n    x : number\ny = sqrt(x)\nall = sum(y over row)\nz = y / all\n")
    data = {"id": list(range(50)), "x": [0.1 * it - 0.3 for it in range(50)]}
    assert told(model, spark.createDataFrame(pa.table(data)).repartition(3).orderBy("id"), "spark") == told(model, data)


def test_no_rows_and_missing_columns(model: ww.Model, spark: Any) -> None:
    for data in (pa.table(customers()).slice(0, 0), pa.table(customers()).drop_columns(["town"])):
        here = told(model, data, orders=orders(), towns=TOWNS)
        assert told(model, data, "spark", orders=orders(), towns=TOWNS) == here
        frames = [spark.createDataFrame(it) for it in (data, pa.table(orders()))]
        assert told(model, frames[0], "spark", orders=frames[1], towns=TOWNS) == here


@pytest.mark.usefixtures("spark")
def test_reasons_and_models_about_one_thing(model: ww.Model) -> None:
    data, records = pa.table(customers()), pa.table(orders())
    there = model.run(data, on="spark", orders=records, towns=TOWNS)
    assert str(there.explain("taxed", 20)) == str(model.run(data, orders=records, towns=TOWNS).explain("taxed", 20))
    assert ww.parse("price = $40\n").run(on="spark").values("price") == [40.0]


@pytest.mark.usefixtures("spark")
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "customers.csv"
    csv.write_csv(pa.table({"id": [1, 2], "x": [4.0, 9.0]}), path)
    (tmp_path / "roots.worth").write_text("entity row key id\ninputs:\n    x : number\ny = sqrt(x)\n", encoding="utf-8")
    said = ["run", str(tmp_path / "roots.worth"), "--data", f"row={path}", "--format", "json"]
    assert main(said) == 0
    here = capsys.readouterr().out
    assert main([*said, "--on", "spark"]) == 0
    told_there = capsys.readouterr()
    assert told_there.out == here
    assert not told_there.err

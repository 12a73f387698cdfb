"""Tables that lie with Spark: data frames and Parquet files, read where they are.

The partitions of the entity's table are the pieces, in their order. Rows are numbered through all partitions,
so that whatever hangs on the order of rows comes out as if they were read one after the other.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from worthwhile.plugin.running import Job
from worthwhile.plugin.spreading import Heading, Piece, Returned, Sheet, Table, Task, key_texts, owned
from worthwhile_plugins.runners.spark_runner.sent import content, returned

KEYS = frozenset(("tinyint", "smallint", "int", "bigint", "string", "date"))
"""Kinds of keys that say in a text what they say themselves."""
PART, NUMBER, KEY = "#part", "#number", "#key"
NOBODY = -1
Starts = Mapping[int, tuple[int, int]]
"""Of each partition: which piece it is, and the number of its first row."""


class Readable:
    """A data frame of Spark's, to be read here where that is asked for."""

    def __init__(self, frame: Any) -> None:  # noqa: ANN401 (Spark's own)
        self._frame = frame

    def to_arrow(self) -> Any:  # noqa: ANN401 (an Arrow table)
        """All its rows."""
        return self._frame.toArrow()


def read_here(job: Job) -> Job:
    """The same job, whose tables can all be read here."""
    return job.with_tables({name: Readable(it) for name, it in job.tables.items() if _is_frame(it)})


def lying_there(spark: Any, job: Job) -> "Lying | None":  # noqa: ANN401 (Spark's own)
    """The tables of a job as they lie there; nothing where one of them does not, or cannot be joined there."""
    entity = job.meaning.entity
    if entity is None:
        return None
    records = owned(job)
    frames = {name: _frame(spark, job.tables[name]) for name in (entity.name, *records)}
    if any(it is None for it in frames.values()):
        return None
    main = frames.pop(entity.name)
    heads = {name: key for name, (_, key) in records.items()}
    if records and not all(_joins(frames[name], key) for name, key in heads.items()):
        return None
    if records and not _joins(main, entity.column):
        return None
    heading = Heading(
        Table(_called(entity.name, job.tables[entity.name]), tuple(main.columns)),
        {records[name][0]: Table(_called(name, job.tables[name]), tuple(it.columns)) for name, it in frames.items()},
    )
    wanted = heading.of_entity(job.meaning)
    theirs = heading.of_records(job.meaning, job.plan)
    if not wanted.key or any(not it.key for it in theirs.values()):
        return None  # it cannot be run, which is told where it is read here
    lying = Lying(
        heading,
        main.select(*map(_column, wanted.read)),
        wanted.key,
        {name: (frames[given].select(*map(_column, theirs[name].read)), key) for given, (name, key) in records.items()},
    )
    return lying if lying.rows else None


def _is_frame(given: object) -> bool:
    return type(given).__module__.startswith("pyspark.sql")


def _frame(spark: Any, given: Any) -> Any:  # noqa: ANN401 (Spark's own)
    """A table that lies there; None where it does not."""
    if _is_frame(given):
        return given
    if isinstance(given, str | Path) and str(given).lower().endswith(".parquet") and Path(given).exists():
        return spark.read.parquet(str(Path(given).absolute()))
    return None


def _called(name: str, given: Any) -> str:  # noqa: ANN401 (a table, or its address)
    return Path(given).name if isinstance(given, str | Path) else name


def _joins(frame: Any, key: str) -> bool:  # noqa: ANN401 (Spark's own)
    return dict(frame.dtypes).get(key) in KEYS


def _column(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


class Lying:
    """The entity's table and those of its records, as Spark has them."""

    def __init__(self, heading: Heading, main: Any, key: str, records: Mapping[str, tuple[Any, str]]) -> None:  # noqa: ANN401 (Spark's own)
        self.heading, self._main, self._records = heading, main, records
        self._starts, self.rows = _starts(main)
        self._joined = self._at_their_rows(key) if records else None

    def mapped(self, task: Task) -> Iterable[Returned]:
        """Carry a task to all pieces."""
        sent = pickle.dumps(task)
        if self._joined is None:
            return returned(self._main.mapInArrow(partial(_read, sent, self._starts), "content binary"))
        rows, records = self._joined
        names, heads = list(self._records), self._main.columns
        read = partial(_read_with_records, sent, self._starts, names, heads)
        pairs = rows.groupBy(_column(PART)).cogroup(records.groupBy(_column(PART)))
        return returned(pairs.applyInArrow(_three(read), "content binary"))

    def _at_their_rows(self, key: str) -> tuple[Any, Any]:
        """The rows of the entity, and all records in one table, each with the piece that it belongs to."""
        from pyspark.sql import functions as f  # noqa: PLC0415 (where it is used)

        rows = _numbered(self._main, self._starts, key)
        owners = rows.select(f.col(_column(KEY)), f.col(_column(PART)))
        whole = None
        for place, (name, (frame, whose)) in enumerate(self._records.items()):
            del name
            starts, _ = _starts(frame)
            numbered = _numbered(frame, starts, whose).drop(PART)
            theirs = numbered.join(owners, KEY, "left").select(
                f.coalesce(f.col(_column(PART)), f.lit(NOBODY)).alias(PART),
                f.col(_column(NUMBER)),
                f.struct(*map(_column, frame.columns)).alias(f"#{place}"),
            )
            whole = theirs if whole is None else whole.unionByName(theirs, allowMissingColumns=True)
        return rows, whole


def _starts(frame: Any) -> tuple[Starts, int]:  # noqa: ANN401 (Spark's own)
    """Where the partitions of a table begin, and how many rows there are."""
    counts = frame.mapInArrow(_counted, "part int, rows bigint").toArrow().to_pylist()
    starts, rows = {}, 0
    for place, it in enumerate(sorted(counts, key=lambda it: it["part"])):
        starts[it["part"]] = (place, rows)
        rows += it["rows"]
    return starts, rows


def _partition() -> int:
    from pyspark import TaskContext  # noqa: PLC0415 (on an executor)

    context = TaskContext.get()
    assert context is not None  # noqa: S101 (this is a task)
    return int(context.partitionId())


def _counted(batches: Iterable[Any]) -> Iterator[Any]:
    rows = sum(it.num_rows for it in batches)
    yield pa.record_batch({"part": pa.array([_partition()], pa.int32()), "rows": pa.array([rows], pa.int64())})


def _numbered(frame: Any, starts: Starts, key: str) -> Any:  # noqa: ANN401 (Spark's own)
    """The rows with their numbers, the piece that they are in, and their keys as texts."""
    from pyspark.sql.types import IntegerType, LongType, StringType, StructField, StructType  # noqa: PLC0415 (as above)

    added = [StructField(PART, IntegerType()), StructField(NUMBER, LongType()), StructField(KEY, StringType())]
    return frame.mapInArrow(partial(_number, starts, key), StructType([*frame.schema.fields, *added]))


def _number(starts: Starts, key: str, batches: Iterable[Any]) -> Iterator[Any]:
    place, number = starts[_partition()]
    for batch in batches:
        count = batch.num_rows
        texts = key_texts(batch.column(key)).combine_chunks()
        more = [pa.array([place] * count, pa.int32()), pa.array(range(number, number + count), pa.int64()), texts]
        names = [*batch.schema.names, PART, NUMBER, KEY]
        yield pa.RecordBatch.from_arrays([*batch.columns, *more], names=names)
        number += count


def _read(task: bytes, starts: Starts, batches: Iterable[Any]) -> Iterator[Any]:
    """On an executor: what comes of a partition."""
    place, start = starts[_partition()]
    known = [it for it in batches if it.num_rows]
    carried: Task = pickle.loads(task)  # noqa: S301 (from the driver of this run)
    if known:
        yield content(carried(Piece(place, start, Sheet(pa.Table.from_batches(known)))))


def _three(read: Any) -> Any:  # noqa: ANN401 (Spark asks how many arguments a function has)
    def three(key: Any, rows: Any, records: Any) -> Any:  # noqa: ANN401 (Arrow's own)
        return read(key, rows, records)

    return three


def _read_with_records(
    task: bytes,
    starts: Starts,
    names: Sequence[str],
    heads: Sequence[str],
    key: Any,  # noqa: ANN401 (Arrow's own, as the next)
    rows: Any,  # noqa: ANN401 (as all members have it)
    records: Any,  # noqa: ANN401 (as all members have it)
) -> Any:  # noqa: ANN401 (as all members have it)
    """On an executor: what comes of a piece, its records beside it."""
    place = key[0].as_py()
    strays = place == NOBODY
    start = 0 if strays else next(first for at, first in starts.values() if at == place)
    carried: Task = pickle.loads(task)  # noqa: S301 (from the driver of this run)
    sheets = {}
    ordered = records.sort_by(NUMBER)
    for number, name in enumerate(names):
        mine = ordered.filter(pc.is_valid(ordered.column(f"#{number}")))
        if mine.num_rows:
            struct = mine.column(f"#{number}").combine_chunks()
            table = pa.table(struct.flatten(), names=[it.name for it in struct.type])
            sheets[name] = Sheet(table, mine.column(NUMBER).to_numpy())
    main = Sheet(rows.sort_by(NUMBER).select(list(heads)))
    found = carried(Piece(len(starts) if strays else place, start, main, sheets, strays=strays))
    return pa.Table.from_batches([content(found)])

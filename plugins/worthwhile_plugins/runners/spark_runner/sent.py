"""Tables that are read here, sent to Spark in pieces."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa

from worthwhile.plugin.running import Job
from worthwhile.plugin.spreading import Returned, Task, cut

ROWS = 250_000
"""Rows of a piece of a table that is large enough for several on each core."""


def sent(spark: Any, job: Job) -> Callable[[Task], Iterable[Returned]]:  # noqa: ANN401 (Spark's own)
    """What carries a task to the pieces of a job, which are sent once."""
    cores = parallel(spark)
    entity = job.meaning.entity
    rows = job.frame(entity.name).rows if entity else 0
    pieces = [pickle.dumps(it) for it in cut(job, max(min(cores, rows), -(-rows // ROWS)))]
    frame = spark.createDataFrame(pa.table({"content": pa.array(pieces, pa.binary())}))
    return lambda task: returned(frame.mapInArrow(partial(_read, pickle.dumps(task)), "content binary"))


def parallel(spark: Any) -> int:  # noqa: ANN401 (Spark's own)
    """How many tasks go on at a time."""
    told = spark.conf.get("spark.default.parallelism", None) or spark.conf.get("spark.sql.shuffle.partitions")
    return int(told)


def returned(frame: Any) -> Iterable[Returned]:  # noqa: ANN401 (Spark's own)
    """What came of each piece."""
    return [pickle.loads(it) for it in frame.toArrow().column(0).to_pylist()]  # noqa: S301 (from our own tasks)


def content(found: Returned) -> Any:  # noqa: ANN401 (an Arrow batch)
    """What came of a piece, as it is sent back."""
    return pa.record_batch({"content": pa.array([pickle.dumps(found)], pa.binary())})


def _read(task: bytes, batches: Iterable[Any]) -> Iterator[Any]:
    """On an executor: what comes of the pieces that lie there."""
    carried: Task = pickle.loads(task)  # noqa: S301 (from the driver of this run)
    for batch in batches:
        for piece in batch.column("content"):
            yield content(carried(pickle.loads(piece.as_py())))  # noqa: S301 (as above)

"""The Spark session of a run: the one that is active, or one for this run alone, and quiet."""

import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
SETTINGS: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.memory": "2g",
    "spark.driver.maxResultSize": "0",
    "spark.sql.shuffle.partitions": str(2 * CORES),
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
}


@contextmanager
def session() -> Iterator[Any]:
    """A session to work with; one that was started here is stopped in the end."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")  # of the versions of pandas
        from pyspark.sql import SparkSession  # noqa: PLC0415 (where it is used)

        active = SparkSession.getActiveSession()
        if active is not None:
            yield active
            return
        spark = _started(SparkSession.builder)
        try:
            yield spark
        finally:
            spark.stop()


def _started(builder: Any) -> Any:  # noqa: ANN401 (Spark's own)
    """A session of our own. What the virtual machine prints while it starts is told only where it does not start."""
    builder = builder.appName("worthwhile")
    if not os.environ.get("SPARK_REMOTE"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers are to be of this environment
        builder = builder.master(os.environ.get("MASTER") or f"local[{CORES}]")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
    with TemporaryFile() as said:
        kept = os.dup(2)
        try:
            os.dup2(said.fileno(), 2)
            return builder.getOrCreate()
        except Exception as error:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            reason = next((it for it in lines if "Exception" in it or "Error" in it), str(error))
            raise RuntimeError(f"Spark does not start: {reason}") from error
        finally:
            os.dup2(kept, 2)
            os.close(kept)

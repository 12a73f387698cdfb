"""A runner on Apache Spark: ``--on spark``.

The model's text is shipped to the executors, and the rows are read there by the same numpy engine, through
`mapInArrow`; no formula is rewritten in Spark's words. Tables that are read here are cut up and sent in
pieces. Spark's own data frames and Parquet files stay there: the partitions of the entity's table are the
pieces, and records come to the rows that they belong to by Spark's own shuffle. Aggregates over all rows are
merged from exact partial states, so the result has the same bits on any number of executors.

A session that is active is used. Where there is none, one is started on this machine, with as many threads as
it has cores, and stopped again; Spark's own ``SPARK_REMOTE`` and ``MASTER`` say where else. Executors need
this package installed.
"""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from worthwhile.plugin import Runner, plugin

if TYPE_CHECKING:
    from worthwhile.plugin.running import Job, Result


class SparkRunner:
    """Carries out the pieces of a run on Spark's executors."""

    name, extra = "spark", "worthwhile[spark]"

    def lacks(self) -> str:
        """PySpark, pandas or Java, where they are not installed."""
        missing = [name for name in ("pyspark", "pandas") if not find_spec(name)]
        if not (os.environ.get("SPARK_REMOTE") or os.environ.get("JAVA_HOME") or shutil.which("java")):
            missing.append("Java 17")
        return " and ".join(missing)

    def run(self, job: "Job") -> "Result":
        """Cut the tables up, or take them as they lie there, and carry each task to all pieces."""
        from worthwhile.plugin.spreading import spread_over, spreads  # noqa: PLC0415 (numpy and Arrow, with a run)
        from worthwhile_plugins.runners.spark_runner.lying import lying_there, read_here  # noqa: PLC0415 (Spark, when it runs)
        from worthwhile_plugins.runners.spark_runner.sent import sent  # noqa: PLC0415 (the same)
        from worthwhile_plugins.runners.spark_runner.session import session  # noqa: PLC0415 (the same)

        if not spreads(job):
            return job.here()
        with session() as spark:
            there, job = lying_there(spark, job), read_here(job)
            if there is None:
                return spread_over(job, sent(spark, job))
            return spread_over(job, there.mapped, there.heading)


@plugin
def runners() -> Iterator[Runner]:
    """Offer ``spark``."""
    yield SparkRunner()

"""A runner on Dask, as a plugin of one's own: ``worthwhile run model.worth --data ... --on dask``.

All that it has to say is how a task is carried to the pieces; the engine cuts, merges and tells what it finds.
To install it, a package names it: ``[project.entry-points.worthwhile]`` with ``dask = "dask_runner"``. A runner
on Ray differs in one line: ``ray.get([ray.remote(task).remote(it) for it in pieces])``.
"""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from worthwhile.plugin import Runner, plugin

if TYPE_CHECKING:
    from worthwhile.plugin.running import Job, Result
    from worthwhile.plugin.spreading import Returned, Task


class DaskRunner:
    """Carries out the pieces of a run wherever Dask's scheduler has them done."""

    name, extra, pieces = "dask", "dask", 8

    def lacks(self) -> str:
        """Dask, where it is not installed."""
        return "" if find_spec("dask") else "Dask"

    def run(self, job: "Job") -> "Result":
        """Cut the tables up, and carry each task to all pieces."""
        from dask import compute, delayed  # noqa: PLC0415 (where it is used)

        from worthwhile.plugin.spreading import cut, spread_over, spreads  # noqa: PLC0415 (when a model is run)

        if not spreads(job):
            return job.here()
        pieces = list(cut(job, self.pieces))

        def carried(task: "Task") -> "Iterable[Returned]":
            done: Iterable[Returned] = compute(*(delayed(task, pure=False, traverse=False)(it) for it in pieces))
            return done

        return spread_over(job, carried)


@plugin
def runners() -> Iterator[Runner]:
    """Offer ``dask``."""
    yield DaskRunner()

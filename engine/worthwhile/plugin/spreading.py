"""What a runner that spreads a run over processes or machines needs: pieces, a task for each, and their results.

A runner cuts the tables up, or has them cut up where they are, carries every task that it is handed to all
the pieces, and gives back what comes of each; the engine does the rest::

    def run(self, job):
        pieces = list(cut(job, 8))
        return spread_over(job, lambda task: map_somewhere(task, pieces))
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from worthwhile.answer.ask import answered, unknown_tables
from worthwhile.answer.diagnostics import Scene
from worthwhile.answer.pieces import Heading, Piece, Returned, Sheet, Table, Task, cut_up, tables_of
from worthwhile.answer.result import Result
from worthwhile.answer.spread import spread
from worthwhile.data.frame import Frame
from worthwhile.data.keys import key_texts
from worthwhile.meaning.core import ENTITY
from worthwhile.plugin.running import Job

__all__ = [
    "Heading",
    "Piece",
    "Returned",
    "Sheet",
    "Table",
    "Task",
    "cut",
    "headed",
    "key_texts",
    "owned",
    "spread_over",
    "spreads",
]


def owned(job: Job) -> Mapping[str, tuple[str, str]]:
    """The tables of records that were handed over: for each name the model's own, and the head of the key."""
    tables = job.meaning.tables
    found = tables_of(job.meaning, list(job.tables))
    return {given: (name, tables[name].column) for given, name in found if tables[name].of}


def spreads(job: Job) -> bool:
    """Whether there is something to spread: a model about many rows, and a table of them."""
    return job.meaning.entity is not None and job.meaning.entity.name in job.tables


def headed(job: Job) -> Heading:
    """What is known of the tables of a job that are read here, before their rows are looked at."""
    frames = _frames(job)
    known = {name: Table(it.name, tuple(it.heads)) for name, it in frames.items()}
    return Heading(known.pop(ENTITY), {name: it for name, it in known.items() if job.meaning.tables[name].of})


def cut(job: Job, parts: int) -> Iterator[Piece]:
    """The tables of a job in pieces, each with so many of the entity's rows as the others."""
    yield from cut_up(headed(job), job.meaning, job.plan, _frames(job), max(1, parts))


def spread_over(job: Job, mapped: Callable[[Task], Iterable[Returned]], heading: Heading | None = None) -> Result:
    """Run a job on pieces: ``mapped`` carries a task to all of them, and gives what comes of each, in any order."""

    def whole() -> Scene:
        everything = {name: job.frame(name) for name in job.tables}
        return answered(job.meaning, job.plan, job.registry.toolbox, everything, block=job.block, limits=job.limits)

    unknown_tables(job.meaning, job.tables)
    lookups = {
        name: job.frame(given)
        for given, name in tables_of(job.meaning, list(job.tables))
        if not job.meaning.tables[name].of
    }
    return spread(
        job.model,
        job.meaning,
        job.plan,
        job.registry.toolbox,
        heading or headed(job),
        lookups,
        mapped,
        strict=job.strict,
        block=job.block,
        limits=job.limits,
        whole=whole,
    )


def _frames(job: Job) -> Mapping[str, Frame]:
    """The entity's table, and the others by the names that the model has for them."""
    assert job.meaning.entity is not None  # noqa: S101 (a model about one thing is not spread)
    frames = {ENTITY: job.frame(job.meaning.entity.name)}
    frames |= {name: job.frame(given) for given, name in tables_of(job.meaning, list(job.tables))}
    return frames

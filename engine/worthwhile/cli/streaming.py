"""A run from a file to a file, some rows at a time: neither has to fit in memory."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from worthwhile.cli.options import Voice
from worthwhile.cli.progress import progress
from worthwhile.model import Model
from worthwhile.text import Finding

if TYPE_CHECKING:
    from worthwhile.answer.stream import Summary
    from worthwhile.plugin.kinds import BatchTarget

ROWS = 1 << 17
"""Rows that are computed and written at once."""
TERMINATED = 143


def can_stream(model: Model, data: dict[str, str], out: str | None, *, keep: bool) -> "BatchTarget | None":
    """The target that takes rows batch by batch, where the run can go that way."""
    from worthwhile.plugin.kinds import BatchTarget
    from worthwhile.plugin.targets import target_of

    if out is None:
        if keep:
            raise click.UsageError("--keep goes with --out")
        return None
    target = target_of(out, model.registry)
    entity = model.meaning.entity
    if entity is not None and entity.name in data and isinstance(target, BatchTarget):
        return target
    if keep:
        raise click.UsageError("--keep is for a table of rows, and an output that takes them some at a time")
    return None


def run_to(
    voice: Voice,
    model: Model,
    target: "BatchTarget",
    out: str,
    data: dict[str, str],
    values: dict[str, str],
    scenario: str | None,
    *,
    strict: bool,
    keep: bool,
    fits: str | None = None,
) -> "tuple[Summary, tuple[Finding, ...]]":
    """Run a model on rows as they are read, and write them as they come; a stop leaves nothing half-written.

    Gives what is to be said of the run, and what the target has to say.

    Raises `ModelError` as `Model.stream` does; then nothing is written.
    """
    from worthwhile.plugin.targets import Writing

    entity = model.meaning.entity
    assert entity is not None  # noqa: S101 (the caller looked)
    tables: dict[str, Any] = dict(data)
    rows = tables.pop(entity.name)
    stream = model.stream(
        rows, batch_rows=ROWS, exact=False, set=values, scenario=scenario, strict=strict, keep=keep, fits=fits, **tables
    )
    total = stream.rows * stream.readings if stream.rows is not None else None
    owner = model.registry.owner("outputs", target.name)
    with _tidy(), progress(voice, total) as stream.on_rows, Writing(target, out, owner) as writing:
        for batch in stream:
            writing.write(batch.to_arrow())
        found = writing.summarize(stream.summary)
    return stream.summary, found


@contextmanager
def _tidy() -> Iterator[None]:
    """Leave as on Ctrl-C when asked to end from outside, so that no draft stays behind."""

    def leave(*_: object) -> None:
        sys.exit(TERMINATED)

    if threading.current_thread() is not threading.main_thread():  # signals are for the main thread
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

"""Runs elsewhere: the runner that is asked for by its name is handed a job, and gives the result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from worthwhile.answer.ask import ask
from worthwhile.answer.result import Result
from worthwhile.data.frame import Frame
from worthwhile.meaning.complaints import plugin_failed
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import Plan
from worthwhile.plugin import complaints
from worthwhile.plugin.kinds import Runner
from worthwhile.plugin.registry import Registry
from worthwhile.plugin.tables import frame_of
from worthwhile.run.heads import columns_read
from worthwhile.run.machine import Machine
from worthwhile.run.rowwise.program import Compiler, writer
from worthwhile.text import ModelError
from worthwhile.text.limits import Limits

__all__ = ["Compiler", "Frame", "Job", "Result", "run_on"]


@dataclass(frozen=True)
class Job:
    """What a runner is to do: a model, the tables as they were handed over, and how the answer is wanted."""

    model: Any
    """The model; pickled it is its texts, and is the same wherever it is unpickled."""
    meaning: Meaning
    plan: Plan
    registry: Registry
    limits: Limits
    tables: Mapping[str, Any]
    """By name: addresses of sources, or whatever holds columns."""
    strict: bool = False
    block: int | None = None
    threads: int | None = None
    machine: Machine | None = None
    """What carries out functions and walks; none: as a run here does."""

    @cached_property
    def _read(self) -> dict[str, Frame]:
        return {}

    def frame(self, name: str) -> Frame:
        """One of the tables, read, once. Raises `ModelError` where it cannot be."""
        if name not in self._read:
            self._read[name] = frame_of(
                self.tables[name], name or "the values", self.registry, columns_read(self.meaning, name)
            )
        return self._read[name]

    def read_already(self, name: str) -> Frame | None:
        """One of the tables, where it has been read."""
        return self._read.get(name)

    def here(self) -> Result:
        """Do all of it here, as a run without a runner does."""
        frames = {name: self.frame(name) for name in self.tables}
        toolbox = self.registry.toolbox
        return ask(
            self.meaning,
            self.plan,
            toolbox,
            frames,
            strict=self.strict,
            block=self.block,
            threads=self.threads,
            limits=self.limits,
            machine=self.machine,
        )

    def compiled_by(self, compiler: Compiler) -> "Job":
        """The same, with walks over rows as machine code where they are ones of plain numbers.

        ``compiler`` makes a function of the text of one that is named `kernel`, and of what it calls.
        """
        return replace(self, machine=Machine(self.registry.toolbox, writer(compiler)))

    def with_tables(self, tables: Mapping[str, Any]) -> "Job":
        """The same with other tables in place of some."""
        return replace(self, tables={**self.tables, **tables})


def run_on(name: str, job: Job) -> Result:
    """Have a runner do a job. Raises `ModelError` where there is no such runner, it lacks something, or it fails."""
    runner: Runner | None = next((it for it in job.registry.runners if it.name == name), None)
    if runner is None:
        raise ModelError([complaints.no_runner(name, [it.name for it in job.registry.runners])])
    owner = job.registry.owner("runners", name)
    try:
        lacks = runner.lacks()
        result = None if lacks else runner.run(job)
    except (MemoryError, ModelError):
        raise
    except Exception as error:
        raise ModelError([plugin_failed(f"the runner `{name}`", error, owner=owner)]) from error
    if lacks:
        raise ModelError([complaints.runner_lacks(name, str(lacks), runner.extra)])
    if not isinstance(result, Result):
        found = f"gave `{type(result).__name__}`, where a result was expected"
        raise ModelError([plugin_failed(f"the runner `{name}`", found, owner=owner)])
    return result

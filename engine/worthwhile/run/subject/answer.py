"""What answers for one subject: the fast function, then the careful one, then nobody."""

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import Plan
from worthwhile.run.subject.careful import Careful
from worthwhile.run.subject.fast import Fast
from worthwhile.run.subject.printer import Printed, Printer
from worthwhile.run.subject.task import Task, UnprintedError, task_of
from worthwhile.text.limits import LIMITS, Limits

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


class Subject:
    """The two functions of a model, each printed and compiled when it is first needed.

    Threads may share it: a function that two of them compile at once is the same one twice.
    """

    def __init__(self, meaning: Meaning, plan: Plan, toolbox: Toolbox, limits: Limits = LIMITS) -> None:
        self._meaning, self._plan, self._toolbox, self._limits = meaning, plan, toolbox, limits

    @cached_property
    def _task(self) -> Task | None:
        try:
            return task_of(self._meaning, self._plan, self._limits)
        except UnprintedError:
            return None

    def _printed(self, kind: Callable[[Task, Toolbox], Printer]) -> Printed | None:
        if self._task is None:
            return None
        try:
            return kind(self._task, self._toolbox).printed()
        except UnprintedError:
            return None

    @cached_property
    def fast(self) -> Printed | None:
        """The function that takes everything to be regular; nothing where the plan is none for it."""
        return self._printed(Fast)

    @cached_property
    def careful(self) -> Printed | None:
        """The function that carries missing values; nothing where the plan is none for it."""
        return self._printed(Careful)

    @cached_property
    def answer_quickly(self) -> Answer:
        """The fast function, compiled; it raises for whatever is odd."""
        return compiled(self.fast)

    @cached_property
    def answer_carefully(self) -> Answer:
        """The careful function, compiled; it raises where something is due to be said."""
        return compiled(self.careful)

    def answer_with_care(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The values of the outputs for what is given; None where something is due to be said of it."""
        try:
            return self.answer_carefully(given)
        except Exception:  # noqa: BLE001 (what is due to be said is said of a table of one row)
            return None


def compiled(printed: Printed | None, mathematics: Mapping[str, Any] | None = None) -> Answer:
    """A printed function as a function; without one, one that never answers.

    ``mathematics`` stands in for what it would call by these names.
    """
    if printed is None:
        return _never
    space = {name: getattr(math, name) for name in printed.mathematics} | {**printed.calls, **(mathematics or {})}
    try:
        code = compile(printed.text, f"<{printed.name}>", "exec")
    except (SyntaxError, RecursionError, MemoryError):  # nested more deeply than Python reads
        return _never
    exec(code, space)  # noqa: S102 (the text is ours: names and numbers)
    found: Answer = space[printed.name]
    return found


def _never(given: Mapping[str, Any]) -> dict[str, Any]:
    raise UnprintedError(given)

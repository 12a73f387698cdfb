"""Accumulators of plugins, held so that what goes wrong in one is told with its name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from worthwhile.data.columns import Texts
from worthwhile.meaning.complaints import plugin_failed
from worthwhile.plan.steps import Step
from worthwhile.text import ModelError


@contextmanager
def blamed(step: Step, owner: str) -> Iterator[None]:
    """Within it, what an aggregate raises is a finding that names it, and the plugin it is of."""
    try:
        yield
    except (MemoryError, ModelError):
        raise
    except Exception as error:
        raise ModelError([plugin_failed(f"`{step.name}`", error, step.span, owner)]) from error


class Guarded:
    """An accumulator, asked as it would be asked itself; it can be pickled where that one can."""

    def __init__(self, accumulator: Any, step: Step, owner: str, *, gives_back: bool = False) -> None:  # noqa: ANN401 (whatever the aggregate brings)
        self._accumulator, self._step, self._owner, self._gives_back = accumulator, step, owner, gives_back

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (what the accumulator has of this name)
        if name.startswith("_"):  # nothing of it is asked for before it is there, as in a copy that is being made
            raise AttributeError(name)
        found = getattr(self._accumulator, name)
        return self._asked(found) if callable(found) else found

    def _asked(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: object) -> Any:  # noqa: ANN401 (what the accumulator gives)
            with blamed(self._step, self._owner):
                return method(*args)

        return asked

    def merge(self, other: "Guarded") -> None:
        """Take in what another has seen."""
        with blamed(self._step, self._owner):
            self._accumulator.merge(other._accumulator)  # noqa: SLF001 (its own kind)

    def finish(self, size: int) -> Any:  # noqa: ANN401 (a column)
        """A value for each of so many groups."""
        with blamed(self._step, self._owner):
            found = self._accumulator.finish(size)
            if not isinstance(found, np.ndarray | Texts):
                raise TypeError(f"it gives `{type(found).__name__}`, where an array was expected")
            if len(found) != size and not self._gives_back:
                raise TypeError(f"it gives {len(found)} values for {size} groups")
            return found

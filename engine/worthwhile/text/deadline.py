"""How long a call may take: a host that runs models of strangers says so, and long work looks at the clock.

Every stage looks at it in its loops: for each statement that is read, each name that is understood, each
step and period that is computed. So a call ends soon after its time is over, wherever it is by then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic

from worthwhile.text.finding import Finding, Level, ModelError
from worthwhile.text.frozen import frozen

Clock = Callable[[], float]


@frozen
class _Watch:
    seconds: float
    end: float
    clock: Clock


class _TimeUp(BaseException):
    """Goes through all that handles faults on its way out, to where the time was allowed."""


_WATCH: ContextVar[_Watch | None] = ContextVar("deadline", default=None)
"""The call at hand; it goes along with the tasks of a run to other threads."""


@contextmanager
def within(seconds: float, clock: Clock = monotonic) -> Iterator[None]:
    """What is done inside ends after so many seconds: then it raises `ModelError`.

    One call inside of another cannot give it more.
    """
    outer, end = _WATCH.get(), clock() + seconds if seconds < inf else inf
    if end == inf or (outer is not None and outer.end < end):
        yield
        return
    before = _WATCH.set(_Watch(seconds, end, clock))
    try:
        yield
    except _TimeUp:
        raise ModelError([_too_long(seconds)]) from None
    finally:
        _WATCH.reset(before)


def look_at_the_clock() -> None:
    """End the call at hand where its time is over."""
    watch = _WATCH.get()
    if watch is not None and watch.clock() > watch.end:
        raise _TimeUp


def _too_long(seconds: float) -> Finding:
    return Finding(
        "W0910",
        Level.ERROR,
        f"this takes longer than the {seconds:g} s that are allowed for it",
        hint="fewer rows, periods or names take less time; a host can set the limit higher: `Limits(seconds=...)`",
    )

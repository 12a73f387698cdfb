"""How many threads a run may use, and work that is done on several of them.

numpy lets go of the interpreter while it works on arrays, so that threads are enough. Nothing that is
handed out here depends on how many there are: the same tasks are done, each by itself.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from itertools import pairwise
from threading import Thread
from typing import Generic, TypeVar

Found = TypeVar("Found")
_MOST: ContextVar[int] = ContextVar("threads", default=0)
"""How many threads the run at hand may use; nothing: all there are. It goes along with the tasks of a run."""


@contextmanager
def at_most(threads: int | None) -> Iterator[None]:
    """What is done inside uses no more threads than that."""
    before = _MOST.set(threads or _MOST.get())
    try:
        yield
    finally:
        _MOST.reset(before)


def available() -> int:
    """How many threads can run at once: the processors that this process may use, or what the run is allowed."""
    if _MOST.get():
        return _MOST.get()
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def in_parallel(tasks: Sequence[Callable[[], Found]], threads: int = 0) -> list[Found]:
    """What each task gives, in their order; one that raises stops what has not begun, and is raised.

    The thread that asks works, too.
    """
    threads = min(threads or available(), len(tasks))
    if threads < 2:  # noqa: PLR2004 (one does not wait for another)
        return [it() for it in tasks]
    work = _Work(tasks)
    # numpy's way with errors belongs to the context: it goes along.
    others = [Thread(target=copy_context().run, args=(work.do,), daemon=True) for _ in range(threads - 1)]
    for it in others:
        it.start()
    work.do()
    for it in others:
        it.join()
    return work.found()


class _Work(Generic[Found]):
    """Tasks that several threads take one after the other."""

    def __init__(self, tasks: Sequence[Callable[[], Found]]) -> None:
        self._tasks, self._waiting = tasks, iter(range(len(tasks)))
        self._done: dict[int, Found] = {}
        self._failed: dict[int, BaseException] = {}

    def do(self) -> None:
        """Take tasks until there is none, or one has failed."""
        for place in self._waiting:  # taking the next one cannot be interrupted by another thread
            if self._failed:
                break
            try:
                self._done[place] = self._tasks[place]()
            except BaseException as error:  # noqa: BLE001 (it is raised where all comes together)
                self._failed[place] = error

    def found(self) -> list[Found]:
        """What the tasks have given. Raises what the first that failed has raised."""
        if self._failed:
            raise self._failed[min(self._failed)]
        return [self._done[place] for place in range(len(self._tasks))]


def shares(count: int, threads: int = 0, least: int = 1 << 18) -> list[slice]:
    """Rows cut into as many parts as there are threads, none of them much too small to be worth one."""
    parts = max(1, min(threads or available(), count // least))
    edges = [count * it // parts for it in range(parts + 1)]
    return [slice(one, other) for one, other in pairwise(edges)]

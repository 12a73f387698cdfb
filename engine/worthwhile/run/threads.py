"""How many threads a run may use, and work that is done on several of them.

numpy lets go of the interpreter while it works on arrays, so that threads are enough. Nothing that is
handed out here depends on how many there are: the same tasks are done, each by itself.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from itertools import pairwise
from typing import TypeVar

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
    """What each task gives, in their order; the first that raises stops what has not begun, and is raised."""
    threads = min(threads or available(), len(tasks))
    if threads < 2:  # noqa: PLR2004 (one does not wait for another)
        return [it() for it in tasks]
    with ThreadPoolExecutor(threads) as pool:
        # numpy's way with errors belongs to the context: it goes along.
        waiting = [pool.submit(copy_context().run, it) for it in tasks]
        try:
            return [it.result() for it in waiting]
        except BaseException:
            for it in waiting:
                it.cancel()
            raise


def shares(count: int, threads: int = 0, least: int = 1 << 18) -> list[slice]:
    """Rows cut into as many parts as there are threads, none of them much too small to be worth one."""
    parts = max(1, min(threads or available(), count // least))
    edges = [count * it // parts for it in range(parts + 1)]
    return [slice(one, other) for one, other in pairwise(edges)]

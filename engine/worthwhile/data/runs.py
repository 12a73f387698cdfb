"""Numbers sorted on disk: more of them than memory holds.

Runs are sorted in memory and written to a temporary file; they are merged some at a time, so that
what is held at once does not grow with their number. Equal numbers stay in the order in which they came.
"""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

RUN = 1 << 20
"""Numbers that are sorted at once."""
WINDOW = 1 << 18
"""Numbers of all runs together that are merged at once."""

Numbers = NDArray[Any]


class SortedRuns:
    """Numbers of one kind, taken in in any order and given sorted. NaN is none."""

    def __init__(self, dtype: Any, run: int = RUN, window: int = WINDOW) -> None:  # noqa: ANN401 (whatever numpy takes)
        self._dtype, self._run, self._window = np.dtype(dtype), run, window
        self._waiting: list[Numbers] = []
        self._held = 0
        self._file: IO[bytes] | None = None
        self._runs: list[int] = []
        """How long each run in the file is."""

    def __len__(self) -> int:
        return sum(self._runs) + self._held

    def add(self, numbers: Numbers) -> None:
        """Take in numbers."""
        for start in range(0, len(numbers), self._run):
            part = np.array(numbers[start : start + self._run], dtype=self._dtype)
            self._waiting.append(part)
            self._held += len(part)
            if self._held >= self._run:
                self._write()

    def merge(self, other: "SortedRuns") -> None:
        """Take in all that another has; what is equal comes after what is here."""
        self._write()
        for run in other._each():  # noqa: SLF001 (its own kind)
            self._append(run)
        for part in other._waiting:  # noqa: SLF001 (as above)
            self.add(part)

    def sorted(self) -> Iterator[Numbers]:
        """All numbers in order, some at a time; it may be asked for again."""
        if not self._runs:
            if self._held:
                yield self._together()
            return
        self._write()
        yield from self._merged()

    def _together(self) -> Numbers:
        """What has not been written, sorted."""
        whole = np.concatenate(self._waiting)
        whole.sort(kind="stable")
        self._waiting = [whole]
        return whole

    def _write(self) -> None:
        if self._held:
            self._append(self._together())
            self._waiting, self._held = [], 0

    def _append(self, run: Numbers) -> None:
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 (it lives as long as this)
            finalize(self, self._file.close)
        self._file.seek(0, 2)
        self._file.write(run.data)
        self._runs.append(len(run))

    def _at(self, start: int, count: int) -> Numbers:
        assert self._file is not None  # noqa: S101 (there are runs)
        self._file.seek(start * self._dtype.itemsize)
        found: Numbers = np.frombuffer(self._file.read(count * self._dtype.itemsize), dtype=self._dtype)
        return found

    def _each(self) -> Iterator[Numbers]:
        start = 0
        for length in self._runs:
            yield self._at(start, length)
            start += length

    def _merged(self) -> Iterator[Numbers]:
        """Of each run a window; what no later window can come before is given away.

        The run whose window ends first sets how far that is. Of numbers equal to that end, those of runs
        after it have to wait: more of them may stand in its next window.
        """
        ends = np.cumsum(self._runs)
        starts = ends - self._runs
        some = max(1, self._window // len(self._runs))
        windows = [self._at(start, min(some, end - start)) for start, end in zip(starts, ends, strict=True)]
        starts = starts + [len(it) for it in windows]
        while any(map(len, windows)):
            open_ = [it for it in range(len(windows)) if starts[it] < ends[it]]
            if not open_:
                yield _one(windows)
                return
            least = min(open_, key=lambda it: (windows[it][-1], it))
            bound = windows[least][-1]
            parts = []
            for it, window in enumerate(windows):
                count = int(np.searchsorted(window, bound, side="right" if it <= least else "left"))
                parts.append(window[:count])
                windows[it] = window[count:]
                if not len(windows[it]) and starts[it] < ends[it]:
                    windows[it] = self._at(starts[it], min(some, ends[it] - starts[it]))
                    starts[it] += len(windows[it])
            yield _one(parts)

    def __getstate__(self) -> dict[str, Any]:
        """All numbers: a file stays where it is."""
        runs = [*self._each(), *self._waiting]
        return {"dtype": self._dtype, "run": self._run, "window": self._window, "runs": runs}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["dtype"], state["run"], state["window"])  # type: ignore[misc]
        for it in state["runs"]:
            self.add(it)


def _one(parts: list[Numbers]) -> Numbers:
    whole = np.concatenate(parts)
    whole.sort(kind="stable")
    return whole

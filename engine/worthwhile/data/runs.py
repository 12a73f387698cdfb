"""Numbers on disk: more of them than memory holds, as they came, or sorted.

Runs are sorted in memory and written to a temporary file; they are merged some at a time, so that
what is held at once does not grow with their number. Equal numbers stay in the order in which they came.
The file has no name: nothing is left of it even where the process is killed.
"""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any, Self
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

RUN = 1 << 20
"""Numbers that are held, and sorted, at once."""
WINDOW = 1 << 18
"""Numbers of all runs together that are merged at once."""

Numbers = NDArray[Any]


class Runs:
    """Numbers, or rows of numbers, given back as they came: first those that are held, then a file."""

    def __init__(self, dtype: Any, run: int = RUN) -> None:  # noqa: ANN401 (whatever numpy takes)
        self._dtype, self._run = np.dtype(dtype), run
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

    def merge(self, other: Self) -> None:
        """Take in all that another has, after what is here."""
        for run in other.all():
            self.add(run)

    def all(self) -> Iterator[Numbers]:
        """All numbers in runs as they came, some at a time; it may be asked for again."""
        start = 0
        for length in self._runs:
            yield self._at(start, length)
            start += length
        yield from self._waiting

    def _together(self) -> Numbers:
        """What has not been written, in one piece."""
        whole = np.concatenate(self._waiting)
        self._waiting = [whole]
        return whole

    def _write(self) -> None:
        if not self._held:
            return
        run = self._together()
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 (it lives as long as this)
            finalize(self, self._file.close)
        self._file.seek(0, 2)
        self._file.write(run.tobytes())
        self._runs.append(len(run))
        self._waiting, self._held = [], 0

    def _at(self, start: int, count: int) -> Numbers:
        assert self._file is not None  # noqa: S101 (there are runs)
        self._file.seek(start * self._dtype.itemsize)
        found: Numbers = np.frombuffer(self._file.read(count * self._dtype.itemsize), dtype=self._dtype)
        return found

    def mapped(self) -> Numbers:
        """All numbers as they came, in one piece that lies in the file, not in memory."""
        if not self._runs:
            return self._together() if self._held else np.empty(0, dtype=self._dtype)
        self._write()
        assert self._file is not None  # noqa: S101 (there are runs)
        self._file.flush()
        found: Numbers = np.memmap(self._file, self._dtype, "r", shape=(len(self),))
        return found

    def __getstate__(self) -> dict[str, Any]:
        """All numbers: a file stays where it is."""
        return {**self.__dict__, "_waiting": list(self.all()), "_held": len(self), "_file": None, "_runs": []}


class SortedRuns(Runs):
    """Numbers taken in in any order and given sorted. NaN is none; complex ones go by their real part first."""

    def __init__(self, dtype: Any, run: int = RUN, window: int = WINDOW) -> None:  # noqa: ANN401 (whatever numpy takes)
        super().__init__(dtype, run)
        self._window = window

    def _together(self) -> Numbers:
        whole = np.concatenate(self._waiting)
        whole.sort(kind="stable")
        self._waiting = [whole]
        return whole

    def sorted(self) -> Iterator[Numbers]:
        """All numbers in order, some at a time; it may be asked for again."""
        if self._runs:
            self._write()
            yield from self._merged()
        elif self._held:
            yield self._together()

    def _merged(self) -> Iterator[Numbers]:
        """Of each run a window; what no later window can come before is given away.

        The run whose window ends first sets how far that is. Of numbers equal to that end, those of runs
        after it have to wait: more of them may stand in its next window.
        """
        ends = np.cumsum(self._runs)
        nexts = ends - self._runs
        some = max(1, self._window // len(self._runs))
        windows = [np.empty(0, dtype=self._dtype)] * len(self._runs)
        while True:
            for it, window in enumerate(windows):
                if not len(window) and nexts[it] < ends[it]:
                    windows[it] = self._at(nexts[it], min(some, ends[it] - nexts[it]))
                    nexts[it] += len(windows[it])
            going_on = [it for it in range(len(windows)) if nexts[it] < ends[it]]
            if not going_on:
                yield _one(windows)
                return
            lasts = np.array([windows[it][-1] for it in going_on])
            least = going_on[int(np.argsort(lasts, kind="stable")[0])]
            bound, parts = windows[least][-1], []
            for it, window in enumerate(windows):
                count = np.searchsorted(window, bound, side="right" if it <= least else "left")
                parts.append(window[:count])
            windows = [window[len(part) :] for window, part in zip(windows, parts, strict=True)]
            yield _one(parts)


def _one(parts: list[Numbers]) -> Numbers:
    whole = np.concatenate(parts)
    whole.sort(kind="stable")
    return whole

"""What the machine gives: cores, memory bandwidth, the peak of memory of one call."""

import os
import platform
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import numpy as np

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
POOL = ThreadPoolExecutor(CORES)
PROBED = 160_000_000
"""Bytes of one array of the probe: more than the caches hold."""


class Bandwidth:
    """How many bytes a second go through memory: copying and reading on all cores, the best of all rounds."""

    def __init__(self, size: int = PROBED) -> None:
        self._from, self._to = np.ones(size // 8), np.zeros(size // 8)
        self.best = 0.0

    def probe(self) -> float:
        """One round; gives the best up to now."""
        size = 2 * self._from.nbytes
        for each in (self._copy, self._read):
            start = perf_counter()
            each()
            self.best = max(self.best, size / (perf_counter() - start))
        return self.best

    def _copy(self) -> None:
        in_parts(len(self._from), lambda low, high: np.copyto(self._to[low:high], self._from[low:high]))

    def _read(self) -> None:
        in_parts(len(self._from), lambda low, high: np.dot(self._to[low:high], self._from[low:high]))


def in_parts(rows: int, work: Callable[[int, int], object], threads: int = CORES) -> None:
    """The rows in as many parts as there are threads, all at once."""
    if threads == 1:
        work(0, rows)
        return
    cuts = [rows * it // threads for it in range(threads + 1)]
    list(POOL.map(work, cuts[:-1], cuts[1:]))


def peak_beyond(call: Callable[[], object]) -> float | None:
    """The bytes that a call takes at its peak beyond those before it; only Linux tells."""
    cleared = Path("/proc/self/clear_refs")
    try:
        before = _status("VmRSS")
        cleared.write_text("5", encoding="ascii")  # the high-water mark starts anew
        found = call()
        peak = _status("VmHWM")
        del found
    except OSError:
        return None
    return max(0.0, peak - before)


def peak() -> float | None:
    """The most memory that this process has had, in bytes."""
    try:
        return _status("VmHWM")
    except OSError:
        return None


def _status(key: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) * 1024.0
    raise OSError(key)


def described() -> str:
    """The machine and the versions, in one line."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((it.partition(":")[2].strip() for it in lines if it.startswith("model name")), model)
    except OSError:
        pass
    return f"{CORES} cores ({model}), Python {sys.version.split()[0]}, numpy {np.__version__}"


def load() -> float:
    """How many processes wanted a core in the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")

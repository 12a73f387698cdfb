"""Contenders for one piece of work: each checked, then timed in turn, in an order drawn anew each round."""

import gc
import inspect
import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._machine import Bandwidth, load, peak_beyond
from benchmarks._report import Line, Report, Wanted
from benchmarks._settings import Settings
from worthwhile import Model

Array = NDArray[Any]
Answer = tuple[Array, ...]
NEAR = 1e-9
"""How near numbers have to be: of their own size, or of the mean size of the column."""
LEAST = 0.02
"""Seconds that one sample takes at least: what is faster is called several times."""
PATIENCE = 60.0
"""Seconds after which a contender is not timed again."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the work."""

    name: str
    kind: str
    """What targets call it: ``polars``; ``worthwhile`` for ours."""
    run: Callable[[], Any]
    answer: Callable[[Any], Answer] | None
    """What it gives as arrays to be compared; None where it does a part of the work only."""
    part: float = 1.0
    """The part of the work that it does: its time is told as if it did all."""
    remarks: str = ""
    clock: Callable[[Any], tuple[float, float | None]] | None = None
    """Where it works in a process of its own: the seconds and the bytes that it tells."""

    @property
    def ours(self) -> bool:
        return self.kind == "worthwhile"


@dataclass(frozen=True, slots=True)
class Target:
    """Ours is to take at most so many times the time of the best of a kind, or of the limit."""

    most: float
    kinds: tuple[str, ...] = ()
    """Nothing: the bandwidth limit."""
    of: str = "worthwhile"
    """The contender that is held to it."""


def race(
    settings: Settings,
    name: str,
    title: str,
    contenders: Iterable[Contender],
    reference: Answer,
    *,
    moved: float = 0.0,
    targets: Sequence[Target] = (),
    notes: Sequence[str] = (),
) -> Report:
    """Check and time contenders; ``moved`` are the bytes that come in and go out."""
    racing: list[_Racing] = []
    wrong: list[str] = []
    settings.missing.clear()
    for it in contenders:
        entered = _Racing(it)
        fault = entered.enter(reference)
        racing.append(entered)
        if fault:
            wrong.append(f"{it.name}: {fault}")
    bandwidth = Bandwidth(8_000 if settings.small else 160_000_000)
    order = random.Random(1)  # noqa: S311 (no secret: the same order every time)
    for _ in range(1 if settings.small else settings.reps):
        bandwidth.probe()
        for entered in order.sample(racing, len(racing)):
            entered.sample(settings)
    limit = moved / bandwidth.best if moved and not settings.small else None
    lines = _lines(racing, limit)
    said = [*notes]
    if limit:
        said.append(
            f"{moved / 1e6:,.0f} MB in and out, {bandwidth.best / 1e9:.1f} GB/s measured in this run: "
            f"the limit is {limit * 1e3:.1f} ms. Load {load():.1f}."
        )
    if settings.missing:
        said.append(f"Not installed and left out: {', '.join(settings.missing)}.")
    judged = [] if settings.small else [_judged(it, racing, limit) for it in targets]
    return Report(name, title, lines, judged, said, wrong, {"limit": limit} if limit else {})


class _Racing:
    """A contender and its samples."""

    def __init__(self, contender: Contender) -> None:
        self.contender = contender
        self.samples: list[float] = []
        self.each = 0.0
        self.extra: float | None = None
        self.right = True

    def enter(self, reference: Answer) -> str:
        """Run it once to warm it up, and look at its answer; then once more for its memory."""
        contender = self.contender
        found = contender.run()
        fault = differs(contender.answer(found), reference) if contender.answer else ""
        self.right = not fault
        if contender.clock:
            self.each, self.extra = contender.clock(found)
            return fault
        del found
        gc.collect()
        start = perf_counter()
        self.extra = peak_beyond(contender.run)
        self.each = perf_counter() - start
        return fault

    def sample(self, settings: Settings) -> None:
        if sum(self.samples) > PATIENCE:
            return
        run, clock = self.contender.run, self.contender.clock
        if clock:
            taken, extra = clock(run())
            self.extra = extra if self.extra is None or extra is None else max(self.extra, extra)
            self.samples.append(taken)
            return
        times = 1 if settings.small else max(1, math.ceil(LEAST / max(self.each, 1e-7)))
        gc.collect()
        gc.disable()
        start = perf_counter()
        for _ in range(times):
            run()
        taken = (perf_counter() - start) / times
        gc.enable()
        self.each = min(self.each, taken)
        self.samples.append(taken / self.contender.part)

    @property
    def median(self) -> float:
        return median(self.samples)


def _lines(racing: Sequence[_Racing], limit: float | None) -> list[Line]:
    best = _best([it for it in racing if not it.contender.ours])
    return [
        Line(
            it.contender.name,
            it.median,
            min(it.samples),
            it.contender.ours,
            it.median / best if best else None,
            it.median / limit if limit else None,
            it.extra,
            it.contender.remarks if it.right else f"{it.contender.remarks} another answer".strip(),
        )
        for it in sorted(racing, key=lambda it: it.median)
    ]


def _best(racing: Iterable[_Racing]) -> float | None:
    """The median of the best of those who did all of the work, and right."""
    return min((it.median for it in racing if it.right and it.contender.answer), default=None)


def _judged(target: Target, racing: Sequence[_Racing], limit: float | None) -> Wanted:
    ours = next((it for it in racing if it.contender.name == target.of), None)
    than = " and ".join(target.kinds) or "the bandwidth limit"
    what = f"{target.of} at most {target.most:g} x {'the best of ' if len(target.kinds) > 1 else ''}{than}"
    theirs = _best([it for it in racing if it.contender.kind in target.kinds]) if target.kinds else limit
    if ours is None or theirs is None:
        return Wanted(what, "not measured", None)
    ratio = ours.median / theirs
    return Wanted(what, f"{ratio:.2f}", ratio <= target.most)


def differs(found: Answer, reference: Answer) -> str:
    """What is wrong with an answer; nothing where it is right. Whole numbers have to be the same."""
    for place, (one, other) in enumerate(zip(found, reference, strict=True)):
        if one.shape != other.shape:
            return f"answer {place + 1} has {one.shape} values, not {other.shape}"
        if other.dtype.kind in "iub":
            if not np.array_equal(one, other):
                return f"answer {place + 1} differs in {int((one != other).sum()):,} of {len(other):,} rows"
            continue
        gone = np.isnan(other)
        if not np.array_equal(np.isnan(one), gone):
            return f"answer {place + 1} is missing in other rows"
        size = np.maximum(np.abs(other), np.nanmean(np.abs(other)) if not gone.all() else 1.0)
        far = np.abs(one - other) / np.where(size == 0, 1.0, size)
        worst = float(np.nanmax(far, initial=0.0))
        if worst > NEAR:
            return f"answer {place + 1} differs by {worst:.1e}"
    return ""


def engine(
    model: Model, data: object, take: Callable[[Any], Any], answer: Callable[[Any], Answer], **tables: Any
) -> Iterable[Contender]:
    """Ours: a model run on columns, as it comes; and on one thread where it can be said."""
    yield Contender("worthwhile", "worthwhile", lambda: take(model.run(data, **tables)), answer)
    if "threads" in inspect.signature(model.run).parameters:
        alone: dict[str, Any] = {"threads": 1, **tables}
        yield Contender("worthwhile, 1 thread", "worthwhile", lambda: take(model.run(data, **alone)), answer)

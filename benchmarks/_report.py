"""What a workload says: a line for each contender, what was wanted, and all of it as Markdown or data."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

HEADS = ("contender", "median", "least", "x best peer", "x limit", "extra MB", "remarks")
WANTED = ("workload", "wanted", "measured", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One contender: its median and its least time in seconds, and what they come to beside the others."""

    name: str
    median: float
    least: float
    ours: bool = False
    to_best: float | None = None
    """Times the median of the best peer."""
    to_limit: float | None = None
    """Times what it takes to move the bytes of the work through memory once."""
    extra: float | None = None
    """Bytes of memory at the peak of a call, beyond those before it."""
    remarks: str = ""

    def cells(self) -> tuple[str, ...]:
        return (
            self.name,
            told(self.median),
            told(self.least),
            _ratio(self.to_best),
            _ratio(self.to_limit),
            "" if self.extra is None else f"{self.extra / 1e6:.0f}",
            self.remarks,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should be: a measured figure and the most it may be; ``met`` is None where it could not be judged."""

    what: str
    value: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Report:
    """One workload."""

    name: str
    title: str
    lines: Sequence[Line] = ()
    wanted: Sequence[Wanted] = ()
    notes: Sequence[str] = ()
    wrong: Sequence[str] = ()
    """Contenders whose answer is another, or that broke."""
    data: dict[str, float] = field(default_factory=dict)

    def markdown(self) -> Iterator[str]:
        yield f"## {self.title}"
        yield ""
        for note in self.notes:
            yield note
            yield ""
        if self.lines:
            yield from _table(HEADS, [it.cells() for it in self.lines], right=range(1, 6))
            yield ""
        for it in self.wrong:
            yield f"**Wrong:** {it}"
            yield ""

    def to_dict(self) -> dict[str, object]:
        return asdict(self)


def markdown(reports: Sequence[Report], lead: Sequence[str]) -> str:
    """All of it, ready for a page."""
    lines = [summary(reports, lead)]
    for report in reports:
        lines += report.markdown()
    return "\n".join(lines).rstrip() + "\n"


def summary(reports: Sequence[Report], lead: Sequence[str]) -> str:
    """What was wanted, and what came of it."""
    lines = [*(line for it in lead for line in (it, ""))]
    rows = [
        (report.name, it.what, it.value, {None: "not judged", True: "met", False: "missed"}[it.met])
        for report in reports
        for it in report.wanted
    ]
    if rows:
        lines += [*_table(WANTED, rows), ""]
    return "\n".join(lines)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Iterator[str]:
    """A table whose columns stand under each other in the text, too."""
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]

    def row(cells: Sequence[str]) -> str:
        laid = [
            it.rjust(width) if place in right else it.ljust(width)
            for place, (it, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(laid)} |"

    yield row(heads)
    yield row([f"{'-' * (it - 1)}:" if place in right else "-" * it for place, it in enumerate(widths)])
    for cells in rows:
        yield row(cells)


def told(seconds: float) -> str:
    """A time with three figures, in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            value = seconds / size
            return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"

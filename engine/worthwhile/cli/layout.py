"""Columns laid out side by side: points under points, heads broken and columns left out where room is short."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

BETWEEN = 3
"""Blanks between two columns."""
LONGEST = 40
"""Signs of a text that are shown where room is short."""
DOTS = "…"
SLACK = 2
"""How much wider than its cells a head may be before it is broken."""
Lines = list[tuple[str, str]]
"""A line as pieces, each with its style."""


@dataclass
class Column:
    """A column as it is printed: its head, its unit, its cells and what stands at its foot."""

    head: str
    unit: str
    cells: list[str]
    numeric: bool = False
    foot: str = ""
    styles: list[str] = field(default_factory=list)
    """How each cell is printed; nothing: plainly."""
    heads: list[str] = field(default_factory=list)
    """The head, line by line."""

    def __post_init__(self) -> None:
        self.heads = [self.head]
        if self.numeric:
            *self.cells, self.foot = aligned([*self.cells, self.foot])

    @property
    def inside(self) -> int:
        """How wide the cells are."""
        return max(map(width, (*self.cells, self.foot)), default=0)

    @property
    def width(self) -> int:
        """How wide the column is."""
        return max(self.inside, width(self.unit), *map(width, self.heads))

    def narrow(self) -> None:
        """Break the head over as many lines as its cells ask for, and cut texts that are long."""
        if not self.numeric:
            self.cells = [it if width(it) <= LONGEST else f"{it[: LONGEST - 1]}{DOTS}" for it in self.cells]
        self.heads = broken(self.head, max(self.inside + SLACK, width(self.unit)))

    def put(self, text: str, room: int) -> str:
        """A text within the column, which is so wide."""
        gap = " " * (room - width(text))
        return gap + text if self.numeric else text + gap


def width(text: str) -> int:
    """How many places of a terminal a text takes: signs of East Asia and pictures take two, accents none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(it) in "WF" for it in text)
    return len(text) + wide - sum(unicodedata.category(it) in ("Mn", "Me", "Cf") for it in text)


def aligned(cells: Sequence[str]) -> list[str]:
    """Numbers with their points in one place; what has none ends where the whole numbers end."""
    parts = [(it, "", "") if "e" in it else it.rstrip("%").partition(".") for it in cells]
    most = max((len(after) + len(point) for _, point, after in parts), default=0)
    percent = any(it.endswith("%") for it in cells)
    found = []
    for cell, (before, point, after) in zip(cells, parts, strict=True):
        if not any(it.isdigit() for it in cell):
            found.append(cell)
            continue
        sign = "%" if cell.endswith("%") else " " * percent
        if sign == "%":
            found.append(f"{before}{point}{after}{sign}{' ' * (most - len(point) - len(after))}")
        else:
            found.append(f"{before}{point}{after}{' ' * (most - len(point) - len(after))}{sign}")
    return found


def broken(text: str, room: int) -> list[str]:
    """A head in lines no wider than its longest word or the room there is, with as few lines as that takes."""
    words = text.split()
    most = max([room, *map(width, words)]) if words else 0
    lines: list[str] = []
    for word in words:
        if lines and width(lines[-1]) + 1 + width(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [text]


def fitted(columns: list[Column], room: int) -> tuple[list[Column], list[Column]]:
    """The columns that fit, and those left out of the middle: what a row is and what comes of it stay."""
    if _total(columns) > room:
        for it in columns:
            it.narrow()
    out: list[Column] = []
    kept = list(columns)
    while len(kept) > 2 and _total(kept) + (BETWEEN + 1 if out else 0) > room:  # noqa: PLR2004 (the key and one more)
        out.append(kept.pop(len(kept) // 2))
    if out:
        order = {id(it): place for place, it in enumerate(columns)}
        out.sort(key=lambda it: order[id(it)])
        gap = next(place for place, it in enumerate(columns) if it is out[0])
        rows = len(columns[0].cells)
        kept.insert(gap, Column(DOTS, "", [DOTS] * rows, styles=["dim"] * rows))
    return kept, out


def _total(columns: Sequence[Column]) -> int:
    return sum(it.width for it in columns) + BETWEEN * (len(columns) - 1) + 1


def laid_out(columns: Sequence[Column]) -> Iterator[Lines]:
    """The lines of a table: heads, units, a rule, the cells, and the foot where there is one."""
    between = " " * BETWEEN
    wide = [(it, it.width) for it in columns]  # which looks at all of its cells
    for heads in zip_longest(*([*[""] * (_lines(columns) - len(it.heads)), *it.heads] for it in columns), fillvalue=""):
        yield [(" " + between.join(it.put(head, room) for (it, room), head in zip(wide, heads, strict=True)), "bold")]
    if any(it.unit for it in columns):
        yield [(" " + between.join(it.put(it.unit, room) for it, room in wide), "dim")]
    rule = [(" " + "─" * (_total(columns) - 1), "dim")]
    yield rule
    for place in range(len(columns[0].cells)):
        line: Lines = [(" ", "")]
        for it, room in wide:
            style = it.styles[place] if it.styles else ""
            line += [(it.put(it.cells[place], room), style), (between, "")]
        yield line[:-1]
    if any(it.foot for it in columns[1:]):
        yield rule
        yield [(" " + between.join(it.put(it.foot, room) for it, room in wide), "bold")]


def _lines(columns: Sequence[Column]) -> int:
    return max(len(it.heads) for it in columns)

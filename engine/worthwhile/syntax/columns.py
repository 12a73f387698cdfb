"""Lines of cells as text: what stands under one another is aligned, what is too long goes on below.

A statement says of each of its lines where it begins in the source, how deep it stands and which
cells it has. Lines of one kind that follow one another without a blank line are aligned.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from worthwhile.syntax.breaking import broken
from worthwhile.syntax.comments import Notes
from worthwhile.syntax.format import IF, as_written
from worthwhile.syntax.tree import Call, Expression
from worthwhile.text import Source
from worthwhile.text.draw import columns as width
from worthwhile.text.frozen import frozen

WIDTH = 120
"""How long a line may be before it is broken."""
INDENT = 4
WAITED_FOR = (34, 44, 26)
"""The widest name, label and other cell that the cells of other lines wait for."""


@frozen
class Cell:
    """A piece of a line: a text, or a sign and the expression behind it.

    A ``loose`` one may begin the next line, where this one is too long.
    """

    text: str
    node: Expression | None = None
    least: int = IF
    loose: bool = False

    @property
    def flat(self) -> str:
        """The cell on one line."""
        return self.text + as_written(self.node, self.least) if self.node is not None else self.text


@frozen
class Line:
    """One line of a statement, and the place in the source that it comes from."""

    at: int
    cells: tuple[Cell, ...]
    depth: int = 0
    kind: str = ""
    joint: str = "  "

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table, which never goes on."""
        return self.kind.startswith("row")


def line(at: int, *cells: Cell | str, kind: str = "", joint: str = " ") -> Line:
    """A line of cells, some of them just texts."""
    said = tuple(it if isinstance(it, Cell) else Cell(it) for it in cells)
    return Line(at, said, kind=kind, joint=joint)


def deeper(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines one level deeper."""
    for it in lines:
        yield Line(it.at, it.cells, it.depth + 1, it.kind, it.joint)


def lay_out(lines: Sequence[Line], notes: Notes, source: Source | None = None) -> str:
    """The lines as text, with the comments that belong to them.

    Lines with a comment in their midst stay as they stand in the source, where that is given.
    """
    out: list[str] = []
    ends = {id(it): following.at for it, following in pairwise(lines)}
    for run in _runs(lines, notes):
        starts = _columns(run)
        commented: list[tuple[int, str]] = []
        for it in run:
            pad = " " * (INDENT * it.depth)
            before, inside = notes.before.get(it.at, []), notes.inside.get(it.at, [])
            out += [pad + note if note else "" for note in before]
            if inside and source:
                out += _as_it_stands(source, it, ends.get(id(it)))
            else:
                out += [pad + note for note in inside]
                written = _written(it, starts, pad)
                if it.at in notes.behind:
                    commented.append((len(out), notes.behind[it.at]))
                out += written
            out += [pad + note if note else "" for note in notes.after.get(it.at, [])]
        _comment(out, commented)
    out += notes.end
    while out and not out[0]:
        del out[0]
    return "\n".join(out) + "\n" if out else ""


def _comment(out: list[str], commented: Sequence[tuple[int, str]]) -> None:
    """Put comments at the ends of their lines; those of neighbours stand in one column."""
    for group in _neighbours(commented):
        start = max(width(out[number]) for number, _ in group) + len("  ")
        for number, note in group:
            out[number] += " " * (start - width(out[number])) + note


def _neighbours(commented: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    group: list[tuple[int, str]] = []
    for it in commented:
        if group and it[0] != group[-1][0] + 1:
            yield group
            group = []
        group.append(it)
    if group:
        yield group


# ---- columns


def _runs(lines: Sequence[Line], notes: Notes) -> Iterator[list[Line]]:
    """Lines that are aligned with one another."""
    run: list[Line] = []
    for it in lines:
        together = run and it.kind and it.kind == run[-1].kind and it.depth == run[-1].depth
        if run and (not together or "" in notes.before.get(it.at, ()) or "" in notes.after.get(run[-1].at, ())):
            yield run
            run = []
        run.append(it)
    if run:
        yield run


def _columns(run: Sequence[Line]) -> list[int]:
    """Where each column begins, counted from where the line does."""
    starts, at = [], 0
    for column in range(max(len(it.cells) for it in run)):
        starts.append(at)
        texts = [(width(it.cells[column].flat), it.is_row) for it in run if column < len(it.cells)]
        waited_for = WAITED_FOR[min(column, len(WAITED_FOR) - 1)]
        widest = max((wide for wide, is_row in texts if is_row or wide <= waited_for), default=0)
        if any(wide for wide, _ in texts):
            at += widest + len(run[0].joint)
    return starts


def _written(it: Line, starts: Sequence[int], pad: str) -> list[str]:
    """A line in its columns; where that is too long without them, and then on several lines."""
    aligned = pad + _aligned(it, starts)
    if width(aligned) <= WIDTH or it.is_row:
        return [aligned]
    plain = pad + it.joint.join(cell.flat for cell in it.cells if cell.flat)
    return [plain] if width(plain) <= WIDTH else _taken_apart(it, starts, pad)


def _aligned(it: Line, starts: Sequence[int]) -> str:
    text = ""
    for cell, start in zip(it.cells, starts, strict=False):
        if cell.flat:
            text = _moved(text, start, it.joint) + cell.flat
    return text


def _moved(text: str, start: int, joint: str) -> str:
    """A line as far as the column in which its next cell begins."""
    return text + (" " * max(len(joint), start - width(text)) if text else "")


def _taken_apart(it: Line, starts: Sequence[int], pad: str) -> list[str]:
    """Cells one after the other, each on the next line where it does not fit and may stand there."""
    lines, whole = [""], True
    for cell, start in zip(it.cells, starts, strict=False):
        if not cell.flat:
            continue
        joined = _moved(lines[-1], start, it.joint) if len(lines) == 1 else lines[-1] + it.joint
        if whole and width(pad + joined + cell.flat) <= WIDTH:
            lines[-1] = joined + cell.flat
            continue
        if lines[-1] and cell.loose:
            lines.append(" " * INDENT)
        else:
            lines[-1] = joined
        room = WIDTH - width(pad + lines[-1] + cell.text)
        first, *rest = broken(cell.node, cell.least, room) if cell.node is not None else [""]
        lines[-1] += cell.text + first
        # the bracket that closes a call stands under the beginning of its line
        further = 0 if isinstance(cell.node, Call) and len(lines) == 1 else INDENT
        lines += [" " * further + more for more in rest]
        whole = not rest
    return [pad + text for text in lines]


# ---- what stays as it is


def _as_it_stands(source: Source, it: Line, following: int | None) -> list[str]:
    """The lines of the source, moved to their depth."""
    first = source.place(it.at)[0]
    last = source.place(following)[0] if following is not None else len(source.line_starts) + 1
    texts = [source.line(number).rstrip() for number in range(first, last)]
    while texts and (not texts[-1].strip() or texts[-1].lstrip().startswith("#")):
        texts.pop()
    shift = INDENT * it.depth - (len(texts[0]) - len(texts[0].lstrip()))
    return [" " * max(0, len(text) - len(text.lstrip()) + shift) + text.lstrip() for text in texts]

"""Comments: where they stand in a text, and what they turn off."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from worthwhile.syntax.layout import MARKS
from worthwhile.text import Source
from worthwhile.text.frozen import frozen
from worthwhile.text.source import Spelling


@frozen
class Comment:
    """One comment: where its `#` stands, and its text with it."""

    at: int
    text: str


def comments(source: Source) -> tuple[Comment, ...]:
    """The comments of a text, in their order."""
    if "#" not in source.text:
        return ()
    return tuple(_in_yaml(source) if source.spelling is Spelling.YAML else _in_lines(source.text))


def _in_lines(text: str) -> Iterator[Comment]:
    for mark in MARKS.finditer(text):
        if mark["note"] is not None:
            yield Comment(mark.start(), mark[0].rstrip())


_SIGN = re.compile(r"(?:(?<=[ \t\n])|\A\ufeff?)#[^\n]*")


def _in_yaml(source: Source) -> Iterator[Comment]:
    from worthwhile.syntax.twin.read import places  # noqa: PLC0415 (most models are no YAML)

    stand = places(source)
    starts = [it.start for it in stand]
    at = 0
    while found := _SIGN.search(source.text, at):
        begin = source.text.index("#", found.start())
        before = bisect_right(starts, begin) - 1
        scalar = stand[before] if before >= 0 else None
        inside = scalar is not None and begin < scalar.end
        if inside and scalar and scalar.text[0] in "|>" and "\n" not in source.text[scalar.start : begin]:
            inside = False  # behind the sign that begins a block
        if not inside:
            yield Comment(begin, source.text[begin : found.end()].rstrip())
        at = scalar.end if inside and scalar else found.end()


_ALLOW = re.compile(r"#\s*worthwhile:\s*allow\s+(W\d{4}(?:\s*,\s*W\d{4})*)\s*$")


def allowed(source: Source) -> dict[int, frozenset[str]]:
    """`# worthwhile: allow W0551` comments: the codes turned off, by line."""
    if "worthwhile:" not in source.text:
        return {}
    found = {}
    for comment in comments(source):
        if allow := _ALLOW.match(comment.text):
            found[source.place(comment.at)[0]] = frozenset(re.findall(r"W\d{4}", allow[1]))
    return found


# ---- comments and what they stand beside


@dataclass(slots=True)
class Notes:
    """The comments of a text, by the places of what they belong to; empty lines are blank ones."""

    before: dict[int, list[str]] = field(default_factory=dict)
    behind: dict[int, str] = field(default_factory=dict)
    after: dict[int, list[str]] = field(default_factory=dict)
    end: list[str] = field(default_factory=list)
    inside: dict[int, list[str]] = field(default_factory=dict)

    def has(self, at: int) -> bool:
        """Whether a comment belongs to what stands at a place."""
        return at in self.behind or at in self.after or at in self.inside or any(self.before.get(at, ()))

    def take_blanks(self, at: int) -> Iterator[str]:
        """The blank line before what stands at a place, which is not there any longer."""
        lines = self.before.get(at, [])
        if lines and not lines[0]:
            yield lines.pop(0)


def placed(source: Source, places: Iterable[int]) -> Notes:
    """Each comment with the place that it belongs to: the one on its line, or the next below it.

    A comment that is indented more deeply than what follows belongs to what stands before.
    """
    return _Placing(source, places).notes


class _Placing:
    """Goes through a text line by line."""

    def __init__(self, source: Source, places: Iterable[int]) -> None:
        self.notes = Notes()
        self._source = source
        self._yaml = source.spelling is Spelling.YAML
        first: dict[int, int] = {}
        for at in sorted(places):
            first.setdefault(source.place(at)[0], at)
        self._first = first
        self._comments = {source.place(it.at)[0]: it for it in comments(source)}
        self._scalars = _lines_inside_of_scalars(source) if self._yaml else frozenset[int]()
        self._waiting: list[tuple[int, str]] = []
        self._last: int | None = None
        for number in range(1, len(source.line_starts) + 1):
            self._line(number, source.line(number))
        self._flush(None, 0)

    def _line(self, number: int, line: str) -> None:
        comment = self._comments.get(number)
        code = line.lstrip("\ufeff")
        if comment:
            code = code[: len(code) - (len(line) - (comment.at - self._source.line_starts[number - 1]))]
        at = self._first.get(number)
        if not code.strip():
            if number in self._scalars:
                return
            if comment:
                self._waiting.append((len(code), comment.text))
            elif self._waiting[-1:] != [(0, "")] and (self._last is not None or self._waiting):
                self._waiting.append((0, ""))
            return
        if at is not None:
            self._flush(at, len(code) - len(code.lstrip()))
            self._last = at
        elif self._waiting and not self._yaml:
            self._move_inside()
        if not comment:
            return
        if at is not None:
            self.notes.behind[at] = comment.text
        elif self._last is None or self._yaml:
            self._waiting.append((0, comment.text))
        else:
            self._waiting.append((0, comment.text))
            self._move_inside()

    def _move_inside(self) -> None:
        """Comments in the midst of what stands on several lines go before it, should it be written anew."""
        said = [text for _, text in self._waiting if text]
        self._waiting = []
        if said and self._last is not None:
            self.notes.inside.setdefault(self._last, []).extend(said)

    def _flush(self, at: int | None, indent: int) -> None:
        """The comments before a line, but those that are indented more deeply, which follow the line above."""
        waiting, self._waiting = self._waiting, []
        deeper = 0
        if self._last is not None and self._indent_of(self._last) > indent:
            said = [index for index, (_, text) in enumerate(waiting) if text]
            for index in said:
                if waiting[index][0] <= indent:
                    break
                deeper = index + 1
        if deeper and self._last is not None:
            self.notes.after.setdefault(self._last, []).extend(text for _, text in waiting[:deeper])
        rest = [text for _, text in waiting[deeper:]]
        if at is None:
            while rest and not rest[-1]:
                rest.pop()
            self.notes.end = rest
        elif rest:
            self.notes.before[at] = rest

    def _indent_of(self, at: int) -> int:
        line = self._source.line(self._source.place(at)[0])
        return len(line) - len(line.lstrip())


def _lines_inside_of_scalars(source: Source) -> frozenset[int]:
    """The lines of YAML scalars after their first: what is blank there is no blank line."""
    from worthwhile.syntax.twin.read import places  # noqa: PLC0415 (most models are no YAML)

    return frozenset(line for it in places(source) for line in range(it.line + 1, it.end_line + 1))

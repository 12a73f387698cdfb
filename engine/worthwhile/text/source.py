"""A source and the spans that point into it."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from worthwhile.text.frozen import frozen


class Spelling(StrEnum):
    """How a model is written: in the language's own lines, or as YAML."""

    WORTH = "worth"
    YAML = "yaml"


@dataclass(frozen=True)
class Source:
    """A named piece of text, its lines ended by newlines and by nothing else."""

    name: str
    text: str
    spelling: Spelling = Spelling.WORTH

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line begins."""
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(starts)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from one."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """A line, counted from one, without its newline."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].removesuffix("\r")


@frozen
class Span:
    """The stretch of a source from ``start`` up to, not including, ``end``."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words the span covers."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The line it begins on, counted from one."""
        return self.source.place(self.start)[0]

    @property
    def column(self) -> int:
        """The column it begins in, counted from one."""
        return self.source.place(self.start)[1]

    @property
    def end_line(self) -> int:
        """The line it ends on."""
        return self.source.place(self.end)[0]

    @property
    def end_column(self) -> int:
        """The column after its last character."""
        return self.source.place(self.end)[1]

    def to(self, other: "Span") -> "Span":
        """From the beginning of this one to the end of the other."""
        return Span(self.source, self.start, max(self.end, other.end))

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

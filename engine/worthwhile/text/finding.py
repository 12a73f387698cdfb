"""What is said about a model or its data: findings are values, gathered and handed on."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from worthwhile.text.frozen import frozen
from worthwhile.text.source import Span


class Level(StrEnum):
    """How much a finding weighs: an error stops, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@frozen
class Note:
    """A second place that belongs to a finding, and what is to be said there."""

    span: Span
    text: str


@frozen
class Finding:
    """One thing that is wrong, doubtful or worth knowing.

    ``rows`` counts the rows of data it concerns and ``keys`` names the first of them; ``file``
    stands in where there is no place in a model text.
    """

    code: str
    level: Level
    message: str
    span: Span | None = None
    notes: tuple[Note, ...] = ()
    expected: str = ""
    found: str = ""
    hint: str = ""
    rows: int | None = None
    keys: tuple[object, ...] = ()
    file: str = ""

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else f"{self.file}: " if self.file else ""
        return f"{place}{self.level} {self.code}: {self.message}"

    def _repr_html_(self) -> str:
        from worthwhile.text.draw import draw  # noqa: PLC0415 (for notebooks only)
        from worthwhile.text.markup import CODE, element, escaped  # noqa: PLC0415 (as above)

        first, _, rest = draw(self).partition("\n")
        return element("pre", element("b", escaped(first)) + ("\n" + escaped(rest) if rest else ""), CODE)

    def at(self, level: Level) -> "Finding":
        """The same finding with another weight."""
        return replace(self, level=level)

    def to_dict(self) -> Mapping[str, object]:
        """The finding as plain data, in the shape of the command line's JSON."""
        said: dict[str, object] = {
            "code": self.code,
            "level": str(self.level),
            "message": self.message,
            "hint": self.hint,
        }
        if self.expected:
            said["expected"] = self.expected
        if self.found:
            said["found"] = self.found
        if self.span:
            said |= {
                "file": self.span.source.name,
                "line": self.span.line,
                "column": self.span.column,
                "end_line": self.span.end_line,
                "end_column": self.span.end_column,
            }
        elif self.file:
            said["file"] = self.file
        if self.notes:
            said["notes"] = [
                {
                    "file": note.span.source.name,
                    "line": note.span.line,
                    "column": note.span.column,
                    "text": note.text,
                }
                for note in self.notes
            ]
        if self.rows is not None:
            said["rows"] = self.rows
            said["keys"] = list(self.keys)
        return said


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop."""
    return tuple(it for it in findings if it.level is Level.ERROR)


class ModelError(Exception):
    """A model, its data or a request was not accepted; ``findings`` says why.

    ``result`` is what a run gave all the same, where it only broke a condition.
    """

    def __init__(self, findings: Iterable[Finding], result: Any = None) -> None:  # noqa: ANN401 (a `Result`, floors above)
        self.findings = tuple(findings)
        self.result = result
        super().__init__("\n".join(map(str, self.findings)))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of the way through the engine: the findings, drawn."""
        from worthwhile.text.draw import draw  # noqa: PLC0415 (for notebooks only)

        return [line for it in self.findings for line in draw(it).splitlines()]

    def __reduce__(self) -> tuple[type["ModelError"], tuple[tuple[Finding, ...]]]:
        return type(self), (self.findings,)

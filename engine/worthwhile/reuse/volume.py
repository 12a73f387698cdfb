"""A text with those that it takes in: all that there is to know of a model, without any file."""

from collections.abc import Iterator
from dataclasses import replace

from worthwhile.statements import Statement, read
from worthwhile.statements.extend import Extend
from worthwhile.statements.import_ import Import
from worthwhile.syntax import parse
from worthwhile.syntax.tree import Name, Quoted
from worthwhile.text import Finding, Source
from worthwhile.text.frozen import frozen
from worthwhile.text.limits import Limits


@frozen
class Library:
    """A folder of models that are found by their names, dots for folders."""

    name: str
    folder: str
    called: str = ""
    """How messages begin the names of its files; nothing: by the folder, as whoever named it wrote it."""


@frozen
class Volume:
    """A text, and the volumes that it takes in, by what its statements ask for."""

    source: Source
    taken: tuple[tuple[str, "Volume"], ...] = ()

    def of(self, asked: str) -> "Volume | None":
        """What a statement asks for, where it was found."""
        return next((it for name, it in self.taken if name == asked), None)

    def every(self) -> Iterator["Volume"]:
        """The volume and all below it, each text once."""
        seen: dict[Source, None] = {}
        waiting = [self]
        while waiting:
            volume = waiting.pop(0)
            if volume.source not in seen:
                seen[volume.source] = None
                yield volume
                waiting += [it for _, it in volume.taken]

    @property
    def content(self) -> tuple[object, ...]:
        """What makes two models equal: their texts, wherever they lie."""
        return (replace(self.source, name=""), *((asked, it.content) for asked, it in self.taken))


@frozen
class Said:
    """What stands in one text: its statements, what cannot be read, and the names that are lost with it."""

    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    lost: frozenset[str]


class Reader:
    """Reads texts to statements, each once."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._known: dict[Source, Said] = {}

    def __call__(self, source: Source) -> Said:
        """The statements of a text."""
        if source not in self._known:
            parsed = parse(source, self.limits)
            statements = tuple(read(parsed.parts))
            alone = [found for it in statements for found in it.findings()]
            self._known[source] = Said(statements, (*parsed.findings, *alone), frozenset(parsed.lost))
        return self._known[source]


def takes(said: Said) -> Iterator[Import | Extend]:
    """The statements of a text that take in others."""
    return (it for it in said.statements if isinstance(it, Import | Extend))


def origin_of(statement: Import | Extend) -> Quoted | Name:
    """Where a statement says what it asks for."""
    return statement.path if isinstance(statement, Extend) else statement.origin


def asked_by(statement: Import | Extend) -> str:
    """What a statement asks for, as it is written: a path in quotes, or the name of a library's model."""
    origin = origin_of(statement)
    return f'"{origin.text}"' if isinstance(origin, Quoted) else origin.text

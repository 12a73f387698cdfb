"""The texts of a model and of all that it takes in: found, read, each file once."""

from dataclasses import dataclass, field
from pathlib import Path

from worthwhile.reuse import complaints
from worthwhile.reuse.places import Places, RefusedError, Spot
from worthwhile.reuse.volume import Reader, Volume, asked_by, origin_of, takes
from worthwhile.statements.extend import Extend
from worthwhile.statements.import_ import Import
from worthwhile.text import Finding, Source
from worthwhile.text.frozen import frozen

Way = tuple[tuple[Spot | None, Import | Extend], ...]
"""How a text was come to: the files, and the statements in them."""


@frozen
class Collected:
    """What was found, and what is to be said of what was not."""

    volume: Volume
    findings: tuple[Finding, ...]


def collect(source: Source, reader: Reader, places: Places) -> Collected:
    """The volume of a text. What cannot be taken in is told at its statement."""
    collecting = _Collecting(reader, places)
    found = collecting.volume(source, places.main, ())
    return Collected(found.volume, tuple(collecting.findings))


@frozen
class _Found:
    """A volume, how many texts it is of, each as often as it is taken in, and how deep they lie."""

    volume: Volume
    texts: int
    depth: int


@dataclass(slots=True)
class _Collecting:
    reader: Reader
    places: Places
    findings: list[Finding] = field(default_factory=list)
    _known: dict[tuple[Path, Path], _Found] = field(default_factory=dict)

    def volume(self, source: Source, spot: Spot | None, way: Way) -> _Found:
        """A text with those that it takes in."""
        taken: dict[str, _Found] = {}
        texts, most = 1, self.reader.limits.imports
        for statement in takes(self.reader(source)):
            asked = asked_by(statement)
            found = taken.get(asked) or self._taken(statement, spot, way)
            if found is None:
                continue
            if texts + found.texts > most:
                self.findings.append(complaints.too_many(texts + found.texts, most, origin_of(statement).span))
                continue
            taken[asked] = found
            texts += found.texts
        volume = Volume(source, tuple((asked, it.volume) for asked, it in taken.items()))
        return _Found(volume, texts, 1 + max((it.depth for it in taken.values()), default=0))

    def _taken(self, statement: Import | Extend, by: Spot | None, way: Way) -> _Found | None:
        origin, most = origin_of(statement), self.reader.limits.depth
        way = (*way, (by, statement))
        try:
            spot = self.places.find(origin, by)
            if self._goes_round(spot, way):
                return None
            found = self._known.get((spot.root, spot.file))
            depth = len(way) + (found.depth - 1 if found else 0)
            if depth > most:
                self.findings.append(complaints.too_deep(depth, most, origin.span))
                return None
            if found is None:
                found = self.volume(self.places.source(spot, origin), spot, way)
                self._known[spot.root, spot.file] = found
        except RefusedError as refused:
            self.findings.append(refused.finding)
            return None
        return found

    def _goes_round(self, spot: Spot, way: Way) -> bool:
        """Whether a file takes in itself, directly or not: told at the first link of the circle."""
        files = [it.file if it else None for it, _ in way]
        if spot.file not in files:
            return False
        circle = way[files.index(spot.file) :]
        names = [it.shown if it else "" for it, _ in circle]
        links = [(origin_of(it).span, name) for (_, it), name in zip(circle, [*names[1:], names[0]], strict=True)]
        self.findings.append(complaints.circle(names, links))
        return True

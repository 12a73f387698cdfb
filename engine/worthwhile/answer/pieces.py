"""A run in pieces that are read elsewhere: what is sent there, what is done there, what comes back.

A piece is some rows of the entity that follow one another, and the records that belong to them. A task
is the same for all pieces of a reading: it can be pickled, and does with a piece what a stream does with
a batch. Records of nobody are a piece of their own, the last.
"""

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from threading import local
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import Column
from worthwhile.data.frame import Frame
from worthwhile.data.keys import joined
from worthwhile.data.packed import packed, some_rows, unpacked
from worthwhile.data.tables import no_cells
from worthwhile.meaning.core import ENTITY
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import Plan, Slot
from worthwhile.run.bind import Bound, Taken, take_lookup
from worthwhile.run.complaints import FIRST
from worthwhile.run.groups import Groups
from worthwhile.run.heads import Heads, entity_heads, table_heads
from worthwhile.run.machine import Machine
from worthwhile.run.pace import pace_of
from worthwhile.run.partial import Partial
from worthwhile.run.rows import Rows
from worthwhile.run.sweep import Sweeps
from worthwhile.run.tally import Tally, take_in
from worthwhile.run.threads import at_most
from worthwhile.text import Finding, ModelError
from worthwhile.text.frozen import frozen

EXAMPLES = 10 * FIRST
"""How many of the records of nobody are looked at for the keys that a message names."""

Numbers = NDArray[np.int64]


@frozen
class Sheet:
    """Some rows of one table, as bytes or as they are, and their numbers where they do not follow one another."""

    content: Any
    """An Arrow table, packed where it is to be sent."""
    numbers: Numbers | None = None


@frozen
class Piece:
    """Some rows of the entity, the first of which has the number ``start``, and the records that are theirs."""

    place: int
    """Which of the pieces it is: they are in the order of the rows."""
    start: int
    entity: Sheet
    records: Mapping[str, Sheet] = field(default_factory=dict)
    strays: bool = False
    """Whether it has the records that belong to nobody, and no row of the entity."""


@dataclass(slots=True)
class Returned:
    """What comes back of a piece."""

    place: int
    rows: int = 0
    partial: Partial = field(default_factory=Partial)
    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)
    """Of each table of records."""
    groups: dict[Slot, Groups] = field(default_factory=dict)
    """The groups that were met."""
    outputs: list[Column | list[Column]] = field(default_factory=list)
    keys: bytes = b""
    told: tuple[Finding, ...] = ()
    """What stopped it, where something did."""
    seconds: float = 0.0
    """How long it took there."""
    strays: dict[str, tuple[int, tuple[object, ...]]] = field(default_factory=dict)
    """Of each table of records: how many belong to nobody, and the keys of the first."""


@frozen
class Table:
    """What is known of a table before its rows are: what messages call it, and the heads of its columns."""

    file: str
    heads: tuple[str, ...]


@frozen
class Heading:
    """What is known of all the tables of a run that lie elsewhere."""

    entity: Table
    records: Mapping[str, Table]

    def of_entity(self, meaning: Meaning) -> Heads:
        """The columns of the entity's table as the model wants them."""
        return entity_heads(meaning, self.entity.heads, self.entity.file)

    def of_records(self, meaning: Meaning, plan: Plan) -> dict[str, Heads]:
        """The columns of the tables of records as the model wants them; of one that is not there, too."""
        found = {}
        for table in meaning.tables.values():
            if table.of:
                known = self.records.get(table.name)
                found[table.name] = table_heads(
                    meaning, plan, table, known.heads if known else None, known.file if known else ""
                )
        return found


@frozen
class Task:
    """What is to be done with each piece in one reading."""

    model: bytes
    """The model, pickled: its texts."""
    heading: Heading
    lookups: Mapping[str, tuple[str, bytes]]
    """What messages call each, and its rows."""
    block: int | None
    earlier: bytes
    """What the readings before have left: the aggregates that are known, pickled."""
    groups: bytes
    """The groups that are known, pickled."""
    learning: bool
    """Whether it is just to find out which groups there are."""
    last: bool
    versions: str
    """What the numbers hang on: all that read pieces have to have the same."""

    def __call__(self, piece: Piece) -> Returned:
        """Do it."""
        start = perf_counter()
        mine = versions()
        if mine != self.versions:
            message = f"there is {mine} where the rows are read, and {self.versions} where they are put together"
            raise ValueError(message)
        try:
            with at_most(1):  # whoever hands out pieces hands out as many at once as there is room for
                found = _worker(self).read(piece)
        except ModelError as error:
            return Returned(piece.place, told=tuple(error.findings))
        found.seconds = perf_counter() - start
        return found


@cache
def versions() -> str:
    """The versions of what computes."""
    return f"worthwhile {version('worthwhile')} with numpy {np.__version__}"


_here = local()
"""What this thread has unpacked last: pieces of one reading share it."""


def _worker(task: Task) -> "_Worker":
    known: _Worker | None = getattr(_here, "worker", None)
    if known is None or not known.is_for(task):
        known = _here.worker = _Worker(task)
    return known


class _Worker:
    """A task unpacked."""

    def __init__(self, task: Task) -> None:
        self._task = task
        model: Any = pickle.loads(task.model)  # noqa: S301 (it comes from the driver of this run)
        self.meaning, self.plan = model.meaning, model.plan
        self.entity = task.heading.of_entity(self.meaning)
        self.records = task.heading.of_records(self.meaning, self.plan)
        bound = Bound()
        for name, (file, content) in task.lookups.items():
            take_lookup(self.meaning, self.plan, self.meaning.tables[name], Frame(file, unpacked(content)), bound)
        self.lookups = bound.taken
        tables = {name: it.rows for name, it in self.lookups.items()}
        self.sweeps = Sweeps(self.plan, Machine(model.registry.toolbox), tables, pace_of(task.block))
        for it in pickle.loads(task.earlier):  # noqa: S301 (as above)
            self.sweeps.finish(it)
        self.sweeps.know(pickle.loads(task.groups))  # noqa: S301 (as above)

    def is_for(self, task: Task) -> bool:
        """Whether this is the same task."""
        return self._task == task

    def read(self, piece: Piece) -> Returned:
        """Read a piece."""
        task, found = self._task, Returned(piece.place)
        if piece.strays and not task.last:
            return found
        entity = Frame(task.heading.entity.file, _table(piece.entity)) if not piece.strays else None
        taken, tallies = self._entity(entity, piece)
        tables = {ENTITY: taken, **self.lookups}
        for name, heads in self.records.items():
            tables[name], found.tallies[name] = self._records(heads, piece, name, taken)
            if piece.strays and tables[name].rows.count:
                count = tables[name].rows.count
                found.strays[name] = count, tables[name].named(range(min(count, EXAMPLES)))
        first = self.sweeps.reading == 0
        part, found.partial = self.sweeps.part(tables, tallies if first and not task.learning else {})
        found.rows = taken.rows.count
        if task.learning:
            found.partial, found.groups = Partial(), dict(self.sweeps.groups)
            return found
        for name, told in found.tallies.items():
            rows = {it for tally in told.values() for it in tally.rows}
            places = {tables[name].number(it): it for it in range(tables[name].rows.count)} if rows else {}
            found.partial.names |= {(name, it): tables[name].key(places[it]) for it in rows}
        if task.last and not piece.strays:
            found.outputs = part.outputs
            if taken.keys is not None and entity is not None:
                found.keys = packed(entity.table.select([self.entity.key]))
        return found

    def _entity(self, frame: Frame | None, piece: Piece) -> tuple[Taken, dict[str, Tally]]:
        rows = frame.rows if frame else 0
        taken = Taken(Rows(rows), file=self.entity.file, start=piece.start)
        if frame is not None and self.entity.key:
            taken.keys = frame.keys(self.entity.key)
        tallies: dict[str, Tally] = {}
        for it in self.entity.wanted:
            cells = frame.raw(it.head) if frame is not None else no_cells()
            taken.rows.columns[it.name], tallies[it.name] = take_in(it, cells, piece.start)
            taken.heads[it.name] = it.head
        return taken, tallies

    def _records(self, heads: Heads, piece: Piece, name: str, entity: Taken) -> tuple[Taken, dict[str, Tally]]:
        sheet = piece.records.get(name)
        if sheet is None:
            empty = Taken(Rows(0, parents=np.empty(0, dtype=np.int64)), file=heads.file)
            for it in heads.wanted:
                empty.rows.columns[it.name], _ = take_in(it, no_cells())
            return empty, {}
        frame = Frame(heads.file, _table(sheet))
        taken = Taken(Rows(frame.rows, numbers=sheet.numbers), file=heads.file)
        if heads.key:
            taken.keys = frame.keys(heads.key)
        nobody = piece.strays or taken.keys is None or entity.keys is None
        taken.rows.parents = (
            np.full(frame.rows, -1, dtype=np.int64) if nobody else joined(taken.keys, entity.keys)  # type: ignore[arg-type]  # (what is to be refused)
        )
        tallies: dict[str, Tally] = {}
        for it in heads.wanted:
            taken.rows.columns[it.name], tally = take_in(it, frame.raw(it.head))
            tallies[it.name] = _numbered(tally, taken)
            taken.heads[it.name] = it.head
        return taken, tallies


def _table(sheet: Sheet) -> Any:  # noqa: ANN401 (an Arrow table)
    return unpacked(sheet.content) if isinstance(sheet.content, bytes) else sheet.content


def _numbered(tally: Tally, taken: Taken) -> Tally:
    """A tally whose rows are told by their numbers in the whole."""
    if not tally.rows:
        return tally
    wrong, missing = (tuple(map(taken.number, it)) for it in (tally.wrong_first, tally.missing_first))
    return Tally(tally.wrong, wrong, tally.example, tally.missing, missing)


def cut_up(heading: Heading, meaning: Meaning, plan: Plan, frames: Mapping[str, Frame], parts: int) -> Iterator[Piece]:
    """Tables that are here, in pieces; ``frames`` are by the names of the model's tables."""
    heads, entity = heading.of_entity(meaning), frames[ENTITY]
    records = {name: it for name, it in heading.of_records(meaning, plan).items() if name in frames and it.read}
    owners = {name: _owners(it, frames[name], heads, entity) for name, it in records.items()}
    parts = max(1, min(parts, entity.rows))  # a piece has a row; of no rows there is one piece of none
    cuts = [entity.rows * it // parts for it in range(parts + 1)]
    rows = entity.table.select(list(heads.read))
    for place, (low, high) in enumerate(pairwise(cuts)):
        theirs = {
            name: _sheet(it, frames[name], np.flatnonzero((owners[name] >= low) & (owners[name] < high)))
            for name, it in records.items()
        }
        yield Piece(place, low, Sheet(packed(rows.slice(low, high - low))), theirs)
    strays = {name: _sheet(it, frames[name], np.flatnonzero(owners[name] < 0)) for name, it in records.items()}
    strays = {name: it for name, it in strays.items() if it.numbers is not None and len(it.numbers)}
    if strays:
        yield Piece(parts, entity.rows, Sheet(b""), strays, strays=True)


def _owners(heads: Heads, frame: Frame, entity: Heads, main: Frame) -> Numbers:
    """The row of the entity that each record belongs to."""
    if not heads.key or not entity.key:
        return np.full(frame.rows, -1, dtype=np.int64)
    found: Numbers = joined(frame.keys(heads.key), main.keys(entity.key))
    return found


def _sheet(heads: Heads, frame: Frame, rows: Numbers) -> Sheet:
    return Sheet(packed(some_rows(frame.table.select(list(heads.read)), rows)), rows)


def tables_of(meaning: Meaning, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names under which tables were handed over, each with that of the model's table."""
    for table in meaning.tables.values():
        for name in dict.fromkeys((table.name, meaning.plain_name(table))):
            if name in names:
                yield name, table.name
                break

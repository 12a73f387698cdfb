"""Rows that come in batches: from a source, from a reader, from whatever gives one batch after the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any
from weakref import finalize

import pyarrow as pa

from worthwhile.data.frame import Frame
from worthwhile.data.spelling import Spelled
from worthwhile.data.tables import table_of
from worthwhile.text import Finding


def _nothing() -> None:
    """Where nothing is held."""


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """Rows in batches; ``name`` is what messages call them."""

    name: str
    heads: Sequence[str]
    read: Callable[[Sequence[str]], Iterator[Any]]
    """The rows from the first on, as Arrow record batches of some columns."""
    once: bool = False
    """Whether they can be read just once."""
    rows: int | None = None
    """How many there are, where that is known before they are read."""
    spelled: Spelled = field(default_factory=dict)
    """How the texts of some columns are to be read."""
    notes: tuple[Finding, ...] = ()
    """What their source has to say of how they are read."""
    close: Callable[[], object] = _nothing
    """Let go of what they are read from; they are not read after that."""

    @classmethod
    def of_frame(cls, frame: Frame) -> "Supply":
        """A table that is there as a whole."""

        def read(heads: Sequence[str]) -> Iterator[Any]:
            return iter(frame.table.select(list(heads)).to_batches())

        return cls(frame.name, frame.heads, read, rows=frame.rows, spelled=frame.spelled, notes=frame.notes)

    @classmethod
    def of(cls, data: Any, name: str) -> "Supply":  # noqa: ANN401 (whatever gives batches)
        """A record batch reader, batches one after the other, or whatever holds columns.

        Raises `TypeError` or `ValueError` for what does not.
        """
        if isinstance(data, pa.RecordBatchReader):
            return _of_batches(iter(data), data.schema.names, name)
        if isinstance(data, Iterator):
            return _of_iterator(data, name)
        if isinstance(data, list | tuple) and data and not isinstance(data[0], dict):
            tables = [table_of(it, name) for it in data]
            batches = [batch for it in tables for batch in it.to_batches()]
            return cls(name, tables[0].column_names, lambda heads: (it.select(list(heads)) for it in batches))
        return cls.of_frame(Frame.of(data, name))


def _of_iterator(data: Iterator[Any], name: str) -> Supply:
    """Whatever an iterator gives, each of it a table; the first tells the columns."""
    first = next(data, None)
    if first is None:
        return Supply(name, (), lambda _: iter(()), once=True)
    table = table_of(first, name)

    def batches() -> Iterator[Any]:
        yield from table.to_batches()
        for it in data:
            yield from table_of(it, name).to_batches()

    return _of_batches(batches(), table.column_names, name)


def _of_batches(batches: Iterator[Any], heads: Sequence[str], name: str) -> Supply:
    return Supply(name, heads, lambda wanted: (it.select(list(wanted)) for it in batches), once=True)


class UnlikeError(ValueError):
    """Batches with different columns."""


def alike(batches: Iterable[Any]) -> Iterator[Any]:
    """The batches. Raises `UnlikeError` where one has other columns than the first."""
    schema = None
    for batch in batches:
        schema = schema or batch.schema
        if batch.schema != schema:
            raise UnlikeError(f"its columns change from one batch to the next: {_apart(schema, batch.schema)}")
        yield batch


def cut(batches: Iterable[Any], heads: Sequence[str], rows: int, name: str, *, exact: bool = True) -> Iterator[Frame]:
    """Batches as tables of a number of rows each, the last one of what is left; of no rows one table of none.

    Where it need not be ``exact``, a table may have fewer rows, so that batches stay in one piece.
    """
    waiting: list[Any] = []
    held, seen, schema = 0, False, None
    for batch in batches:
        schema = schema or batch.schema
        start = 0
        if not exact and waiting and held + batch.num_rows > rows:
            yield Frame(name, pa.Table.from_batches(waiting))
            waiting, held, seen = [], 0, True
        while held + batch.num_rows - start >= rows:
            part = batch.slice(start, rows - held)
            start += part.num_rows
            yield Frame(name, pa.Table.from_batches([*waiting, part]))
            waiting, held, seen = [], 0, True
        if start < batch.num_rows:
            waiting.append(batch.slice(start))
            held += batch.num_rows - start
    if waiting:
        yield Frame(name, pa.Table.from_batches(waiting))
    elif not seen:
        empty = (
            schema.empty_table() if schema is not None else pa.table({it: pa.array([], pa.string()) for it in heads})
        )
        yield Frame(name, empty)


def _apart(one: Any, other: Any) -> str:  # noqa: ANN401 (Arrow's own)
    """The first column in which two schemas differ."""
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            return f"`{mine.name}` is {mine.type}, then `{theirs.name}` is {theirs.type}"
    return f"first {len(one)}, then {len(other)}"


class Spill:
    """Batches written to a temporary file as they go by, to be read again; the file goes when this does.

    It has no name, so that nothing is left even where the process is killed.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115 (it lives as long as this)
        finalize(self, self._file.close)
        self._heads: Sequence[str] = ()

    def past(self, batches: Iterator[Any], heads: Sequence[str]) -> Iterator[Any]:
        """The batches as they come; some of their columns are kept."""
        self._heads = heads
        writer: Any = None
        try:
            for batch in batches:
                kept = batch.select(list(heads))
                if writer is None:
                    writer = pa.ipc.new_stream(pa.PythonFile(self._file, "w"), kept.schema)
                writer.write_batch(kept)
                yield batch
        finally:
            if writer is not None:
                writer.close()

    def read(self, heads: Sequence[str]) -> Iterator[Any]:
        """What was kept, from the first batch on."""
        self._file.seek(0, 2)
        if not self._file.tell():
            return
        self._file.seek(0)
        with pa.ipc.open_stream(pa.PythonFile(self._file, "r")) as reader:
            for batch in reader:
                yield batch.select(list(heads))

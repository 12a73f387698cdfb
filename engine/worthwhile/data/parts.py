"""Records of any number, in parts: each has all the rows of its keys, and fits in memory.

What a model says of one subject's records needs those of that subject alone. Up to some millions of
rows there is one part, held in memory; beyond, rows go to files by a number made of their key.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from worthwhile.data.frame import Frame
from worthwhile.data.spelling import Spelled
from worthwhile.data.supply import Supply
from worthwhile.units import Day

HELD = 1 << 22
"""Rows that are held in memory before they go to files."""
PART = 1 << 21
"""Rows of a part, about."""
FEWEST, MOST = 16, 512
UNKNOWN = 64
"""How many parts where nobody says how many rows there are."""
PLACE = "place among all rows"
MIX, SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(40)


class Parts:
    """The columns that are wanted of all rows, to be taken part by part; files are gone when it is closed."""

    def __init__(self, key: str, expected: int | None = None, held: int = HELD) -> None:
        self._key, self._most = key, held
        self._parts = UNKNOWN if expected is None else min(max(expected // PART, FEWEST), MOST)
        self._held: list[Any] = []
        self._files: list[Any] = []
        self._places: list[Path] = []
        self._open = ExitStack()
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def gather(self, supply: Supply, heads: Sequence[str]) -> Iterator[Any]:
        """Read all rows, and keep them; each batch is given on the way."""
        for read in supply.read(heads):
            yield read
            places = pa.array(np.arange(self.rows, self.rows + read.num_rows))
            batch = pa.RecordBatch.from_arrays([*read.columns, places], names=[*read.schema.names, PLACE])
            self.rows += batch.num_rows
            if self._files:
                self._put(batch)
            else:
                self._held.append(batch)
                if self.rows > self._most:
                    self._spill(batch.schema)
        for file in self._files:
            file.close()

    def _spill(self, schema: Any) -> None:  # noqa: ANN401 (an Arrow schema)
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="worthwhile-")))
        self._places = [folder / f"{part}.arrow" for part in range(self._parts)]
        self._files = [self._open.enter_context(pa.ipc.new_file(str(it), schema)) for it in self._places]
        held, self._held = self._held, []
        for batch in held:
            self._put(batch)

    def _put(self, batch: Any) -> None:  # noqa: ANN401 (an Arrow batch)
        numbers = part_of(batch.column(self._key), self._parts)
        order = np.argsort(numbers, kind="stable")
        sorted_ = batch.take(pa.array(order))
        ends = np.cumsum(np.bincount(numbers, minlength=self._parts))
        for part, end in enumerate(ends):
            start = int(ends[part - 1]) if part else 0
            if end > start:
                self._files[part].write_batch(sorted_.slice(start, int(end) - start))

    def parts(self) -> Iterator[Any]:
        """The parts as Arrow tables, those that have rows."""
        if not self._files:
            if self._held:
                yield pa.Table.from_batches(self._held)
            return
        for place in self._places:
            with pa.memory_map(str(place)) as file:
                table = pa.ipc.open_file(file).read_all()
                if table.num_rows:
                    yield table


def part_of(keys: Any, parts: int) -> NDArray[np.int64]:  # noqa: ANN401 (an Arrow array)
    """A number below ``parts`` for each key, the same for the same key wherever it stands."""
    if pa.types.is_dictionary(keys.type):
        keys = keys.cast(keys.type.value_type)
    if pa.types.is_integer(keys.type):
        numbers = pc.fill_null(keys, 0).cast(pa.int64(), safe=False).to_numpy(zero_copy_only=False).astype(np.uint64)
    else:
        numbers = _of_texts(pc.fill_null(keys.cast(pa.large_string()), ""))
    found: NDArray[np.int64] = ((numbers * MIX) >> SHIFT).astype(np.int64) % parts
    return found


def _of_texts(texts: Any) -> NDArray[np.uint64]:  # noqa: ANN401 (an Arrow array)
    """The bytes of each text, each weighted by its place in it, added up."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]].astype(np.uint64) if ends[-1] > ends[0] else None
    found = np.zeros(len(texts), dtype=np.uint64)
    if letters is None:
        return found
    lengths = np.diff(ends)
    places = np.arange(len(letters)) - np.repeat(ends[:-1] - ends[0], lengths)
    weighted = (letters + np.uint64(1)) * (places.astype(np.uint64) * np.uint64(2) + np.uint64(1)) * MIX
    full = lengths > 0
    found[full] = np.add.reduceat(weighted ^ (weighted >> np.uint64(29)), (ends[:-1] - ends[0])[full])
    return found


def keys_of_rows(rows: Any, key: str) -> Any:  # noqa: ANN401 (Arrow tables)
    """The different keys, those that are there, each with the place of its first row among all."""
    found = rows.column(key).combine_chunks().dictionary_encode()
    values, codes = found.dictionary, found.indices
    there = np.flatnonzero(codes.is_valid().to_numpy(zero_copy_only=False))
    first = np.unique(codes.drop_null().to_numpy(), return_index=True)[1]
    return pa.table({key: values, PLACE: rows.column(PLACE).take(pa.array(there[first]))})


def latest(batch: Any, head: str, spelled: Spelled) -> float:  # noqa: ANN401 (an Arrow batch)
    """The last day in a column, since 1970-01-01; minus infinity where there is none."""
    days, _ = Frame("", pa.Table.from_batches([batch]), spelled).column(head, Day())
    assert isinstance(days, np.ndarray)  # noqa: S101 (days are numbers)
    return float(np.fmax.reduce(days, initial=-np.inf))


def placed(found: Any, rows: Any, single: Mapping[str, float], needs: str) -> Any:  # noqa: ANN401 (Arrow tables)
    """Values of keys with the place of each key, and what is the same for all; without those that lack one column."""
    table = found.append_column(PLACE, rows.column(PLACE))
    for name, value in single.items():
        table = table.append_column(name, pa.repeat(pa.scalar(value, pa.float64()), table.num_rows))
    return table.filter(pc.is_valid(table.column(needs)))


def in_order(parts: Sequence[Any], names: Sequence[str]) -> Any:  # noqa: ANN401 (Arrow tables)
    """All parts as one table, keys in the order in which they first came."""
    if not parts:
        return pa.table({it: pa.array([], pa.float64()) for it in names})
    table = pa.concat_tables(parts, promote_options="default")
    return table.take(pc.sort_indices(table.column(PLACE))).drop_columns([PLACE])

"""Keys: whose a row is. They meet as what they say, whatever the kind of their columns."""

from collections.abc import Callable, Sequence
from dataclasses import field
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from worthwhile.data.arrow import EXAMPLES, as_text, mask, without_codes, without_nan
from worthwhile.data.columns import Array
from worthwhile.data.directory import Directory, Tasks
from worthwhile.text.frozen import frozen


@frozen
class Keys:
    """The keys of a table's rows, and the rows that have none."""

    values: pa.ChunkedArray
    gone: tuple[int, ...]
    """Rows without a key, the first few."""
    rows_gone: int
    known: dict[bool, Directory | None] = field(default_factory=dict)
    """What finds the rows of keys that are whole numbers, once it has been asked for."""

    @property
    def directory(self) -> Directory | None:
        """What finds the rows of keys; nothing where they are no whole numbers."""
        if True not in self.known:
            whole = _whole_keys(spelled(self.values))
            self.known[True] = None if whole is None else Directory(*whole)
        return self.known[True]

    def at(self, row: int) -> object:
        """The key of a row, as plain data."""
        return plain_key(self.values[row].as_py())

    def some(self, rows: Array) -> "Keys":
        """The keys of some rows that have one."""
        return Keys(self.values.take(pa.array(rows)), (), 0)

    def listed(self) -> list[object]:
        """All keys, in the order of the rows."""
        return [plain_key(it) for it in self.values.to_pylist()]

    def find(self, key: object) -> int | None:
        """The row of a key, told as itself or as text."""
        kind = self.values.type
        told = (
            int(key)
            if isinstance(key, str) and pa.types.is_integer(kind) and key.isdecimal() and key[:1] != "0"
            else key
        )
        try:
            place = pc.index(self.values, pa.scalar(told, kind)).as_py()
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
            place = -1
        if place >= 0:
            return int(place)
        for row, value in enumerate(self.values.to_pylist()):
            if value == key or str(plain_key(value)) == str(key):
                return row
        return None

    def twice(self, tasks: Tasks | None = None) -> tuple[tuple[object, ...], int]:
        """The first few keys that several rows have, and how many rows share theirs with another."""
        if pa.types.is_integer(self.values.type) and self._each_its_own(tasks or _one_by_one):
            return (), 0
        counts = pc.value_counts(self.values.drop_null())
        many = counts.filter(pc.greater(counts.field("counts"), 1))
        rows = int(pc.sum(many.field("counts")).as_py() or 0)
        return tuple(map(plain_key, many.field("values")[:EXAMPLES].to_pylist())), rows

    def _each_its_own(self, tasks: Tasks) -> bool:
        """Whether keys that are whole numbers are all different: most tables are in their order."""
        whole = _whole_keys(spelled(self.values))
        if whole is not None and whole[1] is None:
            halves = (slice(0, len(whole[0]) // 2 + 1), slice(len(whole[0]) // 2, None))
            if all(tasks([partial(_rises, whole[0][it]) for it in halves])):
                return True
        directory = self.directory
        return directory is not None and directory.distinct


AT_ONCE = 1 << 16
"""Keys that are looked at together: they stay in the cache."""


def _rises(keys: Array) -> bool:
    """Whether every key is larger than the one before it."""
    starts = range(0, len(keys) - 1, AT_ONCE)
    return all(
        bool(np.greater(keys[it + 1 : it + AT_ONCE + 1], keys[it : it + AT_ONCE][: len(keys) - 1 - it]).all())
        for it in starts
    )


def _one_by_one(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    return [it() for it in tasks]


def keys_of(array: pa.ChunkedArray) -> Keys:
    """The keys of a column."""
    array = without_codes(array)
    array = without_nan(array)
    gone = np.flatnonzero(mask(array)) if array.null_count else np.empty(0, dtype=np.int64)
    return Keys(array, tuple(gone[:EXAMPLES].tolist()), len(gone))


def joined(keys: Keys, others: Keys, tasks: Tasks | None = None) -> Array:
    """For each key the row of the other table that has it; -1 where none has.

    Keys meet as what they say: whole numbers whatever their width, texts, days, and numbers with
    texts of the same digits. ``tasks`` carries out what can be done at the same time.
    """
    mine, theirs = spelled(keys.values), spelled(others.values)
    if mine.type != theirs.type:
        mine, theirs = as_text(mine), as_text(theirs)
    whole, directory = _whole_keys(mine), others.directory
    if whole is not None and directory is not None:
        rows, gone = directory.rows(whole[0], tasks), whole[1]
        return rows if gone is None else np.where(gone, -1, rows)
    found = pc.index_in(mine, value_set=theirs, skip_nulls=True)
    places: Array = pc.fill_null(found, -1).to_numpy().astype(np.int64)
    return places


def _whole_keys(keys: pa.ChunkedArray) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None] | None:
    """Keys that are whole numbers or days, and where there are none; nothing for other keys."""
    if pa.types.is_date32(keys.type):
        keys = keys.cast(pa.int32()).cast(pa.int64())
    if not pa.types.is_int64(keys.type):
        return None
    gone = mask(keys) if keys.null_count else None
    return (pc.fill_null(keys, 0) if keys.null_count else keys).to_numpy(), gone


def key_texts(array: Any) -> Any:  # noqa: ANN401 (Arrow arrays)
    """Keys as texts: two meet where `joined` has them meet. For whole numbers, texts and days, value by value."""
    return as_text(spelled(pa.chunked_array([array]) if isinstance(array, pa.Array) else array))


def spelled(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Keys in the one form of their kind: int64, days, or text."""
    array = without_codes(array)
    kind = array.type
    if pa.types.is_integer(kind):
        return array.cast(pa.int64(), safe=False)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        try:
            return array.cast(pa.int64())
        except pa.ArrowInvalid:
            return array.cast(pa.float64())
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return array.cast(pa.date32(), safe=False)
    return as_text(array)


def plain_key(value: object) -> object:
    """A key as JSON has it: numbers and texts stay, the rest is told as text."""
    if value is None or isinstance(value, int | float | str | bool):
        return value
    return str(value)

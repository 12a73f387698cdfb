"""Records by their keys: those that belong to some rows are found without going through all of them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from worthwhile.data.arrow import as_text
from worthwhile.data.columns import NO_LABEL, Array
from worthwhile.data.keys import Keys, spelled


class Owned:
    """The records of a table, in the order of their keys."""

    def __init__(self, keys: Keys) -> None:
        coded = spelled(keys.values).combine_chunks()
        if isinstance(coded, pa.ChunkedArray):  # of no records there is no chunk
            coded = pa.array([], coded.type) if not coded.num_chunks else coded.chunk(0)
        coded = coded.dictionary_encode()
        codes = pc.fill_null(coded.indices, NO_LABEL).to_numpy(zero_copy_only=False)
        self._keys = coded.dictionary
        self._records = np.argsort(codes, kind="stable")
        counts = np.bincount(codes + 1, minlength=len(self._keys) + 1)
        self._starts = np.cumsum(counts)
        """Where the records of each key begin, those without one first; and the end."""
        self._found: dict[str, _Finder] = {}
        """What finds keys, by the kind of those that ask: numbers and texts meet as texts."""

    def among(self, keys: Keys) -> tuple[Array, Array]:
        """The numbers of the records that belong to some rows, in order, and the row that each belongs to."""
        asked = spelled(keys.values)
        alike = asked.type == self._keys.type
        finder = self._finder(alike=alike)
        codes = finder.places(asked if alike else as_text(asked))
        rows = np.flatnonzero(codes >= 0)
        starts, ends = self._starts[codes[rows]], self._starts[codes[rows] + 1]
        counts = ends - starts
        owners = np.repeat(rows, counts)
        inside = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
        records = self._records[np.repeat(starts, counts) + inside]
        order = np.argsort(records, kind="stable")
        return records[order], owners[order].astype(np.int64)

    def _finder(self, *, alike: bool) -> "_Finder":
        kind = "alike" if alike else "text"
        if kind not in self._found:
            self._found[kind] = _Finder(self._keys if alike else as_text(pa.chunked_array([self._keys])))
        return self._found[kind]


class _Finder:
    """The place of each key in a list of different ones."""

    def __init__(self, keys: pa.Array | pa.ChunkedArray) -> None:
        self._words: dict[str, int] | None = None
        if _is_text(keys.type):
            self._words = {word: place for place, word in enumerate(keys.to_pylist())}
            return
        numbers = _numbers(keys)
        self._order = np.argsort(numbers)
        self._sorted = numbers[self._order]

    def places(self, keys: pa.ChunkedArray) -> Array:
        """The place of each; -1 where it is not in the list."""
        if self._words is not None:
            words = self._words
            return np.array([words.get(it, -1) for it in keys.to_pylist()], dtype=np.int64)
        gone = pc.is_null(keys).to_numpy(zero_copy_only=False)
        if not len(self._sorted):
            return np.full(len(gone), -1, dtype=np.int64)
        numbers = _numbers(keys)
        at = np.minimum(np.searchsorted(self._sorted, numbers), len(self._sorted) - 1)
        return np.where((self._sorted[at] == numbers) & ~gone, self._order[at], -1)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _numbers(keys: pa.Array | pa.ChunkedArray) -> Array:
    if pa.types.is_date(keys.type):
        keys = keys.cast(pa.int32())
    found: Array = pc.fill_null(keys, 0).to_numpy()
    return found

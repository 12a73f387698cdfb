"""Whether keys that come in parts are all different.

Keys that rise from row to row are: only the last of them has to be known. Else every key is hashed
to 64 bits, the hashes are sorted on disk, and keys whose hash is not the only one of its kind are
compared themselves. That reads the column of the keys once or twice more; in memory there are the
hashes of keys that are there twice, and these keys.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from worthwhile.data.arrow import EXAMPLES
from worthwhile.data.keys import Keys, keys_of
from worthwhile.data.runs import SortedRuns

Hashes = NDArray[np.uint64]
FACTOR = np.uint64(0x9E3779B97F4A7C15)
AT_ONCE = 1 << 16
"""Keys that are hashed at once."""
MIXED = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
"""Of splitmix64 (Steele, Lea and Flood 2014)."""


class Rising:
    """Looks at keys part by part: whether each is above the one before, and which rows have none."""

    def __init__(self) -> None:
        self.rises = True
        self.gone: tuple[int, ...] = ()
        self.rows_gone = 0
        self._last: Any = None
        self._rows = 0

    def take(self, keys: Keys) -> None:
        """Look at the keys of the next rows."""
        array = keys.values
        if keys.rows_gone:
            room = max(0, EXAMPLES - len(self.gone))
            self.gone += tuple(it + self._rows for it in keys.gone[:room])
            self.rows_gone += keys.rows_gone
            array = array.drop_null()
        self._rows += len(keys.values)
        if self.rises and len(array):
            self.rises = self._goes_on(array)

    def _goes_on(self, array: pa.ChunkedArray) -> bool:
        try:
            inside = pc.all(pc.less(array[:-1], array[1:])).as_py() is not False
            above = self._last is None or pc.less(self._last, array[0]).as_py()
        except pa.ArrowNotImplementedError:  # a kind of key that has no order
            return False
        self._last = array[len(array) - 1]
        return bool(inside and above)


def shared(read: Callable[[], Iterator[Any]]) -> tuple[tuple[object, ...], int]:
    """The first few keys that several rows have, and how many rows share theirs with another.

    ``read`` gives the keys of all rows, from the first on, as often as it is asked.
    """
    runs = SortedRuns(np.uint64)
    for array in read():
        runs.add(_hashes(keys_of(array).values.drop_null()))
    several = _several(runs)
    if not len(several):
        return (), 0
    found = []
    for array in read():
        keys = keys_of(array).values.drop_null()
        found.append(keys.filter(pa.array(np.isin(_hashes(keys), several))))
    kind = found[0].type
    return keys_of(pa.chunked_array([chunk for it in found for chunk in it.chunks], kind)).twice()


def _several(runs: SortedRuns) -> Hashes:
    """The hashes that are there more than once."""
    found = []
    last: Hashes = np.empty(0, dtype=np.uint64)
    for part in runs.sorted():
        both = np.concatenate([last, part])
        found.append(np.unique(both[1:][both[1:] == both[:-1]]))
        last = both[-1:]
    return np.unique(np.concatenate(found)) if found else last


def _hashes(array: pa.ChunkedArray) -> Hashes:
    """A hash of each key; equal keys have equal ones."""
    parts = [_of_chunk(it.slice(start, AT_ONCE)) for it in array.chunks for start in range(0, len(it), AT_ONCE)]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)


def _of_chunk(chunk: pa.Array) -> Hashes:
    kind = chunk.type
    if pa.types.is_integer(kind):
        return _mixed(chunk.to_numpy().astype(np.int64).view(np.uint64))
    if pa.types.is_floating(kind):
        return _mixed((chunk.to_numpy().astype(np.float64) + 0.0).view(np.uint64))
    return _of_texts(pc.cast(chunk, pa.large_string()))


def _of_texts(texts: pa.Array) -> Hashes:
    """A polynomial of the bytes of each text, modulo 2^64."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(ends)
    found = lengths.astype(np.uint64)
    if len(texts) and data is not None and ends[-1] > ends[0]:
        letters = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]].astype(np.uint64) + np.uint64(1)
        place = np.arange(len(letters)) - np.repeat(ends[:-1] - ends[0], lengths)
        powers = np.multiply.accumulate(np.full(int(lengths.max()), FACTOR))
        sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(letters * powers[place], dtype=np.uint64)])
        found = found + sums[ends[1:] - ends[0]] - sums[ends[:-1] - ends[0]]
    return _mixed(found)


def _mixed(numbers: Hashes) -> Hashes:
    """Bits spread over the whole number: whole numbers that follow one another are sorted no better for it."""
    found = numbers ^ (numbers >> np.uint64(30))
    found = found * MIXED[0]
    found = found ^ (found >> np.uint64(27))
    found = found * MIXED[1]
    mixed: Hashes = found ^ (found >> np.uint64(31))
    return mixed

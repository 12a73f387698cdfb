"""Keys of any type found in a table: which row has which."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import NO_LABEL, Array, Column, Texts, missing

NOWHERE = -1


class Index:
    """The rows of a lookup by their keys; each key stands in one row."""

    def __init__(self, keys: Column) -> None:
        self._words: dict[str, int] = {}
        self._known: tuple[Array, NDArray[np.int64]] | None = None
        if isinstance(keys, Texts):
            rows = np.flatnonzero(keys.codes != NO_LABEL)
            words = keys.words.tolist()
            self._words = {words[code]: row for code, row in zip(keys.codes[rows].tolist(), rows.tolist(), strict=True)}
        else:
            rows = np.flatnonzero(~missing(keys))
            order = np.argsort(keys[rows], kind="stable")
            self._known = keys[rows][order], rows[order]

    def rows(self, keys: Column, labels: Sequence[str]) -> NDArray[np.int64]:
        """The row of each key; -1 where the key is missing or no row has it."""
        if isinstance(keys, Texts):
            return self._by_word(keys.codes, keys.words.tolist())
        return self._by_word(keys, list(labels)) if keys.dtype == np.int32 else self._by_number(keys)

    def _by_word(self, codes: Array, words: Sequence[str]) -> NDArray[np.int64]:
        table = np.array([*(self._words.get(it, NOWHERE) for it in words), NOWHERE], dtype=np.int64)
        return table[codes]

    def _by_number(self, keys: Array) -> NDArray[np.int64]:
        if self._known is None or not len(self._known[0]):
            return np.full(len(keys), NOWHERE, dtype=np.int64)
        known, rows = self._known
        place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(np.equal(known[place], keys) & ~missing(keys), rows[place], NOWHERE)

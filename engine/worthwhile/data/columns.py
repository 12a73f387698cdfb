"""How values lie in memory: numbers, flags, labels and texts, each with its own way to be missing.

Numbers are float64 and missing as NaN; dates are days since 1970-01-01. Flags are bytes, 0 false,
1 missing, 2 true, so that `and` is the minimum and `or` the maximum (Kleene 1938). Labels and texts
are places in a list, -1 where missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.form import Form

Value = float | str | bool | None
Array = NDArray[Any]
FALSE, UNSURE, TRUE = 0, 1, 2
NO_LABEL = -1


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts as places in a list of words; -1 where missing."""

    codes: NDArray[np.int32]
    words: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: Any) -> "Texts":  # noqa: ANN401 (whatever numpy takes)
        return Texts(np.atleast_1d(self.codes[rows]), self.words)


Column = Array | Texts

FILL: dict[Form, Array] = {
    Form.NUMBER: np.array([np.nan]),
    Form.FLAG: np.array([UNSURE], dtype=np.uint8),
    Form.LABEL: np.array([NO_LABEL], dtype=np.int32),
    Form.FITTED: np.array([None], dtype=object),
}
NO_WORDS = np.empty(0, dtype=object)
DTYPES: dict[Form, type[np.generic]] = {
    Form.NUMBER: np.float64,
    Form.FLAG: np.uint8,
    Form.LABEL: np.int32,
    Form.FITTED: np.object_,
}


def nothing(form: Form) -> Column:
    """One missing value."""
    return Texts(FILL[Form.LABEL], NO_WORDS) if form is Form.TEXT else FILL[form]


def missing(column: Column) -> NDArray[np.bool_]:
    """Where a column has no value."""
    if isinstance(column, Texts):
        return np.equal(column.codes, NO_LABEL)
    if column.dtype == np.uint8:
        return np.equal(column, UNSURE)
    if column.dtype == np.int32:
        return np.equal(column, NO_LABEL)
    if column.dtype == np.object_:
        return np.array([it is None for it in column.tolist()])
    found: NDArray[np.bool_] = np.isnan(column)
    return found


def constant(value: Value, form: Form, labels: Sequence[str]) -> Column:
    """One value, as a column of length one."""
    if value is None:
        return nothing(form)
    match form:
        case Form.FLAG:
            return np.array([TRUE if value else FALSE], dtype=np.uint8)
        case Form.LABEL:
            return np.array([labels.index(str(value))], dtype=np.int32)
        case Form.TEXT:
            return Texts(np.zeros(1, dtype=np.int32), np.array([value], dtype=object))
        case Form.NUMBER:
            return np.array([float(value)])
        case Form.FITTED:
            return np.array([value], dtype=object)


def wide(column: Column, rows: int) -> Column:
    """A column for all rows, one value repeated where it has just one."""
    if len(column) == rows:
        return column
    if isinstance(column, Texts):
        return Texts(np.broadcast_to(column.codes, (rows,)), column.words)
    return np.broadcast_to(column, (rows,))


def taken(column: Column, rows: Array) -> Column:
    """Some rows of a column; a single value stays one."""
    return column if len(column) == 1 else column[rows]


def joined(parts: Sequence[Column], form: Form) -> Column:
    """Columns one below the other."""
    if form is Form.TEXT:
        texts = [it for it in parts if isinstance(it, Texts)]
        return one_list(texts)
    arrays = [it for it in parts if not isinstance(it, Texts)]
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=DTYPES[form])


def one_list(parts: Sequence[Texts]) -> Texts:
    """Texts one below the other, over one list of words."""
    if not parts:
        return Texts(np.empty(0, dtype=np.int32), NO_WORDS)
    lexicon: dict[str, int] = {}
    codes = [recoded(it, lexicon) for it in parts]
    return Texts(np.concatenate(codes), np.array(list(lexicon), dtype=object))


def recoded(texts: Texts, lexicon: dict[str, int]) -> NDArray[np.int32]:
    """The places of texts in a lexicon, which takes in the words that it does not have."""
    places = [lexicon.setdefault(word, len(lexicon)) for word in texts.words.tolist()]
    table = np.array([*places, NO_LABEL], dtype=np.int32)
    return table[texts.codes]


def plain(column: Column, form: Form, labels: Sequence[str]) -> list[Value]:
    """A column as plain values: numbers, true and false, labels, texts; None where missing."""
    if isinstance(column, Texts):
        words = [*column.words.tolist(), None]
        return [words[it] for it in column.codes.tolist()]
    match form:
        case Form.FLAG:
            return [(False, None, True)[it] for it in column.tolist()]
        case Form.LABEL:
            names = [*labels, None]
            return [names[it] for it in column.tolist()]
    return [None if it != it else it for it in column.tolist()]  # noqa: PLR0124 (NaN)

"""Arrow to columns and back: the only file that knows Arrow.

A null mask is the only truth about what is missing: the value under it is never looked at.
Decimals are divided as whole numbers, so that 0.1 is 0.1; whole numbers beyond 2^53 are told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from worthwhile.data.cells import EXACT, WrongKindError, reader
from worthwhile.data.columns import (
    FALSE,
    NO_LABEL,
    TRUE,
    UNSURE,
    Array,
    Column,
    Texts,
)
from worthwhile.data.directory import Directory, Tasks
from worthwhile.data.form import Form, form_of
from worthwhile.text.frozen import frozen
from worthwhile.units import Amount, Category, Day, Tag, Type

EXAMPLES = 10
"""How many cells a finding names."""


@dataclass(slots=True)
class Wrong:
    """Cells that are not what the column should hold: which, and what the first says."""

    places: list[Array] = field(default_factory=list)
    example: str = ""
    _first: int = -1

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(map(len, self.places))

    @property
    def first(self) -> list[int]:
        """The first few of them."""
        return sorted(it for places in self.places for it in places[:EXAMPLES].tolist())[:EXAMPLES]

    def add(self, places: Array, example: str) -> None:
        """Take in some cells, in order; ``example`` is what the first of them says."""
        if self._first < 0 or places[0] < self._first:
            self._first, self.example = int(places[0]), example
        self.places.append(places)


def table_of(data: Any, name: str = "data") -> pa.Table:  # noqa: ANN401 (whatever holds columns)
    """Whatever holds columns as an Arrow table: dicts of arrays, pandas, polars, Arrow, DuckDB.

    Raises `TypeError` or `ValueError` for what does not.
    """
    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if isinstance(data, Mapping):
        return pa.table({str(key): _array(it) for key, it in data.items()})
    if hasattr(data, "to_arrow") and not hasattr(data, "__arrow_c_stream__"):
        return pa.table(data.to_arrow())
    kind = type(data).__module__.split(".", 1)[0]
    if kind == "pandas":
        return pa.Table.from_pandas(data, preserve_index=False)
    if hasattr(data, "__arrow_c_stream__"):
        return pa.table(data)
    if hasattr(data, "__dataframe__"):
        return pa.interchange.from_dataframe(data)
    rows = list(data) if isinstance(data, Iterable) and not isinstance(data, str | bytes) else None
    if rows is not None and all(isinstance(it, Mapping) for it in rows):
        return pa.Table.from_pylist([dict(it) for it in rows])
    message = f"{name} is a {type(data).__name__}: columns are wanted, as a dict, a data frame or an Arrow table"
    raise TypeError(message)


def no_cells() -> pa.ChunkedArray:
    """A column of no rows."""
    return pa.chunked_array([pa.array([], pa.null())])


def table_of_batches(heads: Sequence[str], batches: Iterable[Any]) -> pa.Table:
    """Record batches one below the other; without any, columns of nothing."""
    known = list(batches)
    if not known:
        return pa.table({it: pa.array([], pa.string()) for it in heads})
    return pa.Table.from_batches(known)


def nothing_but_heads(rows: Any, heads: Sequence[str]) -> pa.Table:  # noqa: ANN401 (an Arrow table, or nothing)
    """A table with all the heads: the columns that are there, and empty cells for the others."""
    if rows is None:
        return pa.table({it: pa.array([], pa.string()) for it in heads})
    read = set(rows.column_names)
    return pa.table({it: rows.column(it) if it in read else pa.nulls(rows.num_rows) for it in heads})


def _array(values: Any) -> Any:  # noqa: ANN401 (Arrow's own)
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if np.ndim(values) == 0 and not hasattr(values, "__arrow_c_array__") and not hasattr(values, "to_list"):
        values = [values]
    if hasattr(values, "__arrow_c_stream__") or hasattr(values, "__arrow_c_array__"):
        return pa.chunked_array(values) if hasattr(values, "__arrow_c_stream__") else pa.array(values)
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        return pa.array(values)  # as it lies: what is no number is missing all the same
    return pa.array(values, from_pandas=True)


def _without_nan(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column in which nothing stands for what is no number."""
    if not pa.types.is_floating(array.type):
        return array
    return pc.if_else(pc.is_nan(array), pa.scalar(None, array.type), array)


def as_it_lies(array: pa.ChunkedArray, type_: Type) -> Array | None:
    """A column of numbers that needs no reading, to be looked at later; nothing where it does.

    In it what is missing is no number, and what is endless is there.
    """
    if form_of(type_) is not Form.NUMBER or isinstance(type_, Day) or not pa.types.is_float64(array.type):
        return None
    if array.null_count or array.num_chunks != 1 or (isinstance(type_, Amount) and type_.tag is Tag.COUNT):
        return None
    found: Array = array.chunk(0).to_numpy()
    return found


def decoded(array: pa.ChunkedArray, type_: Type) -> tuple[Column, Wrong]:
    """A column of a declared type, and the cells that it cannot take in; those are missing.

    What becomes of a cell hangs on that cell alone, so that a column may be taken in piece by piece.
    """
    wrong = Wrong()
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    form = form_of(type_)
    if form is not Form.NUMBER or isinstance(type_, Day):
        array = _without_nan(array)
    kind = array.type
    if pa.types.is_null(kind):
        return _all_missing(len(array), form), wrong
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or str(kind) == "string_view":
        return _from_text(array, type_, form, wrong), wrong
    if form is Form.TEXT:
        return _texts(as_text(array)), wrong
    if form is Form.LABEL:
        return _from_text(as_text(array), type_, form, wrong), wrong
    if form is Form.FLAG:
        return _flags(array, wrong), wrong
    if isinstance(type_, Day):
        return _days(array, wrong), wrong
    return _numbers(array, type_, wrong), wrong


def _all_missing(rows: int, form: Form) -> Column:
    match form:
        case Form.NUMBER:
            return np.full(rows, np.nan)
        case Form.FLAG:
            return np.full(rows, UNSURE, dtype=np.uint8)
        case Form.LABEL:
            return np.full(rows, NO_LABEL, dtype=np.int32)
        case Form.TEXT:
            return Texts(np.full(rows, NO_LABEL, dtype=np.int32), np.empty(0, dtype=object))
        case Form.FITTED:
            return np.full(rows, None, dtype=object)


def _mask(array: pa.ChunkedArray) -> Array:
    """Where there is no value."""
    if not array.null_count:
        return np.zeros(len(array), dtype=bool)
    found: Array = pc.is_null(array).to_numpy(zero_copy_only=False)
    return found


def as_text(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """What each value says."""
    try:
        return array.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.chunked_array([pa.array([None if it is None else str(it) for it in array.to_pylist()], pa.string())])


def _texts(array: pa.ChunkedArray) -> Texts:
    coded = array.cast(pa.string()).combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks() if coded.num_chunks != 1 else coded.chunk(0)
    codes = pc.fill_null(coded.indices, NO_LABEL).to_numpy(zero_copy_only=False).astype(np.int32)
    return Texts(codes, np.array(coded.dictionary.to_pylist(), dtype=object))


# ---- texts that say something else


def _from_text(array: pa.ChunkedArray, type_: Type, form: Form, wrong: Wrong) -> Column:
    """A column of texts as what is declared: at once where all are plain, else by what they say."""
    if form is Form.NUMBER and not isinstance(type_, Day):
        quick = _plain_numbers(array, type_)
        if quick is not None:
            return quick
    texts = _texts(array)
    if form is Form.TEXT:
        return texts
    read = reader(type_)
    values: list[float | str | bool | None] = []
    bad: set[int] = set()
    for place, word in enumerate(texts.words.tolist()):
        try:
            values.append(read(word))
        except WrongKindError:
            values.append(None)
            bad.add(place)
    if bad:
        places = np.flatnonzero(np.isin(texts.codes, list(bad)))
        wrong.add(places, str(texts.words[texts.codes[places[0]]]))
    return _by_code(texts.codes, values, form, type_)


def _plain_numbers(array: pa.ChunkedArray, type_: Type) -> Array | None:
    numbers = _cast(array)
    if numbers is None:
        numbers = _cast(pc.utf8_trim_whitespace(array))
    if numbers is None:
        return None
    values: Array = pc.fill_null(numbers, float("nan")).to_numpy()
    if np.isinf(values).any() or np.count_nonzero(np.isnan(values)) > numbers.null_count:
        return None  # whether a cell says nothing or something wrong is not for Arrow to say
    if isinstance(type_, Amount) and type_.tag is Tag.COUNT and not _whole(values).all():
        return None
    return values


def _cast(array: pa.ChunkedArray) -> pa.ChunkedArray | None:
    try:
        return pc.cast(array, pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _whole(values: Array) -> Array:
    found: Array = np.isnan(values) | (values == np.floor(values))
    return found


def _by_code(codes: Array, values: Sequence[float | str | bool | None], form: Form, type_: Type) -> Column:
    """The value of each row, by the place of its text."""
    match form:
        case Form.FLAG:
            flags = [*(UNSURE if it is None else TRUE if it else FALSE for it in values), UNSURE]
            return np.array(flags, dtype=np.uint8)[codes]
        case Form.LABEL:
            labels = type_.labels if isinstance(type_, Category) else ()
            known = {label: place for place, label in enumerate(labels)}
            places = [*(NO_LABEL if it is None else known[str(it)] for it in values), NO_LABEL]
            return np.array(places, dtype=np.int32)[codes]
    numbers = [*(np.nan if it is None else float(it) for it in values), np.nan]
    return np.array(numbers)[codes]


# ---- numbers, flags, dates


def _numbers(array: pa.ChunkedArray, type_: Type, wrong: Wrong) -> Array:
    kind = array.type
    gone = _mask(array)
    if pa.types.is_decimal(kind):
        values = np.array([np.nan if it is None else _float(it) for it in array.to_pylist()])
    elif pa.types.is_integer(kind):
        whole = pc.fill_null(array, 0).to_numpy()
        values = whole.astype(np.float64)
        far = _inexact(whole, values) & ~gone
        if far.any():
            places = np.flatnonzero(far)
            wrong.add(places, str(whole[places[0]]))
            gone = gone | far
    elif pa.types.is_floating(kind):
        values = _floats(array)
        endless = np.isinf(values)
        if endless.any():
            places = np.flatnonzero(endless)
            wrong.add(places, str(values[places[0]]))
            values = np.where(endless, np.nan, values)
    else:
        return _not_this(array, gone, wrong)
    if isinstance(type_, Amount) and type_.tag is Tag.COUNT:
        odd = ~_whole(values) & ~gone
        if odd.any():
            places = np.flatnonzero(odd)
            wrong.add(places, f"{values[places[0]]:g}")
            gone = gone | odd
    return np.where(gone, np.nan, values) if gone.any() else values


def _inexact(whole: Array, values: Array) -> Array:
    """The whole numbers that have no place among the numbers with a point."""
    far: Array = np.abs(values) >= EXACT
    if not far.any():
        return far
    most = float(np.iinfo(whole.dtype).max)
    back = np.where(values < most, values, 0.0).astype(whole.dtype)
    found: Array = far & ((back != whole) | (values >= most))
    return found


def _floats(array: pa.ChunkedArray) -> Array:
    """The column as it lies in memory, where it lies there in one piece and nothing is missing."""
    if not array.null_count and array.num_chunks == 1 and pa.types.is_float64(array.type):
        found: Array = array.chunk(0).to_numpy()
        return found
    values: Array = pc.fill_null(array, float("nan")).to_numpy().astype(np.float64, copy=False)
    return values


def _float(value: Decimal) -> float:
    return float(value)


def _not_this(array: pa.ChunkedArray, gone: Array, wrong: Wrong) -> Array:
    """A column of another kind altogether."""
    places = np.flatnonzero(~gone)
    if len(places):
        wrong.add(places, str(array[int(places[0])].as_py()))
    return np.full(len(array), np.nan)


def _flags(array: pa.ChunkedArray, wrong: Wrong) -> Array:
    gone = _mask(array)
    kind = array.type
    if pa.types.is_boolean(kind):
        known = pc.fill_null(array, False).to_numpy(zero_copy_only=False)
        return np.where(gone, UNSURE, np.where(known, TRUE, FALSE)).astype(np.uint8)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        values = pc.fill_null(array, 0).to_numpy()
        gone = gone | (values != values)  # noqa: PLR0124 (NaN)
        odd = ~gone & (values != 0) & (values != 1)
        if odd.any():
            places = np.flatnonzero(odd)
            wrong.add(places, str(values[places[0]]))
        return np.where(gone | odd, UNSURE, np.where(values == 1, TRUE, FALSE)).astype(np.uint8)
    _not_this(array, gone, wrong)
    return np.full(len(array), UNSURE, dtype=np.uint8)


def _days(array: pa.ChunkedArray, wrong: Wrong) -> Array:
    kind = array.type
    if pa.types.is_date32(kind) and not array.null_count:
        numbers: Array = array.cast(pa.int32()).to_numpy().astype(np.float64)
        return numbers
    gone = _mask(array)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        if pa.types.is_timestamp(kind) and kind.tz is not None:
            array = pc.local_timestamp(array)
        days = pc.fill_null(pc.floor_temporal(array, unit="day").cast(pa.date32()).cast(pa.int32()), 0)
        return np.where(gone, np.nan, days.to_numpy().astype(np.float64))
    return _not_this(array, gone, wrong)


# ---- keys


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
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    array = _without_nan(array)
    gone = np.flatnonzero(_mask(array)) if array.null_count else np.empty(0, dtype=np.int64)
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
    gone = _mask(keys) if keys.null_count else None
    return (pc.fill_null(keys, 0) if keys.null_count else keys).to_numpy(), gone


def key_texts(array: Any) -> Any:  # noqa: ANN401 (Arrow arrays)
    """Keys as texts: two meet where `joined` has them meet. For whole numbers, texts and days, value by value."""
    return as_text(spelled(pa.chunked_array([array]) if isinstance(array, pa.Array) else array))


def spelled(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Keys in the one form of their kind: int64, days, or text."""
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
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


def encoded(column: Column, type_: Type, labels: Sequence[str]) -> pa.Array:
    """A column as an Arrow array: numbers, dates, flags, categories as dictionaries, texts."""
    if isinstance(column, Texts):
        return pa.DictionaryArray.from_arrays(_codes(column.codes), pa.array(column.words.tolist(), pa.string())).cast(
            pa.string()
        )
    match form_of(type_):
        case Form.FLAG:
            return pa.array(column == TRUE, mask=column == UNSURE)
        case Form.LABEL:
            return pa.DictionaryArray.from_arrays(_codes(column), pa.array(list(labels), pa.string()))
    gone = np.isnan(column)
    if isinstance(type_, Day):
        days = np.where(gone, 0, column).astype(np.int32)
        return pa.array(days, pa.int32(), mask=gone).cast(pa.date32())
    if isinstance(type_, Amount) and type_.tag is Tag.COUNT and not type_.unit and _whole(column).all():
        inside = np.where(gone, 0, column)
        if (np.abs(inside) < EXACT).all():
            return pa.array(inside.astype(np.int64), mask=gone)
    return pa.array(np.ascontiguousarray(column), mask=gone if gone.any() else None)


def _codes(codes: Array) -> pa.Array:
    return pa.array(np.where(codes == NO_LABEL, 0, codes).astype(np.int32), mask=codes == NO_LABEL)

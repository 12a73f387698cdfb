"""Arrow to columns and back: the only file that knows Arrow.

A null mask is the only truth about what is missing: the value under it is never looked at.
Decimals are divided as whole numbers, so that 0.1 is 0.1; whole numbers beyond 2^53 are told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
from worthwhile.data.decimals import decimals
from worthwhile.data.form import Form, form_of
from worthwhile.data.spelling import EITHER, PLAIN, POINT, UNSEEN, Spelling, loose
from worthwhile.units import Amount, Category, Day, Tag, Type

EXAMPLES = 10
"""How many cells a finding names."""
WHOLE = 2.0**63
"""Counts below it are whole numbers of 64 bits, to the last digit."""


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


def without_codes(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values of a column that says them by their places in a list, which may be another one in each batch.

    Texts that are views of others become texts of their own: few of Arrow's functions take views.
    """
    kind = array.type
    if pa.types.is_string_view(kind):
        return array.cast(pa.string())
    if not pa.types.is_dictionary(kind):
        return array
    if not pa.types.is_string_view(kind.value_type):
        return array.cast(kind.value_type)
    chunks = [it.dictionary.cast(pa.string()).take(it.indices) for it in array.chunks]
    return pa.chunked_array(chunks, pa.string())


def without_nan(array: pa.ChunkedArray) -> pa.ChunkedArray:
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


def decoded(array: pa.ChunkedArray, type_: Type, spelling: Spelling = PLAIN) -> tuple[Column, Wrong]:
    """A column of a declared type, and the cells that it cannot take in; those are missing.

    What becomes of a cell hangs on that cell alone, and on how its column is spelled, so that a column may
    be taken in piece by piece.
    """
    wrong = Wrong()
    array = without_codes(array)
    form = form_of(type_)
    if form is not Form.NUMBER or isinstance(type_, Day):
        array = without_nan(array)
    kind = array.type
    if pa.types.is_null(kind):
        return _all_missing(len(array), form), wrong
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _from_text(array, type_, form, wrong, spelling), wrong
    if form is Form.TEXT:
        return _texts(as_text(array)), wrong
    if form is Form.LABEL:
        return _from_text(as_text(array), type_, form, wrong, PLAIN), wrong
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


def mask(array: pa.ChunkedArray) -> Array:
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


def _from_text(array: pa.ChunkedArray, type_: Type, form: Form, wrong: Wrong, spelling: Spelling) -> Column:
    """A column of texts as what is declared: at once where all are plain, else by what they say."""
    if form is Form.NUMBER and not isinstance(type_, Day):
        local = array if spelling.plain else _marked(array, spelling)
        quick = None if local is None else _plain_numbers(local, type_)
        if quick is not None:
            return quick
    texts = _texts(array)
    if form is Form.TEXT:
        return texts
    read = reader(type_, spelling)
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
    if (np.abs(values) >= EXACT).any():
        return None  # nor whether a large number is what is written
    if isinstance(type_, Amount) and type_.tag is Tag.COUNT and not _whole(values).all():
        return None
    return values


def _marked(array: pa.ChunkedArray, spelling: Spelling) -> pa.ChunkedArray | None:
    """Numbers as programs write them, where all cells are in the column's spelling; nothing where one is not."""
    cells = pc.utf8_trim_whitespace(array)
    if spelling.decimal == UNSEEN:
        return None if pc.any(pc.match_substring_regex(cells, f"^(?:{EITHER.pattern})$")).as_py() else cells
    pattern = f"^(?:{loose(spelling.decimal, spelling.thousands)})$"
    if not pc.all(pc.match_substring_regex(cells, pattern)).as_py():
        return None
    cells = pc.replace_substring_regex(cells, f"[^0-9eE+{re.escape(spelling.decimal)}-]", "")
    return pc.replace_substring(cells, spelling.decimal, POINT) if spelling.decimal != POINT else cells


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
    gone = mask(array)
    if pa.types.is_decimal(kind):
        values, far = decimals(array)
        if far.any():
            places = np.flatnonzero(far)
            wrong.add(places, str(array[int(places[0])].as_py()))
            gone = gone | far
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
    if not array.null_count and array.num_chunks > 1 and pa.types.is_float64(array.type):
        return np.concatenate([it.to_numpy() for it in array.chunks])
    values: Array = pc.fill_null(array, float("nan")).to_numpy().astype(np.float64, copy=False)
    return values


def _not_this(array: pa.ChunkedArray, gone: Array, wrong: Wrong) -> Array:
    """A column of another kind altogether."""
    places = np.flatnonzero(~gone)
    if len(places):
        wrong.add(places, str(array[int(places[0])].as_py()))
    return np.full(len(array), np.nan)


def _flags(array: pa.ChunkedArray, wrong: Wrong) -> Array:
    gone = mask(array)
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
    gone = mask(array)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        if pa.types.is_timestamp(kind) and kind.tz is not None:
            array = pc.local_timestamp(array)
        days = pc.fill_null(pc.floor_temporal(array, unit="day").cast(pa.date32()).cast(pa.int32()), 0)
        return np.where(gone, np.nan, days.to_numpy().astype(np.float64))
    return _not_this(array, gone, wrong)


# ---- back


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
        if (np.abs(inside) < WHOLE).all():
            return pa.array(inside.astype(np.int64), mask=gone)
    return pa.array(np.ascontiguousarray(column), mask=gone if gone.any() else None)


def _codes(codes: Array) -> pa.Array:
    return pa.array(np.where(codes == NO_LABEL, 0, codes).astype(np.int32), mask=codes == NO_LABEL)

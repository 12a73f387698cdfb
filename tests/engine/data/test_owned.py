"""The records of some rows, found by their keys as `joined` finds the row of every record."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from worthwhile.data.keys import joined, keys_of
from worthwhile.data.owned import Owned

KINDS: list[tuple[st.SearchStrategy[Any], pa.DataType]] = [
    (st.integers(-3, 6), pa.int64()),
    (st.integers(0, 6), pa.uint8()),
    (st.integers(-3, 6).map(str), pa.string()),
    (st.sampled_from([-1.0, 0.5, 2.0]), pa.float64()),
    (st.dates(date(2025, 1, 1), date(2025, 1, 4)), pa.date32()),
    (st.sampled_from(["a", "b"]), pa.dictionary(pa.int32(), pa.string())),
]


@st.composite
def keys(draw: st.DrawFn, *, unique: bool) -> pa.ChunkedArray:
    cells, kind = draw(st.sampled_from(KINDS))
    some = draw(st.lists(cells, max_size=12, unique=unique))
    if not unique or draw(st.booleans()):
        some += [None]
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    array = pa.array(some, value)
    return pa.chunked_array([array.dictionary_encode() if value != kind else array])


@given(keys(unique=False), keys(unique=True))
def test_records_of_some_rows(records: pa.ChunkedArray, rows: pa.ChunkedArray) -> None:
    parents = joined(keys_of(records), keys_of(rows))
    found, owners = Owned(keys_of(records)).among(keys_of(rows))
    assert found.tolist() == np.flatnonzero(parents >= 0).tolist()
    assert owners.tolist() == parents[parents >= 0].tolist()

"""Whatever holds columns as Arrow tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa


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
    if kind == "polars" and hasattr(data, "collect"):
        return pa.table(data.collect())
    if hasattr(data, "__arrow_c_stream__"):
        return pa.table(data)
    if hasattr(data, "__dataframe__"):
        from pyarrow import interchange  # noqa: PLC0415 (few speak it)

        return interchange.from_dataframe(data)
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

"""Results to Parquet files: the rows, and beside them, in the file's own metadata, all that is single."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Target, plugin
from worthwhile_plugins.outputs.draft import Draft
from worthwhile_plugins.outputs.rows import RowsFile, RowsTarget, Written, wider

SAMPLE = 1 << 13
"""Rows that are looked at to see whether a column says the same things over and over."""
KEY = "worthwhile"
"""Under which the file's metadata has a JSON text: model, units, conventions, single values."""


class ParquetRows(RowsFile):
    """A Parquet file, each batch a group of rows."""

    def __init__(self, address: str, first: Any) -> None:  # noqa: ANN401 (an Arrow table)
        from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 (only when something is written)

        super().__init__(
            address, first, lambda path, rows: ParquetWriter(path, rows.schema, use_dictionary=repetitive(rows))
        )

    def _widened(self, schema: Any) -> Any:  # noqa: ANN401 (Arrow's own)
        """Write what has been written once more, under the wider columns."""
        wide = wider(self._schema, schema)
        if wide != self._schema:
            self._file.close()
            before, self._draft, self._schema = self._draft, Draft(self._address), wide
            try:
                self._file = self._opened(self._draft.path, self._first.cast(wide))
                for rows in _so_far(before.path, wide):
                    self._file.write_table(rows)
            finally:
                before.abort()
        return wide

    def summarize(self, result: Any) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Keep what is single in the metadata of the file."""
        kept = {
            "model": result.model,
            "rows": result.rows,
            "units": dict(result.units),
            "conventions": dict(result.conventions),
            "single": dict(result.summary()),
        }
        text = json.dumps(kept, ensure_ascii=False, allow_nan=False, default=str)
        self._file.add_key_value_metadata({KEY: text})
        return ()


def _so_far(path: Path, schema: Any) -> Iterator[Any]:  # noqa: ANN401 (Arrow's own)
    """The rows that a file has so far."""
    from pyarrow import Table  # noqa: PLC0415 (only when something is written)
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 (as above)

    with ParquetFile(path) as file:
        for batch in file.iter_batches():
            yield Table.from_batches([batch]).cast(schema)


def repetitive(rows: Any) -> list[str]:  # noqa: ANN401 (an Arrow table)
    """The columns that say the same things over and over: a dictionary makes them short, others slow."""
    from pyarrow import compute, types  # noqa: PLC0415 (only when something is written)

    found = []
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        some = column.slice(0, SAMPLE)
        coded = types.is_dictionary(column.type)
        if coded or not len(some) or 2 * compute.count_distinct(some).as_py() <= len(some):
            found.append(name)
    return found


class ParquetTarget(RowsTarget):
    """Files that end in ``.parquet``."""

    name = "parquet"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() == ".parquet" and "://" not in address

    def begin(self, address: str, first: Any) -> Written:  # noqa: ANN401 (an Arrow table)
        """Begin a file."""
        return ParquetRows(address, first)


@plugin
def outputs() -> Iterator[Target]:
    """Offer ``parquet``."""
    yield ParquetTarget()

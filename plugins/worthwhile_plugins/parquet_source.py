"""Tables from Parquet files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Source, plugin

ROWS = 1 << 17
"""Rows of a batch: enough that it is worth it, few enough that some of them wait in little room."""


BUFFER = 1 << 20
"""Bytes that are read at once of each column."""


class ParquetTable:
    """An opened file; only the columns that are asked for are read."""

    def __init__(self, path: Path) -> None:
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415 (only when data is read)

        # Left to itself, Arrow keeps all that it has read of a file until the last row.
        self.name, self._file = path.name, ParquetFile(path, pre_buffer=False, buffer_size=BUFFER)
        self.rows: int = self._file.metadata.num_rows

    def columns(self) -> Sequence[str]:
        """The heads of the columns."""
        return list(self._file.schema_arrow.names)

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches, read as they are asked for."""
        yield from self._file.iter_batches(ROWS, columns=list(columns))


class ParquetSource:
    """Files that end in ``.parquet``."""

    name = "parquet"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() == ".parquet" and "://" not in address

    def open(self, address: str) -> ParquetTable:
        """Open a file."""
        if not Path(address).exists():
            raise FileNotFoundError(address)
        return ParquetTable(Path(address))


@plugin
def sources() -> Iterator[Source]:
    """Offer ``parquet``."""
    yield ParquetSource()

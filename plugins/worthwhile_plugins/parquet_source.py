"""Tables from Parquet files: one, or all that a pattern names, one after the other."""

from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import Any

from worthwhile.plugin import Source, plugin

ROWS = 1 << 17
"""Rows of a batch: enough that it is worth it, few enough that some of them wait in little room."""
BUFFER = 1 << 20
"""Bytes that are read at once of each column."""


class ParquetTable:
    """Opened files; only the columns that are asked for are read, some rows at a time."""

    def __init__(self, name: str, paths: Sequence[Path]) -> None:
        from pyarrow.parquet import read_metadata  # noqa: PLC0415 (only when data is read)

        self.name, self._paths = name, paths
        known = [read_metadata(it) for it in paths]
        self.rows: int = sum(it.num_rows for it in known)
        self._heads = list(known[0].schema.to_arrow_schema().names)

    def columns(self) -> Sequence[str]:
        """The heads of the columns; those of the first file, which the others have, too."""
        return self._heads

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches, read as they are asked for."""
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415 (only when data is read)

        for path in self._paths:
            # Left to itself, Arrow keeps all that it has read of a file until the last row.
            with ParquetFile(path, pre_buffer=False, buffer_size=BUFFER) as file:
                yield from file.iter_batches(ROWS, columns=list(columns))


class ParquetSource:
    """Files that end in ``.parquet``, and patterns such as ``customers/*.parquet``, in the order of their names."""

    name = "parquet"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() == ".parquet" and "://" not in address

    def open(self, address: str) -> ParquetTable:
        """Open a file, or all files of a pattern."""
        path = Path(address)
        if path.exists():
            return ParquetTable(path.name, [path])
        paths = sorted(glob(address)) if has_magic(address) else []  # noqa: PTH207 (an address, not a folder's)
        if not paths:
            raise FileNotFoundError(address)
        return ParquetTable(path.name, [Path(it) for it in paths])


@plugin
def sources() -> Iterator[Source]:
    """Offer ``parquet``."""
    yield ParquetSource()

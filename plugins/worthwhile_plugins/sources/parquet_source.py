"""Tables from Parquet files: one, all that a pattern names, or all of a folder, one after the other."""

from collections.abc import Iterator
from pathlib import Path

from worthwhile.plugin import Source, Table, plugin

ENDING = ".parquet"


class ParquetSource:
    """Files that end in ``.parquet``, patterns such as ``customers/*.parquet``, and folders of such files.

    A folder named ``country=DE`` on the way to a file is a column of all its rows.
    """

    name = "parquet"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        if not address or "://" in address:
            return False
        path = Path(address)
        return path.suffix.lower() == ENDING or path.is_dir()

    def open(self, address: str) -> Table:
        """Open a file, or all files of a pattern or a folder."""
        from worthwhile_plugins.sources.reading.parquet_table import opened  # noqa: PLC0415 (when data is read)

        return opened(address)


@plugin
def sources() -> Iterator[Source]:
    """Offer ``parquet``."""
    yield ParquetSource()

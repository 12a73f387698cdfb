"""Tables from DuckDB files: a table, or what a query gives."""

from collections.abc import Iterator

from worthwhile.plugin import Source, Table, plugin
from worthwhile_plugins.sources.address import parted

SCHEME = "duckdb://"


class DuckDBSource:
    """``duckdb:///base.db#table`` or ``duckdb:///base.db?query=SELECT ...``; four strokes begin a path from the root."""

    name = "duckdb"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return address.startswith(SCHEME)

    def open(self, address: str) -> Table:
        """Open a table or a query; nothing is ever written."""
        from worthwhile_plugins.sources.reading.duckdb_table import opened  # noqa: PLC0415 (when data is read)

        return opened(parted(address))


@plugin
def sources() -> Iterator[Source]:
    """Offer ``duckdb``."""
    yield DuckDBSource()

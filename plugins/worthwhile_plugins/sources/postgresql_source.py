"""Tables from PostgreSQL: a table, or what a query gives."""

from collections.abc import Iterator

from worthwhile.plugin import Source, Table, plugin
from worthwhile_plugins.sources.address import parted

SCHEMES = ("postgresql://", "postgres://")


class PostgresqlSource:
    """``postgresql://user@host/base#table`` or ``postgresql://user@host/base?query=SELECT ...``.

    The password may stand in the address, in ``PGPASSWORD`` or in ``~/.pgpass``; messages never show it.
    """

    name = "postgresql"

    def claims(self, address: str) -> bool:
        """Whether an address is such a base's."""
        return address.startswith(SCHEMES)

    def open(self, address: str) -> Table:
        """Open a table or a query; nothing is ever written. Raises `ModelError` where the driver is not installed."""
        from worthwhile_plugins.sources.reading.postgresql_table import opened  # noqa: PLC0415 (when data is read)

        return opened(parted(address))


@plugin
def sources() -> Iterator[Source]:
    """Offer ``postgresql``."""
    yield PostgresqlSource()

"""Rows of a PostgreSQL database, by ADBC: all readings see the same rows, in the same order, and none writes.

Amounts (``numeric``) and whatever Arrow has no kind for arrive as texts, exactly as PostgreSQL writes them.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit
from weakref import finalize

from worthwhile.plugin import Finding, ModelError, Table
from worthwhile.plugin.reading import without_secrets
from worthwhile_plugins.sources.address import Address
from worthwhile_plugins.sources.reading import complaints
from worthwhile_plugins.sources.reading.asked import from_what, quoted, selected
from worthwhile_plugins.sources.reading.drivers import driver

SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL synchronize_seqscans = off",  # a table that others read, too, begins with its first row
    "SET LOCAL max_parallel_workers_per_gather = 0",  # and rows do not come as processes find them
)
TABLES = (
    "SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name AS name "
    "FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
)


def opened(address: Address) -> Table:
    """A table or a query of a database. Raises `ModelError` where there is no such thing."""
    parts = urlsplit(address.target)
    base = f"{parts.path.strip('/') or parts.username or 'postgres'} at {parts.hostname or 'localhost'}"
    dbapi = driver("adbc_driver_postgresql.dbapi", base, "adbc-driver-postgresql", "postgresql")
    target = address.target + (f"?{urlencode(address.options)}" if address.options else "")
    try:
        connection = dbapi.connect(target)
    except dbapi.Error as error:
        raise ModelError(
            [_told(base, error, address, "is the server there, and are name and password right?")]
        ) from None
    return PostgresqlTable(base, connection, address, dbapi.Error)


class PostgresqlTable:
    """An opened table or query; the connection goes with it."""

    def __init__(self, base: str, connection: Any, address: Address, error: type[Exception]) -> None:  # noqa: ANN401 (ADBC's own)
        self.name = f"{address.part} in {base}" if address.part else base
        self._connection, self._address, self._error = connection, address, error
        self.close = finalize(self, connection.close)
        """Ends the transaction, for whoever wants to write into the same table."""
        try:
            with connection.cursor() as cursor:
                for it in SETTINGS:
                    cursor.execute(it)
                self._from = self._source(cursor, base)
                schema = cursor.adbc_execute_schema(selected(["*"], self._from))
        except error as told:
            raise ModelError([_told(self.name, told, address)]) from None
        self._plain = {it.name: _is_plain(it) for it in schema}
        self._heads = list(schema.names)

    def columns(self) -> Sequence[str]:
        """The heads of the columns."""
        return self._heads

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches, read as they are asked for."""
        asked = [quoted(it) if self._plain[it] else f"{quoted(it)}::text AS {quoted(it)}" for it in columns]
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(selected(asked, self._from))
                yield from cursor.fetch_record_batch()
        except self._error as error:
            raise ModelError([_told(self.name, error, self._address)]) from None

    def _source(self, cursor: Any, base: str) -> str:  # noqa: ANN401 (ADBC's own)
        if self._address.query:
            return from_what(self._address)
        cursor.execute(TABLES)
        tables = [str(it) for (it,) in cursor.fetchall()]
        wanted = self._address.part
        if not wanted:
            raise ModelError([complaints.which_part(base, "table", tables)])
        if wanted.removeprefix("public.") not in tables:
            raise ModelError([complaints.no_part(base, "table", wanted, tables)])
        return from_what(self._address)


def _is_plain(field: Any) -> bool:  # noqa: ANN401 (Arrow's own)
    """Whether Arrow has a kind for a column."""
    from pyarrow import types  # noqa: PLC0415 (only when data is read)

    kind = field.type
    known = (
        types.is_boolean, types.is_integer, types.is_floating, types.is_string, types.is_large_string,
        types.is_date, types.is_timestamp,
    )  # fmt: skip
    opaque = b"ARROW:extension:name" in (field.metadata or {})
    return not opaque and any(it(kind) for it in known)


def _told(name: str, error: Exception, address: Address, hint: str = "") -> Finding:
    lines = [it.strip() for it in str(error).splitlines() if it.strip()]
    words = next((it for it in lines if "ERROR:" in it or "FATAL:" in it), lines[0] if lines else type(error).__name__)
    for mark in ("ERROR:", "FATAL:", "[libpq]"):
        words = words.partition(mark)[2].strip() or words
    usual = "it is read with PostgreSQL's own SQL, for reading only"
    return complaints.refused(name, without_secrets(words, address.whole), hint or usual)

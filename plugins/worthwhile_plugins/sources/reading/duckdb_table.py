"""Rows of a DuckDB file, which is opened for reading only."""

from collections.abc import Iterator, Sequence
from typing import Any
from weakref import finalize

from worthwhile.plugin import Finding, ModelError, Table
from worthwhile_plugins.sources.address import Address
from worthwhile_plugins.sources.reading import complaints
from worthwhile_plugins.sources.reading.asked import file_of, from_what, quoted, selected, without_options
from worthwhile_plugins.sources.reading.drivers import driver

ROWS = 1 << 16
SCHEME = "duckdb://"
PLAIN = (
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "FLOAT", "DOUBLE", "DECIMAL", "DATE", "TIMESTAMP", "VARCHAR", "ENUM",
)  # fmt: skip
"""Types that arrive as what they are; others as what they say."""


def opened(address: Address) -> Table:
    """A table or a query of a file. Raises `ModelError` where there is no such thing."""
    path = file_of(address, SCHEME)
    without_options(address, path.name)
    duckdb = driver("duckdb", path.name, "duckdb", "duckdb")
    try:
        base = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise ModelError([_told(path.name, error)]) from None
    return DuckdbTable(path.name, base, address, duckdb.Error)


class DuckdbTable:
    """An opened table or query."""

    def __init__(self, file: str, base: Any, address: Address, error: type[Exception]) -> None:  # noqa: ANN401 (DuckDB's own)
        self.name, self._base, self._error = f"{file}#{address.part}" if address.part else file, base, error
        self.close = finalize(self, base.close)
        """Lets go of the file, for whoever wants to write into it."""
        try:
            self._from = self._source(file, address)
            known = base.sql(selected(["*"], self._from))
            self._types = dict(zip(known.columns, map(str, known.types), strict=True))
            self.rows: int = base.execute(selected(["count(*)"], self._from)).fetchall()[0][0]
        except error as told:
            raise ModelError([_told(self.name, told)]) from None

    def columns(self) -> Sequence[str]:
        """The heads of the columns."""
        return list(self._types)

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches, read as they are asked for."""
        try:
            with self._base.cursor() as cursor:
                found = cursor.sql(selected([self._column(it) for it in columns], self._from))
                yield from (found.to_arrow_reader if hasattr(found, "to_arrow_reader") else found.fetch_arrow_reader)(
                    ROWS
                )
        except self._error as error:
            raise ModelError([_told(self.name, error)]) from None

    def _column(self, head: str) -> str:
        return (
            quoted(head)
            if self._types[head].startswith(PLAIN)
            else f"CAST({quoted(head)} AS VARCHAR) AS {quoted(head)}"
        )

    def _source(self, file: str, address: Address) -> str:
        if address.query:
            return from_what(address)
        asked = "SELECT schema_name, table_name FROM duckdb_tables() UNION ALL "
        asked += "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL"
        found = self._base.execute(asked).fetchall()
        tables = [table if schema == "main" else f"{schema}.{table}" for schema, table in found]
        if not address.part:
            if len(tables) != 1:
                raise ModelError([complaints.which_part(file, "table", tables)])
            return ".".join(map(quoted, tables[0].split(".")))
        if address.part not in tables:
            raise ModelError([complaints.no_part(file, "table", address.part, tables)])
        return from_what(address)


def _told(name: str, error: Exception) -> Finding:
    words = str(error).splitlines()[0]
    if "not a valid DuckDB" in words or "not a DuckDB" in words or "Serialization" in words:
        return complaints.unreadable(name, words, "was it cut off on its way, or written by a newer DuckDB?")
    return complaints.refused(name, words, "it is read with DuckDB's own SQL, for reading only")

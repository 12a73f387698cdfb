"""Results to tables of PostgreSQL: copied into a table aside, which takes the old one's name in the same transaction."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from worthwhile.plugin import Finding, Level, ModelError, Target, plugin
from worthwhile_plugins.outputs.addresses import lacking, table_of
from worthwhile_plugins.outputs.rows import RowsTarget, Written, wider
from worthwhile_plugins.outputs.spool import plain_schema

SCHEMES = ("postgresql://", "postgres://")
LONGEST = 63
"""Bytes of a name in PostgreSQL; it cuts longer ones off without a word."""


class PostgresRows:
    """A table that is replaced in one transaction: others see the old one until the new one is whole."""

    def __init__(self, address: str, first: Any) -> None:  # noqa: ANN401 (an Arrow table)
        base, table = table_of(address, "postgresql://host/base")
        self._address = address
        self._place, _, self._table = table.rpartition(".")
        self._check_names([*first.schema.names, f"{self._table}_summary"])
        self._draft = f"worthwhile_{secrets.token_hex(8)}"
        self._schema = plain_schema(first.schema)
        self._single: Any = None
        self._notes: dict[str, str] = {}
        self._begun = False
        self._base = self._opened(base)

    def write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        """Add some rows."""
        rows = rows.cast(plain_schema(rows.schema))
        if rows.schema != self._schema:
            rows = rows.cast(self._widened(rows.schema))
        self._ingest(self._draft, rows, new=not self._begun)
        self._begun = True

    def summarize(self, result: Any) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Take the single values for a table of their own, labels and units for the columns' comments."""
        if result.summary():
            self._single = result.summary_to_arrow()
        units = result.units
        for name in result:
            self._notes[name] = ", ".join(filter(None, (result.output(name).label, units[name])))
        return ()

    def commit(self) -> None:
        """Put the tables in place."""
        self._renamed(self._draft, self._table, self._schema.names)
        if self._single is not None:
            other, single = f"{self._draft}_s", self._single
            self._ingest(other, single.cast(plain_schema(single.schema)), new=True)
            self._renamed(other, f"{self._table}_summary", single.schema.names)
        self._asked(self._base.commit)
        self._closed()

    def abort(self) -> None:
        """Leave nothing of it: what is not committed is forgotten with the connection."""
        with suppress(Exception):  # it may be gone already
            self._base.rollback()
        self._closed()

    # ---- how
    def _opened(self, base: str) -> Any:  # noqa: ANN401 (ADBC's own)
        try:
            from adbc_driver_postgresql import dbapi  # noqa: PLC0415 (only when something is written there)
        except ImportError:
            raise lacking("the driver for PostgreSQL", "postgresql", self._address) from None
        return self._asked(lambda: dbapi.connect(base, autocommit=False))

    def _closed(self) -> None:
        with suppress(Exception):  # it may be gone already
            self._base.close()

    def _ingest(self, table: str, rows: Any, *, new: bool) -> None:  # noqa: ANN401 (an Arrow table)
        mode = "create" if new else "append"
        with self._base.cursor() as cursor:
            self._asked(lambda: cursor.adbc_ingest(table, rows, mode=mode, db_schema_name=self._place or None))

    def _widened(self, schema: Any) -> Any:  # noqa: ANN401 (Arrow's own)
        """The columns that take in what came before and what comes now: counts become numbers."""
        from pyarrow import types  # noqa: PLC0415 (only when something is written)

        wide = wider(self._schema, schema)
        for old, new in zip(self._schema, wide, strict=True):
            if old.type != new.type:
                kind = "double precision" if types.is_floating(new.type) else "bigint"
                self._do(f"ALTER TABLE {self._named(self._draft)} ALTER COLUMN {_quoted(new.name)} TYPE {kind}")
        self._schema = wide
        return wide

    def _renamed(self, draft: str, table: str, heads: Sequence[str]) -> None:
        for head in heads:
            note = self._notes.get(head) or self._notes.get(head.rpartition("[")[0], "")
            if note:
                self._do(f"COMMENT ON COLUMN {self._named(draft)}.{_quoted(head)} IS {_text(note)}")
        self._do(f"DROP TABLE IF EXISTS {self._named(table)}")
        self._do(f"ALTER TABLE {self._named(draft)} RENAME TO {_quoted(table)}")

    def _do(self, words: str) -> None:
        with self._base.cursor() as cursor:
            self._asked(lambda: cursor.execute(words))

    def _named(self, table: str) -> str:
        return f"{_quoted(self._place)}.{_quoted(table)}" if self._place else _quoted(table)

    def _asked(self, do: Any) -> Any:  # noqa: ANN401 (whatever it gives)
        """Do something with the database; what it says against it is a finding."""
        try:
            return do()
        except Exception as error:
            if not hasattr(error, "sqlstate"):
                raise
            raise ModelError([self._told(error)]) from None

    def _told(self, error: Exception) -> Finding:
        lines = [it.strip() for it in str(error).splitlines() if it.strip()]
        said = next((it for it in lines if "ERROR" in it or "FATAL" in it or "error" in it), lines[0] if lines else "")
        hint = "is the server there, may you write to this schema, and does no view hang on the table?"
        message = f"{_without_password(self._address)} cannot be written: {said}"
        return Finding("W0673", Level.ERROR, message, hint=hint, file=_without_password(self._address))

    def _check_names(self, names: Sequence[str]) -> None:
        long = next((it for it in names if len(it.encode()) > LONGEST), None)
        if long is not None:
            message = f"{_without_password(self._address)} cannot be written: `{long}` is longer than {LONGEST} bytes"
            hint = "PostgreSQL would cut the name off: give the output or the table a shorter one"
            raise ModelError([Finding("W0673", Level.ERROR, message, hint=hint)])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _without_password(address: str) -> str:
    """An address as it may be shown."""
    scheme, _, rest = address.partition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}{at}{host}" if at else address


class PostgresTarget(RowsTarget):
    """Tables of PostgreSQL, ``postgresql://user@host/base#table`` or ``#schema.table``."""

    name = "postgresql"

    def claims(self, address: str) -> bool:
        """Whether an address is such a table's."""
        return address.startswith(SCHEMES)

    def begin(self, address: str, first: Any) -> Written:  # noqa: ANN401 (an Arrow table)
        """Begin a table."""
        return PostgresRows(address, first)


@plugin
def outputs() -> Iterator[Target]:
    """Offer ``postgresql``."""
    yield PostgresTarget()

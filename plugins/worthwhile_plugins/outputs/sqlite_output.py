"""Results to tables of SQLite databases: the rows in one, the single values in another beside it, both at once."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Level, ModelError, Target, plugin
from worthwhile_plugins.outputs.addresses import table_of
from worthwhile_plugins.outputs.draft import Draft
from worthwhile_plugins.outputs.rows import RowsTarget, Written
from worthwhile_plugins.outputs.spool import Spool

SCHEME = "sqlite:///"
PATIENCE = 30.0
"""Seconds to wait for a database that somebody else is writing to."""
MOST = 1 << 63
"""Whole numbers from here on have no place in a column of SQLite."""


class SqliteRows:
    """A table that is replaced in one transaction, when all its rows are there.

    Until then they are set aside, so that whoever reads the database meanwhile, this run among them, is
    not in the way. A database that is not there yet is made aside, and gets its name when it is whole.
    """

    def __init__(self, address: str, first: Any) -> None:  # noqa: ANN401 (an Arrow table)
        base, self._table = table_of(address, f"{SCHEME}f.db")
        self._address = address
        self._path = Path(base.removeprefix(SCHEME))
        if not self._path.parent.is_dir():
            raise FileNotFoundError(2, "No such file or directory", str(self._path.parent))
        self._spool = Spool(first)
        self._single: Any = None

    def write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        """Add some rows."""
        self._spool.write(rows)

    def summarize(self, result: Any) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Take the single values: they get a table of their own."""
        if result.summary():
            self._single = result.summary_to_arrow()
        return ()

    def commit(self) -> None:
        """Replace the tables, or make the database."""
        try:
            if self._path.exists() and self._path.stat().st_size:
                self._replace(self._path)
            else:
                draft = Draft(str(self._path), named=True)
                try:
                    self._replace(draft.path, new=True)
                    draft.commit()
                except BaseException:
                    draft.abort()
                    Path(f"{draft.path}-journal").unlink(missing_ok=True)
                    raise
        except sqlite3.Error as error:
            raise ModelError([self._told(error)]) from None
        self._spool.close()

    def abort(self) -> None:
        """Leave nothing of it."""
        self._spool.close()

    def _replace(self, path: Path, *, new: bool = False) -> None:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as base:
            if new:  # nobody sees it, and it is brought to the disk as a file
                base.execute("PRAGMA journal_mode = OFF")
                base.execute("PRAGMA synchronous = OFF")
            base.execute("BEGIN IMMEDIATE")
            try:
                self._filled(base, self._table, self._spool.schema, self._spool.batches())
                if self._single is not None:
                    self._filled(base, f"{self._table}_summary", self._single.schema, iter([self._single]))
                base.execute("COMMIT")
            except BaseException:
                if base.in_transaction:
                    base.execute("ROLLBACK")
                raise

    def _filled(self, base: sqlite3.Connection, name: str, schema: Any, tables: Iterator[Any]) -> None:  # noqa: ANN401 (Arrow's own)
        kinds = [_kind(it.type) for it in schema]
        heads = [f"{_quoted(it.name)} {kind}" for it, (kind, _) in zip(schema, kinds, strict=True)]
        marks = ", ".join("?" * len(heads))
        base.execute(f"DROP TABLE IF EXISTS {_quoted(name)}")
        base.execute(f"CREATE TABLE {_quoted(name)} ({', '.join(heads)})")
        for table in tables:
            columns = [into(it) for it, (_, into) in zip(table.columns, kinds, strict=True)]
            base.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", zip(*columns, strict=True))  # noqa: S608 (the name is quoted)

    def _told(self, error: sqlite3.Error) -> Finding:
        full = "full" in str(error)
        hint = "is there room on the disk?" if full else "is it a database, not locked, with a table and not a view?"
        message = f"{self._address} cannot be written: {error}"
        return Finding("W0673", Level.ERROR, message, hint=hint, file=self._address)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _kind(kind: Any) -> tuple[str, Callable[[Any], list[Any]]]:  # noqa: ANN401 (Arrow's own)
    """How a column is declared, and how its values become those of SQLite. What SQLite has no kind for is text."""
    from pyarrow import types  # noqa: PLC0415 (only when something is written)

    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_boolean(kind):
        return "BOOLEAN", lambda it: it.to_pylist()
    if types.is_integer(kind):
        return "INTEGER", _whole
    if types.is_floating(kind):
        return "REAL", lambda it: it.to_pylist()
    if types.is_binary(kind) or types.is_large_binary(kind):
        return "BLOB", lambda it: it.to_pylist()
    declared = "DATE" if types.is_date(kind) else "TIMESTAMP" if types.is_timestamp(kind) else "TEXT"
    return declared, lambda it: [None if value is None else str(value) for value in it.to_pylist()]


def _whole(column: Any) -> list[Any]:  # noqa: ANN401 (Arrow's own)
    return [str(it) if it is not None and it >= MOST else it for it in column.to_pylist()]


class SqliteTarget(RowsTarget):
    """Tables of SQLite databases, ``sqlite:///file.db#table``: the file beside, or by its whole path."""

    name = "sqlite"

    def claims(self, address: str) -> bool:
        """Whether an address is such a table's."""
        return address.startswith(SCHEME)

    def begin(self, address: str, first: Any) -> Written:  # noqa: ANN401 (an Arrow table)
        """Begin a table."""
        return SqliteRows(os.fspath(address), first)


@plugin
def outputs() -> Iterator[Target]:
    """Offer ``sqlite``."""
    yield SqliteTarget()

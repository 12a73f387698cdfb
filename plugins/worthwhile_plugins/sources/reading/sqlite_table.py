"""Rows of an SQLite file, which is opened for reading only.

In SQLite each cell has a kind of its own: the database is asked first which there are, so that every
column arrives as the one kind that holds all its cells exactly.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from worthwhile.plugin import ModelError, Table
from worthwhile_plugins.sources.address import Address
from worthwhile_plugins.sources.reading import complaints
from worthwhile_plugins.sources.reading.asked import file_of, from_what, quoted, selected, without_options
from worthwhile_plugins.sources.reading.values import Kind, Kinds, array_of

ROWS = 1 << 16
SCHEME = "sqlite://"
TYPES: dict[str, type] = {"integer": int, "real": float, "text": str, "blob": bytes}


def opened(address: Address) -> Table:
    """A table or a query of a file. Raises `ModelError` where there is no such thing."""
    path = file_of(address, SCHEME)
    without_options(address, path.name)
    return SqliteTable(path, address)


class SqliteTable:
    """An opened table or query."""

    def __init__(self, path: Path, address: Address) -> None:
        self._path, self.name = path, f"{path.name}#{address.part}" if address.part else path.name
        with closing(self._connected()) as base:
            try:
                self._from = _from(base, path.name, address)
                found = base.execute(f"{selected(['*'], self._from)} LIMIT 0")
                self._heads = [it[0] for it in found.description]
                self._kinds, self.rows = _kinds(base, self._from, self._heads)
            except sqlite3.Error as error:
                raise ModelError([_told(self.name, error)]) from None

    def columns(self) -> Sequence[str]:
        """The heads of the columns."""
        return self._heads

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches, read as they are asked for."""
        import pyarrow as pa  # noqa: PLC0415 (only when data is read)

        with closing(self._connected()) as base:
            try:
                found = base.execute(selected(list(map(quoted, columns)), self._from))
                while rows := found.fetchmany(ROWS):
                    cells = zip(*rows, strict=True)
                    arrays = [array_of(it, self._kinds[head]) for head, it in zip(columns, cells, strict=True)]
                    yield pa.record_batch(arrays, names=list(columns))
            except sqlite3.Error as error:
                raise ModelError([_told(self.name, error)]) from None

    def _connected(self) -> sqlite3.Connection:
        # Batches may be read by a thread other than the one that stops asking for them.
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _from(base: sqlite3.Connection, name: str, address: Address) -> str:
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [it[0] for it in base.execute(query)]
    if address.query:
        return from_what(address)
    if not address.part:
        if len(tables) != 1:
            raise ModelError([complaints.which_part(name, "table", tables)])
        return quoted(tables[0])
    if address.part not in tables:
        raise ModelError([complaints.no_part(name, "table", address.part, tables)])
    return quoted(address.part)


def _kinds(base: sqlite3.Connection, source: str, heads: Sequence[str]) -> tuple[dict[str, Kind], int]:
    """The kind of each column, and how many rows there are."""
    asked = ["count(*)"]
    for head in map(quoted, heads):
        asked += [f"max(typeof({head}) = '{it}')" for it in TYPES]
        whole = f"CASE WHEN typeof({head}) = 'integer' THEN {head} END"
        asked += [f"min({whole})", f"max({whole})"]
    rows, *told = base.execute(selected(asked, source)).fetchone()
    found, each = {}, len(TYPES) + 2
    for place, head in enumerate(heads):
        *has, least, most = told[place * each : (place + 1) * each]
        types = {it for it, there in zip(TYPES.values(), has, strict=True) if there}
        found[head] = Kinds(types, least or 0, most or 0).kind
    return found, rows


def _told(name: str, error: sqlite3.Error) -> Any:  # noqa: ANN401 (a finding)
    words = str(error).splitlines()[0]
    if "not a database" in words or "malformed" in words:
        return complaints.unreadable(name, f"as a database: {words}", "was it cut off on its way?")
    return complaints.refused(name, words, "it is read with SQLite's own SQL, for reading only")

"""Rows of JSON: a whole document in memory, or lines as they are read.

Lines are gone through twice: first to know which columns there are and of what kind, so that each
number arrives as it is written, then to give them out.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from worthwhile.plugin import Finding, ModelError, Table
from worthwhile_plugins.sources.address import Address
from worthwhile_plugins.sources.reading import complaints
from worthwhile_plugins.sources.reading.csv_table import broken
from worthwhile_plugins.sources.reading.held import HeldTable, every
from worthwhile_plugins.sources.reading.options import SPELLED, Said, said
from worthwhile_plugins.sources.reading.values import Kinds, array_of, column_of

ROWS = 1 << 14
"""Lines that are read at once."""
SHAPES = 'a list of rows, [{"id": 1}, {"id": 2}], or an object of columns, {"id": [1, 2]}, is wanted'


def _opened(address: Address) -> IO[bytes] | gzip.GzipFile:
    path = address.target
    return gzip.open(path, "rb") if address.suffixes[1] else Path(path).open("rb")


# ---- a whole document


def whole(address: Address) -> Table:
    """A document: rows or columns. Raises `ModelError` where it is neither."""
    import pyarrow as pa  # noqa: PLC0415 (only when data is read)

    name = Path(address.target).name
    given = said(address, name, SPELLED)
    try:
        with _opened(address) as file:
            content = file.read()
        if not content.strip():
            raise ModelError([complaints.empty(name, SHAPES)])
        data = json.loads(content.decode("utf-8-sig"))
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise ModelError([_told(name, error)]) from None
    columns = _columns(data, name)
    return HeldTable(name, pa.table({head: column_of(values) for head, values in columns.items()}), given)


def _columns(data: Any, name: str) -> dict[str, list[Any]]:  # noqa: ANN401 (whatever JSON holds)
    match data:
        case list() if all(type(it) is dict for it in data):
            heads = dict.fromkeys(head for row in data for head in row)
            return {head: [row.get(head) for row in data] for head in heads}
        case dict() if data and all(type(it) is list for it in data.values()):
            rows = {len(it) for it in data.values()}
            if len(rows) == 1:
                return data
            why = f"its columns have from {min(rows):,} to {max(rows):,} values"
            raise ModelError([complaints.unreadable(name, why, "each column has a value for each row, or null")])
    raise ModelError([complaints.unreadable(name, "it holds no table", SHAPES)])


def _told(name: str, error: Exception) -> Finding:
    match error:
        case json.JSONDecodeError():
            return complaints.unreadable(name, f"line {error.lineno}, column {error.colno}: {error.msg}", SHAPES)
        case UnicodeDecodeError():
            return complaints.unreadable(name, "it is not in UTF-8", "JSON is always in UTF-8")
        case RecursionError():
            return complaints.unreadable(name, "it is nested too deeply for a table", SHAPES)
        case EOFError() | gzip.BadGzipFile():
            return complaints.unreadable(name, "it is no whole gzip file", "was it cut off on its way?")
        case OSError():
            return broken(name, error)
    return complaints.unreadable(name, str(error).splitlines()[0])


# ---- a row a line


def lines(address: Address) -> Table:
    """Rows one a line. Raises `ModelError` where a line is no row."""
    name = Path(address.target).name
    return LinesTable(address, name, said(address, name, SPELLED))


class LinesTable:
    """A file whose lines are rows."""

    def __init__(self, address: Address, name: str, given: Said) -> None:
        self.name, self._address = name, address
        self.rows = 0
        kinds: dict[str, Kinds] = {}
        for rows in self._parts():
            self.rows += len(rows)
            for head in dict.fromkeys(head for row in rows for head in row):
                kinds.setdefault(head, Kinds()).add(row.get(head) for row in rows)
        if not self.rows:
            raise ModelError([complaints.empty(name, 'each line is a row: {"id": 1, "name": "a"}')])
        self._kinds = {head: it.kind for head, it in kinds.items()}
        self.spelled = every(list(self._kinds), given)

    def columns(self) -> Sequence[str]:
        """The heads of the columns: all that some row has."""
        return list(self._kinds)

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches, read as they are asked for."""
        import pyarrow as pa  # noqa: PLC0415 (only when data is read)

        for rows in self._parts():
            arrays = [array_of([row.get(head) for row in rows], self._kinds[head]) for head in columns]
            yield pa.record_batch(arrays, names=list(columns))

    def _parts(self) -> Iterator[list[dict[str, Any]]]:
        """The rows, some at a time."""
        number = 0
        try:
            with _opened(self._address) as file:
                held: list[bytes] = []
                for number, line in enumerate(file, 1):
                    held.append(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
                    if len(held) == ROWS:
                        yield self._rows(held, number - len(held))
                        held = []
                if held:
                    yield self._rows(held, number - len(held))
        except (OSError, EOFError) as error:
            raise ModelError([_told(self.name, error)]) from None

    def _rows(self, held: Sequence[bytes], before: int) -> list[dict[str, Any]]:
        full = [it for it in held if not it.isspace()]
        try:
            rows: list[Any] = json.loads(b"[" + b",".join(full) + b"]")
        except (ValueError, RecursionError):
            rows = []
        if len(rows) == len(full) and all(type(it) is dict for it in rows):
            return rows
        raise ModelError([self._first_wrong(enumerate(held, before + 1))])

    def _first_wrong(self, numbered: Iterable[tuple[int, bytes]]) -> Finding:
        """What is wrong with the first line that is no row."""
        for number, line in numbered:
            if line.isspace():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                why = error.msg if isinstance(error, json.JSONDecodeError) else "it is no text in UTF-8"
                return complaints.unreadable(self.name, f"line {number:,}: {why}", "each line is a row, an object")
            if type(row) is not dict:
                return complaints.unreadable(self.name, f"line {number:,} is no object", 'a row is {"id": 1}')
        return complaints.unreadable(self.name, "its lines are no rows", "each line is a row, an object")

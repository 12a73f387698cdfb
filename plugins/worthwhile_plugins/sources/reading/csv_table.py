"""Rows of a text file as Arrow record batches of texts; the model says what a cell is."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from worthwhile.plugin import Finding, ModelError
from worthwhile_plugins.sources.address import Address
from worthwhile_plugins.sources.reading import complaints
from worthwhile_plugins.sources.reading.content import Content, content
from worthwhile_plugins.sources.reading.dialect import SAMPLE, Dialect, dialect
from worthwhile_plugins.sources.reading.options import TEXT, said

BLOCK = 1 << 22
"""Bytes that are read at once."""


def opened(address: Address, usual: str) -> "CsvTable":
    """A table of a text. Raises `ModelError` where it is not known how it is to be read."""
    file = content(address)
    given = said(address, file.name, TEXT)
    try:
        with file.opened() as stream:
            sample = _read(stream, SAMPLE)
            whole = not stream.read(1)
    except OSError as error:
        raise ModelError([broken(file.name, error)]) from None
    if not sample.strip():
        raise ModelError([complaints.empty(file.name)])
    return CsvTable(file, dialect(sample, given, usual, file.name, whole=whole))


def _read(stream: Any, count: int) -> bytes:  # noqa: ANN401 (a file of Arrow's)
    """So many bytes, or all there are; a packed file gives fewer at once."""
    parts: list[bytes] = []
    while count > 0 and (part := stream.read(count)):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def broken(name: str, error: OSError) -> Finding:
    """What the system has to say of a file; one that is not there is told by who asked."""
    if isinstance(error, FileNotFoundError | PermissionError):
        raise error
    words = str(error).splitlines()[0]
    if "zlib" in words.lower() or "gzip" in words.lower() or "truncated" in words.lower():
        return complaints.unreadable(name, "it is no whole gzip file", "was it cut off on its way?")
    return complaints.unreadable(name, words)


class CsvTable:
    """An opened text, read block by block."""

    def __init__(self, file: Content, written: Dialect) -> None:
        self.name, self._file, self._written = file.name, file, written
        self.spelled = written.spelled
        found = [complaints.read_as(self.name, written.found, written.options)] if written.found else []
        self.notes: Sequence[Finding] = tuple(found)
        self._heads: Sequence[str] | None = None

    def columns(self) -> Sequence[str]:
        """The heads of the columns."""
        if self._heads is None:
            with self._opened(_Ragged()) as reader:
                self._heads = list(reader.schema.names)
        return self._heads

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches of texts; rows that are too short or too long are told at the end."""
        ragged = _Ragged()
        with self._opened(ragged, columns) as reader:
            yield from reader
        if ragged.rows:
            raise ModelError([_ragged(self.name, ragged)])

    @contextmanager
    def _opened(self, ragged: "_Ragged", columns: Sequence[str] | None = None) -> Iterator[Any]:
        from pyarrow import ArrowInvalid, csv, string  # noqa: PLC0415 (only when data is read)

        heads = [] if columns is None else list(columns)
        convert = csv.ConvertOptions(
            column_types=dict.fromkeys(heads, string()),
            include_columns=None if columns is None or heads == self._heads else heads,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        )
        parse = csv.ParseOptions(delimiter=self._written.delimiter, newlines_in_values=True, invalid_row_handler=ragged)
        read = csv.ReadOptions(
            use_threads=False,
            block_size=BLOCK,
            encoding="utf8" if self._written.encoding == "utf-8" else self._written.encoding,
            skip_rows=self._written.lines,
        )
        try:
            with self._file.opened() as stream, csv.open_csv(stream, read, parse, convert) as reader:
                yield reader
        except (ArrowInvalid, UnicodeError) as error:
            raise ModelError([self._told(error)]) from None
        except OSError as error:
            raise ModelError([broken(self.name, error)]) from None

    def _told(self, error: Exception) -> Finding:
        words = str(error).splitlines()[0]
        row = re.search(r"Row #(\d+)", words)
        if isinstance(error, UnicodeError) or "utf8" in words.lower() or "utf-8" in words.lower():
            return complaints.not_in(self.name, self._written.encoding, "", int(row[1]) if row else None)
        return complaints.unreadable(self.name, words.removeprefix("CSV parse error: "))


class _Ragged:
    """Rows that have more or fewer cells than the head: how many, and the first."""

    def __init__(self) -> None:
        self.rows = 0
        self.first: tuple[int, int, int, str] = (0, 0, 0, "")

    def __call__(self, row: Any) -> str:  # noqa: ANN401 (Arrow's own)
        if not self.rows:
            self.first = (row.number or 0, row.expected_columns, row.actual_columns, row.text or "")
        self.rows += 1
        return "skip"


def _ragged(name: str, ragged: _Ragged) -> Finding:
    number, wanted, found, text = ragged.first
    place = f"line {number}" if number else "the first"
    return complaints.unreadable(
        name,
        f"{ragged.rows} row{'s' * (ragged.rows != 1)} with more or fewer cells than the head has: "
        f"{place} has {found} and not {wanted}, {text[:60]}",
        "is a cell with a comma not in quotes?",
    )

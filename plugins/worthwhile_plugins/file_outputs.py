"""Results to CSV, Parquet and JSON files: whole or not at all, CSV and Parquet batch by batch."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Target, Writer, plugin

SAMPLE = 1 << 13
"""Rows that are looked at to see whether a column says the same things over and over."""


class Draft:
    """A file beside the one that is wanted, put in its place at once: a stop leaves the old file or the new."""

    def __init__(self, address: str) -> None:
        self._wanted = Path(address)
        handle, draft = tempfile.mkstemp(prefix=f".{self._wanted.name}.", dir=self._wanted.parent)
        os.close(handle)
        self.path = Path(draft)

    def commit(self) -> None:
        """Put it in its place."""
        if self._wanted.exists():
            self.path.chmod(self._wanted.stat().st_mode & 0o777)
        else:
            mask = os.umask(0)
            os.umask(mask)
            self.path.chmod(0o666 & ~mask)
        with open(self.path, "rb") as written:  # noqa: PTH123 (for its descriptor)
            os.fsync(written.fileno())
        self.path.replace(self._wanted)

    def abort(self) -> None:
        """Leave nothing of it."""
        self.path.unlink(missing_ok=True)


def replaced(address: str, write: Callable[[Path], None]) -> None:
    """Write a file, whole or not at all."""
    draft = Draft(address)
    try:
        write(draft.path)
        draft.commit()
    except BaseException:
        draft.abort()
        raise


class RowsFile:
    """A file of rows that is written batch by batch; ``opened`` gives what writes Arrow tables to a path."""

    def __init__(self, address: str, first: Any, opened: Callable[[Path, Any], Any]) -> None:  # noqa: ANN401 (an Arrow table)
        self._address, self._opened, self._first = address, opened, first
        self._schema = first.schema
        self._draft = Draft(address)
        self._file: Any = None
        try:
            self._file = opened(self._draft.path, first)
        except BaseException:
            self._draft.abort()
            raise

    def write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        """Add some rows."""
        if rows.schema != self._schema:
            rows = rows.cast(self._widened(rows.schema))
        self._file.write_table(rows)

    def commit(self) -> None:
        """Put the file in its place."""
        self._file.close()
        self._draft.commit()

    def abort(self) -> None:
        """Leave nothing of it."""
        try:
            if self._file is not None:
                self._file.close()
        finally:
            self._draft.abort()

    def _widened(self, schema: Any) -> Any:  # noqa: ANN401 (Arrow's own)
        """The columns that take in what came before and what comes now.

        Counts are whole numbers until one is not; then what has been written is written once more.
        """
        from pyarrow import unify_schemas  # noqa: PLC0415 (only when something is written)

        wide = unify_schemas([self._schema, schema], promote_options="permissive")
        if wide != self._schema:
            self._file.close()
            before, self._draft, self._schema = self._draft, Draft(self._address), wide
            try:
                self._file = self._opened(self._draft.path, self._first.cast(wide))
                for rows in _read(before.path, wide):
                    self._file.write_table(rows)
            finally:
                before.abort()
        return wide


def _read(path: Path, schema: Any) -> Iterator[Any]:  # noqa: ANN401 (Arrow's own)
    """The rows that a Parquet file has so far."""
    from pyarrow import Table  # noqa: PLC0415 (only when something is written)
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 (as above)

    with ParquetFile(path) as file:
        for batch in file.iter_batches():
            yield Table.from_batches([batch]).cast(schema)


class CsvRows(RowsFile):
    """A CSV file: numbers are texts there, so nothing has to be written again."""

    def _widened(self, schema: Any) -> Any:  # noqa: ANN401 (Arrow's own)
        from pyarrow import csv  # noqa: PLC0415 (only when something is written)

        self._file.close()
        self._schema = schema
        sink = open(self._draft.path, "ab")  # noqa: PTH123, SIM115 (closed with the writer)
        self._file = _Closing(csv.CSVWriter(sink, schema, write_options=csv.WriteOptions(include_header=False)), sink)
        return schema


class _Closing:
    """A writer together with the file it writes to."""

    def __init__(self, writer: Any, file: Any) -> None:  # noqa: ANN401 (Arrow's own)
        self._writer, self._file = writer, file

    def write_table(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        self._writer.write_table(rows)

    def close(self) -> None:
        self._writer.close()
        self._file.close()


class FileTarget:
    """Files of one ending; ``begin`` is there where they can be written batch by batch."""

    def __init__(
        self,
        name: str,
        write: Callable[[Any, Path], None],
        begin: Callable[[str, Any], Writer] | None = None,
    ) -> None:
        self.name, self._write = name, write
        if begin is not None:
            self.begin = begin

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() == f".{self.name}" and "://" not in address

    def write(self, result: Any, address: str) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Write a result."""
        replaced(address, lambda draft: self._write(result, draft))
        return ()


def write_csv(result: Any, path: Path) -> None:  # noqa: ANN401 (a Result)
    """The rows as CSV: missing cells empty, dates ISO, numbers in full."""
    from pyarrow import csv  # noqa: PLC0415 (only when something is written)

    csv.write_csv(result.to_arrow(), path)


def csv_rows(address: str, first: Any) -> Writer:  # noqa: ANN401 (an Arrow table)
    """A CSV file that takes rows batch by batch."""
    from pyarrow import csv  # noqa: PLC0415 (only when something is written)

    return CsvRows(address, first, lambda path, rows: csv.CSVWriter(path, rows.schema))


def write_parquet(result: Any, path: Path) -> None:  # noqa: ANN401 (a Result)
    """The rows as Parquet."""
    from pyarrow import parquet  # noqa: PLC0415 (only when something is written)

    rows = result.to_arrow()
    parquet.write_table(rows, path, use_dictionary=repetitive(rows))


def parquet_rows(address: str, first: Any) -> Writer:  # noqa: ANN401 (an Arrow table)
    """A Parquet file that takes rows batch by batch, each a group of rows."""
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 (only when something is written)

    return RowsFile(
        address, first, lambda path, rows: ParquetWriter(path, rows.schema, use_dictionary=repetitive(rows))
    )


def repetitive(rows: Any) -> list[str]:  # noqa: ANN401 (an Arrow table)
    """The columns that say the same things over and over: a dictionary makes them short, others slow."""
    from pyarrow import compute, types  # noqa: PLC0415 (only when something is written)

    found = []
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        some = column.slice(0, SAMPLE)
        coded = types.is_dictionary(column.type)
        if coded or not len(some) or 2 * compute.count_distinct(some).as_py() <= len(some):
            found.append(name)
    return found


def write_json(result: Any, path: Path) -> None:  # noqa: ANN401 (a Result)
    """The whole answer as JSON, in the shape of the command line's."""
    text = json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False, default=str, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


@plugin
def outputs() -> Iterator[Target]:
    """Offer ``csv``, ``parquet`` and ``json``."""
    yield FileTarget("csv", write_csv, csv_rows)
    yield FileTarget("parquet", write_parquet, parquet_rows)
    yield FileTarget("json", write_json)

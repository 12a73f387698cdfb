"""Results to CSV files: missing cells empty, dates ISO, numbers in full, texts in quotes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Level, Target, plugin
from worthwhile_plugins.outputs.rows import RowsFile, RowsTarget, Written

NAMED = 3
"""How many values a note names."""


class CsvRows(RowsFile):
    """A CSV file: numbers are texts there, so nothing has to be written again where a column widens."""

    def __init__(self, address: str, first: Any) -> None:  # noqa: ANN401 (an Arrow table)
        self._name = address
        super().__init__(address, first, lambda path, rows: _Lines(path, rows.schema, more=False))

    def _widened(self, schema: Any) -> Any:  # noqa: ANN401 (Arrow's own)
        self._file.close()
        self._schema = schema
        self._file = _Lines(self._draft.path, schema, more=True)
        return schema

    def summarize(self, result: Any) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Say what has no row to stand in."""
        single = list(result.summary())
        if not single:
            return ()
        some = ", ".join(f"`{it}`" for it in single[:NAMED])
        more = f" and {len(single) - NAMED} more" if len(single) > NAMED else ""
        have, they = ("has", "it is") if len(single) == 1 else ("have", "they are")
        message = f"{some}{more} {have} one value, not one for each row: {they} not in {self._name}"
        hint = ".parquet, .json, .xlsx and tables of databases keep single values beside the rows"
        return (Finding("W0670", Level.NOTE, message, hint=hint, file=self._name),)


class _Lines:
    """A writer together with the file it writes to, which is closed whatever happens."""

    def __init__(self, path: Path, schema: Any, *, more: bool) -> None:  # noqa: ANN401 (Arrow's own)
        from pyarrow import OSFile, csv  # noqa: PLC0415 (only when something is written)

        self._sink = OSFile(str(path), "ab" if more else "wb")
        try:
            self._writer = csv.CSVWriter(self._sink, schema, write_options=csv.WriteOptions(include_header=not more))
        except BaseException:
            self._sink.close()
            raise

    def write_table(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        self._writer.write_table(rows)

    def close(self) -> None:
        try:
            self._writer.close()
        finally:
            self._sink.close()


class CsvTarget(RowsTarget):
    """Files that end in ``.csv``."""

    name = "csv"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() == ".csv" and "://" not in address

    def begin(self, address: str, first: Any) -> Written:  # noqa: ANN401 (an Arrow table)
        """Begin a file."""
        return CsvRows(address, first)


@plugin
def outputs() -> Iterator[Target]:
    """Offer ``csv``."""
    yield CsvTarget()

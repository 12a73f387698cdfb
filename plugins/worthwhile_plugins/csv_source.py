"""Tables from CSV and TSV files: a head, then a row a line, cells quoted where they need be."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Level, ModelError, Source, plugin

ENDINGS = {".csv": ",", ".tsv": "\t"}


class CsvTable:
    """An opened file; every cell is text, the model says what it is."""

    def __init__(self, path: Path, delimiter: str) -> None:
        self.name, self._path, self._delimiter = path.name, path, delimiter
        self._batches: list[Any] | None = None
        self._heads: list[str] = []

    def columns(self) -> Sequence[str]:
        """The heads of the columns."""
        self._read()
        return self._heads

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches of texts."""
        del columns
        self._read()
        yield from self._batches or ()

    def _read(self) -> None:
        if self._batches is not None:
            return
        from pyarrow import ArrowInvalid, csv, string  # noqa: PLC0415 (only when data is read)

        if not self._path.stat().st_size:
            raise ModelError([_unreadable(self.name, "it is empty", "the first line names the columns")])
        ragged: list[tuple[int, int, int, str]] = []

        def skip(row: Any) -> str:  # noqa: ANN401 (Arrow's own)
            ragged.append((row.number or 0, row.expected_columns, row.actual_columns, row.text or ""))
            return "skip"

        parse = csv.ParseOptions(delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=skip)
        heads = self._first_line(parse)
        ragged.clear()  # looking for the heads has met some of them already
        convert = csv.ConvertOptions(
            column_types=dict.fromkeys(heads, string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        )
        try:
            table = csv.read_csv(
                self._path,
                parse_options=parse,
                convert_options=convert,
                read_options=csv.ReadOptions(use_threads=False),
            )
        except ArrowInvalid as error:
            raise ModelError([_told(self.name, str(error))]) from None
        if ragged:
            raise ModelError([_ragged(self.name, ragged)])
        self._heads = list(table.column_names)
        self._batches = table.to_batches()

    def _first_line(self, parse: Any) -> Sequence[str]:  # noqa: ANN401 (Arrow's own)
        from pyarrow import ArrowInvalid, csv  # noqa: PLC0415 (only when data is read)

        try:
            with csv.open_csv(self._path, parse_options=parse) as reader:
                return list(reader.schema.names)
        except (ArrowInvalid, UnicodeDecodeError) as error:
            raise ModelError([_told(self.name, str(error))]) from None


def _unreadable(name: str, why: str, hint: str = "") -> Finding:
    return Finding("W0608", Level.ERROR, f"{name} cannot be read: {why}", file=name, hint=hint)


def _told(name: str, error: str) -> Finding:
    if any(it in error for it in ("UTF8", "UTF-8", "utf-8")):
        return _unreadable(name, "it is not in UTF-8", "save it as UTF-8; spreadsheets offer `CSV UTF-8`")
    return _unreadable(name, error.splitlines()[0])


def _ragged(name: str, rows: list[tuple[int, int, int, str]]) -> Finding:
    number, wanted, found, text = rows[0]
    place = f"line {number}" if number else "the first"
    return _unreadable(
        name,
        f"{len(rows)} row{'s' * (len(rows) != 1)} with more or fewer cells than the head has: "
        f"{place} has {found} and not {wanted}, {text[:60]}",
        "is a cell with a comma not in quotes?",
    )


class CsvSource:
    """Files that end in ``.csv`` or ``.tsv``."""

    name = "csv"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() in ENDINGS and "://" not in address

    def open(self, address: str) -> CsvTable:
        """Open a file."""
        path = Path(address)
        if not path.exists():
            raise FileNotFoundError(address)
        return CsvTable(path, ENDINGS[path.suffix.lower()])


@plugin
def sources() -> Iterator[Source]:
    """Offer ``csv``."""
    yield CsvSource()

"""Tables from CSV and TSV files: a head, then a row a line, cells quoted where they need be."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Level, ModelError, Source, plugin

ENDINGS = {".csv": ",", ".tsv": "\t"}


BLOCK = 1 << 22
"""Bytes that are read at once."""


class CsvTable:
    """An opened file, read block by block; every cell is text, the model says what it is."""

    def __init__(self, path: Path, delimiter: str) -> None:
        self.name, self._path, self._delimiter = path.name, path, delimiter
        self._heads: Sequence[str] | None = None

    def columns(self) -> Sequence[str]:
        """The heads of the columns."""
        if self._heads is None:
            if not self._path.stat().st_size:
                raise ModelError([_unreadable(self.name, "it is empty", "the first line names the columns")])
            try:
                with self._opened(_Ragged()) as reader:
                    self._heads = list(reader.schema.names)
            except UnicodeDecodeError as error:
                raise ModelError([_told(self.name, str(error))]) from None
        return self._heads

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches of texts; rows that are too short or too long are told at the end."""
        from pyarrow import ArrowInvalid  # noqa: PLC0415 (only when data is read)

        ragged = _Ragged()
        with self._opened(ragged, columns) as reader:
            try:
                yield from reader
            except ArrowInvalid as error:
                raise ModelError([_told(self.name, str(error))]) from None
        if ragged.rows:
            raise ModelError([_ragged(self.name, ragged)])

    def _opened(self, ragged: "_Ragged", columns: Sequence[str] | None = None) -> Any:  # noqa: ANN401 (Arrow's own)
        from pyarrow import ArrowInvalid, csv, string  # noqa: PLC0415 (only when data is read)

        heads = [] if columns is None else list(columns)
        convert = csv.ConvertOptions(
            column_types=dict.fromkeys(heads, string()),
            include_columns=None if columns is None or heads == self._heads else heads,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        )
        try:
            return csv.open_csv(
                self._path,
                parse_options=csv.ParseOptions(
                    delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=ragged
                ),
                convert_options=convert,
                read_options=csv.ReadOptions(use_threads=False, block_size=BLOCK),
            )
        except ArrowInvalid as error:
            raise ModelError([_told(self.name, str(error))]) from None


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


def _unreadable(name: str, why: str, hint: str = "") -> Finding:
    return Finding("W0608", Level.ERROR, f"{name} cannot be read: {why}", file=name, hint=hint)


def _told(name: str, error: str) -> Finding:
    if any(it in error for it in ("UTF8", "UTF-8", "utf-8")):
        return _unreadable(name, "it is not in UTF-8", "save it as UTF-8; spreadsheets offer `CSV UTF-8`")
    return _unreadable(name, error.splitlines()[0])


def _ragged(name: str, ragged: _Ragged) -> Finding:
    number, wanted, found, text = ragged.first
    place = f"line {number}" if number else "the first"
    return _unreadable(
        name,
        f"{ragged.rows} row{'s' * (ragged.rows != 1)} with more or fewer cells than the head has: "
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

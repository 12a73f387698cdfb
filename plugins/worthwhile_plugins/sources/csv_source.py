"""Tables from CSV and TSV files, packed or not, and from standard input."""

from collections.abc import Iterator

from worthwhile.plugin import Source, Table, plugin
from worthwhile_plugins.sources.address import Address, is_file, parted

ENDINGS = {".csv": ",", ".tsv": "\t"}
INPUT = "-"


class CsvSource:
    """Files that end in ``.csv`` or ``.tsv``, also with ``.gz``; ``-`` is CSV on standard input.

    After ``?`` may be said how it is written: ``sales.csv?delimiter=;&decimal=,&dates=dmy&encoding=cp1252``.
    """

    name = "csv"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return _its(address) is not None

    def open(self, address: str) -> Table:
        """Open a file. Raises `ModelError` where it is not known how it is to be read."""
        from worthwhile_plugins.sources.reading.csv_table import opened  # noqa: PLC0415 (when data is read)

        known = _its(address) or parted(address)
        return opened(known, ENDINGS.get(known.suffixes[0], ","))


def _its(address: str) -> Address | None:
    if address == INPUT or address.startswith(f"{INPUT}?"):
        return parted(address)
    return is_file(address, *ENDINGS)


@plugin
def sources() -> Iterator[Source]:
    """Offer ``csv``."""
    yield CsvSource()

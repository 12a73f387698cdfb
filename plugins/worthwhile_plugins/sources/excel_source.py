"""Tables from the sheets of Excel and OpenDocument workbooks."""

from collections.abc import Iterator

from worthwhile.plugin import Source, Table, plugin
from worthwhile_plugins.sources.address import is_file, parted

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


class ExcelSource:
    """Files that end in ``.xlsx``, ``.xlsm``, ``.xlsb``, ``.xls`` or ``.ods``; ``book.xlsx#Sheet`` names the sheet.

    The first row that is not empty names the columns. Texts may write numbers and dates as is said after ``?``.
    """

    name = "excel"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return is_file(address, *ENDINGS) is not None

    def open(self, address: str) -> Table:
        """Open a sheet. Raises `ModelError` where python-calamine is not installed, or the sheet is not there."""
        from worthwhile_plugins.sources.reading.excel_table import opened  # noqa: PLC0415 (when data is read)

        return opened(parted(address))


@plugin
def sources() -> Iterator[Source]:
    """Offer ``excel``."""
    yield ExcelSource()

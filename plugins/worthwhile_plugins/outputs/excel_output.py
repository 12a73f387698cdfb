"""Results to workbooks of Excel with live formulas: inputs and assumptions as cells, everything else as formulas over them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Level, ModelError, Target, plugin
from worthwhile_plugins.outputs.addresses import lacking
from worthwhile_plugins.outputs.draft import replaced

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
MOST_CELLS = 3_000_000
"""Cells of a workbook that can still be opened and recomputed."""


class ExcelTarget:
    """Files that end in ``.xlsx``."""

    name = "xlsx"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return Path(address).suffix.lower() == ".xlsx" and "://" not in address

    def write(self, result: Any, address: str) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Write a workbook."""
        try:
            import xlsxwriter  # noqa: F401, PLC0415 (to say what is missing before there is much to do)
        except ImportError:
            raise lacking("xlsxwriter", "excel", address) from None
        from worthwhile_plugins.outputs.workbook.laying import laid  # noqa: PLC0415 (only when a workbook is written)
        from worthwhile_plugins.outputs.workbook.sheets import Workbook, notes  # noqa: PLC0415 (as above)

        whole = laid(result)
        rows = max(whole.layout.rows.values(), default=1)
        if rows > MOST_ROWS - 10 or whole.layout.periods > MOST_COLUMNS - 10 or whole.cells > MOST_CELLS:
            message = f"{address} would have {whole.cells:,} cells, {rows:,} rows and {whole.layout.periods:,} periods"
            hint = f"a workbook has {MOST_ROWS:,} rows, and is of use up to {MOST_CELLS:,} cells: take fewer rows, or .parquet"
            raise ModelError([Finding("W0674", Level.ERROR, message, hint=hint, file=address)])

        def write(path: Path) -> None:
            book = Workbook(whole, path)
            book.write()
            book.close()

        replaced(address, write)
        return tuple(notes(whole))


@plugin
def outputs() -> Iterator[Target]:
    """Offer ``xlsx``."""
    yield ExcelTarget()

"""Rows of a sheet of a workbook; the sheet is held in memory as a whole."""

from pathlib import Path
from typing import Any

from worthwhile.plugin import ModelError, Table
from worthwhile_plugins.sources.address import Address
from worthwhile_plugins.sources.reading import complaints
from worthwhile_plugins.sources.reading.drivers import driver
from worthwhile_plugins.sources.reading.held import HeldTable
from worthwhile_plugins.sources.reading.options import SPELLED, said
from worthwhile_plugins.sources.reading.values import EXACT, column_of


def opened(address: Address) -> Table:
    """A sheet; the only one, or the one that is named. Raises `ModelError` where it cannot be read."""
    import pyarrow as pa  # noqa: PLC0415 (only when data is read)

    path = Path(address.target)
    given = said(address, path.name, SPELLED)
    calamine = driver("python_calamine", path.name, "python-calamine", "excel")
    with path.open("rb"):  # what is not there, or may not be read, is told by the system
        pass
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        sheet = _which(path.name, names, address.part)
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=True)
    except ModelError:
        raise
    except calamine.PasswordError:
        hint = "save it without a password"
        raise ModelError([complaints.unreadable(path.name, "a password protects it", hint)]) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        why = f"it is no workbook: {str(error).splitlines()[0]}"
        raise ModelError([complaints.unreadable(path.name, why, "was it cut off on its way?")]) from None
    name = f"{path.name}#{sheet}" if names[1:] else path.name
    rows = [row for row in rows if any(it != "" for it in row)]
    if not rows:
        raise ModelError([complaints.empty(name, "the first row names the columns")])
    heads = [_head(it) for it in rows[0]]
    columns = [column_of([_value(row[at]) if at < len(row) else None for row in rows[1:]]) for at in range(len(heads))]
    kept = [at for at, head in enumerate(heads) if head or columns[at].null_count < len(columns[at])]
    table = pa.table([columns[at] for at in kept], names=[heads[at] for at in kept])
    return HeldTable(name, table, given)


def _which(name: str, sheets: list[str], wanted: str) -> str:
    if wanted:
        if wanted not in sheets:
            raise ModelError([complaints.no_part(name, "sheet", wanted, sheets)])
        return wanted
    if len(sheets) != 1:
        raise ModelError([complaints.which_part(name, "sheet", sheets)])
    return sheets[0]


def _head(cell: Any) -> str:  # noqa: ANN401 (whatever a cell holds)
    value = _value(cell)
    return "" if value is None else str(value).strip()


def _value(cell: Any) -> Any:  # noqa: ANN401 (whatever a cell holds)
    """A cell; a workbook has no whole numbers, so one that is whole is taken as one."""
    if cell == "":
        return None
    if type(cell) is float and cell.is_integer() and abs(cell) <= EXACT:
        return int(cell)
    return cell

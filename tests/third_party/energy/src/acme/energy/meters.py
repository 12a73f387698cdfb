"""Files of meters, ``*.meter``: cells between semicolons, numbers with a comma, nothing where a cell is missing."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding


def value(cell: str) -> float | str | None:
    try:
        return float(cell.replace(",", ".")) if cell else None
    except ValueError:
        return cell


def cell(value: object) -> str:
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)


class Meters:
    def __init__(self, path: Path) -> None:
        self.name, self._path = path.name, path
        self._heads = path.read_text(encoding="utf-8").partition("\n")[0].split(";")

    def columns(self) -> Sequence[str]:
        return self._heads

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        from pyarrow import Table

        lines = self._path.read_text(encoding="utf-8").splitlines()[1:]
        rows = [[value(it) for it in line.split(";")] for line in lines]
        places = [self._heads.index(it) for it in columns]
        data = {it: [row[n] for row in rows] for it, n in zip(columns, places, strict=True)}
        yield from Table.from_pydict(data).to_batches(max_chunksize=2)


class MeterSource:
    name = "meter"

    def claims(self, address: str) -> bool:
        return address.endswith(".meter")

    def open(self, address: str) -> Meters:
        return Meters(Path(address))


class MeterTarget:
    name = "meter"

    def claims(self, address: str) -> bool:
        return address.endswith(".meter")

    def write(self, result: Any, address: str) -> Sequence[Finding]:
        table, file = result.to_arrow(), Path(address)
        lines = [";".join(table.column_names), *(";".join(map(cell, row.values())) for row in table.to_pylist())]
        handle, draft = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write("\n".join(lines) + "\n")
            Path(draft).replace(file)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        return ()

"""LibreOffice without a window: it opens a workbook that has formulas and no values, and computes them."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

FORMULA = re.compile(r"(<c [^>]*?)( t=\"\w+\")?(><f>.*?</f>)<v>.*?</v></c>", re.DOTALL)
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-calc)")
    return found


def forgotten(file: Path, into: Path, cells: Mapping[str, str] | None = None) -> None:
    """The same workbook without a value for any formula; ``cells`` are texts of its sheets to be put for others."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, count = FORMULA.subn(r"\1\3</c>", content.decode())
                assert count == text.count("<f>")
                for before, after in (cells or {}).items():
                    text = text.replace(before, after)
                content = text.encode()
            new.writestr(name, content)


def recomputed(files: Sequence[Path], folder: Path) -> list[Path]:
    """Workbooks as LibreOffice computes them."""
    profile, out = folder / "profile", folder / "recomputed"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    command = [
        office(),
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
    ]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return [out / it.name for it in files]


def cells(file: Path) -> dict[str, list[list[Any]]]:
    """The cells of every sheet, read by calamine from the first on."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(file))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def plain(value: Any) -> Any:
    """A cell, a day as its number: LibreOffice takes what comes of days for days."""
    if isinstance(value, time):
        return (value.hour + value.minute / 60 + value.second / 3600) / 24
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 (days have no zone)
    if isinstance(value, date):
        days = (value - date(1899, 12, 30)).days
        return days - (days <= 60)  # before the day that never was, 1900-02-29, they are counted from the day before
    return value


def apart(one: dict[str, list[list[Any]]], other: dict[str, list[list[Any]]], within: float) -> list[tuple[Any, ...]]:
    """The cells in which two workbooks differ: numbers by more than a part of them, all else at all."""
    found: list[tuple[Any, ...]] = []
    assert list(one) == list(other)
    for sheet, rows in one.items():
        theirs = other[sheet]
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                value, seen = plain(cell), plain(theirs[y][x]) if y < len(theirs) and x < len(theirs[y]) else ""
                if isinstance(value, float | int) and isinstance(seen, float | int) and not isinstance(value, bool):
                    if abs(value - seen) <= within * max(1.0, abs(value)):
                        continue
                elif value == seen:
                    continue
                found.append((sheet, y + 1, x, value, seen))
    return found

"""Where everything stands in a workbook: names and parts of formulas in sheets, rows and columns.

A row of a table has the same number on every sheet, a period the same column on every sheet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from worthwhile.plugin import core

FIRST = 4
"""The first row of values, counted from nought: above are a title, names, labels and units."""
START = 3
"""The column of the first period: before it are a name or key, a label and a unit."""
OUTPUTS, SUMMARY, INPUTS, ASSUMPTIONS = "Outputs", "Summary", "Inputs", "Assumptions"
VALUES, ROWS, TIMELINE, CURVES, FINDINGS = "Values", "Calculation", "Timeline", "Curves", "Findings"
ROW = "\x00"
"""Stands in a formula for the number of its row, which is put in when the cell is written."""
LONGEST_SHEET = 31
CELL = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*|[Rr]\d*[Cc]\d*")


@dataclass(eq=False)
class Block:
    """Cells that hold one name, or a part of a formula: one, a column, a row of periods, or a sheet of rows and periods."""

    name: str
    label: str
    unit: str
    type: Any
    axis: str
    """Whose rows it has: the entity's ``e``, a table's; nothing: it has one."""
    timed: bool
    sheet: str
    place: int
    """Its column, or where it has one row of all, its row, counted from nought; of a sheet of its own nought."""
    trace: Any = None
    """What is computed: a core node with its slot."""
    where: Any = None
    """Where it counts; elsewhere the cell holds an empty text."""
    short: str = ""
    """The name that formulas call a single cell by."""
    digits: int | None = None
    words: str = ""
    source: str = ""
    blank: bool = False
    """Whether what is missing is an empty text here, since what adds up groups stumbles over errors."""
    early: bool = False
    """Whether it holds dates from before the calendar of workbooks: they are texts there, nothing is computed of them."""
    given: bool = False
    """Whether it holds what comes from outside."""
    why: str = ""
    """Why it holds values instead of formulas."""
    texts: list[str] = field(default_factory=list)
    """The formula of each period, or the one there is; nothing: it holds values."""


def letters(column: int) -> str:
    """A column as spreadsheets call it, counted from nought."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def quoted(sheet: str) -> str:
    """The name of a sheet, as it stands in a formula."""
    return (
        sheet
        if re.fullmatch(r"[A-Za-z_]\w*", sheet) and not CELL.fullmatch(sheet)
        else f"'{sheet.replace(chr(39), chr(39) * 2)}'"
    )


@dataclass
class Layout:
    """All blocks, and how formulas refer to them."""

    rows: Mapping[str, int]
    periods: int
    entity: bool
    blocks: dict[str, Block] = field(default_factory=dict)
    """By the name that they hold."""
    parts: dict[object, Block] = field(default_factory=dict)
    """Parts of formulas that stand in cells of their own, since something is made of many of their values."""
    inputs: dict[str, Block] = field(default_factory=dict)
    """What comes from outside, by name, where the name's own value may be another."""
    curves: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """The column of each curve on its sheet, counted from nought, and its rows."""
    tables: dict[str, str] = field(default_factory=dict)
    """The sheet of each table beside the entity's."""
    _free: dict[str, int] = field(default_factory=dict)
    _sheets: set[str] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)

    # ---- laying out
    def sheet(self, wanted: str) -> str:
        """A name for a sheet that no other has."""
        base = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip()[:LONGEST_SHEET] or "Sheet"
        name, number = base, 2
        while name.lower() in self._sheets or name.lower() == "history":
            end = f" {number}"
            name, number = base[: LONGEST_SHEET - len(end)] + end, number + 1
        self._sheets.add(name.lower())
        return name

    def named(self, name: str) -> str:
        """A name for a cell that no other has and that is no cell's own."""
        base = re.sub(r"\W", "_", name, flags=re.ASCII)
        if not re.match(r"[A-Za-z_]", base) or CELL.fullmatch(base) or base.upper() in ("TRUE", "FALSE"):
            base = f"_{base}"
        short, number = base, 2
        while short.lower() in self._names:
            short, number = f"{base}_{number}", number + 1
        self._names.add(short.lower())
        return short

    def put(self, block: Block, list_sheet: str) -> Block:
        """Give a block its place: on a list, on the timeline, on the sheet of its table, or on one of its own."""
        if block.axis and block.timed:
            block.sheet, block.place = self.sheet(block.name), 0
        elif block.axis:
            block.sheet = self.tables.get(block.axis) or (INPUTS if block.given and block.trace is None else ROWS)
            block.place = self._next(block.sheet, 2 if block.axis in self.tables else 1)
        elif block.timed:
            block.sheet, block.place = TIMELINE, self._next(TIMELINE, FIRST + 1)
        else:
            block.sheet, block.place = list_sheet, self._next(list_sheet, FIRST)
            block.short = self.named(block.name)
        return block

    def _next(self, sheet: str, first: int) -> int:
        place = self._free.get(sheet, first)
        self._free[sheet] = place + 1
        return place

    # ---- referring
    def cell(self, block: Block, period: int | None, axis: str) -> str:
        """A block's cell, as a formula in a row of a table refers to it."""
        sheet = quoted(block.sheet)
        if not block.axis:
            return block.short if not block.timed else f"{sheet}!{letters(START + (period or 0))}${block.place + 1}"
        column = letters(START + (period or 0)) if block.timed else letters(block.place)
        if block.axis == axis:
            return f"{sheet}!{column}{ROW}"
        first, last = FIRST + 1, FIRST + max(1, self.rows[block.axis])
        return f"INDEX({sheet}!${column}${first}:${column}${last},{quoted(self.tables[axis])}!$B{ROW})"

    def over_rows(self, block: Block, period: int | None) -> str:
        """The cells of all rows."""
        column = letters(START + (period or 0)) if block.timed else letters(block.place)
        return f"{quoted(block.sheet)}!${column}${FIRST + 1}:${column}${FIRST + max(1, self.rows[block.axis])}"

    def over_periods(self, block: Block) -> str:
        """The cells of all periods, of a row of a table those of this row."""
        first, last = letters(START), letters(START + self.periods - 1)
        row = ROW if block.axis else str(block.place + 1)
        fixed = "" if block.axis else "$"
        return f"{quoted(block.sheet)}!${first}{fixed}{row}:${last}{fixed}{row}"

    def t(self, period: int) -> str:
        """The cell that counts the periods."""
        return f"{TIMELINE}!{letters(START + period)}${FIRST + 1}"

    def keys_of(self, table: str) -> str:
        """The keys of a table beside the entity's."""
        return f"{quoted(self.tables[table])}!$A${FIRST + 1}:$A${FIRST + max(1, self.rows[table])}"

    def owners_of(self, table: str) -> str:
        """Of each record the number of the row that it belongs to."""
        return f"{quoted(self.tables[table])}!$B${FIRST + 1}:$B${FIRST + max(1, self.rows[table])}"


def shape_of(node: core.Core) -> tuple[str, bool]:
    """Whose rows a node has values for, and whether for each period."""
    return core.axis_of(node.shape), core.TIME in node.shape

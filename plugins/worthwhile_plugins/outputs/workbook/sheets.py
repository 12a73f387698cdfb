"""The sheets of a workbook, written with xlsxwriter."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from worthwhile.plugin import core
from worthwhile_plugins.outputs.workbook import places
from worthwhile_plugins.outputs.workbook.formulas import constant
from worthwhile_plugins.outputs.workbook.laying import MISSING, Laid, told
from worthwhile_plugins.outputs.workbook.places import FIRST, ROW, START, Block, letters, quoted

EXACT = 1 << 53
"""Whole numbers beyond it are not all numbers of a workbook: keys are texts there."""
LIST = ("Name", "What it is", "Value", "Unit", "Formula", "Source")
VALUE = 2
BLUE, GREY = "#0000C0", "#808080"


class Exact(float):
    """A number that is written with all the digits that it takes to read it again; xlsxwriter writes sixteen."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return repr(float(self)) if spec == ".16G" else float.__format__(self, spec)


class Formula(str):
    """A formula as it is to be written; xlsxwriter looks for thirty functions in each, texts included, unless told not to."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "_xlfn." or (isinstance(part, str) and str.__contains__(self, part))


NOTHING, EMPTY = Formula("NA()"), Formula('""')


class Workbook:
    """A workbook that is being written."""

    def __init__(self, laid: Laid, path: Path) -> None:
        import xlsxwriter  # noqa: PLC0415 (only when a workbook is written)

        self._laid, self._layout = laid, laid.layout
        self._book = xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_formulas": False})
        self._book.set_properties({"title": laid.result.model, "created": datetime(2000, 1, 1, tzinfo=UTC)})
        self._book.set_calc_mode("auto")
        self._sheets: dict[str, Any] = {}
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        """All sheets, in the order in which one reads them."""
        laid, layout = self._laid, self._layout
        blocks = list(laid.blocks)
        single = [it for it in laid.outputs if not it.axis]
        rows = [it for it in laid.outputs if it.axis]
        first = places.SUMMARY if layout.entity else places.OUTPUTS
        self._outputs(first, single)
        if layout.entity:
            self._table(places.OUTPUTS, self._placed(rows), core.ENTITY)
        lists = {
            name: [it for it in blocks if it.sheet == name and not it.axis]
            for name in (places.ASSUMPTIONS, places.INPUTS, places.VALUES)
        }
        self._list(places.ASSUMPTIONS, lists[places.ASSUMPTIONS])
        if layout.entity:
            self._table(places.INPUTS, [it for it in blocks if it.sheet == places.INPUTS and it.axis], core.ENTITY)
            self._table(places.ROWS, [it for it in blocks if it.sheet == places.ROWS], core.ENTITY)
        else:
            self._list(places.INPUTS, lists[places.INPUTS])
        if lists[places.VALUES]:
            self._list(places.VALUES, lists[places.VALUES])
        if laid.run.meaning.timeline is not None:
            self._timeline([it for it in blocks if it.sheet == places.TIMELINE])
        for table, sheet in layout.tables.items():
            self._table(sheet, [it for it in blocks if it.sheet == sheet and it.axis == table and not it.timed], table)
        for it in blocks:
            if it.axis and it.timed:
                self._series(it)
        for it in rows:
            if it.timed and it.sheet not in self._sheets:
                self._series(it)
        if layout.curves:
            self._curves()
        self._findings(blocks)
        for it in blocks:
            if it.short:
                self._book.define_name(it.short, f"={quoted(it.sheet)}!${letters(VALUE)}${it.place + 1}")

    def close(self) -> None:
        """End the file."""
        self._book.close()

    # ---- what sheets are made of
    def _sheet(self, name: str, title: str) -> Any:  # noqa: ANN401 (xlsxwriter's own)
        sheet = self._sheets[name] = self._book.add_worksheet(name)
        sheet.write_string(0, 0, title, self._format(bold=True, font_size=13))
        return sheet

    def _format(self, **options: Any) -> Any:  # noqa: ANN401 (xlsxwriter's own)
        key = tuple(sorted(options.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(options)
        return self._formats[key]

    def _styled(self, block: Block) -> Any:  # noqa: ANN401 (xlsxwriter's own)
        """How the cells of a block look: what comes from outside is blue, what is a value instead of a formula grey."""
        options: dict[str, Any] = {"num_format": number_format(block.type, block.digits)}
        if block.given and (block.trace is None or isinstance(block.trace.core, core.Const)):
            options["font_color"] = BLUE
        elif block.why:
            options |= {"font_color": GREY, "italic": True}
        return self._format(**options)

    def _put(self, sheet: Any, row: int, column: int, value: Any, style: Any) -> None:  # noqa: ANN401 (xlsxwriter's own)
        if value is None or (isinstance(value, str) and value == MISSING):
            sheet.write_formula(row, column, NOTHING, style, MISSING)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, str):
            if value:
                sheet.write_string(row, column, value, style)
            else:
                sheet.write_formula(row, column, EMPTY, style, "")
        else:
            sheet.write_number(row, column, Exact(value), style)

    def _filled(
        self,
        sheet: Any,  # noqa: ANN401 (xlsxwriter's own)
        block: Block,
        place: Callable[[int], tuple[int, int]],
        period: int | None,
    ) -> None:
        """The cells of a block in all rows, formulas with the values that they have now."""
        values, style = self._laid.values(block, period or 0), self._styled(block)
        text = block.texts[period or 0 if block.timed else 0] if block.texts else ""
        assumed = (
            block.given and block.trace is not None and isinstance(block.trace.core, core.Const) and not block.axis
        )
        for number, value in enumerate(values):
            row, at = place(number)
            if text and not assumed:
                known = 0 if value is None else value
                sheet.write_formula(row, at, Formula(text.replace(ROW, str(row + 1))), style, known)
            else:
                self._put(sheet, row, at, value, style)

    def _list(self, name: str, blocks: Sequence[Block]) -> None:
        """Names with one value each, one below the other."""
        sheet = self._sheet(name, name)
        self._heads(sheet, FIRST - 1, LIST)
        sheet.set_column(0, 1, 28)
        sheet.set_column(VALUE, VALUE, 16)
        sheet.set_column(3, 5, 24)
        for it in blocks:
            self._line(sheet, it, it.place)
        sheet.freeze_panes(FIRST, 0)

    def _line(self, sheet: Any, it: Block, row: int) -> None:  # noqa: ANN401 (xlsxwriter's own)
        self._text(sheet, row, 0, it.name)
        self._text(sheet, row, 1, it.label)
        self._filled(sheet, it, lambda _: (row, VALUE), None)
        self._text(sheet, row, 3, it.unit)
        self._text(sheet, row, 4, it.words)
        self._text(sheet, row, 5, it.source)

    def _outputs(self, name: str, blocks: Sequence[Block]) -> None:
        """Single values first, then series side by side with their periods."""
        meaning = self._laid.run.meaning
        sheet = self._sheet(name, meaning.label or meaning.name)
        conventions = {key: it for key, it in self._laid.result.conventions.items() if it is not None}
        self._text(sheet, 1, 0, ", ".join(f"{key} {it}" for key, it in conventions.items()))
        self._heads(sheet, FIRST - 1, LIST[:4])
        sheet.set_column(0, 1, 28)
        sheet.set_column(VALUE, VALUE, 16)
        single = [it for it in blocks if not it.timed]
        for number, it in enumerate(single):
            self._line(sheet, it, FIRST + number)
        row = FIRST + len(single) + 2
        series = [it for it in blocks if it.timed]
        if series:
            self._periods(sheet, row - 1)
        for it in series:
            self._along(sheet, it, row)
            row += 1

    def _along(self, sheet: Any, it: Block, row: int) -> None:  # noqa: ANN401 (xlsxwriter's own)
        """A series in a row."""
        for column, text in enumerate((it.name, it.label, it.unit)):
            self._text(sheet, row, column, text)
        for period in range(self._layout.periods):
            self._filled(sheet, it, lambda _, at=START + period: (row, at), period)  # type: ignore[misc]  # (a default binds what changes in the loop)

    def _periods(self, sheet: Any, row: int) -> None:  # noqa: ANN401 (xlsxwriter's own)
        style = self._format(bold=True, bottom=1)
        self._text(sheet, row, 0, "t", style)
        for period in range(self._layout.periods):
            sheet.write_formula(row, START + period, Formula(self._layout.t(period)), style, period)

    def _timeline(self, blocks: Sequence[Block]) -> None:
        """The periods, and what has one value for each."""
        timeline = self._laid.run.meaning.timeline
        sheet = self._sheet(places.TIMELINE, f"{places.TIMELINE}: {timeline.length} periods of a {timeline.period}")
        style = self._format(bold=True, bottom=1)
        self._text(sheet, FIRST, 0, "t", style)
        for period in range(timeline.length):
            sheet.write_number(FIRST, START + period, period, style)
        sheet.set_column(0, 1, 24)
        for it in blocks:
            self._along(sheet, it, it.place)
        sheet.freeze_panes(FIRST + 1, START)

    def _placed(self, rows: Sequence[Block]) -> list[Block]:
        """Outputs side by side; a series that is no name's gets a sheet of its own."""
        found: list[Block] = []
        for it in rows:
            if it.timed:
                it.sheet = self._layout.sheet(f"out {it.name}")
            else:
                it.place = len(found) + 1
                found.append(it)
        return found

    def _table(self, name: str, blocks: Sequence[Block], axis: str) -> None:
        """Rows of a table, a column for each name."""
        meaning = self._laid.run.meaning
        sheet = self._sheet(name, name)
        own = axis == core.ENTITY
        key = meaning.entity.key if own and meaning.entity else meaning.tables[axis].key
        self._keys(sheet, axis, key)
        if not own and axis in self._laid.run.owners and meaning.entity is not None:
            self._owners(sheet, axis, meaning.entity.name)
        for it in blocks:
            self._head(sheet, it, it.place)
            self._filled(sheet, it, lambda number, at=it.place: (FIRST + number, at), None)  # type: ignore[misc]  # (a default binds what changes in the loop)
        sheet.freeze_panes(FIRST, 1)

    def _series(self, block: Block) -> None:
        """A sheet of rows and periods."""
        sheet = self._sheet(block.sheet, f"{block.label or block.name}{', ' if block.unit else ''}{block.unit}")
        meaning = self._laid.run.meaning
        own = block.axis == core.ENTITY
        self._keys(sheet, block.axis, meaning.entity.key if own and meaning.entity else meaning.tables[block.axis].key)
        self._periods(sheet, FIRST - 1)
        for period in range(self._layout.periods):
            at = START + period
            self._filled(sheet, block, lambda number, at=at: (FIRST + number, at), period)  # type: ignore[misc]  # (a default binds what changes in the loop)
        sheet.freeze_panes(FIRST, START)

    def _keys(self, sheet: Any, axis: str, key: str) -> None:  # noqa: ANN401 (xlsxwriter's own)
        self._text(sheet, 1, 0, key, self._format(bold=True))
        sheet.set_column(0, 0, 18)
        keys = self._laid.run.keys.get(axis) or range(1, self._layout.rows[axis] + 1)
        large = any(isinstance(it, int) and abs(it) > EXACT for it in keys)
        style = self._format(font_color=BLUE)
        for number, it in enumerate(keys):
            self._put(sheet, FIRST + number, 0, str(it) if large and it is not None else it, style)

    def _owners(self, sheet: Any, axis: str, entity: str) -> None:  # noqa: ANN401 (xlsxwriter's own)
        self._text(sheet, 1, 1, f"row of {entity}", self._format(bold=True))
        for number, owner in enumerate(self._laid.run.owners[axis]):
            self._put(sheet, FIRST + number, 1, owner + 1 if owner >= 0 else None, self._format(font_color=GREY))

    def _head(self, sheet: Any, it: Block, column: int) -> None:  # noqa: ANN401 (xlsxwriter's own)
        self._text(sheet, 1, column, it.name, self._format(bold=True))
        self._text(sheet, 2, column, it.label, self._format(text_wrap=True))
        self._text(sheet, 3, column, it.unit, self._format(font_color=GREY))
        sheet.set_column(column, column, 16)
        if it.why:
            sheet.write_comment(1, column, f"Values, not formulas: a workbook has no {it.why}")

    def _heads(self, sheet: Any, row: int, texts: Sequence[str]) -> None:  # noqa: ANN401 (xlsxwriter's own)
        for column, text in enumerate(texts):
            self._text(sheet, row, column, text, self._format(bold=True, bottom=1))

    def _text(self, sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:  # noqa: ANN401 (xlsxwriter's own)
        if text:
            sheet.write_string(row, column, text, style)

    def _curves(self) -> None:
        """The rows of curves and dated values: a key, and the value from there on."""
        sheet = self._sheet(places.CURVES, places.CURVES)
        for name, (column, (points, values)) in self._layout.curves.items():
            self._text(sheet, 1, column, name, self._format(bold=True))
            day = self._format(num_format=number_format(points.key_type, None), font_color=BLUE)
            style = self._format(num_format=number_format(points.type, None), font_color=BLUE)
            for number, (key, it) in enumerate(zip(points.keys, values, strict=True)):
                self._put(sheet, FIRST + number, column, told(key, points.key_type), day)
                if isinstance(it.core, core.Const):
                    self._put(sheet, FIRST + number, column + 1, told(it.core.value, points.type), style)
                    continue
                known = (self._laid.run.value(it.slot) or [0])[0]
                text = self._laid.formulas.text(it, None, "")
                sheet.write_formula(
                    FIRST + number,
                    column + 1,
                    Formula(text),
                    self._format(num_format=number_format(points.type, None)),
                    told(known, points.type),
                )

    def _findings(self, blocks: Sequence[Block]) -> None:
        """What was found in the data, and what is not a formula here."""
        sheet = self._sheet(places.FINDINGS, places.FINDINGS)
        self._heads(sheet, FIRST - 1, ("Code", "Weight", "What", "Hint"))
        sheet.set_column(VALUE, 3, 80)
        row = FIRST
        for it in (*self._laid.result.diagnostics, *notes(self._laid, blocks)):
            for column, text in enumerate((it.code, str(it.level), it.message, it.hint)):
                self._text(sheet, row, column, text)
            row += 1
        self._text(
            sheet, row + 1, 0, "What is missing is #N/A. Blue: what comes from outside. Grey: a value, not a formula."
        )


def notes(laid: Laid, blocks: Sequence[Block] | None = None) -> Iterator[Any]:
    """What a workbook has not as it is in the model."""
    from worthwhile.plugin import Finding, Level  # noqa: PLC0415 (read with the others where it is asked for)

    for it in (*(laid.blocks if blocks is None else blocks), *laid.outputs):
        if it.why:
            message = f"`{it.label if it.name.startswith('part ') else it.name}` is values in the workbook, not formulas: it has no way to write {it.why}"
            yield Finding(
                "W0675",
                Level.WARNING,
                message,
                hint="they do not follow when an input is changed there; run the model again",
            )
    large = [
        axis for axis, keys in laid.run.keys.items() if any(isinstance(it, int) and abs(it) > EXACT for it in keys)
    ]
    if large:
        message = "keys beyond 2^53 are texts in the workbook: its numbers have 53 bits"
        yield Finding("W0675", Level.NOTE, message, hint="Parquet, CSV and databases keep them as numbers")


def number_format(type_: object, digits: int | None) -> str:
    """How numbers of a type are shown."""
    places_ = "" if not digits else "." + "0" * digits
    match type_:
        case core.Day():
            return "yyyy-mm-dd"
        case core.Rate() | core.Factor():
            return f"0{places_ or '.00'}%"
        case core.Amount(unit=unit, tag=tag):
            if not unit and tag is core.Tag.PERCENT:
                return f"0{places_ or '.00'}%"
            if digits is not None:
                return f"#,##0{places_}"
            if unit and unit.powers[0][0].isupper():
                return "#,##0.00"
            if tag is core.Tag.COUNT and not unit:
                return "#,##0"
            if tag is core.Tag.DATES:
                return "#,##0"
    return "General"


__all__ = ["Workbook", "constant", "notes"]

"""Results as people read them: aligned tables, units in the head, missing values marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worthwhile.cli.fits_table import print_fit
from worthwhile.meaning.shown import number_text
from worthwhile.units import Amount, Category, Day, Factor, Rate, Tag, Truth, Type, Words

if TYPE_CHECKING:
    from worthwhile.answer.result import Result

MISSING = "–"
MONEY_DIGITS = 2
SERIES_SHOWN = 3


def print_result(result: "Result", limit: int, *, color: bool) -> None:
    """Print the rows of a result, then its single values."""
    console = Console(no_color=not color, force_terminal=color or None, highlight=False, soft_wrap=False)
    width = console.width if console.is_terminal else 200
    console.width = max(width, 40)
    about_rows = result.keys is not None
    rows = [it for it in result if about_rows and not result.is_single(it)]
    single = [it for it in result if not about_rows or result.is_single(it)]
    with console.capture() as printed:
        if about_rows:
            _print_rows(console, result, rows, limit)
        _print_single(console, result, [it for it in single if not result.is_series(it)])
        _print_series(console, result, [it for it in single if result.is_series(it)])
        for it in result.fits.values():
            print_fit(console, it)
    # Tables are padded to their width: what is copied out of a terminal should not be.
    lines = [line.rstrip() for line in printed.get().splitlines()]
    click.echo("\n".join(lines).strip("\n") + "\n", color=color or None)


def _print_rows(console: Console, result: "Result", names: Sequence[str], limit: int) -> None:
    keys = result.keys or ()
    shown = len(keys) if limit == 0 else min(limit, len(keys))
    table = _table()
    entity = result.entity
    table.add_column(entity.key if entity else "", no_wrap=True)
    for name in names:
        table.add_column(_head(result, name), justify=_side(result.output(name).type), no_wrap=True)
    columns = [_cells(result, name)[:shown] for name in names]
    for place in range(shown):
        table.add_row(str(keys[place]), *(column[place] for column in columns))
    console.print(table)
    if shown < len(keys):
        console.print(
            f"  ... {len(keys) - shown:,} of {len(keys):,} rows more; --limit 0 prints all, --out writes them\n"
        )


def _print_single(console: Console, result: "Result", names: Sequence[str]) -> None:
    if not names:
        return
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    for name in names:
        output = result.output(name)
        value = result.values(name)
        told = cell(value[0] if value else None, output.type, output.digits)
        table.add_row(output.label or name, told, _unit(output.type))
    console.print(table)
    console.print()


def _print_series(console: Console, result: "Result", names: Sequence[str]) -> None:
    if not names:
        return
    table = _table()
    period = result.conventions["period"]
    table.add_column(f"t\n{period}", justify="right")
    columns = []
    for name in names:
        output = result.output(name)
        table.add_column(_head(result, name), justify=_side(output.type), no_wrap=True)
        values: Any = result.values(name)
        columns.append([cell(it, output.type, output.digits) for it in values[0]])
    for t, row in enumerate(zip(*columns, strict=True)):
        table.add_row(str(t), *row)
    console.print(table)


def _table() -> Table:
    return Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)


def _head(result: "Result", name: str) -> Text:
    output = result.output(name)
    unit = _unit(output.type)
    return Text(f"{output.label or name}\n{unit}")


def _unit(type_: Type) -> str:
    match type_:
        case Rate(per=per):
            return f"per {per}"
        case Factor(per=per):
            return f"factor per {per}"
        case Amount(unit=unit) if unit:
            return str(type_)
    return ""


def _side(type_: Type) -> Literal["left", "right"]:
    return "left" if isinstance(type_, Words | Category | Truth) else "right"


def _cells(result: "Result", name: str) -> list[str]:
    output = result.output(name)
    values: Any = result.values(name)
    if not result.is_series(name):
        return [cell(it, output.type, output.digits) for it in values]
    told = []
    for row in values:
        some = [cell(it, output.type, output.digits) for it in row]
        short = some if len(some) <= SERIES_SHOWN + 1 else [*some[:SERIES_SHOWN], "...", some[-1]]
        told.append(" ".join(short))
    return told


def cell(value: Any, type_: Type, digits: int | None) -> str:  # noqa: ANN401 (a plain value)
    """One value as a cell, without its unit: that stands in the head."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) or isinstance(type_, Day):
        return str(value)
    number = float(value)
    match type_:
        case Rate() | Factor() | Amount(tag=Tag.PERCENT) if not _united(type_):
            return f"{number_text(number * 100, 2 if digits is None else digits)}%"
        case Amount(unit=unit) if digits is None and unit and unit.powers[0][0].isupper():
            return number_text(number, MONEY_DIGITS)
        case Amount(tag=Tag.COUNT) if digits is None and number.is_integer():
            return number_text(number, 0)
    if digits is not None:
        return number_text(number, digits)
    text = f"{number:,.6g}"
    return text if "e" not in text else f"{number:,.2f}" if abs(number) < 1e15 else f"{number:.6g}"  # noqa: PLR2004 (beyond it a float has no cents)


def _united(type_: Type) -> bool:
    return isinstance(type_, Amount) and bool(type_.unit)

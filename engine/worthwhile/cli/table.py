"""Results as people read them: aligned tables, units in the head, totals at the foot, missing values marked."""

import math
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from worthwhile.cli.layout import DOTS, Column, Lines, fitted, laid_out, width
from worthwhile.meaning.cells import MISSING, cell, is_numeric, unit_in_head
from worthwhile.meaning.core import ENTITY, Apply, Core, Given, Reduce, Ref
from worthwhile.meaning.function import Algebra
from worthwhile.plugin.registry import installed
from worthwhile.units import Amount, Tag, Type
from worthwhile.units.measures import PERIODS

if TYPE_CHECKING:
    from worthwhile.answer.result import Result

SERIES_SHOWN = 3
ENDLESS = 1 << 30
"""The room that there is where nobody looks at a terminal: nothing is left out of what is piped."""
LEAST = 40
STYLES = {MISSING: "dim"}


def print_result(result: "Result", limit: int, *, color: bool) -> None:
    """Print the rows of a result, then its single values."""
    about_rows = result.keys is not None
    rows = [it for it in result if about_rows and not result.is_single(it)]
    single = [it for it in result if not about_rows or result.is_single(it)]
    said: list[Lines] = []
    if rows:
        said += _rows(result, rows, limit)
    said += _single(result, single, limit)
    print_lines(said, color=color)
    if result.fits:
        from worthwhile.cli.fits_table import print_fits

        print_fits(result.fits, color=color)


def print_single(result: "Result", *, color: bool) -> None:
    """Print the single values of a result whose rows have gone elsewhere."""
    print_lines(_single(result, list(result.summary()), 0), color=color)


def print_lines(lines: Sequence[Lines], *, color: bool) -> None:
    """Print lines; what is copied out of a terminal ends where its text does."""
    from rich.text import Text  # read only where there is something to colour

    said = []
    for line in lines:
        if color:
            text = Text.assemble(*(piece for piece in line if piece[0]))
            text.rstrip()
            said.append(_coloured(text))
        else:
            said.append("".join(piece for piece, _ in line).rstrip())
    click.echo("\n".join(said).strip("\n") + "\n", color=color or None)


def _coloured(text: Any) -> str:  # noqa: ANN401 (rich's own)
    from rich.console import Console

    console = Console(color_system="standard", force_terminal=True, width=ENDLESS, highlight=False)
    with console.capture() as printed:
        console.print(text, end="", soft_wrap=True)
    return printed.get()


def room() -> int:
    """How many signs fit beside each other, where somebody looks."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS", "").isdecimal():
        return ENDLESS
    from shutil import get_terminal_size

    return max(get_terminal_size().columns, LEAST)


def _rows(result: "Result", names: Sequence[str], limit: int) -> list[Lines]:
    keys = result.keys or ()
    shown = len(keys) if limit == 0 else min(limit, len(keys))
    entity = result.entity
    totals = _totals(result, names)
    foot = "" if not totals else "total" if shown == len(keys) else f"all {len(keys):,}"
    columns = [Column(entity.key if entity else "", "", list(map(str, keys[:shown])), foot=foot)]
    for name in names:
        output = result.output(name)
        cells = _cells(result, name, shown)
        numeric = is_numeric(output.type) and not result.is_series(name)
        head, unit = output.label or name, unit_in_head(output.type)
        columns.append(
            Column(head, unit, cells, numeric, totals.get(name, ("", 0))[0], [STYLES.get(it, "") for it in cells])
        )
    fitting, out = fitted(columns, room())
    lines = list(laid_out(fitting))
    more = []
    gone = [
        f"{output.label or name} {missing:,}"
        for name, (_, missing) in totals.items()
        if missing
        for output in [result.output(name)]
    ]
    if gone:
        more.append(f"  missing, and not in the total: {', '.join(gone)}")
    if shown < len(keys):
        more.append(
            f"  {len(keys) - shown:,} of {len(keys):,} rows are not shown; --limit 0 prints all, --out writes them"
        )
    if out:
        left = ", ".join(it.head for it in out)
        more.append(
            f"  {len(out)} column{'s' * (len(out) != 1)} did not fit: {left}; a wider terminal or --out has them"
        )
    return [*lines, [("", "")], *([(it, "dim")] for it in more), *([[("", "")]] if more else [])]


def _totals(result: "Result", names: Sequence[str]) -> Mapping[str, tuple[str, int]]:
    """What all rows, shown or not, add up to, and how many are missing.

    A model that has single outputs says itself which totals it means. A value that an aggregate over the rows gives back to each of them would be counted many times.
    """
    if any(map(result.is_single, result)):
        return {}
    found = {}
    for name in names:
        output = result.output(name)
        if result.rows < 2 or result.is_series(name) or not _adds_up(output.type):  # noqa: PLR2004 (one row is its own total)
            continue
        if not _of_amounts(_behind(result, name), output.type):
            continue
        values = [it for it in result.values(name) if isinstance(it, float | int)]
        with suppress(OverflowError):
            if values:
                found[name] = cell(math.fsum(values), output.type, output.digits), result.rows - len(values)
    return found


def _of_amounts(core: Core, type_: Type) -> bool:
    """Whether a formula gives amounts and not what is so much for each: a mean, a quotient, a price.

    Of an input nobody says which it is; counts and flows are taken for amounts.
    """
    toolbox = installed().toolbox
    match core:
        case Reduce(axis=axis, aggregate=name):
            known = toolbox.aggregates.get(name)
            return axis != ENTITY and known is not None and (known.adds_up or known.counts_rows)
        case Apply(function=name):
            return toolbox.functions[name].algebra is not Algebra.QUOTIENT
        case Given():
            return isinstance(type_, Amount) and (not type_.unit or len(type_.unit.powers) > 1)
    return True


def _behind(result: "Result", name: str) -> Core:
    """The node that gives an output its value, behind the names that stand for it."""
    core = result.output(name).trace.core
    seen: set[str] = set()
    while isinstance(core, Ref) and core.name not in seen:
        seen.add(core.name)
        core = result.formula(core.name) or core
    return core


def _adds_up(type_: Type) -> bool:
    """Whether amounts of a kind add up over rows: money, counts and the like, and flows of them; no times, no rates."""
    if not isinstance(type_, Amount) or type_.scale is not None:
        return False
    above = [name for name, power in type_.unit.powers if power > 0]
    below = [name for name, power in type_.unit.powers if power < 0]
    if not type_.unit:
        return type_.tag is Tag.COUNT
    return len(above) == 1 and above[0] not in PERIODS and all(it in PERIODS for it in below)


def _single(result: "Result", names: Sequence[str], limit: int) -> list[Lines]:
    values = [it for it in names if not result.is_series(it)]
    series = [it for it in names if result.is_series(it)]
    return [*_values(result, values), *_series(result, series, limit)]


def _values(result: "Result", names: Sequence[str]) -> list[Lines]:
    """Single values, each on a line: what it is, the value, its unit."""
    if not names:
        return []
    outputs = [result.output(it) for it in names]
    told = [cell(_first(result.values(it)), out.type, out.digits) for it, out in zip(names, outputs, strict=True)]
    labels = Column("", "", [out.label or it for it, out in zip(names, outputs, strict=True)])
    most, room = max(map(width, told)), labels.width
    lines: list[Lines] = []
    for place, (out, value) in enumerate(zip(outputs, told, strict=True)):
        ahead = " " * (most - width(value))
        lines.append([(labels.put(labels.cells[place], room), ""), (f"  {ahead}", ""), (value, STYLES.get(value, ""))])
        lines[-1] += [("  ", ""), (unit_in_head(out.type), "dim")]
    return [*lines, [("", "")]]


def _first(values: Sequence[Any]) -> Any:  # noqa: ANN401 (a plain value)
    return values[0] if values else None


def _series(result: "Result", names: Sequence[str], limit: int) -> list[Lines]:
    """Series side by side, a line for each period; of many periods the first ones and the last."""
    if not names:
        return []
    columns = []
    for name in names:
        output = result.output(name)
        row: Any = result.values(name)
        cells = [cell(it, output.type, output.digits) for it in row[0]]
        columns.append(
            Column(
                output.label or name,
                unit_in_head(output.type),
                cells,
                is_numeric(output.type),
                styles=[STYLES.get(it, "") for it in cells],
            )
        )
    periods = len(columns[0].cells)
    columns.insert(0, Column("t", str(result.conventions["period"]), list(map(str, range(periods))), numeric=True))
    short = limit and periods > limit > 1
    if short:
        for it in columns:
            it.cells = [*it.cells[: limit - 1], DOTS, it.cells[-1]]
            it.styles = [*it.styles[: limit - 1], "dim", it.styles[-1]] if it.styles else []
    fitting, out = fitted(columns, room())
    lines = list(laid_out(fitting))
    more = [f"  {periods - limit:,} of {periods:,} periods are not shown; --limit 0 prints all"] if short else []
    if out:
        left = ", ".join(it.head for it in out)
        more.append(
            f"  {len(out)} column{'s' * (len(out) != 1)} did not fit: {left}; a wider terminal or --out has them"
        )
    return [*lines, [("", "")], *([(it, "dim")] for it in more), *([[("", "")]] if more else [])]


def _cells(result: "Result", name: str, rows: int) -> list[str]:
    output = result.output(name)
    values: Any = result.values(name)[:rows]
    if not result.is_series(name):
        return [cell(it, output.type, output.digits) for it in values]
    told = []
    for row in values:
        some = [cell(it, output.type, output.digits) for it in row]
        short = some if len(some) <= SERIES_SHOWN + 1 else [*some[:SERIES_SHOWN], DOTS, some[-1]]
        told.append("  ".join(short))
    return told

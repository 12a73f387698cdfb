"""Simulations as people read them in a terminal."""

from typing import TYPE_CHECKING

from worthwhile.cli.layout import Column, Lines, fitted, laid_out
from worthwhile.cli.table import print_lines, room
from worthwhile.whatif.shown import Shown, foot, left_out, shares, tables

if TYPE_CHECKING:
    from worthwhile.whatif.simulation import Simulation


def print_simulation(simulation: "Simulation", limit: int, *, color: bool) -> None:
    """Print a table for each output of rows or periods, then the single ones together."""
    lines: list[Lines] = []
    for it in tables(simulation, limit):
        lines += _table(it)
    for sentence in shares(simulation):
        lines += [[(sentence, "")], [("", "")]]
    for name in left_out(simulation):
        lines += [[(f"{name}: a series for each row; --out writes it", "dim")], [("", "")]]
    last = foot(simulation) if lines else "no output hangs on what is uncertain: `worthwhile run` has their values"
    lines.append([(last, "dim")])
    print_lines(lines, color=color)


def _table(shown: Shown) -> list[Lines]:
    columns = [
        Column(head, "", list(cells), numeric)
        for head, cells, numeric in zip(shown.heads, shown.columns, shown.numeric, strict=True)
    ]
    fitting, out = fitted(columns, room())
    lines: list[Lines] = [[(shown.title, ""), (f"  {shown.unit}".rstrip(), "dim")]] if shown.title else []
    lines += laid_out(fitting)
    if shown.hidden:
        rows = shown.hidden + len(shown.columns[0])
        lines.append([(f"  {shown.hidden:,} of {rows:,} rows are not shown; --limit 0 prints all", "dim")])
    if out:
        lines.append(
            [(f"  did not fit: {', '.join(it.head for it in out)}; a wider terminal or --out has them", "dim")]
        )
    return [*lines, [("", "")]]

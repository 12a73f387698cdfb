"""Fits as people read them: each parameter with its standard error and its interval, and what it was fitted to."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from worthwhile.answer.fits import FitResult

UNKNOWN = "–"


def print_fits(fits: Mapping[str, "FitResult"], *, color: bool, err: bool = False) -> None:
    """Print some fits by themselves."""
    console = Console(no_color=not color, highlight=False, width=100)
    with console.capture() as printed:
        for it in fits.values():
            _print_fit(console, it)
    lines = [line.rstrip() for line in printed.get().splitlines()]
    click.echo("\n".join(lines).strip("\n") + "\n", err=err, color=color or None)


def _print_fit(console: Console, fit: "FitResult") -> None:
    """Print what one fit has found."""
    title = f"{fit.label} ({fit.name})" if fit.label else fit.name
    console.print(Text(f"{title}: {fit.of}, {_of(fit)}"))
    if fit.estimates:
        table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
        table.add_column("", no_wrap=True)
        for head in ("estimate", "standard error", "95% interval"):
            table.add_column(head, justify="right", no_wrap=True)
        for name, value in fit.estimates.items():
            low, high = fit.intervals[name]
            unit = fit.units[name]
            label = f"{name} [{unit}]" if unit not in (None, "number", "count", "percent") else name
            between = f"{_number(low)} to {_number(high)}" if math.isfinite(low) else UNKNOWN
            table.add_row(Text(label), _number(value), _number(fit.standard_errors[name]), between)
        console.print(table)
    for it in fit.remarks:
        console.print(Padding(Text(it), (0, 0, 0, 2)))
    if fit.remarks or not fit.estimates:
        console.print()


def _of(fit: "FitResult") -> str:
    said = [f"{fit.rows:,} row{'s' * (fit.rows != 1)}"]
    if fit.left_out:
        said.append(f"{fit.left_out:,} left out")
    if math.isfinite(fit.log_likelihood):
        said.append(f"log-likelihood {fit.log_likelihood:,.2f}")
    if fit.loaded:
        said.append("taken in from a file")
    return ", ".join(said)


def _number(value: float) -> str:
    return f"{value:,.5g}" if math.isfinite(value) else UNKNOWN

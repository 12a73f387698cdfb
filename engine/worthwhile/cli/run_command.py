"""``worthwhile run MODEL``: evaluate, and print or write what comes out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from worthwhile.cli.loading import fell_short, loaded, run_model
from worthwhile.cli.main import FELL_SHORT, FINE
from worthwhile.cli.options import Voice, from_libraries, pairs, speaking, with_columns
from worthwhile.cli.streaming import can_stream, run_to
from worthwhile.text import Finding, ModelError

if TYPE_CHECKING:
    from worthwhile.answer.result import Result


@click.command()
@click.argument("model", metavar="MODEL")
@click.option(
    "--data", multiple=True, metavar="NAME=SOURCE", help="The rows of a table: --data customer=customers.csv."
)
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="Override an assumption or input: --set discount=8%. Wins over the scenario.",
)
@click.option("--scenario", metavar="NAME", help="Run under a scenario of the model.")
@with_columns
@click.option(
    "--out",
    metavar="TARGET",
    help="Write what comes out instead: out.csv, out.parquet, out.json, out.xlsx, sqlite:///f.db#table, postgresql://...#table.",
)
@click.option("--keep", is_flag=True, help="With --out: write the columns of the data, too, before what comes out.")
@click.option("--save-fits", metavar="FILE", help="Write what was estimated to a file, for --fits.")
@click.option("--fits", metavar="FILE", help="Take in fits that --save-fits has written; they are not estimated again.")
@click.option("--strict", is_flag=True, help="Take every warning about the data as an error.")
@click.option(
    "--on", metavar="RUNNER", help="Run on another engine that gives the same: `worthwhile plugins` has them."
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    metavar="N",
    help="Print at most N rows; 0 prints all.  [default: 20]",
)
@from_libraries
@speaking
def command(
    voice: Voice,
    *,
    model: str,
    data: tuple[str, ...],
    values: tuple[str, ...],
    scenario: str | None,
    heads: tuple[str, ...],
    out: str | None,
    keep: bool,
    save_fits: str | None,
    fits: str | None,
    strict: bool,
    on: str | None,
    limit: int,
    libraries: tuple[str, ...],
) -> int:
    """Run a model on data.

    Prints a table, or with --out writes a file or a table of a database whole or not at all, rows
    some at a time, however many there are; then only the single values are printed. What is said of
    the data goes to the error stream. Exit code 1 where a condition of the model does not hold or the data cannot be
    taken in.
    """
    try:
        found = loaded(voice, model, libraries).with_columns(pairs(heads, "--map"))
        _spare(model, pairs(data, "--data"), out, save_fits)
        if keep and on is not None:
            raise click.UsageError("--keep is for a run here, not for one --on another engine")
        tables, given = pairs(data, "--data"), pairs(values, "--set")
        target = can_stream(found, tables, out, keep=keep) if on is None else None
        if target is not None and out is not None:
            summary, told = run_to(
                voice, found, target, out, tables, given, scenario, strict=strict, keep=keep, fits=fits
            )
            _say_written(voice, summary, out, told)
            _save(voice, summary, save_fits)
            return FINE
        result = run_model(found, tables, given, scenario, strict=strict, on=on, fits=fits)
        code = FINE
        _save(voice, result, save_fits)
    except ModelError as error:
        if error.result is None:
            return fell_short(voice, error.findings)
        result, code = error.result, FELL_SHORT
    if out is None:
        if voice.json:
            voice.data(result.to_dict())
        else:
            from worthwhile.cli.table import print_result

            print_result(result, limit, color=voice.colored(out=True))
    elif code == FINE:
        from worthwhile.plugin.targets import written

        try:
            told = written(result, out)
        except ModelError as error:
            return fell_short(voice, error.findings)
        _say_written(voice, result, out, told)
        return code
    voice.findings(result.diagnostics)
    return code


def _spare(model: str, data: Mapping[str, str], out: str | None, save_fits: str | None) -> None:
    """See that nothing is written over the model, and no fits over data."""
    kept = {"--out": [model], "--save-fits": [model, *data.values()]}
    for option, target in (("--out", out), ("--save-fits", save_fits)):
        same = target and any(Path(it).exists() and Path(it).resolve() == Path(target).resolve() for it in kept[option])
        if same:
            raise click.UsageError(f"{option} {target} would be written over what is read; name another file")


def _save(voice: Voice, result: "Result", path: str | None) -> None:
    """Write the fits of a run, where that is asked for."""
    if path is not None:
        result.save_fits(path)
        count = len(result.fits)
        voice.whisper(f"{count} fit{'s' * (count != 1)} written to {path}")


def _say_written(voice: Voice, result: "Result", out: str, told: Sequence[Finding]) -> None:
    """How many rows went where, the values that are single, and what is to be said; those of rows are in the file."""
    rows = result.rows
    voice.whisper(f"{rows:,} row{'s' * (rows != 1)} written to {out}")
    single = result.summary()
    diagnostics = [dict(it.to_dict()) for it in (*result.diagnostics, *told)]
    voice.data({**result.summary_to_dict(), "diagnostics": diagnostics, "written": out})
    if single and not voice.json:
        from worthwhile.cli.table import print_single

        print_single(result, color=voice.colored(out=True))
    if result.fits and not voice.json and not voice.quiet:
        from worthwhile.cli.fits_table import print_fits

        print_fits(result.fits, color=voice.colored(out=False), err=True)
    voice.findings((*result.diagnostics, *told))

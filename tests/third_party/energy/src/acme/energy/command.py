"""``worthwhile meters FILE``: how many meters a file has."""

from pathlib import Path

import click

from .meters import Meters


@click.command()
@click.argument("file", type=click.Path(exists=True))
@click.option("--fail", is_flag=True, help="Break, as a command may.")
def meters(file: str, *, fail: bool) -> int:
    """Count the meters of a file."""
    if fail:
        raise LookupError("no meter\nat all")
    table = Meters(Path(file))
    count = sum(it.num_rows for it in table.batches(table.columns()))
    click.echo(f"{count} meters")
    return 0 if count else 1

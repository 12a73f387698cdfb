"""``worthwhile explain MODEL NAME``: a number as a tree, down to the data."""

import click

from worthwhile.cli.loading import fell_short, loaded, run_model
from worthwhile.cli.options import Voice, from_libraries, pairs, speaking, with_columns
from worthwhile.text import ModelError


@click.command()
@click.argument("model", metavar="MODEL")
@click.argument("name", metavar="NAME")
@click.option("--row", metavar="KEY", help="The key of the row; the first row where not said.")
@click.option(
    "--data", multiple=True, metavar="NAME=SOURCE", help="The rows of a table: --data customer=customers.csv."
)
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="Override an assumption or input.")
@click.option("--scenario", metavar="NAME", help="Run under a scenario of the model.")
@click.option("--fits", metavar="FILE", help="Take in fits that `run --save-fits` has written.")
@with_columns
@from_libraries
@speaking
def command(
    voice: Voice,
    *,
    model: str,
    name: str,
    row: str | None,
    data: tuple[str, ...],
    values: tuple[str, ...],
    scenario: str | None,
    fits: str | None,
    heads: tuple[str, ...],
    libraries: tuple[str, ...],
) -> int:
    """Say why a value is what it is.

    The value of NAME in one row as a tree: each formula with its value and unit, down to the inputs
    with their file and row.
    """
    try:
        try:
            found = loaded(voice, model, libraries).with_columns(pairs(heads, "--map"))
            result = run_model(found, pairs(data, "--data"), pairs(values, "--set"), scenario, fits=fits)
        except ModelError as error:
            if error.result is None:
                raise
            result = error.result
        explanation = result.explain(name, row)
    except ModelError as error:
        return fell_short(voice, error.findings)
    voice.say(str(explanation))
    voice.data(explanation.to_dict())
    return 0

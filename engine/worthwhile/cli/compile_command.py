"""``worthwhile compile MODEL --to python``: the readable program that the engine runs."""

from pathlib import Path

import click

from worthwhile.cli.loading import fell_short
from worthwhile.cli.main import FINE
from worthwhile.cli.options import Voice, speaking
from worthwhile.data.whole import write_whole
from worthwhile.model import load
from worthwhile.syntax.complaints import no_file
from worthwhile.text import ModelError


@click.command()
@click.argument("model", metavar="MODEL")
@click.option("--to", metavar="TARGET", default="python", show_default=True, help="What to print; plugins offer more.")
@click.option("--out", metavar="FILE", help="Write to a file instead of standard output.")
@speaking
def command(voice: Voice, *, model: str, to: str, out: str | None) -> int:
    """Print a model as the program that the engine runs.

    In Python there is a function of one subject, which needs nothing but `math`, and one for blocks of
    rows on numpy: a line for each step, in the names of the model, into buffers that are used again as
    soon as nobody reads them.
    """
    try:
        text = load(model).compile(to)
    except ModelError as error:
        return fell_short(voice, error.findings)
    if out:
        try:
            write_whole(Path(out), text)
        except OSError as error:
            return fell_short(voice, [no_file(out, error.strerror or str(error))])
        voice.whisper(f"{model} as {to}: {out}")
    elif not voice.json:
        click.echo(text, nl=False)
    voice.data({"model": model, "to": to, "out": out, "text": text})
    return FINE

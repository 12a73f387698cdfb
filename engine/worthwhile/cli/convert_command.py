"""``worthwhile convert MODEL --to yaml|worth``: the same model in the other spelling."""

from pathlib import Path

import click

from worthwhile.cli.loading import fell_short
from worthwhile.cli.main import FINE
from worthwhile.cli.options import Voice, speaking
from worthwhile.data.whole import write_whole
from worthwhile.statements.spelled import spelled
from worthwhile.syntax.complaints import no_file
from worthwhile.text import ModelError
from worthwhile.text.source import Spelling
from worthwhile.understanding import read_source, spelling_of


@click.command()
@click.argument("model", metavar="MODEL")
@click.option(
    "--to",
    type=click.Choice([str(it) for it in Spelling]),
    help="The spelling to convert to.  [default: by --out, else the other one]",
)
@click.option("--out", metavar="FILE", help="Write to a file instead of standard output.")
@speaking
def command(voice: Voice, *, model: str, to: str | None, out: str | None) -> int:
    """Convert a model between the language's own lines and YAML.

    Meaning, labels, units and the order of things stay as they are. YAML keeps statements of one kind
    together; a model in which the order of kinds says something, because it names no outputs,
    becomes a list of several mappings.

    Comments stay before or behind what they are about; those in the midst of an expression go before
    it. What is not kept are blank lines inside of statements and where long lines are broken. If
    anything else were lost, there is a finding, and nothing is written.
    """
    try:
        source = read_source(model)
    except ModelError as error:
        return fell_short(voice, error.findings)
    other = Spelling.WORTH if source.spelling is Spelling.YAML else Spelling.YAML
    wanted = Spelling(to) if to else spelling_of(Path(out)) if out else other
    anew = spelled(source, wanted)
    if anew.findings:
        return fell_short(voice, anew.findings)
    if out:
        try:
            write_whole(Path(out), anew.text)
        except OSError as error:
            return fell_short(voice, [no_file(out, error.strerror or str(error))])
        voice.whisper(f"{model} as {wanted.name.lower()}: {out}")
    elif not voice.json:
        click.echo(anew.text, nl=False)
    voice.data({"model": model, "spelling": str(wanted), "out": out, "text": anew.text})
    return FINE

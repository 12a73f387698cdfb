"""``worthwhile check MODEL...``: all findings, without data."""

import click

from worthwhile.cli.main import FELL_SHORT, FINE, USAGE
from worthwhile.cli.options import Voice, from_libraries, misnamed, pairs, speaking, with_columns
from worthwhile.cli.searching import models_in
from worthwhile.model import load, look_over
from worthwhile.plugin.registry import faults, installed
from worthwhile.text import Finding, ModelError, errors


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@click.option("--data", multiple=True, metavar="NAME=SOURCE", help="Check this data against the inputs, too.")
@with_columns
@from_libraries
@speaking
def command(
    voice: Voice, models: tuple[str, ...], data: tuple[str, ...], heads: tuple[str, ...], libraries: tuple[str, ...]
) -> int:
    """Find what is wrong with models, without running them; in a folder, with all models in it.

    Every independent fault is told, with its place and how to mend it; `worthwhile help CODE`
    explains a finding. With --data the columns and cells of the data are looked at, too.
    """
    found: list[Finding] = list(faults(installed()))
    paths = [str(it) for it in models_in(models, found)]
    for path, said in look_over(paths, installed(), libraries):
        found += said
        if data and not errors(said):
            found += _of_data(path, pairs(data, "--data"), pairs(heads, "--map"), libraries)
    voice.findings(found, out=True)
    voice.data({"findings": [dict(it.to_dict()) for it in found]})
    stopping = errors(found)
    if not voice.quiet:
        voice.say(_summary(len(paths), found))
    if any(map(misnamed, stopping)):
        return USAGE
    return FELL_SHORT if stopping else FINE


def _summary(models: int, found: list[Finding]) -> str:
    count = len(errors(found))
    others = len(found) - count
    said = f"{models} model{'s' * (models != 1)} checked: "
    if not found:
        return said + "nothing to say"
    return said + f"{count} error{'s' * (count != 1)}, {others} warning{'s' * (others != 1)}"


def _of_data(path: str, data: dict[str, str], heads: dict[str, str], libraries: tuple[str, ...]) -> list[Finding]:
    from worthwhile.answer.looking import look_at
    from worthwhile.plugin.tables import opened
    from worthwhile.run.heads import columns_read

    try:
        model = load(path, library=libraries).with_columns(heads)
        tables = {name: opened(it, installed(), columns_read(model.meaning, name)) for name, it in data.items()}
    except ModelError as error:
        return list(error.findings)
    return look_at(model.meaning, model.plan, model.registry.toolbox, tables)

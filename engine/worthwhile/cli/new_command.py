"""``worthwhile new NAME``: a model to start from, blank or of a library, with a test and sample data."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from worthwhile.cli.main import FINE
from worthwhile.cli.options import Voice, speaking
from worthwhile.cli.shipped import HEADER, Shipped, shipped_models
from worthwhile.model import load
from worthwhile.syntax import parse
from worthwhile.text import Source, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORD = "plugin"
"""``new plugin NAME`` makes a distribution instead of a model."""

BLANK = """\
# What is this about, who asks, and what will they decide with the answer?
model {name} "What a customer brings in a year"
currency USD
entity customer key customer_id

assumptions:
    gross_margin  "Gross margin"    : percent  = 60%  in 0%..100%  source "Say where this comes from"
    contact_cost  "Cost of a call"  : USD      = $12  in $0..      source "Say where this comes from"

inputs:
    revenue  "Revenue"        : USD per year     in $0..
    calls    "Calls handled"  : number per year  in 0..

benefits:
    margin  "Margin earned"  = gross_margin * revenue

costs:
    care  "Cost of care"  = calls * contact_cost

value  "Value a year"   = benefits - costs
total  "All customers"  = sum(value over customer)

warn "This customer costs more than it brings" when value < 0

test "by hand: 60% of $500, less 5 calls of $12":
    given revenue = $500, calls = 5
    expect value = $240 per year

outputs:
    value  rounded 2
    total  rounded 0
"""
ROWS = "customer_id,revenue,calls\nC-1,1200,4\nC-2,480,2\nC-3,60,9\n"


@click.command()
@click.argument("words", nargs=-1, metavar="NAME")
@click.option(
    "--from", "origin", metavar="MODEL", help="Start from a model of the library: --from value.economic_value."
)
@click.option("--list", "listing", is_flag=True, help="List the models of the library instead.")
@speaking
def command(voice: Voice, words: tuple[str, ...], origin: str | None, *, listing: bool) -> int:
    """Make a model to start from.

    Writes a folder NAME with NAME.worth, a model that runs and has a test, and sample data for it.
    Nothing that is there is written over. `new plugin NAME` makes a plugin instead.
    """
    if listing:
        return _list(voice)
    if words[:1] == (WORD,):
        return _plugin(voice, words[1:])
    if len(words) != 1:
        raise click.UsageError("new wants one NAME: worthwhile new pricing --from value.economic_value")
    return _write(voice, words[0], origin)


def _plugin(voice: Voice, names: tuple[str, ...]) -> int:
    """A distribution, written by what knows how one looks."""
    if len(names) != 1:
        raise click.UsageError("new plugin wants one NAME: worthwhile new plugin weather")
    from worthwhile.cli.new_plugin import write_plugin

    return write_plugin(voice, names[0])


def _list(voice: Voice) -> int:
    models = shipped_models()
    width = max((len(it) for it in models), default=0)
    folder = None
    for it in sorted(models.values(), key=lambda it: (it.folder, it.name)):
        if it.folder != folder:
            voice.say(f"{'' if folder is None else chr(10)}{it.folder}")
            folder = it.folder
        methods = f"  ({', '.join(it.methods)})" if it.methods else ""
        voice.say(f"  {it.name.ljust(width)}  {it.title}{methods}")
    voice.say(
        "\nworthwhile help MODEL has its page, worthwhile new NAME --from MODEL starts from it,"
        "\nand `import MODEL as name` takes it into a model of yours."
    )
    voice.data(
        {
            "models": [
                {"model": it.name, "folder": it.folder, "title": it.title, "methods": list(it.methods)}
                for it in models.values()
            ]
        }
    )
    return FINE


def _write(voice: Voice, target: str, origin: str | None) -> int:
    folder = Path(target)
    name = folder.name
    if parse(Source("NAME", f"model {name}\n")).findings:
        raise click.UsageError(
            f"{name!r} cannot be the name of a model: letters, digits and _ can, beginning with a letter"
        )
    files = _blank(name) if origin is None else _copied(name, _found(origin))
    there = [str(folder / it) for it in files if os.path.lexists(folder / it)]
    if there:
        raise click.UsageError(f"{', '.join(there)}: there already. Nothing was written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for it, content in files.items():
            (folder / it).parent.mkdir(parents=True, exist_ok=True)
            with (folder / it).open("xb") as file:
                file.write(content)
    except OSError as error:
        raise click.UsageError(f"{target} cannot be written to: {error.strerror or error}") from None
    _say(voice, folder, origin, list(files))
    return FINE


def _found(origin: str) -> Shipped:
    models = shipped_models()
    if origin in models:
        return models[origin]
    # The last part may be enough: `economic_value` is where one looks for it.
    ends = [it for it in models.values() if it.name.endswith(f".{origin}")]
    if len(ends) == 1:
        return ends[0]
    near = did_you_mean(origin, models)
    raise click.UsageError(
        f"no library has a model {origin!r}. {near.capitalize() if near else 'worthwhile new --list has them all.'}"
    )


def _blank(name: str) -> "Mapping[str, bytes]":
    return {f"{name}.worth": BLANK.format(name=name).encode(), f"{name}.csv": ROWS.encode()}


def _copied(name: str, model: Shipped) -> "Mapping[str, bytes]":
    """The files of a library's model, called as the new one is."""
    text = model.file.read_text(encoding="utf-8")
    head = HEADER.search(text)
    if head is not None:
        text = text[: head.start(1)] + name + text[head.end(1) :]
    files = {f"{name}.worth": text.encode()}
    for beside, content in _beside(model):
        if beside in files:
            raise click.UsageError(f"{model.name} extends {beside}: take another NAME")
        files[beside] = content
    for table, file in model.tables.items():
        files[f"{name}.{table}.csv" if table else f"{name}.csv"] = file.read_bytes()
    return files


def _beside(model: Shipped) -> "Iterator[tuple[str, bytes]]":
    """The files that a model takes in by their paths: they have to lie beside the copy, too."""
    waiting = [load(model.file).understood.volume]
    while waiting:
        for asked, taken in waiting.pop().taken:
            if asked.startswith('"'):
                path = Path(taken.source.name)
                yield path.relative_to(model.file.parent).as_posix(), path.read_bytes()
                waiting.append(taken)


def _say(voice: Voice, folder: Path, origin: str | None, files: list[str]) -> None:
    model = load(folder / files[0])
    entity = model.meaning.entity
    data_files = [it for it in files if it.endswith(".csv")]
    tables = {it.removeprefix(folder.name).removesuffix(".csv").removeprefix("."): it for it in data_files}
    data = "".join(f" --data {name or (entity.name if entity else '')}={file}" for name, file in tables.items())
    tries = [
        f"cd {folder}",
        f"worthwhile check {files[0]}",
        f"worthwhile test {files[0]}",
        f"worthwhile run {files[0]}{data}",
    ]
    label = model.meaning.label
    voice.say(f"{folder / files[0]}: {label[:1].lower()}{label[1:]}" if label else f"{folder / files[0]}")
    for name, file in tables.items():
        voice.say(f"{folder / file}: sample data, {name or (entity.name if entity else 'rows')}")
    voice.say("\nWhat to do next:\n")
    for it in tries:
        voice.say(f"  {it}")
    if origin:
        voice.say(f"\n  worthwhile help {_found(origin).name}")
    voice.data(
        {
            "folder": str(folder),
            "from": _found(origin).name if origin else None,
            "files": [str(folder / it) for it in files],
            "next": tries,
        }
    )

"""``worthwhile fmt [--check] [--diff] PATH...``: models in canonical layout."""

import difflib
import sys

import click

from worthwhile.cli.loading import fell_short
from worthwhile.cli.main import FELL_SHORT, FINE, USAGE
from worthwhile.cli.options import Voice, misnamed, speaking
from worthwhile.cli.searching import models_in
from worthwhile.data.whole import write_whole
from worthwhile.statements.spelled import spelled
from worthwhile.syntax.complaints import no_file
from worthwhile.text import Finding, ModelError, Source
from worthwhile.text.source import Spelling
from worthwhile.understanding import decoded, read_source


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Write nothing; say which files would change, and exit with 1 if any.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.option(
    "--spelling",
    type=click.Choice([str(it) for it in Spelling]),
    default=str(Spelling.WORTH),
    help="How standard input is written, for PATH `-`.",
)
@speaking
def command(voice: Voice, *, paths: tuple[str, ...], check: bool, diff: bool, spelling: str) -> int:
    """Lay models out in the canonical way: names, types and values in columns, long lines broken.

    Of a folder all models below it are formatted, in both spellings: `.worth` files, and YAML files
    that have a `model:`. `-` formats standard input to standard output.

    Nothing but the layout changes. Comments stay before or behind what they stood beside, blank lines
    between statements stay (several become one), and brackets round operands stay as they are written.
    An expression with a comment in its midst keeps its lines. A file that cannot be read, or of
    which something would be lost, is left alone and told.
    """
    if paths == ("-",):
        return _standard_input(voice, Spelling(spelling), check=check, diff=diff)
    found: list[Finding] = []
    changed: list[str] = []
    count = left = 0
    for path in models_in(paths, found):
        count += 1
        try:
            source = read_source(path)
        except ModelError as error:
            found += error.findings
            left += 1
            continue
        anew = spelled(source, source.spelling)
        found += anew.findings
        left += bool(anew.findings)
        if anew.findings or anew.text == source.text:
            continue
        if diff:
            _show(voice, source, anew.text)
        if not (check or diff):
            try:
                write_whole(path, anew.text)
            except OSError as error:
                found.append(no_file(str(path), error.strerror or str(error)))
                continue
        changed.append(str(path))
        voice.whisper(f"{'would change' if check or diff else 'formatted'} {path}")
    voice.findings(found)
    voice.data({"changed": changed, "files": count, "findings": [dict(it.to_dict()) for it in found]})
    voice.whisper(_summary(count, len(changed), left, would=check or diff))
    if any(map(misnamed, found)):
        return USAGE
    return FELL_SHORT if found or (check and changed) else FINE


def _standard_input(voice: Voice, spelling: Spelling, *, check: bool, diff: bool) -> int:
    """What comes in, formatted; as it came where it cannot be read, so that an editor loses nothing."""
    try:
        source = decoded("<stdin>", sys.stdin.buffer.read(), spelling)
    except ModelError as error:
        return fell_short(voice, error.findings)
    anew = spelled(source, spelling)
    text = source.text if anew.findings else anew.text
    voice.findings(anew.findings)
    changed = ["-"] if text != source.text else []
    if voice.json:
        voice.data({"changed": changed, "text": text, "findings": [dict(it.to_dict()) for it in anew.findings]})
    elif diff:
        _show(voice, source, text)
    elif not check:
        click.echo(text, nl=False)
    return FELL_SHORT if anew.findings or (check and changed) else FINE


def _show(voice: Voice, source: Source, text: str) -> None:
    """The lines that differ, before and after."""
    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, source.name, f"{source.name} (formatted)"):
        voice.say(line.rstrip("\r\n"))


def _summary(count: int, changed: int, left: int, *, would: bool) -> str:
    said = [f"{count} model{'s' * (count != 1)}"]
    said += [f"{changed} {'would change' if would else 'changed'}"] if changed else []
    said += [f"{left} left as {'it is' if left == 1 else 'they are'}"] if left else []
    return ", ".join(said if len(said) > 1 else [*said, "nothing to change"])

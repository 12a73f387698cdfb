"""What every command takes, and how it speaks: text for people, JSON for programs."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

import click

from worthwhile.text import Finding, Level
from worthwhile.text.draw import Paint, draw
from worthwhile.text.frozen import frozen

Function = TypeVar("Function", bound=Callable[..., Any])


@frozen
class Voice:
    """How a command speaks."""

    json: bool
    quiet: bool
    color: str

    def say(self, text: str) -> None:
        """What was asked for, for people."""
        if not self.json:
            click.echo(text)

    def whisper(self, text: str) -> None:
        """What is good to know beside it; silent with ``--quiet``."""
        if not self.json and not self.quiet:
            click.echo(text, err=True)

    def data(self, answer: Mapping[str, Any]) -> None:
        """The whole answer, for programs."""
        if self.json:
            click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str))

    def findings(self, findings: Iterable[Finding], *, out: bool = False) -> None:
        """Findings as they are drawn, errors last, so that they stand where one looks."""
        if self.json:
            return
        paint = Paint(self.colored(out=out))
        kept = [it for it in findings if not (self.quiet and it.level is not Level.ERROR)]
        for finding in sorted(kept, key=lambda it: it.level is Level.ERROR):
            click.echo(draw(finding, paint) + "\n", err=not out, color=paint.on or None)

    def colored(self, *, out: bool) -> bool:
        """Whether to colour."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        stream = sys.stdout if out else sys.stderr
        return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def speaking(function: Function) -> Function:
    """Give a command the options that all have, as its first argument ``voice``."""

    @click.option(
        "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="For people or for programs."
    )
    @click.option("--quiet", "-q", is_flag=True, help="Say only errors and what was asked for.")
    @click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to colour.")
    def wrapped(*, kind: str, quiet: bool, color: str, **rest: Any) -> Any:  # noqa: ANN401 (the command's own)
        return function(Voice(kind == "json", quiet, color), **rest)

    wrapped.__name__, wrapped.__doc__ = function.__name__, function.__doc__
    spoken: Any = wrapped  # click keeps the options of a function on the function
    spoken.__click_params__ = [*spoken.__click_params__, *getattr(function, "__click_params__", [])]
    return cast("Function", spoken)


from_libraries = click.option(
    "--library",
    "libraries",
    multiple=True,
    metavar="FOLDER",
    help="A folder of models for `import name.model`.",
)
"""What the commands take that load models."""


with_columns = click.option(
    "--map",
    "heads",
    multiple=True,
    metavar="NAME=COLUMN",
    help="The column of an input or key whose head is another one in the data: --map margin=Marge.",
)
"""What the commands take that read data."""


def pairs(values: Iterable[str], option: str) -> dict[str, str]:
    """``NAME=VALUE`` options as a dict."""
    found = {}
    for value in values:
        name, sign, rest = value.partition("=")
        if not sign or not name.strip() or (option == "--map" and not rest.strip()):
            raise click.UsageError(f"{option} wants NAME={'COLUMN' if option == '--map' else 'VALUE'}, not {value!r}")
        if name.strip() in found:
            raise click.UsageError(f"{option} {name.strip()}=... is given twice")
        found[name.strip()] = rest.strip()
    return found


def misnamed(finding: Finding) -> bool:
    """Whether a finding is about what the command line itself named: that is wrong usage."""
    return finding.span is None and finding.code in (
        "W0201",
        "W0210",
        "W0211",
        "W0609",
        "W0611",
        "W0645",
        "W0647",
        "W0649",
        "W0820",
        "W0822",
    )

"""``worthwhile new plugin NAME``: a distribution with a function, a source and an output, and their tests.

What it writes lies in ``files`` as it is written, with ``@name@`` where the name stands.
"""

import os
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import click

from worthwhile.cli.main import COMMANDS, FINE
from worthwhile.cli.options import Voice
from worthwhile.plugin.registry import SHIPPED, installed
from worthwhile.syntax import parse
from worthwhile.text import Source

WRITTEN = {
    "pyproject.toml": "pyproject.toml.txt",
    "README.md": "README.md.txt",
    "example.worth": "example.worth.txt",
    "example.@name@": "example.rows.txt",
    "worthwhile_@name@/__init__.py": "init.py.txt",
    "worthwhile_@name@/functions.py": "functions.py.txt",
    "worthwhile_@name@/kernels.py": "kernels.py.txt",
    "worthwhile_@name@/tables.py": "tables.py.txt",
    "worthwhile_@name@/py.typed": "",
    "tests/test_@name@.py": "test.py.txt",
}
"""Each file of the distribution, and the one that it is made of."""


def write_plugin(voice: Voice, name: str) -> int:
    """Write a folder ``worthwhile-NAME``; gives the exit code. Nothing that is there is written over."""
    fine = name.isascii() and name.isidentifier() and name == name.lower() and not name.startswith("_")
    if not fine or parse(Source("NAME", f"{name}_mean = 1\n")).findings:
        raise click.UsageError(
            f"{name!r} cannot be the name of a plugin: small letters, digits and _ can, beginning with a letter"
        )
    if _is_taken(name):
        raise click.UsageError(f"{name!r} is taken: what it would add or read is there already")
    folder = Path(f"worthwhile-{name}")
    if os.path.lexists(folder):
        raise click.UsageError(f"{folder} is there already. Nothing was written")
    texts = {target.replace("@name@", name): _text(origin, name) for target, origin in WRITTEN.items()}
    try:
        for target, text in texts.items():
            file = folder / target
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written to: {error.strerror or error}") from None
    _say(voice, folder, name, list(texts))
    return FINE


def _is_taken(name: str) -> bool:
    """Whether a plugin, a command, a module or a kind of files has a name already."""
    tools = installed()
    targets = {it.replace("@name@", name) for it in WRITTEN}
    modules = (f"worthwhile_{name}", f"worthwhile.{name}")
    if (
        len(targets) < len(WRITTEN)
        or name in COMMANDS
        or name == SHIPPED
        or any(it.name == name for it in tools.plugins)
    ):
        return True
    address = f"example.{name}"
    claimed = any(it.claims(address) for it in tools.sources) or any(it.claims(address) for it in tools.outputs)
    return claimed or any(find_spec(it) is not None for it in modules)


def _text(origin: str, name: str) -> str:
    if not origin:
        return ""
    text = (files(__name__) / "files" / origin).read_text(encoding="utf-8")
    return text.replace("@name@", name).replace("@version@", version("worthwhile"))


def _say(voice: Voice, folder: Path, name: str, written: list[str]) -> None:
    tries = [
        f"cd {folder}",
        'pip install -e ".[test]"',
        "worthwhile plugins",
        "pytest",
        f"worthwhile run example.worth --data row=example.{name}",
    ]
    voice.say(f"{folder}: a plugin with the function `{name}_mean`, and a source and an output of *.{name} files\n")
    for it in written:
        voice.say(f"  {it}")
    voice.say("\nWhat to do next:\n")
    for it in tries:
        voice.say(f"  {it}")
    voice.data({"folder": str(folder), "files": [str(folder / it) for it in written], "next": tries})

"""What is asked of a database: some columns of a table or of a query, quoted."""

from collections.abc import Sequence
from pathlib import Path

from worthwhile.plugin import ModelError
from worthwhile_plugins.sources.address import Address
from worthwhile_plugins.sources.reading import complaints


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def from_what(address: Address) -> str:
    """The table or the query, as it stands after ``FROM``; nothing where neither is named."""
    if address.query:
        return f"({address.query.strip().rstrip(';')}\n) AS asked"
    return ".".join(map(quoted, address.part.split("."))) if address.part else ""


def selected(columns: Sequence[str], source: str) -> str:
    """Some columns of a table or a query."""
    return f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608 (names are quoted, the query is the user's own)


def file_of(address: Address, scheme: str) -> Path:
    """The file of a database. Raises `OSError` where it is not there or may not be read."""
    path = Path(address.target.removeprefix(scheme).removeprefix("/"))
    with path.open("rb"):
        return path


def without_options(address: Address, name: str) -> None:
    """Raise `ModelError` for options where there are none."""
    if address.options:
        known = ("query",)
        raise ModelError([complaints.unknown_option(name, it, known) for it in address.options])

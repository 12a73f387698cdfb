"""Addresses of sources: what is to be read, which part of it, and how: ``sales.csv?delimiter=;&decimal=,``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

QUERY = "query="


@dataclass(frozen=True)
class Address:
    """The parts of an address."""

    whole: str
    """As it was given."""
    target: str
    """What is to be read: a path, or the address of a database."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What was said after ``?``."""
    part: str = ""
    """What was said after ``#``: a sheet, a table."""
    query: str = ""
    """The question to a database."""

    @property
    def suffixes(self) -> tuple[str, str]:
        """The ending of a path, in small letters, and ``.gz`` where it is packed."""
        path = Path(self.target)
        packed = path.suffix.lower() == ".gz"
        return (Path(path.stem) if packed else path).suffix.lower(), ".gz" if packed else ""


def parted(address: str) -> Address:
    """An address in its parts; one that names a file as it stands is that file's.

    A query is taken as it stands where there is a blank in it, as there is in all SQL; else it is unquoted.
    """
    if "://" not in address and _there(address):
        return Address(address, address)
    before, mark, after = address.partition("?")
    if not mark:
        target, _, part = address.partition("#")
        return Address(address, target, {}, unquote(part))
    if "#" in before:  # a question mark in the name of a part
        target, _, part = address.partition("#")
        return Address(address, target, {}, unquote(part))
    options, query, part = after, "", ""
    if after.startswith(QUERY):
        options, query = "", after[len(QUERY) :]
    elif f"&{QUERY}" in after:
        options, _, query = after.partition(f"&{QUERY}")
    else:
        options, _, part = after.partition("#")
    pairs = [it.partition("=") for it in options.split("&") if it]
    asked = query if any(it.isspace() for it in query) else unquote(query)
    return Address(address, before, {name: unquote(value) for name, _, value in pairs}, unquote(part), asked)


def is_file(address: str, *endings: str) -> Address | None:
    """The parts of an address that is a path with one of these endings, packed or not; nothing for any other."""
    if "://" in address.partition("?")[0].partition("#")[0]:
        return None
    found = parted(address)
    return found if found.suffixes[0] in endings else None


def _there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a name that no file can have
        return False

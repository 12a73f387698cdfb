"""What every kind of statement has: how it is read, what it comes down to, how it is written."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Self

from worthwhile.meaning.items import Item
from worthwhile.syntax.format import quote
from worthwhile.syntax.tree import Child, Part, Quoted, Word
from worthwhile.text import Finding

INDENT = "    "


class Statement(ABC):
    """One kind of statement, in a file named after its rule in the grammar."""

    @classmethod
    @abstractmethod
    def read(cls, part: Part) -> Self:
        """Make one of what its rule gives."""

    @abstractmethod
    def items(self) -> Iterator[Item]:
        """What the statement comes down to."""

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the statement alone, whatever stands in the rest of the model."""
        return iter(())

    @abstractmethod
    def lines(self) -> Iterator[str]:
        """The statement as it is written, line by line."""


def words(child: Child) -> str:
    """The text of a word, or nothing where none stands."""
    return child.text if isinstance(child, Word | Quoted) else ""


def parts(children: Iterable[Child], *rules: str) -> Iterator[Part]:
    """The pieces of some rules, or of any."""
    for child in children:
        if isinstance(child, Part) and (not rules or child.rule in rules):
            yield child


def labelled(head: str, label: str) -> str:
    """A name with its label behind it."""
    return f"{head} {quote(label)}" if label else head


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Lines one level deeper."""
    for line in lines:
        yield INDENT + line

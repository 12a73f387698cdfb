"""What every kind of statement has: how it is read, what it comes down to, how it is written."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Self

from worthwhile.meaning.items import Item
from worthwhile.syntax.columns import Cell, Line
from worthwhile.syntax.format import IF, VALUE, as_written, quote, type_text
from worthwhile.syntax.tree import Child, Expression, Part, Quoted, TypeText, Word
from worthwhile.text import Finding


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
    def lines(self) -> Iterator[Line]:
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


def label_cell(label: str) -> str:
    """A label in a column of its own."""
    return quote(label) if label else ""


def type_cell(type_: TypeText | None) -> Cell:
    """A declared type in a column of its own."""
    return Cell(f": {type_text(type_)}" if type_ else "")


def value_cell(sign: str, node: Expression, least: int = IF, *, loose: bool = False) -> Cell:
    """An expression behind the sign or word that it follows."""
    return Cell(f"{sign} ", node, least, loose)


def value_text(node: Expression) -> str:
    """A value: in brackets where it is a condition."""
    return as_written(node, VALUE)

"""``inputs:``: values that every row of the entity brings."""

from collections.abc import Iterator
from typing import Self

from worthwhile.meaning.items import Item, Role
from worthwhile.statements.declaration import Declaration
from worthwhile.statements.statement import INDENT, Statement, parts
from worthwhile.syntax.tree import Part
from worthwhile.text.frozen import frozen


@frozen
class Inputs(Statement):
    """A block of inputs."""

    declarations: tuple[Declaration, ...]

    @classmethod
    def read(cls, part: Part) -> Self:
        return cls(tuple(map(Declaration.read, parts(part.children))))

    def items(self) -> Iterator[Item]:
        for it in self.declarations:
            yield it.declared(Role.INPUT)

    def lines(self) -> Iterator[str]:
        yield "inputs:"
        for it in self.declarations:
            yield INDENT + it.line()

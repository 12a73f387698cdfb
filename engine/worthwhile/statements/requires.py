"""``requires plugin NAME``: a plugin without which the model cannot run."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, Required
from worthwhile.statements.statement import Statement
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Part, Word
from worthwhile.text.frozen import frozen


@frozen
class Requires(Statement):
    """A plugin by its name."""

    plugin: Word

    @classmethod
    def read(cls, part: Part) -> Self:
        return cls(cast("Word", part.children[0]))

    def items(self) -> Iterator[Item]:
        yield Required(self.plugin)

    def lines(self) -> Iterator[Line]:
        yield line(self.plugin.span.start, f"requires plugin {name_text(self.plugin.text)}")

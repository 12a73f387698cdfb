"""``entity customer key customer_id``: what one row of the main table is."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import EntityOf, Item
from worthwhile.statements.statement import Statement, labelled, words
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Part, Word
from worthwhile.text.frozen import frozen


@frozen
class Entity(Statement):
    """The main table and its key."""

    name: Word
    label: str
    key: Word

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, key = part.children
        return cls(cast("Word", name), words(label), cast("Word", key))

    def items(self) -> Iterator[Item]:
        yield EntityOf(self.name.text, self.label, self.key.text, self.name.span)

    def lines(self) -> Iterator[Line]:
        head = labelled(f"entity {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head} key {name_text(self.key.text)}")

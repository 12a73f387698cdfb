"""``scenario bold "Twenty percent" extends modest:``: assumptions and inputs, changed together."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Change, Item
from worthwhile.meaning.items import Scenario as Story
from worthwhile.statements.overrides import override_lines, read_overrides
from worthwhile.statements.statement import Statement, labelled, parts, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Part, Word
from worthwhile.text.frozen import frozen


@frozen
class Scenario(Statement):
    """A scenario by its name, what it extends, and what it changes."""

    name: Word
    label: str
    extends: Word | None
    changes: tuple[Change, ...]

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, extends, *lines = part.children
        changes = read_overrides(parts(lines))
        return cls(cast("Word", name), words(label), cast("Word | None", extends), changes)

    def items(self) -> Iterator[Item]:
        yield Story(self.name.text, self.label, self.extends, self.changes, self.name.span)

    def lines(self) -> Iterator[Line]:
        extends = f" extends {name_text(self.extends.text)}" if self.extends else ""
        head = labelled(f"scenario {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head}{extends}:")
        yield from deeper(override_lines(self.changes))

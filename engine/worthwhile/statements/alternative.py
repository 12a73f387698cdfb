"""``alternative rival "R-200" (reference):``: another offer, the same formulas over other values."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Alternative as Offer
from worthwhile.meaning.items import Change, Item
from worthwhile.statements.overrides import override_lines, read_overrides
from worthwhile.statements.statement import Statement, labelled, parts, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Part, Word
from worthwhile.text.frozen import frozen


@frozen
class Alternative(Statement):
    """An offer by its name, and what differs in it."""

    name: Word
    label: str
    reference: bool
    changes: tuple[Change, ...]

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, reference, *lines = part.children
        return cls(cast("Word", name), words(label), reference is not None, read_overrides(parts(lines)))

    def items(self) -> Iterator[Item]:
        yield Offer(self.name.text, self.label, self.reference, self.changes, self.name.span)

    def lines(self) -> Iterator[Line]:
        head = labelled(f"alternative {name_text(self.name.text)}", self.label)
        yield line(self.name.span.start, f"{head}{' (reference)' if self.reference else ''}:")
        yield from deeper(override_lines(self.changes))

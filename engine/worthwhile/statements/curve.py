"""``curve retention over months using linear beyond last_rate:``: a table that is read in between, too."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Item, NotYet
from worthwhile.statements.statement import Statement, labelled, parts, value_text, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Child, Expression, Part, Word
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Curve(Statement):
    """Points of a curve, what it is over, and how it is read between and beyond them."""

    name: Word
    label: str
    over: Word
    using: str
    beyond: str
    rows: tuple[tuple[Expression, Expression], ...]
    span: Span

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, over, using, beyond, *rows = part.children
        said = tuple((cast("Expression", it.children[0]), cast("Expression", it.children[1])) for it in parts(rows))
        head = cast("Word", name)
        return cls(head, words(label), cast("Word", over), _option(using), _option(beyond), said, head.span)

    def items(self) -> Iterator[Item]:
        yield NotYet("curve", self.span, (self.name.text,))

    def lines(self) -> Iterator[Line]:
        head = f"{labelled(f'curve {name_text(self.name.text)}', self.label)} over {name_text(self.over.text)}"
        using = f" using {name_text(self.using)}" if self.using else ""
        beyond = f" beyond {name_text(self.beyond)}" if self.beyond else ""
        yield line(self.name.span.start, f"{head}{using}{beyond}:")
        for at, value in self.rows:
            yield from deeper([line(at.span.start, value_text(at), f"-> {value_text(value)}", kind="row")])


def _option(child: Child) -> str:
    return words(child.children[0]) if isinstance(child, Part) else ""

"""``curve retention over months using linear beyond last_rate:``: a table that is read in between, too."""

from collections.abc import Iterator
from typing import Self, cast

from worthwhile.meaning.items import Defined, Item, Role
from worthwhile.statements.statement import Statement, labelled, parts, value_text, words
from worthwhile.syntax.columns import Line, deeper, line
from worthwhile.syntax.format import name_text
from worthwhile.syntax.tree import Child, Expression, Part, Tabulated, Word
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
    reading: tuple[Word | None, Word | None]
    """``using`` and ``beyond`` with their places."""

    @classmethod
    def read(cls, part: Part) -> Self:
        name, label, over, using, beyond, *rows = part.children
        said = tuple((cast("Expression", it.children[0]), cast("Expression", it.children[1])) for it in parts(rows))
        head = cast("Word", name)
        reading = _option(using), _option(beyond)
        words_ = words(reading[0]), words(reading[1])
        return cls(head, words(label), cast("Word", over), *words_, said, part.span, reading)

    def items(self) -> Iterator[Item]:
        keys, values = (tuple(it) for it in zip(*self.rows, strict=True))
        table = Tabulated(keys, values, self.over, None, *self.reading, self.span)
        yield Defined(self.name.text, Role.CURVE, self.name.span, table, self.label)

    def lines(self) -> Iterator[Line]:
        head = f"{labelled(f'curve {name_text(self.name.text)}', self.label)} over {name_text(self.over.text)}"
        using = f" using {name_text(self.using)}" if self.using else ""
        beyond = f" beyond {name_text(self.beyond)}" if self.beyond else ""
        yield line(self.name.span.start, f"{head}{using}{beyond}:")
        for at, value in self.rows:
            yield from deeper([line(at.span.start, value_text(at), f"-> {value_text(value)}", kind="row")])


def _option(child: Child) -> Word | None:
    return cast("Word", child.children[0]) if isinstance(child, Part) else None

"""``margin = net_margin, churn = 3%``: names bound to values, in imports, fits and tests."""

from collections.abc import Iterable, Iterator
from typing import cast

from worthwhile.syntax.columns import Cell
from worthwhile.syntax.format import VALUE, as_written, expression_text
from worthwhile.syntax.tree import Child, Expression, Name, Part
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Binding:
    """One name and its value."""

    name: Name
    value: Expression
    span: Span

    def __str__(self) -> str:
        return f"{expression_text(self.name)} = {as_written(self.value, VALUE)}"


def binding_cells(head: str, said: Iterable[str]) -> Iterator[Cell]:
    """Bindings behind a word, one cell each: a line goes on behind a comma."""
    texts = list(said)
    for number, text in enumerate(texts, 1):
        comma = "," if number < len(texts) else ""
        yield Cell(f"{head} {text}{comma}" if number == 1 else f"{text}{comma}", loose=number > 1)


def read_bindings(part: Child) -> tuple[Binding, ...]:
    """The bindings of a rule, or none."""
    return tuple(_bindings(part)) if isinstance(part, Part) else ()


def _bindings(part: Part) -> Iterator[Binding]:
    for child in part.children:
        if isinstance(child, Part):
            name, value = child.children
            yield Binding(cast("Name", name), cast("Expression", value), child.span)

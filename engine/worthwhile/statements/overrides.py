"""``price = $5``, ``energy up 14%``, ``churn down 2 points``: lines of alternatives and scenarios.

Not a statement of its own.
"""

from collections.abc import Iterable, Iterator
from typing import cast

from worthwhile.meaning.items import Change, How
from worthwhile.statements.statement import value_cell
from worthwhile.syntax.columns import Line, line
from worthwhile.syntax.format import VALUE, expression_text
from worthwhile.syntax.tree import Expression, Name, Part

_HOW = {"set_to": How.SET, "up": How.UP, "down": How.DOWN}


def read_change(part: Part, name: str) -> Change:
    """What a rule says of one name."""
    return Change(name, _HOW[part.rule], cast("Expression", part.children[0]), part.span)


def read_overrides(parts: Iterable[Part]) -> tuple[Change, ...]:
    """The lines of a block."""
    changes = []
    for part in parts:
        name, change = part.children
        mention = cast("Name", name)
        said = read_change(cast("Part", change), mention.text)
        changes.append(Change(said.name, said.how, said.value, mention.span.to(said.span)))
    return tuple(changes)


def override_lines(changes: Iterable[Change]) -> Iterator[Line]:
    """The lines as they are written."""
    for it in changes:
        name = expression_text(Name(tuple(it.name.split(".")), it.span))
        word = {"set": "=", "up": "up", "down": "down"}[it.how]
        yield line(it.span.start, name, value_cell(word, it.value, VALUE), kind="override")

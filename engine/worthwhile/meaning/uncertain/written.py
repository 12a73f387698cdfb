"""What stands after `~`, as it is written."""

from typing import cast

from worthwhile.syntax.tree import Call, Expression, Part, Range


def after_mark(part: Part) -> tuple[Expression | Range, ...]:
    """The expressions after `~`: the ends of an interval, a value and its spread, the parameters of a distribution."""
    if part.rule == "shape":
        return tuple(it.value for it in cast("Call", part.children[0]).arguments)
    return cast("tuple[Expression, ...]", part.children)

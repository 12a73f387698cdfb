"""Long expressions on several lines, broken where the grammar lets a line go on.

A line goes on where the next begins with an operator, and everywhere in brackets.
"""

from collections.abc import Iterator, Sequence

from worthwhile.syntax.format import (
    IF,
    LEVELS,
    SIDES,
    VALUE,
    as_written,
    bracketed,
    name_text,
    right_side,
)
from worthwhile.syntax.tree import Call, Comparison, Expression, If, Operation, Range, Recurrence

DEEPER = 4
"""How much further what stands in brackets is indented."""
_CHAINS = frozenset(("+", "-", "*", "/", "and", "or"))


def broken(node: Expression, least: int, room: int) -> list[str]:
    """The lines of an expression, as few as fit into the room, where it can be broken at all."""
    flat = as_written(node, least)
    if len(flat) <= room:
        return [flat]
    match node:
        case Operation(sign=sign) if sign in _CHAINS:
            lines, level = _joined(_chain(node), room), LEVELS[sign]
        case Comparison(operands=operands, signs=signs):
            first, *rest = operands
            pieces = [("", first, VALUE), *((sign, it, VALUE) for sign, it in zip(signs, rest, strict=True))]
            lines, level = _joined(pieces, room), LEVELS["not"] + 1
        case If(condition=condition, then=then, otherwise=otherwise):
            lines = _joined([("if", condition, IF), ("then", then, IF), ("else", otherwise, IF)], room)
            level = IF
        case Recurrence(first=first, then=then):
            lines, level = _joined([("initially", first, IF), ("then", then, IF)], room), IF
        case Call():
            lines, level = _call(node, room), least
        case _:
            return [flat]
    return _in_brackets(lines) if level < least else lines


def _chain(node: Operation) -> Iterator[tuple[str, Expression, int]]:
    """The operands of operators of one level, from left to right, each with the operator before it."""
    left, right = node.operands
    same = isinstance(left, Operation) and left.sign in _CHAINS and LEVELS[left.sign] == LEVELS[node.sign]
    if same and isinstance(left, Operation) and not bracketed(left):
        yield from _chain(left)
    else:
        yield "", left, SIDES[node.sign][0]
    yield node.sign, right, right_side(node)


def _joined(
    pieces: Sequence[tuple[str, Expression, int]] | Iterator[tuple[str, Expression, int]], room: int
) -> list[str]:
    """Each piece on a line of its own, behind the word that it follows."""
    lines: list[str] = []
    for word, node, least in pieces:
        ahead = f"{word} " if word else ""
        if bracketed(node):
            inside = _in_brackets(broken(node, IF, room - len(ahead) - 1))
        else:
            inside = broken(node, least, room - len(ahead))
        lines.append(ahead + inside[0])
        lines += [" " * len(ahead) + it for it in inside[1:]]
    return lines


def _call(node: Call, room: int) -> list[str]:
    """Arguments and clauses on lines of their own, more deeply indented, up to the bracket that closes them."""
    inside: list[str] = []
    for number, argument in enumerate(node.arguments, 1):
        ahead = f"{name_text(argument.name.text)}: " if argument.name else ""
        comma = "," if number < len(node.arguments) else ""
        inside += _behind(ahead, argument.value, room - DEEPER, comma)
    for word, clause in (("where", node.where), ("over", node.over), ("by", node.by)):
        if clause is not None:
            inside += _behind(f"{word} ", clause, room - DEEPER)
    return [f"{as_written(node.function)}(", *(" " * DEEPER + it for it in inside), ")"]


def _behind(ahead: str, node: Expression | Range, room: int, end: str = "") -> list[str]:
    """A value behind its name or word, and what ends it."""
    if isinstance(node, Range):
        return [ahead + as_written(node) + end]
    first, *rest = broken(node, IF, room - len(ahead) - len(end))
    lines = [ahead + first, *(" " * len(ahead) + it for it in rest)]
    lines[-1] += end
    return lines


def _in_brackets(lines: list[str]) -> list[str]:
    first, *rest = lines
    whole = [f"({first}", *(f" {it}" for it in rest)]
    whole[-1] += ")"
    return whole

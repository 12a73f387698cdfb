"""Operators, ``if`` and ``??``."""

from collections.abc import Sequence
from dataclasses import replace

from worthwhile.meaning.core import Choose, Const, Core, Instead, Ref, joined, unknown
from worthwhile.meaning.expressions.at import At
from worthwhile.meaning.graph import as_written
from worthwhile.meaning.items import Defined, Role
from worthwhile.syntax.tree import If, Operation
from worthwhile.units import Amount, Literal, Rate, Zero


def operation(at: At, node: Operation) -> Core:
    """An operator between its operands, or a sign before one."""
    args = [at.core(it) for it in node.operands]
    if node.sign == "??":
        return _instead(at, node, args)
    if node.sign == "neg":
        folded = _negative(node, args[0])
        if folded is not None:
            return folded
    return at.apply(node.sign, args, node.span, _claimed(at, node, args))


def _negative(node: Operation, inside: Core) -> Const | None:
    """A literal with a minus sign is a literal."""
    if not isinstance(inside, Const) or not isinstance(inside.value, float):
        return None
    if not isinstance(inside.type, Amount | Rate | Zero):
        return None
    literal = inside.literal and Literal(f"-{inside.literal.text}", -inside.literal.value)
    return replace(inside, value=-inside.value, span=node.span, literal=literal)


def _claimed(at: At, node: Operation, args: Sequence[Core]) -> str:
    """The pool that a share is taken of."""
    if node.sign != "of" or not isinstance(args[1], Ref):
        return ""
    entry = at.world.draft.names.get(as_written(at.world.draft, args[1].name, at.sees))
    return entry.name if isinstance(entry, Defined) and entry.role is Role.POOL else ""


def _instead(at: At, node: Operation, args: Sequence[Core]) -> Core:
    sides = at.branches(args, node.span)
    if sides is None:
        return unknown(node.span, joined(*args))
    value, other = sides
    return Instead(value, other, value.type, joined(*args), node.span)


def choose(at: At, node: If) -> Core:
    """``if c then a else b``."""
    condition = at.condition(node.condition)
    args = [at.core(node.then), at.core(node.otherwise)]
    shape, sides = joined(condition, *args), at.branches(args, node.span)
    if sides is None:
        return unknown(node.span, shape)
    then, otherwise = sides
    return Choose(condition, then, otherwise, then.type, shape, node.span)

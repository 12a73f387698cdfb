"""Trees of the surface syntax, made by hand: short names for what the parser would give."""

from properties.generator.kinds import (
    CATEGORY,
    DURATION,
    FACTOR,
    FLAG,
    FLOW,
    LABELS,
    MONEY,
    NUMBER,
    PERCENT,
    PRICE,
    RATE,
    WAGE,
    YEARLY,
    Kind,
)
from worthwhile.syntax import tree
from worthwhile.text import Source, Span

NOWHERE = Span(Source("made", ""), 0, 0)
"""The place of a node that nobody wrote."""


def word(text: str) -> tree.Word:
    """A word."""
    return tree.Word(text, NOWHERE)


def name(text: str) -> tree.Name:
    """A mention, its parts between dots."""
    return tree.Name(tuple(text.split(".")), NOWHERE)


def number(text: str, unit: str = "") -> tree.Number:
    """A number and the unit after it."""
    first, *per = (it.strip() for it in f" {unit} ".split(" per ")) if unit else ("",)
    return tree.Number(text, word(first) if first else None, tuple(map(word, per)), NOWHERE)


def operation(sign: str, *operands: tree.Expression) -> tree.Operation:
    """An operator with its operands."""
    return tree.Operation(sign, operands, NOWHERE)


def call(
    function: str,
    *arguments: tree.Expression,
    where: tree.Expression | None = None,
    over: str = "",
    by: tree.Expression | None = None,
    **named: tree.Expression,
) -> tree.Call:
    """A call."""
    said = [tree.Argument(None, it, NOWHERE) for it in arguments]
    said += [tree.Argument(word(key), it, NOWHERE) for key, it in named.items()]
    return tree.Call(name(function), tuple(said), where, name(over) if over else None, by, NOWHERE)


def unit(text: str) -> tree.UnitText:
    """A unit."""
    return tree.UnitText(tuple(word(it.strip()) for it in text.split(" per ")), NOWHERE)


def literal(kind: Kind, digits: str, spelling: str) -> tree.Expression:
    """A literal of a kind, in one of its units."""
    if kind == FLAG:
        return tree.Flag(digits > "3", NOWHERE)
    if kind == CATEGORY:
        return name(LABELS[0])
    if kind in {PERCENT, RATE, YEARLY, FACTOR}:
        return number(digits + "%", " per " + spelling.split(" per ")[1] if " per " in spelling else "")
    if kind in {MONEY, FLOW, WAGE, PRICE}:
        return number("$" + digits, spelling.removeprefix("USD").strip() and " " + spelling.removeprefix("USD").strip())
    return number(digits, "" if kind == NUMBER else spelling)


__all__ = ["DURATION", "NOWHERE", "call", "literal", "name", "number", "operation", "unit", "word"]

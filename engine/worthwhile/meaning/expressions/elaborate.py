"""Expressions to the core: which file takes which kind of node."""

from collections.abc import Mapping

from worthwhile.meaning import complaints
from worthwhile.meaning.core import Const, Core, unknown
from worthwhile.meaning.expressions import conditions, conversions, literals, names, operators, timing
from worthwhile.meaning.expressions.at import At
from worthwhile.meaning.expressions.calls import call
from worthwhile.syntax.tree import (
    Call,
    Changed,
    Comparison,
    Convert,
    DateText,
    Expression,
    Flag,
    If,
    Index,
    Is,
    Missing,
    Name,
    Number,
    Operation,
    Range,
    Recurrence,
    Taken,
    Text,
    Within,
)
from worthwhile.units import Nothing, Truth, Words


class Elaborator(At):
    """Turns expressions to cores."""

    def core(self, node: Expression | Range) -> Core:
        match node:
            case Number():
                return literals.number(self, node)
            case DateText():
                return literals.day(self, node)
            case Text(text=text, span=span):
                return Const(text, Words(), span)
            case Flag(value=value, span=span):
                return Const(value, Truth(), span)
            case Missing(span=span):
                return Const(None, Nothing(), span)
            case Name():
                return names.name(self, node)
            case Operation():
                return operators.operation(self, node)
            case If():
                return operators.choose(self, node)
            case Comparison():
                return conditions.comparison(self, node)
            case Within():
                return conditions.within(self, node)
            case Is():
                return conditions.is_kind(self, node)
            case Convert():
                return conversions.convert(self, node)
            case Taken(value=value, type=type_):
                return conversions.adopt(self, value, self.types.declared(type_))
            case Changed(value=value, how=how, by=by, span=span):
                base = self.core(value)
                return conversions.changed(self, base, base.type, how, by, span)
            case Index():
                return timing.index(self, node)
            case Recurrence():
                return timing.recurrence(self, node)
            case Call():
                return call(self, node)
            case Range(span=span):
                self.say(complaints.no_range(span))
                return unknown(span)

    def within(
        self, bound: Mapping[str, Core], called: tuple[str, ...], sees: tuple[str, ...] | None = None
    ) -> "Elaborator":
        return Elaborator(self.world, self.say, self.sees if sees is None else sees, bound, called, self.table)

    def along(self, table: str) -> "Elaborator":
        return Elaborator(self.world, self.say, self.sees, self.bound, self.called, table)

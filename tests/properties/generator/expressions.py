"""Expressions of a wanted type."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from properties.generator import nodes
from properties.generator.kinds import (
    AMOUNTS,
    CATEGORY,
    DURATION,
    FACTOR,
    FLAG,
    FLOW,
    LABELS,
    MONEY,
    NUMBER,
    PERCENT,
    PIECES,
    PRODUCTS,
    RATE,
    YEARLY,
    Kind,
)
from properties.generator.scope import Piece, Scope, Variable
from worthwhile.syntax.tree import Choice, Comparison, Convert, Expression, If, Index, Is, Missing, Range, Within

DIGITS = ("2", "3", "4.5", "0.5", "7", "40", "1.25")
COMPARED = (NUMBER, MONEY, FLOW, DURATION, PIECES, PERCENT)
Way = Callable[[], Piece]


def merged(node: Expression, *parts: Piece) -> Piece:
    """A node over parts has every shape that one of its parts has."""
    return Piece(
        node,
        any(it.entity for it in parts),
        any(it.time for it in parts),
        any(it.population for it in parts),
    )


class Drawer:
    """Draws expressions of a wanted type, from the names of a scope."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw

    def one(self, *these: object) -> object:
        """One of several."""
        return self.draw(st.sampled_from(these))

    # ---- leaves
    def leaf(self, kind: Kind, scope: Scope) -> Piece:
        """A name where there is one, else a literal."""
        known = scope.of(kind)
        if known and (kind == CATEGORY or self.draw(st.integers(0, 3))):
            return self.mention(self.draw(st.sampled_from(known)))
        if kind == DURATION and scope.timeline and scope.periods and self.draw(st.booleans()):
            return Piece(nodes.name("t"), time=True)
        return self.literal(kind)

    def mention(self, variable: Variable) -> Piece:
        """A name."""
        return Piece(nodes.name(variable.name), variable.entity, variable.time, variable.population)

    def literal(self, kind: Kind) -> Piece:
        """A literal, in any of the kind's units."""
        digits, spelling = self.draw(st.sampled_from(DIGITS)), self.draw(st.sampled_from(kind.units))
        if kind == FACTOR:  # `97% per month` is a rate: a factor is written as what stays of one
            return Piece(nodes.operation("-", nodes.number("1"), self.literal(RATE).node), literal=True)
        return Piece(nodes.literal(kind, digits, spelling), literal=True)

    # ---- any expression
    def of(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        """An expression of a kind."""
        if depth <= 0:
            return self.leaf(kind, scope)
        ways = self.ways(kind, scope, depth - 1)
        if kind == CATEGORY:
            return self.leaf(kind, scope)
        return ways[self.draw(st.integers(0, len(ways) - 1))]()

    def ways(self, kind: Kind, scope: Scope, depth: int) -> list[Way]:
        """All the ways to come to a value of a kind here."""
        ways: list[Way] = [lambda: self.leaf(kind, scope)]
        if kind == FLAG:
            ways += self.conditions(scope, depth)
        else:
            ways += [lambda: self.choice(kind, scope, depth), lambda: self.fallback(kind, scope, depth)]
        if kind in AMOUNTS:
            ways += [
                lambda: self.sum(kind, scope, depth),
                lambda: self.scaled(kind, scope, depth),
                lambda: self.function(kind, scope, depth),
            ]
            if kind in PRODUCTS:
                ways += [lambda: self.product(kind, scope, depth)] * 2
            if len(kind.units) > 1:
                ways.append(lambda: self.converted(kind, scope, depth))
        ways += self.special(kind, scope, depth)
        if scope.timeline and kind in AMOUNTS:
            ways += self.timely(kind, scope, depth)
        if scope.entity and scope.population and kind in AMOUNTS and kind != PERCENT:
            ways.append(lambda: self.over_rows(kind, scope, depth))
        return ways

    # ---- the ways
    def sum(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        left, right = self.of(kind, scope, depth), self.of(kind, scope, depth)
        return merged(nodes.operation(str(self.one("+", "-")), left.node, right.node), left, right)

    def scaled(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        value = self.of(kind, scope, depth)
        # A percent times a number is a number, and a number plus a percent is refused.
        match self.one("of", "neg", *(["*", "/", "less"] if kind != PERCENT else [])):
            case "*" | "/" as sign:
                by = self.of(NUMBER, scope, depth)
                return merged(nodes.operation(str(sign), value.node, by.node), value, by)
            case "of":
                share = self.leaf(PERCENT, scope)
                return merged(nodes.operation("of", share.node, value.node), value, share)
            case "neg":
                return merged(nodes.operation("neg", value.node), value)
            case _:
                share = self.leaf(PERCENT, scope)
                left = nodes.operation("-", nodes.number("1"), share.node)
                return merged(nodes.operation("*", value.node, left), value, share)

    def function(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        parts = [self.of(kind, scope, depth) for _ in range(2)]
        inner = [it.node for it in parts]
        match self.one("abs", "min", "max", "clamp", "own"):
            case "abs":
                return merged(nodes.call("abs", inner[0]), parts[0])
            case "clamp":
                low, high = self.literal(kind), self.literal(kind)
                ends = nodes.call("min", low.node, high.node), nodes.call("max", low.node, high.node)
                return merged(nodes.call("clamp", inner[0], *ends), parts[0])
            case "own" if scope.functions:
                return merged(nodes.call(str(self.one(*scope.functions)), *inner), *parts)
            case name:
                return merged(nodes.call("max" if name == "own" else str(name), *inner), *parts)

    def product(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        left, sign, right = self.draw(st.sampled_from(PRODUCTS[kind]))
        one, two = self.of(left, scope, depth), self.of(right, scope, depth)
        return merged(nodes.operation(sign, one.node, two.node), one, two)

    def converted(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        value = self.of(kind, scope, depth)
        return merged(Convert(value.node, nodes.unit(self.draw(st.sampled_from(kind.units))), nodes.NOWHERE), value)

    def choice(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        condition = self.of(FLAG, scope, depth)
        one, two = self.of(kind, scope, depth), self.of(kind, scope, depth)
        return merged(If(condition.node, one.node, two.node, nodes.NOWHERE), condition, one, two)

    def fallback(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        one, two = self.of(kind, scope, depth), self.leaf(kind, scope)
        return merged(nodes.operation("??", one.node, two.node), one, two)

    def conditions(self, scope: Scope, depth: int) -> list[Way]:
        ways: list[Way] = [
            lambda: self.compared(scope, depth),
            lambda: self.compared(scope, depth),
            lambda: self.joined(scope, depth),
            lambda: self.is_missing(scope, depth),
        ]
        if scope.of(CATEGORY):
            ways.append(lambda: self.is_label(scope))
        return ways

    def compared(self, scope: Scope, depth: int) -> Piece:
        kind = self.draw(st.sampled_from(COMPARED))
        one, two = self.of(kind, scope, depth), self.of(kind, scope, depth)
        match self.one("<", "<=", ">", ">=", "!=", "in", "chain"):
            case "in":
                ends = self.literal(kind), self.literal(kind)
                bounds = Range(ends[0].node, ends[1].node, bool(self.one(True, False)), nodes.NOWHERE)
                return merged(Within(one.node, bounds, bool(self.one(True, False)), nodes.NOWHERE), one)
            case "chain":
                three = self.literal(kind)
                node = Comparison((three.node, one.node, two.node), ("<=", "<"), nodes.NOWHERE)
                return merged(node, one, two)
            case sign:
                return merged(Comparison((one.node, two.node), (str(sign),), nodes.NOWHERE), one, two)

    def joined(self, scope: Scope, depth: int) -> Piece:
        one, two = self.of(FLAG, scope, depth), self.of(FLAG, scope, depth)
        match self.one("and", "or", "not"):
            case "not":
                return merged(nodes.operation("not", one.node), one)
            case sign:
                return merged(nodes.operation(str(sign), one.node, two.node), one, two)

    def is_missing(self, scope: Scope, depth: int) -> Piece:
        value = self.of(self.draw(st.sampled_from(COMPARED)), scope, depth)
        return merged(Is(value.node, Missing(nodes.NOWHERE), bool(self.one(True, False)), nodes.NOWHERE), value)

    def is_label(self, scope: Scope) -> Piece:
        value = self.leaf(CATEGORY, scope)
        label = nodes.name(str(self.one(*LABELS)))
        negated = bool(self.one(True, False))
        if self.draw(st.booleans()):
            return merged(Is(value.node, label, negated, nodes.NOWHERE), value)
        some = Choice((label, nodes.name(LABELS[1])), nodes.NOWHERE)
        return merged(Within(value.node, some, negated, nodes.NOWHERE), value)

    def special(self, kind: Kind, scope: Scope, depth: int) -> list[Way]:
        """What only one kind has."""
        if kind == NUMBER:
            return [lambda: self.mathematics(scope, depth)]
        if kind == DURATION:
            return [lambda: self.lifetime(scope, depth)]
        if kind in {RATE, YEARLY}:
            return [lambda: self.scaled_rate(kind, scope, depth)]
        if kind == FACTOR:
            return [lambda: self.growth(scope, depth)] * 2
        return []

    def mathematics(self, scope: Scope, depth: int) -> Piece:
        value = self.of(NUMBER, scope, depth)
        match self.one("sqrt", "ln", "log10", "exp", "floor", "ceil", "round", "sign", "mod", "^", "^t"):
            case "mod":
                by = self.literal(NUMBER)
                return merged(nodes.call("mod", value.node, by.node), value)
            case "^":
                exponent = nodes.number(str(self.one("2", "3", "0.5")))
                return merged(nodes.operation("^", value.node, exponent), value)
            case "^t":
                base = self.of(FACTOR, scope, depth)
                power = self.leaf(DURATION, scope)
                return merged(nodes.operation("^", base.node, power.node), base, power)
            case function:
                return merged(nodes.call(str(function), value.node), value)

    def lifetime(self, scope: Scope, depth: int) -> Piece:
        rate = self.of(RATE, scope, depth)
        return merged(nodes.operation("/", nodes.number("1"), rate.node), rate)

    def scaled_rate(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        one = self.of(kind, scope, depth)
        if self.draw(st.booleans()):
            two = self.of(kind, scope, depth)
            return merged(nodes.operation("+", one.node, two.node), one, two)
        by = self.literal(NUMBER)
        return merged(nodes.operation("*", one.node, by.node), one)

    def growth(self, scope: Scope, depth: int) -> Piece:
        rate = self.of(RATE, scope, depth)
        sign = str(self.one("+", "-"))
        return merged(nodes.operation(sign, nodes.number(str(self.one("1", "100%"))), rate.node), rate)

    # ---- the timeline
    def timely(self, kind: Kind, scope: Scope, depth: int) -> list[Way]:
        ways: list[Way] = [lambda: self.over_periods(kind, scope, depth)]
        series = scope.with_periods().of(kind, periods=True)
        if series:
            ways.append(lambda: self.lagged(kind, scope, series))
        if kind == MONEY:
            ways.append(lambda: self.total(scope, depth))
            if scope.paid:
                ways.append(lambda: self.present(scope, depth))
        if kind == FLOW and scope.periods:
            ways.append(lambda: self.paid_once(scope, depth))
        if kind == MONEY and scope.periods:
            ways.append(lambda: self.running(scope, depth))
        if kind == DURATION:
            ways.append(lambda: self.first_period(scope, depth))
        return ways

    def inside(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        """A series: what an aggregate over the timeline takes."""
        value = self.of(kind, scope.with_periods(), depth)
        if value.time:
            return value
        flag = Comparison((nodes.name("t"), nodes.number(str(self.one("1", "2", "3")))), ("<",), nodes.NOWHERE)
        return merged(If(flag, value.node, value.node, nodes.NOWHERE), value, Piece(nodes.name("t"), time=True))

    def over_periods(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        value = self.inside(kind, scope, depth)
        functions = ["max", "min", "mean"]
        if kind in {NUMBER, MONEY, DURATION, PIECES}:
            functions.append("sum")
        where = self.of(FLAG, scope.with_periods(), depth - 1) if self.draw(st.booleans()) else None
        node = nodes.call(
            self.draw(st.sampled_from(functions)), value.node, where=where.node if where else None, over="t"
        )
        return self.reduced(node, value, where)

    def reduced(self, node: Expression, *parts: Piece | None) -> Piece:
        """What an aggregate over the timeline gives."""
        some = [it for it in parts if it]
        return Piece(node, any(it.entity for it in some), False, any(it.population for it in some))

    def lagged(self, kind: Kind, scope: Scope, series: list[Variable]) -> Piece:
        del kind
        variable = self.draw(st.sampled_from(series))
        value = self.mention(variable)
        if not scope.periods or self.draw(st.integers(0, 3)) == 0:
            at: Expression = nodes.number(str(self.one("0", "1", "2", "9")))
            return Piece(Index(value.node, at, nodes.NOWHERE), variable.entity, False, variable.population)
        back = nodes.number(str(self.one("1", "2")), str(self.one("", "")))
        at = nodes.operation(str(self.one("-", "-", "+")), nodes.name("t"), back)
        return Piece(Index(value.node, at, nodes.NOWHERE), variable.entity, True, variable.population)

    def total(self, scope: Scope, depth: int) -> Piece:
        value = self.of(FLOW, scope.with_periods(), depth)
        where = self.of(FLAG, scope.with_periods(), depth - 1) if self.draw(st.booleans()) else None
        return self.reduced(nodes.call("sum", value.node, where=where.node if where else None, over="t"), value, where)

    def present(self, scope: Scope, depth: int) -> Piece:
        flow = self.of(FLOW, scope.with_periods(), depth)
        rate = self.of(self.draw(st.sampled_from((RATE, YEARLY))), scope.steady(), depth - 1)
        return self.reduced(nodes.call("npv", flow.node, rate=rate.node), flow, rate)

    def paid_once(self, scope: Scope, depth: int) -> Piece:
        amount = self.of(MONEY, scope.steady(), depth)
        node = nodes.call("once", amount.node, at=nodes.number(str(self.draw(st.integers(0, scope.timeline - 1)))))
        return Piece(node, amount.entity, True, amount.population)

    def running(self, scope: Scope, depth: int) -> Piece:
        flow = self.of(FLOW, scope, depth)
        return Piece(nodes.call("cumulative", flow.node), flow.entity, True, flow.population)

    def first_period(self, scope: Scope, depth: int) -> Piece:
        left = self.inside(MONEY, scope, depth - 1)
        right = self.leaf(MONEY, scope.steady())
        found = Comparison((left.node, right.node), (">=",), nodes.NOWHERE)
        return self.reduced(nodes.call("first_period", found), left, right)

    # ---- the population
    def over_rows(self, kind: Kind, scope: Scope, depth: int) -> Piece:
        wide = scope.with_rows()
        value = self.of(kind, wide, depth)
        if not value.entity:
            known = wide.of(kind, rows=True)
            if not known:
                return self.leaf(kind, scope)
            value = self.mention(self.draw(st.sampled_from(known)))
        groups = wide.of(CATEGORY, rows=True)
        by = self.mention(groups[0]) if scope.rows and groups and self.draw(st.booleans()) else None
        where = self.of(FLAG, wide, depth - 1) if self.draw(st.booleans()) else None
        function = str(self.one("sum", "mean", "min", "max", "median"))
        node = nodes.call(
            function, value.node, where=where.node if where else None, over=scope.entity, by=by.node if by else None
        )
        time = value.time or bool(where and where.time)
        return Piece(node, bool(by), time, True)

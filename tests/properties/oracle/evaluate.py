"""An expression in one row and one period."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace

from properties.oracle.arithmetic import (
    SINGLE,
    TIME,
    ZERO,
    Maybe,
    add,
    alike,
    counted,
    decided,
    divide,
    made,
    modulo,
    multiply,
    power,
)
from properties.oracle.quantity import NONE, Quantity, base_of
from worthwhile.syntax.tree import (
    Call,
    Choice,
    Comparison,
    Convert,
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
    Text,
    Within,
)

Value = Quantity | bool | str | None
OFFSETS = {"start": 0.0, "mid": 0.5, "end": 1.0, "": 0.0}


class Evaluator:
    """What every expression needs: the timeline and, from whoever inherits, names and the population."""

    periods: int = 0
    period: float = 1.0
    """Months."""
    offset: float = 0.0

    def name(self, text: str, row: int, t: int) -> Value:
        """The value of a name."""
        raise NotImplementedError

    def rows(self) -> Sequence[int]:
        """All the rows."""
        raise NotImplementedError

    def known(self, node: Call, row: int, t: int) -> tuple[Value] | None:
        """The value of a call where it is known already."""
        del node, row, t
        return None

    # ---- any expression
    def of(self, node: Expression, row: int, t: int) -> Value:
        """The value of an expression."""
        match node:
            case Number():
                return literal(node)
            case Flag(value=value):
                return value
            case Text(text=text):
                return text
            case Missing():
                return None
            case Name(text="t") if self.periods:
                return counted(Quantity(float(t)), self.period)
            case Name(text="period") if self.periods:
                return counted(Quantity(1.0), self.period)
            case Name(text=text):
                return self.name(text, row, t)
            case Operation():
                return self.operation(node, row, t)
            case Comparison(operands=operands, signs=signs):
                values = [self.number(it, row, t) for it in operands]
                return every([self.compared(a, sign, b) for a, sign, b in zip(values, signs, values[1:], strict=False)])
            case Within():
                return self.within(node, row, t)
            case Is(value=value, kind=Missing(), negated=negated):
                return (self.of(value, row, t) is None) != negated
            case Is(value=value, kind=kind, negated=negated):
                found = self.of(value, row, t)
                assert isinstance(kind, Name)
                return None if found is None else (found == kind.text) != negated
            case If(condition=condition, then=then, otherwise=otherwise):
                held = self.of(condition, row, t)
                return None if held is None else self.of(then if held else otherwise, row, t)
            case Convert(value=value):
                return self.of(value, row, t)
            case Index(value=value, at=at):
                return self.index(value, at, row, t)
            case Recurrence(first=first, then=then):
                return self.of(first if t == 0 else then, row, t)
            case Call():
                return self.call(node, row, t)
        raise AssertionError(node)

    def number(self, node: Expression, row: int, t: int) -> Maybe:
        """A value that is a quantity."""
        value = self.of(node, row, t)
        assert value is None or isinstance(value, Quantity)
        return value

    def operation(self, node: Operation, row: int, t: int) -> Value:
        if node.sign in {"and", "or", "not"}:
            flags = [self.of(it, row, t) for it in node.operands]
            if node.sign == "not":
                return None if flags[0] is None else not flags[0]
            return every(flags) if node.sign == "and" else opposite(every([opposite(it) for it in flags]))
        if node.sign == "??":
            left = self.of(node.operands[0], row, t)
            return self.of(node.operands[1], row, t) if left is None else left
        values = [self.number(it, row, t) for it in node.operands]
        a = values[0]
        if a is None:
            return None
        if node.sign == "neg":
            return replace(a, value=-a.value)
        b = values[1]
        if b is None:
            return None
        match node.sign:
            case "+":
                return add(a, b, 1, self.period)
            case "-":
                return add(a, b, -1, self.period)
            case "*" | "of":
                return multiply(a, b)
            case "/":
                return divide(a, b)
            case "^":
                return power(a, b, self.period)
        raise AssertionError(node.sign)

    def compared(self, a: Maybe, sign: str, b: Maybe) -> bool | None:
        if a is None or b is None:
            return None
        a, b = alike(a, b, self.period)
        decided(a, b)
        x, y = a.value, b.value
        return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "=": x == y, "!=": x != y}[sign]

    def within(self, node: Within, row: int, t: int) -> Value:
        value = self.of(node.value, row, t)
        if value is None:
            return None
        match node.bounds:
            case Choice(values=values):
                return (value in [it.text for it in values if isinstance(it, Name)]) != node.negated
            case Range(low=low, high=high, open=open_):
                assert isinstance(value, Quantity)
                assert low is not None
                assert high is not None
                over = self.compared(self.number(low, row, t), "<=", value)
                under = self.compared(value, "<" if open_ else "<=", self.number(high, row, t))
                return (bool(over) and bool(under)) != node.negated

    def index(self, value: Expression, at: Expression, row: int, t: int) -> Value:
        match at:
            case Number():
                place = int(at.value)
            case Operation(sign=sign, operands=(Name(text="t"), Number() as steps)):
                place = t + int(steps.value) * (1 if sign == "+" else -1)
            case _:
                raise AssertionError(at)
        return self.of(value, row, place) if 0 <= place < self.periods else None

    # ---- calls
    def call(self, node: Call, row: int, t: int) -> Value:
        known = self.known(node, row, t)
        if known is not None:
            return known[0]
        function = node.function.text
        if node.over is not None and node.over.text == "t":
            return self.over_time(function, node.arguments[0].value, node.where, row)
        if node.over is not None:
            return self.over_rows(node, row, t)
        arguments = [it.value for it in node.arguments if not isinstance(it.value, Range)]
        match function:
            case "npv":
                return self.npv(arguments[0], arguments[1], row)
            case "once":
                return self.once(arguments[0], arguments[1], row, t)
            case "cumulative":
                terms = [self.number(arguments[0], row, each) for each in range(t + 1)]
                return total([self.amount(it) for it in terms if it is not None])
            case "first_period":
                for each in range(self.periods):
                    if self.of(arguments[0], row, each):
                        return counted(Quantity(float(each)), self.period)
                return None
        values = [self.number(it, row, t) for it in arguments]
        if any(it is None for it in values):
            return None
        return self.applied(function, [it for it in values if it is not None])

    def applied(self, function: str, values: list[Quantity]) -> Value:
        match function:
            case "min" | "max":
                return (min if function == "min" else max)(values, key=lambda it: it.value)
            case "clamp":
                value, low, high = values
                return min(max(value, low, key=lambda it: it.value), high, key=lambda it: it.value)
            case "between":
                sum_ = add(values[0], values[1], 1, self.period)
                return sum_ and divide(sum_, Quantity(2.0))
            case "larger":
                return values[0] if self.compared(values[0], ">", values[1]) else values[1]
            case "mod":
                return modulo(*values)
        return SINGLE[function](values[0])

    def amount(self, it: Quantity) -> Quantity:
        """What a flow comes to in one period; anything else as it stands."""
        if ("month", -1) not in it.dimensions:
            return it
        whole = multiply(it, counted(Quantity(1.0), self.period))
        assert whole is not None
        return whole

    def npv(self, flow: Expression, rate: Expression, row: int) -> Value:
        terms = []
        for t in range(self.periods):
            value, r = self.number(flow, row, t), self.number(rate, row, t)
            if value is None or r is None:
                continue
            factor = made(1 + r.value, r.error, NONE, "factor", r.per)
            assert factor is not None
            when = Quantity((t + self.offset) * self.period, 0.0, TIME)
            discount = power(factor, when, self.period)
            term = discount and divide(self.amount(value), discount)
            if term is not None:
                terms.append(term)
        return total(terms)

    def once(self, amount: Expression, at: Expression, row: int, t: int) -> Value:
        assert isinstance(at, Number)
        value = self.number(amount, row, t)
        if t != int(at.value):
            return Quantity(0.0, 0.0, frozenset({("USD", 1), ("month", -1)}))
        return value and divide(value, counted(Quantity(1.0), self.period))

    # ---- aggregates
    def over_time(self, function: str, value: object, where: Expression | None, row: int) -> Value:
        found: list[Maybe] = []
        unknown = False
        for t in range(self.periods):
            counts = True if where is None else self.of(where, row, t)
            if counts is None:
                unknown = True
            elif counts:
                found.append(self.number(value, row, t))  # type: ignore[arg-type]  # the generator draws nothing else there
        some = [it for it in found if it is not None]
        if function == "sum":
            some = [self.amount(it) for it in some]
        if not some and (found or unknown):
            return None  # a sum of nothing but unknowns is not known to be 0
        return aggregate(function, some)

    def over_rows(self, node: Call, row: int, t: int) -> Value:
        group = self.of(node.by, row, t) if node.by is not None else True
        if group is None:
            return None
        found = []
        for each in self.rows():
            if node.by is not None and self.of(node.by, each, t) != group:
                continue
            counts = True if node.where is None else self.of(node.where, each, t)
            value = self.number(node.arguments[0].value, each, t) if counts else None  # type: ignore[arg-type]  # the generator draws nothing else there
            if value is not None:
                found.append(value)
        return aggregate(node.function.text, found)


def literal(node: Number) -> Quantity:
    """The value of a number as it is written."""
    per = "".join(f" per {it.text}" for it in node.per)
    if node.is_percent and per:
        return Quantity(node.value, 0.0, NONE, "rate", base_of("percent" + per)[4])
    unit = ("USD" if node.is_money else node.first.text if node.first else "number") + per
    factor, error, dimensions, _, _ = base_of(unit)
    return Quantity(node.value * factor, abs(node.value * factor) * error, dimensions)


def every(flags: Sequence[Value]) -> bool | None:
    """Whether all hold; missing where that cannot be told."""
    if any(it is False for it in flags):
        return False
    return None if any(it is None for it in flags) else True


def opposite(flag: Value) -> bool | None:
    """Not."""
    return None if flag is None else not flag


def total(terms: list[Quantity]) -> Maybe:
    """The sum of some terms; missing of none."""
    return summed(terms) if terms else None


def summed(terms: list[Quantity]) -> Maybe:
    terms = [it for it in terms if it.kind != "zero"]
    if not terms:
        return ZERO
    size = sum(abs(it.value) for it in terms)
    error = sum(it.error for it in terms) + size * 1e-15
    return made(sum(it.value for it in terms), error if len(terms) > 1 else terms[0].error, terms[0].dimensions)


def aggregate(function: str, some: list[Quantity]) -> Value:
    """What an aggregate makes of the values that count."""
    if not some:
        return ZERO if function == "sum" else None
    values = [it.value for it in some]
    like = next((it for it in some if it.kind != "zero"), some[0])
    if like.kind == "zero":
        return ZERO
    worst = max(it.error for it in some)
    chosen: Callable[[list[float]], float]
    match function:
        case "sum":
            return summed(some)
        case "mean":
            whole = summed(some)
            return whole and made(whole.value / len(some), whole.error / len(some), like.dimensions)
        case "min" | "max":
            chosen = min if function == "min" else max
            return replace(like, value=chosen(values), error=worst)
        case "median":
            return made(statistics.median(values), worst, like.dimensions)
    raise AssertionError(function)


__all__ = ["Evaluator", "Value", "literal"]

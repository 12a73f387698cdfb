"""A drawn model and its data: names to values, in the model's own world or in an alternative's."""

from collections.abc import Mapping, Sequence

from properties.generator.kinds import CATEGORY, FLAG
from properties.generator.written import Declared, Drawn, Formula, Override
from properties.oracle.arithmetic import add, multiply
from properties.oracle.evaluate import OFFSETS, Evaluator, Value, literal
from properties.oracle.quantity import EPSILON, UNITS, Quantity, base_of, singular
from worthwhile.syntax import parse_piece
from worthwhile.syntax.tree import Flag, Name, Number, number_value

FLOW = frozenset({("USD", 1), ("month", -1)})


class World(Evaluator):
    """The values of all names."""

    def __init__(self, drawn: Drawn, overrides: Mapping[str, Override] | None = None) -> None:
        self.drawn, self.overrides = drawn, overrides or {}
        self.declared = {it.name: it for it in (*drawn.assumptions, *drawn.inputs)}
        self.formulas = {it.name: it for it in drawn.formulas}
        if drawn.timeline:
            count, word, *paid = drawn.timeline.split()
            self.periods, self.period = int(count), UNITS[singular(word)][1]
            self.offset = OFFSETS[paid[1] if paid else ""]
        self.memory: dict[tuple[str, int, int], Value] = {}
        self.others: dict[str, World] = {}

    def rows(self) -> Sequence[int]:
        return range(self.drawn.rows)

    def name(self, text: str, row: int, t: int) -> Value:
        key = (text, row, t)
        if key not in self.memory:
            self.memory[key] = self.found(text, row, t)
        return self.memory[key]

    def found(self, text: str, row: int, t: int) -> Value:
        offer, dot, rest = text.partition(".")
        if dot:
            if offer not in self.others:
                lines = {it.name: it for it in self.drawn.alternatives[offer]}
                self.others[offer] = World(self.drawn, lines)
            return self.others[offer].name(rest, row, t)
        if text in {"benefits", "costs"}:
            lines_ = [self.name(it.name, row, t) for it in self.drawn.formulas if it.place == text]
            whole: Value = lines_[0]
            for it in lines_[1:]:
                if not (isinstance(whole, Quantity) and isinstance(it, Quantity)):
                    return None
                whole = add(whole, it, 1, self.period)
            return whole
        if text in self.formulas:
            return self.formula(self.formulas[text], row, t)
        return self.given(self.declared[text], row)

    def formula(self, formula: Formula, row: int, t: int) -> Value:
        if formula.when is not None:
            held = self.of(formula.when, row, t)
            if not held:
                return None if held is None else Quantity(0.0, 0.0, FLOW)
        return self.of(formula.node, row, t)

    def given(self, declared: Declared, row: int) -> Value:
        """An assumption or an input, as the data or the default has it, after an alternative's line."""
        line = self.overrides.get(declared.name)
        if line and line.how == "=":
            return taken(declared, line.by)
        column = self.drawn.table.get(declared.name)
        if column is not None:
            value = cell(declared, column[row])
        else:
            value = taken(declared, declared.default) if declared.default else None
        if line and isinstance(value, Quantity):
            share = number_value(line.by)
            factor = Quantity(1 + share if line.how == "up" else 1 - share, EPSILON)
            if value.kind == "factor":
                return Quantity(value.value * factor.value, EPSILON, value.dimensions, "factor", value.per)
            return multiply(value, factor)
        return value


def cell(declared: Declared, value: object) -> Value:
    """A cell of the data, in base units."""
    if value is None or declared.kind in {FLAG, CATEGORY}:
        return value  # type: ignore[return-value]  # the generator draws nothing else there
    assert isinstance(value, float)
    return quantity(value, declared.unit)


def quantity(value: float, unit: str) -> Quantity:
    """A plain number in a unit."""
    factor, error, dimensions, kind, per = base_of(unit)
    return Quantity(value * factor, abs(value * factor) * error, dimensions, kind, per)


def taken(declared: Declared, text: str) -> Value:
    """A literal, which takes over what it leaves out of the declared unit."""
    match parse_piece(text, "one_value", "default").parts[0].children[0]:
        case Flag(value=value):
            return value
        case Name(text=label):
            return label
        case Number(first=None, per=()) as number if not number.is_money:
            return quantity(number.value, declared.unit)
        case Number() as number:
            return literal(number)
    raise AssertionError(text)

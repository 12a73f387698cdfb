"""An explanation recomputed: every value from the values that are told beneath it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from properties.oracle.arithmetic import add, multiply
from properties.oracle.evaluate import Evaluator, Value
from properties.oracle.quantity import EPSILON, Quantity, base_of
from worthwhile.answer.explanation import Explanation
from worthwhile.syntax import parse_piece
from worthwhile.syntax.tree import Call, Convert, Expression, Recurrence, number_value

CHANGE = re.compile(r"(?P<name>\w+) (?P<how>up|down) (?P<by>[\d.]+%)")
FLOW = frozenset({("USD", 1), ("month", -1)})


def explained(root: Explanation, above: tuple[str, ...] = ()) -> Iterator[Explanation]:
    """All that is explained: formulas and aggregates, not what stands for itself or was told above."""
    if root.name in above:
        return
    if root.kind == "part" or (root.formula and root.kind != "population"):  # of all rows none is told
        yield root
    for it in root.because:
        yield from explained(it, (*above, root.name))


def words(text: str) -> str:
    """A text with single blanks."""
    return " ".join(text.split())


def expression(text: str) -> Expression | Recurrence:
    """An expression read again."""
    parsed = parse_piece(text, "one_expression", "told")
    assert not parsed.findings, text
    return parsed.parts[0].children[0]  # type: ignore[return-value]  # the generator draws nothing else there


class Told(Evaluator):
    """One value and what it was made of."""

    def __init__(self, it: Explanation, periods: int, period: float, offset: float) -> None:
        self.it, self.periods, self.period, self.offset = it, periods, period, offset
        self.values: Mapping[str, Explanation] = {each.name: each for each in it.because}
        self._root: object = None

    def rows(self) -> Sequence[int]:
        raise AssertionError(self.it.name)

    def again(self, t: int) -> Value:
        """The value in a period, made again of what lies beneath."""
        text = self.it.name if self.it.kind == "part" else self.it.formula
        change = CHANGE.fullmatch(text)
        if change:
            share = number_value(change["by"])
            value = self.name(change["name"], 0, t)
            return value and multiply(value, Quantity(1 + share if change["how"] == "up" else 1 - share, EPSILON))  # type: ignore[arg-type]  # the generator draws nothing else there
        if text == self.it.name and self.it.because and self.it.kind != "part":
            return self.total(t)
        formula, _, when = text.partition(" when ")
        if when:
            held = self.of(expression(when), 0, t)
            if not held:
                return None if held is None else Quantity(0.0, 0.0, FLOW)
        root = expression(formula)
        self._root = root if self.it.kind == "part" else None
        return self.of(root, 0, t)

    def total(self, t: int) -> Value:
        whole: Value = None
        for place, each in enumerate(self.it.because):
            value = of(each, t)
            if not isinstance(value, Quantity):
                return None
            whole = value if not place else add(whole, value, 1, self.period)  # type: ignore[arg-type]  # the generator draws nothing else there
        return whole

    def name(self, text: str, row: int, t: int) -> Value:
        del row
        # What an alternative does not change is told under its own name, what it changes under the alternative's.
        same = {text, text.partition(".")[2]}
        for name, told in (*((it.name, it) for it in self.it.because), (self.it.name, self.it)):
            if name in same or name.partition(".")[2] == text:
                return of(told, t)
        raise LookupError(text, self.it.name)

    def of(self, node: Expression, row: int, t: int) -> Value:
        if isinstance(node, Convert) and words(node.span.text) in self.values:
            return of(self.values[words(node.span.text)], t)  # an aggregate is told as it is converted
        return super().of(node, row, t)

    def known(self, node: Call, row: int, t: int) -> tuple[Value] | None:
        del row
        if node is self._root:
            return None
        told = self.values.get(words(node.span.text))
        return None if told is None else (of(told, t),)


def of(told: Explanation, t: int) -> Value:
    """The value that is told, in base units."""
    value = told.value[t] if isinstance(told.value, list) else told.value
    if value is None or isinstance(value, bool | str):
        return value
    factor, error, dimensions, kind, per = base_of(told.unit)
    found = float(value) * factor
    return Quantity(found, abs(found) * (error + EPSILON), dimensions, kind, per)

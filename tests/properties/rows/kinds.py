"""The variables of drawn tables: how values of a kind are written, and which have to be tried.

A value is a number here, whatever its kind: of a date its day, of a label or a text its place, of a
flag 0 or 1. Missing is NaN.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

NUMBER, COUNT, PERCENT, MONEY, DATE, LABEL, FLAG, TEXT = [
    "number",
    "count",
    "percent",
    "money",
    "date",
    "label",
    "flag",
    "text",
]
ORDERED = (NUMBER, COUNT, PERCENT, MONEY, DATE)
LABELS = ("amber", "blue", "crimson")
WORDS = ("de", "fr", "it")
START = date(2026, 1, 1)


@dataclass(frozen=True)
class Variable:
    """An input, or a formula over one that nothing else asks about."""

    name: str
    kind: str
    low: float | None = None
    high: float | None = None
    form: str = ""
    """`formula`: a name for an expression; `header`: the expression itself."""

    @property
    def whole(self) -> bool:
        return self.kind in (COUNT, DATE)

    @property
    def asked(self) -> str:
        """How conditions and columns speak of it."""
        return f"{self.name} * 2" if self.form == "header" else f"{self.name}_twice" if self.form else self.name

    def declared(self) -> str:
        types = {
            NUMBER: "number", COUNT: "count", PERCENT: "percent", MONEY: "USD", DATE: "date",
            LABEL: f"one of {', '.join(LABELS)}", FLAG: "flag", TEXT: "text",
        }  # fmt: skip
        bounds = ""
        if self.low is not None or self.high is not None:
            ends = ("" if it is None else self.written(it) for it in (self.low, self.high))
            bounds = f" in {'..'.join(ends)}"
        return f"    {self.name} : {types[self.kind]}{bounds} optional"

    def written(self, value: float) -> str:
        """A value as the language has it."""
        match self.kind:
            case kind if kind == PERCENT:
                return f"{value * 100:.10g}%"
            case kind if kind == MONEY:
                return f"-${-value:g}" if value < 0 else f"${value:g}"
            case kind if kind == DATE:
                return (START + timedelta(days=value)).isoformat()
            case kind if kind == LABEL:
                return LABELS[int(value)]
            case kind if kind == FLAG:
                return "true" if value else "false"
            case kind if kind == TEXT:
                return f'"{WORDS[int(value)]}"'
        return f"{value:g}"

    def constants(self) -> list[float]:
        """The values that conditions may name."""
        match self.kind:
            case kind if kind == PERCENT:
                return [0.0, 0.1, 0.25, 0.5, 1.0]
            case kind if kind == LABEL:
                return [float(it) for it in range(len(LABELS))]
            case kind if kind == TEXT:
                return [float(it) for it in range(len(WORDS))]
            case kind if kind == FLAG:
                return [0.0, 1.0]
            case kind if kind == DATE:
                return [0.0, 1.0, 31.0, 90.0, 365.0]
            case kind if kind == COUNT:
                return [0.0, 1.0, 2.0, 5.0, 6.0]
        return [-5.0, 0.0, 2.5, 10.0, 100.0]

    def tried(self, named: set[float]) -> list[float]:
        """The values that matter: each that is named, just beside it, between, beyond, one more, and missing."""
        if self.kind in (LABEL, FLAG):
            found = set(self.constants())
        elif self.kind == TEXT:
            found = {*self.constants(), float(len(WORDS))}
        else:
            cuts = sorted({*named, *(it for it in (self.low, self.high) if it is not None)}) or [0.0]
            found = {*cuts, cuts[0] - 1, cuts[-1] + 1}
            beside = 1.0 if self.whole else 1e-4
            found |= {it + sign * beside for it in cuts for sign in (-1, 1)}
            found |= {(a + b) / 2 for a, b in pairwise(cuts)}
            found = {it for it in found if not self.whole or it.is_integer()}
        return [*sorted(found), math.nan]

    def inside(self, value: float) -> bool:
        """Whether the declared bounds allow a value; those of a formula's input do not bind the formula."""
        if math.isnan(value) or self.form:
            return True
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def cell(self, value: float) -> object:
        """A value as data."""
        if math.isnan(value):
            return None
        match self.kind:
            case kind if kind == DATE:
                return START + timedelta(days=value)
            case kind if kind == LABEL:
                return LABELS[int(value)]
            case kind if kind == TEXT:
                return WORDS[int(value)] if value < len(WORDS) else "elsewhere"
            case kind if kind == FLAG:
                return bool(value)
        return value / 2 if self.form else value

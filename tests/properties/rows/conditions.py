"""Conditions of drawn tables: as they are written, and what they are for values, three-valued as Kleene has it.

They are evaluated here with numpy's `minimum` and `maximum` over 0 false, 1 missing, 2 true, by the
meaning of each sign, and by nothing of the engine.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from properties.rows.kinds import FLAG, LABEL, Variable

FALSE, UNSURE, TRUE = 0, 1, 2
Flags = NDArray[np.int8]
Points = Mapping[str, NDArray[np.float64]]
SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq,
    "!=": operator.ne, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Test:
    """A variable against a value."""

    __test__ = False
    variable: Variable
    sign: str
    value: float

    def at(self, points: Points) -> Flags:
        x = points[self.variable.name]
        return np.where(np.isnan(x), UNSURE, np.where(SIGNS[self.sign](x, self.value), TRUE, FALSE)).astype(np.int8)

    def __str__(self) -> str:
        name, value = self.variable.asked, self.variable.written(self.value)
        if self.variable.kind == LABEL:
            return f"{name} is {'' if self.sign == '=' else 'not '}{value}"
        if self.variable.kind == FLAG:
            return name if (self.value == 1) == (self.sign == "=") else f"not {name}"
        return f"{name} {self.sign} {value}"


@dataclass(frozen=True)
class Beside:
    """A variable against another."""

    variable: Variable
    sign: str
    other: Variable

    def at(self, points: Points) -> Flags:
        x, y = points[self.variable.name], points[self.other.name]
        return np.where(np.isnan(x) | np.isnan(y), UNSURE, np.where(SIGNS[self.sign](x, y), TRUE, FALSE)).astype(
            np.int8
        )

    def __str__(self) -> str:
        return f"{self.variable.asked} {self.sign} {self.other.asked}"


@dataclass(frozen=True)
class Gone:
    """Whether a variable is missing."""

    variable: Variable

    def at(self, points: Points) -> Flags:
        return np.where(np.isnan(points[self.variable.name]), TRUE, FALSE).astype(np.int8)

    def __str__(self) -> str:
        return f"{self.variable.asked} is missing"


@dataclass(frozen=True)
class All:
    """All of several; of none always."""

    parts: tuple["Condition", ...]

    def at(self, points: Points) -> Flags:
        found = np.full((1,), TRUE, dtype=np.int8)
        for it in self.parts:
            found = np.minimum(found, it.at(points))
        return found

    def __str__(self) -> str:
        return (
            "true"
            if not self.parts
            else " and ".join(f"({it})" if isinstance(it, Some) else str(it) for it in self.parts)
        )


@dataclass(frozen=True)
class Some:
    """One of several."""

    parts: tuple["Condition", ...]

    def at(self, points: Points) -> Flags:
        found = np.full((1,), FALSE, dtype=np.int8)
        for it in self.parts:
            found = np.maximum(found, it.at(points))
        return found

    def __str__(self) -> str:
        return " or ".join(f"({it})" if isinstance(it, All | Some) else str(it) for it in self.parts)


@dataclass(frozen=True)
class Not:
    """The opposite."""

    part: "Condition"

    def at(self, points: Points) -> Flags:
        return (TRUE - self.part.at(points)).astype(np.int8)

    def __str__(self) -> str:
        return f"not ({self.part})"


Condition = Test | Beside | Gone | All | Some | Not


def named(condition: Condition, variable: Variable) -> set[float]:
    """The values of a variable that a condition names."""
    match condition:
        case Test(variable=it, value=value):
            return {value} if it == variable else set()
        case Gone() | Beside():
            return set()
        case Not(part=part):
            return named(part, variable)
    return {value for it in condition.parts for value in named(it, variable)}

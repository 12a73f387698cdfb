"""Units form a group: multiply, divide, raise, and compare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from worthwhile.units.spelling import plural


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A product of powers of named units, in the order in which they were written.

    The order is for display only: two units are equal where their powers are.
    """

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, powers: Mapping[str, int]) -> "Unit":
        """A unit from its powers; powers of zero vanish."""
        return cls(tuple((name, power) for name, power in powers.items() if power))

    @classmethod
    def one(cls, name: str, power: int = 1) -> "Unit":
        """A single named unit."""
        return cls(((name, power),))

    def __mul__(self, other: "Unit") -> "Unit":
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + power
        return Unit.of(powers)

    def __truediv__(self, other: "Unit") -> "Unit":
        return self * other**-1

    def __pow__(self, power: int) -> "Unit":
        return Unit.of({name: inner * power for name, inner in self.powers})

    def __bool__(self) -> bool:
        return bool(self.powers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unit) and dict(self.powers) == dict(other.powers)

    def __hash__(self) -> int:
        return hash(frozenset(self.powers))

    def __str__(self) -> str:
        return self.text(plural)

    @property
    def single(self) -> str:
        """The unit as it stands after a one: `hour per month`, where as a type it is `hours per month`."""
        return self.text(str)

    def text(self, last: Callable[[str], str]) -> str:
        """The unit in words; ``last`` spells the one that is counted."""
        above = [name + (f"^{power}" if power > 1 else "") for name, power in self.powers if power > 0]
        if above:
            above[-1] = last(above[-1])
        below = [name for name, power in self.powers for _ in range(-power)]
        return " per ".join([" ".join(above) or "number", *below])


ONE = Unit()
"""No unit at all: a plain number."""

"""The units that a model knows: which are scales of one dimension, and how many of one are another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from worthwhile.text.frozen import frozen
from worthwhile.units.currencies import ISO_4217
from worthwhile.units.spelling import plural, singulars
from worthwhile.units.unit import Unit

CLOCK, CALENDAR = "clock time", "calendar time"

_CLOCK = {"second": Fraction(1, 3600), "minute": Fraction(1, 60), "hour": Fraction(1)}
_YEAR = Fraction(1461, 4)
_CALENDAR = {
    "day": Fraction(1),
    "week": Fraction(7),
    "month": _YEAR / 12,
    "quarter": _YEAR / 4,
    "year": _YEAR,
}
PERIODS = tuple(_CALENDAR)
"""The units of calendar time, the shortest first."""

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
HOURS_A_DAY = 24


@frozen
class Measure:
    """A named unit: its dimension, and how many of the dimension's own unit it is.

    ``Measure("kWh", "kWh")`` is a dimension of its own, ``Measure("MWh", "kWh", Fraction(1000))`` a thousand
    of it, ``Measure("fortnight", CALENDAR, Fraction(14))`` so many days.
    """

    name: str
    base: str
    scale: Fraction = Fraction(1)
    currency: bool = False
    """Whether it is money: a model can have it as its currency."""

    @property
    def is_currency(self) -> bool:
        """Whether a model can have it as its currency: money, not so many of another."""
        return self.currency and self.base == self.name


def _standard() -> dict[str, Measure]:
    clock = {name: Measure(name, CLOCK, scale) for name, scale in _CLOCK.items()}
    calendar = {name: Measure(name, CALENDAR, scale) for name, scale in _CALENDAR.items()}
    return clock | calendar | {code: Measure(code, code, currency=True) for code in sorted(ISO_4217)}


STANDARD: Mapping[str, Measure] = _standard()


@dataclass(frozen=True)
class Units:
    """The catalogue of a model: the standard units, those plugins bring, and its own."""

    currency: str = "USD"
    measures: Mapping[str, Measure] = field(default_factory=lambda: STANDARD)
    own: frozenset[str] = frozenset()
    """Those that a count can be told in: the model's, and those of plugins that are no money."""

    def with_own(self, measure: Measure) -> "Units":
        """The catalogue with one more unit, declared by the model."""
        return self.with_one(measure, own=True)

    def with_one(self, measure: Measure, *, own: bool) -> "Units":
        """The catalogue with one more unit; things that are counted are ``own``, money is not."""
        measures = {**self.measures, measure.name: measure}
        return replace(self, measures=measures, own=self.own | {measure.name} if own else self.own)

    def find(self, word: str) -> Measure | None:
        """The unit a word stands for, in singular or plural."""
        for spelled in singulars(word):
            if spelled in self.measures:
                return self.measures[spelled]
        return None

    def dimension(self, unit: Unit) -> Mapping[str, int]:
        """The powers of the dimensions of a unit."""
        total: dict[str, int] = {}
        for name, power in unit.powers:
            base = self.measures[name].base
            total[base] = total.get(base, 0) + power
        return {base: power for base, power in total.items() if power}

    def product(self, left: Unit, right: Unit, sign: int = 1) -> tuple[Unit, Fraction]:
        """The product (or, with sign -1, the quotient) of two units, and the factor that goes with it.

        What is of one dimension cancels and is told in the left one's unit: USD per year times
        months is USD, with the factor 1/12.
        """
        powers, factor = dict(left.powers), Fraction(1)
        for name, power in right.powers:
            measure = self.measures[name]
            same = next((it for it in powers if self.measures[it].base == measure.base), name)
            factor *= (measure.scale / self.measures[same].scale) ** (sign * power)
            powers[same] = powers.get(same, 0) + sign * power
        return Unit.of(powers), factor

    def is_duration(self, unit: Unit) -> bool:
        """Whether it is a plain length of time, of clock or calendar."""
        return self.dimension(unit) in ({CALENDAR: 1}, {CLOCK: 1})

    def same_dimension(self, one: Unit, other: Unit) -> bool:
        """Whether values in the two can be added and compared."""
        if self.dimension(one) == self.dimension(other):
            return True
        return self.is_duration(one) and self.is_duration(other)

    def factor(self, have: Unit, want: Unit) -> Fraction:
        """What a value in one unit is multiplied by to be told in another of the same dimension."""
        return self._in_base(have) / self._in_base(want)

    def _in_base(self, unit: Unit) -> Fraction:
        total = Fraction(1)
        for name, power in unit.powers:
            total *= self.measures[name].scale ** power
        if self.dimension(unit) == {CLOCK: 1}:  # a plain duration: told in days
            return total / HOURS_A_DAY
        return total

    def ratio(self, one: str, other: str) -> Fraction:
        """How many of another unit one of a unit is, both of one dimension."""
        return self.measures[one].scale / self.measures[other].scale

    def words(self) -> Iterator[str]:
        """Every spelling there is, to suggest from."""
        for name, measure in self.measures.items():
            yield name
            if measure.base in (CLOCK, CALENDAR) or name in self.own:
                yield plural(name)


def shorter(one: str, other: str) -> str:
    """The shorter of two periods."""
    return min(one, other, key=PERIODS.index)

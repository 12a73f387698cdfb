"""What kind of value a name has: an amount with a unit, a rate, a factor, a date, a category, ..."""

from enum import StrEnum

from worthwhile.text.frozen import frozen
from worthwhile.units.unit import ONE, Unit


class Tag(StrEnum):
    """What a plain number is, or where a length of time comes from."""

    NUMBER = "number"
    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    CLOCK = "t"
    """The timeline's own time: beside it a bare number counts periods."""
    DATES = "days between dates"


@frozen
class Amount:
    """A number in a unit, or in none; a flow where it is per time; a score has a scale."""

    unit: Unit = ONE
    tag: Tag = Tag.NUMBER
    scale: tuple[float, float] | None = None

    def __str__(self) -> str:
        if self.unit:
            text = str(self.unit)
            return text.replace("number", "count", 1) if self._counted else text
        if self.scale:
            return f"score {self.scale[0]:g}..{self.scale[1]:g}"
        return str(self.tag)

    @property
    def _counted(self) -> bool:
        return self.tag is Tag.COUNT and all(power < 0 for _, power in self.unit.powers)


@frozen
class Rate:
    """What leaves, grows or accrues in a period: never rescaled."""

    per: str

    def __str__(self) -> str:
        return f"percent per {self.per}"


@frozen
class Factor:
    """What stays after a period: it compounds."""

    per: str

    def __str__(self) -> str:
        return f"factor per {self.per}"


@frozen
class Day:
    """A date."""

    def __str__(self) -> str:
        return "date"


@frozen
class Words:
    """A text."""

    def __str__(self) -> str:
        return "text"


@frozen
class Truth:
    """A flag: true, false or missing."""

    def __str__(self) -> str:
        return "flag"


@frozen
class Category:
    """One of several labels."""

    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "category"


@frozen
class Zero:
    """The literal 0, which fits any unit."""

    def __str__(self) -> str:
        return "zero"


@frozen
class Nothing:
    """The literal `missing`, which fits anything."""

    def __str__(self) -> str:
        return "missing"


@frozen
class Unknown:
    """What has been complained about already: it fits everything, so that one fault is told once."""

    def __str__(self) -> str:
        return "any"


@frozen
class Table:
    """The rows of the entity or of records: they can be counted."""

    name: str

    def __str__(self) -> str:
        return "table"


@frozen
class CurveOf:
    """A curve: read at a quantity, it gives a value."""

    over: str
    gives: "Type"

    def __str__(self) -> str:
        return "curve"


@frozen
class FitOf:
    """What was estimated by a fit: its parameters and members are read."""

    fit: str

    def __str__(self) -> str:
        return "fit"


Type = Amount | Rate | Factor | Day | Words | Truth | Category | Zero | Nothing | Unknown | Table | CurveOf | FitOf

NUMBER = Amount()
COUNT = Amount(tag=Tag.COUNT)
PERCENT = Amount(tag=Tag.PERCENT)


def article(type_: Type) -> str:
    """A type with its article, where it takes one."""
    text = str(type_)
    if isinstance(type_, Amount) and (type_.unit or type_.tag is Tag.PERCENT):
        return text
    if isinstance(type_, Rate):
        return text
    return f"an {text}" if text[0] in "aeiou" else f"a {text}"

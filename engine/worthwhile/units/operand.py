"""What the rules of units look at: the operands of a call, and the setting they stand in."""

from collections.abc import Sequence
from dataclasses import field, replace
from fractions import Fraction

from worthwhile.text.frozen import frozen
from worthwhile.units.measures import CALENDAR, Units
from worthwhile.units.types import Amount, Nothing, Tag, Type, Unknown, Zero


@frozen
class Literal:
    """A number that stands alone in the text: what was written, and its value."""

    text: str
    value: float

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return self.value.is_integer()


@frozen
class Operand:
    """A value that takes part in a calculation: its type, and what else a rule may ask of it."""

    type: Type
    literal: Literal | None = None
    series: bool = False
    """Whether it has a value for each period of the timeline."""
    words: str = ""
    """How it is written in the model, for messages."""
    quotient: bool = False
    """Whether it is one thing divided by another."""

    @property
    def fits_all(self) -> bool:
        """0, `missing`, and what is unknown already."""
        return isinstance(self.type, Zero | Nothing | Unknown)

    @property
    def plain(self) -> bool:
        """A number without a unit."""
        return isinstance(self.type, Amount) and not self.type.unit

    @property
    def bare(self) -> bool:
        """A literal without a unit of its own: it takes over its neighbour's."""
        return self.plain and self.literal is not None

    @property
    def unity(self) -> bool:
        """The literal 1 or 100%, from which a rate makes a factor."""
        return self.bare and self.literal is not None and self.literal.text in ("1", "100%")

    def tagged(self, *tags: Tag) -> bool:
        """Whether it is an amount with one of these tags."""
        return isinstance(self.type, Amount) and self.type.tag in tags

    def said(self) -> str:
        """How a message names it."""
        return f"`{self.words}`" if self.words else str(self.type)


@frozen
class Clock:
    """The timeline, as far as rules need it."""

    period: str
    length: int | None = None
    """In periods, where it is constant."""
    starts: bool = False
    """Whether the timeline says when it begins."""
    paid: str = ""
    """start, mid or end; nothing where the model does not say."""


@frozen
class Setting:
    """What holds for every formula of a model: its units and its timeline."""

    units: Units = field(default_factory=Units)
    clock: Clock | None = None

    def is_time(self, type_: Type) -> bool:
        """A plain length of calendar time."""
        return isinstance(type_, Amount) and self.units.dimension(type_.unit) == {CALENDAR: 1}

    def is_duration(self, type_: Type) -> bool:
        """A plain length of time, of clock or calendar."""
        return isinstance(type_, Amount) and self.units.is_duration(type_.unit)

    def is_flow(self, type_: Type) -> bool:
        """An amount per calendar time."""
        return isinstance(type_, Amount) and self.units.dimension(type_.unit).get(CALENDAR) == -1


@frozen
class Adjust:
    """What is done to a number so that it can be computed with: raised, then multiplied."""

    times: Fraction = Fraction(1)
    power: Fraction = Fraction(1)

    def __bool__(self) -> bool:
        return self.times != 1 or self.power != 1


AS_IS = Adjust()


@frozen
class Doubt:
    """A warning that a rule gives along with its ruling."""

    code: str
    message: str
    hint: str = ""


@frozen
class Ruling:
    """What a rule decides: the type of the result, and how the operands come to be computed with.

    ``use`` names another function than the one written, where the same sign means something else
    for these operands: a date plus months is no addition.
    """

    type: Type
    adjust: tuple[Adjust, ...] = ()
    result: Adjust = AS_IS
    use: str = ""
    doubts: tuple[Doubt, ...] = ()

    def of(self, place: int) -> Adjust:
        """What is done to one operand."""
        return self.adjust[place] if place < len(self.adjust) else AS_IS

    def doubting(self, doubt: Doubt) -> "Ruling":
        """The same with one more warning."""
        return replace(self, doubts=(*self.doubts, doubt))


class Refusal(Exception):  # noqa: N818 (it is not an error of ours)
    """A rule's answer that these operands do not go together; the checker makes a finding of it."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        expected: str = "",
        found: str = "",
        about: Sequence[int] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint
        self.expected, self.found = expected, found
        self.about = about
        """The places of the operands it concerns; all where not said."""

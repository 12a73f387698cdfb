"""The rules of functions of numbers, dates and texts."""

from worthwhile.units import complaints
from worthwhile.units.operand import Operand, Ruling, Setting
from worthwhile.units.rules.meeting import branches
from worthwhile.units.rules.sums import numbers_only
from worthwhile.units.types import (
    COUNT,
    NUMBER,
    Amount,
    Category,
    Day,
    Factor,
    Nothing,
    Rate,
    Tag,
    Truth,
    Unknown,
    Words,
    Zero,
)
from worthwhile.units.unit import Unit


def same(setting: Setting, x: Operand, *_: Operand) -> Ruling:
    """A number in, the same unit out: abs, round, floor, ceil."""
    numbers_only(x, x, "it")
    return Ruling(x.type)


def common(setting: Setting, *operands: Operand) -> Ruling:
    """Values of one unit in, that unit out: min, max, clamp, mod."""
    for operand in operands:
        if not isinstance(operand.type, Day):
            numbers_only(operand, operand, "it")
    return branches(setting, operands)


def rounded(setting: Setting, x: Operand, digits: Operand | None = None) -> Ruling:
    """round: the value's own unit, to a plain number of digits."""
    if digits is not None and not (digits.plain or digits.fits_all):
        raise complaints.of_a_unit(digits, "a number of digits")
    return same(setting, x)


def rescaled(setting: Setting, x: Operand, *ends: Operand) -> Ruling:
    """rescale: a score or number in, a score of the scale that is said last out."""
    if not (x.plain or x.fits_all):
        raise complaints.rescale_wants(x)
    low, high = (it.literal.value if it.literal else 0.0 for it in ends[2:])
    return Ruling(Amount(tag=Tag.SCORE, scale=(low, high)))


def counted(setting: Setting, x: Operand) -> Ruling:
    """A number in, a plain whole number out: sign."""
    numbers_only(x, x, "sign")
    return Ruling(COUNT)


def root(setting: Setting, x: Operand) -> Ruling:
    """The square root: every power of the unit is halved."""
    if isinstance(x.type, Zero | Unknown | Nothing):
        return Ruling(NUMBER)
    if not isinstance(x.type, Amount) or any(power % 2 for _, power in x.type.unit.powers):
        raise complaints.of_a_unit(x, "the root")
    return Ruling(Amount(Unit(tuple((name, power // 2) for name, power in x.type.unit.powers))))


def pure(setting: Setting, x: Operand) -> Ruling:
    """A plain number in and out: exp, log10."""
    if not (x.plain or x.fits_all):
        raise complaints.of_a_unit(x, "a logarithm or exponential")
    return Ruling(NUMBER)


def logarithm(setting: Setting, x: Operand) -> Ruling:
    """The natural logarithm: of a factor, the rate that compounds continuously."""
    return Ruling(Rate(x.type.per)) if isinstance(x.type, Factor) else pure(setting, x)


def which_logarithm(setting: Setting, x: Operand, *_: Operand) -> Ruling:
    """``log`` is refused: to some it is base 10."""
    raise complaints.which_logarithm(x)


def _dates(*operands: Operand) -> None:
    for operand in operands:
        if not isinstance(operand.type, Day | Unknown | Nothing):
            raise complaints.dates_wanted(operand)


def days(setting: Setting, a: Operand, b: Operand) -> Ruling:
    """Two dates in, days out."""
    _dates(a, b)
    return Ruling(Amount(Unit.one("day")))


def months(setting: Setting, a: Operand, b: Operand) -> Ruling:
    """Two dates in, months out."""
    _dates(a, b)
    return Ruling(Amount(Unit.one("month")))


def part_of_date(setting: Setting, day: Operand) -> Ruling:
    """A date in, a whole number out: year, month, day."""
    _dates(day)
    return Ruling(COUNT)


def texts(setting: Setting, *operands: Operand) -> Ruling:
    """Texts in, a text out: lower, upper."""
    for operand in operands:
        if not isinstance(operand.type, Words | Category | Unknown | Nothing):
            raise complaints.text_wanted(operand)
    return Ruling(Words())


def text_test(setting: Setting, *operands: Operand) -> Ruling:
    """Texts in, true or false out: contains, starts_with."""
    texts(setting, *operands)
    return Ruling(Truth())


def conditions(setting: Setting, *operands: Operand) -> Ruling:
    """Conditions in, a condition out: and, or, not."""
    for operand in operands:
        if not isinstance(operand.type, Truth | Nothing | Unknown):
            raise complaints.condition_wanted(operand)
    return Ruling(Truth())

"""``+`` and ``-``: of amounts, percents, scores, rates, factors and dates."""

from fractions import Fraction

from worthwhile.units import complaints
from worthwhile.units.measures import MONTHS
from worthwhile.units.operand import AS_IS, Adjust, Operand, Ruling, Setting
from worthwhile.units.rules.meeting import ADDED, meet
from worthwhile.units.types import (
    Amount,
    Category,
    CurveOf,
    Day,
    Factor,
    Rate,
    Table,
    Tag,
    Truth,
    Unknown,
    Words,
)
from worthwhile.units.unit import Unit


def plus(setting: Setting, a: Operand, b: Operand) -> Ruling:
    """The type of ``a + b``."""
    return _sum(setting, a, b, "+")


def minus(setting: Setting, a: Operand, b: Operand) -> Ruling:
    """The type of ``a - b``."""
    return _sum(setting, a, b, "-")


def negative(setting: Setting, a: Operand) -> Ruling:
    """The type of ``-a``."""
    numbers_only(a, a, "-")
    return Ruling(a.type)


def _sum(setting: Setting, a: Operand, b: Operand, sign: str) -> Ruling:
    if isinstance(a.type, Day) or isinstance(b.type, Day):
        return _dates(setting, a, b, sign)
    numbers_only(a, b, sign)
    compound = isinstance(a.type, Rate | Factor) or isinstance(b.type, Rate | Factor)
    if compound and not (a.fits_all or b.fits_all):
        return Ruling(_compound(setting, a, b, sign))
    for x, y in ((a, b), (b, a)):
        if isinstance(x.type, Unknown) and y.bare:
            return Ruling(Unknown())  # 1 + r is a factor for a rate r: a bare literal tells nothing of the sum
        part = y.bare and y.tagged(Tag.PERCENT) and not y.unity
        whole = isinstance(x.type, Amount) and (bool(x.type.unit) or x.tagged(Tag.NUMBER, Tag.COUNT))
        if part and whole and x.literal is None:
            raise complaints.percent_of_what(x, y, sign)
    meeting = meet(setting, a, b, ADDED)
    return Ruling(meeting.type, (meeting.left, meeting.right))


def numbers_only(a: Operand, b: Operand, sign: str) -> None:
    """Refuse what is no number."""
    for operand in (a, b):
        if isinstance(operand.type, Words | Truth | Category | Table | CurveOf | Day):
            raise complaints.no_arithmetic(a, b, sign)


def _compound(setting: Setting, a: Operand, b: Operand, sign: str) -> Rate | Factor:
    """Sums with a rate or a factor in them: 1 - churn stays, 1 - retention leaves."""
    one, two = a.type, b.type
    if a.unity and isinstance(two, Rate):
        return Factor(two.per)
    if b.unity and isinstance(one, Rate) and sign == "+":
        return Factor(one.per)
    if sign == "-" and a.unity and isinstance(two, Factor):
        return Rate(two.per)
    if sign == "-" and b.unity and isinstance(one, Factor):
        return Rate(one.per)
    if not isinstance(one, Rate | Factor) or not isinstance(two, Rate | Factor):
        raise complaints.two_kinds(setting, a, b, ADDED)
    if one.per != two.per:
        raise complaints.two_periods(a, b, ADDED)
    match one, two:
        case Rate(), Rate():
            return one
        case Factor(), Factor() if sign == "-":
            return Rate(one.per)
        case Factor(), Rate():
            return one
        case Rate(), Factor() if sign == "+":
            return two
    raise complaints.means_nothing(a, b, sign)


def _dates(setting: Setting, a: Operand, b: Operand, sign: str) -> Ruling:
    if isinstance(a.type, Day) and isinstance(b.type, Day):
        if sign == "+":
            raise complaints.date_arithmetic(a, b, sign)
        return Ruling(Amount(Unit.one("day"), Tag.DATES))
    day, other = (a, b) if isinstance(a.type, Day) else (b, a)
    if other.fits_all:
        return Ruling(Day())
    if not setting.is_duration(other.type) or (sign == "-" and day is b):
        raise complaints.date_arithmetic(a, b, sign)
    assert isinstance(other.type, Amount)  # noqa: S101 (it is a duration)
    name = other.type.unit.powers[0][0]
    backwards = Fraction(-1 if sign == "-" else 1)
    if name in MONTHS:
        use, adjust = "date + months", Adjust(times=backwards * MONTHS[name])
    else:
        days = setting.units.factor(other.type.unit, Unit.one("day"))
        use, adjust = "date + days", Adjust(times=backwards * days)
    return Ruling(Day(), (AS_IS, adjust) if day is a else (adjust, AS_IS), use=use)

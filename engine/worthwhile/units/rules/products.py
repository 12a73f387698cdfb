"""``*``, ``/`` and ``of``: where units cancel, and rates and factors meet amounts and times."""

from fractions import Fraction

from worthwhile.units import complaints
from worthwhile.units.measures import CALENDAR, shorter
from worthwhile.units.operand import Adjust, Operand, Ruling, Setting
from worthwhile.units.rules.sums import numbers_only
from worthwhile.units.types import (
    NUMBER,
    Amount,
    Factor,
    Rate,
    Tag,
    Type,
    Unknown,
    Zero,
)
from worthwhile.units.unit import ONE, Unit

BY_HAND = (12, 52, 365, 365.25, 8760, 8766)
"""Numbers that stand for a conversion of periods that was meant."""


def times(setting: Setting, a: Operand, b: Operand) -> Ruling:
    """The type of ``a * b``."""
    _no_conversion_by_hand(setting, a, b, "*")
    _no_conversion_by_hand(setting, b, a, "*")
    return _product(setting, a, b)


def share_of(setting: Setting, a: Operand, b: Operand) -> Ruling:
    """The type of ``a of b``: a plain share of anything."""
    if not (a.fits_all or (a.plain and a.tagged(Tag.NUMBER, Tag.PERCENT))):
        raise complaints.share_wanted(a)
    return _product(setting, a, b)


def _no_conversion_by_hand(setting: Setting, a: Operand, b: Operand, sign: str) -> None:
    timed = isinstance(a.type, Rate | Factor) or (
        isinstance(a.type, Amount) and CALENDAR in setting.units.dimension(a.type.unit)
    )
    if timed and b.bare and b.tagged(Tag.NUMBER) and b.literal and b.literal.value in BY_HAND:
        raise complaints.by_hand(a, b, sign)


def _product(setting: Setting, a: Operand, b: Operand) -> Ruling:
    numbers_only(a, b, "*")
    for x, y in ((a, b), (b, a)):
        if isinstance(x.type, Unknown):
            return Ruling(Unknown())
        if x.fits_all:
            return Ruling(y.type)
    match a.type, b.type:
        case Factor(), Factor():
            return _two_factors(setting, a.type, b.type)
        case _, Factor():
            return _by_factor(setting, a, b)
        case Factor(), _:
            return _by_factor(setting, b, a)
        case Rate(), _:
            return _by_rate(setting, a.type, b)
        case _, Rate():
            return _by_rate(setting, b.type, a)
        case Amount(), Amount():
            unit, factor = setting.units.product(a.type.unit, b.type.unit)
            return Ruling(_amount(unit, a, b), result=Adjust(times=factor))
    raise complaints.no_arithmetic(a, b, "*")


def _amount(unit: Unit, a: Operand, b: Operand) -> Amount:
    if unit or _unit(a) or _unit(b):
        return Amount(unit)
    tags = {it.type.tag for it in (a, b) if isinstance(it.type, Amount) and not it.bare}
    tags = tags or {it.type.tag for it in (a, b) if isinstance(it.type, Amount)}
    if tags == {Tag.PERCENT}:
        return Amount(tag=Tag.PERCENT)
    return Amount(tag=Tag.COUNT) if a.tagged(Tag.COUNT) and b.tagged(Tag.COUNT) else NUMBER


def _unit(operand: Operand) -> Unit:
    return operand.type.unit if isinstance(operand.type, Amount) else ONE


def _two_factors(setting: Setting, one: Factor, two: Factor) -> Ruling:
    """Factors of two periods give one of the shorter, exactly: the longer one's root."""
    per = shorter(one.per, two.per)
    return Ruling(Factor(per), tuple(Adjust(power=setting.units.ratio(per, it.per)) for it in (one, two)))


def _by_factor(setting: Setting, x: Operand, f: Operand) -> Ruling:
    """Any value multiplied or divided by a factor keeps its unit."""
    assert isinstance(f.type, Factor)  # noqa: S101 (the caller matched)
    if isinstance(x.type, Rate) and x.type.per != f.type.per:
        raise complaints.two_periods(x, f, "multiplied")
    if setting.clock and x.series and f.type.per != setting.clock.period:
        raise complaints.factor_on_series(f, setting.clock.period)
    return Ruling(x.type)


def _by_rate(setting: Setting, rate: Rate, x: Operand) -> Ruling:
    """A rate times a plain number is a rate, times an amount a flow, times a time a number."""
    if x.plain and not x.tagged(Tag.COUNT):
        return Ruling(rate)
    unit = Unit.one(x.type.per, -1) if isinstance(x.type, Rate) else _unit(x)
    found, factor = setting.units.product(unit, Unit.one(rate.per, -1))
    return Ruling(Amount(found), result=Adjust(times=factor))


def over(setting: Setting, a: Operand, b: Operand) -> Ruling:
    """The type of ``a / b``."""
    _no_conversion_by_hand(setting, a, b, "/")
    numbers_only(a, b, "/")
    if isinstance(a.type, Unknown) or isinstance(b.type, Unknown):
        return Ruling(Unknown())
    if a.fits_all or b.fits_all:
        both = isinstance(a.type, Zero) and isinstance(b.type, Zero)
        return Ruling(NUMBER if both else a.type)
    match a.type, b.type:
        case Factor(), Factor():
            return _two_factors(setting, a.type, b.type)
        case _, Factor():
            return Ruling(b.type) if a.unity else _by_factor(setting, a, b)
        case _, Rate():
            return _over_rate(setting, a, b)
        case Rate(), Amount():
            return _rate_over(setting, a.type, b.type)
        case Factor(), Amount():
            if b.type.unit:
                raise complaints.means_nothing(a, b, "/")
            return Ruling(NUMBER)
        case Amount(), Amount():
            return _amount_over(setting, a, b)
    raise complaints.no_arithmetic(a, b, "/")


def _over_rate(setting: Setting, a: Operand, b: Operand) -> Ruling:
    """An amount per period divided by a rate is an amount; 1 / rate and factor / rate are times."""
    assert isinstance(b.type, Rate)  # noqa: S101 (the caller matched)
    if isinstance(a.type, Rate | Factor) and a.type.per != b.type.per:
        raise complaints.two_periods(a, b, "divided")
    if isinstance(a.type, Rate):
        return Ruling(NUMBER)
    unit, factor = setting.units.product(_unit(a), Unit.one(b.type.per))
    return Ruling(Amount(unit), result=Adjust(times=factor))


def _rate_over(setting: Setting, rate: Rate, by: Amount) -> Ruling:
    if not by.unit:
        return Ruling(rate)
    unit, factor = setting.units.product(Unit.one(rate.per, -1), by.unit, -1)
    return Ruling(Amount(unit), result=Adjust(times=factor))


def _amount_over(setting: Setting, a: Operand, b: Operand) -> Ruling:
    one, two = a.type, b.type
    assert isinstance(one, Amount)  # noqa: S101 (the caller matched)
    assert isinstance(two, Amount)  # noqa: S101 (as above)
    if a.plain and (a.unity or one.tag is Tag.PERCENT) and setting.is_time(two):
        return Ruling(Rate(two.unit.powers[0][0]))
    unit, factor = setting.units.product(one.unit, two.unit, -1)
    percent = a.plain and one.tag is Tag.PERCENT and b.bare
    found: Type = Amount(unit, Tag.PERCENT if percent and not unit else Tag.NUMBER)
    return Ruling(found, result=Adjust(times=factor))


def periods_of(setting: Setting, unit: Unit) -> tuple[Unit, Fraction]:
    """A flow's unit without its time, and how much of that time one period of the timeline is."""
    assert setting.clock is not None  # noqa: S101 (the caller asked)
    name = next(it for it, _ in unit.powers if setting.units.measures[it].base == CALENDAR)
    rest = Unit(tuple((it, power) for it, power in unit.powers if it != name))
    return rest, setting.units.ratio(setting.clock.period, name)

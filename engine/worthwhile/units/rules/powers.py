"""``^``: factors compound over a time, units are raised to whole constants."""

from worthwhile.units import complaints, doubts
from worthwhile.units.measures import PERIODS
from worthwhile.units.operand import AS_IS, Adjust, Operand, Ruling, Setting
from worthwhile.units.types import (
    NUMBER,
    Amount,
    Factor,
    Rate,
    Tag,
    Unknown,
    Zero,
)
from worthwhile.units.unit import Unit


def power(setting: Setting, base: Operand, by: Operand) -> Ruling:
    """The type of ``base ^ by``."""
    if isinstance(base.type, Unknown) or isinstance(by.type, Unknown):
        return Ruling(NUMBER)
    if isinstance(base.type, Rate | Factor):
        return _compounded(setting, base, by)
    if not (by.plain or isinstance(by.type, Zero)):
        raise complaints.exponent(base, by)
    if isinstance(base.type, Zero):
        return Ruling(NUMBER)
    if not isinstance(base.type, Amount):
        raise complaints.no_arithmetic(base, by, "^")
    if not base.type.unit:
        return Ruling(NUMBER)
    if not (by.bare and by.literal and by.literal.whole):
        raise complaints.exponent(base, by)
    return Ruling(Amount(base.type.unit ** int(by.literal.value)))


def _compounded(setting: Setting, base: Operand, by: Operand) -> Ruling:
    """A factor to a time compounds exactly; to a number it counts its own periods."""
    assert isinstance(base.type, Rate | Factor)  # noqa: S101 (the caller asked)
    per = base.type.per
    if setting.is_time(by.type):
        assert isinstance(by.type, Amount)  # noqa: S101 (it is a time)
        adjust = Adjust(times=setting.units.factor(by.type.unit, Unit.one(per)))
    elif by.plain or isinstance(by.type, Zero):
        adjust = AS_IS
    else:
        raise complaints.exponent(base, by)
    ruling = Ruling(NUMBER, (AS_IS, adjust))
    if isinstance(base.type, Rate):
        ruling = ruling.doubting(doubts.RATE_TO_A_TIME)
    clock = setting.clock
    if clock and by.tagged(Tag.CLOCK) and PERIODS.index(per) < PERIODS.index(clock.period):
        ruling = ruling.doubting(doubts.factor_of_longer_period(base, clock.period))
    return ruling

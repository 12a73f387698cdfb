"""The rules of what reads the timeline: npv, irr, once, cumulative, annuities."""

from worthwhile.units import complaints
from worthwhile.units.measures import CALENDAR
from worthwhile.units.operand import AS_IS, Adjust, Clock, Operand, Ruling, Setting
from worthwhile.units.rules.products import periods_of
from worthwhile.units.types import (
    Amount,
    Day,
    Factor,
    Rate,
    Tag,
    Truth,
    Type,
    Unknown,
    Zero,
)
from worthwhile.units.unit import Unit


def clock_of(setting: Setting, what: str) -> Clock:
    """The timeline, which the model must have."""
    if setting.clock is None:
        raise complaints.no_timeline(what)
    return setting.clock


def per_period(setting: Setting, x: Operand, what: str) -> tuple[Type, Adjust]:
    """A flow's amount in each period: USD per year on months gives USD, divided by twelve."""
    if isinstance(x.type, Rate):
        raise complaints.sum_of_rates(x, what)
    if isinstance(x.type, Unknown):
        return x.type, AS_IS
    if not setting.is_flow(x.type):
        raise complaints.flow_wanted(x, what)
    assert isinstance(x.type, Amount)  # noqa: S101 (it is a flow)
    clock_of(setting, what)
    unit, length = periods_of(setting, x.type.unit)
    return Amount(unit), Adjust(times=length)


def _rated(setting: Setting, r: Operand, what: str = "") -> Adjust:
    """A rate or factor per any period."""
    if what and not clock_of(setting, what).paid:
        raise complaints.no_timing(what)
    if not isinstance(r.type, Rate | Factor | Zero | Unknown):
        raise complaints.rate_wanted(r)
    return AS_IS


def npv(setting: Setting, flow: Operand, rate: Operand) -> Ruling:
    """Each period's amount, discounted and added up."""
    clock_of(setting, "npv")
    found, adjust = per_period(setting, flow, "npv")
    return Ruling(found, (adjust, _rated(setting, rate, "npv")))


def discounted(setting: Setting, flow: Operand, rate: Operand) -> Ruling:
    """The discounted flow itself."""
    clock_of(setting, "discounted")
    per_period(setting, flow, "discounted")
    return Ruling(flow.type, (AS_IS, _rated(setting, rate, "discounted")))


def irr(setting: Setting, flow: Operand) -> Ruling:
    """A rate per year, whatever the period."""
    clock_of(setting, "irr")
    _, adjust = per_period(setting, flow, "irr")
    return Ruling(Rate("year"), (adjust,))


def once(setting: Setting, amount: Operand, at: Operand) -> Ruling:
    """An amount paid in one period, as a flow."""
    clock = clock_of(setting, "once")
    odd = not isinstance(amount.type, Amount | Zero | Unknown)
    if odd or setting.is_flow(amount.type) or amount.tagged(Tag.PERCENT):
        raise complaints.amount_wanted(amount, "once")
    if at.series:
        raise complaints.one_period_wanted(at)
    if at.bare and at.literal and clock.length and not 0 <= at.literal.value < clock.length:
        raise complaints.outside(at, clock.length)
    unit = amount.type.unit if isinstance(amount.type, Amount) else Unit()
    found, factor = setting.units.product(unit, Unit.one(clock.period), -1)
    ruling = Ruling(Amount(found), (Adjust(times=factor), period_number(setting, at)))
    if isinstance(at.type, Day) and not clock.starts:
        raise complaints.no_start(f"`at: {at.words}`")
    return ruling


def period_number(setting: Setting, at: Operand) -> Adjust:
    """What makes a number of periods of a time, a number or a date."""
    clock = clock_of(setting, "at")
    if isinstance(at.type, Zero | Day | Unknown) or at.plain:
        return AS_IS
    if setting.is_time(at.type):
        assert isinstance(at.type, Amount)  # noqa: S101 (it is a time)
        return Adjust(times=setting.units.factor(at.type.unit, Unit.one(clock.period)))
    raise complaints.period_wanted(at)


def cumulative(setting: Setting, x: Operand) -> Ruling:
    """The sum up to and including each period."""
    clock_of(setting, "cumulative")
    if isinstance(x.type, Rate | Factor):
        raise complaints.sum_of_rates(x, "cumulative")
    if setting.is_flow(x.type):
        found, adjust = per_period(setting, x, "cumulative")
        return Ruling(found, (adjust,))
    if not isinstance(x.type, Amount | Zero | Unknown):
        raise complaints.flow_wanted(x, "cumulative")
    return Ruling(x.type)


def first_period(setting: Setting, c: Operand) -> Ruling:
    """The first t where a condition holds."""
    clock = clock_of(setting, "first_period")
    if not isinstance(c.type, Truth | Unknown):
        raise complaints.condition_wanted(c)
    return Ruling(Amount(Unit.one(clock.period)))


def date_of(setting: Setting, at: Operand) -> Ruling:
    """The date at which a period begins."""
    clock = clock_of(setting, "date_of")
    if not clock.starts:
        raise complaints.no_start("date_of")
    return Ruling(Day(), (period_number(setting, at),))


def _duration(setting: Setting, x: Operand, period: str) -> Adjust:
    if isinstance(x.type, Unknown | Zero):
        return AS_IS
    if not setting.is_time(x.type):
        raise complaints.duration_wanted(x)
    assert isinstance(x.type, Amount)  # noqa: S101 (it is a time)
    return Adjust(times=setting.units.factor(x.type.unit, Unit.one(period)))


def present_value(setting: Setting, payment: Operand, rate: Operand, duration: Operand) -> Ruling:
    """The worth of a payment in each of its own periods, for a time."""
    _rated(setting, rate)
    if isinstance(payment.type, Unknown):
        return Ruling(Unknown())
    if not setting.is_flow(payment.type):
        raise complaints.flow_wanted(payment, "present_value")
    assert isinstance(payment.type, Amount)  # noqa: S101 (it is a flow)
    powers = payment.type.unit.powers
    name = next(it for it, _ in powers if setting.units.measures[it].base == CALENDAR)
    rest = Unit(tuple((it, power) for it, power in powers if it != name))
    return Ruling(Amount(rest), (AS_IS, AS_IS, _duration(setting, duration, name)))


def payment(setting: Setting, amount: Operand, rate: Operand, duration: Operand) -> Ruling:
    """The payment per unit of the duration that an amount is worth."""
    _rated(setting, rate)
    if isinstance(duration.type, Unknown):
        return Ruling(Unknown())
    if not setting.is_time(duration.type):
        raise complaints.duration_wanted(duration)
    if setting.is_flow(amount.type) or not isinstance(amount.type, Amount | Zero | Unknown):
        raise complaints.amount_wanted(amount, "payment")
    assert isinstance(duration.type, Amount)  # noqa: S101 (it is a time)
    per = duration.type.unit.powers[0][0]
    unit = amount.type.unit if isinstance(amount.type, Amount) else Unit()
    found, factor = setting.units.product(unit, Unit.one(per), -1)
    return Ruling(Amount(found), (Adjust(times=factor),))

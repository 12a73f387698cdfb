"""What reads the timeline: net present value, internal rate, payments, running totals.

Each is written in terms of sums over the timeline, powers and conditions: there is one definition of
discounting, and every way to run a model computes that.
"""

import math
from collections.abc import Iterator, Sequence

from worthwhile.plugin import (
    Aggregate,
    Example,
    Expansion,
    Function,
    InCells,
    OverCells,
    Parameter,
    Running,
    core,
    plugin,
    rules,
)

FLOW, RATE = Parameter("flow"), Parameter("rate")
OFFSETS = {"start": 0.0, "mid": 0.5, "end": 1.0}
MONTHS = {"month": 1.0, "quarter": 3.0, "year": 12.0}
LEAST, MOST = -0.9999, 1000.0
"""Between these an internal rate is looked for."""
ACCUMULATE = "worthwhile_plugins.kernels.accumulate"


def growth(at: Expansion, rate: core.Core, period: str) -> tuple[core.Core, float]:
    """1 + r of a rate, or a factor itself, and how many of its periods one of another is."""
    match rate.type:
        case core.Rate(per=per):
            return core.apply("+", core.number(1.0, at.span), rate, span=at.span), _ratio(at, period, per)
        case core.Factor(per=per):
            return rate, _ratio(at, period, per)
    return core.number(1.0, at.span), 1.0


def _ratio(at: Expansion, period: str, per: str) -> float:
    return float(at.setting.units.ratio(period, per))


def discount(at: Expansion, rate: core.Core) -> core.Core:
    """What 1 paid in period t is worth at the start of period 0: (1 + r)^-(t + offset).

    The offset is 0, 1/2 or 1 as the timeline is paid start, mid or end (Brealey, Myers and Allen
    2020, ch. 2; mid-period convention).
    """
    clock = at.setting.clock
    assert clock is not None  # noqa: S101 (the rule refused a model without a timeline)
    base, ratio = growth(at, rate, clock.period)
    t: core.Core = core.Clock(core.NUMBER, at.span)
    offset = OFFSETS[clock.paid or "start"]
    when = core.apply("+", t, core.number(offset, at.span), span=at.span) if offset else t
    if ratio != 1:
        sign, by = ("/", 1 / ratio) if (1 / ratio).is_integer() else ("*", ratio)
        when = core.apply(sign, when, core.number(by, at.span), span=at.span)
    return core.apply("^", base, when, span=at.span)


def discounted(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """A flow, discounted."""
    flow, rate = args
    return core.apply("/", flow, discount(at, rate), span=at.span)


def npv(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """The sum of the discounted amounts of all periods."""
    return _over_time("sum", at, discounted(at, args))


def _over_time(aggregate: str, at: Expansion, *args: core.Core) -> core.Core:
    shape = core.joined(*args) - {core.TIME}
    return core.Reduce(aggregate, args, core.TIME, None, None, core.NUMBER, shape, at.span)


def irr(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """The rate per year at which the flow is worth nothing, whatever the period."""
    clock = at.setting.clock
    assert clock is not None  # noqa: S101 (the rule refused a model without a timeline)
    rate = _over_time("internal rate", at, *args)
    factor = core.apply("+", core.number(1.0, at.span), rate, span=at.span)
    years = core.number(_ratio(at, "year", clock.period), at.span)
    whole = core.apply("^", factor, years, span=at.span)
    return core.apply("-", whole, core.number(1.0, at.span), span=at.span)


def once(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """An amount in one period, nothing in the others."""
    amount, when = args
    clock = at.setting.clock
    assert clock is not None  # noqa: S101 (the rule refused a model without a timeline)
    if isinstance(when.type, core.Day) and at.start is not None:
        in_months = clock.period in MONTHS
        length = MONTHS.get(clock.period) or {"week": 7.0}.get(clock.period, 1.0)
        rest = (core.number(it, at.span) for it in (at.start, length, float(in_months)))
        when = core.apply("period of", when, *rest, span=at.span)
    else:
        when = core.apply("floor", when, span=at.span)
    t: core.Core = core.Clock(core.NUMBER, at.span)
    now = core.apply("=", t, when, type_=core.Truth(), span=at.span)
    nothing = core.number(0.0, at.span)
    shape = core.joined(now, amount)
    return core.Choose(now, amount, nothing, amount.type, shape, at.span)


def cumulative(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """The sum up to and including each period."""
    return core.Scan(args[0], args[0].type, args[0].shape | {core.TIME}, at.span)


def first_period(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """The first t where a condition holds."""
    return _over_time("first period", at, args[0])


def date_of(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """The date at which a period begins."""
    clock = at.setting.clock
    assert clock is not None  # noqa: S101 (the rule refused a model without a timeline)
    start = core.Const(at.start or 0.0, core.Day(), at.span)
    months = MONTHS.get(clock.period)
    length = core.number(months or {"week": 7.0}.get(clock.period, 1.0), at.span)
    ahead = core.apply("*", args[0], length, span=at.span)
    return core.apply("date + months" if months else "date + days", start, ahead, type_=core.Day(), span=at.span)


def present_value(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """The payment times the annuity factor (Brealey, Myers and Allen 2020, ch. 2)."""
    payment, rate, duration = args
    return core.apply("*", payment, _annuity(at, rate, duration, _period_of(payment)), span=at.span)


def payment(at: Expansion, args: Sequence[core.Core]) -> core.Core:
    """The amount divided by the annuity factor."""
    amount, rate, duration = args
    return core.apply("/", amount, _annuity(at, rate, duration, _period_of(duration)), span=at.span)


def _annuity(at: Expansion, rate: core.Core, duration: core.Core, period: str) -> core.Core:
    base, ratio = growth(at, rate, period)
    if ratio != 1:
        base = core.apply("^", base, core.number(ratio, at.span), span=at.span)
    return core.apply("annuity factor", base, duration, span=at.span)


def _period_of(value: core.Core) -> str:
    """The calendar unit in a value's unit."""
    powers = value.type.unit.powers if isinstance(value.type, core.Amount) else ()
    return next((name for name, _ in powers if name in core.PERIODS), "month")


def annuity(factor: float, periods: float) -> float:
    """The worth of 1 at the end of each period: (1 - F^-n) / (F - 1), and n where F is 1."""
    if factor == 1:
        return periods
    growth = math.log(factor) if factor else -math.inf
    return -math.expm1(-growth * periods) / (factor - 1)


def internal_rate(amounts: Sequence[float]) -> float | None:
    """The rate a period at which amounts are worth nothing, by bisection as the kernel does it.

    Once the middle is one of the ends it stays there: the kernel's other steps change nothing.
    """

    def positive(rate: float) -> bool:
        total = 0.0
        for amount in reversed(amounts):
            total = total / (1 + rate) + amount
        return total > 0

    low, high = LEAST, MOST
    below = positive(low)
    if below == positive(high) or not any(amounts):
        return None
    middle = (low + high) / 2
    while middle not in (low, high):
        if positive(middle) == below:
            low = middle
        else:
            high = middle
        middle = (low + high) / 2
    return middle


@plugin
def functions() -> Iterator[Function]:
    """Offer the functions of section 7 of the language."""
    yield Function(
        "npv", (FLOW, RATE), rules.npv, "Net present value: each period's amount discounted and added up.",
        expand=npv, source="Brealey, Myers and Allen (2020), Principles of Corporate Finance, ch. 2",
    )  # fmt: skip
    yield Function(
        "discounted", (FLOW, RATE), rules.discounted, "The flow behind npv: its sum over t is the npv.",
        expand=discounted,
    )  # fmt: skip
    yield Function(
        "irr", (FLOW,), rules.irr, "Internal rate of return, per year: npv at this rate is 0.",
        expand=irr, source="Brealey, Myers and Allen (2020), ch. 5",
    )  # fmt: skip
    yield Function(
        "once", (Parameter("amount"), Parameter("at")), rules.once, "A flow that pays an amount in one period.",
        expand=once,
    )  # fmt: skip
    yield Function(
        "cumulative", (Parameter("x"),), rules.cumulative, "The sum up to and including each period.",
        expand=cumulative,
    )  # fmt: skip
    yield Function(
        "first_period", (Parameter("condition"),), rules.first_period,
        "The first t in which a condition holds; missing if never.", expand=first_period,
    )  # fmt: skip
    yield Function(
        "date_of", (Parameter("t"),), rules.date_of, "The date at which a period begins.", expand=date_of,
    )  # fmt: skip
    yield Function(
        "present_value", (Parameter("payment"), RATE, Parameter("duration")), rules.present_value,
        "What a payment in each period, at its end, is worth today.",
        (Example("present_value($500 per month, 1% per month, 36 months)", 15053.752518637051),),
        expand=present_value, source="Brealey, Myers and Allen (2020), ch. 2",
    )  # fmt: skip
    yield Function(
        "payment", (Parameter("amount"), RATE, Parameter("duration")), rules.payment,
        "The payment in each period, at its end, that an amount today is worth.",
        (Example("payment($100k, 10% per year, 7 years)", 20540.549970059554),), expand=payment,
        source="Brealey, Myers and Allen (2020), ch. 2",
    )  # fmt: skip
    yield Function(
        "annuity factor", (Parameter("factor"), Parameter("periods")), rules.pure,
        "The worth of 1 at the end of each period.",
        kernel="worthwhile_plugins.kernels.numbers:annuity", scalar=annuity, fails="an annuity without a value",
        excel=InCells("IF({0:5}=1,{1},(1-{0:9}^-{1:10})/({0:6}-1))"),
    )  # fmt: skip


@plugin
def aggregates() -> Iterator[Aggregate]:
    """Offer what the functions here reduce a series with."""
    yield Aggregate(
        "first period", (Parameter("condition"),), rules.tested, "The first period in which a condition holds.",
        f"{ACCUMULATE}:FirstPeriod",
        running=Running("None", "float({t}) if {0} is None and {1:3} else {0}"),
        excel=OverCells("MATCH(TRUE,{0},0)-1", counted="COUNTIF({0},TRUE)"),
    )  # fmt: skip
    yield Aggregate(
        "internal rate", (Parameter("amount"),), rules.average, "The rate at which amounts are worth nothing.",
        f"{ACCUMULATE}:InternalRate", scalar=internal_rate, needs_every=True,
        excel=OverCells("IRR({0})"),
    )  # fmt: skip

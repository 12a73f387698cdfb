"""Every sentence that the rules of units can say."""

from collections.abc import Sequence

from worthwhile.units.measures import CALENDAR
from worthwhile.units.operand import Operand, Refusal, Setting
from worthwhile.units.spelling import plural
from worthwhile.units.types import (
    Amount,
    Category,
    Factor,
    Rate,
    Table,
    Tag,
    Type,
    Words,
    article,
)
from worthwhile.units.unit import Unit


def is_(operand: Operand) -> str:
    """An operand and its type, as a clause."""
    return f"{operand.said()} is {article(operand.type)}"


def _named(what: str) -> str:
    """A function by its name, in backquotes; other words as they are."""
    return f"`{what}`" if what.isidentifier() else what


def two_kinds(setting: Setting, a: Operand, b: Operand, doing: str) -> Refusal:
    """Two dimensions or kinds that cannot be added, compared or stand in one value."""
    return Refusal(
        "W0301",
        f"{is_(a)}, {is_(b)}: they cannot be {doing}",
        hint=_meeting(setting, a, b),
        expected=f"{article(a.type)}, as on the left",
        found=article(b.type),
    )


def _meeting(setting: Setting, a: Operand, b: Operand) -> str:
    match a.type, b.type:
        case Amount(), Amount():
            return _meeting_amounts(setting, a, b)
        case ((Rate() | Factor() as per), Amount()) if not b.type.unit:
            return f"say per what: `{b.words} per {per.per}`" if b.literal else _per(b, per)
        case Amount(), (Rate() | Factor() as per) if not a.type.unit:
            return f"say per what: `{a.words} per {per.per}`" if a.literal else _per(a, per)
        case Category(), _:
            return "categories compare by `is` and `in {...}`, with labels on the right"
        case (Words(), _) | (_, Words()):
            return "a text compares with a text, by `=`"
    return ""


def _per(plain: Operand, per: Rate | Factor) -> str:
    return f"{plain.said()} has no period: declare it as `{per}`"


def _meeting_amounts(setting: Setting, a: Operand, b: Operand) -> str:
    units = setting.units
    assert isinstance(a.type, Amount)  # noqa: S101 (the caller matched)
    assert isinstance(b.type, Amount)  # noqa: S101 (as above)
    one, two = (a, a.type.unit), (b, b.type.unit)
    for (plain, none), (other, some) in ((one, two), (two, one)):
        if not none and some:
            if plain.tagged(Tag.PERCENT):
                return f"{plain.said()} of what? A part of `{other.words}` is added by `{other.words} * (1 + {plain.words})`"
            unit = str(other.type)
            if plain.literal:
                said = unit if not unit.startswith("number") else unit.removeprefix("number ")
                return f"say what it counts: `{plain.words} {said}`"
            return f"{plain.said()} has no unit: declare it as `{unit}`"
    for (flow, often), (total, once) in ((one, two), (two, one)):
        if setting.is_flow(flow.type) and not setting.is_flow(total.type):
            period = next(n for n, p in often.powers if units.measures[n].base == CALENDAR)
            rest, _ = units.product(often, Unit.one(period))
            if units.same_dimension(rest, once):
                if total.literal:
                    return f"say how often: `{total.words} per {period}`, or once: `once({total.words}, at: 0)`"
                return (
                    f"once, or every {period}? `once({total.words}, at: 0)` pays it in one period; "
                    f"`{flow.words} * 12 {plural(period)}` adds up twelve {plural(period)}"
                )
    money = [_currency(setting, it.type) for it in (a, b)]
    if bool(money[0]) != bool(money[1]):
        (_, cash), (thing, counted) = (one, two) if money[0] else (two, one)
        price, _ = units.product(cash, counted, -1)
        return f"what is it worth? Multiply {thing.said()} with a price, an assumption in `{price}`"
    if money[0] and money[1] and money[0] != money[1]:
        return (
            f"two currencies never meet: multiply with an exchange rate, an assumption in `{money[0]} per {money[1]}`"
        )
    return ""


def _currency(setting: Setting, type_: Type) -> str:
    if not isinstance(type_, Amount):
        return ""
    names = [name for name, _ in type_.unit.powers]
    return next((it for it in names if it.isupper() and setting.units.measures[it].base == it), "")


def no_arithmetic(a: Operand, b: Operand, sign: str) -> Refusal:
    """A text, flag, category, table or curve where a number is wanted."""
    odd = next(it for it in (a, b) if not isinstance(it.type, Amount | Rate | Factor))
    hints = {
        "flag": f"say what it stands for: `if {odd.words} then ... else 0`",
        "table": f"count its rows: `count({odd.words})`",
        "curve": f"read it at a time: `{odd.words}[t]`",
    }
    return Refusal(
        "W0301",
        f"{is_(odd)}: `{sign}` wants numbers",
        hint=hints.get(str(odd.type), ""),
        expected="a number",
        found=article(odd.type),
    )


def percent_of_what(x: Operand, y: Operand, sign: str) -> Refusal:
    """12% added to something that is no percent."""
    return Refusal(
        "W0303",
        f"{is_(x)}: {y.words} of what?",
        hint=f"a part of it is added by `{x.words} * (1 {sign} {y.words})`",
        expected=article(x.type),
        found="a percent",
    )


def _other_period(rate: str, per: str) -> str:
    """The ways in which a rate is told per another period: which is right depends on what it is a rate of."""
    return (
        f"of what grows or accrues it is `((1 + {rate}) as factor per {per}) - 1`,\n"
        f"of what leaves `1 - ((1 - {rate}) as factor per {per})`, nominally `{rate} * 1 {per} / 1 {per}`"
    )


def two_periods(a: Operand, b: Operand, doing: str) -> Refusal:
    """Rates or factors of two periods."""
    assert isinstance(a.type, Rate | Factor)  # noqa: S101 (the caller matched)
    assert isinstance(b.type, Rate | Factor)  # noqa: S101 (as above)
    compounds = f"`{b.words} as factor per {a.type.per}` compounds" if isinstance(b.type, Factor) else ""
    hint = compounds or f"a rate is never rescaled by itself; {_other_period(b.words, a.type.per)}"
    return Refusal(
        "W0305",
        f"{is_(a)}, {is_(b)}: rates of two periods cannot be {doing}",
        hint=hint,
        expected=article(a.type),
        found=article(b.type),
    )


def means_nothing(a: Operand, b: Operand, sign: str) -> Refusal:
    """Arithmetic that rates and factors do not have."""
    return Refusal(
        "W0304",
        f"{is_(a)}, {is_(b)}: `{sign}` of the two means nothing",
        hint="what stays is multiplied: the share left after both is the product of the factors"
        if isinstance(a.type, Factor)
        else "",
    )


def two_scales(a: Operand, b: Operand) -> Refusal:
    """Scores of two scales."""
    scale = a.type.scale if isinstance(a.type, Amount) else None
    other = b.type.scale if isinstance(b.type, Amount) else None
    ends = [f"{it[0]:g}..{it[1]:g}" if it else "..." for it in (other, scale)]
    return Refusal(
        "W0306",
        f"{is_(a)}, {is_(b)}: two scales do not meet",
        hint=f"bring them to one scale: `rescale({b.words}, from: {ends[0]}, to: {ends[1]})`",
        expected=article(a.type),
        found=article(b.type),
    )


def date_arithmetic(a: Operand, b: Operand, sign: str) -> Refusal:
    """A date plus something that is no time."""
    day, other = (a, b) if str(a.type) == "date" else (b, a)
    if str(a.type) == str(b.type) == "date":
        message = f"{is_(a)}, {is_(b)}: two dates cannot be added"
        hint = f"the time between them is `days_between({a.words}, {b.words})`"
    elif other.bare:
        message = f"{is_(day)}: {sign} {other.words} of what?"
        hint = f"say days, weeks, months or years: `{day.words} {sign} {other.words} days`"
    else:
        message = f"{is_(a)}, {is_(b)}: to a date only days, weeks, months or years are added"
        hint = ""
    return Refusal("W0307", message, hint=hint)


def by_hand(a: Operand, b: Operand, sign: str) -> Refusal:
    """A flow, rate, factor or time multiplied or divided by 12, 52, 365, ..."""
    text = b.literal.text if b.literal else b.words
    match a.type:
        case Rate(per=per):
            other = "year" if per != "year" else "month"
            hint = f"{_other_period(a.words, other)};\nin powers, `(1 + r)^t` already takes care of the period"
        case Factor(per=per):
            other = "year" if per != "year" else "month"
            hint = f"`{a.words} as factor per {other}` compounds"
        case Amount(unit=unit) if any(power < 0 for _, power in unit.powers):
            other = "year" if "year" not in str(unit) else "month"
            sold = str(unit).rsplit(" per ", 1)[0]
            hint = (
                f"`{a.words} as {sold} per {other}` says the same per {other}; "
                f"`{a.words} * {text} months` is the amount of {text} months"
            )
        case _:
            hint = "in a power the period is taken care of: `(1 + r)^t`; `as years` converts a time"
    return Refusal(
        "W0310",
        f"{is_(a)}: `{sign} {text}` changes the amount, not the period",
        hint=hint,
        expected="a conversion that says so",
        found=f"`{sign} {text}`",
    )


def factor_on_series(f: Operand, period: str) -> Refusal:
    """A yearly factor multiplied into a monthly series."""
    assert isinstance(f.type, Factor)  # noqa: S101 (the caller matched)
    return Refusal(
        "W0316",
        f"{is_(f)}, but the timeline steps by the {period}: each step would take a whole {f.type.per}'s",
        hint=f"one step's is `({f.words})^(1 {period})`; from the start on it is `({f.words})^t`",
        expected=f"a factor per {period}",
        found=article(f.type),
    )


def share_wanted(a: Operand) -> Refusal:
    """Left of `of` stands something that is no share."""
    return Refusal(
        "W0301",
        f"{is_(a)}: left of `of` stands a plain share, such as 12%",
        expected="a percent or a number",
        found=article(a.type),
    )


def exponent(base: Operand, power: Operand) -> Refusal:
    """An exponent that the base does not take."""
    if isinstance(base.type, Rate | Factor):
        hint = "the exponent of a factor is a time, such as `t` or `1 year`, or a number of its periods"
    elif isinstance(power.type, Amount) and power.type.unit and base.plain:
        hint = (
            f"per what? Declare {base.said()} as a rate, `percent per month`, or count periods: "
            f"`^({power.words} / 1 month)`"
        )
    else:
        hint = "a unit is raised only to a whole constant"
    return Refusal("W0309", f"{is_(base)}, {is_(power)}: the power has no meaning", hint=hint)


def of_a_unit(x: Operand, what: str) -> Refusal:
    """A logarithm, exponential or root of a unit."""
    return Refusal(
        "W0309",
        f"{is_(x)}: {what} of a unit has no meaning",
        hint=f"divide by a reference first, such as `{x.words} / $1`" if isinstance(x.type, Amount) else "",
        expected="a plain number",
        found=article(x.type),
    )


def condition_wanted(x: Operand) -> Refusal:
    """Something that is neither true nor false."""
    return Refusal(
        "W0301",
        f"{is_(x)} where a condition is wanted",
        hint=f"compare it with something: `{x.words} > 0`" if isinstance(x.type, Amount) else "",
        expected="a condition",
        found=article(x.type),
    )


def equality(a: Operand, b: Operand, sign: str) -> Refusal:
    """Categories and texts compared the wrong way."""
    category = next((it for it in (a, b) if isinstance(it.type, Category)), None)
    if category:
        other = b if category is a else a
        bare = other.words.strip('"')
        label = bare if bare.isidentifier() else other.words
        verb = "is not" if sign == "!=" else "is"
        return Refusal(
            "W0311",
            f"{is_(category)}: categories compare by `is`",
            hint=f"`{category.words} {verb} {label}`, or `in {{...}}` for several",
        )
    return Refusal("W0311", f"{is_(a)}: texts are equal or not, they have no order", hint="`=` or `!=`")


def cannot_convert(t: Operand, want: Type, hint: str = "") -> Refusal:
    """`as` another dimension."""
    return Refusal(
        "W0312",
        f"{is_(t)}: `as {want}` cannot convert it",
        hint=hint,
        expected=f"something in the dimension of {want}",
        found=article(t.type),
    )


def rescaled_rate(t: Operand, want: Rate) -> Refusal:
    """`as` another period, of a rate."""
    return Refusal(
        "W0305",
        f"{is_(t)}: a rate is never rescaled to another period",
        hint=_other_period(t.words, want.per),
        expected=article(t.type),
        found=str(want),
    )


def sum_of_rates(x: Operand, what: str) -> Refusal:
    """A sum or cumulation of rates or factors."""
    hint = (
        f"what is left after all of them is `product(1 - {x.words} over t)`"
        if isinstance(x.type, Rate)
        else f"what is left after all of them is `product({x.words} over t)`"
    )
    return Refusal("W0313", f"{is_(x)}: {_named(what)} of it has no meaning, it compounds", hint=hint)


def flow_wanted(x: Operand, what: str) -> Refusal:
    """An amount where a flow is wanted."""
    hint = "once, or every period? "
    if isinstance(x.type, Amount) and x.type.unit:
        hint += f"`once({x.words}, at: 0)` pays it in one period; a flow is in `{x.type} per month`"
    else:
        hint += "a flow is in money or things per time, such as `USD per month`"
    return Refusal(
        "W0314",
        f"{is_(x)}: {_named(what)} wants an amount per period",
        hint=hint,
        expected="a flow, such as USD per month",
        found=article(x.type),
    )


def amount_wanted(x: Operand, what: str) -> Refusal:
    """A flow or share where an amount is wanted."""
    return Refusal(
        "W0314",
        f"{is_(x)}: {_named(what)} wants an amount",
        hint=f"the amount of one month is `{x.words} * 1 month`" if isinstance(x.type, Amount) else "",
        expected="an amount, such as USD",
        found=article(x.type),
    )


def period_wanted(x: Operand) -> Refusal:
    """`at:` something that is no period."""
    return Refusal(
        "W0314",
        f"{is_(x)}: `at` wants a period, a time or a date",
        hint="`at: 0`, `at: 6 months` or `at: 2026-06-01`",
    )


def rate_wanted(x: Operand) -> Refusal:
    """A rate without a period, or no rate at all."""
    if x.plain:
        hint = f"per what? `{x.words} per year`" if x.literal else f"declare {x.said()} as `percent per year`"
    else:
        hint = "the rate is a percent per year, or per any period"
    return Refusal(
        "W0315",
        f"{is_(x)}: a rate per period is wanted",
        hint=hint,
        expected="a rate such as percent per year",
        found=article(x.type),
    )


def duration_wanted(x: Operand) -> Refusal:
    """A number where a length of time is wanted."""
    return Refusal(
        "W0315",
        f"{is_(x)}: a length of time is wanted",
        hint=f"`{x.words} months`" if x.bare else "",
        expected="a time such as 36 months",
        found=article(x.type),
    )


def misfit(t: Operand, want: Type) -> Refusal:
    """A literal that does not fit what is declared."""
    unitless = isinstance(want, Amount) and not want.unit
    declared = isinstance(t.type, Amount | Rate | Factor) and unitless
    return Refusal(
        "W0317",
        f"{t.said()} does not fit {want}",
        hint=f"a unit is declared before the value: `: {t.type} = {t.words}`"
        if declared
        else f"leave the unit out, or say one in the dimension of {want}",
        expected=article(want),
        found=article(t.type),
    )


def other_than_declared(setting: Setting, t: Operand, want: Type) -> Refusal:
    """A formula that gives something else than its declared type."""
    if isinstance(t.type, Rate) and isinstance(want, Rate):
        return rescaled_rate(t, want)
    if isinstance(t.type, Factor) and isinstance(want, Factor):
        return Refusal(
            "W0305",
            f"{is_(t)} where {want} is declared",
            hint=f"`{t.words} as {want}` compounds",
            expected=article(want),
            found=article(t.type),
        )
    return Refusal(
        "W0301",
        f"{is_(t)} where {want} is declared",
        hint=_toward(setting, t, want),
        expected=article(want),
        found=article(t.type),
    )


def _toward(setting: Setting, t: Operand, want: Type) -> str:
    if not isinstance(t.type, Amount) or not isinstance(want, Amount):
        return ""
    if setting.is_flow(t.type) and not setting.is_flow(want):
        over = f"`sum({t.words} over t)`" if t.series else f"`{t.words} * 12 months`"
        return f"a flow is no total: {over} adds it up"
    if setting.is_flow(want) and not setting.is_flow(t.type):
        return f"an amount is no flow: `{t.words} / 12 months` spreads it"
    return ""


def points_on(want: Type) -> Refusal:
    """`up 2 points` of something that is no percent."""
    return Refusal("W0317", f"points move percents, rates and factors, not {article(want)}")


def no_change(want: Type) -> Refusal:
    """`up 14%` of a text, flag or category."""
    return Refusal("W0301", f"{article(want)} cannot go up or down", hint="set it: `name = value`")


def dates_wanted(x: Operand) -> Refusal:
    """A number where a date is wanted."""
    return Refusal(
        "W0307",
        f"{is_(x)} where a date is wanted",
        hint="dates are written as 2026-03-31",
        expected="a date",
        found=article(x.type),
    )


def text_wanted(x: Operand) -> Refusal:
    """A number where a text is wanted."""
    return Refusal("W0301", f"{is_(x)} where a text is wanted", expected="a text", found=article(x.type))


def rescale_wants(x: Operand) -> Refusal:
    """Money that is to be rescaled."""
    return Refusal("W0306", f"{is_(x)}: `rescale` wants a score or a number", expected="a score", found=article(x.type))


def which_logarithm(x: Operand) -> Refusal:
    """`log`, which is two functions."""
    return Refusal(
        "W0319",
        "`log` is base 10 to some and base e to others",
        hint=f"`ln({x.words})` or `log10({x.words})`",
    )


def no_timing(what: str) -> Refusal:
    """npv in a model that does not say `paid`."""
    return Refusal(
        "W0321",
        f"{_named(what)} discounts, and the timeline does not say when the periods are paid",
        hint="`timeline ... paid start`, `paid mid` or `paid end`",
    )


def no_timeline(what: str) -> Refusal:
    """A function of the timeline in a model without one."""
    return Refusal("W0201", f"{_named(what)} needs a timeline", hint="add a line such as `timeline 36 months paid end`")


def outside(x: Operand, length: int) -> Refusal:
    """`at` a period that the timeline does not have."""
    return Refusal(
        "W0404",
        f"period {x.words} lies outside the timeline",
        hint=f"the periods are 0 to {length - 1}: the first is 0",
        expected=f"0..{length - 1}",
        found=x.words,
    )


def one_period_wanted(x: Operand) -> Refusal:
    """`at: t`, a whole series of periods."""
    return Refusal(
        "W0403",
        f"{x.said()} has a value for each period: a payment is made in one",
        hint="`at: 0`, `at: 6 months`; an amount in every period is a flow",
    )


def no_start(what: str) -> Refusal:
    """A date on a timeline that does not say when it begins."""
    return Refusal(
        "W0207",
        f"{_named(what)} needs to know when the timeline begins",
        hint="`timeline 36 months from 2026-01`",
    )


def not_of(x: Operand, what: str) -> Refusal:
    """An aggregate of the wrong kind of value."""
    return Refusal("W0301", f"{is_(x)}: {what} of it has no meaning", found=article(x.type))


def dates_do_not_add(x: Operand, what: str) -> Refusal:
    """sum or mean of dates."""
    return Refusal("W0307", f"{is_(x)}: {what} of dates has no meaning", hint="`min` and `max` have")


def product_of_unit(x: Operand) -> Refusal:
    """A product whose unit would depend on the number of rows."""
    return Refusal(
        "W0309", f"{is_(x)}: the unit of its product would depend on the number of rows", expected="a number"
    )


def rows_are_counted(x: Operand, what: str) -> Refusal:
    """count of a value, or sum of a table."""
    if isinstance(x.type, Table):
        return Refusal(
            "W0401", f"{x.said()} is a table: {what} wants a column of it", hint=f"`{what}({x.words}.amount)`"
        )
    return Refusal(
        "W0401", "count counts rows", hint="`count(orders where ...)`, `count(customer)` or `count(t where ...)`"
    )


def unequal_labels(a: Operand, b: Operand) -> Refusal:
    """Two categories with different labels in one value."""
    return Refusal("W0311", f"{is_(a)}, {is_(b)}: their labels differ", hint="declare both with the same labels")


def lines_differ(lines: Sequence[Operand], total: str) -> Refusal:
    """Lines of several units under one total."""
    listed = ", ".join(f"`{it.words}` {it.type}" for it in lines)
    return Refusal(
        "W0301",
        f"the lines of {total} have units that do not add up: {listed}",
        hint="once, or every period? `once(amount, at: 0)` pays an amount in one period",
    )

"""Series: recurrences, lags, and reading a series at a period."""

from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.core import TIME, Apply, Const, Core, Lag, Read, Recur, adjusted, joined, operand, unknown
from worthwhile.meaning.expressions import curves, literals
from worthwhile.meaning.expressions.at import At
from worthwhile.syntax.tree import Index, Name, Number, Operation, Recurrence
from worthwhile.units import Amount, Refusal, Unknown
from worthwhile.units.measures import DAYS, MONTHS
from worthwhile.units.rules import timeline

READ_AT = "a series is read at a time or a number of periods: `[t - 1]`, `[0]`, `[t - 3 months]`"


def recurrence(at: At, node: Recurrence) -> Core:
    """``initially a then b``."""
    args = [at.core(node.first), at.core(node.then)]
    shape, sides = joined(*args) | {TIME}, at.branches(args, node.span)
    if sides is None:
        return unknown(node.span, shape)
    if at.setting.clock is None:
        at.say(complaints.no_clock("initially", node.span))
        return unknown(node.span, shape)
    first, then = sides
    return Recur(first, then, first.type, shape, node.span)


def index(at: At, node: Index) -> Core:
    """``x[t - 1]``, ``x[0]``: a series at another period."""
    points = curves.rows_of(at, node.value)
    if points is not None:
        found = curves.read(at, node, points)
        if found is not None:
            return found
    series = at.core(node.value)
    if isinstance(node.at, Name) and node.at.parts == ("t",) and TIME in series.shape:
        return replace(series, span=node.span)
    match node.at:
        case Operation(sign="-" | "+" as sign, operands=(Name(parts=("t",)) as time, Number() as by)):
            if "t" not in at.bound and at.setting.clock is not None:
                return _some_periods(at, node, series, sign, time, by)
    return _at_a_period(at, node, series)


def _at_a_period(at: At, node: Index, series: Core) -> Core:
    place = at.core(node.at)
    shape = series.shape - {TIME} | place.shape
    if isinstance(series.type, Unknown) or isinstance(place.type, Unknown):
        return unknown(node.span, shape)
    if TIME not in series.shape:
        return _not_read(at, node, series, _one_value(series))
    try:
        adjust = timeline.period_number(at.setting, operand(place))
    except Refusal:
        return _not_read(at, node, series, READ_AT)
    return Read(series, adjusted(place, adjust), series.type, shape, node.span)


def _some_periods(at: At, node: Index, series: Core, sign: str, time: Name, by: Number) -> Core:
    """A constant number of periods back or on."""
    if isinstance(series.type, Unknown):
        return unknown(node.span, series.shape | {TIME})
    if TIME not in series.shape:
        return _not_read(at, node, series, _one_value(series))
    periods = _periods(at, by)
    if periods is None:
        clock = at.setting.clock
        step = clock.period if clock else "period"
        return _not_read(at, node, series, f"a lag is a whole number of {step}s, or a time that is")
    if sign == "-" and periods > 0:
        return Lag(series, periods, series.type, series.shape, node.span)
    clock_core = at.core(time)
    ahead = Const(float(periods if sign == "+" else -periods), Amount(), by.span)
    place = Apply("+", (clock_core, ahead), clock_core.type, clock_core.shape, node.at.span)
    return Read(series, place, series.type, series.shape, node.span)


def _one_value(series: Core) -> str:
    return f"`{operand(series).words}` has one value, not one for each period"


def _not_read(at: At, node: Index, series: Core, hint: str) -> Core:
    words = " ".join(node.at.span.text.split())
    at.say(complaints.no_lag(operand(series).words, words, node.span, hint))
    return unknown(node.span, series.shape | {TIME})


def _periods(at: At, by: Number) -> int | None:
    """A constant number of periods, where it is a whole one."""
    core = literals.number(at, by)
    try:
        adjust = timeline.period_number(at.setting, operand(core))
    except Refusal:
        return None
    found = adjusted(core, adjust)
    value = found.value if isinstance(found, Const) else None
    if not isinstance(value, float) or not value.is_integer() or by.is_percent:
        return None
    return int(value) if not by.first or _whole_unit(at, by) else None


def _whole_unit(at: At, by: Number) -> bool:
    """Whether a unit counts whole periods of the timeline: months and years do, weeks and months not."""
    clock = at.setting.clock
    measure = at.setting.units.find(by.first.text) if by.first else None
    if clock is None or measure is None:
        return False
    return any(measure.name in it and clock.period in it for it in (MONTHS, DAYS))

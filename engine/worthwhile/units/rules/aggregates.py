"""The rules of aggregates: what a sum, a mean or a rank of something is."""

from worthwhile.units import complaints, doubts
from worthwhile.units.operand import Adjust, Operand, Ruling, Setting
from worthwhile.units.rules.products import periods_of
from worthwhile.units.types import (
    COUNT,
    NUMBER,
    Amount,
    Category,
    Day,
    Factor,
    Nothing,
    Rate,
    Table,
    Tag,
    Truth,
    Unknown,
    Words,
)

OVER_TIME = "t"


def _numbers(x: Operand, what: str) -> None:
    if isinstance(x.type, Table):
        raise complaints.rows_are_counted(x, what)
    if isinstance(x.type, Day):
        raise complaints.dates_do_not_add(x, what)
    if isinstance(x.type, Words | Truth | Category):
        raise complaints.not_of(x, what)


def total(setting: Setting, axis: str, x: Operand) -> Ruling:
    """sum: of a flow over t it multiplies by the length of the period; rates do not add up."""
    _numbers(x, "sum")
    if isinstance(x.type, Rate | Factor):
        raise complaints.sum_of_rates(x, "the sum")
    if not isinstance(x.type, Amount):
        return Ruling(x.type if isinstance(x.type, Unknown) else NUMBER)
    if axis == OVER_TIME:
        return _over_time(setting, x, x.type)
    return Ruling(NUMBER if x.type.tag is Tag.SCORE else x.type)


def _over_time(setting: Setting, x: Operand, type_: Amount) -> Ruling:
    if setting.is_flow(type_):
        unit, length = periods_of(setting, type_.unit)
        return Ruling(Amount(unit), (Adjust(times=length),))
    tag = Tag.NUMBER if type_.tag is Tag.CLOCK else type_.tag
    ruling = Ruling(Amount(type_.unit, tag, type_.scale))
    stock = (type_.unit and not setting.is_time(type_)) or type_.tag is Tag.COUNT
    return ruling.doubting(doubts.stock_summed(x)) if stock else ruling


def same(setting: Setting, axis: str, x: Operand) -> Ruling:
    """median and others: the unit stays."""
    _numbers(x, "it")
    return Ruling(_settled(x))


def mean(setting: Setting, axis: str, x: Operand) -> Ruling:
    """mean: the unit stays; a mean of ratios is doubted."""
    ruling = same(setting, axis, x)
    return ruling.doubting(doubts.MEAN_OF_RATIOS) if x.quotient and axis != OVER_TIME else ruling


def extreme(setting: Setting, axis: str, x: Operand) -> Ruling:
    """min and max: of dates, too."""
    if not isinstance(x.type, Day):
        _numbers(x, "it")
    return Ruling(_settled(x))


def _settled(x: Operand) -> "Amount | Rate | Factor | Day | Unknown":
    match x.type:
        case Amount(unit=unit, tag=Tag.CLOCK):
            return Amount(unit)
        case Amount() | Rate() | Factor() | Day() | Unknown():
            return x.type
    return NUMBER


def picked(setting: Setting, axis: str, x: Operand) -> Ruling:
    """first and last: anything."""
    if isinstance(x.type, Table):
        raise complaints.rows_are_counted(x, "first and last")
    return Ruling(x.type)


def spread(setting: Setting, axis: str, x: Operand) -> Ruling:
    """stdev: the unit stays, a score's becomes a plain number."""
    _numbers(x, "stdev")
    return Ruling(NUMBER if x.tagged(Tag.SCORE) else _settled(x))


def counted(setting: Setting, axis: str, x: Operand) -> Ruling:
    """count counts rows or periods."""
    if not isinstance(x.type, Table | Unknown) and not x.tagged(Tag.CLOCK):
        raise complaints.rows_are_counted(x, "count")
    return Ruling(COUNT)


def numbered(setting: Setting, axis: str, x: Operand) -> Ruling:
    """distinct and rank: a count, of anything that has a value."""
    if isinstance(x.type, Table):
        raise complaints.rows_are_counted(x, "it")
    return Ruling(COUNT)


def ordered(setting: Setting, axis: str, x: Operand) -> Ruling:
    """rank: a place among numbers or dates."""
    if not isinstance(x.type, Day):
        _numbers(x, "rank")
    return Ruling(COUNT)


def tested(setting: Setting, axis: str, x: Operand) -> Ruling:
    """any and all: of a condition."""
    if not isinstance(x.type, Truth | Unknown | Nothing):
        raise complaints.condition_wanted(x)
    return Ruling(Truth())


def product(setting: Setting, axis: str, x: Operand) -> Ruling:
    """product: of plain numbers, or of factors over t."""
    _numbers(x, "product")
    factors = isinstance(x.type, Factor) and axis == OVER_TIME
    if not (x.plain or x.fits_all or factors):
        raise complaints.product_of_unit(x)
    if factors and isinstance(x.type, Factor) and setting.clock:
        power = setting.units.ratio(setting.clock.period, x.type.per)
        return Ruling(NUMBER, (Adjust(power=power),))
    return Ruling(NUMBER)


def quantile(setting: Setting, axis: str, x: Operand, p: Operand) -> Ruling:
    """quantile: a value, and a share between 0% and 100%."""
    _numbers(x, "quantile")
    if not (p.fits_all or p.plain):
        raise complaints.share_wanted(p)
    return Ruling(_settled(x))


def slope(setting: Setting, axis: str, y: Operand, x: Operand) -> Ruling:
    """slope: of y for each unit of x, by least squares."""
    _numbers(y, "slope")
    _numbers(x, "slope")
    if isinstance(y.type, Amount) and isinstance(x.type, Amount):
        unit, factor = setting.units.product(y.type.unit, x.type.unit, -1)
        return Ruling(Amount(unit), result=Adjust(times=factor))
    return Ruling(NUMBER)


def intercept(setting: Setting, axis: str, y: Operand, x: Operand) -> Ruling:
    """intercept: y where x is 0."""
    _numbers(y, "intercept")
    _numbers(x, "intercept")
    return Ruling(_settled(y))


def correlation(setting: Setting, axis: str, y: Operand, x: Operand) -> Ruling:
    """correlation: a number between -1 and 1."""
    _numbers(y, "correlation")
    _numbers(x, "correlation")
    return Ruling(NUMBER)

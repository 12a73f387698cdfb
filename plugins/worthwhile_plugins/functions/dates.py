"""Functions of dates: differences, parts, and dates some days or months on."""

import math
from collections.abc import Iterator
from datetime import date

from worthwhile.plugin import Example, Function, InCells, Parameter, plugin, rules

A, B = Parameter("earlier"), Parameter("later")
DAY = Parameter("day")
CALENDAR = "worthwhile_plugins.kernels.calendar"
EPOCH = date(1970, 1, 1).toordinal()
MONTH_DAYS = 30.4375


def _date(days: float) -> date:
    return date.fromordinal(EPOCH + math.floor(days))


def add_months(day: float, months: float) -> float:
    """A date some months on, clipped to the month's end."""
    start, whole = _date(day), math.floor(months)
    count = start.year * 12 + start.month - 1 + whole
    begin = date(count // 12, count % 12 + 1, 1)
    after = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    into = min(start.day, (after - begin).days) - 1
    return float(math.floor(begin.toordinal() - EPOCH + into + (months - whole) * MONTH_DAYS))


def months_between(earlier: float, later: float) -> float:
    """Complete months from one date to another."""
    if later < earlier:
        return -months_between(later, earlier)
    one, two = _date(earlier), _date(later)
    months = (two.year - one.year) * 12 + two.month - one.month
    ends = _date(later + 1).month != two.month
    return float(months - (two.day < one.day and not ends))


def period_of(day: float, start: float, length: float, in_months: float) -> float:
    """The period of a timeline that a date lies in."""
    apart = months_between(start, day) if in_months else day - start
    return float(math.floor(apart / length))


def _months_in_cells(one: str, two: str) -> str:
    """Complete months between two cells, the first of them the earlier."""
    short = f"AND(DAY({two})<DAY({one}),MONTH({two}+1)=MONTH({two}))"
    return f"((YEAR({two})-YEAR({one}))*12+MONTH({two})-MONTH({one})-{short})"


BETWEEN = f"IF({{1:5}}<{{0:5}},-{_months_in_cells('{1:10}', '{0:10}')},{_months_in_cells('{0:10}', '{1:10}')})"
START = "({1:6}+25569)"
"""The first day of a timeline, which is a plain number of days, as a workbook counts days."""
FROM = f"IF({{0:5}}<{START},-{_months_in_cells('{0:10}', START)},{_months_in_cells(START, '{0:10}')})"


@plugin
def functions() -> Iterator[Function]:
    """Offer the functions of dates."""
    yield Function(
        "days_between", (A, B), rules.days, "Days from the earlier date to the later.",
        (Example("days_between(2024-02-28, 2024-03-01)", 2.0),),
        kernel=f"{CALENDAR}:days_between", scalar=lambda a, b: b - a, excel=InCells("{1:6}-{0:7}", 6),
    )  # fmt: skip
    yield Function(
        "months_between", (A, B), rules.months, "Complete months from the earlier date to the later.",
        (Example("months_between(2024-01-31, 2024-02-29)", 1.0),
         Example("months_between(2026-01-20, 2026-03-19)", 1.0)),
        kernel=f"{CALENDAR}:months_between", scalar=months_between, excel=InCells(BETWEEN),
    )  # fmt: skip
    parts = {"year": 2026.0, "month": 3.0, "day": 31.0}
    for name, gives in parts.items():
        yield Function(
            name, (DAY,), rules.part_of_date, f"The {name} of a date.",
            (Example(f"{name}(2026-03-31)", gives),),
            kernel=f"{CALENDAR}:{name}", scalar=_part(name), excel=InCells(f"{name.upper()}({{0}})"),
        )  # fmt: skip
    yield Function(
        "date + days", (A, B), rules.plus, "A date some days on.",
        (Example("2024-02-28 + 2 days", "2024-03-01"),),
        kernel=f"{CALENDAR}:add_days", scalar=lambda a, b: float(math.floor(a + b)), excel=InCells("INT({0:6}+{1:6})"),
        fails="a date outside the calendar",
    )  # fmt: skip
    yield Function(
        "date + months", (A, B), rules.plus, "A date some months on, clipped to the month's end.",
        (Example("2025-12-31 + 2 months", "2026-02-28"),),
        kernel=f"{CALENDAR}:add_months", scalar=add_months, fails="a date outside the calendar",
        excel=InCells(f"INT(EDATE({{0}},INT({{1}}))+({{1:6}}-INT({{1}}))*{MONTH_DAYS})"),
    )  # fmt: skip
    yield Function(
        "period of", (DAY, A, B, Parameter("in_months")), rules.part_of_date,
        "The period of a timeline that a date lies in.",
        kernel=f"{CALENDAR}:period_of", scalar=period_of,
        excel=InCells(f"INT(IF({{3:5}}<>0,{FROM},{{0:6}}-{START})/{{2:8}})"),
    )  # fmt: skip


def _part(name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 (a function of a float)
    return lambda day: float(getattr(_date(day), name))
